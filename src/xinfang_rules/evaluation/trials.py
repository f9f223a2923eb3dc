"""The values that an open fact is tried with: all of a list, and the numbers and days at which an answer may change."""

from collections.abc import Iterator

from xinfang_rules.evaluation.facts import EVENTS
from xinfang_rules.logic.scope import Kind, member_name
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.reads import norm_names

_LONG_SINCE = 21
"""Days past a last day by which no run of holidays moves it."""


class Trials:
    """Knows at which values the answers of an edition may change.

    Args:
        edition: The edition.
        part: What its answers rest on, see `behind.decisive_part`.

    Attributes:
        lengths: The lengths of the periods in the part, in days or working days, and 0.
        timed: What these periods run from and to, and what prolongs them.
    """

    def __init__(self, edition: Edition, part: Edition) -> None:
        self._edition = edition
        self._bounds = {parameter.value for parameter in edition.parameters.values()}
        norms = [rule.norm for stratum in part.strata for rule in stratum.norms if rule.norm is not None]
        self.timed = frozenset(name for norm in norms for name in norm_names(norm))
        lengths = {0}
        for span in (span for norm in norms if norm.period is not None for span in norm.period.spans):
            length = 0 if span.within is None else span.within.value
            lengths.update({length, length + (0 if span.extend is None else span.extend.at_most.value)})
        self.lengths = tuple(sorted(lengths))

    def of(self, facts: Values, name: str, today: int) -> Iterator[tuple[str, Values]]:
        """Yields the facts with one open fact set to each of its values in turn; nothing if it is settled.

        With each goes what was set: the fact, or the member of a set.
        """
        entry, slot = self._edition.scope[name], self._edition.layout.get(name, 0)
        match entry.kind:
            case Kind.CHOICE:
                mask = facts[slot]
                if mask & (mask - 1):
                    for bit in range(len(entry.values)):
                        if mask >> bit & 1:
                            yield name, _set(facts, slot, 1 << bit)
            case Kind.MEMBERS:
                for member in (member_name(name, member) for member in entry.values):
                    place = self._edition.layout[member]
                    if facts[place] == EITHER:
                        yield member, _set(facts, place, TRUE)
                        yield member, _set(facts, place, FALSE)
            case kind:
                low, high = facts[slot], facts[slot + 1]
                if low < high:
                    numbers = self._days(facts, name, today) if kind is Kind.DATE else self._counts(low)
                    for number in sorted(number for number in numbers if low <= number <= high):
                        yield name, _set(facts, slot, number, number)

    def is_open(self, facts: Values, name: str) -> bool:
        """Says whether more than one value of a fact is possible."""
        return next(self.of(facts, name, 0), None) is not None

    def _counts(self, low: int) -> set[int]:
        """Lists the counts on both sides of every parameter."""
        return {low, 0, 1, *self._bounds, *(bound + 1 for bound in self._bounds)}

    def _days(self, facts: Values, name: str, today: int) -> set[int]:
        """Lists the days about which an order with a known day, or a period from or to one, may turn."""
        slots = self._edition.layout.slots
        slot = slots[name]
        known = {facts[slots[event]] for event in EVENTS if facts[slots[event]] == facts[slots[event] + 1] < NEVER}
        days = {facts[slot], facts[slot + 1], NEVER, today, *known, *(day + 1 for day in known)}
        if name in self.timed:
            # A period that started so long ago has just ended, or ended long since; one from a known day likewise.
            for length in self.lengths:
                for more in (0, 1, _LONG_SINCE):
                    days.add(today - length - more)
                    days.update(day + length + more for day in known)
        latest = today if name in EVENTS else NEVER
        return {day for day in days if day <= latest or day == NEVER}


def _set(facts: Values, slot: int, *numbers: int) -> Values:
    changed = facts.copy()
    changed[slot : slot + len(numbers)] = numbers
    return changed
