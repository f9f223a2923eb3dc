"""clipspy (CLIPS 6.4, a Rete network in C): one environment, a template for each stratum, a rule for each condition.

For each case the environment is reset, the facts are asserted as one template fact by stratum (`assert_fact`, slot by
slot; slots left out take the template's default, so that only what is not 0 is passed), and the rules run; each notes
its number in a global. A conjunction becomes one pattern, a disjunction several joined by `or`; where there would be
more than a few, a `test` on bound slots. Most of the time goes into asserting the fact, not into matching it.

An environment that is reset again and again slows down with every new number it has seen (to ten times within some
thousand cases, as measured with clipspy 1.0.6); a fresh one is made, outside the time taken, after some hundred cases.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from importlib import import_module
from itertools import product
from typing import assert_never

from bench.adapters.peer import Given, Peer
from bench.lowering import Both, Constant, Either, Flag, Form, Leaf, OneOf, Order, Tree

_MOST_PATTERNS = 6
_MOST_RESETS = 1_500


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to CLIPS."""
    return _Clips(strata)


class _Clips:
    def __init__(self, strata: Sequence[Form]) -> None:
        self._strata = strata
        self._make()

    def _make(self) -> None:
        self._resets = 0
        self._environment = import_module("clips").Environment()
        self._environment.build("(defglobal ?*held* = (create$))")
        for number, form in enumerate(self._strata):
            slots = " ".join(f"(slot {reading.key} (default 0))" for reading in form.readings)
            self._environment.build(f"(deftemplate case{number} {slots})")
            for place, tree in enumerate(form.trees):
                left = _left(tree, number)
                if left is not None:
                    note = f"(bind ?*held* ?*held* {place})"
                    self._environment.build(f"(defrule r{number}-{place} {left} => {note})")
        self._templates = [self._environment.find_template(f"case{number}") for number in range(len(self._strata))]
        self._held = self._environment.find_global("held")

    def facts(self, stratum: int, given: Given) -> dict[str, int]:
        if self._resets > _MOST_RESETS:
            self._make()
        return {key: int(value) for key, value in given.items() if value}

    def ask(self, stratum: int, facts: dict[str, int], derived: Given) -> Sequence[object]:
        self._resets += 1
        self._environment.reset()
        settled = {key: int(value) for key, value in derived.items() if value}
        self._templates[stratum].assert_fact(**facts, **settled)
        self._environment.run()
        held = set(self._held.value)
        return [place in held for place in range(len(self._strata[stratum].trees))]


def _left(tree: Tree, stratum: int) -> str | None:
    """Writes the left-hand side of a rule; None if it can never hold."""
    if tree == Constant(False):
        return None
    ways = _ways(tree)
    if ways is None:
        slots = sorted(_keys(tree))
        bound = " ".join(f"({key} ?{key})" for key in slots)
        return f"(case{stratum} {bound}) (test {_call(tree)})"
    patterns = [pattern for way in ways if (pattern := _pattern(way, stratum)) is not None]
    if not patterns:
        return None
    return patterns[0] if len(patterns) == 1 else "(or " + " ".join(patterns) + ")"


def _ways(tree: Tree) -> list[tuple[Leaf, ...]] | None:
    """Returns the conjunctions of which one must hold; None if there would be too many."""
    match tree:
        case Constant():
            return [()]
        case Flag() | OneOf() | Order():
            return [(tree,)]
        case Either(parts):
            found = [_ways(part) for part in parts]
            if any(ways is None for ways in found):
                return None
            all_ways = [way for ways in found for way in ways or ()]
        case Both(parts):
            found = [_ways(part) for part in parts]
            if any(ways is None for ways in found):
                return None
            if reduce(lambda count, ways: count * len(ways or ()), found, 1) > _MOST_PATTERNS:
                return None
            all_ways = [sum(chosen, ()) for chosen in product(*(ways or () for ways in found))]
        case _:
            assert_never(tree)
    return all_ways if len(all_ways) <= _MOST_PATTERNS else None


def _pattern(way: Iterable[Leaf], stratum: int) -> str | None:
    """Writes one conjunction as a pattern; None if it contradicts itself."""
    allowed: dict[str, set[int]] = {}
    tests: dict[str, list[str]] = {}
    for leaf in way:
        match leaf:
            case Flag(key, wanted):
                numbers = {int(wanted)}
                allowed[key] = allowed.get(key, numbers) & numbers
            case OneOf(key, chosen):
                allowed[key] = allowed.get(key, set(chosen)) & set(chosen)
            case Order(key, _, other):
                if isinstance(other, str):
                    tests.setdefault(other, [])
                tests.setdefault(key, []).append(_call(leaf))
    if not all(allowed.values()):
        return None
    written = [f"({key} {'|'.join(map(str, sorted(numbers)))})" for key, numbers in allowed.items()]
    written += [f"({key} ?{key})" for key in tests]
    calls = [call for found in tests.values() for call in found]
    tested = "".join(f" (test {call})" for call in calls)
    pattern = f"(case{stratum} {' '.join(written)})"
    return f"(and {pattern}{tested})" if tested else pattern


def _keys(tree: Tree) -> set[str]:
    match tree:
        case Constant():
            return set()
        case Flag(key, _) | OneOf(key, _):
            return {key}
        case Order(key, _, other):
            return {key, other} if isinstance(other, str) else {key}
        case Both(parts) | Either(parts):
            return set().union(*map(_keys, parts))
        case _:
            assert_never(tree)


def _call(tree: Tree) -> str:
    """Writes a tree as a function call over bound slots."""
    match tree:
        case Constant(true):
            return "TRUE" if true else "FALSE"
        case Flag(key, wanted):
            return f"(= ?{key} {int(wanted)})"
        case OneOf(key, (number,)):
            return f"(= ?{key} {number})"
        case OneOf(key, numbers):
            return "(or " + " ".join(f"(= ?{key} {number})" for number in numbers) + ")"
        case Order(key, sign, other):
            return f"({'=' if sign == '==' else sign} ?{key} {'?' + other if isinstance(other, str) else other})"
        case Both(parts):
            return "(and " + " ".join(map(_call, parts)) + ")"
        case Either(parts):
            return "(or " + " ".join(map(_call, parts)) + ")"
        case _:
            assert_never(tree)
