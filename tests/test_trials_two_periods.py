"""A day, or a number of days, is asked for that tells only between the ends of two periods."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.trials_helpers import between
from xinfang_rules import Result, Rulebook, evaluate


def extended(most: str) -> dict[str, Any]:
    when = {"handling.extension_approved": True}
    return {"extend": {"by": "handling.extension_days", "at_most": most, "when": when}}


HEARD: dict[str, Any] = {"exclude": {"days": "handling.hearing_days"}}


def two_periods(
    place: Path, unit: str = "day", shorter: dict[str, Any] | None = None, longer: dict[str, Any] | None = None
) -> Rulebook:
    """A day is inside where the shorter period, of 15, has ended and the longer one, of 20, has not."""
    outside = [
        {"status.shorter.do": ["not_started", "pending", "met"]},
        {"status.longer.do": ["met_late", "overdue"]},
    ]
    periods = {
        "shorter.do": {"from": "timeline.accepted_on", "within": "shorter.days", **(shorter or {})},
        "longer.do": {"from": "timeline.accepted_on", "within": "longer.days", **(longer or {})},
    }
    numbers = {"shorter.days": 15, "longer.days": 20, "less.days": 40, "more.days": 60}
    return between(place, {"between": outside}, periods, numbers, unit=unit)


def extended_by(days: int) -> dict[str, dict[str, bool | int]]:
    return {"handling": {"extension_approved": True, "extension_days": days}}


@pytest.mark.parametrize(
    ("counted", "facts", "inside", "outside"),
    [
        # On Monday 1 July a period has ended that ended by Friday 28 June. The 15 working days up to then: 5 from 24,
        # 5 from 17, 4 from 11 June (the 10th is a holiday), and 7 June. So it started by 6 June. The 20: 3 to 6 June
        # and 31 May besides. So it started by 30 May.
        (("working_day", {}, {}), {}, ("2024-05-31", "2024-06-06"), ("2024-05-30", "2024-06-07")),
        # Extended by 100 days, of which 40 count, and 60. 15 + 40 = 55 days before 1 July is 7 May (24 + 30 + 1);
        # 20 + 60 = 80 days before is 12 April (18 + 31 + 30 + 1).
        (
            ("day", extended("less.days"), extended("more.days")),
            extended_by(100),
            ("2024-04-12", "2024-05-06"),
            ("2024-04-11", "2024-05-07"),
        ),
        # Extended by 27 days: 15 + 27 = 42 days before 1 July is 20 May (11 + 30 + 1); 20 + 27 = 47 days: 15 May.
        (
            ("day", extended("less.days"), extended("more.days")),
            extended_by(27),
            ("2024-05-15", "2024-05-19"),
            ("2024-05-14", "2024-05-20"),
        ),
        # 27 days of hearing do not count: the same days.
        (
            ("day", HEARD, HEARD),
            {"handling": {"hearing_days": 27}},
            ("2024-05-15", "2024-05-19"),
            ("2024-05-14", "2024-05-20"),
        ),
    ],
    ids=["working days", "extended by as many days as may be", "extended by fewer", "days that do not count"],
)
def test_a_start_is_asked_for_that_tells_only_between_two_periods(
    tmp_path: Path,
    counted: tuple[str, dict[str, Any], dict[str, Any]],
    facts: dict[str, dict[str, bool | int]],
    inside: tuple[str, ...],
    outside: tuple[str, ...],
) -> None:
    book = two_periods(tmp_path, *counted)

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", "accepted_on": day}
        return evaluate({"timeline": timeline, **facts}, as_of=date(2024, 7, 1), rulebook=book)

    assert {decided(day).decisions["between"].answer for day in inside} == {"inside"}
    assert {decided(day).decisions["between"].answer for day in ("2024-03-01", *outside, "2024-07-01")} == {None}
    assert {"petition.hardship", "timeline.accepted_on"} <= {need.fact for need in decided("unknown").needs}


def test_a_start_is_asked_for_that_tells_only_against_the_day_on_which_it_was_done(tmp_path: Path) -> None:
    book = two_periods(tmp_path)

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-01-01", "accepted_on": day, "notified_on": "2024-04-01"}
        return evaluate({"timeline": timeline}, as_of=date(2024, 7, 1), rulebook=book)

    # Done on 1 April: too late after 15 days if accepted by 16 March, but not after 20 if accepted from 12 March on.
    assert {decided(day).decisions["between"].answer for day in ("2024-03-12", "2024-03-16")} == {"inside"}
    outside = ("2024-01-01", "2024-03-11", "2024-03-17", "2024-04-01", "2024-07-01")
    assert {decided(day).decisions["between"].answer for day in outside} == {None}
    assert {"petition.hardship", "timeline.accepted_on"} <= {need.fact for need in decided("unknown").needs}


def test_a_number_of_days_is_asked_for_that_tells_only_between_two_periods(tmp_path: Path) -> None:
    book = two_periods(tmp_path, "day", HEARD, HEARD)

    def decided(days: int | str) -> Result:
        timeline = {"received_on": "2024-01-01", "accepted_on": "2024-03-01"}
        handling = {"hearing_days": days}
        return evaluate({"timeline": timeline, "handling": handling}, as_of=date(2024, 7, 1), rulebook=book)

    # From 1 March to 1 July are 122 days. 15 and so many more have passed if these are fewer than 107; 20 and so many
    # more have not if they are 102 or more.
    assert {decided(days).decisions["between"].answer for days in (102, 106)} == {"inside"}
    assert {decided(days).decisions["between"].answer for days in (0, 101, 107, 500)} == {None}
    assert {"petition.hardship", "handling.hearing_days"} <= {need.fact for need in decided("unknown").needs}


def test_a_start_is_asked_for_while_days_that_do_not_count_may_be_any_number(tmp_path: Path) -> None:
    book = two_periods(tmp_path, "day", HEARD, HEARD)
    case = {
        "petition": {"hardship": True},
        "timeline": {"received_on": "2024-01-01", "accepted_on": "unknown"},
        "handling": {"hearing_days": "unknown"},
    }
    result = evaluate(case, as_of=date(2024, 7, 1), rulebook=book)
    # Accepted from 16 June on, the shorter period of 15 days runs on in any case; earlier, it may have ended.
    assert "timeline.accepted_on" in {need.fact for need in result.needs}


def test_a_number_of_days_after_which_nothing_can_be_counted_is_not_tried(tmp_path: Path) -> None:
    book = two_periods(tmp_path, "day", HEARD, HEARD)
    # The shorter period can be prolonged up to the set day, the last day of the calendar; the longer one cannot.
    timeline = {"received_on": "2024-01-01", "accepted_on": "2024-03-01", "assigned_due_on": "9999-12-31"}
    case = {"timeline": timeline, "handling": {"hearing_days": "unknown"}}
    result = evaluate(case, as_of=date(2024, 7, 1), rulebook=book)
    assert {"petition.hardship", "handling.hearing_days"} <= {need.fact for need in result.needs}
