"""Proofs: every seeded defect is found with a case that shows it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.proof_helpers import CALM, LONGER, NOTICE, TWO, URGENT, decide, findings, only, pack_in, replayed, rule
from xinfang_rules import Case, RulebookError, evaluate
from xinfang_rules.analysis.proof import Finding
from xinfang_rules.analysis.proof.fairness_proofs import reading_paths
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.case import FACTS
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.program import period_lowering
from xinfang_rules.program.condition_lowering import Lowering
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.edition_linker import EditionLinker
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.norm_spec import Extend, Span


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    return pack_in(tmp_path / "pack")


@pytest.fixture
def unfair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads packs whose answers rest on what none may: the check at linking is taken out."""
    monkeypatch.setattr(EditionLinker, "check_conduct", lambda self: None)
    return pack_in(tmp_path / "pack")


def facts(finding: Finding) -> set[str]:
    assert finding.witness is not None
    return {f"{group}.{key}" for case in finding.witness.cases for group, stated in case.items() for key in stated}


def truths(finding: Finding, book: Rulebook) -> dict[str, tuple[int, int]]:
    """Returns, for every rule, the truth of its own condition and whether it holds."""
    assert finding.witness is not None
    state = evaluator_for(book.latest).state(Case.model_validate(finding.witness.cases[0]), finding.witness.as_of)
    return {rule.id: (state.truths[rule.condition_id], state.holds[rule.index]) for rule in book.latest.rules}


def test_a_sound_pack_has_no_finding(pack: Any) -> None:
    assert findings(pack(TWO + rule("n.give", obliges=NOTICE))) == []


def test_a_gap_is_shown_by_a_case_without_an_answer(pack: Any, tmp_path: Path) -> None:
    book = pack(decide("take", URGENT) + decide("leave", "{petition.major_urgent: false, petition.joint: true}"))
    finding = only(book, "gap")
    assert facts(finding) == {"petition.major_urgent", "petition.joint"}
    (result,) = replayed(finding, book, tmp_path)
    assert result.decisions["outcome"].status is DecisionStatus.NO_RULE


def test_every_family_of_gaps_is_shown_once(pack: Any, tmp_path: Path) -> None:
    book = pack(decide("take", "{petition.form: written, petition.competence: [own, lower]}"))
    found = findings(book)
    assert {finding.diagnostic.code for finding in found} == {"gap"}
    assert sorted(sorted(facts(finding)) for finding in found) == [
        ["petition.competence"],
        ["petition.competence"],
        ["petition.form"],
    ]
    for finding in found:
        (result,) = replayed(finding, book, tmp_path)
        assert result.decisions["outcome"].status is DecisionStatus.NO_RULE


def test_an_overlap_is_shown_for_each_pair_of_rules(pack: Any, tmp_path: Path) -> None:
    book = pack(TWO + decide("pass_on", "{petition.joint: true}"))
    found = findings(book)
    assert [finding.diagnostic.code for finding in found] == ["overlap", "overlap"]
    for finding in found:
        assert facts(finding) == {"petition.major_urgent", "petition.joint"}
        (result,) = replayed(finding, book, tmp_path)
        assert result.decisions["outcome"].status is DecisionStatus.CONFLICT
    assert "rule.pass-on" in str(found[0])
    assert (
        findings(pack(TWO + decide("pass_on", "{petition.joint: true}"), precedence="[[pass_on], [take, leave]]")) == []
    )


def test_a_dead_rule_is_told_with_what_excludes_it_and_the_nearest_case(pack: Any, tmp_path: Path) -> None:
    constraint = (
        "constraints:\n  - constraint: calm.alone\n    title: 试\n    because: 试。\n"
        "    never: {petition.joint: true, petition.major_urgent: false}\n"
    )
    dead = rule("n.dead", when="{petition.joint: true, petition.major_urgent: false}", obliges=NOTICE)
    finding = only(book := pack(TWO + dead, constraints=constraint), "dead-rule")
    assert "n.dead" in str(finding)
    assert "petition.joint and petition.major_urgent cannot be met together because of constraint calm.alone" in str(
        finding
    )
    (result,) = replayed(finding, book, tmp_path)
    assert [norm.rule for norm in result.norms] == []
    assert facts(finding) == {"petition.joint"}


