"""The default engine: the conditions of each stratum become one generated Python function."""

from collections.abc import Container

from xinfang_rules.engines.generate import Settle, conditions_source, run_source
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.protocol import MakeCounter
from xinfang_rules.engines.reference.deadlines import Deadlines
from xinfang_rules.engines.reference.run import Plan
from xinfang_rules.engines.settling import settling
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Compiled:
    """Evaluates conditions by generated code."""

    def __init__(self, edition: Edition, norms: Container[str] | None, counter: MakeCounter) -> None:
        self._plan = Plan(edition, Deadlines(counter), norms, settling)
        self._strata: list[Settle] = []
        for number, stratum in enumerate(edition.strata):
            name = f"stratum_{number}"
            conditions = {unit: edition.units[unit] for unit in stratum.units}
            self._strata.append(run_source(conditions_source(conditions, edition.layout, name), name))

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates; see `Engine`."""
        return self._plan.run(self.conditions, values, today)

    def conditions(self, index: int, values: Values, truths: list[int]) -> None:
        """Computes the conditions of one stratum; see `Conditions`."""
        self._strata[index](values, truths)
