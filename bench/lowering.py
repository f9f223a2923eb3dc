"""The linked conditions of an edition in the plainest form that any rule engine can express.

Negation is pushed down to the leaves. A leaf asks whether one of some values is still possible, or compares two
numbers. In *complete* form every fact is known: a truth value is a boolean, an enumeration the number of its value, a
day or a count one integer, and each condition becomes one tree. In *partial* form a value may be any of several: a
boolean for each value says whether it is still possible, a day or a count is its two bounds, and each condition
becomes two trees, one for "may be true" and one for "may be false", as `xinfang_rules.logic` reads them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from xinfang_rules import FACTS
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    AtMost,
    Condition,
    Not,
    core,
)
from xinfang_rules.language.scope import Layout
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition

Value: TypeAlias = bool | int


@dataclass(frozen=True, slots=True)
class Constant:
    """Always or never true."""

    true: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean variable, or its negation."""

    key: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The number of an enumeration's value is one of these."""

    key: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """A comparison of a variable with a number or another variable: `<`, `<=`, `==`, `>=` or `>`."""

    key: str
    sign: str
    other: str | int


@dataclass(frozen=True, slots=True)
class Both:
    """All parts are true; there are at least two."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part is true; there are at least two."""

    parts: tuple["Tree", ...]


Leaf: TypeAlias = Flag | OneOf | Order
Tree: TypeAlias = Constant | Leaf | Both | Either


@dataclass(frozen=True, slots=True)
class Reading:
    """A variable: its name, and how its value comes out of the slots."""

    key: str
    kind: type[bool] | type[int]
    read: Callable[[Values], Value]


@dataclass(frozen=True, slots=True)
class Form:
    """One stratum: what is asked, and what is read to answer it.

    Attributes:
        trees: One for each unit if complete; if partial, those of "may be true", then those of "may be false".
        facts: The variables that come from the case.
        derived: The variables that earlier strata settle.
        complete: Whether it is for complete cases only.
    """

    trees: tuple[Tree, ...]
    facts: tuple[Reading, ...]
    derived: tuple[Reading, ...]
    complete: bool

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All variables."""
        return self.facts + self.derived

    def truths(self, found: Sequence[object]) -> list[int]:
        """Turns what the trees gave into one truth value for each unit."""
        if self.complete:
            return [TRUE if true else FALSE for true in found]
        half = len(found) // 2
        pairs = zip(found[:half], found[half:], strict=True)
        return [(TRUE if true else 0) | (FALSE if false else 0) for true, false in pairs]


def forms(edition: Edition, *, complete: bool) -> tuple[Form, ...]:
    """Lowers the conditions of an edition, stratum by stratum."""
    facts = _fact_slots(edition.layout)
    made: list[Form] = []
    for stratum in edition.strata:
        lowering = _Lowering(edition.layout, complete)
        conditions = [edition.conditions[unit] for unit in stratum.condition_ids]
        trees = [lowering.may(condition, True) for condition in conditions]
        if not complete:
            trees += [lowering.may(condition, False) for condition in conditions]
        used = sorted(lowering.readings.items())
        from_case = tuple(reading for (slot, _), reading in used if slot in facts)
        settled = tuple(reading for (slot, _), reading in used if slot not in facts)
        made.append(Form(tuple(trees), from_case, settled, complete))
    return tuple(made)


def _fact_slots(layout: Layout) -> frozenset[int]:
    slots: set[int] = set()
    for name in layout:
        spec = FACTS.get(name.partition("[")[0])
        if spec is not None:
            slots.update((layout[name], layout[name] + 1) if spec.kind in ("date", "count") else (layout[name],))
    return frozenset(slots)


class _Lowering:
    """Writes trees and remembers which variables they read."""

    def __init__(self, layout: Layout, complete: bool) -> None:
        self._layout = layout
        self._complete = complete
        self.readings: dict[tuple[int, int], Reading] = {}

    def may(self, condition: Condition, wanted: bool) -> Tree:
        """Writes the tree that is true when the condition may be `wanted`."""
        match condition:
            case AllOf(parts):
                return _joined([self.may(part, wanted) for part in parts], conjunction=wanted)
            case AnyOf(parts):
                return _joined([self.may(part, wanted) for part in parts], conjunction=not wanted)
            case Not(part):
                return self.may(part, not wanted)
            case Among(name, allowed, domain):
                return self._among(self._layout[name], allowed if wanted else domain ^ allowed, domain)
            case leaf:
                return _joined([self._literal(one.leaf, one.holds is wanted) for one in core(leaf)], conjunction=wanted)

    def _literal(self, leaf: Among | AtMost, wanted: bool) -> Tree:
        if isinstance(leaf, Among):
            return self.may(leaf, wanted)
        (low, high), (other_low, other_high) = self._bounds(leaf.one), self._bounds(leaf.other)
        if not leaf.strictly:
            return _order(low, "<=", other_high) if wanted else _order(other_low, "<", high)
        if wanted:
            return Either((_order(low, "<", other_high), _order(other_high, "==", NEVER)))
        return Both((_order(other_low, "<", NEVER), _order(other_low, "<=", high)))

    def _bounds(self, number: str | int) -> tuple[str | int, str | int]:
        return (number, number) if isinstance(number, int) else (self._low(number), self._high(number))

    def _among(self, slot: int, allowed: int, domain: int) -> Tree:
        numbers = tuple(number for number in range(domain.bit_length()) if allowed >> number & 1)
        if not numbers:
            return Constant(False)
        if not self._complete:
            return _joined([self._possible(slot, number) for number in numbers], conjunction=False)
        if allowed == domain:
            return Constant(True)
        key = f"s{slot}"
        if domain.bit_length() == 2:
            self.readings[slot, 0] = Reading(key, bool, lambda values: values[slot] == TRUE)
            return Flag(key, numbers == (0,))
        self.readings[slot, 0] = Reading(key, int, lambda values: values[slot].bit_length() - 1)
        return OneOf(key, numbers)

    def _possible(self, slot: int, number: int) -> Flag:
        key = f"s{slot}_{number}"
        self.readings[slot, number] = Reading(key, bool, lambda values: bool(values[slot] >> number & 1))
        return Flag(key, True)

    def _low(self, name: str) -> str:
        return self._number(self._layout[name])

    def _high(self, name: str) -> str:
        return self._number(self._layout[name] + (0 if self._complete else 1))

    def _number(self, slot: int) -> str:
        self.readings[slot, 0] = Reading(f"s{slot}", int, lambda values: values[slot])
        return f"s{slot}"


def _order(one: str | int, sign: str, other: str | int) -> Order:
    return Order(one, sign, other) if isinstance(one, str) else Order(str(other), sign.replace("<", ">"), one)


def _joined(parts: Sequence[Tree], *, conjunction: bool) -> Tree:
    kept = [part for part in parts if part != Constant(conjunction)]
    if Constant(not conjunction) in kept:
        return Constant(not conjunction)
    if len(kept) < 2:
        return kept[0] if kept else Constant(conjunction)
    return Both(tuple(kept)) if conjunction else Either(tuple(kept))
