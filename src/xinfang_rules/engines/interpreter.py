"""The plain engine: reads each condition as it is written. Slow, and the reference for the others."""

from collections.abc import Sequence

from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.truth import Values
from xinfang_rules.rulebook.model import Edition


class Interpreter:
    """Evaluates conditions by walking over them."""

    name = "interpreter"

    def __init__(self, edition: Edition) -> None:
        self._layout = edition.layout
        self._strata = [[edition.units[unit] for unit in stratum.units] for stratum in edition.strata]

    def stratum(self, index: int, values: Values) -> Sequence[int]:
        """Evaluates one stratum; see `Engine`."""
        return [truth(condition, values, self._layout) for condition in self._strata[index]]
