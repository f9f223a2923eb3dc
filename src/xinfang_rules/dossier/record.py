"""The record of a dossier as it stands on a day, and what its expressions come to: Kleene's three truth values."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct
from xinfang_rules.dossier.expressions import BETWEEN, Choice
from xinfang_rules.dossier.organ_relations import OrganRelations
from xinfang_rules.dossier.pieces import pieces_of
from xinfang_rules.dossier.recorded_act import (
    END,
    PETITIONER,
    Context,
    Stated,
    Step,
    Truth,
    first_day,
    last_day,
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
        self.structure = table.file.structure
        self.steps = tuple(self._happened())
        self._by_act: dict[str, list[Step]] = {}
        self._about: dict[tuple[str, str], dict[str, list[Step]]] = {}
        for step in self.steps:
            self._by_act.setdefault(step.act, []).append(step)
            for claim in step.claims:
                self._about.setdefault((step.piece, claim), {}).setdefault(step.act, []).append(step)
        self.acts = frozenset(self._by_act)
        self.records = None if dossier.records is None else frozenset(dossier.records)
        self.raised = {step.piece: step for step in self._by_act.get(self.structure.raises, ())}
        everybody = dossier.complete_to
        self._complete_to = {label: organ.complete_to or everybody for label, organ in dossier.organs.items()}
        self._complete_to[PETITIONER] = everybody
        self.organs = OrganRelations(dossier.organs, self.structure.levels)
        self.organs_met: dict[tuple[object, ...], Truth] = {}  # what tests of organs have come to
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

    def shown_until(self, organs: tuple[str, ...], acts: tuple[str, ...]) -> date | None:
        """Returns until when the record would show acts that some organ of several would have; None if nobody knows."""
        return self.kept_until(organs) if self.has_column(acts) else None

    def has_column(self, acts: tuple[str, ...]) -> bool:
        """Tells whether the record has a place for some of several acts."""
        return self.records is None or not self.records.isdisjoint(acts)

    def kept_until(self, organs: tuple[str, ...]) -> date | None:
        """Returns until when the record of several organs is complete; None if nobody knows."""
        if organs not in self._kept_until:
            known = [day for organ in organs if (day := self._complete_to[organ]) is not None]
            self._kept_until[organs] = min(known) if known and len(known) == len(organs) else None
        return self._kept_until[organs]

    def chosen(self, choice: Choice, context: Context, it: Step | None = None) -> list[tuple[Step, bool]]:
        """Lists the acts of a selection in order, each with whether it surely is one; the others may be.

        Args:
            choice: The selection.
            context: Where it is read.
            it: The act that is spoken of there.
        """
        acts, of, between, piece, _, by, not_by, to, kinds, outcomes, tests = choice
        about = None
        if of != "more":
            about = (context.piece if it is None or of == "this" else it.piece), context.claim
        steps = self._of_kinds.get((about, acts))
        if steps is None:
            steps = self._listed(about, acts)
        chosen: list[tuple[Step, bool]] = []
        if not steps:
            return chosen
        after, before = between(context, it)
        others = context.others if piece == "this" else ()
        doers = None if by is None else context.who(by, it)
        no_doers = None if not_by is None else context.who(not_by, it)
        addressees = None if to is None else context.who(to, it)
        for step in steps:
            if not after < step.index < before or (about is None and not self._is_of(choice, step, context, it)):
                continue
            if others and self.is_about(step, others):
                continue
            sure = not step.perhaps and step.index < context.settled
            if by is not None:
                if doers is None:
                    sure = False
                elif step.by not in doers:
                    continue
            if not_by is not None:
                if no_doers is None:
                    sure = False
                elif step.by in no_doers:
                    continue
            if to is not None:
                if addressees is None:
                    sure = False
                elif step.to not in addressees:
                    continue
            if kinds is not None:
                kind = step.told.get("kind")
                if kind is None:
                    sure = False
                elif kind not in kinds:
                    continue
            if outcomes is not None:
                outcome = step.told.get("outcome")
                if outcome is None:
                    sure = False
                elif outcome not in outcomes:
                    continue
            for test in tests:
                truth = test(self, context, step)
                if truth is False:
                    break
                sure = sure and truth is True
            else:
                chosen.append((step, sure))
        return chosen

    def _listed(self, about: tuple[str, str] | None, acts: tuple[str, ...]) -> list[Step]:
        """Lists the acts of some kinds in order: those of a piece and about a claim, or all."""
        by_act = self._by_act if about is None else self._about.get(about, {})
        named = [by_act[act] for act in acts if act in by_act]
        steps = named[0] if len(named) == 1 else sorted(chain.from_iterable(named), key=_PLACE)
        self._of_kinds[about, acts] = steps
        return steps

    def there_is(self, choice: Choice, context: Context, it: Step | None = None) -> Truth:
        """Tells whether there is an act of a selection; see `chosen`."""
        of_earlier = choice.piece == "earlier"
        if of_earlier and not self.earlier(context.piece):
            return False if self._chain_is_whole(context.piece) else None
        if found := self.chosen(choice, context, it):
            return True if any(sure for _, sure in found) else None
        if of_earlier and not self._chain_is_whole(context.piece):
            return None
        until = self.shown_until(self.keepers(choice, context, it), choice.act)
        return False if until is not None and until >= self._asked_until(choice, context, it) else None

    def _asked_until(self, choice: Choice, context: Context, it: Step | None) -> date:
        """Returns the last day on which an act of a selection can have been done."""
        before = choice.between(context, it)[1]
        if before < 0 or before == END or choice.between is BETWEEN["round"]:
            return self.as_of
        return min(self.as_of, last_day(self.dossier.acts[before].day) or self.as_of)

    def keepers(self, choice: Choice, context: Context, it: Step | None = None) -> tuple[str, ...]:
        """Returns whose record would show an act of a selection."""
        if choice.by is not None and choice.by != PETITIONER:
            return context.who(choice.by, it) or ()
        if choice.to is not None:
            return context.who(choice.to, it) or ()
        if choice.piece == "earlier":
            pieces = self.earlier(context.piece)
            held = (s.to for s in self.steps if s.piece in pieces and s.act in self._arriving)
            return tuple(dict.fromkeys(organ for organ in held if organ is not None)) or (context.organ,)
        return (context.organ,)

    @property
    def _arriving(self) -> tuple[str, ...]:
        return (self.structure.raises, *self.structure.moves)

    def of_unknown_kind(self) -> Iterator[Step]:
        """Yields the documents that surely were issued, and of which the record does not say what kind they are."""
        issued = self._by_act.get(self.structure.opinion, ())
        return (step for step in issued if step.told.get("kind") is None and not step.perhaps)

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

    def _is_of(self, choice: Choice, step: Step, context: Context, it: Step | None) -> bool:
        """Tells whether an act is of the piece, and about the claim, of a selection."""
        if choice.this_claim and context.claim not in step.claims:
            return False
        if choice.piece == "earlier":
            return step.piece in self.earlier(context.piece)
        return step.piece == (it.piece if choice.piece == "it" and it is not None else context.piece)

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


def open_since(day: date) -> DayBounds:
    """Returns the bounds of what has not happened up to a day, and of which nobody knows what came after."""
    return DayBounds(day + timedelta(days=1), None, UNKNOWN)
