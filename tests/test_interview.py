"""Interviews: ordinary cases are settled in five questions; answers can be corrected, refused, and left unknown."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.interview_helpers import GUIDE, Witness, interviewed, role_of
from tests.register_rows import case_of, rows
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
from xinfang_rules.result.shown import shown_result
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.scenarios.scenario import read_all, scenario_files

DAY = date(2024, 3, 6)
ORDINARY = 5
PACK = packs_directory() / "xinfang-2022"

# What a person at the desk knows of an ordinary piece, received on Friday 1 March 2024.
GRIEVANCE = {"category": "grievance", "channel": "letter"}
SUGGESTION = {"category": "suggestion", "channel": "online"}
DIRECT = {"intake": "direct", "petitioner_identified": True}
UNSIGNED = {"intake": "direct", "petitioner_identified": False}
BY_OFFICE = {"intake": "forwarded", "forwarded_by": "petition_office"}
BY_SUPERIOR = {"intake": "assigned", "forwarded_by": "system_superior"}
BY_OTHER = {"intake": "forwarded", "forwarded_by": "other"}
OWN, LOWER, SAME_LEVEL, ELSEWHERE = (
    {"competence": competence} for competence in ("own", "lower", "same_level", "elsewhere")
)


def received(*petition: dict[str, Any], litigation: bool = False, **groups: dict[str, Any]) -> dict[str, Any]:
    facts = {key: value for part in petition for key, value in part.items()}
    remedy = {"litigation_rights": litigation}
    return {"petition": facts, "remedy": remedy, "timeline": {"received_on": "2024-03-01"}, **groups}


# Article 22.1: 15 days from 1 March, which does not count (article 23 the same): 16 March.
# Article 23.3: five working days from Friday 1 March: 4, 5, 6, 7 and 8 March.
FIFTEEN, WORKING = date(2024, 3, 16), date(2024, 3, 8)

CASES: list[tuple[str, str, dict[str, Any], str, date | None]] = [
    # Petition offices: article 22.1.1, 22.1.2; what concerns litigation rights 22.2; their own work by analogy 23.1.
    ("wages, a department's", "petition_office", received(GRIEVANCE, DIRECT, SAME_LEVEL), "forward", FIFTEEN),
    ("wages, a township's", "petition_office", received(GRIEVANCE, DIRECT, LOWER), "forward", FIFTEEN),
    ("forwarded from above", "petition_office", received(GRIEVANCE, BY_SUPERIOR, LOWER), "forward", FIFTEEN),
    ("advice on parks", "petition_office", received(SUGGESTION, DIRECT, SAME_LEVEL), "forward", FIFTEEN),
    ("advice to a village", "petition_office", received(SUGGESTION, UNSIGNED, LOWER), "forward", FIFTEEN),
    (
        "a verdict, by letter",
        "petition_office",
        received(GRIEVANCE, DIRECT, LOWER, litigation=True),
        "separate_to_judicial",
        FIFTEEN,
    ),
    ("the office's own work", "petition_office", received(GRIEVANCE, DIRECT, OWN), "accept", None),
    ("another province", "petition_office", received(GRIEVANCE, DIRECT, ELSEWHERE), "redirect", None),
    ("advice elsewhere", "petition_office", received(SUGGESTION, DIRECT, ELSEWHERE), "redirect", None),
    ("sent by mistake", "petition_office", received(GRIEVANCE, BY_SUPERIOR, ELSEWHERE), "object", WORKING),
    # Other organs: article 23.1 and 23.2 what is raised with them, 23.3 what is sent down to them.
    ("own, raised", "other", received(GRIEVANCE, DIRECT, OWN), "accept", FIFTEEN),
    ("advice, raised", "other", received(SUGGESTION, DIRECT, OWN), "accept", FIFTEEN),
    ("below, raised", "other", received(GRIEVANCE, DIRECT, LOWER), "forward", FIFTEEN),
    ("not its own, raised", "other", received(GRIEVANCE, DIRECT, ELSEWHERE), "redirect", FIFTEEN),
    ("unsigned letter", "other", received(GRIEVANCE, UNSIGNED, OWN), "accept", None),  # 23.2: need not be told
    ("own, from the office", "other", received(GRIEVANCE, BY_OFFICE, OWN), "accept", FIFTEEN),
    ("own, from above", "other", received(SUGGESTION, BY_SUPERIOR, OWN), "accept", FIFTEEN),
    ("own, from another organ", "other", received(GRIEVANCE, BY_OTHER, OWN), "accept", None),  # 23.3 names two senders
    ("not its own, sent", "other", received(GRIEVANCE, BY_OFFICE, ELSEWHERE), "object", WORKING),
    ("below, sent", "other", received(GRIEVANCE, BY_OFFICE, LOWER), "forward", None),
    (
        "a verdict, at a bureau",
        "other",
        received(GRIEVANCE, DIRECT, OWN, litigation=True),
        "separate_to_judicial",
        FIFTEEN,
    ),
    # Article 23.4: political-legal organs tell of such matters by rules of their own, discipline organs of accusations.
    ("a verdict, at a court", "political_legal", received(GRIEVANCE, DIRECT, OWN, litigation=True), "accept", None),
    ("advice to the police", "political_legal", received(SUGGESTION, DIRECT, OWN), "accept", FIFTEEN),
    (
        "a bribe, at the discipline organ",
        "discipline",
        received({"category": "accusation"}, DIRECT, OWN, accusation={"discipline_jurisdiction": True}),
        "accept",
        None,
    ),
]


@pytest.mark.parametrize(
    ("role", "case", "disposition", "due"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_an_ordinary_piece_is_settled_in_five_questions(
    role: str, case: dict[str, Any], disposition: str, due: date | None
) -> None:
    _, found, asked = interviewed(role, Witness({"organ": {"kind": role}, **case}, DAY))
    assert len(asked) <= ORDINARY, [each.name for each in asked]
    assert found.complete
    shown = shown_result(found.result)
    assert shown.decisions["disposition"].answer == disposition
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due
    # Nothing is decided by what was never asked: a presumption is told wherever the answer needs one.
    assert found.result.decisions["disposition"].status == "presumed"
    assert found.presumed


NO_OTHER_WAY = {
    "litigation_rights": False,
    "judicial": "none",
    "arbitration": "none",
    "party": "none",
    "administrative": "none",
    "duty": "none",
}
LATER: list[tuple[str, str, dict[str, Any], str, str, date | None]] = [
    # Article 34: 60 days from 1 March, 30 of which are in March: 30 April.
    (
        "accepted, no other way",
        "handler",
        {"petition": DIRECT, "remedy": NO_OTHER_WAY, "timeline": {"accepted_on": "2024-03-01"}},
        "track",
        "petition_procedure",
        date(2024, 4, 30),
    ),
    (
        "accepted, wages",
        "handler",
        {"petition": DIRECT, "remedy": {**NO_OTHER_WAY, "arbitration": "labour"}},
        "track",
        "arbitration",
        None,
    ),
    # Article 35: 30 days from the request received on 5 March: 4 April. Article 36.1 the same.
    (
        "asked to review",
        "reviewer",
        {
            "timeline": {
                "concluded_on": "2024-02-18",
                "reply_received_on": "2024-02-20",
                "review_requested_on": "2024-03-04",
                "review_request_received_on": "2024-03-05",
            }
        },
        "remedy_stage",
        "review_pending",
        date(2024, 4, 4),
    ),
    (
        "asked to re-examine",
        "reexaminer",
        {
            "handling": {"hearing_days": 0, "redo_ordered": False},
            "timeline": {
                "concluded_on": "2023-12-18",
                "reply_received_on": "2023-12-20",
                "review_requested_on": "2024-01-04",
                "review_request_received_on": "2024-01-05",
                "review_decided_on": "2024-02-05",
                "review_reply_received_on": "2024-02-10",
                "reexamination_requested_on": "2024-03-04",
                "reexamination_request_received_on": "2024-03-05",
            },
        },
        "remedy_stage",
        "reexamination_pending",
        date(2024, 4, 4),
    ),
    # 30 days from 20 February 2024, 9 of which are in February: Thursday 21 March.
    (
        "a reply in hand",
        "petitioner",
        {"timeline": {"concluded_on": "2024-02-18", "reply_received_on": "2024-02-20"}},
        "remedy_stage",
        "review_open",
        date(2024, 3, 21),
    ),
    (
        "a reply of the review in hand",
        "petitioner",
        {
            "handling": {"redo_ordered": False},
            "timeline": {
                "concluded_on": "2023-12-18",
                "reply_received_on": "2023-12-20",
                "review_requested_on": "2024-01-04",
                "review_request_received_on": "2024-01-05",
                "review_decided_on": "2024-02-05",
                "review_reply_received_on": "2024-02-20",
            },
        },
        "remedy_stage",
        "reexamination_open",
        date(2024, 3, 21),
    ),
    ("nothing yet", "petitioner", {"remedy": NO_OTHER_WAY}, "remedy_stage", "no_opinion_yet", None),
]


@pytest.mark.parametrize(
    ("role", "case", "question", "wanted", "due"), [case[1:] for case in LATER], ids=[case[0] for case in LATER]
)
def test_what_comes_later_is_settled_in_five_questions_too(
    role: str, case: dict[str, Any], question: str, wanted: str, due: date | None
) -> None:
    _, found, asked = interviewed(role, Witness(case, DAY))
    assert len(asked) <= ORDINARY, [each.name for each in asked]
    shown = shown_result(found.result)
    assert (found.complete, shown.decisions[question].answer) == (True, wanted)
    assert next((norm.due for norm in shown.norms if norm.rule == found.first), None) == due


def test_in_a_register_demands_and_advice_take_at_most_five_questions() -> None:
    asked: dict[str, Counter[int]] = {}
    for row in rows()[:150]:
        case = case_of(row)
        role = role_of(case)
        assert role is not None
        # Two days after receipt no last day has passed, so it need not be asked what was done.
        day = date.fromisoformat(row["信访日期"]) + timedelta(2)
        _, found, questions = interviewed(role, Witness(case, day))
        asked.setdefault(row["信访目的"], Counter())[len(questions)] += 1
        if row["信访目的"] in ("求决", "申诉", "意见建议") and row["涉法涉诉标志"]:
            assert found.complete, row
    ordinary = sum((asked[purpose] for purpose in ("求决", "申诉", "意见建议")), Counter[int]())
    assert ordinary.total() > 100
    assert max(ordinary) <= ORDINARY
    # Accusations take what must never be presumed: where they belong, and whether they would reach the accused.
    assert max(asked["揭发控告"]) <= 7


def test_ordinary_cases_of_the_scenarios_take_at_most_five_questions() -> None:
    usual = {
        name: value
        for one in GUIDE.rulebook.latest.presumptions.named(GUIDE.ordinary)
        for name, value in one.facts.items()
    }
    asked = Counter[int]()
    for scenario in read_all(scenario_files(PACK), GUIDE.rulebook):
        case = scenario.case.model_dump(mode="json")
        role, witness = role_of(case), Witness(case, scenario.as_of)
        known = {"petition.category", "petition.competence", "petition.intake", "timeline.received_on"}
        if role is None or any(witness.knows(name) not in (UNKNOWN, value) for name, value in usual.items()):
            continue
        if witness.knows("petition.category") == "accusation" or UNKNOWN in map(witness.knows, known):
            continue
        if witness.knows("petition.intake") != "direct" and witness.knows("petition.forwarded_by") == UNKNOWN:
            continue
        # On the day of receipt no last day has passed, so it need not be asked what was done.
        day = date.fromisoformat(witness.knows("timeline.received_on"))
        questions = interviewed(role, Witness(case, day))[2]
        assert len(questions) <= ORDINARY, scenario.title
        asked[len(questions)] += 1
    assert asked.total() > 50


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
