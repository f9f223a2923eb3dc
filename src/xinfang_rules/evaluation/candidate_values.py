"""Candidate values of an open fact: all of a list, and the numbers and days at which an answer may change."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product
from typing import Any, TypeAlias

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.reference.deadlines import DeadlineCounter, End, in_plain_days, in_working_days
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.conditions import CountBetween, atoms, names
from xinfang_rules.language.scope import Kind, member_name
from xinfang_rules.language.truth import EARLIEST, EITHER, FALSE, NEVER, TRUE, UNBOUNDED, Values
from xinfang_rules.once import once
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.rulebook.norm_spec import Pause, Span
from xinfang_rules.rulebook.reads import norm_names

_Ends: TypeAlias = Sequence[tuple[Span, End, bool]]
"""Periods, what counts them, and whether it counts nothing but calendar days."""

_Met: TypeAlias = dict[Any, tuple[int, int]]

_REMEMBERED = 16_384
"""Reckonings of periods that are kept, by the day from which or to which they run."""

_LONGEST_BREAK = 40
"""No holidays are so long; but where the days of no year are known, a period of working days may be of any length."""

BOUNDS = 3
"""The values of a day that are tried first are enough where it does nothing but bound other days: the earlier or the
later it is, the more it does."""


class ChangePoints:
    """The days from which on an answer may be another, as far as they are asked for; `written` are those in rules.

    Attributes:
        inner: Those that are tried with facts, by the bounds of these; see `CandidateValues.inner_days`.
    """

    def __init__(
        self, facts: Values, edition: Edition, ends: _Ends, today: int, met: "_Met", written: Set[int]
    ) -> None:
        self._met = met
        self.inner: dict[tuple[bool, int, tuple[int, ...]], Sequence[int]] = {}
        slots = edition.layout
        self._facts, self._slots, self._ends = facts, slots, ends
        found = {facts[slots[name]] for name in edition.facts.dates if facts[slots[name]] == facts[slots[name] + 1]}
        self._known = found - {NEVER}
        self._days = {today, *self._known, *(day + 1 for day in self._known), *written}

    @once
    def ordered(self) -> Sequence[int]:
        """Those of an order with a known day or with today, the first first."""
        return sorted(self._days)

    @once
    def timed(self) -> Sequence[int]:
        """These, and those of a period that runs from a known day, or that runs to one of them."""
        found = set(self._days)
        for span, end, plain in self._ends:
            for more in _added(span, self._facts, self._slots):
                last_days = {last for day in self._known for last in self._last_days(end, day, more)}
                found.update(last_days, (day + 1 for day in last_days))
                if plain:
                    length = more + (0 if span.within is None else span.within.value)
                    found.update([day - length for day in self._days])
                    continue
                for day in self._days:
                    found.update(self._first_starts(span, end, more, day))
            if span.pause is not None:
                found.update(self._pausing(end, span.pause))
        return sorted(day for day in found if EARLIEST <= day < NEVER)

    def _pausing(self, end: End, pause: Pause) -> Iterator[int]:
        """Yields the days on which an obstacle must end, or arise, that moves the last day to one of them."""
        (arose, arose_last), (ended, ended_last) = (
            self._facts[(slot := self._slots[name]) : slot + 2] for name in (pause.start, pause.until)
        )
        for start, day in product(self._known, self._days):
            for last in self._last_days(end, start, 0):
                if arose == arose_last < NEVER:
                    yield day - last + max(arose, start + 1) - 1
                if ended == ended_last < NEVER:
                    yield last + ended + 1 - day

    def _last_days(self, end: End, start: int, more: int) -> tuple[int, int]:
        key = end, start, more
        return self._met.get(key) or keep(self._met, _REMEMBERED, key, _last_days(end, start, more))

    def _first_starts(self, span: Span, end: End, more: int, day: int) -> tuple[int, int]:
        key = end, day, more, True
        return self._met.get(key) or keep(self._met, _REMEMBERED, key, _first_starts(span, end, more, day))

    @once
    def added(self) -> Mapping[str, Set[int]]:
        """By how many days a period must be prolonged to run to one of them, by the fact that says how many."""
        found: dict[str, set[int]] = {}
        for span, end, _ in self._ends:
            for name, most in _adding(span):
                last_days = {last for start in self._known for last in self._last_days(end, start, 0)}
                needed = {day - last for last in last_days for day in self._days}
                found.setdefault(name, set()).update(days for days in needed if days <= most)
        return found


Setting: TypeAlias = tuple[str, int, int, bool]
"""What a fact is set to: the fact, or the member of a set; its slot; the mask or number; whether it is a number, which
lies in the next slot as well."""


class CandidateValues:
    """Knows at which values the answers of an edition may change.

    Args:
        edition: The edition.
        part: What its answers rest on, see `edition_parts.decisive_part`.
        deadlines: Counts last days.

    Attributes:
        timed: What the periods in the part run from and to, what prolongs them, and what is put in an order with any
            of that.
    """

    def __init__(self, edition: Edition, part: Edition, deadlines: DeadlineCounter) -> None:
        self._edition = edition
        self._bounds = {parameter.value for parameter in edition.parameters.values()}
        rules = [rule for stratum in part.strata for rule in stratum.norms]
        norms = [rule.norm for rule in rules if rule.norm is not None]
        timed = {name for norm in norms for name in norm_names(norm)}.union(DUE + rule.id for rule in rules)
        self.timed = _bound_to(timed, edition, part)
        # From where a period runs, and when, makes no difference to how it is counted.
        spans = {
            (span._replace(when=None, starts=()), period.rolls_on)
            for period in (norm.period for norm in norms if norm.period is not None)
            for span in period.ways
        }
        self._ends = tuple(
            (span, deadlines.end(span, rolls_on), not rolls_on and in_plain_days(span)) for span, rolls_on in spans
        )

        self._written = written_days(edition)
        self._met: _Met = {}

    def turns(self, facts: Values, today: int) -> ChangePoints:
        """Returns the days from which on an answer may be another; `of` takes them for each fact in turn."""
        return ChangePoints(facts, self._edition, self._ends, today, self._met, self._written)

    def of(self, facts: Values, name: str, today: int, turns: ChangePoints) -> Iterator[tuple[str, Values]]:
        """Yields the facts with one open fact set to each of its values in turn; nothing if it is settled.

        With each goes what was set: the fact, or the member of a set. Of a day the first and the last come first, and
        that it has not come: see `BOUNDS`.
        """
        for changed, slot, value, wide in self.settings(facts, name, today, turns):
            yield changed, _set(facts, slot, value, value) if wide else _set(facts, slot, value)

    def outer_days(self, facts: Values, name: str, today: int) -> tuple[int, ...]:
        """Returns the values of an open day that come first: see `BOUNDS`."""
        slot = self._edition.layout[name]
        low, high = facts[slot], facts[slot + 1]
        return tuple(dict.fromkeys((low, min(high, max(low, self._latest(name, today))), high)))

    def inner_days(self, facts: Values, name: str, today: int, turns: ChangePoints) -> Sequence[int]:
        """Returns the others, in order; the same sequence for facts of which they are the same."""
        outer, latest = self.outer_days(facts, name, today), self._latest(name, today)
        key = name in self.timed, latest, outer
        if key not in turns.inner:
            days = turns.timed if name in self.timed else turns.ordered
            within = days[bisect_left(days, outer[0]) : bisect_right(days, min(outer[-1], latest))]
            turns.inner[key] = [day for day in within if day not in outer]
        return turns.inner[key]

    def _latest(self, name: str, today: int) -> int:
        return today if name in self._edition.layout.events else NEVER

    def settings(self, facts: Values, name: str, today: int, turns: ChangePoints) -> Iterator[Setting]:
        """Yields what `of` sets."""
        if not self.is_open(facts, name):
            return
        entry, slots = self._edition.scope[name], self._edition.layout
        match entry.kind:
            case Kind.CHOICE:
                for bit in range(len(entry.values)):
                    if facts[slots[name]] >> bit & 1:
                        yield (name, slots[name], 1 << bit, False)
            case Kind.MEMBERS:
                for member in (member_name(name, member) for member in entry.values):
                    if facts[slots[member]] == EITHER:
                        yield (member, slots[member], TRUE, False)
                        yield (member, slots[member], FALSE, False)
            case Kind.COUNT:
                for number in self._counts(facts, name, turns):
                    yield (name, slots[name], number, True)
            case _:
                for day in self.outer_days(facts, name, today):
                    yield (name, slots[name], day, True)
                for day in self.inner_days(facts, name, today, turns):
                    yield (name, slots[name], day, True)

    def is_open(self, facts: Values, name: str) -> bool:
        """Says whether more than one value of a fact is possible."""
        slots = self._edition.layout
        entry = self._edition.scope[name]
        match entry.kind:
            case Kind.CHOICE:
                return facts[slots[name]].bit_count() > 1
            case Kind.MEMBERS:
                return any(facts[slots[member_name(name, member)]] == EITHER for member in entry.values)
            case _:
                return facts[slots[name]] < facts[slots[name] + 1]

    def _counts(self, facts: Values, name: str, turns: ChangePoints) -> Sequence[int]:
        """Returns the counts on both sides of every parameter, in order."""
        slot = self._edition.layout[name]
        low, high = facts[slot], facts[slot + 1]
        bounds = (*self._bounds, *(bound + 1 for bound in self._bounds))
        numbers = {low, 0, 1, *bounds, *turns.added.get(name, ())}
        return sorted(number for number in numbers if low <= number <= high)


def _added(span: Span, facts: Values, slots: Mapping[str, int]) -> set[int]:
    """Lists how many days may be added to a period: none, or as many as may be."""
    amounts = {0}
    for name, most in _adding(span):
        amounts |= {amount + min(facts[slots[name] + 1], most) for amount in amounts}
    if span.pause is not None:
        arose, ended = facts[slots[span.pause.start]], facts[slots[span.pause.until] + 1]
        if arose <= ended < NEVER:
            amounts |= {amount + ended + 1 - arose for amount in amounts}
    return amounts


def _adding(span: Span) -> Iterator[tuple[str, int]]:
    """Yields the facts that say how many days are added to a period, and how many they can be at most."""
    if span.extend is not None:
        yield span.extend.days, span.extend.at_most.value
    if span.exclude is not None:
        yield span.exclude.days, UNBOUNDED


def _first_starts(span: Span, end: End, more: int, day: int) -> tuple[int, int]:
    """Returns the first day from which a period surely runs to some day or longer, and that from which it may."""
    found: list[int] = []
    length = 0 if span.within is None else span.within.fewest_days
    start = day - length - more  # it runs to the day if these are calendar days; other periods take more of them
    first_tried = max(EARLIEST, start - _LONGEST_BREAK - (length if in_working_days(span) else 0))
    for which in (0, 1):
        while start > first_tried and _last_days(end, start - 1, more)[which] >= day:
            start -= 1
        found.append(start)
    return found[0], found[1]


def _last_days(end: End, start: int, more: int) -> tuple[int, int]:
    try:
        return end(start, more)
    except CalendarError:
        return NEVER, NEVER  # past whatever can be counted


def written_days(edition: Edition) -> frozenset[int]:
    """Returns the days that are written out in conditions, and those after them: there an answer may turn."""
    conditions = [*edition.conditions, *(constraint.condition for constraint in edition.constraints)]
    leaves = [leaf for each in conditions for leaf in atoms(each) if isinstance(leaf, CountBetween)]
    days = [leaf for leaf in leaves if edition.scope[leaf.name].kind is Kind.DATE]
    return frozenset(day for leaf in days for day in (leaf.least, leaf.most + 1) if EARLIEST < day < NEVER)


def _bound_to(timed: set[str], edition: Edition, part: Edition) -> frozenset[str]:
    """Adds the days that are put in an order with some day of a period, or with one that is: a bound passes on."""
    conditions = [edition.conditions[unit] for stratum in part.strata for unit in stratum.condition_ids]
    conditions.extend(constraint.condition for constraint in edition.constraints)
    leaves = [atom for condition in conditions for atom in atoms(condition)]
    orders = [set(names(leaf)) for leaf in leaves]
    bound, grown = timed, True
    while grown:
        found = bound.union(*(order for order in orders if order & bound))
        grown, bound = found != bound, found
    return frozenset(bound)


def _set(facts: Values, slot: int, *numbers: int) -> Values:
    changed = facts.copy()
    changed[slot : slot + len(numbers)] = numbers
    return changed
