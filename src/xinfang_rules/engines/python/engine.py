"""The default engine: runs the program of an edition, printed as a Python function."""

from collections.abc import Container
from typing import TYPE_CHECKING

from xinfang_rules.calendar.working_days import LAST_ORDINAL, checked
from xinfang_rules.engines.outcome import UNTOLD, Due, Outcome
from xinfang_rules.engines.protocol import Counter, MakeCounter
from xinfang_rules.engines.python.functions import cells_of, constraints_of, run_of, told_conditions
from xinfang_rules.engines.python.incremental import Incremental
from xinfang_rules.engines.python.linked_functions import BEYOND
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.truth import FALSE, NEVER, Values
from xinfang_rules.once import once
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xinfang_rules.engines.python.printed import Run
    from xinfang_rules.program.condition_lowering import May
    from xinfang_rules.program.lower import Program

# What lowers and prints is long to import, and imported where something is printed.


class Printed:
    """Evaluates by generated code. What results are made of is told at once, any other truth when it is asked for.

    Of an engine that is made for some norms only, no results are made: it tells everything later.
    """

    def __init__(self, edition: Edition, norms: Container[str] | None, counter: MakeCounter) -> None:
        self._edition = edition
        self._make_counter = counter
        self._single: dict[int, Run] = {}
        told = told_conditions(edition) if norms is None else set[int]()
        self._told = [FALSE if unit in told else UNTOLD for unit in range(len(edition.conditions))]
        self._run = run_of(edition, norms)

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates; see `Engine`."""
        told, dues, active = self._told.copy(), dict[int, Due](), list[int]()
        self._run(values, today, told, dues, active.append, self._nth)
        for due in dues.values():
            if LAST_ORDINAL < due[0] != NEVER or LAST_ORDINAL < due[1] != NEVER:
                checked(BEYOND)  # says what is wrong
        return Outcome(self._edition, today, values, told, self, {}, dues, active)

    def truth(self, outcome: Outcome, condition_id: int) -> int:
        """Tells one truth; see `Later`."""
        if condition_id not in self._single:
            self._single[condition_id] = self._telling({condition_id: self._program.conditions[condition_id]})
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
    def _program(self) -> "Program":
        from xinfang_rules.program.lower import lower

        return lower(self._edition)

    @once
    def incremental(self) -> Incremental:
        """What evaluates a case anew in which a few facts change."""
        return Incremental(cells_of(self._edition), constraints_of(self._edition), self._nth)

    def _telling(self, told: "Mapping[int, May]") -> "Run":
        from xinfang_rules.engines.python.printed import print_run
        from xinfang_rules.program.schedule import truths

        return print_run(truths(self._program.graph, told))

    @once
    def _all(self) -> "Run":
        return self._telling(self._program.conditions)

    @once
    def _holding(self) -> "Run":
        return self._telling(self._program.holds)

    @once
    def _counter(self) -> Counter:
        return self._make_counter()

    def _nth(self, start: int, number: int) -> tuple[int, int]:
        if start >= LAST_ORDINAL:  # of what never begins, for one
            return BEYOND, BEYOND
        try:
            return self._counter.nth_after(start, number)
        except CalendarError:
            return BEYOND, BEYOND


def _nowhere(found: int) -> None:
    """Takes norms that nobody asked for; there are none."""
