"""On which readings liabilities, lapses and refusals rest: what follows from the text alone, and what does not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import Case, Result, evaluate, load
from xinfang_rules.rulebook.readings import MayRest
from xinfang_rules.testing.example import Example, PropertyViolation
from xinfang_rules.testing.properties.doubted_readings import nothing_grave_rests_on_a_reading_unsaid

PROCEDURE = {
    "litigation_rights": False,
    "arbitration": "none",
    "party": "none",
    "administrative": "none",
    "duty": "none",
}
"""Article 31.1.6: none of the items before it fits."""


def handled(as_of: date, **timeline: str) -> Result:
    """A grievance of the petition procedure, accepted on 3 January 2024."""
    case = {
        "petition": {"category": "grievance"},
        "remedy": PROCEDURE,
        "history": {"opinion_issued": False, "reexamination_concluded": False},
        "handling": {"has_superior": True},
        "timeline": {"accepted_on": "2024-01-03", **timeline},
    }
    return evaluate(case, as_of=as_of)


def resting(result: Result, rule: str) -> list[str] | None:
    """Names what a norm rests on; None if it does not apply."""
    return next(([reading.of for reading in norm.rests_on] for norm in result.norms if norm.rule == rule), None)


# Accepted on 3 January: 28 days to the end of January, 29 of February and 3 of March are 60. 3 March is a Sunday.


def test_late_whichever_way_a_last_day_on_a_sunday_is_taken() -> None:
    # Had the last day run on, it would have been Monday the 4th: on the 5th the 60 days of 34 are over by the text.
    assert resting(handled(date(2024, 3, 5)), "liability.handle-late") == []


def test_late_only_because_an_organs_last_day_does_not_run_on() -> None:
    assert resting(handled(date(2024, 3, 4)), "liability.handle-late") == ["settings.roll_on"]
    # What is done on that Monday is late by the same reading, whenever one asks.
    done = handled(date(2024, 6, 3), concluded_on="2024-03-04")
    assert resting(done, "liability.handle-late") == ["settings.roll_on"]
    # 45, second half: the bearer is a reading of its own, and the reading of the lateness comes with it.
    case = {"organ_conduct": {"serious_consequences": True}}
    assert resting(with_more(case), "liability.handle-discipline") == [
        "liability.handle-discipline",
        "settings.roll_on",
    ]


def with_more(more: dict[str, Any]) -> Result:
    """The same, concluded on the Monday after the 60th day."""
    case = {
        "petition": {"category": "grievance"},
        "remedy": PROCEDURE,
        "history": {"opinion_issued": False, "reexamination_concluded": False},
        "timeline": {"accepted_on": "2024-01-03", "concluded_on": "2024-03-04"},
        **more,
    }
    return evaluate(case, as_of=date(2024, 6, 3))


def test_what_holds_in_another_way_too_does_not_rest_on_the_reading() -> None:
    # 45.1.2 was found besides: the concept of article 45 holds without the lateness. The bearer stays a reading.
    more = {
        "handling": {"facts_clear": True, "legal_basis": "conforms"},
        "organ_conduct": {"rejected_valid_claim": True, "serious_consequences": True},
    }
    both = with_more(more)
    assert resting(both, "liability.handle-reject") == []
    assert resting(both, "liability.handle-discipline") == ["liability.handle-discipline"]


def test_urging_because_of_lateness_is_a_reading_of_40_itself() -> None:
    late = handled(date(2024, 3, 5))
    assert resting(late, "supervision.urge-late") == ["supervision.urge-late"]
    (proposal,) = [norm for norm in late.proposals if norm.applies == "yes"]
    assert [reading.of for reading in proposal.rests_on] == ["supervision.improve-late"]
    assert "第四十条第一款没有逐一列举" in proposal.rests_on[0].text


def test_a_lapse_of_the_petitioner_follows_from_the_text() -> None:
    # Received on Thursday 1 February 2024: 28 days to the end of February and 2 of March; the 2nd is a Saturday and
    # runs on to Monday the 4th. Counted in any other way the 30 days of 35 end sooner, so they are over on the 5th.
    lapsed = handled(date(2024, 3, 5), concluded_on="2024-02-01", reply_received_on="2024-02-01")
    (right,) = [norm for norm in lapsed.norms if norm.rule == "review.request"]
    assert (right.status, right.due, right.rests_on) == ("lapsed", date(2024, 3, 4), ())
    assert lapsed.decisions["remedy_stage"].answer == "review_window_passed"
    assert lapsed.decisions["remedy_stage"].rests_on == ()


def test_a_lapse_after_asking_elsewhere_in_time_is_a_reading() -> None:
    case = {
        "petition": {"category": "grievance"},
        "remedy": PROCEDURE,
        "history": {"opinion_issued": False, "reexamination_concluded": False},
        "handling": {"has_superior": True, "review_to_superior": False, "review_accepted": False},
        "timeline": {
            "accepted_on": "2024-01-03",
            "concluded_on": "2024-02-01",
            "reply_received_on": "2024-02-01",
            "review_requested_on": "2024-02-19",
        },
    }
    result = evaluate(case, as_of=date(2024, 3, 5))
    assert resting(result, "review.request") == ["review.request"]
    assert [reading.of for reading in result.decisions["remedy_stage"].rests_on] == ["review.request"]


def test_an_organs_time_to_extend_lapses_by_a_reading() -> None:
    case = {
        "petition": {"category": "grievance", "complicated": True},
        "remedy": PROCEDURE,
        "history": {"opinion_issued": False},
        "timeline": {"accepted_on": "2024-01-03"},
    }
    # 34 gives no period for the approval; and on the Monday after the 60th day, a Sunday, the other reading bears too.
    assert resting(evaluate(case, as_of=date(2024, 3, 5)), "handling.may-extend") == ["handling.may-extend"]
    assert resting(evaluate(case, as_of=date(2024, 3, 4)), "handling.may-extend") == [
        "handling.may-extend",
        "settings.roll_on",
    ]


Facts = dict[str, dict[str, Any]]


def refused(**facts: dict[str, Any]) -> list[str]:
    decision = evaluate(facts, as_of=date(2024, 6, 30)).decisions["disposition"]
    return [str(decision.answer), *(reading.of for reading in decision.rests_on)]


def test_36_3_is_the_text_for_grievances() -> None:
    petition = {"request": "new", "category": "grievance"}
    history = {"reexamination_concluded": True, "same_facts_and_grounds": True}
    assert refused(petition=petition, history=history) == ["no_longer_accept"]


def test_that_36_3_leaves_out_accusations_is_a_reading_on_which_another_refusal_rests() -> None:
    facts: Facts = {
        "organ": {"kind": "other"},
        "petition": {"request": "new", "category": "accusation", "intake": "direct", "competence": "elsewhere"},
        "accusation": {"discipline_jurisdiction": False},
        "remedy": {"litigation_rights": False},
        "history": {"reexamination_concluded": True, "same_facts_and_grounds": True, "same_matter_pending": False},
    }
    settled = {"competence_disputed": False, "handler_reorganised": False}
    facts["petition"] = {**facts["petition"], **settled}
    answer, *readings = refused(**facts)
    assert answer == "redirect"
    assert "disposition.no-longer-accept" in readings
    # 23.1 itself, without a re-examination that went before.
    facts["history"] = {"opinion_issued": False, "reexamination_concluded": False, "same_matter_pending": False}
    assert refused(**facts) == ["redirect"]


def test_a_petition_office_redirects_by_analogy() -> None:
    petition: dict[str, Any] = {
        "request": "new",
        "category": "suggestion",
        "intake": "direct",
        "competence": "elsewhere",
    }
    petition |= {"competence_disputed": False, "handler_reorganised": False}
    history = {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False}
    office = {"kind": "petition_office"}
    assert refused(organ=office, petition=petition, history=history) == ["redirect", "disposition.redirect-office"]


@pytest.mark.parametrize(("channel", "read"), [("letter", []), ("visit", ["disposition.separate-office"])])
def test_22_2_says_litigation_of_visits_and_law_and_litigation_of_letters(channel: str, read: list[str]) -> None:
    petition = {"request": "new", "category": "grievance", "channel": channel, "intake": "direct"}
    facts: Facts = {
        "organ": {"kind": "petition_office"},
        "petition": petition,
        "remedy": {"litigation_rights": True, "legally_concluded": False},
        "history": {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False},
    }
    assert refused(**facts) == ["separate_to_judicial", *read]


def test_that_review_is_open_on_the_petition_procedure_alone_is_a_reading() -> None:
    decision = evaluate({"petition": {"category": "suggestion"}}, as_of=date(2024, 6, 3)).decisions["remedy_stage"]
    assert decision.status == "not_applicable"
    assert [reading.of for reading in decision.rests_on] == ["remedy_stage"]
    assert "第三十五条" in decision.rests_on[0].text


def test_what_a_constraint_adds_by_a_reading_is_told() -> None:
    # That an accusation for the discipline organs is no other organ's is a reading; by it the matter is not ours.
    facts: Facts = {
        "organ": {"kind": "other"},
        "petition": {"request": "new", "category": "accusation", "intake": "direct"},
        "accusation": {"discipline_jurisdiction": True},
        "remedy": {"litigation_rights": False},
        "history": {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False},
    }
    facts["petition"] |= {"competence_disputed": False, "handler_reorganised": False}
    assert refused(**facts) == ["redirect", "accusation.discipline-elsewhere"]


def test_the_text_of_a_result_says_it_in_the_same_line() -> None:
    lines = handled(date(2024, 3, 4)).explain().splitlines()
    (line,) = [line for line in lines if "未在规定期限内办结的" in line]
    assert "（依解释：settings.roll_on）" in line
    (line,) = [line for line in handled(date(2024, 3, 5)).explain().splitlines() if "未在规定期限内办结的" in line]
    assert "依解释" not in line
    detail = handled(date(2024, 3, 4)).explain("liability.handle-late")
    assert "还依据解释：条例没有规定期限最后一日遇法定休假日如何计算" in detail


def test_results_read_back_still_say_it() -> None:
    result = handled(date(2024, 3, 4))
    assert Result.model_validate_json(result.model_dump_json()) == result


def test_the_same_line_says_nothing_in_the_next_case() -> None:
    # What is remembered of one case must not be told of another.
    for as_of, read in [(date(2024, 3, 4), True), (date(2024, 3, 5), False), (date(2024, 3, 4), True)]:
        assert ("settings.roll_on" in handled(as_of).explain()) is read
        assert (resting(handled(as_of), "liability.handle-late") == ["settings.roll_on"]) is read


OVERLAY = """
overlay: {id: local, title: 地方}
rules:
  - id: local.same-day
    title: 当日登记
    cite: {at: "21.2", quote: 应当及时将信访事项录入信访信息系统}
    interpretive: 及时即当日，是一种解释。
    when: {petition.request: new}
    obliges:
      bearer: receiving_organ
      action: enter_in_system
      period: {from: timeline.received_on, same_day: true}
      done: timeline.entered_on
  - id: local.liable
    title: 没有当日登记的，责令改正
    cite: {at: "44.1.1", quote: 对收到的信访事项不按照规定登记}
    when: {status.local.same-day: [overdue, met_late]}
    obliges: {bearer: superior_organ, action: order_correction}
