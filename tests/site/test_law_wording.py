"""Conditions, norms and periods as legal Chinese. Expected sentences are put together by hand from the rule files."""

import re
from pathlib import Path

import pytest

from tests.site.law_helpers import overlaid, plain, shipped
from xinfang_rules.explain.norm_words import period_words, sentence
from xinfang_rules.explain.outline import inline
from xinfang_rules.explain.phrases import negated
from xinfang_rules.explain.requirements import Group, Leaf, normal, own_condition, unconditional
from xinfang_rules.facts.case import FACTS
from xinfang_rules.language.conditions import ALWAYS, AllOf, Among, AnyOf, Condition, CountBetween, Happened, Not
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.site.links import Links
from xinfang_rules.site.words.condition_words import in_cell, requirements

VISIT = Among("petition.channel", 1 << 4, (1 << 6) - 1, ("visit",))
ACCUSATION = Among("petition.category", 1 << 1, (1 << 3) - 1, ("accusation",))
DISCIPLINE = Among("accusation.discipline_jurisdiction", 1, 3, ("true",))


def edition() -> Edition:
    return shipped().edition


def links() -> Links:
    return Links("somewhere.md", shipped())


def words(condition: Condition) -> str:
    return plain(requirements(condition, links()))


def lines(condition: Condition) -> list[str]:
    return [line for line in words(condition).splitlines() if line.strip()]


def rule(name: str) -> Rule:
    return edition().rule(name)


def test_a_conjunction_is_numbered_and_ends_with_a_full_stop() -> None:
    assert lines(AllOf((VISIT, ACCUSATION))) == [
        "同时具备下列条件：",
        "- （一）采用走访形式提出；",
        "- （二）属于检举控告类信访事项。",
    ]


def test_alternatives_inside_a_conjunction_are_nested_with_numbers_of_their_own() -> None:
    assert lines(AllOf((AnyOf((ACCUSATION, DISCIPLINE)), VISIT))) == [
        "同时具备下列条件：",
        "- （一）具备下列条件之一：",
        "    - 1．属于检举控告类信访事项；",
        "    - 2．属于纪检监察机关受理的检举控告；",
        "- （二）采用走访形式提出。",
    ]


def test_negation_goes_to_the_leaves_and_turns_every_into_some() -> None:
    assert lines(Not(AllOf((ACCUSATION, Not(DISCIPLINE))))) == [
        "具备下列条件之一：",
        "- （一）属于建议意见类或者申诉求决类信访事项；",
        "- （二）属于纪检监察机关受理的检举控告。",
    ]


def test_a_single_requirement_is_a_list_of_one_without_a_number() -> None:
    assert lines(VISIT) == ["- 采用走访形式提出。"]


def test_nothing_is_written_where_nothing_is_required() -> None:
    assert requirements(ALWAYS, links()) == ""
    assert unconditional(AllOf((AllOf(()),)))


def test_what_no_case_can_meet_is_said_to_be_so() -> None:
    assert words(Not(ALWAYS)) == "- 没有案件能够具备的条件。"
    assert normal(AllOf((VISIT, AnyOf(())))) == Group(False, ())


def test_groups_in_groups_of_their_kind_are_one_group_and_nothing_is_said_twice() -> None:
    assert normal(AllOf((VISIT, AllOf((ACCUSATION, VISIT))))) == Group(
        True, (Leaf(VISIT, True), Leaf(ACCUSATION, True))
    )


def test_every_name_in_a_condition_is_linked_to_its_definition() -> None:
    written = requirements(own_condition(rule("disposition.separate-organ")), links())
    assert "[本机关是纪检监察机关或者其他机关、单位](facts.md#organ-kind)" in written
    office = "[党委和政府信访部门以外的机关、单位](facts.md#organ-other_than_petition_office)"
    assert office in requirements(own_condition(rule("notice.direct")), links())
    assert "[“收到后如何处置”](process/disposition.md)的结论为转送" in requirements(
        own_condition(rule("office.forward")), links()
    )
    assert "[办理机关未按期办结](articles/34.md#handling-conclude)" in requirements(
        own_condition(rule("missed.conclude")), links()
    )


