"""Which days are worked, which are off, and which a notice that is not there yet may turn.

For a year that has a notice, its days are known. The notices come from the `chinesecalendar` package, and from
`CalendarData.notices`, which prevail. For any other year a day is

- off, if it is a day of the statute, or a Saturday or Sunday far from any;
- worked, if it is a Monday to Friday far from any;
- open, if the notice may turn it: within `Festival.off` and `Festival.worked` of the days of the statute.

Of what the package has:

- A make-up workday (a Saturday or Sunday worked in exchange for a bridge day) is a working day. All that are listed
  fall on a weekend, and no day is listed both as a holiday and as a make-up workday; were one, work would prevail.
- Weekend days inside or beside a holiday are listed in some years and not in others. That makes no difference: an
  unlisted weekend day is no working day.
- A notice issued or amended during the year is merged into the final result. The Spring Festival of 2020, extended to
  2 February, has 31 January to 2 February off and 1 February no longer as a make-up workday; 3 and 4 September 2015
  are off and 6 September 2015 is worked; the Labour Day of 2019 has its four days.
- New Year's Day may reach back into December: 31 December 2018 is off and 29 December 2018 is worked by the notice for
  2019. They stand under the date on which they fall. So the last days of a year stay open until the next notice.
- Only what holds for the whole country is listed: no regional holidays, no half-day holidays, and no regional
  postponement of work, such as those of February 2020.

A special notice within the year, as in 2015 and 2020, can change what was worked or off by the yearly one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, compress
from typing import Final, NamedTuple

from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.calendar.festivals import Holiday, first_turned, holidays_of
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.truth import EITHER, FALSE, NEVER, TRUE
from xinfang_rules.once import once

LAST_ORDINAL: Final = date.max.toordinal()
_WEEK: Final = bytes([TRUE] * 5 + [FALSE] * 2)  # ordinal 1 is a Monday

# For `bytes.translate`: whether a day of a code may be worked, whether it is, and whether that is open.
_MAY: Final = bytes(code & TRUE for code in range(256))
_DOES: Final = bytes(code == TRUE for code in range(256))
_OPEN: Final = bytes(code == EITHER for code in range(256))


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


class Package(NamedTuple):
    """The notices that the package `chinesecalendar` has.

    Attributes:
        version: Its version.
        listed: Whether a day that it lists is worked, by ordinal.
        years: The years that it has a notice of.
    """

    version: str
    listed: Mapping[int, bool]
    years: frozenset[int]


def installed_package() -> Package:
    """Reads what the installed `chinesecalendar` has."""
    # Imported here, as the import takes longer than all else this library does to start.
    from chinese_calendar import __version__
    from chinese_calendar.constants import holidays, workdays

    listed = dict.fromkeys((day.toordinal() for day in holidays), False)
    listed.update(dict.fromkeys((day.toordinal() for day in workdays), True))
    # A year is known by its 1 October, the last holiday with a fixed date: a stray day that another year's notice put
    # into it, or a year entered only in part, does not make it one that has a notice.
    years = frozenset(day.year for day in holidays if (day.month, day.day) == (10, 1))
    return Package(__version__, listed, years)


class _Table:
    """Some years, day by day.

    Attributes:
        first: The first day.
        last: The last day.
        codes: Whether each day is worked: `TRUE`, `FALSE` or `EITHER`.
        possible: The days that are worked or open.
        surely: The days that are worked.
        open: The days that are neither certainly worked nor certainly off.
        possible_through: How many of the former have passed with each day, from the day before the first on.
        surely_through: How many of the latter.
    """

    def __init__(self, first: int, codes: bytes) -> None:
        self.first, self.last, self.codes = first, first + len(codes) - 1, codes
        may, does = codes.translate(_MAY), codes.translate(_DOES)
        days = range(first, self.last + 1)
        self.possible = tuple(compress(days, may))
        self.surely = tuple(compress(days, does))
        self.open = tuple(compress(days, codes.translate(_OPEN)))
        self.possible_through = tuple(accumulate(may, initial=0))
        self.surely_through = tuple(accumulate(does, initial=0))


class WorkingCalendar:
    """The working days of the mainland of China. Immutable, so threads may share one; make one and keep it.

    The years that have a notice are laid out at once, all others whose festival days are known when one of them is
    first asked for; counting is then a look-up.

    Args:
        data: What is known beside the notices of the package.
        package: The notices of the package; those of the installed one if None.
    """

    def __init__(self, data: CalendarData, package: Package | None = None) -> None:
        self.data = data
        self._reaches: dict[int, frozenset[int]] = {}
        package = package or installed_package()
        self.package_version = package.version
        own = {notice.year for notice in data.notices if notice.whole}
        self.noticed: frozenset[int] = package.years | own
        """The years that have a notice."""
        self._listed = sorted(_listed(package.listed, data).items())
        oldest = self.noticed_through = min(self.noticed, default=data.editions[0].since.year)
        """The last of the years without a gap that have a notice."""
        while self.noticed_through + 1 in self.noticed:
            self.noticed_through += 1
        table = self._laid_out(oldest, self.noticed_through)
        self._first = table.first
        self._possible, self._surely = table.possible, table.surely
        self._possible_through, self._surely_through = table.possible_through, table.surely_through
        self._codes = table.codes

    @once
    def _all(self) -> _Table:
        """Every year whose festival days are known."""
        return self._laid_out(self.data.editions[0].since.year, self.data.computed_through)

    @property
    def coverage(self) -> tuple[date, date]:
        """The first and the last day of the years whose festival days are known, with or without a notice."""
        return date(self.data.editions[0].since.year, 1, 1), date(self.data.computed_through, 12, 31)

    def _laid_out(self, oldest: int, newest: int) -> _Table:
        codes = b"".join(self._year(year) for year in range(oldest, newest + 1))
        return _Table(date(oldest, 1, 1).toordinal(), codes)

    def _year(self, year: int) -> bytes:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        phase = (first - 1) % 7
        codes = bytearray((_WEEK * 54)[phase : phase + last - first + 1])
        known_from = self.data.editions[0].since.toordinal()
        for day in range(first, min(last + 1, known_from)):
            codes[day - first] = EITHER
        # New Year's Day reaches back into December; no other festival is so near to the end of a year.
        holidays = (*self._without_notice(year), *self._without_notice(year + 1, fixed=True))
        for holiday in holidays:
            for day in self._turned(holiday):
                if first <= day <= last:
                    codes[day - first] = EITHER
        for holiday in holidays:
            for day in holiday.days:
                if first <= day <= last:
                    codes[day - first] = FALSE
        for day, works in self._listed[bisect_left(self._listed, (first,)) : bisect_left(self._listed, (last + 1,))]:
            codes[day - first] = TRUE if works else FALSE
        return bytes(codes)

    def _without_notice(self, year: int, *, fixed: bool = False) -> tuple[Holiday, ...]:
        return () if year in self.noticed else holidays_of(self.data, year, fixed=fixed)

    def _turned(self, holiday: Holiday) -> Iterable[int]:
        """Returns the days that the notice for a holiday may turn."""
        if holiday.lies_in:
            return ()
        may_be_off = (day for day in holiday.may_be_off() if is_weekday(day))
        worked = (day for day in holiday.may_be_worked(self.data.worked_from) if not is_weekday(day))
        return (*may_be_off, *worked)

    def truth(self, ordinal: int) -> int:
        """Tells whether a day is worked: `TRUE`, `FALSE`, or `EITHER` while no notice says so.

        Raises:
            CalendarError: If the day lies outside the years 1 to 9999.
        """
        index = ordinal - self._first
        if 0 <= index < len(self._codes):
            return self._codes[index]
        table = self._all
        index = checked(ordinal) - table.first
        return table.codes[index] if 0 <= index < len(table.codes) else EITHER

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        """Returns the first and the last day that may be the n-th working day after a day.

        Args:
            start: The day, or 0 for the day before the first of the year 1.
            number: Which working day after it, from 1.

        Returns:
            Both are the same day where notices, or the statute alone, make it certain. The last is `NEVER` where the
            years whose days are known do not have so many working days.

        Raises:
            CalendarError: If even the first lies after year 9999.
        """
        index = start - self._first + 1
        if 0 <= index < len(self._surely_through):
            last = self._surely_through[index] + number - 1
            if last < len(self._surely):
                return self._possible[self._possible_through[index] + number - 1], self._surely[last]
        return self._far_after(start, number)

    def _far_after(self, start: int, number: int) -> tuple[int, int]:
        table = self._all
        # Of the days before the table, and of those after it, each may be worked or not.
        before = max(0, min(table.first - 1 - start, number))
        possible = bisect_left(table.possible, start + 1) + number - before - 1
        if before == number:
            first = start + number
        elif possible < len(table.possible):
            first = table.possible[possible]
        else:
            first = max(start, table.last) + possible - len(table.possible) + 1
        surely = bisect_left(table.surely, start + 1) + number - 1
        return checked(first), table.surely[surely] if surely < len(table.surely) else NEVER

    def missing_notices(self, start: int, end: int) -> tuple[int, ...]:
        """Lists the years whose notices are not at hand and would settle some day after `start`, up to `end`.

        Of years whose festival days are not known, no notice is named.
        """
        days = self._all.open[bisect_left(self._all.open, start + 1) : bisect_left(self._all.open, end + 1)]
        return tuple(sorted({self._settled_by(day) for day in days}))

    def _settled_by(self, day: int) -> int:
        """Returns the year whose notice settles a day: its own, or that whose first days reach back to it."""
        year = date.fromordinal(day).year
        return year + 1 if day in self._reaching_back(year + 1) else year

    def _reaching_back(self, year: int) -> frozenset[int]:
        """Returns the days before a year without a notice that its notice may turn, and some within it."""
        if year not in self._reaches:
            holidays = self._without_notice(year, fixed=True)
            self._reaches[year] = frozenset(day for holiday in holidays for day in self._turned(holiday))
        return self._reaches[year]


def _listed(package: Mapping[int, bool], data: CalendarData) -> dict[int, bool]:
    """Lays the notices of the rules over those of the package: whether each day that they list is worked.

    A whole notice takes the place of what was listed for its year, as that may have been told before it was amended:
    the days of the year but those at its end that the next notice gives, and those that it gives before the year.
    """
    listed = dict(package)
    for notice in data.notices:
        if notice.whole:
            for day in range(first_turned(data, notice.year), first_turned(data, notice.year + 1)):
                listed.pop(day, None)
        listed.update(dict.fromkeys((day.toordinal() for day in notice.off), False))
        listed.update(dict.fromkeys((day.toordinal() for day in notice.worked), True))
    return listed


@lru_cache(maxsize=16)
def working_calendar(data: CalendarData) -> WorkingCalendar:
    """Returns the working days that some rules tell; they are laid out once per process."""
    return WorkingCalendar(data)


def is_weekday(ordinal: int) -> bool:
    """Says whether a day is a Monday to Friday."""
    return (ordinal - 1) % 7 < 5
