"""Counting days and working days from an event."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Final, NamedTuple

from xinfang_rules.calendar.working_days import LAST_ORDINAL, WorkingCalendar, checked
from xinfang_rules.days import day_at

_YEAR: Final = 12
"""The months of a year."""


class Counted(NamedTuple):
    """The first and the last day that may be the one arrived at; the same where notices make it certain."""

    first: int
    last: int


def add_days(start: int, days: int) -> int:
    """Returns the last of so many calendar days, the day of the event not counted.

    Args:
        start: The day of the event.
        days: How many days; negative counts back.

    Raises:
        CalendarError: If either day lies outside the years 1 to 9999.
    """
    return checked(checked(start) + days)


def add_months(start: int, months: int) -> int:
    """Returns the day of the last of so many months whose number is that of the event, else the last of that month.

    民法典 202. The day of the event is not counted (201), so that a month from 14 January ends with 14 February.

    Args:
        start: The day of the event.
        months: How many months; negative counts back.

    Raises:
        CalendarError: If either day lies outside the years 1 to 9999.
    """
    from calendar import monthrange  # only where months are counted

    day = day_at(checked(start))
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    if not MINYEAR <= year <= MAXYEAR:
        return checked(0 if year < MINYEAR else LAST_ORDINAL + 1)  # says what is wrong
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()


def add_working_days(start: int, days: int, calendar: WorkingCalendar) -> Counted:
    """Returns the last of so many working days, the day of the event not counted.

    Args:
        start: The day of the event, whether it is a working day or not.
        days: How many working days; none returns the day of the event itself, and looks at no day.
        calendar: What tells the working days.

    Raises:
        CalendarError: If either day lies outside the years 1 to 9999.
        ValueError: If the number of days is negative.
    """
    if days <= 0 or start < 1:
        if days < 0:
            raise ValueError(f"working days are counted forwards only, not {days}")
        return Counted(checked(start), start)
    return Counted(*calendar.nth_after(start, days))


def roll_on(day: int, calendar: WorkingCalendar) -> Counted:
    """Returns the day itself if it is a working day, else the next working day.

    Raises:
        CalendarError: If the day lies outside the years 1 to 9999.
    """
    if day < 1:
        checked(day)
    return Counted(*calendar.nth_after(day - 1, 1))