def test_a_rule_that_contradicts_itself_is_dead(pack: Any) -> None:
    dead = rule("n.dead", when=f"{{all: [{URGENT}, {CALM}]}}", obliges=NOTICE)
    finding = only(book := pack(TWO + dead), "dead-rule")
    assert "constraint" not in str(finding)
    assert truths(finding, book)["n.dead"] == (FALSE, FALSE)


def test_a_rule_hidden_by_precedence_is_told_with_what_hides_it(pack: Any) -> None:
    hidden = decide("pass_on", "{petition.major_urgent: true, petition.joint: true}")
    finding = only(book := pack(TWO + hidden, precedence="[[take], [pass_on], [leave]]"), "hidden-rule")
    assert "rule.pass-on is wholly hidden by rule rule.take" in str(finding)
    assert truths(finding, book)["rule.pass-on"] == (TRUE, FALSE)


def test_a_rule_hidden_by_an_exception_is_told(pack: Any, tmp_path: Path) -> None:
    narrow = rule("n.narrow", when="{petition.major_urgent: true, petition.joint: true}", obliges=NOTICE)
    wide = rule("n.wide", when=URGENT, obliges=NOTICE, exception_to="n.narrow")
    finding = only(book := pack(TWO + narrow + wide), "hidden-rule")
    assert "rule n.wide" in str(finding)
    (result,) = replayed(finding, book, tmp_path)
    assert [norm.rule for norm in result.norms] == ["n.wide"]


def test_an_exception_that_never_meets_its_rule_is_idle(pack: Any) -> None:
    book = pack(
        TWO
        + rule("n.one", when=URGENT, obliges=NOTICE)
        + rule("n.two", when=CALM, obliges=NOTICE, exception_to="n.one")
    )
    finding = only(book, "idle-exception")
    assert "no case meets the conditions of both" in str(finding)
    assert truths(finding, book)["n.one"] == (TRUE, TRUE)
    assert truths(finding, book)["n.two"] == (FALSE, FALSE)


def test_an_exception_that_another_one_makes_needless_is_idle(pack: Any) -> None:
    base = rule("n.base", obliges=NOTICE)
    wide = rule("n.wide", when=URGENT, obliges=NOTICE, exception_to="n.base")
    both = "{petition.major_urgent: true, petition.joint: true}"
    narrow = rule("n.narrow", when=both, obliges=NOTICE, exception_to="n.base")
    finding = only(book := pack(TWO + base + wide + narrow), "idle-exception")
    assert "n.narrow to n.base" in str(finding)
    assert "another rule displaces it too" in str(finding)
    assert truths(finding, book)["n.base"] == (TRUE, FALSE)
    assert truths(finding, book)["n.narrow"] == (TRUE, TRUE)


def test_an_exception_to_a_rule_of_a_later_line_is_idle(pack: Any) -> None:
    joint = decide("pass_on", "{petition.joint: true}", exception_to="[rule.take, rule.leave]")
    found = findings(pack(TWO + joint, precedence="[[pass_on], [take, leave]]"))
    assert [finding.diagnostic.code for finding in found] == ["idle-exception", "idle-exception"]
    assert findings(pack(TWO + joint)) == []


def test_an_unless_that_never_meets_its_rule_is_idle(pack: Any) -> None:
    book = pack(TWO + rule("n.one", when=URGENT, unless=CALM, obliges=NOTICE))
    finding = only(book, "idle-unless")
    assert truths(finding, book)["n.one"] == (TRUE, TRUE)
    only(pack(TWO + rule("n.one", unless=f"{{all: [{URGENT}, {CALM}]}}", obliges=NOTICE)), "idle-unless")


def test_an_unfair_decision_is_shown_by_two_cases(unfair: Any, tmp_path: Path) -> None:
    concept = "concepts:\n  - {concept: in.order, title: 有序}\n"
    orderly = rule("in.order", when="{order.prohibited_acts: {empty: true}}", defines="in.order")
    rules = decide("take", "{in.order: true}") + decide("leave", "{in.order: false}") + orderly
    finding = only(book := unfair(rules, before=concept), "unfair")
    assert "order.prohibited_acts <- in.order <- outcome" in str(finding)
    one, other = replayed(finding, book, tmp_path)
    assert {one.decisions["outcome"].answer, other.decisions["outcome"].answer} == {"take", "leave"}
    assert facts(finding) == {"order.prohibited_acts"}


