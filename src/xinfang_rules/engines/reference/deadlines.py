"""Deadlines as intervals: from when a period runs, how long, what prolongs it, all of it perhaps not yet known.

Each period becomes a function once, with the places of what it reads; evaluations call it.
"""

from collections.abc import Callable
from typing import TypeAlias

from xinfang_rules.calendar import add_days, add_months
from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.engines.protocol import Counter, MakeCounter
from xinfang_rules.language.scope import Layout
from xinfang_rules.language.truth import EARLIEST, FALSE, NEVER, TRUE
from xinfang_rules.once import once
from xinfang_rules.rulebook.norm_spec import Exclude, Extend, Pause, Period, Span, Unit

LastDays: TypeAlias = Callable[[Outcome], Due]
"""Returns the last days still possible. Raises `CalendarError` if one lies outside what can be counted."""

End: TypeAlias = Callable[[int, int], tuple[int, int]]
"""Takes the day from which a period runs and the days added; returns the first and the last day that may be its last.

They differ where it hangs on working days of which no notice is at hand. The last is `NEVER` where none is known.
Raises `CalendarError` if even the first lies outside what can be counted.
"""

_Added: TypeAlias = Callable[[Outcome, int, int], tuple[int, int]]
"""Takes the first and the last unextended last day; returns the fewest and the most days added."""

_NO_DAY = Due(NEVER, NEVER, may_run=False, may_wait=True, open_after=NEVER)


class DeadlineCounter:
    """Counts last days by one calendar.

    Args:
        make_calendar: Makes what counts working days; called when they are first counted.
    """

    def __init__(self, make_calendar: MakeCounter) -> None:
        self._make_calendar = make_calendar

    @once
    def _calendar(self) -> Counter:
        return self._make_calendar()

    def last_days(self, period: Period, layout: Layout) -> LastDays:
        """Makes the function that finds the last days of a period.

        Args:
            period: The period.
            layout: Where evaluations keep what it reads.
        """
        if period.set_day is not None:
            return _set_day(layout[period.set_day])
        main = self._first_that_fits(period, layout)
        limits = [(limit.when, self._span(limit, period.rolls_on, layout)) for limit in period.limits]
        if not limits:
            return main

        def limited(state: Outcome) -> Due:
            found = [main(state)]
            for when, limit in limits:
                chosen = TRUE if when is None else state.truth(when)
                if chosen & TRUE:
                    due = limit(state)
                    found.append(due._replace(may_wait=True) if chosen & FALSE else due)
            return _earliest(found)

        return limited

    def _first_that_fits(self, period: Period, layout: Layout) -> LastDays:
        spans = [(span.when, self._span(span, period.rolls_on, layout)) for span in period.spans]
        if len(spans) == 1 and spans[0][0] is None:
            return spans[0][1]

        def last_days(state: Outcome) -> Due:
            # The spans that may be the first whose condition holds are joined.
            found: Due | None = None
            for when, span in spans:
                chosen = TRUE if when is None else state.truth(when)
                if chosen & TRUE:
                    due = span(state)
                    found = due if found is None else _join(found, due)
                if not chosen & FALSE:
                    break
            return found or _NO_DAY

        return last_days

    def _span(self, span: Span, rolls_on: bool, layout: Layout) -> LastDays:
        starts = _starts(span, layout)
        end = self.end(span, rolls_on)
        unextended = self.end(span, rolls_on=False)
        extension = None if span.extend is None else _extension(span.extend, layout)
        exclusion = None if span.exclude is None else _exclusion(span.exclude, layout)
        paused = None if span.pause is None else _pause(span.pause, layout, unextended, end)
        plain = extension is None and exclusion is None and paused is None

        def added(state: Outcome, start: int, latest_start: int) -> tuple[int, int]:
            low = high = 0
            if extension is not None:
                first, last = (NEVER, NEVER) if latest_start == NEVER else unextended(latest_start, 0)
                if start < latest_start:
                    first = EARLIEST if start == EARLIEST else unextended(start, 0)[0]
                low, high = extension(state, first, last)
            if exclusion is not None:
                less, more = exclusion(state)
                low, high = low + less, min(high + more, NEVER)
            return (low, high) if paused is None else paused(state, (start, latest_start), (low, high))

        def last_days(state: Outcome) -> Due:
            low, latest_start, may_wait = starts(state)
            if low == NEVER:
                return _NO_DAY
            more_low, more_high = (0, 0) if plain else added(state, low, latest_start)
            if low == latest_start and more_low == more_high:
                first, last = end(low, more_low)
                return Due(first, last, True, may_wait, NEVER if first == last else low)
            first, last, open_after = EARLIEST, NEVER, NEVER
            if low > EARLIEST:
                first, certain = end(low, more_low)
                open_after = NEVER if first == certain else low
            if more_high < NEVER > latest_start:
                certain, last = end(latest_start, more_high)
                open_after = open_after if certain == last else min(open_after, latest_start)
            return Due(first, last, True, may_wait, open_after)

        return last_days

    def end(self, span: Span, rolls_on: bool) -> End:
        """Makes the function that counts a period from its start.

        Args:
            span: How long it runs.
            rolls_on: Whether a last day that is no working day gives way to the next one.
        """
        count = 0 if span.within is None else span.within.value
        working = in_working_days(span)
        months = 0 if span.within is None else span.within.months

        def counted(start: int, more: int) -> tuple[int, int]:
            if not working:
                day = NEVER
                if more < NEVER:
                    day = add_days(add_months(start, months), more) if months else add_days(start, count + more)
                return day, day
            first, last = self._calendar.nth_after(start, count)
            return add_days(first, more), last if last == NEVER else min(last + more, NEVER)

        def rolled(start: int, more: int) -> tuple[int, int]:
            first, last = counted(start, more)
            if first == NEVER:
                return first, last
            rolled_first, rolled_last = self._calendar.nth_after(first - 1, 1)
            if last > first and last < NEVER:
                rolled_last = self._calendar.nth_after(last - 1, 1)[1]
            return rolled_first, NEVER if last == NEVER else rolled_last

        return rolled if rolls_on else counted


