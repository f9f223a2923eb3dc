"""Interviews: answers can be corrected, refused, and left unknown; what is typed is understood."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tests.interview_helpers import GUIDE, Witness, interviewed
from tests.test_interview_ordinary import DAY, DIRECT, GRIEVANCE, SAME_LEVEL, received
from xinfang_rules import UNKNOWN, evaluate
from xinfang_rules.interview import (
    AnswerError,
    AskedQuestion,
    Interview,
    Settled,
    answer,
    answer_words,
    back,
    case_data,
    conclude,
    next_question,
    question_named,
    read_answer,
    start,
    title_of,
)
from xinfang_rules.result.presumed import shown_result


def answered(role: str, *given: tuple[str, Any], as_of: date = DAY) -> Interview:
    state = start(GUIDE, role, as_of=as_of)
    for question, value in given:
        state = answer(GUIDE, state, value, question)
    return state


OFFICE = (("matter", "grievance"), ("office_competence", "same_level"), ("timeline.received_on", "2024-03-01"))


def test_what_is_ordinary_is_asked_last_and_told_apart() -> None:
    state = answered("petition_office", *OFFICE)
    asked = next_question(GUIDE, state)
    assert isinstance(asked, AskedQuestion)
    assert asked.name == "ordinary"
    assert "petition.major_urgent" in [fact.fact for fact in asked.presumed]
    early = conclude(GUIDE, state)
    assert (early.complete, early.presume, early.presumed) == (False, (), ())
    done = next_question(GUIDE, answer(GUIDE, state, True))
    assert isinstance(done, Settled)
    assert [fact.fact for fact in done.presumed] == [fact.fact for fact in asked.presumed]


def test_a_presumption_that_is_corrected_is_stated_and_changes_the_answer() -> None:
    state = answered("petition_office", *OFFICE, ("ordinary", True), ("petition.major_urgent", True))
    done = next_question(GUIDE, state)
    assert isinstance(done, Settled)
    # Article 22.1.1: what is major and urgent is submitted to the committee and government of the same level.
    assert shown_result(done.result).decisions["disposition"].answer == "submit_for_decision"
    assert "petition.major_urgent" not in [fact.fact for fact in done.presumed]


def test_what_is_not_known_stays_unknown_even_if_it_is_ordinarily_presumed() -> None:
    state = answered("petition_office", *OFFICE, ("ordinary", True), ("history.same_matter_pending", UNKNOWN))
    asked = next_question(GUIDE, state)
    assert isinstance(asked, AskedQuestion)
    case = case_data(GUIDE, state)
    assert "history" not in case
    done = conclude(GUIDE, state)
    assert "first_time" not in done.presume
    assert "one_organ" in done.presume
    assert "history.same_matter_pending" not in [fact.fact for fact in done.presumed]


def test_every_question_takes_unknown_for_an_answer_and_the_end_says_what_is_missing() -> None:
    for role in GUIDE.roles:
        _, found, asked = interviewed(role, Witness({"timeline": dict.fromkeys(_keys(), UNKNOWN)}, DAY))
        assert not found.complete
        assert found.open
        assert len({each.name for each in asked}) == len(asked)


def _keys() -> list[str]:
    return [name.partition(".")[2] for name in GUIDE.rulebook.facts.dates]


def test_no_presumption_is_used_if_the_rest_is_not_ordinary() -> None:
    state = answered("petition_office", *OFFICE, ("ordinary", False))
    asked = next_question(GUIDE, state)
    assert isinstance(asked, AskedQuestion)
    assert asked.name != "ordinary"
    _, found, _ = interviewed(
        "petition_office",
        Witness({"organ": {"kind": "petition_office"}, **received(GRIEVANCE, DIRECT, SAME_LEVEL)}, DAY),
    )
    assert found.presume
    assert conclude(GUIDE, state).presume == ()


def test_an_answer_that_contradicts_another_is_refused_in_chinese_and_nothing_is_lost() -> None:
    state = answered("petition_office", ("timeline.received_on", "2024-03-05"), ("matter", "suggestion"))
    with pytest.raises(AnswerError) as refused:
        answer(GUIDE, state, "2024-03-01", "timeline.registered_on")
    assert refused.value.conflicts == ("timeline.received_on",)
    assert refused.value.text() == ("与第1项的回答不能同时成立：登记不早于收到。对没有收到的信访事项，不能登记")
    with pytest.raises(AnswerError) as refused:
        answer(GUIDE, state, True, "remedy.litigation_rights")
    assert refused.value.conflicts == ("matter",)
    assert [each.question for each in state.answers] == ["timeline.received_on", "matter"]


def test_of_one_fact_two_things_are_not_taken_whichever_question_says_them() -> None:
    told = (("matter", "grievance"), ("petition.category", "accusation"), ("route", "judicial"))
    for one, other in ((told[0], told[1]), (told[1], told[0]), (told[0], told[2]), (told[2], told[0])):
        with pytest.raises(AnswerError) as refused:
            answered("petition_office", one, other)
        assert refused.value.conflicts == (one[0],)
        assert "第1项" in refused.value.text()
    with pytest.raises(AnswerError) as refused:
        answered("petition_office", ("organ.kind", "other"))
    assert "所选的角色" in refused.value.text()
    # What says less gives way: unknown, and that a day has come, without saying which.
    state = answered("petitioner", ("stage", "replied"), ("timeline.reply_received_on", "2024-02-20"))
    assert case_data(GUIDE, state)["timeline"]["reply_received_on"] == "2024-02-20"
    with pytest.raises(AnswerError):
        answer(GUIDE, state, None, "timeline.reply_received_on")
    assert answer(GUIDE, state, date(2024, 2, 21), "timeline.reply_received_on").answers[1].value == "2024-02-21"


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("timeline.received_on", "2024-03-07", "还没有到"),
        ("timeline.received_on", {"not_before": "2024-03-07", "not_after": "2024-03-09"}, "还没有到"),
        ("timeline.received_on", None, "不能留空"),
        ("timeline.received_on", "2024-02-30", "2024-02-30"),
        ("timeline.received_on", {"not_after": "2024-03-01", "not_before": "2024-03-02"}, "2024"),
        ("timeline.received_on", "2021-03-01", "尚未施行"),
        ("petition.category", "complaint", "complaint"),
        ("matter", "complaint", "没有这一选项"),
        ("ordinary", "yes", "是或者否"),
        ("petition.categry", "grievance", "是否为 petition.category"),
        ("petition.organs_involved", 0, "1"),
        ("petition.organs_involved", 1.5, "没有这样的值"),
    ],
)
def test_what_is_no_answer_is_refused_in_chinese(question: str, value: Any, said: str) -> None:
    state = answered("petition_office")
    with pytest.raises(AnswerError) as refused:
        answer(GUIDE, state, value, question)
    assert said in refused.value.text()


def test_a_role_that_there_is_not_is_refused() -> None:
    with pytest.raises(AnswerError, match="did you mean petitioner"):
        start(GUIDE, "petitoner", as_of=DAY)


@pytest.mark.parametrize("question", ["petition.categry", "", "ordinary ", "__class__"])
def test_an_interview_from_elsewhere_with_a_question_that_there_is_not_is_refused(question: str) -> None:
    state = answered("petition_office", *OFFICE)
    told = state.model_dump(mode="json")
    told["answers"][0]["question"] = question
    read = Interview.model_validate(told)
    for use in (next_question, conclude):
        with pytest.raises(AnswerError):
            use(GUIDE, read)
    with pytest.raises(AnswerError):
        next_question(GUIDE, state.model_copy(update={"role": "nobody"}))
    with pytest.raises(AnswerError):
        answer(GUIDE, read, "lower", "office_competence")


@pytest.mark.parametrize("value", [1.5, {"not_before": 3}, [["x"]], float("nan")])
def test_what_no_answer_can_be_is_refused_where_it_is_read(value: object) -> None:
    told = {"role": "petitioner", "as_of": "2024-03-06", "answers": [{"question": "matter", "value": value}]}
    with pytest.raises(ValidationError):
        Interview.model_validate(told)


def test_nothing_of_an_interview_can_be_changed() -> None:
    state = answered("petition_office", ("order.prohibited_acts", ["illegal_assembly"]))
    with pytest.raises(ValidationError):
        state.role = "petitioner"  # type: ignore[misc]
    (given,) = state.answers
    assert given.value == ("illegal_assembly",)
    assert hash(state) == hash(Interview.model_validate_json(state.model_dump_json()))


def test_going_back_asks_again_with_the_answer_and_keeps_the_others() -> None:
    state = answered("petition_office", *OFFICE)
    again = back(back(state))
    asked = next_question(GUIDE, again)
    assert isinstance(asked, AskedQuestion)
    assert (asked.name, asked.number, asked.given, asked.again) == ("office_competence", 2, "same_level", True)
    changed = answer(GUIDE, again, "lower")
    assert [each.value for each in changed.answers] == ["grievance", "lower", "2024-03-01"]
    first = back(back(back(back(state))))
    asked = next_question(GUIDE, first)
    assert isinstance(asked, AskedQuestion)
    assert (asked.name, asked.number) == ("matter", 1)


def test_an_interview_goes_to_json_and_comes_back() -> None:
    bounds = {"not_before": "2024-03-01", "not_after": "2024-03-03"}
    state = back(answered("petition_office", ("matter", "grievance"), ("timeline.received_on", bounds)))
    read = Interview.model_validate_json(state.model_dump_json())
    assert read == state
    assert next_question(GUIDE, read) == next_question(GUIDE, state)
    asked = next_question(GUIDE, read)
    assert AskedQuestion.model_validate_json(asked.model_dump_json()) == asked


def test_a_day_within_bounds_gives_a_last_day_within_bounds_and_is_asked_no_more() -> None:
    bounds = {"not_before": "2024-03-01", "not_after": "2024-03-03"}
    state = answered("petition_office", *OFFICE[:2], ("timeline.received_on", bounds), ("ordinary", True))
    done = next_question(GUIDE, state)
    assert isinstance(done, Settled)
    assert not done.complete
    shown = {norm.rule: norm for norm in shown_result(done.result).norms}
    # 15 days after the first and the third of March.
    dispatch = shown["office.dispatch"]
    assert (dispatch.due_earliest, dispatch.due_latest) == (date(2024, 3, 16), date(2024, 3, 18))
    assert "office.dispatch" in done.steps


def test_a_last_day_that_has_passed_has_it_asked_whether_it_was_kept() -> None:
    late = date(2024, 3, 20)
    state = answered("petition_office", *OFFICE, as_of=late)
    asked = next_question(GUIDE, state)
    assert isinstance(asked, AskedQuestion)
    assert asked.name == "timeline.dispatched_on"
    for dispatched, days in ((None, 4), ("2024-03-18", 2)):  # the last day was 16 March
        done = next_question(GUIDE, answer(GUIDE, answer(GUIDE, state, dispatched), True))
        assert isinstance(done, Settled)
        dispatch = next(norm for norm in shown_result(done.result).norms if norm.rule == "office.dispatch")
        assert dispatch.days_late == days
        assert done.first == ("office.dispatch" if dispatched is None else None)


def test_the_case_that_is_told_evaluates_to_what_is_told() -> None:
    state = answered("petition_office", *OFFICE, ("ordinary", True))
    done = conclude(GUIDE, state)
    again = evaluate(case_data(GUIDE, state), as_of=DAY, presume=done.presume)
    assert again.same_outcome(done.result)
    assert case_data(GUIDE, state)["timeline"]["dispatched_on"] == UNKNOWN


def asked_of(name: str) -> AskedQuestion:
    return question_named(GUIDE, answered("petition_office"), name)


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        ("petition.category", "2", "accusation"),
        ("petition.category", "２", "accusation"),
        ("petition.category", "检举控告类", "accusation"),
        ("petition.category", "申诉", "grievance"),
        ("petition.category", "0", UNKNOWN),
        ("petition.category", " 不知道 ", UNKNOWN),
        ("petition.major_urgent", "是", True),
        ("petition.major_urgent", "N", False),
        ("petition.major_urgent", "2", False),
        ("petition.organs_involved", "3", 3),
        ("petition.organs_involved", "0", UNKNOWN),
        ("handling.hearing_days", "0", 0),
        ("handling.hearing_days", "不知道", UNKNOWN),
        ("order.prohibited_acts", "1 3", ["illegal_assembly", "insult_or_violence"]),
        ("order.prohibited_acts", "无", []),
        ("timeline.received_on", "2024-3-1", "2024-03-01"),
        ("timeline.received_on", "2024年3月1日", "2024-03-01"),
        ("timeline.received_on", "20240301", "2024-03-01"),
        ("timeline.received_on", "昨天", "2024-03-05"),
        ("timeline.received_on", "3月1日", "2024-03-01"),
        ("timeline.received_on", "12-30", "2023-12-30"),
        ("timeline.registered_on", "尚未", None),
        ("timeline.registered_on", "已经", {"happened": True}),
        ("timeline.received_on", "2024-03-01至2024-03-03", {"not_before": "2024-03-01", "not_after": "2024-03-03"}),
        ("timeline.received_on", "2024-03-03以前", {"not_after": "2024-03-03"}),
        ("timeline.received_on", "不早于2024-03-01", {"not_before": "2024-03-01", "happened": True}),
        ("matter", "1", "suggestion"),
        ("ordinary", "y", True),
        ("ordinary", "否", False),
    ],
)
def test_what_is_typed_is_understood(question: str, typed: str, value: Any) -> None:
    assert read_answer(asked_of(question), typed, today=DAY) == value
    answer(GUIDE, answered("petition_office"), value, question)


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("petition.category", "4"),
        ("petition.category", ""),
        ("petition.category", "类"),
        ("petition.major_urgent", "3"),
        ("petition.organs_involved", "0个"),
        ("petition.organs_involved", "两个"),
        ("order.prohibited_acts", "1 9"),
        ("timeline.received_on", "尚未"),
        ("timeline.received_on", "2024-02-30"),
        ("timeline.received_on", "三月一日"),
        ("timeline.received_on", ""),
        ("timeline.received_on", "9999999999999999999"),
        ("ordinary", "不知道"),
    ],
)
def test_what_is_not_understood_is_said_in_chinese(question: str, typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read_answer(asked_of(question), typed, today=DAY)
    assert not refused.value.text().isascii()


def test_answers_are_told_in_words() -> None:
    state = answered(
        "petition_office",
        ("matter", "grievance_only"),
        ("timeline.received_on", {"not_before": "2024-03-01", "not_after": "2024-03-03"}),
        ("timeline.registered_on", None),
        ("petition.major_urgent", False),
        ("petition.organs_involved", 2),
        ("order.prohibited_acts", []),
        ("petition.channel", UNKNOWN),
    )
    assert [f"{title_of(GUIDE, each.question)}：{answer_words(GUIDE, each)}" for each in state.answers] == [
        "信访事项的类别：要求解决自己的问题（申诉求决），是否涉及诉讼权利救济还不清楚",
        "收到日期：2024年3月1日至2024年3月3日之间",
        "登记日期：尚未发生",
        "情况重大、紧急：否",
        "涉及的机关、单位数：2",
        "第二十六条所列行为：没有",
        "信访形式：不知道",
    ]
