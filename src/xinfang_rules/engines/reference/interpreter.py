"""The reference engine: interprets each rule as it is written. Slow, and what the others are compared with."""

from collections.abc import Container

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.protocol import MakeCounter
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.run import Conditions, Plan
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Interpreter:
    """Evaluates by walking over conditions, rules and periods."""

    def __init__(self, edition: Edition, norms: Container[str] | None, counter: MakeCounter) -> None:
        self._plan = Plan(edition, DeadlineCounter(counter), norms)
        self.conditions = conditions_of(edition)

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates; see `Engine`."""
        return self._plan.run(self.conditions, values, today)


def conditions_of(edition: Edition) -> Conditions:
    """Returns what reads the conditions of an edition as they are written."""
    layout = edition.layout
    strata = [[(unit, edition.conditions[unit]) for unit in stratum.condition_ids] for stratum in edition.strata]

    def read(index: int, values: Values, truths: list[int]) -> None:
        for unit, condition in strata[index]:
            truths[unit] = truth(condition, values, layout)

    return read