def in_working_days(span: Span) -> bool:
    """Says whether working days are counted to where a period ends."""
    return span.within is not None and span.within.unit is Unit.WORKING_DAY and span.within.value > 0


def in_plain_days(span: Span) -> bool:
    """Says whether nothing but calendar days is counted to where a period ends."""
    return not in_working_days(span) and not (span.within is not None and span.within.months)


def _starts(span: Span, layout: Layout) -> Callable[[Outcome], tuple[int, int, bool]]:
    """Makes the function that finds the latest of some days that have come.

    It returns the earliest that this may be, `NEVER` where none has come, the latest, and whether none may have come.
    """
    places = [(layout[name], name in layout.events) for name in span.starts]

    def starts(state: Outcome) -> tuple[int, int, bool]:
        surely, first, latest = 0, NEVER, 0
        for slot, happens in places:
            low, high = state.values[slot], state.values[slot + 1]
            if low < NEVER:
                first = min(first, low)
                # What happened, happened by today; the last day of another period may lie ahead.
                latest = max(latest, low if low == high else max(low, min(high, state.today)) if happens else high)
            if high < NEVER:
                surely = max(surely, low)
        return surely or first, latest, not surely

    return starts


def _set_day(slot: int) -> LastDays:
    def last_days(state: Outcome) -> Due:
        low, high = state.values[slot], state.values[slot + 1]
        return Due(low, high, low < NEVER, high == NEVER, NEVER)

    return last_days


def _extension(extend: Extend, layout: Layout) -> _Added:
    days = layout[extend.days]
    granted_on = None if extend.granted_on is None else layout[extend.granted_on]
    limit = extend.at_most.value

    def extension(state: Outcome, first: int, last: int) -> tuple[int, int]:
        values = state.values
        granted = TRUE if extend.when is None else state.truth(extend.when)
        if granted_on is not None:
            if values[granted_on] > last:
                return 0, 0
            if values[granted_on + 1] > first:
                granted |= FALSE
        if not granted & TRUE:
            return 0, 0
        return (0 if granted & FALSE else min(values[days], limit)), min(values[days + 1], limit)

    return extension


def _exclusion(exclude: Exclude, layout: Layout) -> Callable[[Outcome], tuple[int, int]]:
    days = layout[exclude.days]

    def exclusion(state: Outcome) -> tuple[int, int]:
        applies = TRUE if exclude.when is None else state.truth(exclude.when)
        if not applies & TRUE:
            return 0, 0
        return (0 if applies & FALSE else state.values[days]), state.values[days + 1]

    return exclusion


def _pause(
    pause: Pause, layout: Layout, unpaused: End, end: End
) -> Callable[[Outcome, tuple[int, int], tuple[int, int]], tuple[int, int]]:
    """Makes the function that adds the days of an obstacle that arose by the last day, from there on.

    An obstacle that was there before the period hinders it from its first day; one that arises when the days are over,
    and the last day has only rolled on, hinders it on one day.
    """
    arising, ending = layout[pause.start], layout[pause.until]

    def paused(state: Outcome, start: tuple[int, int], more: tuple[int, int]) -> tuple[int, int]:
        (low, latest), (fewest, most) = start, more
        holds = TRUE if pause.when is None else state.truth(pause.when)
        arose, arose_last = state.values[arising : arising + 2]
        ended, ended_last = state.values[ending : ending + 2]
        if not holds & TRUE or arose == NEVER:
            return more
        known = low > EARLIEST or low == latest
        shortest, first = (unpaused(low, fewest)[0], end(low, fewest)[0]) if known else (EARLIEST, EARLIEST)
        bounded = latest < NEVER and most < NEVER
        longest, last = (unpaused(latest, most)[1], end(latest, most)[1]) if bounded else (NEVER, NEVER)
        if arose > last:
            return more
        most = NEVER if ended_last == NEVER else most + max(0, ended_last + 1 - min(max(arose, low + 1), shortest))
        if holds == TRUE and arose_last <= first:
            hindered = min(max(arose_last, latest + 1), longest)
            fewest = NEVER if ended == NEVER else fewest + max(0, ended + 1 - hindered)
        return min(fewest, NEVER), min(most, NEVER)

    return paused


def _earliest(found: list[Due]) -> Due:
    """Joins the last days of periods of which that counts that ends first."""
    running = [due for due in found if due.may_run]
    if not running:
        return _NO_DAY
    low = min(due.low for due in running)
    surely = [due.high for due in running if not due.may_wait]
    high = min(surely) if surely else max(due.high for due in running)
    open_after = min((due.open_after for due in running if due.low <= high), default=NEVER)
    return Due(low, high, True, not surely, NEVER if low == high else open_after)


def _join(one: Due, other: Due) -> Due:
    if not one.may_run or not other.may_run:
        running = one if one.may_run else other
        return running._replace(may_wait=True)
    return Due(
        min(one.low, other.low),
        max(one.high, other.high),
        may_run=True,
        may_wait=one.may_wait or other.may_wait,
        open_after=min(one.open_after, other.open_after),
    )
