import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from xinfang_rules.calendar import Counted, WorkingCalendar, add_days, add_working_days, roll_on
from xinfang_rules.errors import CalendarError

CALENDAR = WorkingCalendar()
FIRST, LAST = CALENDAR.coverage
SETTLED = CALENDAR.settled_through
MAX = date.max.toordinal()

any_day = st.integers(1, MAX - 1000)
# Most cases near the coverage and its two edges, where the table meets the arithmetic.
near_coverage = st.integers(FIRST.toordinal() - 400, LAST.toordinal() + 400)
days_of_event = near_coverage | any_day
few = st.integers(0, 120)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def plus(start: str, days: int) -> str:
    return date.fromordinal(add_days(day(start), days)).isoformat()


def working(start: str, days: int) -> tuple[str, bool]:
    counted = add_working_days(day(start), days, CALENDAR)
    return date.fromordinal(counted.ordinal).isoformat(), counted.sure


def rolled(start: str) -> tuple[str, bool]:
    counted = roll_on(day(start), CALENDAR)
    return date.fromordinal(counted.ordinal).isoformat(), counted.sure


def works(ordinal: int) -> bool:
    return CALENDAR.is_working_day(ordinal)[0]


@pytest.mark.parametrize(
    ("off", "make_up"),
    [
        # Spring Festival 2024: 10 to 17 February, worked on Sundays 4 and 18 February.
        (("2024-02-10", "2024-02-17"), ("2024-02-04", "2024-02-18")),
        # National Day 2024: 1 to 7 October, worked on Sunday 29 September and Saturday 12 October.
        (("2024-10-01", "2024-10-07"), ("2024-09-29", "2024-10-12")),
        # Spring Festival 2020, extended: 24 January to 2 February; 19 January stays worked, 1 February no longer is.
        (("2020-01-24", "2020-02-02"), ("2020-01-19",)),
        # Labour Day 2019, amended in March of that year: 1 to 4 May, worked on Sundays 28 April and 5 May.
        (("2019-05-01", "2019-05-04"), ("2019-04-28", "2019-05-05")),
        # 3 September 2015, with the day after off and the Sunday worked.
        (("2015-09-03", "2015-09-05"), ("2015-09-06",)),
        # New Year's Day 2019 reaches back into 2018.
        (("2018-12-30", "2019-01-01"), ("2018-12-29",)),
        # The notice for 2026, of 4 November 2025, whole.
        (("2026-01-01", "2026-01-03"), ("2026-01-04",)),
        (("2026-02-15", "2026-02-23"), ("2026-02-14", "2026-02-28")),
        (("2026-04-04", "2026-04-06"), ()),
        (("2026-05-01", "2026-05-05"), ("2026-05-09",)),
        (("2026-06-19", "2026-06-21"), ()),
        (("2026-09-25", "2026-09-27"), ()),
        (("2026-10-01", "2026-10-07"), ("2026-09-20", "2026-10-10")),
    ],
)
def test_official_notices(off: tuple[str, str], make_up: tuple[str, ...]) -> None:
    first, last = map(day, off)
    assert not any(works(ordinal) for ordinal in range(first, last + 1))
    for text in make_up:
        assert date.fromisoformat(text).weekday() >= 5
        assert CALENDAR.is_working_day(day(text)) == (True, True)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-02-14", 15, "2024-02-29"),  # 14 + 15 = 29, and 2024 has a 29th
        ("2023-02-14", 15, "2023-03-01"),  # 28 days: 14 left in February, 1 in March
        ("2024-02-29", 60, "2024-04-29"),  # 31 of March, then 29
        ("2024-02-29", 365, "2025-02-28"),  # no leap day in the year that follows
        ("2023-12-20", 15, "2024-01-04"),  # 11 left in December, then 4
        ("2024-10-01", 0, "2024-10-01"),
        ("2024-03-01", -1, "2024-02-29"),
    ],
)
def test_add_days(start: str, days: int, end: str) -> None:
    assert plus(start, days) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # Fri 27 Sep 2024. Sat 28 no; Sun 29 make-up = 1, Mon 30 = 2, 1 to 7 Oct off, Tue 8 = 3, Wed 9 = 4, Thu 10 = 5.
        ("2024-09-27", 5, "2024-10-10"),
        # Tue 8 Oct 2024. Wed 9 = 1, Thu 10 = 2, Fri 11 = 3, Sat 12 make-up = 4, Sun 13 no, Mon 14 = 5.
        ("2024-10-08", 4, "2024-10-12"),
        ("2024-10-08", 5, "2024-10-14"),
        # Wed 7 Feb 2024. Thu 8 = 1, Fri 9 (New Year's Eve, worked by notice) = 2, 10 to 17 off, Sun 18 make-up = 3,
        # Mon 19 = 4, Tue 20 = 5.
        ("2024-02-07", 5, "2024-02-20"),
        # From a holiday: Mon 12 Feb 2024, then as above from Sun 18 = 1.
        ("2024-02-12", 1, "2024-02-18"),
        # The leap day, a Thursday: Wed 28 + 1; and from it, Fri 1 = 1, 2 and 3 Mar weekend, Mon 4 = 2.
        ("2024-02-28", 1, "2024-02-29"),
        ("2024-02-29", 2, "2024-03-04"),
        # Year end: Thu 28 Dec 2023. Fri 29 = 1, 30 Dec to 1 Jan off, Tue 2 Jan = 2.
        ("2023-12-28", 2, "2024-01-02"),
        # Year end with a make-up Saturday: Fri 28 Dec 2018. Sat 29 = 1, 30 Dec to 1 Jan off, Wed 2 Jan = 2.
        ("2018-12-28", 2, "2019-01-02"),
        # The extended Spring Festival: Thu 23 Jan 2020. 24 Jan to 2 Feb off, Mon 3 Feb = 1.
        ("2020-01-23", 1, "2020-02-03"),
        ("2024-10-01", 0, "2024-10-01"),
    ],
)
def test_add_working_days(start: str, days: int, end: str) -> None:
    assert working(start, days) == (end, True)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-03-06", "2024-03-06"),  # a Wednesday stays
        ("2024-03-09", "2024-03-11"),  # Saturday to Monday
        ("2024-10-03", "2024-10-08"),  # from National Day to the Tuesday after
        ("2024-10-12", "2024-10-12"),  # a make-up Saturday stays
        ("2024-09-28", "2024-09-29"),  # Saturday to the make-up Sunday
        ("2024-02-10", "2024-02-18"),  # eight days of Spring Festival, then the make-up Sunday
    ],
)
def test_roll_on(start: str, end: str) -> None:
    assert rolled(start) == (end, True)


