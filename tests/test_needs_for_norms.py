"""What keeps a last day or a status open is asked for, norm by norm."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.cli_helpers import run
from tests.trials_helpers import TITLED
from xinfang_rules import Need, Result, evaluate
from xinfang_rules.engines.reference.statuses import OVERDUE, PENDING
from xinfang_rules.evaluation.standing import Standing
from xinfang_rules.rulebook.load import load_pack

EXAMPLES = Path(__file__).parents[1] / "examples"

# A visit to an organ that is not competent, on Friday 1 March 2024: every question is decided.
REDIRECTED: dict[str, Any] = {
    "organ": {"kind": "other"},
    "petition": {
        "category": "grievance",
        "channel": "visit",
        "at_designated_place": True,
        "visit_level": "competent",
        "joint": False,
        "intake": "direct",
        "request": "new",
        "competence": "same_level",
        "competence_disputed": False,
        "handler_reorganised": False,
        "major_urgent": False,
        "petitioner_identified": True,
    },
    "remedy": {"litigation_rights": False, "arbitration": "labour"},
    "history": {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False},
    "timeline": {"received_on": "2024-03-01", "registered_on": "2024-03-01"},
}


def decided(as_of: str = "2024-03-08", **more: dict[str, Any]) -> Result:
    case = {group: {**facts, **more.get(group, {})} for group, facts in {**more, **REDIRECTED}.items()}
    return evaluate(case, as_of=date.fromisoformat(as_of))


def asked_for(result: Result, rule: str) -> list[str | None]:
    return [need.fact for need in result.needs if rule in need.norms]


def test_a_written_notice_that_hangs_on_whether_it_can_be_given_on_the_spot_asks_for_that() -> None:
    result = decided()
    (notice,) = (norm for norm in result.norms if norm.rule == "notice.direct")
    # Article 23.2: on the spot on 1 March, or within 15 days of 1 March: 16 March.
    assert (notice.due, notice.due_earliest, notice.due_latest) == (None, date(2024, 3, 1), date(2024, 3, 16))
    assert notice.status == "unknown"
    (need,) = result.needs
    assert (need.fact, need.decides, need.norms) == ("petition.can_notify_on_spot", (), ("notice.direct",))
    assert need.question.endswith("？")
    told = {spot: decided(petition={"can_notify_on_spot": spot}) for spot in (True, False)}
    found = {spot: next(n for n in result.norms if n.rule == "notice.direct") for spot, result in told.items()}
    assert (found[True].due, found[True].status, found[True].days_late) == (date(2024, 3, 1), "overdue", 7)
    assert (found[False].due, found[False].status, found[False].days_left) == (date(2024, 3, 16), "pending", 8)
    assert [result.needs for result in told.values()] == [(), ()]


def test_the_explanation_of_the_norm_and_of_the_whole_ask_too() -> None:
    result = decided()
    assert result.explain("notice.direct").endswith(
        "还需查明：\n　1. 信访人在场时，能否当场书面告知？（petition.can_notify_on_spot）"
    )
    assert result.explain().endswith(
        "（petition.can_notify_on_spot）【关系到：对信访人直接提出的事项，当场或者在15日内书面告知】"
    )
    assert "还需查明" not in result.explain("organ.register")


def test_the_command_says_which_norm_it_concerns(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(REDIRECTED), encoding="utf-8")
    done = run("evaluate", str(file), "--as-of", "2024-03-08")
    assert "".join(done.stdout.split()).endswith(
        "1.信访人在场时，能否当场书面告知？petition.can_notify_on_spot"
        "【关系到：对信访人直接提出的事项，当场或者在15日内书面告知】"
    )


def test_what_is_done_or_surely_missed_asks_for_nothing() -> None:
    # Notified on 1 March, on the spot or not: in time. After 16 March, not notified: missed.
    notified = decided(timeline={"notified_on": "2024-03-01"})
    assert asked_for(notified, "notice.direct") == []
    assert asked_for(decided("2024-03-18"), "notice.direct") == []


def test_whether_a_norm_applies_is_asked_for_while_its_period_may_run() -> None:
    # Article 23.2: but for those whose name or address is not clear, where notice cannot be given on the spot.
    case = {**REDIRECTED, "petition": {**REDIRECTED["petition"], "petitioner_identified": "unknown"}}
    result = evaluate(case, as_of=date(2024, 3, 8))
    (notice,) = (norm for norm in result.norms if norm.rule == "notice.direct")
    assert (notice.applies, notice.due_latest) == ("unknown", date(2024, 3, 16))
    assert set(asked_for(result, "notice.direct")) == {"petition.petitioner_identified", "petition.can_notify_on_spot"}


def test_whether_a_norm_applied_is_asked_for_even_when_its_last_day_is_past() -> None:
    case = {**REDIRECTED, "petition": {**REDIRECTED["petition"], "petitioner_identified": "unknown"}}
    result = evaluate(case, as_of=date(2024, 3, 18))
    (notice,) = (norm for norm in result.norms if norm.rule == "notice.direct")
    assert notice.applies == "unknown"
    assert set(notice.candidates) == {"not_applicable", "overdue"}
    assert set(asked_for(result, "notice.direct")) == {"petition.petitioner_identified", "petition.can_notify_on_spot"}


def test_two_facts_that_do_something_only_together_are_both_asked_for(tmp_path: Path) -> None:
    spans = [
        {"when": {"petition.hardship": True}, "from": "timeline.accepted_on", "within": "some.days"},
        {"from": "timeline.dispatched_on", "within": "some.days"},
    ]
    norm = {"bearer": "receiving_organ", "action": "register", "period": {"first": spans}}
    rule = {
        "id": "either.do",
        **TITLED,
        "interpretive": "试。",
        "when": {"petition.competence": "own"},
        "obliges": norm,
    }
    number = {"parameter": "some.days", **TITLED, "unit": "day", "values": [{"from": "2020-03-01", "value": 15}]}
    layer = {"overlay": {"id": "either", "title": TITLED["title"]}, "parameters": [number], "rules": [rule]}
    (tmp_path / "either.yaml").write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    book = load_pack(Path(__file__).parent / "cli_pack", overlays=[tmp_path / "either.yaml"])[1]
    days = {"received_on": "2024-03-01", "accepted_on": "unknown", "dispatched_on": "unknown"}

    def asked(**petition: bool) -> list[str | None]:
        case = {"petition": {"competence": "own", "major_urgent": False, **petition}, "timeline": days}
        return asked_for(evaluate(case, as_of=date(2024, 3, 20), rulebook=book), "either.do")

    # While it is unknown from which of two days it runs, neither day alone says anything, nor does which it is. Of what
    # does, which it is and either day, the first two in the order of the case model are named.
    assert sorted(map(str, asked())) == ["petition.hardship", "timeline.dispatched_on"]
    assert asked(hardship=True) == ["timeline.accepted_on"]
    assert asked(hardship=False) == ["timeline.dispatched_on"]


def test_a_fact_for_a_question_and_for_norms_is_asked_for_once_and_questions_come_first() -> None:
    case = yaml.safe_load((EXAMPLES / "02-late-notice-2024.yaml").read_text(encoding="utf-8"))
    needs = evaluate(case, as_of=date(2024, 6, 3)).needs
    facts = [need.fact for need in needs]
    assert len(facts) == len(set(facts))
    both = next(need for need in needs if need.fact == "remedy.judicial")
    assert "track" in both.decides
    assert "handling.conclude" in both.norms  # article 34: 60 days only where article 31.6 leads to an opinion
    deciding = [bool(need.decides) for need in needs]
    assert deciding == sorted(deciding, reverse=True)
    assert not deciding[-1]


def test_that_a_last_day_lies_between_other_days_counts_only_if_the_norm_rests_on_the_fact() -> None:
    march = [date(2024, 3, number).toordinal() for number in (1, 16, 22)]
    open_ = Standing(PENDING | OVERDUE, march[0], march[2])
    assert Standing(PENDING | OVERDUE, march[0], march[1]).narrows(open_, bounds=True)
    assert not Standing(PENDING | OVERDUE, march[0], march[1]).narrows(open_, bounds=False)
    assert Standing(PENDING | OVERDUE, march[1], march[1]).narrows(open_, bounds=False)
    assert Standing(PENDING, march[0], march[2]).narrows(open_, bounds=False)
    assert not open_.narrows(open_, bounds=True)


def test_general_requirements_and_what_merely_may_apply_without_a_last_day_are_not_asked_for() -> None:
    result = evaluate({"timeline": {"received_on": "2024-03-01"}}, as_of=date(2024, 3, 8))
    norms = {norm.rule: norm for norm in result.norms}
    named = {rule for need in result.needs for rule in need.norms}
    assert named
    for rule in named:
        assert not norms[rule].general
        assert norms[rule].applies == "yes" or norms[rule].due_earliest or norms[rule].due
    # What staff of an organ may have done is asked for by no norm that only may apply.
    assert not [need for need in result.needs if not need.decides and (need.fact or "").startswith("organ_conduct.")]


def test_a_stored_result_keeps_them() -> None:
    result = decided()
    assert Result.model_validate_json(result.model_dump_json()).needs == result.needs
    assert isinstance(result.needs[0], Need)
