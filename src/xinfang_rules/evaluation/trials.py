"""The values that an open fact is tried with: all of a list, and the numbers and days at which an answer may change."""

from collections.abc import Iterator

from xinfang_rules.evaluation.facts import EVENTS
from xinfang_rules.logic.conditions import Compared, InSequence, atoms, names
from xinfang_rules.logic.scope import Kind, member_name
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.rulebook.reads import norm_names

_LONG_SINCE = 21
"""Days past a last day by which no run of holidays moves it."""


class Trials:
    """Knows at which values the answers of an edition may change.

    Args:
        edition: The edition.
        part: What its answers rest on, see `behind.decisive_part`.

    Attributes:
        lengths: The lengths of the periods in the part, in days or working days.
        timed: What these periods run from and to, what prolongs them, and what is put in an order with any of that.
    """

    def __init__(self, edition: Edition, part: Edition) -> None:
        self._edition = edition
        self._bounds = {parameter.value for parameter in edition.parameters.values()}
        rules = [rule for stratum in part.strata for rule in stratum.norms]
        norms = [rule.norm for rule in rules if rule.norm is not None]
        timed = {name for norm in norms for name in norm_names(norm)}.union(DUE + rule.id for rule in rules)
        self.timed = _bound_to(timed, edition, part)
        lengths: set[int] = set()
        for span in (span for norm in norms if norm.period is not None for span in norm.period.spans):
            length = 0 if span.within is None else span.within.value
            lengths.update({length, length + (0 if span.extend is None else span.extend.at_most.value)})
        self.lengths = tuple(sorted(lengths))

    def of(self, facts: Values, name: str, today: int) -> Iterator[tuple[str, Values]]:
        """Yields the facts with one open fact set to each of its values in turn; nothing if it is settled.

        With each goes what was set: the fact, or the member of a set.
        """
        if not self.is_open(facts, name):
            return
        entry, slots = self._edition.scope[name], self._edition.layout.slots
        match entry.kind:
            case Kind.CHOICE:
                for bit in range(len(entry.values)):
                    if facts[slots[name]] >> bit & 1:
                        yield name, _set(facts, slots[name], 1 << bit)
            case Kind.MEMBERS:
                for member in (member_name(name, member) for member in entry.values):
                    if facts[slots[member]] == EITHER:
                        yield member, _set(facts, slots[member], TRUE)
                        yield member, _set(facts, slots[member], FALSE)
            case kind:
                slot = slots[name]
                low, high = facts[slot], facts[slot + 1]
                numbers = self._days(facts, name, today) if kind is Kind.DATE else self._counts(low)
                for number in sorted(number for number in numbers if low <= number <= high):
                    yield name, _set(facts, slot, number, number)

    def is_open(self, facts: Values, name: str) -> bool:
        """Says whether more than one value of a fact is possible."""
        slots = self._edition.layout.slots
        entry = self._edition.scope[name]
        match entry.kind:
            case Kind.CHOICE:
                return facts[slots[name]].bit_count() > 1
            case Kind.MEMBERS:
                return any(facts[slots[member_name(name, member)]] == EITHER for member in entry.values)
            case _:
                return facts[slots[name]] < facts[slots[name] + 1]

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


def _bound_to(timed: set[str], edition: Edition, part: Edition) -> frozenset[str]:
    """Adds the days that are put in an order with some day of a period, or with one that is: a bound passes on."""
    conditions = [edition.units[unit] for stratum in part.strata for unit in stratum.units]
    conditions.extend(constraint.condition for constraint in edition.constraints)
    leaves = [atom for condition in conditions for atom in atoms(condition)]
    orders = [set(names(leaf)) for leaf in leaves if isinstance(leaf, (Compared, InSequence))]
    bound, grown = timed, True
    while grown:
        found = bound.union(*(order for order in orders if order & bound))
        grown, bound = found != bound, found
    return frozenset(bound)


def _set(facts: Values, slot: int, *numbers: int) -> Values:
    changed = facts.copy()
    changed[slot : slot + len(numbers)] = numbers
    return changed
