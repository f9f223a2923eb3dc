"""Working days as a notice that is not there yet may be expected to have them.

The State Council has said how many days each festival is to be off, and when they begin (`Forecast`). Which days are
worked in exchange it has not: every choice that fits is considered, and what comes out is the first and the last day
over all of them. This is a forecast, never a bound: what is certain without a notice is what `WorkingCalendar` tells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

from xinfang_rules.calendar.data import Around
from xinfang_rules.calendar.festivals import Holiday, falls, holidays_of
from xinfang_rules.calendar.working_days import WorkingCalendar, is_weekday
from xinfang_rules.language.truth import EITHER, NEVER, TRUE

_WEEK = 7

Pattern: TypeAlias = Mapping[int, int]
"""What a notice may change for one holiday: each Monday to Friday off is -1, each Saturday or Sunday worked is 1."""


class ForecastCalendar:
    """Counts working days as they are expected; takes the place of a `WorkingCalendar` where last days are counted."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._data = calendar.data
        self._patterns: Callable[[int], tuple[tuple[Pattern, ...], ...] | None] = lru_cache(maxsize=16)(self._of_year)

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        """Returns the first and the last day that is expected to be the n-th working day after a day.

        Returns:
            What `WorkingCalendar.nth_after` returns, where nothing is expected of a year that has to be counted.

        Raises:
            CalendarError: If even the first lies after year 9999.
        """
        known = self._calendar.nth_after(start, number)
        if known[0] == known[1] or known[1] == NEVER:
            return known
        holidays: list[tuple[Pattern, ...]] = []
        for year in range(date.fromordinal(max(start, 1)).year, date.fromordinal(known[1]).year + 2):
            if year not in self._calendar.noticed:
                found = self._patterns(year)
                if found is None:
                    return known
                holidays.extend(found)
        tallies = [[0] * len(patterns) for patterns in holidays]
        worked, first = 0, None
        for day in range(start + 1, known[1] + 1):
            worked += self._plainly(day)
            for tally, patterns in zip(tallies, holidays, strict=True):
                for index, pattern in enumerate(patterns):
                    tally[index] += pattern.get(day, 0)
            if first is None and worked + sum(map(max, tallies)) >= number:
                first = day
            if first is not None and worked + sum(map(min, tallies)) >= number:
                return first, day
        return known

    def _plainly(self, day: int) -> bool:
        """Says whether a day is worked if no notice turns it."""
        truth = self._calendar.truth(day)
        return truth == TRUE or (truth == EITHER and is_weekday(day))

    def _of_year(self, year: int) -> tuple[tuple[Pattern, ...], ...] | None:
        """Returns the patterns of each holiday of a year without a notice; None where nothing is expected of it."""
        forecast = self._data.forecast
        if year < forecast.since.year or year > self._data.computed_through:
            return None
        holidays = {holiday.festival.name: holiday for holiday in holidays_of(self._data, year)}
        if self._is_around(holidays, forecast.not_covered, year):
            return None
        runs = {run.festival: run for run in forecast.runs}
        singles = [h for name, h in holidays.items() if name not in runs and not h.lies_in]
        found: list[tuple[Pattern, ...]] = [(self._single(holiday),) for holiday in singles]
        fixed = {day: change for patterns in found for pattern in patterns for day, change in pattern.items()}
        fixed.update((day, -1) for holiday in singles for day in holiday.days if is_weekday(day))
        for name, run in runs.items():
            holiday = holidays[name]
            days = list(holiday.days)
            if holiday.joined:
                days.extend(holidays[self._data.joined.where.festival].days)
            length = run.joined if holiday.joined and run.joined is not None else run.days
            starts = range(max(days) - length + 1, min(days) + 1) if run.anywhere else [min(days)]
            before = forecast.exchange.before
            if name == forecast.exchange.of and self._is_around(holidays, forecast.exchange.further, year):
                before = forecast.exchange.further_before
            off = [range(start, start + length) for start in starts]
            patterns = tuple(pattern for run_off in off for pattern in self._run(run_off, days, before, fixed))
            if not patterns:
                return None
            found.append(patterns)
        return tuple(found)

    def _is_around(self, holidays: Mapping[str, Holiday], around: Around, year: int) -> bool:
        holiday = holidays.get(around.festival)
        return holiday is not None and falls(holiday.days[0], around, year)

    def _single(self, holiday: Holiday) -> Pattern:
        (day,) = holiday.days
        single = self._data.forecast.single[(day - 1) % _WEEK]
        return self._open({**{day + step: -1 for step in single.off}, **{day + step: 1 for step in single.worked}})

    def _open(self, pattern: Pattern) -> Pattern:
        """Leaves out days that a notice of single days has settled."""
        return {day: change for day, change in pattern.items() if self._calendar.truth(day) == EITHER}

    def _run(self, off: range, days: Sequence[int], before: int, fixed: Pattern) -> Iterator[Pattern]:
        """Yields what may come of a holiday of several days.

        Args:
            off: The days off.
            days: The days of the statute in it; one that two festivals share stands twice.
            before: How many days before it may be worked in exchange.
            fixed: The days that the festivals of one day turn, their own among them.
        """
        turned = [day for day in off if is_weekday(day) and day not in days]
        # A day of the statute on a Saturday or Sunday, or shared by two festivals, is made good (article 6).
        made_good = sum(not is_weekday(day) for day in days) + sum(map(is_weekday, days))
        made_good -= len({day for day in days if is_weekday(day)})
        exchanged = len(turned) - made_good
        if exchanged < 0:
            return
        around = (
            *range(off[0] - before, off[0]),
            *range(off[-1] + 1, off[-1] + self._data.forecast.exchange.after + 1),
        )
        may_be = [
            day
            for day in around
            if not is_weekday(day) and self._calendar.truth(day) == EITHER and not self._rests(day, fixed)
        ]
        for chosen in combinations(may_be, exchanged):
            weeks = {(day - 1) // _WEEK for day in chosen}
            if len(weeks) == exchanged and not self._works_too_long(off, chosen, fixed):
                yield self._open({**dict.fromkeys(turned, -1), **dict.fromkeys(chosen, 1)})

    def _rests(self, day: int, fixed: Pattern) -> bool:
        """Says whether a Saturday or Sunday belongs to the days off of a festival of one day, or is worked for it."""
        weekend = (day, day + 1 if (day - 1) % _WEEK == _WEEK - 2 else day - 1)
        beside = (min(weekend) - 1, max(weekend) + 1)
        return day in fixed or any(fixed.get(other, 0) < 0 for other in beside)

    def _works_too_long(self, off: range, chosen: Sequence[int], fixed: Pattern) -> bool:
        """Says whether a day worked in exchange lies among more days worked in a row than the statute allows."""
        changes = {**fixed, **dict.fromkeys(chosen, 1)}
        longest = self._data.forecast.exchange.longest_work

        def worked(day: int) -> bool:
            return day not in off and self._plainly(day) + changes.get(day, 0) > 0

        for day in chosen:
            first = last = day
            while worked(first - 1):
                first -= 1
            while worked(last + 1):
                last += 1
            if last - first + 1 > longest:
                return True
        return False
