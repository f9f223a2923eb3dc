"""cel-expr-python (CEL in C++): an expression compiled and type-checked once for each stratum, one list.

Variables are declared with their types, as the documentation asks; the facts go in as a dictionary, `eval(data=…)`.
"""

from collections.abc import Sequence
from importlib import import_module

from bench.adapters.infix import SIGNS
from bench.adapters.peer import Given, Peer
from bench.lowering import Form


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to CEL."""
    return _Cel(strata)


class _Cel:
    def __init__(self, strata: Sequence[Form]) -> None:
        cel = import_module("cel_expr_python.cel")
        types = {bool: cel.Type.BOOL, int: cel.Type.INT}
        self._eval = [
            cel.NewEnv(variables={reading.key: types[reading.kind] for reading in form.readings})
            .compile(SIGNS.as_list(form.trees))
            .eval
            for form in strata
        ]

    def facts(self, stratum: int, given: Given) -> dict[str, object]:
        return dict(given)

    def ask(self, stratum: int, facts: dict[str, object], derived: Given) -> Sequence[object]:
        found: Sequence[object] = self._eval[stratum](data={**facts, **derived} if derived else facts).plain_value()
        return found
