"""Counting days and working days from an event."""

from typing import NamedTuple

from xinfang_rules.calendar.working_days import WorkingCalendar, checked


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
