"""Counts and the rates above them: what cannot be told makes a rate a range, and an empty denominator none at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple, Self

UNDEFINED: Final = "—"
"""How a rate is written that has nothing in its denominator."""


def half_up(number: Fraction, digits: int) -> str:
    """Writes a number that is not negative with so many digits after the point, rounded half up."""
    scaled = int(number * 10**digits + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}}" if digits else str(whole)


class Rate(NamedTuple):
    """A rate between two bounds, which are the same where everything can be told.

    Attributes:
        low: The smallest that it can be.
        high: The largest.
        may_be_undefined: Whether it may turn out that nothing is in the denominator.
    """

    low: Fraction
    high: Fraction
    may_be_undefined: bool = False

    def text(self, digits: int = 2) -> str:
        """Writes it in per cent, rounded half up: `83.33%`, or `80.00%～95.00%`."""
        low, high = (f"{half_up(bound * 100, digits)}%" for bound in (self.low, self.high))
        return low if low == high else f"{low}～{high}"


@dataclass(frozen=True, slots=True)
class Counts:
    """The four counts under a rate, which add up to the rows.

    Attributes:
        met: Counted, and a success (达到).
        not_met: Counted, and none (未达到).
        not_applicable: Not counted (不适用).
        cannot_tell: Of which not enough is known to say which of the three (不能确定).
        may_be_met: Of those that cannot be told, how many may be a success.
        may_be_not_met: How many may be counted and be none.
        surely_counted: How many are counted, whichever of the two they are.
    """

    met: int = 0
    not_met: int = 0
    not_applicable: int = 0
    cannot_tell: int = 0
    may_be_met: int = 0
    may_be_not_met: int = 0
    surely_counted: int = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.met + self.not_met + self.not_applicable + self.cannot_tell

    @property
    def rate(self) -> Rate | None:
        """Σ numerator / Σ denominator, between the widest bounds that are possible; None if nothing can be counted.

        A case that may be left out is left out, or taken in, as makes the bound the widest.
        """
        known = self.met + self.not_met
        if not known + self.may_be_met + self.may_be_not_met:
            return None
        least, most = known + self.may_be_not_met, known + self.may_be_met
        low = Fraction(self.met, least) if least else Fraction(1)  # whichever may count, would be a success
        high = Fraction(self.met + self.may_be_met, most) if most else Fraction(0)
        return Rate(low, high, known + self.surely_counted == 0)

    def __add__(self, other: Self) -> "Counts":
        """Pools two sets of cases: Σ/Σ, never the mean of two rates."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def pooled(counts: Iterable[Counts]) -> Counts:
    """Pools the counts of several organs or months, for the level above: Σ/Σ, never the mean of their rates.

    The cases have to be different ones: whoever counts a case in two places counts it twice here.
    """
    return sum(counts, Counts())