def test_a_bound_is_written_as_the_number_of_the_law_with_its_unit() -> None:
    # Article 20.3: at most 5; article 24.1: two or more.
    limit = rule("visit.representatives-limit").norm
    assert limit is not None
    assert limit.breached_when is not None
    assert inline(edition().conditions[limit.breached_when], edition()) == "推选的代表人数超过5人"
    assert "涉及的机关、单位数不少于2个" in words(own_condition(rule("disposition.negotiate")))
    several = CountBetween("petition.organs_involved", 2, 1 << 30, ("jurisdiction.organs",))
    assert inline(Not(several), edition()) == "涉及的机关、单位数少于2个"
    assert inline(CountBetween("handling.hearing_days", 1, 1 << 30), edition()) == "举行了复核听证"


def test_levels_below_levels_never_begin_their_numbers_again() -> None:
    deep: Condition = VISIT
    for level in range(8):
        deep = (AllOf if level % 2 else AnyOf)((deep, ACCUSATION, DISCIPLINE))
    heads = [line.split("- ")[1] for line in lines(deep) if line.endswith("：") and "- " in line]
    numbers = [re.split("同时|具备", head)[0] for head in heads]
    # Laws number no deeper than ①; what lies below it is one line.
    assert numbers == ["（一）", "1．", "（1）"]
    assert sum("①" in line for line in lines(deep)) == 1
    assert not re.search("[a-zA-Z]．", words(deep))


def test_a_fact_that_is_not_so_is_told_in_its_own_words() -> None:
    # 23.2: 姓名（名称）、住址不清; 32.1: the demand lacks a basis in fact.
    assert inline(Among("petition.petitioner_identified", 1, 3, ("true",)), edition()).startswith("信访人")
    for name in ("petition.petitioner_identified", "handling.facts_clear"):
        spec = FACTS[name]
        assert spec.negated
        assert inline(Not(Among(name, 1, 3, ("true",))), edition()) == spec.negated
    for each in edition().rules:
        assert "并非" not in plain(requirements(own_condition(each), links())), each.id


def test_a_status_is_told_by_what_it_means_for_the_reader() -> None:
    # 44 lists what is wrong; 47.1 speaks of what 20 demands and was not done.
    assert words(own_condition(rule("liability.article-44"))).count("的情形") == 4
    assert inline(own_condition(rule("order.dissuade-judicial")), edition()) == (
        "信访人没有按照法律法规规定的程序向有关政法部门提出"
    )
    assert "违反“推选的代表人数不得超过5人”" in inline(own_condition(rule("order.dissuade-representatives")), edition())


def test_one_line_is_broken_up_where_it_would_need_brackets_in_brackets() -> None:
    flat = AllOf((VISIT, AnyOf((ACCUSATION, DISCIPLINE))))
    assert (
        plain(in_cell(flat, links()))
        == "采用走访形式提出，并且（属于检举控告类信访事项，或者属于纪检监察机关受理的检举控告）"
    )
    nested = AnyOf((flat, DISCIPLINE))
    assert plain(in_cell(nested, links())).split("<br>") == [
        "具备下列条件之一：",
        "（一）同时具备下列条件：",
        "　1．采用走访形式提出；",
        "　2．具备下列条件之一：",
        "　　（1）属于检举控告类信访事项；",
        "　　（2）属于纪检监察机关受理的检举控告；",
        "（二）属于纪检监察机关受理的检举控告",
    ]


def test_a_day_that_has_come_is_told_as_what_somebody_has_done() -> None:
    assert inline(Happened("timeline.review_decided_on"), edition()) == "复查机关已经提出复查意见"
    assert inline(Not(Happened("timeline.concluded_on")), edition()) == "办理机关尚未办结"


@pytest.mark.parametrize(
    ("title", "negation"),
    [
        ("受理机关已经确定", "受理机关尚未确定"),
        ("已有复核意见", "尚无复核意见"),
        ("能够当场告知", "不能当场告知"),
        ("涉及诉讼权利救济", "不涉及诉讼权利救济"),
        ("有共同的上一级机关、单位", "没有共同的上一级机关、单位"),
        # 尚未 would deny the first half alone.
        ("同一事项已经受理或者正在办理", "不属于“同一事项已经受理或者正在办理”的情形"),
        ("生活确有困难", "不属于“生活确有困难”的情形"),
    ],
)
def test_titles_are_negated_as_chinese_does_or_quoted_whole(title: str, negation: str) -> None:
    assert negated(title) == negation


