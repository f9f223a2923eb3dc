"""What each row is to an indicator: a success, none, not counted; or whichever of these what is unknown allows.

A row's outcome is the set of the three that are possible. It is exact for whatever is one of a closed list: its values
are tried together, so that a status that is `met` or `not_applicable` is never taken for a failure; and for a day, come
or not, in the period or not. Two days that are both unknown are compared between their bounds, which is safe, and may
leave open what is settled.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from xinfang_rules.engines.table.arrays import different, distinct
from xinfang_rules.indicators.indicator_columns import Bounds, ColumnInputs
from xinfang_rules.indicators.indicator_set import Variant
from xinfang_rules.indicators.rates import Counts
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Atom,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
    atoms,
)
from xinfang_rules.language.truth import NEVER

MET: Final = 1
NOT_MET: Final = 2
NOT_APPLICABLE: Final = 4

Outcomes = npt.NDArray[np.uint8]
"""For each row which outcomes are possible: a mask of the three."""


class _Within(NamedTuple):
    """That the cohort's day lies in the period: a leaf like those of the conditions."""

    name: str
    first: int
    last: int


Leaf = Atom | _Within


class Input(NamedTuple):
    """A part of what the outcome depends on, that is known or not by itself.

    Attributes:
        patterns: What may be so: for each way, whether each of some leaves holds.
        possible: In each row, which of these ways are possible, a mask.
    """

    patterns: tuple[dict[Leaf, bool], ...]
    possible: npt.NDArray[np.int64]


def outcomes_of(variant: Variant, inputs: ColumnInputs, period: tuple[int, int] | None) -> Outcomes:
    """Finds the outcome of each row; the period is two ordinals, both included, or None if any day will do."""
    within = None if period is None else _Within(variant.cohort, *period)
    leaves = dict.fromkeys([*atoms(variant.denominator), *atoms(variant.numerator), *([within] if within else [])])
    named: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if isinstance(leaf, InSequence | CountBetween):
            raise AssertionError(leaf)  # counts are refused when an indicator is read; no file writes a sequence
        named.setdefault(leaf.name, []).append(leaf)
    read = [
        _choice(inputs.masks(name), choices)
        if (choices := [leaf for leaf in together if isinstance(leaf, Among)])
        else _day(together, inputs)
        for name, together in named.items()
    ]
    combinations, codes = distinct([each.possible for each in read], inputs.rows)
    table = [_outcome(variant, within, combination, read) for combination in combinations]
    return np.array(table, np.uint8)[codes]


def counts_of(outcomes: npt.NDArray[np.integer], number: Sequence[int] | None = None) -> Counts:
    """Counts outcomes; `number` says how many rows have each mask, if they are counted already."""
    n = np.bincount(outcomes, minlength=8).tolist() if number is None else number
    surely = n[MET | NOT_MET]
    return Counts(
        n[MET],
        n[NOT_MET],
        n[NOT_APPLICABLE],
        sum(n[mask] for mask in (3, 5, 6, 7)),
        surely + n[MET | NOT_APPLICABLE] + n[7],
        surely + n[NOT_MET | NOT_APPLICABLE] + n[7],
        surely,
    )


def _choice(masks: npt.NDArray[np.int64], leaves: Sequence[Among]) -> Input:
    """Puts the values of a name together that no leaf tells apart."""
    domain = leaves[0].domain
    ways: dict[tuple[bool, ...], int] = {}
    of_value = [
        ways.setdefault(tuple(bool(leaf.allowed >> value & 1) for leaf in leaves), len(ways))
        for value in range(domain.bit_length())
    ]
    present, codes = different(masks)
    table = [sum({1 << way for value, way in enumerate(of_value) if int(mask) >> value & 1}) for mask in present]
    patterns = tuple(dict[Leaf, bool](zip(leaves, way, strict=True)) for way in ways)
    return Input(patterns, np.array(table, np.int64)[codes])


def _day(leaves: Sequence[Leaf], inputs: ColumnInputs) -> Input:
    """Lays out what may be so of a day: it has not come, and no leaf holds; or it has, and each may or may not."""
    low, high = inputs.bounds(leaves[0].name)  # type: ignore[union-attr]  # a sequence has none, and is refused
    came, last = low < NEVER, np.minimum(high, NEVER - 1)
    patterns: list[dict[Leaf, bool]] = [dict.fromkeys(leaves, False)]
    possible = (high == NEVER).astype(np.int64)
    open_leaves: list[Leaf] = [leaf for leaf in leaves if not isinstance(leaf, Happened)]
    may = {leaf: _may(leaf, Bounds(low, last), inputs) for leaf in open_leaves}
    for place, ways in enumerate(product((True, False), repeat=len(open_leaves)), 1):
        holds = dict(zip(open_leaves, ways, strict=True))
        patterns.append({**dict.fromkeys(leaves, True), **holds})
        so = came.copy()
        for leaf, held in holds.items():
            so &= may[leaf][0 if held else 1]
        possible |= so.astype(np.int64) << place
    return Input(tuple(patterns), possible)


def _may(leaf: Leaf, day: Bounds, inputs: ColumnInputs) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tells where a leaf about a day that has come may hold, and where it may not."""
    low, high = day
    if isinstance(leaf, _Within):
        return (low <= leaf.last) & (high >= leaf.first), (low < leaf.first) | (high > leaf.last)
    assert isinstance(leaf, Compared)
    other = inputs.bounds(leaf.other)
    match leaf.order:
        case DateOrder.BEFORE:
            return low < other.high, high >= other.low
        case DateOrder.ON_OR_BEFORE:
            return low <= other.high, high > other.low
        case DateOrder.AFTER:
            return high > other.low, low <= other.high
        case DateOrder.ON_OR_AFTER:
            return high >= other.low, low < other.high


def _outcome(variant: Variant, within: _Within | None, combination: Sequence[int], read: Sequence[Input]) -> int:
    """Returns which outcomes are possible where these ways are."""
    found = 0
    ways = [
        [pattern for place, pattern in enumerate(each.patterns) if possible >> place & 1]
        for possible, each in zip(combination, read, strict=True)
    ]
    for chosen in product(*ways):
        truth = {leaf: holds for pattern in chosen for leaf, holds in pattern.items()}
        if (within is not None and not truth[within]) or not _holds(variant.denominator, truth):
            found |= NOT_APPLICABLE
        else:
            found |= MET if _holds(variant.numerator, truth) else NOT_MET
    return found


def _holds(condition: Condition, truth: Mapping[Leaf, bool]) -> bool:
    match condition:
        case AllOf(parts):
            return all(_holds(part, truth) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, truth) for part in parts)
        case Not(part):
            return not _holds(part, truth)
        case _:
            return truth[condition]
