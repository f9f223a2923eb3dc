"""The parts of a dossier: a piece at an organ, for one claim, in one round of opinion and remedy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, TypeAlias

from xinfang_rules.dossier.acts_file import Selection
from xinfang_rules.dossier.expressions import Choice, choice_of
from xinfang_rules.dossier.record import Record, in_order
from xinfang_rules.dossier.recorded_act import END, Context, Step, Truth, first_day, last_day
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN

Role: TypeAlias = Literal["receiver", "handler", "issuer", "redo"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part.

    Attributes:
        name: Piece, organ and claim, and the round if it is not the first.
        role: What it is to the organ: who received the matter, who handles it, who answers what another handles, who
            begins it anew.
        round: Which opinion it is about, from 1.
        arrival: The act that brought the piece to the organ.
        context: Where expressions are read.
    """

    name: str
    role: Role
    round: int
    arrival: Step
    context: Context


def parts_of(record: Record, pieces: Iterable[str] | None = None) -> Iterator[Part]:
    """Yields the parts of some pieces of a record, or of all, in the order in which these came to the organs."""
    structure = record.structure
    steps = record.steps if pieces is None else record.of_pieces(pieces)
    arriving = structure.arriving
    arrivals = [step for step in steps if step.act in arriving and step.to is not None]
    told = {(step.piece, step.to, claim) for step in arrivals for claim in step.claims}
    seen = set[tuple[str, str, str]]()
    for step in steps:
        silent = step.act in structure.handles and _answers(record, step) is True
        organ = step.by if silent else step.to if step.act in arriving else None
        for claim in step.claims if organ is not None and step.piece in record.raised else ():
            key = (step.piece, organ or "", claim)
            if key in seen or (silent and key in told):
                continue
            seen.add(key)
            yield from _rounds(record, _unrecorded(record, step) if silent else step, key[1], claim)


def _unrecorded(record: Record, step: Step) -> Step:
    """Returns the arrival of what an organ handles, though nothing is recorded of how it came there."""
    raised = record.raised[step.piece]
    came = DayBounds(first_day(raised.day), last_day(step.day))
    return Step(raised.place, "", "", step.by, UNKNOWN, came, step.claims, step.piece, {}, step.perhaps)


def _answers(record: Record, step: Step) -> Truth:
    """Tells whether an act is no document, or one that answers a matter, whoever handles it; a reply does not."""
    structure, kind = record.structure, step.told.get("kind")
    return True if step.act != structure.opinion else None if kind is None else kind in structure.answers


def _rounds(record: Record, arrival: Step, organ: str, claim: str) -> Iterator[Part]:
    about = in_order(record.about(arrival.piece, claim).values())
    handlers = _handlers(record, about)
    issued = [(step.by, _answers(record, step)) for step in about if step.act == record.structure.opinion]
    answered = frozenset(by for by, answers in issued if answers)
    handles = organ in handlers | answered
    others = tuple(sorted((handlers | answered) - {organ})) if handles else ()
    starts = _round_starts(record, arrival, organ, claim, about, others)
    settled = END
    if handles and (perhaps := {by for by, answers in issued if answers is None} - handlers - answered - {organ}):
        # Whose document it is that is sought against hangs on what kind of document another organ issued.
        ways = starts, _round_starts(record, arrival, organ, claim, about, (*others, *sorted(perhaps)))
        starts = [one for one, other in zip(*ways, strict=False) if one == other]
        doubtful = [step.place for step in about if step.act in record.structure.remedies
                    and record.is_about(step, tuple(perhaps))]  # fmt: skip
        settled = min([*doubtful, *(way[len(starts)] + 1 for way in ways if len(way) > len(starts)), END])
    first: Role = "receiver"
    if organ in handlers or (not handlers and not handles and _falls_to(record, arrival, organ, claim)):
        first, handles = "handler", True
    elif handles:
        first = "issuer"
    for number in range(1, len(starts) + 2 if handles else 2):
        start = arrival.place if number == 1 else starts[number - 2]
        end = starts[number - 1] + 1 if handles and len(starts) >= number else END
        roles: dict[str, tuple[str, ...] | None] = {}
        context = Context(organ, arrival.piece, claim, arrival.place, start, end, roles, others, settled)
        roles.update(_roles(record, context, arrival, handles=handles))
        name = f"{arrival.piece}/{organ}/{claim}" + (f"/round{number}" if number > 1 else "")
        yield Part(name, first if number == 1 else "redo", number, arrival, context)


