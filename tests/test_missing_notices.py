"""Working days of a year whose notice is not at hand: what is certain, what is open, and what hangs on it."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.calendar_helpers import BLANK, CALENDAR, DATA, FORECAST, NOTICED, PACKAGE, day, rolled, text, working, works
from xinfang_rules import evaluate, load
from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.calendar.festivals import holidays_of
from xinfang_rules.calendar.forecast import ForecastCalendar
from xinfang_rules.calendar.working_days import is_weekday
from xinfang_rules.errors import RulebookError
from xinfang_rules.language.truth import EITHER, FALSE, TRUE

# Without a notice: expected values from the windows of rules/calendar/festivals.yaml, counted by hand.


@pytest.mark.parametrize(
    ("start", "days", "first", "last"),
    [
        # Fri 25 Dec 2026. First: Sat 26 = 1, Sun 27 = 2 (may be worked), Mon 28 = 3, Tue 29 = 4, Wed 30 = 5.
        # Last: Mon 28 = 1, 29 to 31 may be off, 1 Jan is off, 4 and 5 may be off, Wed 6 = 2, Thu 7, Fri 8, Mon 11 = 5.
        ("2026-12-25", 5, "2026-12-30", "2027-01-11"),
        # 除夕 is Fri 5 Feb 2027, off to Mon 8; Tue 2 to Thu 4 and Tue 9 to Sun 14 may be off; Sat 13 and Sun 14 worked.
        # First: Tue 2, Wed 3, Thu 4 = 3, Tue 9 = 4, Wed 10 = 5. Last: Mon 15 = 1 to Fri 19 = 5.
        ("2027-02-01", 5, "2027-02-10", "2027-02-19"),
        ("2027-04-28", 5, "2027-05-05", "2027-05-14"),
        ("2027-06-04", 5, "2027-06-10", "2027-06-18"),
        ("2027-07-05", 5, "2027-07-12", "2027-07-12"),  # far from any festival: Tue 6 = 1 to Mon 12 = 5
        ("2027-09-27", 5, "2027-10-05", "2027-10-18"),
    ],
)
def test_working_days_without_a_notice_lie_between_two_days(start: str, days: int, first: str, last: str) -> None:
    assert working(start, days) == (first, last)


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [
        ("2027-10-02", "2027-10-04", "2027-10-12"),
        ("2027-02-06", "2027-02-09", "2027-02-15"),
        ("2027-06-09", "2027-06-10", "2027-06-14"),
        ("2027-01-01", "2027-01-04", "2027-01-06"),
    ],
)
def test_rolling_on_without_a_notice_lies_between_two_days(start: str, first: str, last: str) -> None:
    assert rolled(start) == (first, last)


@pytest.mark.parametrize(
    ("start", "number", "first", "last"),
    [
        ("2026-12-25", 5, "2027-01-04", "2027-01-04"),
        ("2027-02-01", 5, "2027-02-15", "2027-02-16"),
        ("2027-04-28", 5, "2027-05-07", "2027-05-10"),
        ("2027-06-04", 5, "2027-06-14", "2027-06-14"),
        ("2027-07-05", 5, "2027-07-12", "2027-07-12"),
        ("2027-09-27", 5, "2027-10-09", "2027-10-11"),
        # Rolled on: the first working day after the day before.
        ("2027-10-01", 1, "2027-10-08", "2027-10-08"),
        ("2027-02-05", 1, "2027-02-13", "2027-02-15"),
        ("2027-06-08", 1, "2027-06-10", "2027-06-10"),
        ("2026-12-31", 1, "2027-01-04", "2027-01-04"),
    ],
)
def test_what_is_expected_of_the_notice_for_2027(start: str, number: int, first: str, last: str) -> None:
    assert tuple(map(text, FORECAST.nth_after(day(start), number))) == (first, last)


# How often the bounds held, had no notice been known: 6,888 days from 2 January 2008 to 10 November 2026. What they
# miss is the special notice of 2015 alone.
@pytest.mark.parametrize(("days", "misses"), [(5, 9), (10, 16), (20, 21)])
def test_the_bounds_hold_against_every_ordinary_notice(days: int, misses: int) -> None:
    missed = []
    for start in range(day("2008-01-02"), day("2026-11-10") + 1):
        first, last = BLANK.nth_after(start, days)
        came, certain = CALENDAR.nth_after(start, days)
        if not first <= came <= last:
            assert came == certain
            missed.append(start)
    assert len(missed) == misses
    assert all(day("2015-08-01") < start < day("2015-09-30") for start in missed)


def test_the_forecast_would_have_held_in_2025_and_2026_and_never_leaves_the_bounds() -> None:
    forecast = ForecastCalendar(BLANK)
    for start in range(day("2025-01-02"), day("2026-11-10") + 1):
        for number in (1, 5, 20):
            first, last = forecast.nth_after(start, number)
            bounds = BLANK.nth_after(start, number)
            assert bounds[0] <= first <= CALENDAR.nth_after(start, number)[0] <= last <= bounds[1], text(start)


def test_nothing_is_expected_where_the_practice_says_nothing() -> None:
    # In 2034 中秋 is 27 September, which the practice does not cover; before 2025 there was none.
    start = day("2034-09-25")
    assert FORECAST.nth_after(start, 5) == CALENDAR.nth_after(start, 5)
    assert ForecastCalendar(BLANK).nth_after(day("2019-02-01"), 5) == BLANK.nth_after(day("2019-02-01"), 5)


def test_days_of_the_statute_are_off_in_every_year_and_so_is_what_the_statute_makes_good() -> None:
    # Article 6: as many weekdays are lost as the statute gives days, in every year but those of a swap across New Year
    # (2011, 2012), of the anniversary (2015) and of the epidemic (2020).
    for year in range(2008, NOTICED):
        holidays = holidays_of(DATA, year)
        for holiday in holidays:
            assert not any(works(ordinal) for ordinal in holiday.days), (holiday.festival.title, year)
        ordinals = range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        weekdays = sum(is_weekday(ordinal) for ordinal in ordinals)
        given = sum(len(holiday.days) for holiday in holidays)
        assert given == (11 if year < 2025 else 13)
        if year not in (2011, 2012, 2015, 2020):
            assert sum(map(works, ordinals)) == weekdays - given, year


@pytest.mark.parametrize(
    ("year", "eve", "qingming", "duanwu", "mid_autumn"),
    [
        (2027, "2027-02-05", "2027-04-05", "2027-06-09", "2027-09-15"),
        (2028, "2028-01-25", "2028-04-04", "2028-05-28", "2028-10-03"),  # the first of two fifth months
        (2029, "2029-02-12", "2029-04-04", "2029-06-16", "2029-09-22"),
        (2030, "2030-02-02", "2030-04-05", "2030-06-05", "2030-09-12"),
    ],
)
def test_festivals_of_years_to_come(year: int, eve: str, qingming: str, duanwu: str, mid_autumn: str) -> None:
    days = {holiday.festival.name: text(holiday.days[0]) for holiday in holidays_of(DATA, year)}
    assert (days["spring"], days["qingming"], days["duanwu"], days["mid_autumn"]) == (eve, qingming, duanwu, mid_autumn)


def test_a_shared_festival_makes_one_holiday() -> None:
    joined = {holiday.festival.name: holiday for holiday in holidays_of(DATA, 2028)}  # 中秋 is 3 October
    assert (joined["national"].joined, joined["mid_autumn"].lies_in) == (True, True)
    # Two days more: 3 + 8 + 2 = 13 October may still be off.
    assert text(joined["national"].may_be_off()[-1]) == "2028-10-13"
    apart = {holiday.festival.name: holiday for holiday in holidays_of(DATA, 2027)}
    assert (apart["national"].joined, apart["mid_autumn"].lies_in) == (False, False)
    assert text(apart["national"].may_be_off()[-1]) == "2027-10-11"


def test_the_last_days_of_a_year_wait_for_the_next_notice() -> None:
    # New Year's Day reaches back: Saturdays and Sundays from 25 December on, Mondays to Fridays from the 29th on.
    december = [CALENDAR.truth(day(f"2026-12-{number}")) for number in range(23, 32)]
    assert december == [TRUE, TRUE, TRUE, EITHER, EITHER, TRUE, EITHER, EITHER, EITHER]  # Wed 23 to Thu 31
    assert CALENDAR.missing_notices(day("2026-12-20"), day("2026-12-31")) == (2027,)


def test_a_missing_notice_is_named_by_the_year_that_it_arranges() -> None:
    assert CALENDAR.missing_notices(day("2026-12-01"), day("2026-12-25")) == ()
    assert CALENDAR.missing_notices(day("2027-07-01"), day("2027-07-31")) == ()
    assert CALENDAR.missing_notices(day("2027-09-30"), day("2028-01-31")) == (2027, 2028)


def test_where_no_festival_days_are_known_each_day_may_be_worked_or_not() -> None:
    assert working("2100-01-01", 5) == ("2100-01-06", "never")
    # Before 18 September 1999 too; Mon 20 September 1999 is the first Monday of which the statute is known.
    assert working("1999-08-31", 5) == ("1999-09-05", "1999-09-24")
    assert CALENDAR.truth(day("1998-05-06")) == CALENDAR.truth(day("2061-05-06")) == EITHER
    # Wed 31 Dec 2003: Thu 1 Jan 2004 off by the first notice, Fri 2 = 1.
    assert working("2003-12-31", 1) == ("2004-01-02", "2004-01-02")


# Notices of one's own.

NOTICE_2027 = """\
notices:
  - year: 2027
    document: 国办发明电〔2026〕X号
    off:
      - {from: 2027-01-01, through: 2027-01-03}
      - {from: 2027-02-05, through: 2027-02-12}
      - {from: 2027-04-03, through: 2027-04-05}
      - {from: 2027-05-01, through: 2027-05-05}
      - 2027-06-09
      - 2027-09-15
      - {from: 2027-10-01, through: 2027-10-07}
    worked: [2027-01-31, 2027-02-14, 2027-05-08, 2027-09-26, 2027-10-09]
