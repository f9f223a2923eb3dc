"""Disjunctive normal form: conditions as sets of conjunctions over integers, as a production system takes them.

Every condition is lowered twice, in negation normal form: as the conjunctions under which it is *surely true* and as
those under which it is *surely false*. Where neither holds it is unknown. A conjunction is a set of comparisons of
one integer, a *reading*, with a constant; a reading is taken from the values of an evaluation, and one that says
nothing is left out, so that nothing follows from what is unknown.

A condition whose conjunctions would be too many or too long is cut: parts of it become conditions of their own,
which belong to an earlier pass of the same stratum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product
from math import prod
from typing import TypeAlias, assert_never

from xinfang_rules.language.conditions import AllOf, Among, AnyOf, AtMost, Condition, Literal, Not, atoms, core
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, Values

MOST_PATHS = 48
"""How many conjunctions one condition may have for each of its two outcomes."""

LONGEST_PATH = 64
"""How many comparisons one conjunction may have."""


@dataclass(frozen=True, slots=True, order=True)
class RuledOut:
    """1 when none of some values of a slot is possible any more; otherwise it says nothing."""

    slot: int
    values: int


@dataclass(frozen=True, slots=True, order=True)
class Bound:
    """The smallest or largest value still possible, as it stands in a slot."""

    slot: int


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """How two slots stand to each other: 0 before, 1 equal, 2 after."""

    first: int
    second: int


Measure: TypeAlias = RuledOut | Bound | Order


class Comparator(StrEnum):
    """How a reading is compared with a constant."""

    EQUAL = "=="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Comparison:
    """A reading compared with a constant; false where the reading says nothing."""

    reading: Measure
    comparator: Comparator
    constant: int


Conjunction: TypeAlias = tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A conjunction under which a condition, by its number, is surely true or surely false."""

    condition: int
    outcome: int
    comparisons: Conjunction


@dataclass(frozen=True, slots=True)
class Lowered:
    """Conditions lowered.

    Attributes:
        passes: The paths in the order in which they must be tried; a later pass reads what an earlier one settles.
        parts: How many conditions were cut out of others; they are numbered after the given ones, and their truths lie
            behind all other values.
    """

    passes: tuple[tuple[Clause, ...], ...]
    parts: int


def take(reading: Measure, values: Values) -> int | None:
    """Takes a reading from the values of an evaluation; None where it says nothing."""
    match reading:
        case RuledOut(slot, mask):
            return None if values[slot] & mask else 1
        case Bound(slot):
            return values[slot]
        case Order(first, second):
            return 0 if values[first] < values[second] else 1 if values[first] == values[second] else 2
        case _:
            assert_never(reading)


def to_dnf(conditions: Sequence[Condition], layout: Mapping[str, int], width: int) -> Lowered:
    """Lowers the conditions of a stratum."""
    cutter = _Cutter(len(conditions))
    whole = [cutter.cut(condition) for condition in conditions]
    everything = [*whole, *cutter.parts]
    slots = {**layout, **{_part_name(len(conditions) + n): width + n for n in range(len(cutter.parts))}}
    writer = _Writer(slots, everything)
    passes: dict[int, list[Clause]] = {0: []}
    for number, condition in enumerate(everything):
        paths = passes.setdefault(cutter.level(condition), [])
        for outcome in (TRUE, FALSE):
            found = dict.fromkeys(writer.paths(condition, outcome == TRUE))
            paths.extend(Clause(number, outcome, path) for path in found)
    return Lowered(tuple(tuple(passes[level]) for level in sorted(passes)), len(cutter.parts))


def _part_name(number: int) -> str:
    """Names a part by its number; no name of a rulebook has a space."""
    return f"part {number}"


@dataclass(frozen=True, slots=True)
class _Size:
    """How many conjunctions, and how long, for a condition that is true and for one that is false."""

    true_paths: int
    false_paths: int
    true_length: int
    false_length: int

    @property
    def fits(self) -> bool:
        return max(self.true_paths, self.false_paths) <= MOST_PATHS and (
            max(self.true_length, self.false_length) <= LONGEST_PATH
        )


