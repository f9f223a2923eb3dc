"""The default engine: the conditions of each stratum become one generated Python function."""

from collections.abc import Sequence

from xinfang_rules.logic.generate import compile_function, function_source
from xinfang_rules.logic.truth import Values
from xinfang_rules.rulebook.model import Edition


class Compiled:
    """Evaluates conditions by generated code."""

    name = "compiled"

    def __init__(self, edition: Edition) -> None:
        self._strata = []
        for number, stratum in enumerate(edition.strata):
            name = f"stratum_{number}"
            source = function_source([edition.units[unit] for unit in stratum.units], edition.layout, name)
            self._strata.append(compile_function(source, name))

    def stratum(self, index: int, values: Values) -> Sequence[int]:
        """Evaluates one stratum; see `Engine`."""
        return self._strata[index](values)
