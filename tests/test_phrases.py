"""Requirements as statements: expected sentences are the Regulation's own words, put together by hand."""

import re
from datetime import date
from typing import Any

import pytest

from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.explain.phrases import PLAIN, phrase, question
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.language.conditions import (
    Among,
    Atom,
    Compared,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    atoms,
)
from xinfang_rules.language.truth import NEVER
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Edition

EDITION = load("xinfang-2022").latest
EDITIONS = {name: load(name).latest for name in ("xinfang-2022", "xinfang-2005")}


def among(name: str, *chosen: str, edition: Edition = EDITION) -> Among:
    values = edition.scope[name].values
    mask = sum(1 << values.index(value) for value in chosen)
    return Among(name, mask, (1 << len(values)) - 1, chosen)


@pytest.mark.parametrize(
    ("atom", "holds", "fails"),
    [
        # 31.2: 应当通过仲裁解决的
        (among("remedy.arbitration", "none"), "不应当通过仲裁解决", "应当通过仲裁解决"),
        (among("remedy.arbitration", "labour"), "应当通过劳动争议仲裁解决", ""),
        # 31.4
        (among("remedy.administrative", "none"), "不可以通过行政程序解决", "可以通过行政程序解决"),
        (among("remedy.administrative", "reconsideration"), "可以通过行政复议解决", ""),
        # 31.5: 申请查处违法行为、履行保护…职责
        (
            among("remedy.duty", "none"),
            "不属于申请查处违法行为或者申请履行保护职责",
            "属于申请查处违法行为或者申请履行保护职责",
        ),
        # 22.1, 23.1: 属于本机关、单位职权范围的
        (among("petition.competence", "own"), "属于本机关、单位职权范围", "不属于本机关、单位职权范围"),
        (
            among("petition.competence", "same_level"),
            "属于本级其他机关、单位职权范围",
            "不属于本级其他机关、单位职权范围",
        ),
        # 23.1: 对不属于本机关、单位或者本系统职权范围的
        (
            among("petition.competence", "same_level", "elsewhere"),
            "不属于本机关、单位职权范围，也不属于下级（本系统下级）机关、单位职权范围",
            "属于本机关、单位职权范围或者属于下级（本系统下级）机关、单位职权范围",
        ),
        # 32.1.1, 32.1.3
        (among("handling.legal_basis", "conforms"), "请求符合有关规定", "请求缺乏法律依据或者不符合有关规定"),
        (among("handling.legal_basis", "contrary"), "请求不符合有关规定", "请求符合有关规定或者缺乏法律依据"),
        (among("organ.kind", "petition_office"), "本机关是党委和政府信访部门", "本机关不是党委和政府信访部门"),
        (among("petition.intake", "direct"), "属于信访人直接提出的事项", "属于转送或者交办的事项"),
        # 23.3: 提出异议
        (Happened("timeline.objection_on"), "本机关已经提出异议", "本机关尚未提出异议"),
        # 20.3: 应当推选代表
        (CountBetween("petition.representatives", 1, 1 << 30), "推选了代表", "没有推选代表"),
        # 22.1, 34, 35
        (among("status.office.dispatch", "overdue", "met_late"), "本机关未按期转送、交办、报请", ""),
        (among("status.handling.conclude", "overdue", "met_late"), "办理机关未按期办结", "办理机关办结没有逾期"),
        (among("status.review.request", "lapsed"), "信访人请求复查的期限已过，没有请求复查", ""),
    ],
)
def test_a_requirement_is_a_statement_in_the_words_of_the_articles(atom: Atom, holds: str, fails: str) -> None:
    assert phrase(atom, EDITION, wanted=True) == holds
    if fails:
        assert phrase(atom, EDITION, wanted=False) == fails


