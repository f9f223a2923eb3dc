"""What is still worth finding out: facts of which some value would narrow an answer, and missing holiday notices."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from xinfang_rules.calendar import WorkingCalendar, working_calendar
from xinfang_rules.case import FACTS
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.asking import fact_need
from xinfang_rules.evaluation.behind import decisive_part, facts_behind, facts_read, names_behind, slots_of, units_of
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.notices import WorkingDaysTold
from xinfang_rules.evaluation.picking import picker
from xinfang_rules.evaluation.run import Plan
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, NOT_OPEN, NOT_STARTED, OPEN, PENDING
from xinfang_rules.evaluation.trials import Trials
from xinfang_rules.logic.truth import EITHER, Values
from xinfang_rules.once import once
from xinfang_rules.result import Need
from xinfang_rules.rulebook.model import Edition, Question
from xinfang_rules.rulebook.names import DUE, STATUS

Masks = dict[str, int]
"""The mask of each question."""


class NeedsFinder:
    """Finds the facts worth finding out, by evaluating anew with each value that they may have.

    Args:
        edition: The edition.
        engine: The name of the engine.
        admissibility: The constraints of the edition.
        deadlines: Counts last days.
        days: Says which notices are missing.
    """

    def __init__(
        self,
        edition: Edition,
        engine: str,
        admissibility: Admissibility,
        deadlines: Deadlines,
        days: WorkingDaysTold,
    ) -> None:
        self._part = part = decisive_part(edition)
        self._days = days
        self._edition = edition
        self._admissibility = admissibility
        self._trials = Trials(edition, part, deadlines)
        self._engine = make_engine(engine, part)
        self._plan = Plan(part, deadlines, plainly=self._engine.plain)
        self._behind = {q.name: facts_behind(edition, units_of(q, edition)) for q in edition.questions}
        read = facts_read(edition, [unit for stratum in part.strata for unit in stratum.units])
        self._read = picker(slot for name in sorted(read) for slot in slots_of(edition, name))

    def find(self, stated: Values, state: State) -> tuple[Need, ...]:
        """Returns what is worth finding out, facts before notices, the most decisive fact first.

        A fact is worth it if some value that it may have would leave fewer answers of some undecided question. The
        more answers its values rule out on average, the earlier it stands. Where no single fact does anything, the
        open facts of the first rule that is still open are returned: there two facts decide together.

        Args:
            stated: The facts as stated.
            state: What evaluation found.
        """
        edition = self._edition
        now = _masks(edition, state)
        open_questions = [q for q in edition.questions if now[q.name] & (now[q.name] - 1)]
        missing = {
            year: waiting
            for year, norms in self._days.missing_by_year(state).items()
            if (waiting := tuple(rule for rule in norms if self._waits(rule, state)))
        }
        if not open_questions and not missing:
            return ()
        facts = stated.copy()
        self._admissibility.complete(facts, state.today)
        notices = self._notices(facts, now, open_questions, missing, state)
        decided = {name for need in notices for name in need.decides}
        found = self._decisive(facts, now, open_questions, state.today) if open_questions else ()
        if found:
            return (*found, *notices)
        named = (
            fact_need(name, (question.name,), state.today)
            for question in open_questions
            if question.name not in decided
            for name in self._open_facts(facts, state.truths, question)
        )
        return (*named, *notices)

    def _notices(
        self,
        facts: Values,
        now: Masks,
        questions: list[Question],
        missing: Mapping[int, tuple[str, ...]],
        state: State,
    ) -> tuple[Need, ...]:
        """Lists the notices that are missing, and what they would decide: what is decided by the first or last day."""
        if not missing:
            return ()
        decides: set[str] = set()
        for plan in self._pinned if questions else ():
            try:
                values = facts.copy()
                masks = _masks(self._edition, plan.run(self._engine, values, state.today, state.derived))
            except CalendarError:
                continue
            decides.update(q.name for q in questions if masks[q.name] & now[q.name] != now[q.name])
        ask = self._edition.calendar.ask
        return tuple(
            Need(
                fact=None,
                question=ask.format(year=year),
                decides=tuple(q.name for q in questions if q.name in decides and self._reads(q, norms)),
                notice=year,
                norms=norms,
            )
            for year, norms in missing.items()
        )

    def _waits(self, rule: str, state: State) -> bool:
        """Says whether a norm's status is open, or its last day still ahead: what is done or missed needs no notice."""
        mask = state.values[self._edition.layout[STATUS + rule]] & ~NOT_APPLICABLE
        return mask & (mask - 1) != 0 or mask & (NOT_STARTED | PENDING | NOT_OPEN | OPEN) != 0

    def _reads(self, question: Question, norms: tuple[str, ...]) -> bool:
        """Says whether a question rests on the last day or the status of some norm."""
        read = names_behind(self._edition, question.name)
        return any(prefix + rule in read for rule in norms for prefix in (DUE, STATUS))

    @once
    def _pinned(self) -> tuple[Plan, Plan]:
        """Evaluates as if every last day that hangs on a notice were the first, and the last, that it may be."""
        calendar = working_calendar(self._edition.calendar)
        plainly = self._engine.plain
        first, last = (Deadlines(partial(_Pinned, calendar, which)) for which in (0, 1))
        return Plan(self._part, first, plainly=plainly), Plan(self._part, last, plainly=plainly)

    def _decisive(self, facts: Values, now: Masks, questions: list[Question], today: int) -> tuple[Need, ...]:
        relevant = frozenset[str]().union(*(self._behind[question.name] for question in questions))
        turns = self._trials.turns(facts, today)
        met: dict[tuple[int, ...], Masks] = {}
        scored: list[tuple[float, int, Need]] = []
        for order, spec in enumerate(FACTS.values()):
            if spec.name not in relevant:
                continue
            left: dict[str, float] = dict.fromkeys((q.name for q in questions), 0.0)
            decides: set[str] = set()
            tried = 0
            for changed, values in self._trials.of(facts, spec.name, today, turns):
                masks = self._masks_given(values, changed, today, met)
                if masks is None:
                    continue
                tried += 1
                for question in questions:
                    remaining = masks[question.name] & now[question.name]
                    left[question.name] += remaining.bit_count() / now[question.name].bit_count()
                    if remaining != now[question.name]:
                        decides.add(question.name)
            if decides:
                named = tuple(q.name for q in questions if q.name in decides)
                scored.append((sum(left.values()) / tried, order, fact_need(spec.name, named, today)))
        scored.sort(key=lambda entry: entry[:2])
        return tuple(need for _, _, need in scored)

    def _masks_given(self, values: Values, changed: str, today: int, met: dict[tuple[int, ...], Masks]) -> Masks | None:
        """Evaluates facts of which one has changed; returns None if they are inadmissible or cannot be counted.

        Many of them come to the same in what the answers rest on: `met` remembers those.
        """
        try:
            derived = self._admissibility.complete(values, today, (changed,))
            read = self._read(values)
            if read not in met:
                state = self._plan.run(self._engine, values, today, derived)
                met[read] = _masks(self._edition, state)
        except (InadmissibleError, CalendarError):
            return None
        return met[read]

    def _open_facts(self, facts: Values, truths: list[int], question: Question) -> Iterator[str]:
        """Names the open facts behind the first rule of a question that is still open, in the order of the model."""
        rules = self._edition.rules
        first = next((i for line in question.lines for i in line if truths[rules[i].unit] == EITHER), None)
        if first is None:
            return iter(())
        reached = facts_behind(self._edition, [rules[first].unit])
        return (name for name in FACTS if name in reached and self._trials.is_open(facts, name))


class _Pinned(NamedTuple):
    """Counts working days as if the first, or the last, of the days still possible were certain."""

    calendar: WorkingCalendar
    which: int

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        day = self.calendar.nth_after(start, number)[self.which]
        return day, day


def _masks(edition: Edition, state: State) -> Masks:
    return {question.name: state.values[question.slot] for question in edition.questions}
