"""The default engine: runs the program of an edition, printed as a Python function."""

from collections.abc import Container

from xinfang_rules.calendar.working_days import checked
from xinfang_rules.engines.outcome import UNTOLD, Due, Outcome
from xinfang_rules.engines.protocol import Counter, MakeCounter
from xinfang_rules.engines.python.printed import Run, print_run
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.truth import FALSE, NEVER, Values
from xinfang_rules.once import once
from xinfang_rules.program.graph import BEYOND, LAST_DAY
from xinfang_rules.program.lower import lower
from xinfang_rules.program.schedule import schedule, truths
from xinfang_rules.rulebook.model import Edition


class Printed:
    """Evaluates by generated code. What results are made of is told at once, any other truth when it is asked for."""

    def __init__(self, edition: Edition, norms: Container[str] | None, counter: MakeCounter) -> None:
        self._edition = edition
        self._make_counter = counter
        self._program = lower(edition)
        rules = edition.rules
        wanted = [
            cell for cell in self._program.cells if cell.rule is None or norms is None or rules[cell.rule].id in norms
        ]
        told = told_conditions(edition) if norms is None else set[int]()
        self._told = [FALSE if unit in told else UNTOLD for unit in range(len(edition.units))]
        self._run = print_run(schedule(self._program, told, wanted))
        self._single: dict[int, Run] = {}

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates; see `Engine`."""
        told, dues, active = self._told.copy(), dict[int, Due](), list[int]()
        self._run(values, today, told, dues, active.append, self._nth)
        for due in dues.values():
            if LAST_DAY < due[0] != NEVER or LAST_DAY < due[1] != NEVER:
                checked(BEYOND)  # says what is wrong
        return Outcome(self._edition, today, values, told, self, {}, dues, active)

    def truth(self, outcome: Outcome, condition_id: int) -> int:
        """Tells one truth; see `Later`."""
        if condition_id not in self._single:
            may = self._program.conditions[condition_id]
            self._single[condition_id] = print_run(truths(self._program.graph, {condition_id: may}))
        told = {condition_id: FALSE}
        self._single[condition_id](outcome.values, outcome.today, told, {}, _nowhere, self._nth)
        return told[condition_id]

    def truths(self, outcome: Outcome) -> list[int]:
        """Tells all truths; see `Later`."""
        told = [FALSE] * len(self._told)
        self._all(outcome.values, outcome.today, told, {}, _nowhere, self._nth)
        return told

    def holds(self, outcome: Outcome) -> list[int]:
        """Tells which rules hold; see `Later`."""
        told = [FALSE] * len(self._edition.rules)
        self._holding(outcome.values, outcome.today, told, {}, _nowhere, self._nth)
        return told

    @once
    def _all(self) -> Run:
        return print_run(truths(self._program.graph, self._program.conditions))

    @once
    def _holding(self) -> Run:
        return print_run(truths(self._program.graph, self._program.holds))

    @once
    def _counter(self) -> Counter:
        return self._make_counter()

    def _nth(self, start: int, number: int) -> tuple[int, int]:
        try:
            return self._counter.nth_after(start, number)
        except CalendarError:
            return BEYOND, BEYOND


def told_conditions(edition: Edition) -> set[int]:
    """Returns the conditions whose truth stands in results: of answers, concepts, remarks, and what was done."""
    rules = edition.rules
    told = {rule.unit for rule in rules if rule.question or rule.concept or rule.note}
    told.update(rules[index].unit for rule in rules for index in rule.displaced_by)
    told.update(question.arises for question in edition.questions if question.arises is not None)
    done = (rule.norm.done for rule in rules if rule.norm is not None)
    told.update(one.when for one in done if one is not None and one.when is not None)
    return told


def _nowhere(found: int) -> None:
    """Takes norms that nobody asked for; there are none."""
