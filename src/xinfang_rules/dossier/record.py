"""The record of a dossier as it stands on a day, and what its expressions come to: Kleene's three truth values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any, Final, TypeAlias

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
from xinfang_rules.once import once

_PLACE: Final = attrgetter("place")

_About: TypeAlias = tuple[str | tuple[object], str | None]
"""What acts are about: a piece, or all that a petitioner raised (in a tuple of its own); a claim, or any."""

_Index: TypeAlias = dict[_About, dict[str, list[Step]]]
"""The acts about something in order, by their kinds."""


_NOTHING: Final[Mapping[str, Sequence[Step]]] = {}


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
        self._about: _Index = {}
        for step in self.steps:
            self._by_act.setdefault(step.act, []).append(step)
            for claim in step.claims:
                self._about.setdefault((step.piece, claim), {}).setdefault(step.act, []).append(step)
        self.acts = frozenset(self._by_act)
        self.records = None if dossier.records is None else frozenset(dossier.records)
        self.raised = {step.piece: step for step in self._by_act.get(self.structure.raises, ())}
        self._past = dict(self._pasts())
        everybody = dossier.complete_to
        self._complete_to = {label: organ.complete_to or everybody for label, organ in dossier.organs.items()}
        self._complete_to[PETITIONER] = everybody
        self.organs = OrganRelations(dossier.organs, self.structure.levels)
        self.organs_met: dict[tuple[object, ...], Truth] = {}  # what tests of organs have come to
        self._of_kinds: dict[tuple[_About, tuple[str, ...]], Sequence[Step]] = {}
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
        pieces_of_acts, every_claim = pieces_of(self.dossier, self.structure), tuple(self.dossier.claims)
        for place, (act, pieces) in enumerate(zip(self.dossier.acts, pieces_of_acts, strict=True)):
            perhaps, day = self._perhaps(place, act), act.day or UNKNOWN
            same_day = act.received == "same_day" or (
                act.received is None and self.table.file.acts[act.act].received_with_day
            )
            received = day if same_day else act.received
            known += (
                Step(place, act.act, act.by or PETITIONER, act.to, day, received, claims, piece, told, perhaps)
                for piece in pieces
                for claims, told in _told(act, every_claim)
            )
        sent = self.structure.sent
        of_piece: dict[str, list[Step]] = {}
        for step in known:
            of_piece.setdefault(step.piece, []).append(step)
        return (
            replace(step, received=self._arrived(step, of_piece[step.piece]))
            if step.received is None and step.act in sent
            else step
            for step in known
        )

    def _arrived(self, step: Step, of_piece: Iterable[Step]) -> Stated:
        """Returns when what was sent to an organ arrived: then or later, and by the day on which it went on with it."""
        remedies = self.structure.remedies
        later = (s for s in of_piece if s.place > step.place and s.by == step.to
                 and not set(s.claims).isdisjoint(step.claims)
                 and (s.act in remedies or step.act not in remedies))  # fmt: skip
        until = next((s.day for s in later if isinstance(s.day, date) and not s.perhaps), None)
        since = first_day(step.day)
        if until is not None and (since is None or since <= until):
            return DayBounds(since, until) if since != until else until
        return UNKNOWN if since is None else DayBounds(since, None, UNKNOWN)

    def _perhaps(self, place: int, act: DossierAct) -> bool:
        day = act.day
        if not act.sure or (isinstance(day, DayBounds) and day.happened is not True):
            return True
        last = last_day(day)
        if last is None:  # at the latest when the next act was done that has a last day
            last = self._last_days_from[place + 1]
        return last is not None and last > self.as_of

    @once
    def _last_days_from(self) -> Sequence[date | None]:
        """Of each act the last day of the first from there on that surely was done and has one; at the end None."""
        found: list[date | None] = [None]
        for act in reversed(self.dossier.acts):
            found.append((last_day(act.day) if act.sure else None) or found[-1])
        return found[::-1]

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

    def about(self, piece: str, claim: str) -> Mapping[str, Sequence[Step]]:
        """Returns the acts of a piece about a claim in order, by their kinds."""
        return self._about.get((piece, claim), {})

    def of_pieces(self, pieces: Iterable[str]) -> Sequence[Step]:
        """Returns the acts of some pieces in order."""
        return in_order(chain.from_iterable(self._by_piece.get((piece, None), {}).values() for piece in pieces))

    def chosen(
        self, choice: Choice, context: Context, it: Step | None = None, *, one: bool = False
    ) -> list[tuple[Step, bool]]:
        """Lists the acts of a selection in order, each with whether it surely is one; the others may be.

        Args:
            choice: The selection.
            context: Where it is read.
            it: The act that is spoken of there.
            one: Whether no more are wanted as soon as one surely is one.
        """
        acts, of, between, piece, _, by, not_by, to, kinds, outcomes, tests = choice
        about: _About
        chosen: list[tuple[Step, bool]] = []
        if of != "more":
            index, about = self._about, ((context.piece if it is None or of == "this" else it.piece), context.claim)
        elif piece != "earlier":
            index, about = self._by_piece, self._more(choice, context, it)
        elif self._past.get(context.piece, (False, False))[0]:
            index, about = self._by_petitioner, self._more(choice, context, it)
        else:
            return chosen
        steps = index.get(about, _NOTHING).get(acts[0], ()) if len(acts) == 1 else self._listed(about, acts, index)
        if not steps:
            return chosen
        after, before = between(context, it)
        others = context.others if piece == "this" else ()
        doers = None if by is None else context.who(by, it)
        no_doers = None if not_by is None else context.who(not_by, it)
        addressees = None if to is None else context.who(to, it)
        for step in steps:
            if not after < step.place < before or (piece == "earlier" and not self._is_earlier(step, context)):
                continue
            if others and self.is_about(step, others):
                continue
            sure = not step.perhaps and step.place < context.settled
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
                if sure and one:
                    break
        return chosen

    def _listed(self, about: _About, acts: tuple[str, ...], index: _Index) -> Sequence[Step]:
        """Lists the acts of some kinds that are about something in order."""
        steps = self._of_kinds.get((about, acts))
        if steps is None:
            by_act = index.get(about, _NOTHING)
            named = [by_act[act] for act in acts if act in by_act]
            steps = self._of_kinds[about, acts] = named[0] if len(named) == 1 else in_order(named)
        return steps

    def _more(self, choice: Choice, context: Context, it: Step | None) -> _About:
        """Returns what the acts of a selection are about that is not about one claim of one piece."""
        mine = self.raised.get(context.piece) if choice.piece == "earlier" else None
        piece = it.piece if choice.piece == "it" and it is not None else context.piece
        return piece if mine is None else (_petitioner(mine),), context.claim if choice.this_claim else None

    @once
    def handled(self) -> Mapping[str, Sequence[Step]]:
        """The acts by which some organ handles each claim, in order."""
        found: dict[str, list[Step]] = {}
        for step in in_order(self._by_act.get(act, ()) for act in self.structure.handles):
            for claim in step.claims:
                found.setdefault(claim, []).append(step)
        return found

    @once
    def _by_piece(self) -> _Index:
        found: _Index = {}
        for step in self.steps:
            found.setdefault((step.piece, None), {}).setdefault(step.act, []).append(step)
        return found

    @once
    def _by_petitioner(self) -> _Index:
        found: _Index = {}
        for step in [step for step in self.steps if step.piece in self.raised]:
            who = (_petitioner(self.raised[step.piece]),)
            for claim in (*step.claims, None):
                found.setdefault((who, claim), {}).setdefault(step.act, []).append(step)
        return found

    def there_is(self, choice: Choice, context: Context, it: Step | None = None) -> Truth:
        """Tells whether there is an act of a selection; see `chosen`."""
        if choice.piece == "earlier":
            earlier, whole = self._past.get(context.piece, (False, False))
            if not earlier:
                return False if whole else None
        else:
            whole = True
        if found := self.chosen(choice, context, it, one=True):
            return True if found[-1][1] else None
        if not whole:
            return None
        until = self.shown_until(self.keepers(choice, context, it), choice.act)
        if until is None:
            return None
        return False if until >= self.as_of or until >= self._asked_until(choice, context, it) else None

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
            mine = self.raised.get(context.piece)
            held = {} if mine is None else self._held[_petitioner(mine)]
            return tuple(o for o, since in held.items() if mine is not None and since < mine.place) or (context.organ,)
        return (context.organ,)

    @once
    def _held(self) -> Mapping[object, Mapping[str, int]]:
        """By petitioner, the organs to which pieces came, each with the place where the first of these was raised."""
        found: dict[object, dict[str, int]] = {}
        for step in self.steps:
            raised = self.raised.get(step.piece)
            if raised is not None and step.to is not None and step.act in self.structure.arriving:
                held = found.setdefault(_petitioner(raised), {})
                held[step.to] = min(held.get(step.to, END), raised.place)
        return found

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
        about = (self.about(step.piece, claim).get(self.structure.opinion, ()) for claim in step.claims)
        before = [s for s in chain.from_iterable(about) if s.place < step.place]
        return bool(before) and max(before, key=_PLACE).by in organs

    def _pasts(self) -> Iterator[tuple[str, tuple[bool, bool]]]:
        """Yields whether the petitioner of each piece raised one before, and whether it says which was the first."""
        told: dict[object, bool] = {}
        for piece, step in self.raised.items():
            who = _petitioner(step)
            earlier, whole = who in told, told.get(who, False) or step.told.get("first") is True
            told[who] = whole
            yield piece, (earlier, whole)

    def _is_earlier(self, step: Step, context: Context) -> bool:
        """Tells whether an act is of a piece that was raised before that of a part."""
        mine = self.raised.get(context.piece)
        return mine is not None and step.piece in self.raised and self.raised[step.piece].place < mine.place


def in_order(steps: Iterable[Iterable[Step]]) -> list[Step]:
    """Returns acts of several kinds in their order."""
    return sorted(chain.from_iterable(steps), key=_PLACE)


def _petitioner(raised: Step) -> object:
    """Returns who raised a piece."""
    return raised.told.get("petitioner")


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