class _Cutter:
    """Cuts what is too large into parts of their own, numbered from `first`."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._levels: dict[str, int] = {}
        self.parts: list[Condition] = []

    def level(self, condition: Condition) -> int:
        """Returns the pass in which a condition can be tried."""
        read = (atom.name for atom in atoms(condition) if isinstance(atom, Among))
        return max((self._levels[name] + 1 for name in read if name in self._levels), default=0)

    def cut(self, condition: Condition) -> Condition:
        """Returns the condition with whatever is too large in it cut out."""
        match condition:
            case Not(part):
                return Not(self.cut(part))
            case AllOf(parts):
                return self._fitting(AllOf, [self.cut(part) for part in parts])
            case AnyOf(parts):
                return self._fitting(AnyOf, [self.cut(part) for part in parts])
            case _:
                return condition

    def _fitting(self, kind: type[AllOf] | type[AnyOf], parts: list[Condition]) -> Condition:
        """Joins parts, as many together as fit, until what joins them fits too."""
        whole: Condition = kind(tuple(parts))
        while not _size(whole).fits:
            groups: list[Condition] = []
            group: list[Condition] = []
            for part in parts:
                if group and not _size(kind((*group, part))).fits:
                    groups.append(self._apart(kind(tuple(group))))
                    group = []
                group.append(part)
            groups.append(self._apart(kind(tuple(group))))
            parts, whole = groups, kind(tuple(groups))
        return whole

    def _apart(self, condition: Condition) -> Condition:
        name = _part_name(self._first + len(self.parts))
        self._levels[name] = self.level(condition)
        self.parts.append(condition)
        return Among(name, TRUE, TRUE | FALSE, ("true",))


def _size(condition: Condition) -> _Size:
    match condition:
        case Not(part):
            size = _size(part)
            return _Size(size.false_paths, size.true_paths, size.false_length, size.true_length)
        case AllOf(parts):
            sizes = [_size(part) for part in parts]
            return _Size(
                prod(size.true_paths for size in sizes),
                sum(size.false_paths for size in sizes),
                sum(size.true_length for size in sizes),
                max((size.false_length for size in sizes), default=0),
            )
        case AnyOf(parts):
            return _size(Not(AllOf(tuple(Not(part) for part in parts))))
        case Among(_, allowed, domain):
            return _Size(1, 1, (domain ^ allowed).bit_count(), allowed.bit_count())
        case _:
            return _Size(2, 3, 3, 2)  # as many as any comparison of counts or days has


class _Writer:
    """Writes conjunctions; values of a slot that no condition tells apart share one reading."""

    def __init__(self, slots: Mapping[str, int], conditions: Iterable[Condition]) -> None:
        self._slots = slots
        self._classes: dict[int, list[int]] = {}
        for atom in chain.from_iterable(map(atoms, conditions)):
            if isinstance(atom, Among):
                slot = slots[atom.name]
                classes = self._classes.get(slot, [atom.domain])
                split = (part for mask in classes for part in (mask & atom.allowed, mask & ~atom.allowed))
                self._classes[slot] = [mask for mask in split if mask]

    def paths(self, condition: Condition, wanted: bool) -> list[Conjunction]:
        """Returns the conjunctions under which a condition is surely `wanted`."""
        match condition:
            case Not(part):
                return self.paths(part, not wanted)
            case AllOf(parts) | AnyOf(parts):
                below = [self.paths(part, wanted) for part in parts]
                if isinstance(condition, AllOf) is wanted:
                    return [tuple(dict.fromkeys(chain.from_iterable(chosen))) for chosen in product(*below)]
                return list(chain.from_iterable(below))
            case leaf:
                ways = [self._literal(one, wanted) for one in core(leaf)]
                if wanted:
                    return [tuple(chain.from_iterable(chosen)) for chosen in product(*ways)]
                return list(chain.from_iterable(ways))

    def _literal(self, literal: Literal, wanted: bool) -> list[Conjunction]:
        leaf, holds = literal.leaf, literal.holds is wanted
        if isinstance(leaf, Among):
            return [self._ruled_out(self._slots[leaf.name], leaf.domain ^ leaf.allowed if holds else leaf.allowed)]
        return self._surely(leaf) if holds else self._surely_not(leaf)

    def _ruled_out(self, slot: int, values: int) -> Conjunction:
        classes = sorted(mask for mask in self._classes[slot] if mask & values)
        return tuple(Comparison(RuledOut(slot, mask), Comparator.EQUAL, 1) for mask in classes)

    def _surely(self, leaf: AtMost) -> list[Conjunction]:
        """Even the largest number that the one may be is at most the smallest that the other may be."""
        if not leaf.strictly:
            return [(self._compared(leaf.one, 1, Comparator.AT_MOST, leaf.other, 0),)]
        return [
            (self._compared(leaf.one, 1, Comparator.LESS, leaf.other, 0),),
            (self._compared(leaf.other, 0, Comparator.MORE, NEVER - 1, 0),),
        ]

    def _surely_not(self, leaf: AtMost) -> list[Conjunction]:
        """Even the smallest number that the one may be is more than the largest that the other may be."""
        if not leaf.strictly:
            return [(self._compared(leaf.one, 0, Comparator.MORE, leaf.other, 1),)]
        comes = self._compared(leaf.other, 1, Comparator.LESS, NEVER, 0)
        return [(comes, self._compared(leaf.one, 0, Comparator.AT_LEAST, leaf.other, 1))]

    def _compared(self, one: str | int, end: int, order: Comparator, other: str | int, other_end: int) -> Comparison:
        """Compares a bound, the lower (0) or the upper (1), with a bound of another name, or with a number."""
        if isinstance(one, int):
            assert isinstance(other, str)
            return self._compared(other, other_end, _TURNED[order], one, end)
        slot = self._slots[one] + end
        if isinstance(other, int):
            return Comparison(Bound(slot), order, other)
        return Comparison(Order(slot, self._slots[other] + other_end), order, 1)


_TURNED = {
    Comparator.LESS: Comparator.MORE,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
}
