"""Presumptions: what is presumed, when it is not, and that nobody can take it for stated."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import ArgumentError, Result, RulebookError, evaluate, load, read_result, replay
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.load import packs_directory

AS_OF = date(2024, 5, 20)
CASE: dict[str, Any] = {
    "organ": {"kind": "other"},
    "petition": {
        "request": "new",
        "category": "grievance",
        "competence": "own",
        "intake": "direct",
        "petitioner_identified": True,
    },
    "remedy": {
        "litigation_rights": False,
        "arbitration": "none",
        "party": "none",
        "administrative": "none",
        "duty": "none",
    },
    "timeline": {"received_on": "2024-03-01", "registered_on": "2024-03-04", "accepted_on": "2024-03-04"},
}
ONE_ORGAN = {"petition.organs_involved", "petition.competence_disputed", "petition.handler_reorganised"}
FIRST_TIME = {
    "history.same_matter_pending",
    "history.pending_here",
    "history.opinion_issued",
    "history.reexamination_concluded",
}
ORDINARY = {
    *ONE_ORGAN,
    *FIRST_TIME,
    "petition.major_urgent",
    "petition.feedback_required",
    "handling.has_superior",
    "petition.can_notify_on_spot",
}


def stating(**more: dict[str, Any]) -> dict[str, Any]:
    return {**CASE, **{group: {**CASE.get(group, {}), **facts} for group, facts in more.items()}}


def presuming(case: dict[str, Any] = CASE, *names: str, as_of: date = AS_OF) -> Result:
    result = evaluate(case, as_of=as_of, presume=names or ("ordinary",))
    assert result.presumed is not None
    return result


def presumed_facts(result: Result) -> set[str]:
    assert result.presumed is not None
    return {each.fact for each in result.presumed.facts}


# What is presumed


def test_ordinary_is_these_sets_and_no_other() -> None:
    result = presuming()
    assert result.presumed is not None
    assert result.presumed.sets == ("one_organ", "first_time", "not_urgent", "has_superior", "not_on_spot")
    assert presumed_facts(result) == ORDINARY


def test_unless_it_is_asked_for_nothing_is_presumed() -> None:
    plain = evaluate(CASE, as_of=AS_OF)
    assert plain.presumed is None
    assert plain.provenance.presume == ()
    assert plain == evaluate(CASE, as_of=AS_OF, presume=[])
    assert "presumed" not in {*(d.status for d in plain.decisions.values()), *(n.status for n in plain.norms)}


def test_what_is_stated_is_not_presumed_whatever_it_is() -> None:
    two = stating(petition={"organs_involved": 2}, history={"same_matter_pending": True})
    assert presumed_facts(presuming(two)) == ORDINARY - {"petition.organs_involved", "history.same_matter_pending"}


def test_what_is_stated_excludes_a_presumption_and_that_is_told() -> None:
    # A first opinion was reviewed and re-examined (reexamination_concluded): a set that says that there was none
    # presumes only what is left open. Two organs that dispute their competence cannot be one.
    result = presuming(stating(petition={"competence_disputed": True}), "one_organ")
    assert result.presumed is not None
    assert presumed_facts(result) == {"petition.handler_reorganised"}
    (left,) = result.presumed.not_presumed
    assert (left.presumption, left.fact) == ("one_organ", "petition.organs_involved")


def test_a_classification_is_presumed_only_of_a_matter_accepted_and_given_an_opinion() -> None:
    timeline = {"received_on": "2024-03-01"}
    bare = {"organ": {"kind": "other"}, "petition": {"request": "new", "competence": "own", "intake": "direct"}}
    # Matters of 31.1.1 to 31.1.5 are accepted too; an opinion is issued under 31.1.6 alone. The last has not come yet.
    both = {"accepted_on": "2024-03-04", "concluded_on": "2024-05-06"}
    for accepted in (
        {},
        {"accepted_on": "2024-03-04"},
        {**both, "accepted_on": "unknown"},
        {**both, "concluded_on": "unknown"},
        {**both, "concluded_on": "2024-06-01"},
    ):
        result = presuming({**bare, "timeline": {**timeline, **accepted}}, "as_classified")
        assert result.presumed is not None
        assert result.presumed.facts == ()
        assert [(left.presumption, left.fact) for left in result.presumed.not_presumed] == [("as_classified", None)]
    result = presuming({**bare, "timeline": {**timeline, **both}}, "as_classified")
    assert "petition.category" in presumed_facts(result)


def test_findings_nobody_made_are_presumed_of_a_whole_group() -> None:
    facts = presumed_facts(presuming(CASE, "no_findings"))
    assert {"organ_conduct.delaying", "organ_conduct.retaliated", "order.prohibited_acts"} <= facts


# What follows


def test_the_disposition_rests_on_as_little_as_it_can() -> None:
    # 24.1: it is for one organ unless several are involved; 24.2: unless it was reorganised; 19.3 and 36.3: it is not
    # accepted where it is pending, or was re-examined. Nothing of 22.1, 23.2 or 35 bears on whether it is accepted.
    result = presuming()
    assert result.presumed is not None
    found = result.presumed.decisions["disposition"]
    assert (found.status, found.would_be, found.answer) == ("presumed", "decided", "accept")
    assert set(result.presumed.grounds.decisions["disposition"]) == (ONE_ORGAN | FIRST_TIME) - {
        "petition.competence_disputed",  # of one organ alone there is no dispute
        "history.pending_here",  # what is pending nowhere is not pending here
        "history.opinion_issued",  # an opinion that was not re-examined is no ground to refuse
    }


def test_a_last_day_names_what_it_rests_on() -> None:
    # 23.2: received on 2024-03-01, 15 days from the day after: 2024-03-16, unless it could be told on the spot, on the
    # day of receipt. On 2024-05-20 it is 65 days late: 15 left of March, 30 of April, 20 of May. That it is overdue
    # rests on no presumption where it is not pending here: whichever day it was, it is past.
    result = presuming(stating(petition={"channel": "visit"}, history={"pending_here": False}))
    assert result.presumed is not None
    norm = result.presumed.norms["notice.direct"]
    assert (norm.status, norm.due, norm.days_late) == ("overdue", date(2024, 3, 16), 65)
    stated = next(norm for norm in result.norms if norm.rule == "notice.direct")
    assert (stated.status, stated.due, stated.days_late) == ("overdue", None, None)
    assert (stated.due_earliest, stated.due_latest) == (date(2024, 3, 1), date(2024, 3, 16))
    assert result.presumed.grounds.days["notice.direct"] == ("petition.can_notify_on_spot",)


def test_a_norm_that_would_not_apply_stays_among_the_norms() -> None:
    plain, result = evaluate(CASE, as_of=AS_OF), presuming()
    assert result.presumed is not None
    away = [rule for rule, norm in result.presumed.norms.items() if norm.applies == "no"]
    # 24.1 and 24.2 where it is one organ's, 25 and 46.1.4 where nothing is urgent, 37.3 where nothing was re-examined.
    assert {rule.partition(".")[0] for rule in away} == {"jurisdiction", "urgent", "liability", "care"}
    assert [norm.rule for norm in result.norms] == [norm.rule for norm in plain.norms]


# Limits


def test_that_nothing_was_found_is_not_said_to_be_that_nothing_is_wrong() -> None:
    # 43: a petition office forwards within 15 days, 2024-03-16 here; nobody has found yet that it did not.
    case = {
        "organ": {"kind": "petition_office"},
        "petition": {"request": "new", "category": "grievance", "competence": "same_level"},
        "timeline": {"received_on": "2024-03-01"},
    }
    result = presuming(case, "no_findings", as_of=date(2024, 4, 1))
    assert result.presumed is not None
    assert result.presumed.facts
    assert all(fact.text.startswith("没有认定“") for fact in result.presumed.facts)


def test_what_a_missed_last_day_shows_is_not_presumed_not_to_be_found() -> None:
    # 22.1: 15 days from 2024-03-02 on, to 2024-03-16; 43 takes dispatching late for not dispatching as prescribed.
    case: dict[str, Any] = {
        "organ": {"kind": "petition_office"},
        "petition": {"request": "new", "category": "grievance", "competence": "same_level"},
        "remedy": {"litigation_rights": False},
        "accusation": {"discipline_jurisdiction": False},
        "timeline": {"received_on": "2024-03-01"},
    }
    for today, dispatched, late in (
        (date(2024, 3, 16), {}, False),
        (date(2024, 3, 17), {}, True),
        (date(2024, 4, 1), {"dispatched_on": "2024-03-16"}, False),
        (date(2024, 4, 1), {"dispatched_on": "2024-03-17"}, True),
    ):
        told = presuming({**case, "timeline": {**case["timeline"], **dispatched}}, "no_findings", as_of=today).presumed
        assert told is not None
        assert ("organ_conduct.failed_to_forward" not in {fact.fact for fact in told.facts}) is late
        assert [left.fact for left in told.not_presumed] == ["organ_conduct.failed_to_forward"] * late


def test_where_a_set_must_not_be_used_is_said_where_it_is_used() -> None:
    result = presuming(CASE, "first_time", "not_urgent", "has_superior")
    assert result.presumed is not None
    told = result.explain()
    for words in ("标明是重复件的，不得采用", "登记没有相应栏目的，不得采用", "中央一级的，不得采用"):
        assert told.count(words) == 1
        assert any(words in fact.limit for fact in result.presumed.facts)


# Nobody takes it for stated


@pytest.mark.parametrize("names", [("ordinary",), ("ordinary", "as_classified", "no_findings")])
def test_without_its_own_part_a_result_says_what_is_stated_and_no_more(names: tuple[str, ...]) -> None:
    plain, result = evaluate(CASE, as_of=AS_OF), presuming(CASE, *names)
    assert result.presumed is not None
    for name, decision in plain.decisions.items():
        other = result.decisions[name]
        assert other.model_copy(update={"status": decision.status}) == decision
        assert other.status in (decision.status, DecisionStatus.PRESUMED)
        if other.status is DecisionStatus.PRESUMED:
            assert other.answer is other.label is None
    for norm, found in zip(plain.norms, result.norms, strict=True):
        assert found.model_copy(update={"status": norm.status}) == norm
        assert found.status in (norm.status, NormStatus.PRESUMED)


def test_every_text_of_a_presumed_conclusion_is_marked() -> None:
    result = presuming()
    assert result.presumed is not None
    for decision in result.presumed.decisions.values():
        assert decision.label is None or decision.label.endswith("（推定）")
    assert all(norm.label.endswith("（推定）") for norm in result.presumed.norms.values())
    assert all(note.text.endswith("（推定）") for note in result.presumed.notes)
    assert DecisionStatus.DECIDED not in {decision.status for decision in result.presumed.decisions.values()}


def test_the_explanation_says_what_is_presumed_and_what_to_do_if_it_is_not_so() -> None:
    text = presuming().explain("disposition")
    assert text.splitlines()[0] == "收到后如何处置：受理（推定）。"
    assert text.splitlines()[-1].startswith("推定：涉及的机关、单位数为1；")
    assert text.splitlines()[-1].endswith("；如不符合，请说明。")


def test_what_is_presumed_is_asked_for_to_be_confirmed() -> None:
    needs = {need.fact: need for need in presuming().needs}
    need = needs["history.same_matter_pending"]
    assert need.presumed is False
    assert "disposition" in need.decides
    assert need.question.endswith("（推定：同一事项没有受理，也没有正在办理；如不符合，请说明）")
    assert needs["handling.legal_basis"].presumed is None


# Provenance


def test_a_replay_presumes_the_same() -> None:
    stored = presuming().model_dump_json()
    again = replay(stored, CASE)
    assert again.same_outcome
    assert again.same_sources
    changed = replay(stored, stating(petition={"organs_involved": 2}))
    assert not changed.same_outcome
    assert read_result(stored).provenance.presume == ("ordinary",)


def test_what_there_is_no_presumption_of_is_refused_with_a_hint() -> None:
    with pytest.raises(ArgumentError, match="did you mean ordinary"):
        evaluate(CASE, as_of=AS_OF, presume="ordnary")


def test_two_engines_agree_on_what_is_presumed() -> None:
    assert evaluate(CASE, as_of=AS_OF, presume="ordinary", engine="interpreter") == presuming()


# Overlays


def test_an_overlay_adds_a_set_and_a_fact_that_is_never_presumed(tmp_path: Path) -> None:
    overlay = tmp_path / "local.yaml"
    overlay.write_text(
        "overlay: {id: local, title: 本地}\n"
        "presumptions:\n"
        "  - {presumption: local_office, title: 本地机关, because: 试, facts: {organ.local: true}}\n",
        encoding="utf-8",
    )
    book = load("xinfang-2022", overlays=[overlay])
    result = evaluate(CASE, as_of=AS_OF, rulebook=book, presume="local_office")
    assert presumed_facts(result) == {"organ.local"}
    overlay.write_text(
        "overlay: {id: local, title: 本地}\n"
        "never_presumed:\n"
        "  - {fact: handling.has_superior, because: 本地不得推定}\n",
        encoding="utf-8",
    )
    with pytest.raises(RulebookError, match=r"handling\.has_superior is never presumed: 本地不得推定"):
        load("xinfang-2022", overlays=[overlay])


def test_an_overlay_declares_what_it_adds_to_a_bundle_or_changes(tmp_path: Path) -> None:
    overlay = tmp_path / "local.yaml"
    added = (
        "  - {presumption: local_office, title: 本地机关, because: 试, bundles: [ordinary], facts: {organ.local: true}}"
    )
    overlay.write_text(f"overlay: {{id: local, title: 本地}}\npresumptions:\n{added}", encoding="utf-8")
    with pytest.raises(RulebookError, match="extends ordinary underneath; declare it"):
        load("xinfang-2022", overlays=[overlay])
    overlay.write_text(
        f"""
