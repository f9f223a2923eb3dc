import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import example, given, strategies as st

from tests.calendar_helpers import CALENDAR, DATA, FIRST, LAST, MAX, NOTICED, day, plus, rolled, text, working, works
from xinfang_rules.calendar import Counted, WorkingCalendar, add_days, add_months, add_working_days, roll_on
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.truth import EITHER, FALSE, NEVER, TRUE
from xinfang_rules.rulebook.norm_spec import Parameter, Unit

any_day = st.integers(1, MAX - 1000)
# Most days where notices end, and near both ends of the years whose festival days are known.
near_edges = st.one_of(
    st.integers(FIRST.toordinal() - 400, FIRST.toordinal() + 400),
    st.integers(date(NOTICED, 6, 1).toordinal(), date(NOTICED + 2, 6, 1).toordinal()),
    st.integers(LAST.toordinal() - 400, LAST.toordinal() + 400),
)
days_of_event = near_edges | any_day
few = st.integers(0, 120)


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
        # 31 December 2005, by 国办发明电〔2005〕35号.
        (("2006-01-01", "2006-01-03"), ("2005-12-31",)),
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
    for extra in make_up:
        assert date.fromisoformat(extra).weekday() >= 5
        assert CALENDAR.truth(day(extra)) == TRUE


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
    ("start", "months", "end"),
    [
        # 民法典 202: the corresponding day; its own day is not counted (201).
        ("2024-01-15", 1, "2024-02-15"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2023-03-01", 36, "2026-03-01"),
        # There is none: the month's end, in a leap year and in others.
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-29", 1, "2023-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-10-31", 1, "2024-11-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        # From a month's end to the corresponding day, not to the end.
        ("2023-02-28", 1, "2023-03-28"),
        ("2024-03-15", 0, "2024-03-15"),
        ("2024-03-31", -1, "2024-02-29"),
    ],
)
def test_add_months(start: str, months: int, end: str) -> None:
    assert text(add_months(day(start), months)) == end


@given(any_day, st.integers(1, 300))
def test_months_are_no_shorter_and_no_longer_than_is_reckoned(start: int, months: int) -> None:
    for unit in (Unit.MONTH, Unit.YEAR):
        period = Parameter("p", "", unit, months, ())
        if start + period.most_days < MAX:
            assert period.fewest_days <= add_months(start, period.months) - start <= period.most_days


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
    assert working(start, days) == (end, end)


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
    assert rolled(start) == (end, end)


def test_agrees_with_chinese_calendar_but_for_the_day_that_it_lacks() -> None:
    for ordinal in range(day("2004-01-01"), day(f"{NOTICED}-12-24") + 1):
        here = date.fromordinal(ordinal)
        assert works(ordinal) == (is_workday(here) or here == date(2005, 12, 31)), here


# Laws of counting.


@given(days_of_event, days_of_event, few)
def test_monotone_in_the_start(one: int, other: int, days: int) -> None:
    early, late = sorted((one, other))
    assert add_days(early, days) <= add_days(late, days)
    if late < MAX - 4000:  # 120 months are 3,653 days at the most
        assert add_months(early, days) <= add_months(late, days)
    ends = [(add_working_days(start, days, CALENDAR), roll_on(start, CALENDAR)) for start in (early, late)]
    for before, after in zip(*ends, strict=True):
        assert before.first <= after.first
        assert before.last <= after.last


@given(near_edges, st.integers(1, 120))
def test_between_lies_whatever_a_notice_may_say(start: int, days: int) -> None:
    first, last = add_working_days(start, days, CALENDAR)
    truths = [CALENDAR.truth(ordinal) for ordinal in range(start + 1, min(last, start + 1000) + 1)]
    # If every open day is worked, the first; if none is, the last.
    assert sum(truth != FALSE for truth in truths[: first - start]) == days
    assert CALENDAR.truth(first) != FALSE
    if last < NEVER:
        assert sum(truth == TRUE for truth in truths) == days
        assert CALENDAR.truth(last) == TRUE
    assert (first == last) or EITHER in truths


@given(days_of_event)
def test_roll_on_passes_over_no_working_day(start: int) -> None:
    first, last = roll_on(start, CALENDAR)
    assert all(CALENDAR.truth(ordinal) == FALSE for ordinal in range(start, first))
    if last < NEVER:
        assert not any(CALENDAR.truth(ordinal) == TRUE for ordinal in range(start, min(last, start + 1000)))


@given(days_of_event, st.integers(1, 60), st.integers(1, 60))
def test_working_days_add_up(start: int, one: int, other: int) -> None:
    first, last = add_working_days(start, one, CALENDAR)
    both = add_working_days(start, one + other, CALENDAR)
    assert both.first == add_working_days(first, other, CALENDAR).first
    assert both.last == (NEVER if last == NEVER else add_working_days(last, other, CALENDAR).last)


@given(st.integers(-10, MAX + 10))
@example(0)
@example(MAX)
@example(MAX + 1)
def test_days_outside_the_years_1_to_9999_are_refused(ordinal: int) -> None:
    calls = (
        lambda: CALENDAR.truth(ordinal),
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
    assert roll_on(MAX, CALENDAR) == Counted(MAX, NEVER)
    assert add_working_days(MAX - 1, 1, CALENDAR) == Counted(MAX, NEVER)
    assert roll_on(1, CALENDAR).first == 1
    with pytest.raises(CalendarError, match="after year 9999"):
        add_days(MAX, 1)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_months(MAX, 1)
    with pytest.raises(CalendarError, match="before year 1"):
        add_months(1, -1)
    with pytest.raises(CalendarError, match="before year 1"):
        add_days(1, -1)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_working_days(MAX, 1, CALENDAR)
    with pytest.raises(CalendarError, match="after year 9999"):
        add_working_days(1, 10**30, CALENDAR)


def test_working_days_are_not_counted_back() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        add_working_days(day("2024-03-06"), -1, CALENDAR)


def test_threads_share_one_calendar() -> None:
    starts = [FIRST.toordinal() + 9 * n for n in range(850)]

    def count(calendar: WorkingCalendar) -> list[Counted]:
        return [add_working_days(start, 5, calendar) for start in starts]

    expected = count(CALENDAR)
    with ThreadPoolExecutor(8) as pool:
        assert all(result == expected for result in pool.map(count, [CALENDAR] * 8))
        # Made concurrently as well, years without a notice included.
        made = pool.map(lambda _: WorkingCalendar(DATA).nth_after(day("2040-01-01"), 20), range(16))
        assert set(made) == {CALENDAR.nth_after(day("2040-01-01"), 20)}


def test_importing_loads_no_holiday_data_and_counting_by_notices_no_lunar_calendar() -> None:
    script = (
        "import sys, xinfang_rules.calendar as c; assert 'chinese_calendar' not in sys.modules;"
        "from xinfang_rules import load; k = c.WorkingCalendar(load().latest.calendar);"
        "assert 'chinese_calendar' in sys.modules; assert k.nth_after(739000, 5)[0] == k.nth_after(739000, 5)[1];"
        "assert 'borax' not in sys.modules"
    )
    # Paths come from this process, so that an uninstalled checkout is tested too.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_day_with_a_notice_by_stepping() -> None:
    # The table against the plainest possible walk, one day at a time.
    here = date(2006, 1, 1)
    while here < date(NOTICED, 11, 1):
        there, left = here, 5
        while left:
            there += timedelta(days=1)
            left -= is_workday(there)
        assert add_working_days(here.toordinal(), 5, CALENDAR) == Counted(there.toordinal(), there.toordinal())
        here += timedelta(days=1)
