"""Everything that is made once for an edition and an engine, and then evaluates case after case."""

from datetime import date
from functools import cached_property, lru_cache
from threading import Lock
from typing import NamedTuple

from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.case import Case
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.facts import Encoder
from xinfang_rules.evaluation.needs import NeedsFinder
from xinfang_rules.evaluation.results import ResultBuilder
from xinfang_rules.evaluation.run import Plan
from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.truth import Values
from xinfang_rules.result import Need, Note, Result
from xinfang_rules.rulebook.model import Edition


@lru_cache(maxsize=1)
def shared_deadlines() -> Deadlines:
    """Returns what counts last days by the State Council's calendar; the calendar is read once per process."""
    return Deadlines(WorkingCalendar())


class Evaluated(NamedTuple):
    """A result, the facts as stated, and the finished evaluation."""

    result: Result
    stated: Values
    state: State


class Evaluator:
    """Evaluates cases by one edition. Immutable once made; safe to share between threads.

    Args:
        edition: The edition.
        engine: The name of the engine.

    Raises:
        XinfangError: If there is no engine of that name.
    """

    def __init__(self, edition: Edition, engine: str) -> None:
        self.edition = edition
        self._engine = make_engine(engine, edition)
        self._encoder = Encoder(edition.scope, edition.layout)
        self._admissibility = Admissibility(edition)
        self._deadlines = shared_deadlines()
        self._plan = Plan(edition, self._deadlines)
        self._results = ResultBuilder(edition)

    def state(self, case: Case, as_of: date) -> State:
        """Evaluates a case without putting the outcome into words.

        Raises:
            InadmissibleError: If the case breaks a constraint.
            CalendarError: If a last day lies outside what can be counted.
        """
        today = as_of.toordinal()
        return self._finish(self._encoder.encode(case, today), today)

    def evaluate(self, case: Case, as_of: date, notes: tuple[Note, ...] = ()) -> Evaluated:
        """Evaluates a case.

        Raises:
            InadmissibleError: If the case breaks a constraint.
            CalendarError: If a last day lies outside what can be counted.
        """
        today = as_of.toordinal()
        facts = self._encoder.encode(case, today)
        stated = facts.copy()
        state = self._finish(facts, today)
        return Evaluated(self._results.build(state, as_of, case.case_id, notes), stated, state)

    def _finish(self, facts: Values, today: int) -> State:
        derived = self._admissibility.complete(facts, today)
        return self._plan.run(self._engine, facts, today, derived)

    def needs(self, stated: Values, state: State) -> tuple[Need, ...]:
        """Returns the facts that can still change an answer, most decisive first."""
        return self._needs_finder.find(stated, state)

    @cached_property
    def _needs_finder(self) -> NeedsFinder:
        return NeedsFinder(self.edition, self._engine.name, self._admissibility, self._deadlines)


_LOCK = Lock()


def evaluator_for(edition: Edition, engine: str = "compiled") -> Evaluator:
    """Returns the evaluator of an edition; made at first use, kept by the edition and dropped with it.

    Raises:
        XinfangError: If there is no engine of that name.
    """
    made = edition.made
    if engine not in made:
        with _LOCK:
            if engine not in made:
                made[engine] = Evaluator(edition, engine)
    found: Evaluator = made[engine]
    return found
