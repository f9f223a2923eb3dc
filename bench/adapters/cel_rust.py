"""common-expression-language (CEL in Rust): a compiled program for each stratum, one list expression.

The facts stay in a Python dictionary behind a variable resolver, which the documentation offers for lazy resolution:
only what the expression reaches is converted. Measured slower: a dictionary or a `Context` of all variables at each
call (1.5 times), and one program for each condition.
"""

from collections.abc import Sequence
from importlib import import_module

from bench.adapters.infix import SIGNS
from bench.adapters.peer import Given, Peer
from bench.lowering import Form, Value


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to CEL."""
    return _Cel(strata)


class _Cel:
    def __init__(self, strata: Sequence[Form]) -> None:
        cel = import_module("cel")
        self._execute = [cel.compile(SIGNS.as_list(form.trees)).execute for form in strata]
        self._given: dict[str, Value] = {}
        self._context = cel.Context()
        self._context.set_variable_resolver(self._given.get)

    def facts(self, stratum: int, given: Given) -> Given:
        return dict(given)

    def ask(self, stratum: int, facts: Given, derived: Given) -> Sequence[object]:
        given = self._given
        given.clear()
        given.update(facts)
        given.update(derived)
        found: Sequence[object] = self._execute[stratum](self._context)
        return found
