"""The parts of a dossier: a piece at an organ, for one claim, in one round of opinion and remedy."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import Context, Step

Role: TypeAlias = Literal["receiver", "handler", "redo"]

END: Final = 1 << 30
"""A place after every act."""


class Part(NamedTuple):
    """A part.

    Attributes:
        role: What it is to the organ: who received the matter, who handles it, who begins it anew.
        round: Which opinion it is about, from 1.
        arrival: The act that brought the piece to the organ.
        context: Where expressions are read.
    """

    role: Role
    round: int
    arrival: Step
    context: Context

    @property
    def name(self) -> str:
        """Piece, organ and claim, and the round if it is not the first."""
        name = f"{self.context.piece}/{self.context.organ}/{self.context.claim}"
        return name if self.round == 1 else f"{name}/round{self.round}"


def parts_of(record: Record) -> Iterator[Part]:
    """Yields the parts of a record, in the order in which the pieces came to the organs."""
    structure, seen = record.structure, set[tuple[str, str, str]]()
    for step in record.steps:
        arrives = step.act in (structure.raises, *structure.moves)
        if not arrives or step.to is None or step.piece not in record.raised:
            continue
        for claim in step.claims:
            key = (step.piece, step.to, claim)
            if key in seen:
                continue
            seen.add(key)
            yield from _rounds(record, step, step.to, claim)


def _rounds(record: Record, arrival: Step, organ: str, claim: str) -> Iterator[Part]:
    handlers = _handlers(record, claim, arrival.piece)
    others = tuple(sorted(handlers - {organ}))
    starts = _round_starts(record, claim, arrival.piece, others if organ in handlers else ())
    competent = record.dossier.claims[claim].competent
    taken_before = any(
        step.act in record.structure.handles and claim in step.claims and step.piece != arrival.piece
        for step in record.steps[: record.steps.index(arrival)]
    )
    handles = organ in handlers or (not handlers and not taken_before and organ in competent)
    for number in range(1, len(starts) + 2 if handles else 2):
        start = arrival.index if number == 1 else starts[number - 2]
        end = starts[number - 1] + 1 if handles and len(starts) >= number else END
        role: Role = "receiver" if not handles else "handler" if number == 1 else "redo"
        context = Context(organ, arrival.piece, claim, arrival.index, start, end, {}, others if handles else ())
        yield Part(role, number, arrival, context._replace(roles=_roles(record, context, arrival, handles=handles)))


def _roles(record: Record, context: Context, arrival: Step, *, handles: bool) -> dict[str, tuple[str, ...] | None]:
    asked: dict[str, tuple[str, ...]] = {}
    for role, act in record.structure.asked_by.items():
        done = (step for step in record.steps if step.act == act and step.piece == context.piece)
        asked[role] = next(
            ((step.to,) for step in done if step.to and context.claim in step.claims
             and context.start < step.index < context.end),
            (),
        )  # fmt: skip
    return {
        "self": (context.organ,),
        "petitioner": ("petitioner",),
        "sender": () if arrival.by == "petitioner" else (arrival.by,),
        "handler": (context.organ,) if handles else None,
        "competent": record.dossier.claims[context.claim].competent or None,
        "superior": record.dossier.organs[context.organ].superior,
        **asked,
    }


def _handlers(record: Record, claim: str, piece: str) -> frozenset[str]:
    """Returns who handles a claim: who accepted it or issued an opinion first, and whoever else accepted it.

    Each is bound by its own acceptance, until it is settled that another of them is to handle it.
    """
    structure = record.structure
    about = [step for step in record.steps if claim in step.claims and step.piece == piece]
    handled = [step for step in about if step.act in structure.handles]
    found = frozenset(step.by for step in handled if step is handled[0] or step.act == structure.accepts)
    settled = next((step for step in reversed(about) if step.act == structure.settles), None)
    if settled is None or settled.to not in found:
        return found
    return found - {step.by for step in handled if step.index < settled.index and step.by != settled.to}


def _round_starts(record: Record, claim: str, piece: str, others: tuple[str, ...]) -> list[int]:
    """Lists the places after which a further round begins: one opinion, one round.

    What was sought or decided before an opinion is about the one before it, whether that is recorded or not.
    """
    undone_by = record.structure.undone_by
    about = [s for s in record.steps if claim in s.claims and s.piece == piece and not record.is_about(s, others)]
    opinions = [step for step in about if step.act == record.structure.opinion]
    sought = [step.index for step in about if step.act in record.structure.remedies]
    undone = (step for step in about if step.act in undone_by.act)
    starts = {step.index for step in undone if step.told.get("outcome") in (undone_by.outcome or ())}
    before: Step | None = None
    for opinion in opinions:
        first = -1 if before is None else before.index
        between = [index for index in sought if first < index < opinion.index]
        if between:
            starts.add(between[-1])
        elif before is not None and before.by == opinion.by:
            starts.add(opinion.index - 1)
        before = opinion
    return sorted(starts)
