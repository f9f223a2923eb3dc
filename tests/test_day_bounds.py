"""A day that is known only within bounds: how it is written, refused, evaluated and shown."""

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xinfang_rules import Case, CaseError, DayBounds, Result, evaluate, read_case, read_result, replay
from xinfang_rules.cli.main import main

# A reply of 2025: issued on 22 January, and received on a day between then and 6 February that the file does not tell.
# Thirty days from 22 January end on 21 February, a Friday; from 6 February on 8 March, a Saturday, so on the 10th.
REPLY = """\
petition: {category: grievance}
remedy: {litigation_rights: false, arbitration: none, party: none, administrative: none, duty: none}
handling: {has_superior: true}
timeline:
  concluded_on: 2025-01-22
  reply_received_on: {not_before: 2025-01-22, not_after: 2025-02-06}
history: {opinion_issued: false}
"""
BETWEEN = "{not_before: 2025-01-22, not_after: 2025-02-06}"


def decided(as_of: date, text: str = REPLY, **how: Any) -> Result:
    return evaluate(read_case(text), as_of=as_of, **how)


@pytest.mark.parametrize("engine", ["compiled", "interpreter", pytest.param("durable", marks=pytest.mark.durable)])
def test_the_window_of_review_is_shown_as_the_days_on_which_it_can_end(engine: str) -> None:
    # Before the earliest end it is open, after the latest it has passed, between them nobody can tell.
    for as_of, stage, status in [
        (date(2025, 2, 21), "review_open", "open"),
        (date(2025, 2, 24), None, "unknown"),
        (date(2025, 3, 11), "review_window_passed", "lapsed"),
    ]:
        result = decided(as_of, engine=engine)
        norm = next(norm for norm in result.norms if norm.rule == "review.request")
        assert (norm.due_earliest, norm.due_latest) == (date(2025, 2, 21), date(2025, 3, 10))
        assert result.decisions["remedy_stage"].answer == stage
        assert norm.status == status


def test_what_comes_after_the_day_of_evaluation_has_not_happened_yet() -> None:
    # On 21 January there is no opinion; on the 30th the reply has perhaps been received; by 6 February it has.
    stages = [decided(day).decisions["remedy_stage"].candidates for day in (date(2025, 1, 21), date(2025, 1, 30))]
    assert [set(stage) for stage in stages] == [{"no_opinion_yet"}, {"reply_awaited", "review_open"}]
    assert decided(date(2025, 2, 6)).decisions["remedy_stage"].answer == "review_open"


def test_bounds_of_one_day_are_that_day() -> None:
    one = read_case(REPLY.replace("2025-02-06", "2025-01-22"))
    assert one.timeline.reply_received_on == date(2025, 1, 22)


@pytest.mark.parametrize(
    ("bounds", "english", "chinese"),
    [
        ("{not_befor: 2025-01-22}", "did you mean not_before?", "是否为 not_before"),
        ("{}", "these are no bounds", "没有写明范围"),
        ("{happened: unknown}", "these are no bounds", "没有写明范围"),
        ("{not_before: 2025-01-22}", "do not say whether it happened", "看不出是否已经发生"),
        ("{not_before: 2025-02-07, not_after: 2025-02-06}", "inverted", "范围颠倒"),
        ("{not_after: 2025-02-30}", "no day of the calendar", "日历上没有"),
        ("{not_after: soon}", "a day as YYYY-MM-DD, not 'soon'", "应为日期"),
        ("{not_after: 2025/2/6}", "(did you mean 2025-02-06?)", "（是否为 2025-02-06？）"),
        ("2025年2月6日", "(did you mean 2025-02-06?)", "（是否为 2025-02-06？）"),
        # The 45,694th day of a spreadsheet is 398 days after the 45,296th, 2024-01-05: 366 to 2025-01-05, 32 more.
        ("45694", "(did you mean 2025-02-06?)", "（是否为 2025-02-06？）"),
        ("{not_after: 2025-02-06, happened: false}", "leave the day out", "没有发生的，删去这一日期"),
        ("{not_after: null}", "not null", "不是 null"),
    ],
)
def test_what_are_no_bounds_is_refused_where_it_stands(bounds: str, english: str, chinese: str) -> None:
    text = REPLY.replace(BETWEEN, bounds)
    with pytest.raises(CaseError) as refused:
        read_case(text, name="file.yaml")
    (found,) = refused.value.diagnostics
    assert english in found.message
    assert chinese in found.chinese
    assert str(found.position).startswith("file.yaml:6:")
    assert found.facts == ("timeline.reply_received_on",)


def test_bounds_that_no_day_within_can_be_are_refused_with_both() -> None:
    # The reply cannot have been received by 20 January, as the matter was concluded on the 22nd.
    with pytest.raises(CaseError) as refused:
        decided(date(2025, 3, 1), REPLY.replace(BETWEEN, "{not_before: 2025-01-10, not_after: 2025-01-20}"))
    assert any("2025年1月10日至2025年1月20日之间" in found.chinese for found in refused.value.diagnostics)


