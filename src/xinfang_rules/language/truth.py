"""Knowledge as the set of what is still possible; Kleene's three truth values are its smallest case.

Everything a condition reads is held in one flat list of integers, the *values*:

- a truth value, an enumeration, a decision or a status takes one slot: a mask with one bit for each value that is
  still possible (for truth values bit 0 is true and bit 1 is false);
- a count or a date takes two slots: the smallest and the largest value still possible. Dates are proleptic ordinals;
  `NEVER` stands after every day and means "has not happened", so `NEVER` as the smallest says that it surely has
  not happened, and a largest below `NEVER` that it surely has.

Learning a fact only removes possibilities. Every operation here keeps that order, which is why adding a fact can
never turn a settled answer into another one.
"""

from typing import Final

TRUE: Final = 1
FALSE: Final = 2
EITHER: Final = 3
"""Unknown: both truth values are still possible."""

NEVER: Final = 1 << 30
"""The day of what has not happened: after every day."""

EARLIEST: Final = 1
"""1 January of year 1, the first ordinal."""

UNBOUNDED: Final = 1 << 30
"""The largest value of a count of which no largest is known."""

Values = list[int]
"""One evaluation's knowledge, laid out by `Layout`."""


def negation(truth: int) -> int:
    """Kleene's not: what may be true may be false, and the other way about."""
    return (truth & TRUE) << 1 | (truth & FALSE) >> 1


def truth_of(may_be_true: object, may_be_false: object) -> int:
    """Builds a truth value from its two possibilities."""
    return (TRUE if may_be_true else 0) | (FALSE if may_be_false else 0)
