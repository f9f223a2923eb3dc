"""What working days are told by: the festival days of the statute, the notices, and how far a notice may reach.

It is data of the rules (`rules/calendar/`, and `notices` of a pack or an overlay), read by `rulebook.holidays`.
"""

from datetime import date
from typing import NamedTuple, TypeAlias

Shift: TypeAlias = int
"""So many days later; earlier, if it is negative."""


class DayOfYear(NamedTuple):
    """A day that comes every year: of the Gregorian or the lunar calendar, or a solar term.

    Attributes:
        month: The month; 0 for a solar term.
        day: The day of the month.
        lunar: Whether both are of the lunar calendar; of a month that repeats, the first is meant.
        term: The solar term.
        offset: How many days later.
    """

    month: int = 0
    day: int = 0
    lunar: bool = False
    term: str | None = None
    offset: Shift = 0


class Source(NamedTuple):
    """Where something is said."""

    document: str
    at: str | None = None
    issued: date | None = None
    quote: str | None = None


class Reach(NamedTuple):
    """So many days before the first day of a festival, and after its last."""

    before: int
    after: int


class Festival(NamedTuple):
    """A festival, and how far around its days a notice moves working days.

    Attributes:
        name: Its name.
        title: Its name in Chinese.
        off: Which Mondays to Fridays may be off.
        worked: Which Saturdays and Sundays may be worked.
    """

    name: str
    title: str
    off: Reach
    worked: Reach


class FestivalEdition(NamedTuple):
    """The days off for all citizens from a day on, by festival."""

    since: date
    source: Source
    days: tuple[tuple[str, tuple[DayOfYear, ...]], ...]


class Around(NamedTuple):
    """A festival that falls within some days of the year, the first and the last of them."""

    festival: str
    first: DayOfYear
    last: DayOfYear


class Joined(NamedTuple):
    """Where one festival makes one holiday with another, which then reaches so many days further."""

    where: Around
    other: str
    off_after: int


class Single(NamedTuple):
    """What becomes of a festival of one day that falls on some weekday: days off and worked, counted from it."""

    weekday: int
    off: tuple[Shift, ...]
    worked: tuple[Shift, ...]


class HolidayRun(NamedTuple):
    """A holiday of several days.

    Attributes:
        festival: The festival.
        days: How many days it has.
        joined: How many, where another festival is joined to it; None if none is.
        anywhere: Whether it may begin before the days of the statute.
    """

    festival: str
    days: int
    joined: int | None
    anywhere: bool


class Exchange(NamedTuple):
    """Which Saturdays and Sundays may be worked in exchange for the days of a run.

    Attributes:
        before: How many days before the run.
        after: How many days after it.
        longest_work: How many days are worked without a day off at most.
        further: A festival before the run that makes them move back further.
        of: The run that it does this to.
        further_before: How many days before the run, then.
    """

    before: int
    after: int
    longest_work: int
    further: Around
    of: str
    further_before: int


class Forecast(NamedTuple):
    """What is expected of a notice that is not there yet."""

    since: date
    source: Source
    label: str
    single: tuple[Single, ...]
    runs: tuple[HolidayRun, ...]
    not_covered: Around
    exchange: Exchange


class Notice(NamedTuple):
    """A notice of the holidays of a year.

    Attributes:
        year: The year whose holidays it arranges.
        document: How it is cited.
        whole: Whether it tells all of them; if not, only that some days are otherwise than what else is known.
        off: The days off.
        worked: The Saturdays and Sundays worked.
    """

    year: int
    document: str
    whole: bool
    off: tuple[date, ...]
    worked: tuple[date, ...]


class CalendarData(NamedTuple):
    """Everything that a rulebook says of working days, beyond the notices that the package `chinesecalendar` has.

    Attributes:
        festivals: The festivals.
        worked_from: The first day after the last of a festival that may be worked if it is a Saturday or Sunday.
        joined: Which festivals make one holiday.
        computed_through: The last year whose lunar days and solar terms are computed.
        ask: What is asked for where a notice is missing; `{year}` stands for its year.
        editions: The days of the statute, oldest edition first.
        forecast: What is expected where there is no notice.
        notices: Notices beside those of the package; a later one prevails.
    """

    festivals: tuple[Festival, ...]
    worked_from: int
    joined: Joined
    computed_through: int
    ask: str
    editions: tuple[FestivalEdition, ...]
    forecast: Forecast
    notices: tuple[Notice, ...]


RECORDS = (
    *(DayOfYear, Source, Reach, Festival, FestivalEdition, Around, Joined),
    *(Single, HolidayRun, Exchange, Forecast, Notice, CalendarData),
)
"""Every kind of record here."""
