"""An interpreter of conditions: what is the truth of one, given what is known? Slow, obvious, and the reference."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
)
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, negation, truth_of


def truth(condition: Condition, values: Sequence[int], layout: Mapping[str, int]) -> int:
    """Evaluates a condition.

    Args:
        condition: The condition.
        values: What is known.
        layout: The slot of each name in `values`.

    Returns:
        A mask of the truth values that are possible: `TRUE`, `FALSE` or `EITHER`.
    """
    match condition:
        case AllOf(parts):
            seen = [truth(part, values, layout) for part in parts]
            return truth_of(all(t & TRUE for t in seen), any(t & FALSE for t in seen))
        case AnyOf(parts):
            seen = [truth(part, values, layout) for part in parts]
            return truth_of(any(t & TRUE for t in seen), all(t & FALSE for t in seen))
        case Not(part):
            return negation(truth(part, values, layout))
        case Among(name, allowed, domain):
            mask = values[layout[name]]
            return truth_of(mask & allowed, mask & (domain ^ allowed))
        case CountBetween(name, least, most):
            low, high = values[layout[name]], values[layout[name] + 1]
            return truth_of(high >= least and low <= most, low < least or high > most)
        case Happened(name):
            low, high = values[layout[name]], values[layout[name] + 1]
            return truth_of(low < NEVER, high == NEVER)
        case Compared(name, order, other):
            return _compared(
                values[layout[name]], values[layout[name] + 1], order, values[layout[other]], values[layout[other] + 1]
            )
        case InSequence(earlier, later):
            return truth_of(
                values[layout[earlier]] <= values[layout[later] + 1],
                values[layout[earlier] + 1] > values[layout[later]],
            )
        case _:
            assert_never(condition)


def _compared(low: int, high: int, order: DateOrder, other_low: int, other_high: int) -> int:
    """Compares two days of which each lies somewhere between its bounds; a day never come compares false."""
    match order:
        case DateOrder.BEFORE:
            return truth_of(low < other_high, high >= other_low)
        case DateOrder.ON_OR_BEFORE:
            return truth_of(low < NEVER and low <= other_high, high == NEVER or high > other_low)
        case DateOrder.AFTER:
            came = min(high, NEVER - 1)
            return truth_of(low < NEVER and other_low < NEVER and came > other_low, high == NEVER or low <= other_high)
        case DateOrder.ON_OR_AFTER:
            came = min(high, NEVER - 1)
            return truth_of(
                low < NEVER and other_low < NEVER and came >= other_low,
                high == NEVER or other_high == NEVER or low < other_high,
            )
        case _:
            assert_never(order)
