"""A day is asked for that tells only in between: not the earliest, not the latest, not today, and not "never"."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.trials_helpers import between
from xinfang_rules import Result, Rulebook, evaluate


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return between(
        tmp_path_factory.mktemp("overlay"),
        {
            "started": [{"status.short.do": ["not_started", "pending"]}, {"status.long.do": "overdue"}],
            "ended": [{"status.short.do": "met"}, {"status.long.do": ["met_late", "overdue"]}],
            "ordered": [
                {"timeline.entered_on": {"happened": False}},
                {"timeline.entered_on": {"on_or_before": "timeline.registered_on"}},
                {"timeline.entered_on": {"on_or_after": "timeline.dispatched_on"}},
            ],
        },
        {
            "short.do": {"from": "timeline.accepted_on", "within": "notice.days"},
            "long.do": {"from": "timeline.accepted_on", "within": "long.days"},
        },
        {"long.days": 40},
    )


@pytest.mark.parametrize(
    ("question", "asked", "known", "inside"),
    [
        # From the end of the short period to that of the long one: 1 July is the 16th to the 40th day after the start,
        # which is then 22 May to 15 June: 30 days of June less 15, 31 of May less 9. Neither extreme is among these.
        ("started", "timeline.accepted_on", {}, "2024-06-15"),
        # Accepted 1 March: the short period ends on 16 March, the long one on 10 April.
        ("ended", "timeline.notified_on", {"accepted_on": "2024-03-01"}, "2024-03-17"),
        (
            "ordered",
            "timeline.entered_on",
            {"registered_on": "2024-03-04", "dispatched_on": "2024-03-12"},
            "2024-03-05",
        ),
    ],
)
def test_a_day_is_asked_for_that_tells_only_in_between(
    book: Rulebook, question: str, asked: str, known: dict[str, str], inside: str
) -> None:
    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", **known, asked.partition(".")[2]: day}
        return evaluate({"timeline": timeline}, as_of=date(2024, 7, 1), rulebook=book)

    assert decided(inside).decisions[question].answer == "inside"
    for outside in ("2024-03-01", "2024-07-01"):
        assert decided(outside).decisions[question].answer is None
    asked_for = {need.fact: need.decides for need in decided("unknown").needs}
    assert question in asked_for["petition.hardship"]
    assert question in asked_for.get(asked, ())


def by_one_period(
    place: Path,
    earlier: Mapping[str, object],
    *,
    day: str = "timeline.entered_on",
    before: str = "timeline.dispatched_on",
    start: str = "timeline.accepted_on",
    **more: Any,
) -> Rulebook:
    """A day is inside where it comes before another one and a condition does not hold.

    The norm is named like a last day, so that `due.due.do` is its last day and `status.due.do` its status.
    """
    outside = [{day: {"happened": False}}, {day: {"on_or_after": before}}, earlier]
    return between(place, {"entered": outside}, {"due.do": {"from": start, "within": "notice.days"}}, **more)


ENTERED_FIRST = {
    "constraint": "entered-first",
    "title": "先录入，后受理",
    "because": "试。",
    "sequence": ["timeline.entered_on", "timeline.accepted_on"],
}
TO_THE_END = {"timeline.entered_on": {"on_or_before": "due.due.do"}}


@pytest.mark.parametrize(
    ("earlier", "more", "known", "inside", "outside"),
    [
        # Accepted 1 March, so the last day is 16 March: on 17 March entry is after it and not too late.
        (
            TO_THE_END,
            {},
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-18"},
            ("2024-03-17",),
            ("2024-03-16", "2024-03-18"),
        ),
        # On the last day itself it is not before it, and not yet the 17th.
        (
            {"timeline.entered_on": {"before": "due.due.do"}},
            {},
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-17"},
            ("2024-03-16",),
            ("2024-03-15", "2024-03-17"),
        ),
        # The petitioner's last day is no Saturday: not 16 March but Monday 18 March.
        (
            TO_THE_END,
            {"bearer": "petitioner"},
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-20"},
            ("2024-03-19",),
            ("2024-03-18", "2024-03-20"),
        ),
        # From 5 March, a day that somebody set, to 20 March.
        (
            TO_THE_END,
            {"start": "timeline.assigned_due_on"},
            {"assigned_due_on": "2024-03-05", "dispatched_on": "2024-03-22"},
            ("2024-03-21",),
            ("2024-03-20", "2024-03-22"),
        ),
        # Accepted on some day from that of entry on, so overdue on 1 July only if entered by 15 June, 16 days before.
        # Entered from 16 June on, and before 17 June, it is neither overdue nor too late.
        (
            {"status.due.do": "overdue"},
            {"constraints": [ENTERED_FIRST]},
            {"accepted_on": "unknown", "dispatched_on": "2024-06-17"},
            ("2024-06-16",),
            ("2024-06-15", "2024-06-17"),
        ),
    ],
    ids=[
        "compared with a last day",
        "on a last day",
        "rolled on",
        "counted from a set day",
        "bounds the start of a period",
    ],
)
def test_a_day_is_asked_for_that_is_bound_to_a_period_by_an_order(
    tmp_path: Path,
    earlier: Mapping[str, object],
    more: dict[str, Any],
    known: dict[str, str],
    inside: tuple[str, ...],
    outside: tuple[str, ...],
) -> None:
    book = by_one_period(tmp_path, earlier, **more)

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", **known, "entered_on": day}
        return evaluate({"timeline": timeline}, as_of=date(2024, 7, 1), rulebook=book)

    assert {decided(day).decisions["entered"].answer for day in inside} == {"inside"}
    assert {decided(day).decisions["entered"].answer for day in ("2024-03-01", *outside, "2024-07-01")} == {None}
    assert {"petition.hardship", "timeline.entered_on"} <= {need.fact for need in decided("unknown").needs}


def test_a_start_is_asked_for_that_tells_only_by_one_day(tmp_path: Path) -> None:
    notified = {"timeline.notified_on": {"on_or_after": "due.due.do"}}
    book = by_one_period(tmp_path, notified, day="timeline.accepted_on", before="timeline.registered_on")

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", "registered_on": "2024-03-19", "notified_on": "2024-04-01"}
        return evaluate({"timeline": {**timeline, "accepted_on": day}}, as_of=date(2024, 7, 1), rulebook=book)

    # Accepted before 19 March, with a last day after 1 April: 15 days after 17 March it is 1, after 18 March 2 April.
    assert decided("2024-03-18").decisions["entered"].answer == "inside"
    outside = ("2024-03-01", "2024-03-17", "2024-03-19", "2024-07-01")
    assert {decided(day).decisions["entered"].answer for day in outside} == {None}
    assert {"petition.hardship", "timeline.accepted_on"} <= {need.fact for need in decided("unknown").needs}
