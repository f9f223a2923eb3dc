"""Constraint propagation: where a condition must be true, what else must then be so?

Admissibility constraints are conditions that every case satisfies. Where a case leaves just one way to satisfy one,
that way is added to what is known. Only possibilities are removed, so the order of constraints does not matter.
"""

from collections.abc import Container, Mapping
from typing import assert_never

from xinfang_rules.engines.reference.interpret import truth
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
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, Values

_OPPOSITE = {
    DateOrder.BEFORE: DateOrder.ON_OR_AFTER,
    DateOrder.ON_OR_BEFORE: DateOrder.AFTER,
    DateOrder.AFTER: DateOrder.ON_OR_BEFORE,
    DateOrder.ON_OR_AFTER: DateOrder.BEFORE,
}
"""What holds of a day that has come where an order does not."""


class ImpossibleError(Exception):
    """What is known leaves no way to satisfy the condition."""


class Domains:
    """Values that can be narrowed.

    Args:
        values: The values; narrowed in place.
        layout: The slot of each name.
        today: The ordinal of the day of evaluation.
        events: The dates that record what happened: none lies between today and `NEVER`.
    """

    def __init__(self, values: Values, layout: Mapping[str, int], today: int, events: Container[str]) -> None:
        self.values = values
        self.layout = layout
        self.changed: set[str] = set()
        self._today = today
        self._events = events

    def require(self, condition: Condition, wanted: bool) -> None:
        """Narrows the values so that the condition is `wanted`, as far as that has just one way.

        Raises:
            ImpossibleError: There is no way.
        """
        match condition:
            case InSequence(earlier, later):  # most constraints are made of these
                self._require_sequence(earlier, later, wanted)
            case AllOf(parts) | AnyOf(parts):
                if isinstance(condition, AllOf) is wanted:
                    for part in parts:
                        self.require(part, wanted)
                else:
                    self._require_one_of(parts, wanted)
            case Not(part):
                self.require(part, not wanted)
            case Among(name, allowed, domain):
                self._keep(name, allowed if wanted else domain ^ allowed)
            case CountBetween(name, least, most):
                self._require_count(name, least, most, wanted)
            case Happened(name):
                if wanted:
                    self._narrow(name, high=NEVER - 1)
                else:
                    self._narrow(name, low=NEVER)
            case Compared(name, order, other):
                self._require_order(name, order, other, wanted)
            case _:
                assert_never(condition)

    def _require_one_of(self, parts: tuple[Condition, ...], wanted: bool) -> None:
        bit = TRUE if wanted else FALSE
        possible = [part for part in parts if truth(part, self.values, self.layout) & bit]
        if not possible:
            raise ImpossibleError
        if len(possible) == 1:
            self.require(possible[0], wanted)

    def _keep(self, name: str, mask: int) -> None:
        slot = self.layout[name]
        kept = self.values[slot] & mask
        if not kept:
            raise ImpossibleError
        if kept != self.values[slot]:
            self.values[slot] = kept
            self.changed.add(name)

    def _require_count(self, name: str, least: int, most: int, wanted: bool) -> None:
        slot = self.layout[name]
        low, high = self.values[slot], self.values[slot + 1]
        if wanted:
            self._narrow(name, low=least, high=most)
        elif low >= least:
            self._narrow(name, low=most + 1)
        elif high <= most:
            self._narrow(name, high=least - 1)

    def _require_order(self, name: str, order: DateOrder, other: str, wanted: bool) -> None:
        if not wanted:
            if self.values[self.layout[name] + 1] == NEVER:
                self._require_no_earlier(name, order, other)
                return
            order = _OPPOSITE[order]
        first, second = self.layout[name], self.layout[other]
        self._narrow(name, high=NEVER - 1)
        match order:
            case DateOrder.BEFORE:
                self._narrow(name, high=self.values[second + 1] - 1)
                self._narrow(other, low=self.values[first] + 1)
            case DateOrder.ON_OR_BEFORE:
                self._narrow(name, high=self.values[second + 1])
                self._narrow(other, low=self.values[first])
            case DateOrder.AFTER:
                self._narrow(other, high=self.values[first + 1] - 1)
                self._narrow(name, low=self.values[second] + 1)
            case DateOrder.ON_OR_AFTER:
                self._narrow(other, high=self.values[first + 1])
                self._narrow(name, low=self.values[second])
            case _:
                assert_never(order)

    def _require_no_earlier(self, name: str, order: DateOrder, other: str) -> None:
        """What must not come before another day comes later, or never: and never comes after every day."""
        earliest = self.values[self.layout[other]]
        if order is DateOrder.BEFORE:
            self._narrow(name, low=earliest)
        elif order is DateOrder.ON_OR_BEFORE:
            self._narrow(name, low=min(earliest + 1, NEVER))

    def _require_sequence(self, earlier: str, later: str, wanted: bool) -> None:
        values = self.values
        first, second = self.layout[earlier], self.layout[later]
        if not wanted:
            self._narrow(later, high=values[first + 1] - 1)
            self._narrow(earlier, low=values[second] + 1)
            return
        if values[first + 1] > values[second + 1]:
            self._narrow(earlier, high=values[second + 1])
        if values[second] < values[first]:
            self._narrow(later, low=values[first])

    def _narrow(self, name: str, *, low: int = 0, high: int = NEVER) -> None:
        values, slot = self.values, self.layout[name]
        known_low, known_high = values[slot], values[slot + 1]
        if low < known_low:
            low = known_low
        if high > known_high:
            high = known_high
        if name in self._events:
            if self._today < low:
                low = NEVER
            if self._today < high < NEVER:
                high = self._today
        if low > high:
            raise ImpossibleError
        if low != known_low or high != known_high:
            values[slot], values[slot + 1] = low, high
            self.changed.add(name)
