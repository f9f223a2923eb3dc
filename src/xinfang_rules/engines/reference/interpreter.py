"""The plain engine: reads each condition as it is written. Slow, and the reference for the others."""

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Interpreter:
    """Evaluates conditions by walking over them."""

    name = "interpreter"
    plain = True

    def __init__(self, edition: Edition) -> None:
        self._layout = edition.layout
        self._strata = [[(unit, edition.units[unit]) for unit in stratum.units] for stratum in edition.strata]

    def stratum(self, index: int, values: Values, truths: list[int]) -> None:
        """Evaluates one stratum; see `Engine`."""
        for unit, condition in self._strata[index]:
            truths[unit] = truth(condition, values, self._layout)