"""


def test_a_liability_of_an_overlay_says_it_too(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(OVERLAY, encoding="utf-8")
    book = load(overlays=[tmp_path])
    case = {"petition": {"request": "new"}, "timeline": {"received_on": "2024-03-04"}}
    result = evaluate(case, as_of=date(2024, 3, 6), rulebook=book)
    assert resting(result, "local.liable") == ["local.same-day"]
    may_rest = MayRest(book.latest)
    assert "local.same-day" in may_rest.of_rule(book.latest.rule("local.liable"))


EXCEPTED = """
overlay: {id: local, title: 地方}
rules:
  - id: local.enter
    title: 登记
    cite: {at: "21.2", quote: 应当及时将信访事项录入信访信息系统}
    when: {petition.request: new}
    obliges: {bearer: receiving_organ, action: enter_in_system, promptly: true}
  - id: local.urgent
    title: 紧急事项先行报告
    cite: {at: "21.2", quote: 应当及时将信访事项录入信访信息系统}
    interpretive: 紧急事项可以不当即录入，是一种解释。
    exception_to: local.enter
    when: {petition.major_urgent: true}
    obliges: {bearer: receiving_organ, action: enter_in_system}
  - id: local.liable
    title: 不必当即录入的，责令改正
    cite: {at: "44.1.1", quote: 对收到的信访事项不按照规定登记}
    when: {not: {status.local.enter: owed}}
    obliges: {bearer: superior_organ, action: order_correction}
