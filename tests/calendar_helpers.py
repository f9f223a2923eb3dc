"""The shipped working days, and days as texts."""

from datetime import date

from xinfang_rules import load
from xinfang_rules.calendar import WorkingCalendar, add_days, add_working_days, roll_on
from xinfang_rules.calendar.forecast import ForecastCalendar
from xinfang_rules.calendar.working_days import Package, installed_package
from xinfang_rules.language.truth import EITHER, NEVER, TRUE

DATA = load().latest.calendar
# The notices up to that for 2026, whatever the installed package has by now.
_INSTALLED = installed_package()
NOTICED = 2026
PACKAGE = Package(
    _INSTALLED.version,
    {day: works for day, works in _INSTALLED.listed.items() if day <= date(NOTICED, 12, 31).toordinal()},
    frozenset(year for year in _INSTALLED.years if year <= NOTICED),
)
CALENDAR = WorkingCalendar(DATA, PACKAGE)
FORECAST = ForecastCalendar(CALENDAR)
# As if no notice had ever been published.
BLANK = WorkingCalendar(DATA._replace(notices=()), Package("none", {}, frozenset()))
FIRST, LAST = CALENDAR.coverage
MAX = date.max.toordinal()


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def text(ordinal: int) -> str:
    return "never" if ordinal == NEVER else date.fromordinal(ordinal).isoformat()


def plus(start: str, days: int) -> str:
    return text(add_days(day(start), days))


def working(start: str, days: int) -> tuple[str, str]:
    first, last = add_working_days(day(start), days, CALENDAR)
    return text(first), text(last)


def rolled(start: str) -> tuple[str, str]:
    first, last = roll_on(day(start), CALENDAR)
    return text(first), text(last)


def works(ordinal: int) -> bool:
    truth = CALENDAR.truth(ordinal)
    assert truth != EITHER, text(ordinal)
    return truth == TRUE
