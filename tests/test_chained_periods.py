"""A period that starts on the last day of another is counted after that day is known, whatever the order of rules."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import Result, Rulebook, evaluate
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.rulebook.load import load_pack

OVERLAY = """\
overlay: {id: chained, title: 接着算的期限}
questions:
  - question: late
    title: 后一期限是否已过
    answers: {late: 已过, in_time: 未过}
    precedence: [[late], [in_time]]
rules:
  - id: second.give
    title: 前一期限届满后再限期登记
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: due.notice.give, within: notice.days}
      done: timeline.dispatched_on
  - id: late.yes
    title: 后一期限已过
    cite: {at: "2.2", quote: 十五日内告知}
    decides: {late: late}
    when: {status.second.give: overdue}
  - id: late.no
    title: 后一期限未过
    cite: {at: "2.2", quote: 十五日内告知}
    otherwise: true
    decides: {late: in_time}
"""
RECEIVED = date(2024, 3, 1)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    overlay = tmp_path_factory.mktemp("overlay") / "overlay.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    return load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]


def decided(book: Rulebook, engine: str, as_of: date, **petition: Any) -> Result:
    case = {"petition": petition, "timeline": {"received_on": RECEIVED}}
    return evaluate(case, as_of=as_of, rulebook=book, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_second_period_is_counted_from_the_last_day_of_the_first(book: Rulebook, engine: str) -> None:
    # Received 1 March; 15 days: 16 March; 15 days after that: 31 March.
    result = decided(book, engine, date(2024, 3, 5), competence="own")
    days = {norm.rule: norm.due for norm in result.norms}
    assert days["notice.give"] == date(2024, 3, 16)
    assert days["second.give"] == date(2024, 3, 31)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("as_of", "answer"), [(date(2024, 3, 31), "in_time"), (date(2024, 4, 1), "late")])
def test_what_rests_on_the_second_period_is_decided(book: Rulebook, engine: str, as_of: date, answer: str) -> None:
    assert decided(book, engine, as_of, competence="own").decisions["late"].answer == answer


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_first_period_rests_on_is_asked_for(book: Rulebook, engine: str) -> None:
    result = decided(book, engine, date(2024, 4, 1))
    assert result.decisions["late"].answer is None
    assert "petition.competence" in [need.fact for need in result.needs if "late" in need.decides]


UNSURE = """\
overlay: {id: unsure, title: 起算之日还不能确定的期限}
rules:
  - id: first.give
    title: 能够当场告知的当场告知，否则限期告知
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period:
        first:
          - {when: {petition.can_notify_on_spot: true}, from: timeline.received_on, same_day: true}
          - {from: timeline.received_on, within: notice.days}
      done: timeline.notified_on
  - id: second.give
    title: 前一期限届满后再限期登记
    cite: {at: "2.2", quote: 十五日内告知}
    interpretive: 试。
    obliges:
      bearer: receiving_organ
      action: register
      period: {from: due.first.give, within: notice.days}
      done: timeline.dispatched_on
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("as_of", [RECEIVED, date(2024, 3, 5), date(2024, 3, 20)])
def test_a_last_day_that_lies_ahead_may_be_where_the_next_period_starts(
    tmp_path: Path, engine: str, as_of: date
) -> None:
    # Received 1 March. The first period ends on 1 March or, 15 days later, on 16 March; the second 15 days after that,
    # on 16 or 31 March, whatever day it is today: a last day is no event that would have to lie in the past.
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(UNSURE, encoding="utf-8")
    book = load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]
    norms = {norm.rule: norm for norm in decided(book, engine, as_of).norms}
    for rule, earliest, latest in (("first.give", 1, 16), ("second.give", 16, 31)):
        norm = norms[rule]
        days = (norm.due, norm.due_earliest, norm.due_latest)
        assert days == (None, date(2024, 3, earliest), date(2024, 3, latest))