@pytest.mark.parametrize(
    ("atom", "asked", "met_by_yes"),
    [
        # 21.1, 32.1.1: by the question of the fact itself
        (among("petition.petitioner_identified", "true"), FACTS["petition.petitioner_identified"].ask, True),
        (among("petition.petitioner_identified", "false"), FACTS["petition.petitioner_identified"].ask, False),
        (among("organ.kind", "petition_office"), "本机关是否为党委和政府信访部门？", True),
        (among("petition.competence", "own"), "是否属于本机关、单位职权范围？", True),
        (among("handling.legal_basis", "contrary"), "请求是否不符合有关规定？", True),
        # 31.2: a denial is asked for by its opposite; 是否不应当 would be answered with a double negation.
        (among("remedy.arbitration", "none"), "是否应当通过仲裁解决？", False),
        (among("track", "petition_procedure"), "“按什么程序办理”的结论是否为信访程序？", True),
        (among("status.handling.conclude", "overdue", "met_late"), "是否属于“办理机关未按期办结”的情形？", True),
        (Happened("timeline.objection_on"), "本机关是否已经提出异议？", True),
        (
            CountBetween("petition.organs_involved", 2, 1 << 30, ("jurisdiction.organs",)),
            "涉及的机关、单位数是否不少于2个？",
            True,
        ),
        (CountBetween("handling.hearing_days", 1, 1 << 30), "是否举行了复核听证？", True),
        (
            Compared("timeline.objection_on", DateOrder.AFTER, "timeline.received_on"),
            "提出异议之日是否晚于收到之日？",
            True,
        ),
        (CountBetween("timeline.received_on", 738_886, NEVER - 1), "收到之日是否不早于2024年1月1日？", True),
        (CountBetween("timeline.received_on", 1, 738_885), "收到之日是否不晚于2023年12月31日？", True),
        (
            InSequence("timeline.received_on", "timeline.objection_on"),
            "提出异议之日是否以收到之日为前提，并且不早于收到之日？",
            True,
        ),
    ],
)
def test_a_requirement_is_a_question_of_yes_or_no(atom: Atom, asked: str, met_by_yes: bool) -> None:
    for wanted in (True, False):
        assert question(atom, EDITION, wanted=wanted) == (asked, met_by_yes is wanted)


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_no_requirement_of_any_rule_is_a_field_with_its_value_or_denies_twice(edition: Edition) -> None:
    field = re.compile("：|不是不|是不是|不是属于|为属于|：不|的行为的行为")
    read = {atom for rule in edition.rules for atom in atoms(rule.condition)}
    for atom in read:
        for wanted in (True, False):
            said = phrase(atom, edition, wanted=wanted)
            assert not field.search(said), said
            assert phrase(atom, edition, wanted=wanted, marking=PLAIN) == said


@pytest.mark.parametrize(
    ("edition", "spec"),
    [
        pytest.param(edition, spec, id=f"{name}-{spec.name}")
        for name, edition in EDITIONS.items()
        for spec in edition.facts.values()
        if spec.kind == "enum"
    ],
)
def test_each_choice_of_values_and_its_opposite_are_told_apart(edition: Edition, spec: FactSpec) -> None:
    choices = [among(spec.name, value, edition=edition) for value in spec.members]
    said = {phrase(choice, edition, wanted=True) for choice in choices}
    denied = {phrase(choice, edition, wanted=False) for choice in choices}
    assert len(said) == len(denied) == len(spec.members)
    # With two values, not to be the one is to be the other.
    assert not said & denied or len(spec.members) == 2 or {"none", "elsewhere"} & set(spec.members)


CASE: dict[str, Any] = {
    "organ": {"kind": "other"},
    "petition": {"category": "grievance", "intake": "direct", "competence": "own", "request": "new"},
    "remedy": {"litigation_rights": False, "judicial": "none", "arbitration": "labour"},
}


def test_an_explanation_states_what_the_case_says_and_does_not_quote_a_form() -> None:
    result = evaluate(Case.model_validate(CASE), as_of=date(2024, 3, 1))
    told = result.explain("track")
    assert "具备　应当通过劳动争议仲裁解决\n" in told + "\n"
    assert "具备　属于申诉求决类信访事项\n" in told
    assert "（案件：" not in told


def test_a_number_is_told_where_the_requirement_does_not_name_it() -> None:
    # 24.1: two or more organs; article 31 knows a hearing, 36.2 the days of one.
    facts = {**CASE, "petition": {**CASE["petition"], "organs_involved": 3, "competence_disputed": True}}
    facts["petition"]["jurisdiction_settled"] = False
    facts["history"] = {"same_matter_pending": False, "opinion_issued": False, "reexamination_concluded": False}
    result = evaluate(Case.model_validate(facts), as_of=date(2024, 3, 21))
    assert "具备　涉及的机关、单位数不少于2个（案件：3）" in result.explain("disposition")
