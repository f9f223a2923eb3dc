"""Index, terms, scenarios, gaps, coverage and changes: complete, linked, for any pack and with overlays."""

import posixpath
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.overlay_helpers import overlay_of
from tests.site.law_helpers import altered, law_pages, overlaid, plain, shipped, shipped_pages
from xinfang_rules.site.links import anchor, scenario_path
from xinfang_rules.site.pages import WRITERS, articles_page, correspondence_page, proposals_page
from xinfang_rules.site.site_context import SiteContext, read_book

TESTS = Path(__file__).parents[1]
_COMPARED = re.compile(r'<details class="law-folded law-compared".*?</details>', re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]*)\)")
_ANCHOR = re.compile(r"\{[^{}]*#([^\s{}]+)[^{}]*\}|\bid=\"([^\"]+)\"")


def broken_links(book: SiteContext) -> list[str]:
    """Follows every link of the law pages to a page and an anchor on it."""
    every = {page.path: page.body for write in WRITERS for page in write(book)}
    anchors = {path: {a or b for a, b in _ANCHOR.findall(body)} for path, body in every.items()}
    broken = []
    for path in law_pages(book):
        for target in _LINK.findall(every[path]):
            if target.startswith("https://"):
                continue
            page, _, fragment = target.partition("#")
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), page)) if page else path
            if place not in every or (fragment and fragment not in anchors[place]):
                broken.append(f"{path}: {target}")
    return broken


def test_every_link_leads_to_a_page_and_an_anchor() -> None:
    assert broken_links(shipped()) == []


@pytest.mark.parametrize("pack", ["cli_pack", "scenario_pack", "mutation_pack"])
def test_any_pack_can_be_documented(pack: str) -> None:
    book = read_book(TESTS / pack)
    assert broken_links(book) == []
    pages = law_pages(book)
    for rule in book.edition.rules:
        assert f"`{rule.id}`" in pages["rules.md"].body
        assert any(f"{{ #{anchor(rule.id)} }}" in page.body for page in pages.values())


# The index


def test_the_index_lists_every_rule_by_identifier_organ_and_fact() -> None:
    body = shipped_pages()["rules.md"].body
    by_id = body.partition("{ #by-id }")[2]
    assert [rule.id for rule in shipped().edition.rules if f"[`{rule.id}`](" not in by_id] == []
    police = body.partition("{ #bearer-public_security }")[2].partition("###")[0]
    assert plain(police).count("第四十七条") == 2  # 47.2 and 47.3
    by_fact = body.partition("{ #by-fact }")[2].partition("{ #by-id }")[0]
    row = next(line for line in by_fact.splitlines() if "#handling-extension_days" in line)
    assert plain(row) == "| 延长的天数 | 按照信访程序办理的，自受理之日起60日内办结<br>延长办理期限不得超过30日 |"


# Terms


def test_every_fact_has_its_question_its_values_and_its_rules() -> None:
    body = shipped_pages()["facts.md"].body
    for spec in shipped().edition.facts.values():
        part = body.partition(f"{{ #{anchor(spec.name)} }}")[2].partition("</section>")[0]
        assert f"`{spec.name}`" in part
        assert spec.ask in plain(part)
        for member in spec.members:
            assert f"- {spec.member_labels[member]}" in plain(part)
        assert ("没有规则以它为条件" in part) is (spec.name not in shipped().readers)
        if spec.whose:
            assert f"谁的日期\n:   {spec.whose}" in part


def test_the_pages_of_the_regulation_of_2005_speak_its_own_words() -> None:
    # It binds administrative organs alone (2.1); the shared facts are worded for the Regulation of 2022.
    # What stands beside an article of 2022 speaks of that, and is left out here.
    bodies = (_COMPARED.sub("", page.body) for page in law_pages(read_book("xinfang-2005")).values())
    text = plain("".join(bodies))
    assert "县级以上人民政府信访工作机构" in text
    assert "党委" not in text
    assert "机关、单位" not in text.replace("机关、单位及其工作人员的行为", "")  # the name of a group of facts
    assert "并非" not in text