def test_the_coverage_comes_from_the_data() -> None:
    assert date(2004, 1, 1) == FIRST
    assert date(2026, 12, 31) <= LAST
    assert (LAST.month, LAST.day) == (12, 31)


def test_agrees_with_chinese_calendar_over_the_whole_coverage() -> None:
    for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
        here = date.fromordinal(ordinal)
        assert CALENDAR.is_working_day(ordinal) == (is_workday(here), here <= SETTLED), here


def test_beyond_the_coverage_weeks_are_plain_and_not_sure() -> None:
    for edge in (FIRST.toordinal() - 1, LAST.toordinal() + 1):
        for ordinal in range(edge - 30, edge + 31):
            if not FIRST.toordinal() <= ordinal <= LAST.toordinal():
                assert CALENDAR.is_working_day(ordinal) == (date.fromordinal(ordinal).weekday() < 5, False)
    # Fri 1 Jan 2100: Mon 4 = 1, ... Fri 8 = 5.
    assert working("2100-01-01", 5) == ("2100-01-08", False)
    # Wed 31 Dec 2003: Thu 1 Jan 2004 off by the first notice covered, Fri 2 = 1. Only days of 2004 are looked at.
    assert working("2003-12-31", 1) == ("2004-01-02", True)
    # From Tue 30 Dec 2003, Wed 31 is looked at.
    assert working("2003-12-30", 1) == ("2003-12-31", False)
    assert working("2003-12-30", 2) == ("2004-01-02", False)
    # From before the coverage to after it: all of its working days lie between.
    ordinals = range(FIRST.toordinal(), LAST.toordinal() + 1)
    across = add_working_days(FIRST.toordinal() - 1, sum(map(works, ordinals)) + 1, CALENDAR)
    assert across == roll_on(LAST.toordinal() + 1, CALENDAR)
    assert across == add_working_days(FIRST.toordinal() - 8, sum(map(works, ordinals)) + 6, CALENDAR)


def test_the_last_days_of_the_last_year_wait_for_the_next_notice() -> None:
    # The notices for 2008 and 2019 moved 29 December.
    assert date(LAST.year, 12, 1) < SETTLED <= date(LAST.year, 12, 28)
    assert CALENDAR.is_working_day(SETTLED.toordinal())[1]
    assert not CALENDAR.is_working_day(SETTLED.toordinal() + 1)[1]
    assert not roll_on(LAST.toordinal(), CALENDAR).sure


def test_a_year_without_its_own_notice_is_not_covered() -> None:
    national_days = {date(year, 10, 1) for year in (2007, 2009, 2010)}
    # 2008 is missing, so 2007 is cut off; New Year's Day reaches back and an unfinished 2011 has begun.
    calendar = WorkingCalendar(frozenset(national_days | {date(2008, 12, 31), date(2011, 1, 1)}), frozenset())
    assert calendar.coverage == (date(2009, 1, 1), date(2010, 12, 31))
    assert calendar.settled_through == date(2010, 12, 30)
    assert calendar.is_working_day(day("2007-10-01")) == (True, False)
    assert calendar.is_working_day(day("2009-10-01")) == (False, True)


def test_without_december_days_in_the_data_the_whole_last_year_is_settled() -> None:
    assert WorkingCalendar(frozenset({date(2009, 10, 1)}), frozenset()).settled_through == date(2009, 12, 31)


def test_no_data_is_an_error() -> None:
    with pytest.raises(CalendarError, match="no complete year"):
        WorkingCalendar(frozenset(), frozenset())


