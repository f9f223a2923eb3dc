"""Which days are working days: the State Council's yearly holiday notices, and Monday to Friday beyond them.

The data is that of the `chinesecalendar` package, which treats special cases so:

- A make-up workday (a Saturday or Sunday worked in exchange for a bridge day) is a working day. All that are listed
  fall on a weekend, and no day is listed both as a holiday and as a make-up workday; were one, work would prevail.
- Weekend days inside or beside a holiday are listed in some years and not in others. That makes no difference: an
  unlisted weekend day is no working day.
- A notice issued or amended during the year is merged into the final result. The Spring Festival of 2020, extended to
  2 February, has 31 January to 2 February off and 1 February no longer as a make-up workday; 3 and 4 September 2015
  are off and 6 September 2015 is worked; the Labour Day of 2019 has its four days.
- New Year's Day may reach back into December: 31 December 2018 is off and 29 December 2018 is worked by the notice for
  2019. They stand under the date on which they fall.
- Only what holds for the whole country is listed: no regional holidays, no half-day holidays, and no regional
  postponement of work, such as those of February 2020.

A notice for the coming year usually appears in autumn; until the package has it, that year is not covered.
"Sure" means by the notices in the package: one amended after its release is known with the next release.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, compress
from typing import Final

from xinfang_rules.errors import CalendarError

LAST_ORDINAL: Final = date.max.toordinal()
_WEEK: Final = b"\x01\x01\x01\x01\x01\x00\x00"  # ordinal 1 is a Monday


def checked(ordinal: int) -> int:
    """Returns the ordinal if it is a day of the years 1 to 9999.

    Raises:
        CalendarError: If it is not.
    """
    if 1 <= ordinal <= LAST_ORDINAL:
        return ordinal
    where, beyond = ("before year 1", "公元1年以前") if ordinal < 1 else ("after year 9999", "公元9999年以后")
    message = f"the day lies {where} and cannot be counted; check the date and the number of days"
    raise CalendarError(message, f"所填日期太早或者太晚，期限无法计算（算到了{beyond}）；请核对日期和天数")


def _official_holidays() -> frozenset[date]:
    # Imported here, as the import takes longer than all else this library does to start.
    from chinese_calendar.constants import holidays  # type: ignore[import-untyped]

    return frozenset(holidays)


def _official_make_up_workdays() -> frozenset[date]:
    from chinese_calendar.constants import workdays

    return frozenset(workdays)


def _covered_years(holidays: frozenset[date]) -> tuple[int, int]:
    """Returns the first and last year of the unbroken run of noticed years that ends with the latest.

    A year is known by its 1 October, the last holiday with a fixed date: a stray day that another year's notice put
    into it, or a year entered only in part, does not make it covered.
    """
    noticed = {day.year for day in holidays if (day.month, day.day) == (10, 1)}
    if not noticed:
        raise CalendarError("the holiday data holds no complete year; is `chinesecalendar` installed whole?")
    first = last = max(noticed)
    while first - 1 in noticed:
        first -= 1
    return first, last


def _last_settled(listed: Iterable[date], last_year: int) -> int:
    """Returns the last day of the last covered year that no notice yet to come is expected to change.

    December days are listed only because of the next year's New Year's Day, so the earliest of them, over all years,
    is how far back a notice reaches.
    """
    reach = min((day.day for day in listed if day.month == 12), default=32)
    return date(last_year, 12, 1).toordinal() + reach - 2


def _weekdays_through(ordinal: int) -> int:
    weeks, days = divmod(ordinal, 7)
    return 5 * weeks + min(days, 5)


def _nth_weekday(number: int) -> int:
    weeks, days = divmod(number - 1, 5)
    return 7 * weeks + days + 1


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of mainland China. Immutable, so threads may share one; make one and keep it.

    Every question is a look-up within the coverage and a division outside it, however far the day.

    Attributes:
        holidays: The days off by notice; those of `chinesecalendar` if not given.
        make_up_workdays: The days worked by notice; those of `chinesecalendar` if not given.
    """

    holidays: frozenset[date] = field(default_factory=_official_holidays, repr=False)
    make_up_workdays: frozenset[date] = field(default_factory=_official_make_up_workdays, repr=False)
    _first: int = field(init=False, repr=False, compare=False)
    _last: int = field(init=False, repr=False, compare=False)
    _settled: int = field(init=False, repr=False, compare=False)
    _works: bytes = field(init=False, repr=False, compare=False)  # by day since _first
    # How many covered working days have passed with each day, from the day before _first on.
    _through: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _listed: tuple[int, ...] = field(init=False, repr=False, compare=False)  # the covered working days
    _before: int = field(init=False, repr=False, compare=False)  # Mondays to Fridays before the coverage
    _within: int = field(init=False, repr=False, compare=False)  # Mondays to Fridays up to its end

    def __post_init__(self) -> None:
        first_year, last_year = _covered_years(self.holidays)
        first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
        length = last - first + 1
        phase = (first - 1) % 7
        works = bytearray((_WEEK * (length // 7 + 2))[phase : phase + length])
        for days, working in ((self.holidays, 0), (self.make_up_workdays, 1)):
            for day in days:
                if first_year <= day.year <= last_year:
                    works[day.toordinal() - first] = working
        listed = tuple(compress(range(first, last + 1), works))
        values = {
            "_first": first,
            "_last": last,
            "_settled": _last_settled(self.holidays | self.make_up_workdays, last_year),
            "_works": bytes(works),
            "_through": tuple(accumulate(works, initial=0)),
            "_listed": listed,
            "_before": _weekdays_through(first - 1),
            "_within": _weekdays_through(last),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def coverage(self) -> tuple[date, date]:
        """The first and last day of the years that have an official notice."""
        return date.fromordinal(self._first), date.fromordinal(self._last)

    @property
    def settled_through(self) -> date:
        """The last day that is sure.

        It comes some days before the end of the coverage: the next notice may still turn the last days of December
        into days off or make-up workdays.
        """
        return date.fromordinal(self._settled)

    def is_working_day(self, ordinal: int) -> tuple[bool, bool]:
        """Tells whether a day is a working day, and whether that is sure.

        Args:
            ordinal: The day.

        Returns:
            Whether it is a working day, and whether a notice says so. Without a notice Monday to Friday are working
            days, and that is not sure.

        Raises:
            CalendarError: If the day lies outside the years 1 to 9999.
        """
        if self._first <= ordinal <= self._last:
            return self._works[ordinal - self._first] == 1, ordinal <= self._settled
        return checked(ordinal) % 7 in (1, 2, 3, 4, 5), False

    def nth_after(self, start: int, number: int) -> tuple[int, bool]:
        """Returns the n-th working day after a day, and whether every day after `start` up to it is sure.

        Args:
            start: The day, or 0 for the day before the first of the year 1.
            number: Which working day after it, from 1.

        Raises:
            CalendarError: If the working day lies after year 9999.
        """
        index = start - self._first + 1
        covered = index >= 0
        if not covered:
            # Counted from the day before the coverage; negative if the working day lies before it too.
            number -= self._before - _weekdays_through(start)
            if number <= 0:
                return _nth_weekday(self._before + number), False
            index = 0
        if index < len(self._through):
            number += self._through[index]
            if number <= len(self._listed):
                end = self._listed[number - 1]
                return end, covered and end <= self._settled
            return checked(_nth_weekday(self._within + number - len(self._listed))), False
        return checked(_nth_weekday(_weekdays_through(start) + number)), False