def test_a_meaning_is_told_in_the_words_that_people_see() -> None:
    body = shipped_pages()["facts.md"].body
    meanings = re.findall(r"含义\n:   (.*)", body)
    assert len(meanings) == sum(bool(spec.meaning) for spec in shipped().edition.facts.values())
    assert [meaning for meaning in meanings if re.search("[a-z]_|\\btrue\\b|\\bfalse\\b|\\bnone\\b", meaning)] == []
    part = body.partition("{ #remedy-arbitration }")[2]
    assert "含义\n:   不应当通过仲裁解决的，选“不应当通过仲裁解决”" in part


def test_concepts_questions_bearers_and_statuses_are_listed() -> None:
    edition, body = shipped().edition, plain(shipped_pages()["facts.md"].body)
    assert [concept.title for concept in edition.concepts if f"### {concept.title}" not in body] == []
    # 23.1: all organs but petition offices. A concept is told with what it stands for.
    other_organs = body.partition("### 党委和政府信访部门以外的机关、单位")[2].partition("</section>")[0]
    assert "本机关是政法部门、纪检监察机关或者其他机关、单位" in other_organs
    for question in edition.questions:
        assert [label for label in question.answers.values() if f"| {label} |" not in body] == []
    assert "| 应当（义务） | 逾期未履行 | `overdue` |" in body
    assert "| 信访人 |" in body


def test_what_no_case_can_be_is_told_with_its_reason(tmp_path: Path) -> None:
    constraint = shipped().edition.constraints[0]
    body = shipped_pages()["facts.md"].body
    assert constraint.because in body
    book = altered(tmp_path, "constraints.yaml", f"because: {constraint.because}", "because: 换了一个理由。")
    assert "换了一个理由。" in law_pages(book)["facts.md"].body


# Scenarios


def test_every_scenario_stands_on_the_page_of_its_file_with_what_came_of_it() -> None:
    book, pages = shipped(), shipped_pages()
    for outcome in book.outcomes:
        title = outcome.scenario.title
        body = pages[scenario_path(book.scenario_pages[outcome.scenario.position.source])].body
        part = body.partition(f"{{ #{anchor(title)} }}")[2].partition("</section>")[0]
        assert part.count("结果相符") == 1, title
        assert "应有的结果：" in part


def test_a_scenario_tells_the_case_and_what_was_expected_in_chinese() -> None:
    part = plain(shipped_pages()["scenarios/time-limits.md"].body).partition("## 办理期限的第六十日还没有逾期")[2]
    said = part.partition("</section>")[0]
    assert "截至2024年4月30日" in said
    assert "| 信访事项类别 | 申诉求决类 |" in said
    assert "| 受理日期 | 2024年3月1日 |" in said
    assert "- 按什么程序办理：信访程序" in said
    assert "- 按照信访程序办理的，自受理之日起60日内办结：待履行（未逾期），最后一日2024年4月30日，今日到期" in said
    assert "- 不适用：没有在办理期限内办结" in said
    assert "- 建议：没有" in said
    assert "依据：第三十一条第六项、第三十四条。" in said


def test_a_scenario_that_comes_out_otherwise_is_shown_to_do_so(tmp_path: Path) -> None:
    number = "parameters:\n  - parameter: handling.days\n    values: [{from: 2022-05-01, value: 45}]\n"
    text = overlay_of(number, "sets: handling.days")
    pages = law_pages(overlaid(tmp_path, text, scenarios=True))
    body = plain(pages["scenarios/time-limits.md"].body).partition("## 办理期限的第六十日还没有逾期")[2]
    part = body.partition("</section>")[0]
    assert '!!! failure "结果不符"' in part
    assert "结果相符" not in part
    assert "办理期限的第六十日还没有逾期" in plain(pages["scenarios/index.md"].body)


