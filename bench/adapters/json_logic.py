"""json-logic-qubit (pure Python, the maintained port of JsonLogic): an array of rules for each stratum.

`jsonLogic(rules, data)` takes an array and gives an array of results; there is nothing to compile beforehand.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import assert_never

from bench.adapters.peer import Given, Peer
from bench.lowering import Both, Constant, Either, Flag, Form, OneOf, Order, Tree


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to JsonLogic."""
    return _JsonLogic(strata)


class _JsonLogic:
    def __init__(self, strata: Sequence[Form]) -> None:
        self._apply = import_module("json_logic").jsonLogic
        self._rules = [[_written(tree) for tree in form.trees] for form in strata]

    def facts(self, stratum: int, given: Given) -> dict[str, object]:
        return dict(given)

    def ask(self, stratum: int, facts: dict[str, object], derived: Given) -> Sequence[object]:
        found: Sequence[object] = self._apply(self._rules[stratum], {**facts, **derived} if derived else facts)
        return found


def _written(tree: Tree) -> object:
    match tree:
        case Constant(true):
            return true
        case Flag(key, wanted):
            return {"var": key} if wanted else {"!": [{"var": key}]}
        case OneOf(key, (number,)):
            return {"===": [{"var": key}, number]}
        case OneOf(key, numbers):
            return {"in": [{"var": key}, list(numbers)]}
        case Order(key, sign, other):
            right: object = {"var": other} if isinstance(other, str) else other
            return {"===" if sign == "==" else sign: [{"var": key}, right]}
        case Both(parts):
            return {"and": [_written(part) for part in parts]}
        case Either(parts):
            return {"or": [_written(part) for part in parts]}
        case _:
            assert_never(tree)