"""


def test_what_follows_from_a_rule_not_holding_rests_on_the_reading_of_its_exception(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(EXCEPTED, encoding="utf-8")
    book = load(overlays=[tmp_path])
    case = {"petition": {"request": "new", "major_urgent": True}}
    assert resting(evaluate(case, as_of=date(2024, 3, 6), rulebook=book), "local.liable") == ["local.urgent"]
    # A request that is not new does not fall under the rule at all: no exception is needed for that.
    case = {"petition": {"request": "review", "major_urgent": True}}
    assert resting(evaluate(case, as_of=date(2024, 3, 6), rulebook=book), "local.liable") == []


def test_a_rule_that_may_apply_fails_by_the_reading_of_the_exception_that_surely_does(tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(EXCEPTED, encoding="utf-8")
    book = load(overlays=[tmp_path])
    # Whether the request is new is not said: what keeps the rule from applying is the exception alone.
    case = {"petition": {"major_urgent": True}}
    assert resting(evaluate(case, as_of=date(2024, 3, 6), rulebook=book), "local.liable") == ["local.urgent"]
    trial = Example(book, Case.model_validate(case), date(2024, 3, 6))
    nothing_grave_rests_on_a_reading_unsaid(trial)


def test_the_law_notices_what_is_not_said() -> None:
    case = Case.model_validate(
        {
            "petition": {"category": "grievance"},
            "remedy": PROCEDURE,
            "history": {"opinion_issued": False, "reexamination_concluded": False},
            "timeline": {"accepted_on": "2024-01-03"},
        }
    )
    trial = Example(load(), case, date(2024, 3, 5))
    nothing_grave_rests_on_a_reading_unsaid(trial)
    silent = tuple(norm.model_copy(update={"rests_on": ()}) for norm in trial.result.norms)
    trial.__dict__["result"] = trial.result.model_copy(update={"norms": silent})
    with pytest.raises(PropertyViolation, match=r"supervision\.urge-late rests on a reading, and does not say so"):
        nothing_grave_rests_on_a_reading_unsaid(trial)


def test_an_office_that_must_forward_what_was_misforwarded_to_it_must_so_by_a_reading() -> None:
    case: dict[str, Any] = {
        "organ": {"kind": "petition_office"},
        "petition": {
            "request": "new",
            "category": "grievance",
            "channel": "letter",
            "intake": "forwarded",
            "forwarded_by": "petition_office",
            "competence": "elsewhere",
        },
        "remedy": {"litigation_rights": True, "legally_concluded": False},
        "history": {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False},
        "timeline": {"received_on": "2024-03-01"},
    }
    # 22.1: 15 days from 1 March are the 16th; on the 18th the forwarding is late, if 22.2 and not 23.3 governs.
    as_of = date(2024, 3, 18)
    assert "disposition.separate-office" in (
        resting(evaluate(case, as_of=as_of), "liability.office-forward-late") or []
    )
    case["petition"]["intake"] = "direct"
    del case["petition"]["forwarded_by"]
    direct = resting(evaluate(case, as_of=as_of), "liability.office-forward-late")
    assert direct is not None
    assert "disposition.separate-office" not in direct
