"""Slices of an edition: what is evaluated again and again when it is looked for what is worth finding out."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from xinfang_rules.calendar import WorkingCalendar, working_calendar
from xinfang_rules.engines.protocol import Engine
from xinfang_rules.engines.python.engine import Printed
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.candidate_values import CandidateValues
from xinfang_rules.evaluation.standing import ever_open, read_norms
from xinfang_rules.once import once
from xinfang_rules.program.reach import behind, names_behind
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named

if TYPE_CHECKING:
    from xinfang_rules.engines.python.incremental import Incremental


def decisive_part(edition: Edition, norms: Iterable[Rule] = ()) -> Edition:
    """Returns an edition in which nothing is evaluated but what some answer rests on; places and slots are the same.

    Args:
        edition: The edition.
        norms: Rules whose norms are evaluated too, with all that these rest on.
    """
    wanted = [STATUS + rule.id for rule in norms]
    units, reached, _ = behind(edition, [*(question.name for question in edition.questions), *wanted])
    rules = {norm_named(name) for name in reached}
    strata = (
        stratum._replace(
            condition_ids=tuple(unit for unit in stratum.condition_ids if unit in units),
            concepts=tuple(concept for concept in stratum.concepts if concept.name in reached),
            norms=tuple(rule for rule in stratum.norms if rule.id in rules),
        )
        for stratum in edition.strata
    )
    return replace(edition, strata=tuple(s for s in strata if s.condition_ids or s.concepts or s.questions or s.norms))


@per_edition
def near_norms(edition: Edition) -> tuple[Rule, ...]:
    """Lists the rules whose norms may be open and rest on no other norm than questions do."""
    known = read_norms(decisive_part(edition))
    return tuple(rule for rule in ever_open(edition) if _norms_behind(rule, edition) <= known)


def _norms_behind(rule: Rule, edition: Edition) -> frozenset[str]:
    read = names_behind(edition, STATUS + rule.id) - {STATUS + rule.id, DUE + rule.id}
    return frozenset(other for name in read if (other := norm_named(name)) is not None)


class Part(NamedTuple):
    """A part of an edition, made ready.

    Attributes:
        edition: The part.
        trials: Knows the values that facts are tried with.
        engine: Evaluates it; None if changed cases are evaluated incrementally.
        incremental: Evaluates them so.
    """

    edition: Edition
    trials: CandidateValues
    engine: Engine | None
    incremental: "Incremental | None" = None


class Parts:
    """The parts of one edition, each made when first asked for: what is open in most cases rests on a small one."""

    def __init__(self, edition: Edition, engine: str, own: Engine, deadlines: DeadlineCounter) -> None:
        self._edition = edition
        self._own = own
        self._engine = engine
        self._deadlines = deadlines

    @once
    def pinned(self) -> tuple[Engine, Engine]:
        """What evaluates the decisive part as if every last day that hangs on a notice were the first, or the last."""
        part, calendar = self.decisive.edition, working_calendar(self._edition.calendar)
        first, last = (make_engine(self._engine, part, None, partial(_Pinned, calendar, which)) for which in (0, 1))
        return first, last

    @once
    def decisive(self) -> Part:
        """What questions rest on."""
        return self._made(())

    @once
    def near(self) -> Part:
        """What questions rest on, and the norms that may be open and rest on no other norm than questions do."""
        return self._made(near_norms(self._edition))

    @once
    def wider(self) -> Part:
        """What questions rest on, and all norms that may be open."""
        return self._made(ever_open(self._edition))

    def holding(self, norms: tuple[Rule, ...]) -> Part:
        """Returns the smallest part that holds some norms that may be open."""
        if not norms:
            return self.decisive
        return self.near if self._near_ids.issuperset([rule.id for rule in norms]) else self.wider

    @once
    def _near_ids(self) -> frozenset[str]:
        return frozenset(rule.id for rule in near_norms(self._edition))

    def _made(self, norms: tuple[Rule, ...]) -> Part:
        part = decisive_part(self._edition, norms)
        trials = CandidateValues(self._edition, part, self._deadlines)
        if isinstance(self._own, Printed):
            return Part(part, trials, None, self._own.incremental)
        wanted = {rule.id for stratum in part.strata for rule in stratum.norms}
        return Part(part, trials, make_engine(self._engine, part, wanted))


class _Pinned(NamedTuple):
    """Counts working days as if the first, or the last, of the days still possible were certain."""

    calendar: WorkingCalendar
    which: int

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        day = self.calendar.nth_after(start, number)[self.which]
        return day, day