def test_scenarios_of_rules_that_an_overlay_removes_are_named_and_not_run(tmp_path: Path) -> None:
    book = overlaid(tmp_path, overlay_of("", "removes: handling.may-extend"), scenarios=True)
    assert "情况复杂而没有批准延期的，第六十日仍可批准" in {scenario.title for scenario in book.unusable}
    index = law_pages(book)["scenarios/index.md"].body
    assert "情况复杂而没有批准延期的，第六十日仍可批准" in index.partition("{ #unusable }")[2]


# Gaps, coverage, changes


def test_every_reading_is_listed_under_its_article() -> None:
    body = plain(shipped_pages()["gaps.md"].body)
    for rule in shipped().edition.rules:
        for text in (rule.interpretive, rule.not_modelled):
            assert text is None or re.sub(r"(?<=。)\s", "", text.strip()) in body, rule.id
    settings: Any = shipped().pack.settings
    for reading in (settings.entry.counting, settings.entry.governed_by, settings.entry.roll_on):
        assert reading.interpretive in body
    part = body.partition("### 第三十四条　办理期限和延期")[2].partition("###")[0]
    assert "批准延期须不迟于原期限届满之日（含当日）" in part


def test_coverage_shows_all_articles_in_words() -> None:
    body = plain(shipped_pages()["coverage.md"].body)
    assert "《信访工作条例》共50条、98款" in body
    cells = re.findall(r"^- (第.+?条) .+?<br>(.+)$", body, flags=re.M)
    assert len(cells) == 50
    assert ("第三十四条", "已写入规则 · 5条规则") in cells
    assert ("第二十九条", "已写入规则 2/3款 · 5条规则") in cells  # the third paragraph is organisational
    assert ("第六条", "不能据以判断") in cells
    reasons = body.partition("{ #without-rules }")[2] or body.partition("未写入规则的条款及理由")[2]
    assert "| 第四十九条 | 组织和原则 | 规定解释权归谁，不因具体信访事项而适用。 |" in reasons


def test_changes_tell_what_holds_from_which_day() -> None:
    body = plain(shipped_pages()["changes.md"].body)
    assert "《信访工作条例》自2022年5月1日起施行。" in body
    assert (
        "| 第二十三条　其他机关收到后的处理 | 期限、人数标准 | 对转送、交办提出异议的期限 | 2022年5月1日起5个工作日 |"
        in body
    )
    assert "叠加" not in body


def test_an_overlay_is_told_apart_from_what_lies_under_it(tmp_path: Path) -> None:
    text = """
parameters:
  - parameter: handling.days
    values: [{from: 2022-05-01, value: 45}, {from: 2023-01-01, value: 40}]
    because: 试点从速
rules:
  - id: handling.hearing
    title: 可以举行听证会
    cite: {at: "31.1.6", quote: 对重大、复杂、疑难的信访事项，可以举行听证}
    when: {petition.major_complex_difficult: true}
    permits: {bearer: handling_organ, action: hold_hearing}
  - id: trial.tell
    title: 另行告知
    cite: {at: "34", quote: 并告知信访人延期理由}
    in_force_from: 2024-01-01
    obliges: {bearer: handling_organ, action: explain_extension}
"""
    changes = ("sets: handling.days", "replaces: handling.hearing", "removes: handling.may-extend")
    body = plain(law_pages(overlaid(tmp_path, overlay_of(text, *changes)))["changes.md"].body)
    assert "叠加“试点”之后的规则" in body
    values = "自2022年5月1日起至2022年12月31日止，60日改为45日；自2023年1月1日起，60日改为40日"
    assert f"| 试点 | 设定 | `handling.days` | {values} | 试点 |" in body
    assert "| 试点 | 替换 | `handling.hearing` | 改动：标题、" in body
    removed = "情况复杂的，经本机关、单位负责人批准，可以适当延长办理期限，延长不得超过30日"
    assert f"| 试点 | 删去 | `handling.may-extend` | 删去“{removed}” | 试点 |" in body
    assert "| `trial.tell` | 另行告知 |" in body
    now = "2022年5月1日起45日，2023年1月1日起40日"
    assert f"| 2023年1月1日起 | 249条 | 办理期限：{now} |" not in body  # one rule fewer, one not yet in force
    assert f"| 2023年1月1日起 | 248条 | 办理期限：{now} |" in body
    assert "| 2024年1月1日起 | 249条 | 起效：另行告知 |" in body
    assert "| 第三十四条　办理期限和延期 | 规则 | 另行告知 | 2024年1月1日起 |" in body