def test_reading_a_protected_fact_without_effect_is_told_too(unfair: Any) -> None:
    foreign = "{any: [{petition.foreign_petitioner: true}, {petition.foreign_petitioner: false}]}"
    finding = only(unfair(TWO.replace(URGENT, f"{{all: [{URGENT}, {foreign}]}}")), "unfair")
    assert finding.witness is None
    assert "although no case is decided otherwise" in str(finding)


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        ("order.prohibited_acts: {empty: true}", "conduct"),
        ("petition.foreign_petitioner: false", "who the petitioners are"),
        ("petition.representatives: {none: true}", "who the petitioners are"),
    ],
)
def test_what_rests_on_a_protected_fact_is_not_linked_whatever_the_settings_say(
    pack: Any, fact: str, what: str
) -> None:
    """The settings of this pack say nothing of conduct: then it may lead to nothing."""
    with pytest.raises(RulebookError, match=f"no answer may rest on {what}, and outcome rests on {fact.split(':')[0]}"):
        pack(TWO.replace(CALM, f"{{petition.major_urgent: false, {fact}}}"))
    notice = TWO + rule("n.give", when=f"{{{fact}}}", obliges=NOTICE)
    if what == "conduct":
        with pytest.raises(RulebookError, match="notify_in_writing is no consequence of conduct"):
            pack(notice)
    else:
        assert pack(notice).latest.rule("n.give")


def test_dependency_runs_through_norms(unfair: Any) -> None:
    late = "{status.n.give: overdue}"
    notice = rule("n.give", when="{petition.representatives: {none: false}}", obliges=NOTICE)
    book = unfair(decide("take", late) + decide("leave", f"{{not: {late}}}") + notice)
    (path,) = reading_paths(book.latest, book.latest.questions[0])
    assert path == ("outcome", "status.n.give", "petition.representatives")
    assert path[-1] in FACTS.protected
    assert [finding.diagnostic.code for finding in findings(book)] == ["unfair"]


def test_a_conclusion_due_before_the_notice_is_shown(pack: Any, tmp_path: Path) -> None:
    soon = (
        "{bearer: handling_organ, action: conclude, done: timeline.concluded_on, "
        "period: {from: timeline.accepted_on, within: days.ten}}"
    )
    finding = only(book := pack(TWO + rule("n.give", obliges=NOTICE) + rule("n.conclude", obliges=soon)), "early-due")
    (result,) = replayed(finding, book, tmp_path)
    due = {norm.rule: norm.due for norm in result.norms}
    assert due["n.conclude"] is not None
    assert due["n.give"] is not None
    assert due["n.conclude"] < due["n.give"]


def test_an_extension_beyond_its_limit_is_shown(pack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No rule file can say so: what evaluation and formulas are both made of is broken for the purpose.
    def unlimited(lowering: Lowering, span: Span, extend: Extend, low: int, latest: int) -> tuple[int, int]:
        return lowering.bounds(extend.days)

    book = pack(
        TWO + rule("n.long", obliges=NOTICE.replace("days.ten", "days.fifteen").replace("}}", f", {LONGER}}}}}"))
    )
    evaluate({}, as_of=date(2024, 9, 20), rulebook=book)  # what is made for evaluation knows the limit
    monkeypatch.setattr(period_lowering, "_extended", unlimited)
    assert not found_reproduced(book)
    book.latest.cache.clear()
    assert found_reproduced(book)
    (result,) = replayed(only(book, "over-limit"), book, tmp_path)
    assert [norm.rule for norm in result.norms] == ["n.long"]


def found_reproduced(book: Rulebook) -> bool:
    witness = only(book, "over-limit").witness
    assert witness is not None
    return witness.reproduced


def test_constraints_that_leave_no_case_are_told(pack: Any) -> None:
    none = "".join(
        f"  - constraint: none.{name}\n    title: 试\n    because: 试。\n    never: {condition}\n"
        for name, condition in (("urgent", URGENT), ("calm", CALM))
    )
    finding = only(pack(TWO, constraints="constraints:\n" + none), "inadmissible")
    assert "constraint none.urgent and constraint none.calm" in str(finding)
