"""The default engine: the conditions of each stratum become one generated Python function."""

from xinfang_rules.engines.generate import Settle, conditions_source, run_source
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Compiled:
    """Evaluates conditions by generated code."""

    name = "compiled"
    plain = False

    def __init__(self, edition: Edition) -> None:
        self._strata: list[Settle] = []
        for number, stratum in enumerate(edition.strata):
            name = f"stratum_{number}"
            conditions = {unit: edition.units[unit] for unit in stratum.units}
            self._strata.append(run_source(conditions_source(conditions, edition.layout, name), name))

    def stratum(self, index: int, values: Values, truths: list[int]) -> None:
        """Evaluates one stratum; see `Engine`."""
        self._strata[index](values, truths)