@given(days_of_event, days_of_event, few)
def test_monotone_in_the_start(one: int, other: int, days: int) -> None:
    early, late = sorted((one, other))
    assert add_days(early, days) <= add_days(late, days)
    assert add_working_days(early, days, CALENDAR).ordinal <= add_working_days(late, days, CALENDAR).ordinal
    assert roll_on(early, CALENDAR).ordinal <= roll_on(late, CALENDAR).ordinal


@given(days_of_event, few)
def test_contains_exactly_so_many_working_days_and_ends_on_one(start: int, days: int) -> None:
    counted = add_working_days(start, days, CALENDAR)
    looked_at = [CALENDAR.is_working_day(ordinal) for ordinal in range(start + 1, counted.ordinal + 1)]
    assert sum(is_working for is_working, _ in looked_at) == days
    assert counted.sure == all(sure for _, sure in looked_at)
    assert works(counted.ordinal) if days else counted.ordinal == start


@given(days_of_event)
def test_roll_on_passes_over_no_working_day(start: int) -> None:
    counted = roll_on(start, CALENDAR)
    assert works(counted.ordinal)
    assert not any(works(ordinal) for ordinal in range(start, counted.ordinal))
    assert counted.sure == all(CALENDAR.is_working_day(o)[1] for o in range(start, counted.ordinal + 1))


@given(days_of_event, few, few)
def test_working_days_add_up(start: int, one: int, other: int) -> None:
    first = add_working_days(start, one, CALENDAR)
    second = add_working_days(first.ordinal, other, CALENDAR)
    assert add_working_days(start, one + other, CALENDAR) == Counted(second.ordinal, first.sure and second.sure)


@given(st.integers(LAST.toordinal() + 1, MAX - 1000), st.integers(1, 120))
def test_nothing_is_sure_beyond_the_last_covered_year(start: int, days: int) -> None:
    assert not CALENDAR.is_working_day(start)[1]
    assert not add_working_days(start, days, CALENDAR).sure
    assert not roll_on(start, CALENDAR).sure


@given(st.integers(-10, MAX + 10))
@example(0)
@example(MAX)
@example(MAX + 1)
def test_days_outside_the_years_1_to_9999_are_refused(ordinal: int) -> None:
    calls = (
        lambda: CALENDAR.is_working_day(ordinal),
        lambda: add_days(ordinal, 0),
        lambda: add_working_days(ordinal, 0, CALENDAR),
        lambda: roll_on(ordinal, CALENDAR),
    )
    for call in calls:
        if 1 <= ordinal <= MAX:
            call()
        else:
            with pytest.raises(CalendarError):
                call()


def test_counting_past_either_end_is_refused() -> None:
    # 31 December 9999 is a Friday.
    assert roll_on(MAX, CALENDAR) == Counted(MAX, sure=False)
    assert add_working_days(MAX - 1, 1, CALENDAR) == Counted(MAX, sure=False)
    # 1 January of the year 1 is a Monday.
    assert roll_on(1, CALENDAR) == Counted(1, sure=False)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_days(MAX, 1)
    with pytest.raises(CalendarError, match="before year 1"):
        add_days(1, -1)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_working_days(MAX, 1, CALENDAR)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_working_days(1, 10**30, CALENDAR)


def test_working_days_are_not_counted_back() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        add_working_days(day("2024-03-06"), -1, CALENDAR)


def test_immutable_equal_hashable_and_picklable() -> None:
    other = WorkingCalendar()
    assert other == CALENDAR
    assert hash(other) == hash(CALENDAR)
    restored = pickle.loads(pickle.dumps(CALENDAR))
    assert restored == CALENDAR
    assert add_working_days(day("2024-09-27"), 5, restored) == Counted(day("2024-10-10"), sure=True)
    with pytest.raises(FrozenInstanceError):
        other.holidays = frozenset()  # type: ignore[misc]


def test_threads_share_one_calendar() -> None:
    starts = [FIRST.toordinal() + 9 * n for n in range(850)]

    def count(calendar: WorkingCalendar) -> list[Counted]:
        return [add_working_days(start, 5, calendar) for start in starts]

    expected = count(CALENDAR)
    with ThreadPoolExecutor(8) as pool:
        assert all(result == expected for result in pool.map(count, [CALENDAR] * 8))
        # Made concurrently as well.
        assert all(made == CALENDAR for made in pool.map(lambda _: WorkingCalendar(), range(16)))


def test_importing_loads_no_holiday_data_and_warns_of_nothing() -> None:
    script = (
        "import sys, xinfang_rules.calendar as c; assert 'chinese_calendar' not in sys.modules;"
        " c.WorkingCalendar(); assert 'chinese_calendar' in sys.modules"
    )
    # Paths come from this process, so that an uninstalled checkout is tested too.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_covered_day_by_stepping() -> None:
    # The table against the plainest possible walk, one day at a time.
    here = FIRST - timedelta(days=1)
    while here < LAST - timedelta(days=40):
        there, left = here, 5
        while left:
            there += timedelta(days=1)
            left -= is_workday(there)
        assert add_working_days(here.toordinal(), 5, CALENDAR) == Counted(there.toordinal(), sure=True)
        here += timedelta(days=1)
