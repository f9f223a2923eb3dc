"""A day is asked for that tells only in between: not the earliest, not the latest, not today, and not "never"."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import Rulebook, evaluate
from xinfang_rules.rulebook.load import load_pack

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
    overlay = tmp_path_factory.mktemp("overlay") / "overlay.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    return load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]


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
    def decided(day: str) -> Any:
        timeline = {"received_on": "2024-03-01", **known, asked.partition(".")[2]: day}
        return evaluate({"timeline": timeline}, as_of=date(2024, 7, 1), rulebook=book)

    assert decided(inside).decisions[question].answer == "inside"
    for outside in ("2024-03-01", "2024-07-01"):
        assert decided(outside).decisions[question].answer is None
    asked_for = {need.fact: need.decides for need in decided("unknown").needs}
    assert question in asked_for["petition.hardship"]
    assert question in asked_for.get(asked, ())


BOUND = """\
overlay: {id: bound, title: 先后把日子连起来}
questions:
  - {question: bound, title: 受前一日限制, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
constraints:
  - constraint: entered-first
    title: 先录入，后受理
    because: 试。
    sequence: [timeline.entered_on, timeline.accepted_on]
rules:
  - id: accepted.do
    title: 受理后限期告知
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: timeline.accepted_on, within: notice.days}
      done: timeline.notified_on
  - id: bound.outside
    title: 不在中间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {bound: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - timeline.entered_on: {happened: false}
            - timeline.entered_on: {on_or_after: timeline.dispatched_on}
            - status.accepted.do: overdue
  - id: bound.inside
    title: 在中间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {bound: inside}
"""


def test_a_day_is_asked_for_that_bounds_the_start_of_a_period(tmp_path: Path) -> None:
    # Accepted on some day from that of entry on, so overdue on 1 July only if entered by 15 June, 16 days before.
    # Entered from 16 June on, and before 24 June, it is neither overdue nor too late.
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(BOUND, encoding="utf-8")
    book = load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]

    def decided(day: str) -> Any:
        timeline = {"received_on": "2024-03-01", "accepted_on": "unknown", "dispatched_on": "2024-06-24"}
        return evaluate({"timeline": {**timeline, "entered_on": day}}, as_of=date(2024, 7, 1), rulebook=book)

    for inside in ("2024-06-16", "2024-06-23"):
        assert decided(inside).decisions["bound"].answer == "inside"
    for outside in ("2024-03-01", "2024-06-15", "2024-06-24", "2024-07-01"):
        assert decided(outside).decisions["bound"].answer is None
    assert {"petition.hardship", "timeline.entered_on"} <= {need.fact for need in decided("unknown").needs}


LATER = """\
overlay: {id: later, title: 与最后一日比先后}
questions:
  - {question: later, title: 在最后一日之后, answers: {outside: 不在, inside: 在}, precedence: [[outside], [inside]]}
rules:
  - id: due.do # named like a last day
    title: 受理后限期告知
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: timeline.accepted_on, within: notice.days}
  - id: later.outside
    title: 不在最后一日和另一日之间
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {later: outside}
    when:
      all:
        - petition.hardship: true
        - any:
            - timeline.entered_on: {happened: false}
            - timeline.entered_on: {on_or_before: due.due.do}
            - timeline.entered_on: {on_or_after: timeline.dispatched_on}
            - status.due.do: met
  - id: later.inside
    title: 在最后一日和另一日之间
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {later: inside}
"""


def test_a_day_is_asked_for_that_is_compared_with_a_last_day(tmp_path: Path) -> None:
    # Accepted 1 March, so the last day is 16 March; only from 17 March to 19 May is entry after it and not too late.
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(LATER, encoding="utf-8")
    book = load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]

    def decided(day: str) -> Any:
        timeline = {"received_on": "2024-03-01", "accepted_on": "2024-03-01", "dispatched_on": "2024-05-20"}
        return evaluate({"timeline": {**timeline, "entered_on": day}}, as_of=date(2024, 7, 1), rulebook=book)

    for inside in ("2024-03-17", "2024-05-19"):
        assert decided(inside).decisions["later"].answer == "inside"
    for outside in ("2024-03-01", "2024-03-16", "2024-05-20", "2024-07-01"):
        assert decided(outside).decisions["later"].answer is None
    assert {"petition.hardship", "timeline.entered_on"} <= {need.fact for need in decided("unknown").needs}
