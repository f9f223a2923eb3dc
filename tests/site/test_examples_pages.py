"""The examples for people: which there are, what they say, and what is wrong with a list of them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from xinfang_rules import RulebookError, XinfangError
from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.scenarios.running import run_scenario
from xinfang_rules.scenarios.scenario import read_all
from xinfang_rules.site.examples_file import read_examples
from xinfang_rules.site.markdown import Page
from xinfang_rules.site.pages import examples_page
from xinfang_rules.site.site_context import SiteContext

PLACE = pack_place("xinfang-2022")


@pytest.fixture(scope="module")
def book() -> SiteContext:
    """The shipped rulebook with the scenarios that its examples show."""
    pack, rulebook = load_pack()
    scenarios = read_all([PLACE / "scenarios" / "everyday.yaml"], rulebook)
    outcomes = tuple(run_scenario(scenario, rulebook) for scenario in scenarios)
    examples = read_examples(PLACE, {scenario.title for scenario in scenarios})
    return SiteContext(pack, rulebook, outcomes, None, examples=examples)


@pytest.fixture(scope="module")
def pages(book: SiteContext) -> dict[str, Page]:
    return {page.path.removeprefix("examples/").removesuffix(".md"): page for page in examples_page.pages(book)}


def plain(page: Page) -> str:
    """The text of a page without links and marks."""
    return re.sub(r"<[^>]+>|\]\([^)]*\)|\[|\*\*|\{[^}]*\}", "", page.body)


def test_there_are_twenty_in_their_order_and_each_everyday_scenario_is_told(
    book: SiteContext, pages: dict[str, Page]
) -> None:
    assert list(pages) == ["index", *(entry.example for entry in book.examples)]
    assert len(book.examples) == 20
    told = [title for entry in book.examples for title in entry.scenarios]
    assert sorted(told) == sorted(outcome.scenario.title for outcome in book.outcomes)
    index = pages["index"].body
    places = [index.index(f"({entry.example}.md)") for entry in book.examples]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        # 2 March 2026 and 15 days.
        ("wages-letter", ["转送。", "2026年3月17日", "第二十二条第一款", "应当通过劳动争议仲裁解决", "2026年3月24日"]),
        ("letter-without-address", ["信访人姓名（名称）、住址不清", "受理。"]),
        ("six-representatives", ["推选的代表人数不得超过5人：已违反", "应当劝阻、批评或者教育", "2026年3月2日"]),
        ("anonymous-accusation", ["转送纪检监察机关。", "应当向组织（人事）部门通报（第三十条第二款）"]),
        ("own-colleague", ["机关、单位工作人员应当回避（第二十八条第三款）"]),
        # Five working days over the Spring Festival, counted out in the scenario.
        ("wrongly-forwarded", ["提出异议。", "2026年2月25日", "规则没有列出逾期的后果"]),
        ("spring-festival", ["2026年2月24日", "可以行使，还剩4日"]),
        # 1 May is the sixtieth day, 31 May thirty more; what is approved on 6 May comes too late.
        ("extension", ["2026年5月31日", "逾期未履行，逾期5日", "党委和政府信访部门应当及时督办"]),
        ("late-notice", ["逾期履行，逾期2日", "上级机关、单位应当责令改正（第四十四条第三项）"]),
        ("review", ["2026年4月1日", "今日到期", "2026年5月2日"]),
        ("reexamination", ["2026年7月1日"]),
        ("final-repeated", ["不再受理。", "第三十六条第三款", "党委和政府信访部门应当登记"]),
        # 20 January to 28 January: 8 days; 21 March, the sixtieth day, to 15 April: 25 days.
        ("late-reply-file", ["最后一日为2026年1月20日", "逾期8日", "最后一日为2026年3月21日", "逾期25日"]),
        (
            "both-regulations",
            ["第1件（2022年4月20日提出）：《信访条例》", "第2件（2022年6月1日提出）：《信访工作条例》"],
        ),
        ("urgent", ["应当报告本级党委和政府（及时）（第二十五条第一款）"]),
    ],
)
def test_what_an_example_says(pages: dict[str, Page], name: str, said: list[str]) -> None:
    text = plain(pages[name])
    assert [words for words in said if words not in text] == []


def test_what_was_done_in_time_has_no_consequence_of_being_late(pages: dict[str, Page]) -> None:
    late = plain(pages["spring-festival"]).partition("迟了会怎样")[2]
    assert "信访人可以请求复查，期限过后" in late
    assert "按期办结" not in late


def test_each_last_day_leads_to_the_calculator_with_its_event_and_day(pages: dict[str, Page]) -> None:
    assert "(../deadlines.md?event=timeline.reply_received_on&on=2026-01-20)" in pages["spring-festival"].body


def test_an_example_whose_scenario_an_overlay_has_removed_is_left_out(book: SiteContext) -> None:
    left = [page.path for page in examples_page.pages(replace(book, outcomes=()))]
    assert left == ["examples/index.md", "examples/late-reply-file.md", "examples/both-regulations.md"]
    assert list(examples_page.pages(replace(book, examples=()))) == []


@pytest.mark.parametrize(
    ("text", "line", "code", "said"),
    [
        ("- {example: a, title: 甲, scenarios: [乙事]}", 2, "unknown-value", "did you mean 乙事项"),
        ("- {example: a, title: 甲}", 2, "bad-form", "`scenarios`, or `dossier`"),
        (
            "- {example: a, title: 甲, scenarios: [乙事项], as_of: 2024-01-01}",
            2,
            "bad-form",
            "`scenarios`, or `dossier`",
        ),
        ("- {example: A b, title: 甲, scenarios: [乙事项]}", 2, "", "A b"),
        (
            "- {example: a, title: 甲, scenarios: [乙事项]}\n- {example: a, title: 丙, scenarios: [乙事项]}",
            3,
            "duplicate-id",
            "another",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_place(
    tmp_path: Path, text: str, line: int, code: str, said: str
) -> None:
    (tmp_path / "examples.yaml").write_text(f"examples:\n{text}\n", encoding="utf-8")
    with pytest.raises(RulebookError) as raised:
        read_examples(tmp_path, {"乙事项"})
    (found,) = raised.value.diagnostics
    assert found.position.line == line
    assert code in found.code
    assert said in found.message


def test_a_dossier_that_cannot_be_read_is_told_with_the_name_of_its_example(book: SiteContext) -> None:
    (entry,) = [entry for entry in book.examples if entry.example == "late-reply-file"]
    wrong = entry.model_copy(update={"dossier": {**(entry.dossier or {}), "acts": [{"day": "2026-01-05", "act": "x"}]}})
    with pytest.raises(XinfangError, match="example late-reply-file"):
        list(examples_page.pages(replace(book, examples=(wrong,))))


def test_a_pack_without_a_list_has_no_examples(tmp_path: Path) -> None:
    assert read_examples(tmp_path, ()) == ()
