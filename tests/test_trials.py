"""A day is asked for that tells only in between: not the earliest, not the latest, not today, and not "never"."""

from datetime import date
from pathlib import Path

import pytest

from tests.trials_helpers import with_overlay
from xinfang_rules import Result, Rulebook, evaluate

# Each question is answered "inside" where hardship is false, and where its day lies in between; "outside" where both
# are otherwise. So long as hardship is unknown, only a day in between decides.
OVERLAY = """\
overlay: {id: between, title: 只在中间一段有结论}
parameters:
  - parameter: long.days
    title: 较长的期限
    unit: day
    cite: {at: "2.2", quote: 十五日内告知}
    values: [{from: 2020-03-01, value: 40}]
questions:
  - {question: started, title: 起算之日在中间, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
  - {question: ended, title: 完成之日在中间, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
  - {question: ordered, title: 先后在中间, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
rules:
  - id: short.do
    title: 较短的期限
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: timeline.accepted_on, within: notice.days}
      done: timeline.notified_on
  - id: long.do
    title: 较长的期限
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: timeline.accepted_on, within: long.days}
      done: timeline.notified_on
  - id: started.outside
    title: 起算之日不在中间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {started: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - status.short.do: [not_started, pending]
            - status.long.do: overdue
  - id: started.inside
    title: 起算之日在中间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {started: inside}
  - id: ended.outside
    title: 完成之日不在中间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {ended: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - status.short.do: met
            - status.long.do: [met_late, overdue]
  - id: ended.inside
    title: 完成之日在中间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {ended: inside}
  - id: ordered.outside
    title: 不在两日之间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {ordered: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - timeline.entered_on: {happened: false}
            - timeline.entered_on: {on_or_before: timeline.registered_on}
            - timeline.entered_on: {on_or_after: timeline.dispatched_on}
  - id: ordered.inside
    title: 在两日之间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {ordered: inside}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return with_overlay(tmp_path_factory.mktemp("overlay"), OVERLAY)


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


# Named like a last day, so that `due.due.do` is its last day and `status.due.do` its status.
ENTERED = """\
overlay: {id: entered, title: 录入之日与期限}
questions:
  - {question: entered, title: 录入之日在中间, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
rules:
  - id: due.do
    title: 受理后限期告知
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: timeline.accepted_on, within: notice.days}
  - id: entered.outside
    title: 录入之日不在中间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {entered: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - timeline.entered_on: {happened: false}
            - timeline.entered_on: {on_or_after: timeline.dispatched_on}
            - EARLIER
  - id: entered.inside
    title: 录入之日在中间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {entered: inside}
"""
ENTERED_FIRST = """\
constraints:
  - constraint: entered-first
    title: 先录入，后受理
    because: 试。
    sequence: [timeline.entered_on, timeline.accepted_on]
"""


@pytest.mark.parametrize(
    ("overlay", "known", "inside", "outside"),
    [
        # Accepted 1 March, so the last day is 16 March: on 17 March entry is after it and not too late.
        (
            ENTERED.replace("EARLIER", "timeline.entered_on: {on_or_before: due.due.do}"),
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-18"},
            ("2024-03-17",),
            ("2024-03-16", "2024-03-18"),
        ),
        # On the last day itself it is not before it, and not yet the 17th.
        (
            ENTERED.replace("EARLIER", "timeline.entered_on: {before: due.due.do}"),
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-17"},
            ("2024-03-16",),
            ("2024-03-15", "2024-03-17"),
        ),
        # The petitioner's last day is no Saturday: not 16 March but Monday 18 March.
        (
            ENTERED.replace("EARLIER", "timeline.entered_on: {on_or_before: due.due.do}").replace(
                "receiving_organ", "petitioner"
            ),
            {"accepted_on": "2024-03-01", "dispatched_on": "2024-03-20"},
            ("2024-03-19",),
            ("2024-03-18", "2024-03-20"),
        ),
        # From 5 March, a day that somebody set, to 20 March.
        (
            ENTERED.replace("EARLIER", "timeline.entered_on: {on_or_before: due.due.do}").replace(
                "timeline.accepted_on", "timeline.assigned_due_on"
            ),
            {"assigned_due_on": "2024-03-05", "dispatched_on": "2024-03-22"},
            ("2024-03-21",),
            ("2024-03-20", "2024-03-22"),
        ),
        # Accepted on some day from that of entry on, so overdue on 1 July only if entered by 15 June, 16 days before.
        # Entered from 16 June on, and before 17 June, it is neither overdue nor too late.
        (
            ENTERED.replace("EARLIER", "status.due.do: overdue") + ENTERED_FIRST,
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
    tmp_path: Path, overlay: str, known: dict[str, str], inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    book = with_overlay(tmp_path, overlay)

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", **known, "entered_on": day}
        return evaluate({"timeline": timeline}, as_of=date(2024, 7, 1), rulebook=book)

    assert {decided(day).decisions["entered"].answer for day in inside} == {"inside"}
    assert {decided(day).decisions["entered"].answer for day in ("2024-03-01", *outside, "2024-07-01")} == {None}
    assert {"petition.hardship", "timeline.entered_on"} <= {need.fact for need in decided("unknown").needs}


def test_a_start_is_asked_for_that_tells_only_by_one_day(tmp_path: Path) -> None:
    later = ENTERED.replace("timeline.entered_on", "timeline.accepted_on").replace(
        "timeline.dispatched_on", "timeline.registered_on"
    )
    book = with_overlay(tmp_path, later.replace("EARLIER", "timeline.notified_on: {on_or_after: due.due.do}"))

    def decided(day: str) -> Result:
        timeline = {"received_on": "2024-03-01", "registered_on": "2024-03-19", "notified_on": "2024-04-01"}
        return evaluate({"timeline": {**timeline, "accepted_on": day}}, as_of=date(2024, 7, 1), rulebook=book)

    # Accepted before 19 March, with a last day after 1 April: 15 days after 17 March it is 1, after 18 March 2 April.
    assert decided("2024-03-18").decisions["entered"].answer == "inside"
    outside = ("2024-03-01", "2024-03-17", "2024-03-19", "2024-07-01")
    assert {decided(day).decisions["entered"].answer for day in outside} == {None}
    assert {"petition.hardship", "timeline.accepted_on"} <= {need.fact for need in decided("unknown").needs}
