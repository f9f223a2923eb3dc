"""The record of a dossier as it stands on a day, and what its expressions come to: Kleene's three truth values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from xinfang_rules.dossier.acts_file import DecidedTest, DueTest, Selection, Structure, Test
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct
from xinfang_rules.dossier.organ_relations import OrganRelations
from xinfang_rules.dossier.pieces import pieces_of
from xinfang_rules.dossier.recorded_act import (
    PETITIONER,
    Context,
    Stated,
    Step,
    Truth,
    all_of,
    any_of,
    as_day,
    first_day,
    last_day,
    negated,
)
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN

_PLACE: Final = attrgetter("index")


class Record:
    """The acts of a dossier that had happened by a day, or may have.

    Args:
        dossier: The dossier.
        table: What `acts.yaml` says.
        as_of: The day.
    """

    def __init__(self, dossier: Dossier, table: ActsTable, as_of: date) -> None:
        self.dossier = dossier
        self.table = table
        self.as_of = as_of
        self.structure: Structure = table.file.structure
        self.steps = tuple(self._happened())
        self._by_act: dict[str, list[Step]] = {}
        self._about: dict[tuple[str, str], dict[str, list[Step]]] = {}
        for step in self.steps:
            self._by_act.setdefault(step.act, []).append(step)
            for claim in step.claims:
                self._about.setdefault((step.piece, claim), {}).setdefault(step.act, []).append(step)
        self.raised = {step.piece: step for step in self._by_act.get(self.structure.raises, ())}
        everybody = dossier.complete_to
        self._complete_to = {label: organ.complete_to or everybody for label, organ in dossier.organs.items()}
        self._complete_to[PETITIONER] = everybody
        self._organs = OrganRelations(dossier.organs, self.structure.levels)
        self._earlier: dict[str, frozenset[str]] = {}
        self._of_kinds: dict[tuple[tuple[str, str] | None, tuple[str, ...]], list[Step]] = {}
        self._whole: dict[str, bool] = {}
        self._kept_until: dict[tuple[str, ...], date | None] = {}

    # Reading

    def _happened(self) -> Iterator[Step]:
        """Yields the acts up to the day: acts stand in order, so what follows one that is later is later too."""
        for step in self._read():
            first = first_day(step.day)
            if first is not None and first > self.as_of:
                return
            yield step

    def _read(self) -> Iterator[Step]:
        known: list[Step] = []
        for index, (act, pieces) in enumerate(
            zip(self.dossier.acts, pieces_of(self.dossier, self.structure), strict=True)
        ):
            perhaps, day = self._perhaps(index, act), act.day or UNKNOWN
            same_day = act.received == "same_day" or (
                act.received is None and self.table.file.acts[act.act].received_with_day
            )
            received = day if same_day else act.received
            known += (
                Step(index, act.act, act.by or PETITIONER, act.to, day, received, claims, piece, told, perhaps)
                for piece in pieces
                for claims, told in _told(act, tuple(self.dossier.claims))
            )
        sent = self.structure.sent
        return (
            replace(step, received=self._arrived(step, known)) if step.received is None and step.act in sent else step
            for step in known
        )

    def _arrived(self, step: Step, known: Iterable[Step]) -> Stated:
        """Returns when what was sent to an organ arrived: then or later, and by the day on which it went on with it."""
        remedies = self.structure.remedies
        later = (s for s in known if s.index > step.index and s.by == step.to and s.piece == step.piece
                 and not set(s.claims).isdisjoint(step.claims)
                 and (s.act in remedies or step.act not in remedies))  # fmt: skip
        until = next((s.day for s in later if isinstance(s.day, date) and not s.perhaps), None)
        since = first_day(step.day)
        if until is not None and (since is None or since <= until):
            return DayBounds(since, until) if since != until else until
        return UNKNOWN if since is None else DayBounds(since, None, UNKNOWN)

    def _perhaps(self, index: int, act: DossierAct) -> bool:
        day = act.day
        if not act.sure or (isinstance(day, DayBounds) and day.happened is not True):
            return True
        last = last_day(day)
        if last is None:  # at the latest when the next act was done that has a last day
            following = (last_day(later.day) for later in self.dossier.acts[index + 1 :] if later.sure)
            last = next((day for day in following if day is not None), None)
        return last is not None and last > self.as_of

    # Acts

    def has(self, acts: Iterable[str]) -> bool:
        """Tells whether there is an act of some kinds."""
        return not self._by_act.keys().isdisjoint(acts)

    def shown_until(self, organs: tuple[str, ...], acts: tuple[str, ...]) -> date | None:
        """Returns until when the record would show acts that some organ of several would have; None if nobody knows."""
        records = self.dossier.records
        if records is not None and set(acts).isdisjoint(records):
            return None
        if organs not in self._kept_until:
            known = [day for organ in organs if (day := self._complete_to[organ]) is not None]
            self._kept_until[organs] = min(known) if known and len(known) == len(organs) else None
        return self._kept_until[organs]

    def chosen(self, selection: Selection, context: Context) -> list[tuple[Step, bool]]:
        """Lists the acts of a selection in order, each with whether it surely is one; the others may be."""
        about = None
        if selection.claim == "this" and selection.piece != "earlier":
            it = context.it if selection.piece == "it" else None
            about = (context.piece if it is None else it.piece), context.claim
        steps = self._of_kinds.get((about, selection.act))
        if steps is None:
            steps = self._listed(about, selection.act)
        chosen: list[tuple[Step, bool]] = []
        for step in steps:
            if about is None and not self._is_of(selection, step, context):
                continue
            truth = self._fits(selection, step, context)
            if truth is not False:
                chosen.append((step, truth is True))
        return chosen

    def _listed(self, about: tuple[str, str] | None, acts: tuple[str, ...]) -> list[Step]:
        """Lists the acts of some kinds in order: those of a piece and about a claim, or all."""
        by_act = self._by_act if about is None else self._about.get(about, {})
        named = [by_act[act] for act in acts if act in by_act]
        steps = named[0] if len(named) == 1 else sorted(chain.from_iterable(named), key=_PLACE)
        self._of_kinds[about, acts] = steps
        return steps

    def there_is(self, selection: Selection, context: Context) -> Truth:
        """Tells whether there is an act of a selection."""
        of_earlier = selection.piece == "earlier"
        if of_earlier and not self.earlier(context.piece):
            return False if self._chain_is_whole(context.piece) else None
        if found := self.chosen(selection, context):
            return True if any(sure for _, sure in found) else None
        if of_earlier and not self._chain_is_whole(context.piece):
            return None
        until = self.shown_until(self.keepers(selection, context), selection.act)
        return False if until is not None and until >= self._asked_until(selection, context) else None

    def _asked_until(self, selection: Selection, context: Context) -> date:
        """Returns the last day on which an act of a selection can have been done."""
        match selection.time:
            case "before_arrival":
                before = context.arrival
            case "before_it" if context.it is not None:
                before = context.it.index
            case _:
                return self.as_of
        return min(self.as_of, last_day(self.dossier.acts[before].day) or self.as_of)

    def keepers(self, selection: Selection, context: Context) -> tuple[str, ...]:
        """Returns whose record would show an act of a selection."""
        if selection.by is not None and selection.by != PETITIONER:
            return context.who(selection.by) or ()
        if selection.to is not None:
            return context.who(selection.to) or ()
        if selection.piece == "earlier":
            pieces = self.earlier(context.piece)
            held = (s.to for s in self.steps if s.piece in pieces and s.act in self._arriving)
            return tuple(dict.fromkeys(organ for organ in held if organ is not None)) or (context.organ,)
        return (context.organ,)

    @property
    def _arriving(self) -> tuple[str, ...]:
        return (self.structure.raises, *self.structure.moves)

    def _fits(self, selection: Selection, step: Step, context: Context) -> Truth:
        if selection.time != "any" and not self._in_time(selection, step, context):
            return False
        if selection.piece == "this" and context.others and self.is_about(step, context.others):
            return False
        sure: Truth = None if step.perhaps else True
        for truth in self._truths(selection, step, context):
            if truth is False:
                return False
            sure = sure and truth
        return sure

    def _truths(self, selection: Selection, step: Step, context: Context) -> Iterator[Truth]:
        """Yields what each part of a selection comes to, what is soon told first."""
        if selection.by is not None:
            yield _among(step.by, context.who(selection.by))
        if selection.not_by is not None:
            yield negated(_among(step.by, context.who(selection.not_by)))
        if selection.to is not None:
            yield _among(step.to, context.who(selection.to))
        if selection.kind is not None:
            yield _within(step.told.get("kind"), selection.kind)
        if selection.outcome is not None:
            yield _within(step.told.get("outcome"), selection.outcome)
        if selection.kind_if:
            told = step.told.get("kind")
            counts = None if told is None else selection.kind_if.get(told)
            yield None if told is None else True if counts is None else self.truth(counts, context.by_act(step))
        if selection.when is not None:
            yield self.truth(selection.when, context.by_act(step))

    def is_about(self, step: Step, organs: tuple[str, ...]) -> bool:
        """Tells whether an act is about an opinion of some organs: it is theirs, or was sought or decided after it."""
        if step.act == self.structure.opinion:
            return step.by in organs
        if step.act not in self.structure.remedies:
            return False
        opinions = self._by_act.get(self.structure.opinion, ())
        before = (s.by for s in reversed(opinions) if s.piece == step.piece and set(s.claims) & set(step.claims)
                  and s.index < step.index)  # fmt: skip
        return next(before, None) in organs

    def _is_of(self, selection: Selection, step: Step, context: Context) -> bool:
        """Tells whether an act is of the piece, and about the claim, of a selection."""
        if selection.claim == "this" and context.claim not in step.claims:
            return False
        if selection.piece == "earlier":
            return step.piece in self.earlier(context.piece)
        piece = context.it.piece if selection.piece == "it" and context.it is not None else context.piece
        return step.piece == piece

    def _in_time(self, selection: Selection, step: Step, context: Context) -> bool:
        match selection.time:
            case "round":
                return context.start < step.index < context.end
            case "arrival":
                return step.index > context.arrival
            case "before_arrival":
                follows = context.it is None or step.index > context.it.index
                return step.index < context.arrival and follows
            case "after_it":
                return context.it is not None and step.index > context.it.index
            case "before_it":
                return context.it is not None and step.index < context.it.index
            case _:
                return True

    def earlier(self, piece: str) -> frozenset[str]:
        """Returns the pieces that the same petitioner raised before."""
        if piece not in self._earlier:
            self._earlier[piece] = self._raised_before(piece)
        return self._earlier[piece]

    def _raised_before(self, piece: str) -> frozenset[str]:
        mine = self.raised.get(piece)
        if mine is None:
            return frozenset()
        same = mine.told.get("petitioner")
        return frozenset(
            other
            for other, step in self.raised.items()
            if step.index < mine.index and step.told.get("petitioner") == same
        )

    def _chain_is_whole(self, piece: str) -> bool:
        """Tells whether the dossier says which piece was the first about the matter."""
        if piece not in self._whole:
            chain = (*self.earlier(piece), piece)
            self._whole[piece] = any(self.raised[each].told.get("first") is True for each in chain)
        return self._whole[piece]

    # Tests

    def truth(self, test: Test, context: Context) -> Truth:
        """Returns what a test comes to; what most tests are is looked at first."""
        if test.there_is is not None:
            return self.there_is(test.there_is, context)
        if test.is_there_no is not None:
            return negated(self.there_is(test.is_there_no, context))
        if test.organ is not None:
            return self._organs.truth(test.organ, context.who)
        if test.all_ is not None:
            return all_of(self.truth(part, context) for part in test.all_)
        if test.any_ is not None:
            return any_of(self.truth(part, context) for part in test.any_)
        if test.not_ is not None:
            return negated(self.truth(test.not_, context))
        if test.told is not None:
            return bool(context.who(test.told)) or None
        if test.reached is not None:
            return self._reached(context)
        if test.falls_due is not None:
            return _falls_due(test.falls_due, context)
        assert test.decided is not None
        return _decided(test.decided, context)

    def _reached(self, context: Context) -> Truth:
        step = context.it
        assert step is not None, "the table was checked: `it` stands only where there is one"
        if isinstance(step.received, date) and not step.perhaps:
            return step.received <= self.as_of
        if step.received is not None:
            return None
        until = self.shown_until((step.by,), (f"{step.act}.received",))
        return False if until is not None and until >= self.as_of else None


def _among(who: str | None, named: tuple[str, ...] | None) -> Truth:
    """Tells whether somebody is one of those whom a role names."""
    return None if named is None else who in named


def _within(told: str | None, allowed: tuple[str, ...]) -> Truth:
    """Tells whether what an act tells is one of what is allowed."""
    return None if told is None else told in allowed


def _told(act: DossierAct, every_claim: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yields what an act tells, of the claims of which it tells the same."""
    claims = every_claim if act.claims is None else act.claims
    more = {key: value for key, value in (act.__pydantic_extra__ or {}).items() if value is not None}
    by_claim: dict[tuple[str | None, ...], list[str]] = {}
    if not (isinstance(act.kind, dict) or isinstance(act.outcome, dict)):
        by_claim[act.kind, act.outcome] = [*claims]
    else:
        for claim in claims:
            told = (said.get(claim) if isinstance(said, dict) else said for said in (act.kind, act.outcome))
            by_claim.setdefault(tuple(told), []).append(claim)
    for (kind, outcome), about in by_claim.items():
        said = {"kind": kind, "outcome": outcome}
        yield tuple(about), {**{key: value for key, value in said.items() if value is not None}, **more}


def _falls_due(test: DueTest, context: Context) -> Truth:
    """Tells whether a duty of the part has the last day that an act tells, as far as both are known."""
    day = None if context.it is None else as_day(context.it.told.get(test.on))
    first, last = context.last_days.get(test.rule, (None, None))
    if isinstance(day, DayBounds) and day.happened is not True:
        return None
    earliest, latest = first_day(day), last_day(day)
    if (first and latest and latest < first) or (last and earliest and earliest > last):
        return False
    return True if isinstance(day, date) and first is not None and first == last else None


def _decided(test: DecidedTest, context: Context) -> Truth:
    """Tells whether the part has an answer, as far as that is known."""
    possible = None if context.answers is None else context.answers.get(test.question)
    if not possible:
        return None
    among = {answer in (test.is_ or test.is_not or ()) for answer in possible}
    truth = among.pop() if len(among) == 1 else None
    return negated(truth) if test.is_ is None else truth


def open_since(day: date) -> DayBounds:
    """Returns the bounds of what has not happened up to a day, and of which nobody knows what came after."""
    return DayBounds(day + timedelta(days=1), None, UNKNOWN)