overlay:
  id: local
  title: 本地
  changes: [{{extends: ordinary, because: 试}}, {{replaces: not_urgent, because: 试}}]
presumptions:
{added}
  - {{presumption: not_urgent, title: 试, because: 试, bundles: [ordinary], facts: {{petition.major_urgent: false}}}}
""",
        encoding="utf-8",
    )
    book = load("xinfang-2022", overlays=[overlay])
    facts = presumed_facts(evaluate(CASE, as_of=AS_OF, rulebook=book, presume="ordinary"))
    assert facts == (ORDINARY - {"petition.feedback_required"}) | {"organ.local"}
    texts = [change.text for change in book.identity.laid[0].changes]
    assert texts == ["改动：标题、理由、依据、所推定的事实、不得采用的场合", "“ordinary”所含的推定增加“本地机关”"]


def test_a_reader_for_whom_a_set_is_refused_is_one_of_the_table_of_acts(tmp_path: Path) -> None:
    overlay = tmp_path / "local.yaml"
    local = "  - {presumption: local_office, title: 本地机关, because: 试, facts: {organ.local: true}, not_for: [%s]}"
    text = f"overlay: {{id: local, title: 本地}}\npresumptions:\n{local}\n"
    overlay.write_text(text % "supervisr", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"no reader supervisr \(did you mean supervisor\?\)") as refused:
        load("xinfang-2022", overlays=[overlay])
    column = len(local.partition("[")[0]) + 2
    assert f"local.yaml:3:{column}: unknown-name" in str(refused.value)
    overlay.write_text(text % "supervisor", encoding="utf-8")
    sets = load("xinfang-2022", overlays=[overlay]).latest.presumptions.sets
    assert {one.name: one.not_for for one in sets}["local_office"] == ("supervisor",)
    # A pack without a table of acts has no reader of dossiers at all.
    shutil.copytree(packs_directory() / "xinfang-2022", tmp_path / "pack", ignore=shutil.ignore_patterns("acts.yaml"))
    with pytest.raises(RulebookError, match=r"acts\.yaml of the pack names no reader supervisor"):
        load(tmp_path / "pack")


# Last days