def _falls_to(record: Record, arrival: Step, organ: str, claim: str) -> bool:
    """Tells whether it is for an organ to handle what nobody has handled yet, nor an earlier piece about it."""
    if organ not in record.dossier.claims[claim].competent:
        return False
    before = takewhile(lambda step: step.place < arrival.place, record.handled.get(claim, ()))
    return all(step.piece == arrival.piece for step in before)


def _roles(record: Record, context: Context, arrival: Step, *, handles: bool) -> dict[str, tuple[str, ...] | None]:
    asked: dict[str, tuple[str, ...] | None] = {}
    for role, act in record.structure.asked_by.items():
        done = record.about(context.piece, context.claim).get(act, ())
        asked[role] = next(
            ((step.to,) if step.place < context.settled else None for step in done
             if step.to and context.start < step.place < context.end),
            (),
        )  # fmt: skip
    return {
        "self": (context.organ,),
        "petitioner": ("petitioner",),
        "sender": () if arrival.by == "petitioner" else (arrival.by,) if arrival.by else None,
        "handler": (context.organ,) if handles else None,
        "competent": record.dossier.claims[context.claim].competent or None,
        "superior": record.dossier.organs[context.organ].superior,
        **asked,
    }


def _handlers(record: Record, about: Sequence[Step]) -> frozenset[str]:
    """Returns who handles a claim: who accepted it or issued an opinion first, and whoever else accepted it.

    Each is bound by its own acceptance, until it is settled that another is to handle it, who does.
    """
    structure = record.structure
    handled = [step for step in about if step.act in structure.handles]
    found = frozenset(step.by for step in handled if step is handled[0] or step.act == structure.accepts)
    settled = next((step for step in reversed(about) if step.act == structure.settles), None)
    if settled is None or settled.to is None or settled.to not in {step.by for step in handled}:
        return found
    return (found | {settled.to}) - {
        step.by for step in handled if step.place < settled.place and step.by != settled.to
    }


def _round_starts(
    record: Record, arrival: Step, organ: str, claim: str, about: Iterable[Step], others: tuple[str, ...]
) -> list[int]:
    """Lists the places after which a further round begins: one opinion, one round.

    What was sought or decided before an opinion is about the one before it, whether that is recorded or not.
    """
    undone_by = record.structure.undone_by
    mine = [step for step in about if not record.is_about(step, others)]
    starts = {
        step.place for step in mine
        if step.act in undone_by.act and step.told.get("outcome") in (undone_by.outcome or ())
    }  # fmt: skip
    before: Step | None = None
    between: list[Step] = []
    for step in mine:
        if step.act in record.structure.remedies:
            between.append(step)
        elif step.act == record.structure.opinion and step.by == organ:
            if between and not (before is None and _void(record, arrival, claim, between)):
                starts.add(between[-1].place)
            elif not between and before is not None:
                starts.add(step.place - 1)
            before, between = step, []
    return sorted(starts)


def _void(record: Record, arrival: Step, claim: str, sought: list[Step]) -> bool:
    """Tells whether remedies were sought of which the record shows that there was no opinion before, nor a decision."""
    if any(step.act in record.structure.undone_by.act for step in sought):
        return False
    context = Context(arrival.to or "", arrival.piece, claim, arrival.place, arrival.place, END, {})
    return record.there_is(_opinion_before(record.structure.opinion), context, sought[0]) is False


@lru_cache(maxsize=8)
def _opinion_before(act: str) -> Choice:
    return choice_of(Selection.model_construct(act=(act,), piece="it", time="before_it"))