@pytest.mark.parametrize("change", [pickle.dumps, Case.model_dump, Case.model_dump_json])
def test_a_case_with_bounds_is_stored_and_read_again(change: Callable[[Case], Any]) -> None:
    case = read_case(REPLY)
    stored = change(case)
    again = pickle.loads(stored) if isinstance(stored, bytes) else stored
    again = read_case(again) if isinstance(again, str) else Case.model_validate(again)
    assert again == case
    result = decided(date(2025, 2, 24))
    assert replay(result, case).same_outcome


def test_bounds_may_be_given_as_a_value() -> None:
    bounds = DayBounds(not_before=date(2025, 1, 22), not_after=date(2025, 2, 6))
    case = read_case(REPLY)
    assert case.timeline.reply_received_on == bounds
    assert case.with_facts({"timeline.reply_received_on": bounds}) == case
    assert Case.from_facts({"timeline.reply_received_on": bounds}).timeline.reply_received_on == bounds
    assert evaluate(case.with_facts({}), as_of=date(2025, 2, 24)) == decided(date(2025, 2, 24))
    with pytest.raises(CaseError, match="inverted"):
        case.with_facts({"timeline.reply_received_on": DayBounds(date(2025, 2, 7), date(2025, 2, 6))})


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (DayBounds(date(2025, 1, 22), date(2025, 2, 6)), "2025年1月22日至2025年2月6日之间"),
        (DayBounds(date(2025, 1, 22), None, True), "不早于2025年1月22日（已经发生）"),
        (DayBounds(None, date(2025, 2, 6), "unknown"), "不晚于2025年2月6日（是否发生未知）"),
        (DayBounds(), "何日未知（已经发生）"),
    ],
)
def test_bounds_are_said_in_chinese(bounds: DayBounds, words: str) -> None:
    assert str(bounds) == words


def test_a_thing_that_happened_on_some_day_has_happened_by_now() -> None:
    # Concluded and replied at some time until today: the window is open or has passed, but nothing is awaited.
    text = REPLY.replace(BETWEEN, "{happened: true}").replace("2025-01-22\n", "{happened: true}\n")
    assert set(decided(date(2025, 3, 1), text).decisions["remedy_stage"].candidates) == {
        "review_open", "review_window_passed"
    }  # fmt: skip


def test_every_page_shows_the_range(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(REPLY, encoding="utf-8")
    result = decided(date(2025, 2, 24))
    assert "不早于2025-01-22，不晚于2025-02-06" in result.explain("review.request")
    assert "不早于2025-02-21，不晚于2025-03-10" in result.explain("review.request")
    assert "2025-02-21" in result.compact().model_dump_json()
    page = CliRunner().invoke(main, ["evaluate", str(path), "--as-of", "2025-02-24"]).output
    assert "2025-02-21" in page
    assert "至2025-03-10" in page


def test_the_day_on_which_something_changes_is_told_within_bounds_too() -> None:
    # On 21 February the window may end for the first time; from the 22nd on nobody can tell.
    (window,) = (item for item in decided(date(2025, 2, 10)).deadlines().items if item.rule == "review.request")
    assert (window.earliest, window.latest) == (date(2025, 2, 21), date(2025, 3, 10))
    assert window.next_change == date(2025, 2, 22)


def test_what_is_to_be_found_out_says_what_is_known_already(tmp_path: Path) -> None:
    bounds = DayBounds(date(2025, 1, 22), date(2025, 2, 6))
    words = "（已知：2025年1月22日至2025年2月6日之间）"
    result = decided(date(2025, 2, 24))

    def known(read: Result) -> dict[str | None, DayBounds | None]:
        return {need.fact: need.known for need in read.needs if need.known is not None}

    again = pickle.loads(pickle.dumps(result))
    assert known(again) == known(result) == {"timeline.reply_received_on": bounds}
    written = result.model_dump_json()
    assert '"known":{"not_before":"2025-01-22","not_after":"2025-02-06"}' in written
    stored = read_result(written)
    assert known(stored) == known(result)
    assert stored.model_dump_json() == written
    assert '"known":{"not_before":"2025-01-22","not_after":"2025-02-06"}' in result.compact().model_dump_json()
    assert f"（timeline.reply_received_on）{words}" in result.explain("remedy_stage")
    assert known(decided(date(2025, 2, 24), presume="ordinary")) == known(result)
    path = tmp_path / "case.yaml"
    path.write_text(REPLY, encoding="utf-8")
    for more in ((), ("--presume", "ordinary")):  # a page is made of records, one with presumptions of models
        page = CliRunner().invoke(main, ["evaluate", str(path), "--as-of", "2025-02-24", *more]).output
        assert words in "".join(page.split())


def test_bounds_of_what_perhaps_happened_are_told_whole() -> None:
    text = REPLY.replace("2025-02-06}", "2025-02-06, happened: unknown}")
    (need,) = (need for need in decided(date(2025, 2, 24), text).needs if need.known is not None)
    assert str(need.known) == "2025年1月22日至2025年2月6日之间（是否发生未知）"


def test_a_day_of_which_nothing_is_known_is_asked_for_without_more() -> None:
    for stated in ("unknown", "2025-01-30"):
        needs = decided(date(2025, 2, 24), REPLY.replace(BETWEEN, stated)).needs
        assert [need for need in needs if need.known is not None] == []