"""


def test_a_notice_in_one_small_file_takes_the_place_of_the_bounds(tmp_path: Path) -> None:
    (tmp_path / "2027.yaml").write_text(NOTICE_2027, encoding="utf-8")
    book = load(overlays=[tmp_path / "2027.yaml"])
    calendar = WorkingCalendar(book.latest.calendar, PACKAGE)
    # Mon 1 Feb 2027: Tue 2 to Thu 4 = 3, 5 to 12 off, Sat 13 off, Sun 14 worked = 4, Mon 15 = 5.
    assert tuple(map(text, calendar.nth_after(day("2027-02-01"), 5))) == ("2027-02-15", "2027-02-15")
    assert calendar.missing_notices(day("2027-01-01"), day("2027-12-24")) == ()
    assert calendar.missing_notices(day("2027-12-24"), day("2027-12-31")) == (2028,)
    assert book.identity.overlays == ()
    replied = {"received_on": "2026-10-01", "accepted_on": "2026-10-08", "concluded_on": "2026-12-01"}
    timeline = {**replied, "reply_received_on": "2026-12-02"}
    result = evaluate({**REPLIED, "timeline": timeline}, as_of=date(2027, 1, 5), rulebook=book)
    request = next(norm for norm in result.norms if norm.rule == "review.request")
    # 2 Dec 2026 + 30 = 1 Jan 2027, off to the 3rd; Monday the 4th.
    assert (request.due, request.status, request.missing_notices) == (date(2027, 1, 4), "lapsed", ())
    assert result.provenance.calendar.added == ("国办发明电〔2005〕35号", "国办发明电〔2026〕X号")
    assert (result.provenance.calendar.notices_through or 0) >= 2027


REPLIED = {
    "petition": {"category": "grievance", "request": "new"},
    "remedy": dict.fromkeys(("arbitration", "party", "administrative", "duty"), "none") | {"litigation_rights": False},
    "history": {"opinion_issued": False},
    "handling": {"has_superior": True},
    "timeline": {
        "received_on": "2037-07-01",
        "accepted_on": "2037-07-08",
        "concluded_on": "2037-12-01",
        "reply_received_on": "2037-12-02",
    },
}


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        # Received 2 December 2037, so the 30th day is 1 January 2038, a holiday; the next working day is the 4th at the
        # earliest and the 6th at the latest, by the windows around New Year's Day.
        ("2038-01-02", "open"),
        ("2038-01-04", "open"),
        ("2038-01-05", "unknown"),
        ("2038-01-06", "unknown"),
        ("2038-01-07", "lapsed"),
    ],
)
def test_no_right_lapses_by_a_day_that_a_notice_may_turn(as_of: str, status: str) -> None:
    result = evaluate(REPLIED, as_of=date.fromisoformat(as_of))
    request = next(norm for norm in result.norms if norm.rule == "review.request")
    assert (request.due, request.due_earliest, request.due_latest) == (None, date(2038, 1, 4), date(2038, 1, 6))
    assert request.status == status
    assert request.missing_notices == (2038,)
    assert request.due_expected is not None
    assert (request.due_expected.earliest, request.due_expected.latest) == (date(2038, 1, 4), date(2038, 1, 4))
    # What has lapsed by any notice waits for none.
    needs = [need for need in result.needs if need.notice is not None]
    assert [(need.fact, need.notice, need.norms) for need in needs] == (
        [] if status == "lapsed" else [(None, 2038, ("review.request",))]
    )
    assert all("2038年" in need.question for need in needs)
    assert result.calendar is not None
    assert result.calendar.missing_notices == (2038,)
    assert (result.provenance.calendar.notices_through or 0) >= 2026


def test_an_answer_that_hangs_on_a_notice_is_undetermined_and_the_notice_is_asked_for() -> None:
    open_until = [evaluate(REPLIED, as_of=date(2038, 1, day)).decisions["remedy_stage"] for day in (2, 5, 7)]
    assert [stage.answer for stage in open_until] == ["review_open", None, "review_window_passed"]
    assert set(open_until[1].candidates) == {"review_open", "review_window_passed"}
    result = evaluate(REPLIED, as_of=date(2038, 1, 5))
    (need,) = (need for need in result.needs if "remedy_stage" in need.decides)
    assert (need.notice, need.norms) == (2038, ("review.request",))
    assert "2038年放假安排尚未公布" in result.explain("review.request")
    assert "国务院办公厅关于2038年部分节假日安排的通知" in result.explain("remedy_stage")


def test_a_result_that_counts_no_working_days_rests_on_no_calendar() -> None:
    told: dict[str, Any] = {
        "organ": {"kind": "other"},
        "petition": {"request": "new", "intake": "direct"},
        "timeline": {"received_on": "2024-05-01"},
    }
    # A notice within 15 calendar days is no matter of working days; a petitioner's last day, which rolls on, is.
    result = evaluate(told, as_of=date(2024, 5, 1))
    assert date(2024, 5, 16) in {norm.due or norm.due_latest for norm in result.norms}
    assert result.calendar is None
    replied = {**told["timeline"], "accepted_on": "2024-05-01", "concluded_on": "2024-05-01"}
    result = evaluate({**told, "timeline": {**replied, "reply_received_on": "2024-05-01"}}, as_of=date(2024, 5, 1))
    assert result.calendar is not None


def test_fragments_quoted_of_the_statute_stand_in_it() -> None:
    stated = os.environ.get("XINFANG_STATUTES")
    texts = Path(stated or Path(__file__).parents[2] / "shared" / "statutes") / "channels" / "full"
    if not texts.is_dir():
        pytest.skip("the statute on festival days is not at hand; name its directory in XINFANG_STATUTES")
    for edition in DATA.editions:
        year = edition.source.document[-8:-4]
        found = list(texts.glob(f"全国年节及纪念日放假办法({year}*"))
        if edition.source.quote is not None:
            (place,) = found
            assert edition.source.quote in place.read_text(encoding="utf-8").replace(" ", "")


def test_a_later_whole_notice_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    # The second is amended: 7 October is worked, 9 October is off; the days before 7 October stay off.
    for name, through, worked in (("a", "2027-10-07", "2027-09-26, 2027-10-09"), ("b", "2027-10-06", "2027-09-26")):
        text_ = NOTICE_2027.replace("through: 2027-10-07", f"through: {through}")
        text_ = text_.replace("2027-09-26, 2027-10-09", worked)
        (tmp_path / f"{name}.yaml").write_text(text_, encoding="utf-8")
    book = load(overlays=[tmp_path / "a.yaml", tmp_path / "b.yaml"])
    calendar = WorkingCalendar(book.latest.calendar, PACKAGE)
    found = [calendar.truth(day(f"2027-10-0{number}")) for number in (6, 7, 9)]  # Wednesday, Thursday, Saturday
    assert found == [FALSE, TRUE, FALSE]
    with pytest.raises(RulebookError, match="duplicate-id: the notice for 2027 is already given"):
        load(overlays=tmp_path)


def test_a_whole_notice_leaves_what_the_next_one_gives_at_the_end_of_its_year(tmp_path: Path) -> None:
    # The notice for 2019 has 29 December 2018, a Saturday, worked and the 31st off.
    notice = tmp_path / "2018.yaml"
    notice.write_text(
        "notices:\n  - year: 2018\n    document: 试\n    off:\n"
        + "".join(
            f"      - {{from: 2018-{first}, through: 2018-{last}}}\n"
            for first, last in (
                *(("01-01", "01-01"), ("02-15", "02-21"), ("04-05", "04-07"), ("04-29", "05-01")),
                *(("06-16", "06-18"), ("09-22", "09-24"), ("10-01", "10-07")),
            )
        )
        + "    worked: [2018-02-11, 2018-02-24, 2018-04-08, 2018-04-28, 2018-09-29, 2018-09-30]\n",
        encoding="utf-8",
    )
    calendar = WorkingCalendar(load(overlays=notice).latest.calendar, PACKAGE)
    assert (calendar.truth(day("2018-12-29")), calendar.truth(day("2018-12-31"))) == (TRUE, FALSE)


def test_the_forecast_takes_single_days_of_a_notice_as_they_are(tmp_path: Path) -> None:
    single = tmp_path / "part.yaml"
    single.write_text(
        "notices:\n  - year: 2027\n    document: 试\n    only_these_days: true\n"
        "    off: [{from: 2027-10-04, through: 2027-10-07}]\n    worked: [2027-10-09]\n",
        encoding="utf-8",
    )
    calendar = WorkingCalendar(load(overlays=single).latest.calendar, PACKAGE)
    bounds = calendar.nth_after(day("2027-09-27"), 5)
    first, last = ForecastCalendar(calendar).nth_after(day("2027-09-27"), 5)
    assert bounds[0] <= first <= last <= bounds[1]
    # Tue 28, Wed 29, Thu 30 September = 3; 1 to 7 October off; Fri 8 = 4, Sat 9 = 5 at the latest.
    assert text(last) == "2027-10-09"