def test_what_is_not_none_is_told_by_what_it_may_be() -> None:
    # Not: 不是“不应当通过仲裁解决”.
    assert "- （二）应当通过仲裁解决" in words(own_condition(rule("track.arbitration")))


@pytest.mark.parametrize("wanted", [True, False])
def test_no_rule_is_worded_with_a_double_negation(wanted: bool) -> None:
    double = re.compile("不是不|并非“(不|并非|没有|尚未)|不符合“不|不不")
    for each in edition().rules:
        for condition in (own_condition(each), *([each.unless] if each.unless else [])):
            written = plain(requirements(condition, links(), wanted=wanted))
            assert not double.search(written), f"{each.id}: {written}"


def test_the_period_of_article_34_says_start_length_and_extension() -> None:
    norm = rule("handling.conclude").norm
    assert norm is not None
    assert period_words(norm, edition()) == (
        "自受理之日起60日内；情况复杂，并且延期经负责人批准的，可以延长，延长不超过30日"
        "（批准延期之日不晚于原期限的最后一日）"
    )


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("notice.direct", "能够当场告知的，按收到当日计；其他情形，自收到之日起15日内"),  # 23.2
        ("objection.raise", "自收到之日起5个工作日内"),  # 23.3
        ("review.request", "自收到书面答复之日起30日内；最后一日为法定休假日的，顺延至下一个工作日"),  # 35
        ("reexamination.decide", "自收到复核请求之日起30日内；复核听证天数不计算在期限内"),  # 36.1, 36.2
        ("office.report-result", "最后一日为交办指定的反馈期限"),  # 22.1.3
        ("urgent.report", "及时"),  # 25.1
        ("office.register", ""),
    ],
)
def test_periods_are_worded_as_the_provisions_give_them(name: str, period: str) -> None:
    norm = rule(name).norm
    assert norm is not None
    assert period_words(norm, edition()) == period


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("office.report", "党委和政府信访部门应当及时提出建议，报请本级党委和政府决定。"),
        (
            "review.request",
            "信访人可以请求复查，期限：自收到书面答复之日起30日内；最后一日为法定休假日的，顺延至下一个工作日。",
        ),
        ("petitioner.no-fabrication", "信访人不得捏造、歪曲事实，不得诬告、陷害他人。"),
        ("petitioner.no-retaliation", "任何组织和个人不得打击报复信访人。"),
        (
            "handling.extension-limit",
            "有权处理的机关、单位延长办理期限不得超过30日。",
        ),
        (
            "handling.may-extend",  # the 60 days are the time for approving, the 30 what may be added
            "有权处理的机关、单位可以经负责人批准延长办理期限，批准延期须在受理之日起60日内；"
            "延长办理期限不得超过30日。",
        ),
        ("disposition.pending-below", "“收到后如何处置”的结论为：不予受理。"),
        ("supervision.urge-conduct", "党委和政府信访部门应当及时督办。"),  # 及时 once
    ],
)
def test_the_sentence_of_a_rule_says_who_must_do_what(name: str, said: str) -> None:
    assert plain(sentence(rule(name), edition())) == said


def test_every_rule_has_one_sentence() -> None:
    for each in edition().rules:
        said = plain(sentence(each, edition()))
        assert said.endswith("。"), each.id
        assert "\n" not in said, each.id
        assert "不得不" not in said, each.id


def test_a_condition_is_enclosed_where_something_is_joined_to_it() -> None:
    either = AnyOf((VISIT, DISCIPLINE))
    assert inline(either, edition()) == "采用走访形式提出，或者属于纪检监察机关受理的检举控告"
    assert inline(either, edition(), enclosed=True) == "（采用走访形式提出，或者属于纪检监察机关受理的检举控告）"


def test_text_that_looks_like_markdown_stays_text(tmp_path: Path) -> None:
    book = overlaid(
        tmp_path,
        """
overlay: {id: odd, title: 试点}
rules:
  - id: odd.title
    title: "*星号* [方括号](x) <b> | `"
    cite: {at: "34", quote: 并告知信访人延期理由}
    forbids: {bearer: handling_organ, action: conclude}
""",
    )
    said = sentence(book.edition.rule("odd.title"), book.edition, links().marking)
    assert not [mark for mark in ("<b>", "*星", "](x)", "|", "` ") if mark in said]
