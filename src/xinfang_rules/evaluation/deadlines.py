"""Last days: from when a period runs, how long, what prolongs it, all of it perhaps not yet known."""

from xinfang_rules.calendar import WorkingCalendar, add_days
from xinfang_rules.evaluation.state import Due, State
from xinfang_rules.logic.truth import EARLIEST, FALSE, NEVER, TRUE
from xinfang_rules.rulebook.model import Exclude, Extend, NormSpec, Span, Unit

_NO_DAY = Due(NEVER, NEVER, may_run=False, may_wait=True, sure=True)


class Deadlines:
    """Counts last days by one calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar

    def due(self, norm: NormSpec, state: State) -> Due | None:
        """Returns the last days still possible for a norm, or None if it has no period.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        period = norm.period
        if period is None:
            return None
        if period.set_day is not None:
            slot = state.edition.layout.slots[period.set_day]
            low, high = state.values[slot], state.values[slot + 1]
            return Due(low, high, may_run=low < NEVER, may_wait=high == NEVER, sure=True)
        # The spans that may be the first whose condition holds are joined.
        found: Due | None = None
        for span in period.spans:
            chosen = TRUE if span.when is None else state.truths[span.when]
            if chosen & TRUE:
                due = self._span(span, period.rolls_on, state)
                found = due if found is None else _join(found, due)
            if not chosen & FALSE:
                break
        return found or _NO_DAY

    def _span(self, span: Span, rolls_on: bool, state: State) -> Due:
        slot = state.edition.layout.slots[span.start]
        low, high = state.values[slot], state.values[slot + 1]
        if low == NEVER:
            return _NO_DAY
        may_wait = high == NEVER
        latest_start = low if low == high else max(low, min(high, state.today))
        more_low = more_high = 0
        if span.extend is not None or span.exclude is not None:
            more_low, more_high = self._added(span, low, latest_start, state)
        if low == latest_start and more_low == more_high:
            day, sure = self._last(span, low, more_low, rolls_on)
            return Due(day, day, True, may_wait, sure)
        sure_low = True
        first = EARLIEST
        if low > EARLIEST:
            first, sure_low = self._last(span, low, more_low, rolls_on)
        last, sure_high = NEVER, True
        if more_high < NEVER:
            last, sure_high = self._last(span, latest_start, more_high, rolls_on)
        return Due(first, last, may_run=True, may_wait=may_wait, sure=sure_low and sure_high)

    def _added(self, span: Span, earliest_start: int, latest_start: int, state: State) -> tuple[int, int]:
        """Returns the fewest and the most days by which the period may be longer."""
        low = high = 0
        if span.extend is not None:
            last = first = self._last(span, latest_start, 0, rolls_on=False)[0]
            if earliest_start < latest_start:
                first = EARLIEST
                if earliest_start > EARLIEST:
                    first = self._last(span, earliest_start, 0, rolls_on=False)[0]
            low, high = _extension(span.extend, first, last, state)
        if span.exclude is not None:
            less, more = _exclusion(span.exclude, state)
            low, high = low + less, min(high + more, NEVER)
        return low, high

    def _last(self, span: Span, start: int, more: int, rolls_on: bool) -> tuple[int, bool]:
        sure = True
        if span.within is None:
            day = start
        elif span.within.unit is Unit.WORKING_DAY:
            day, sure = self._calendar.nth_after(start, span.within.value) if span.within.value else (start, True)
        else:
            day = add_days(start, span.within.value)
        if more:
            day = add_days(day, more)
        if rolls_on:
            day, rolled = self._calendar.nth_after(day - 1, 1)
            sure = sure and rolled
        return day, sure


def _extension(extend: Extend, first: int, last: int, state: State) -> tuple[int, int]:
    granted = TRUE if extend.when is None else state.truths[extend.when]
    slots, values = state.edition.layout.slots, state.values
    if extend.granted_on is not None:
        slot = slots[extend.granted_on]
        if values[slot] > last:
            return 0, 0
        if values[slot + 1] > first:
            granted |= FALSE
    if not granted & TRUE:
        return 0, 0
    slot = slots[extend.days]
    limit = extend.at_most.value
    return (0 if granted & FALSE else min(values[slot], limit)), min(values[slot + 1], limit)


def _exclusion(exclude: Exclude, state: State) -> tuple[int, int]:
    applies = TRUE if exclude.when is None else state.truths[exclude.when]
    if not applies & TRUE:
        return 0, 0
    slot = state.edition.layout.slots[exclude.days]
    return (0 if applies & FALSE else state.values[slot]), state.values[slot + 1]


def _join(one: Due, other: Due) -> Due:
    if not one.may_run or not other.may_run:
        running = one if one.may_run else other
        return running._replace(may_wait=True)
    return Due(
        min(one.low, other.low),
        max(one.high, other.high),
        may_run=True,
        may_wait=one.may_wait or other.may_wait,
        sure=one.sure and other.sure,
    )