def test_no_anchor_stands_twice_on_a_page() -> None:
    for path, page in shipped_pages().items():
        anchors = [a or b for a, b in _ANCHOR.findall(page.body)]
        assert len(anchors) == len(set(anchors)), path


def test_no_two_pages_have_one_title() -> None:
    titles = [page.title for page in shipped_pages().values()]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_the_page_of_coverage_says_what_is_shipped_beside_and_that_nothing_else_is() -> None:
    part = plain(shipped_pages()["coverage.md"].body).partition("{ #outside }")[2]
    part = part or plain(shipped_pages()["coverage.md"].body).partition("《信访工作条例》以外的规定")[2]
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in part.splitlines() if line.startswith("| ")}
    # Of the rules on accusations only articles 15 and 16 were at hand, of the local ones of Zhejiang all.
    assert "《纪检监察机关处理检举控告工作规则》文本不全" in rows["纪检监察机关处理检举控告工作规则（2020）"]
    assert "| 浙江 | 全文 |" in rows["浙江省信访条例（2016年修订）"]
    assert "依法逐级走访办法（2014）" not in rows  # it is laid over the Regulation of 2005 alone
    assert "没有列出的规定（其他部门、其他地方的），没有收入。" in part


def test_the_proposals_are_called_as_the_text_of_their_time_calls_them() -> None:
    titles = {}
    for pack in ("xinfang-2005", "xinfang-2022"):
        (page,) = proposals_page.pages(shipped() if pack == "xinfang-2022" else read_book(pack))
        titles[pack] = page.title
    assert titles == {"xinfang-2005": "改进建议、完善政策的建议和行政处分的建议", "xinfang-2022": "三项建议"}


def test_articles_lead_to_their_counterparts_and_both_sides_tell_their_periods() -> None:
    book = replace(shipped(), beside={"xinfang-2005": "xinfang-2005/"})
    pages = {page.path: page.body for page in articles_page.pages(book)}
    # 34 of 2022 is 33 of 2005; 23.3 objects in five working days where 21.2 of 2005 decided in fifteen days.
    assert "[第三十三条](../xinfang-2005/articles/33.md)" in pages["articles/34.md"]
    (compared,) = correspondence_page.pages(book)
    row = compared.body.partition('id="pair-21_2-23_3"')[2].partition("</tr>")[0]
    here, there = row.split("</td>")[:2]
    assert "15日" in here
    assert "**5个工作日**{ .xf-differs }" in there
    assert "**15日**" not in here + there  # both sides have fifteen days


UNCLEAR = (
    "触发",  # 不因具体信访事项而适用
    "告知另提",
    "评估之日",
    "先于本",
    "让位于",
    "法定的人数",
    "法定的日数",
    "规则库从不",
    "没有编码",
    "无从触发",
    "逾期（逾期未履行，或者逾期后才履行）",
    "或者扰乱信访秩序的行为包括",
)
"""Wordings that readers of the field stumbled over, each of a kind that was reworded."""


def test_no_page_is_worded_as_readers_stumbled_over() -> None:
    for book in (shipped(), read_book("xinfang-2005")):
        for write in WRITERS:
            for page in write(book):
                if not page.path.startswith(("scenarios/", "examples/", "guide/")):
                    said = plain(page.body)
                    assert [words for words in UNCLEAR if words in said] == [], page.path
