"""The pages of articles: complete, changed by a change of the rules, with both sides of every exception."""

import json
import re
from pathlib import Path

import pytest

from tests.overlay_helpers import overlay_of
from tests.site.law_helpers import altered, law_pages, overlaid, plain, rule_part, shipped, shipped_pages
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.site.links import anchor, article_path
from xinfang_rules.site.pages import articles_page as articles
from xinfang_rules.site.site_context import read_book

MODEL = Path(__file__).parents[1] / "cli_pack"


def test_every_article_has_a_page_with_an_anchor_for_every_paragraph() -> None:
    pages = shipped_pages()
    for article in range(1, 51):
        body = pages[article_path(article)].body
        for paragraph in shipped().paragraphs[article]:
            assert f"{{ #p{paragraph.paragraph} }}" in body


def test_every_rule_is_written_out_once_on_the_page_of_the_article_that_it_cites_first() -> None:
    pages = shipped_pages()
    for rule in shipped().edition.rules:
        mark = f"{{ #{anchor(rule.id)} }}"
        places = [path for path, page in pages.items() if path.startswith("articles/") and mark in page.body]
        assert places == [article_path(rule.citations[0].article)]
        assert pages[places[0]].body.count(mark) == 1


def test_a_rule_is_linked_from_the_pages_of_the_other_articles_that_it_cites() -> None:
    # supervision.improve-late cites 40.1 and 14.1.6; liability.handle-late cites 45.1.1 and 34.
    pages = shipped_pages()
    assert "(40.md#supervision-improve-late)" in pages["articles/14.md"].body
    assert "(45.md#liability-handle-late)" in pages["articles/34.md"].body


def test_a_rule_in_full_says_who_what_when_on_what_ground_and_in_which_cases() -> None:
    said = rule_part(shipped(), "handling.conclude")
    assert "有权处理的机关、单位应当按期办结" in said
    assert "自办理机关受理之日起60日内" in said
    assert "（第三十四条“应当自受理之日起60日内办结”）" in said
    assert "以办结之日为准" in said
    assert "\n解释（有争议）　受理之日以明确记载的受理日期为准" in said  # 34 does not say when a matter is accepted
    assert "逾期的　上级机关、单位应当责令改正（第四十五条第一项） 可能依解释；" in said
    last_day = "截至2024年4月30日，待履行（未逾期），最后一日2024年4月30日，今日到期"
    assert f"办理期限的第六十日还没有逾期（{last_day}；" in said


def test_the_exception_that_the_text_words_stands_apart_from_the_condition() -> None:
    # 23.2: where neither can be told at once nor is the petitioner known; 23.4: where other rules govern the notice.
    said = rule_part(shipped(), "organ.inform-destination")
    when = next(line for line in said.splitlines() if line.startswith("情形"))
    excepted = "；但不能当场告知，而信访人的姓名（名称）、住址不清，或者告知按照有关规定"
    assert when.index("的结论为") < when.index(excepted)
    assert "的除外。（第二十三条第一款“并告知信访人转送、交办去向”）" in when


def test_every_reading_and_everything_left_out_stands_in_a_paragraph_of_its_own_before_what_is_folded() -> None:
    for rule in shipped().edition.rules:
        said = [line.strip() for line in rule_part(shipped(), rule.id).partition("<details")[0].splitlines()]
        assert any(line.startswith(("解释　", "解释（有争议）　")) for line in said) is (rule.interpretive is not None)
        assert any(line.startswith("未写入规则　") for line in said) is (rule.not_modelled is not None)


def test_a_reading_that_chooses_between_views_is_told_from_one_that_fills_a_gap() -> None:
    # 35: 条文可作两解; 22.1: from receipt, as nobody reads otherwise.
    assert "\n解释（有争议）　" in rule_part(shipped(), "review.reply")
    assert "\n解释　" in rule_part(shipped(), "office.dispatch")
    own = {"settings.roll_on", "settings.governed_by", "remedy_stage"}
    assert own < shipped().disputed
    rules = {rule.id for rule in shipped().edition.rules if rule.interpretive}
    assert shipped().disputed - own < rules


def test_the_same_reading_is_told_once_on_a_page() -> None:
    # 31 has four ways by one remark: in which order they stand is a reading.
    body = shipped_pages()["articles/31.md"].body
    assert body.count("其余列为备选；顺序是一种解释。") == 1
    assert body.count("**解释（有争议）**　同“[") == 3


def test_names_of_rules_and_the_order_of_answers_are_folded_away() -> None:
    for rule in shipped().edition.rules:
        open_part, _, folded = rule_part(shipped(), rule.id).partition("<details")
        assert f"`{rule.id}`" not in open_part
        assert "以其他结论为准" not in open_part
        assert f"`{rule.id}`" in folded


def test_a_condition_is_a_sentence_with_no_more_than_two_levels_of_numbers() -> None:
    for path, page in shipped_pages().items():
        for line in page.body.splitlines() if path.startswith("articles/") else ():
            if line.startswith("**情形**"):
                assert not re.search("（[一二三四五六七八九十]）|[0-9a-zA-Z]．", plain(line)), line


@pytest.mark.parametrize(("days", "said"), [(60, "起60日内"), (45, "起45日内")])
def test_another_number_changes_the_page(tmp_path: Path, days: int, said: str) -> None:
    value = f"parameters:\n  - parameter: handling.days\n    values: [{{from: 2022-05-01, value: {days}}}]\n"
    part = rule_part(overlaid(tmp_path, overlay_of(value, "sets: handling.days")), "handling.conclude")
    assert said in part
    assert ("起60日内。" in part) is (days == 60)


def test_another_title_changes_the_page(tmp_path: Path) -> None:
    book = altered(
        tmp_path, "handling.yaml", "title: 按照信访程序办理的，自受理之日起{handling.days}内办结", "title: 在期限内办完"
    )
    assert "### 在期限内办完" in rule_part(book, "handling.conclude")
    index = next(page for page in articles.pages(book) if page.path == "articles/45.md")
    assert "[在期限内办完](34.md#handling-conclude)" in index.body


def test_another_condition_changes_the_page(tmp_path: Path) -> None:
    old = (
        "    when: {track: petition_procedure}\n    unless: {remedy.handled: true}\n    obliges:\n"
        "      bearer: handling_organ\n      action: conclude"
    )
    new = old.replace(
        "{track: petition_procedure}", "{track: petition_procedure, petition.joint: true, petition.channel: [visit]}"
    )
    said = rule_part(altered(tmp_path, "handling.yaml", old, new), "handling.conclude")
    wanted = "“按什么程序办理”的结论为信访程序，并且多人提出共同的信访事项，并且采用走访形式提出；但"
    assert f"情形　{wanted}" in said


def test_another_gist_reason_or_title_of_an_article_changes_the_page(tmp_path: Path) -> None:
    book = altered(tmp_path, "instrument.yaml", "gist: 国家信访局负责对本条例作出解释。", "gist: 另一个机关解释。")
    body = law_pages(book)["articles/49.md"].body
    assert "另一个机关解释。" in body
    assert "国家信访局负责" not in body


def test_an_exception_is_shown_on_both_rules(tmp_path: Path) -> None:
    exception = """
rules:
  - id: handling.except
    title: 试点的事项不必办结
    cite: {at: "34", quote: 办结}
    when: {petition.joint: true}
    permits: {bearer: handling_organ, action: extend}
    exception_to: handling.conclude
"""
    book = overlaid(tmp_path, overlay_of(exception, "displaces: handling.conclude"))
    assert "例外　属于下列情形的，以该情形为准：试点的事项不必办结。" in rule_part(book, "handling.conclude")
    assert "例外于\n:   - 按照信访程序办理的，自受理之日起60日内办结" in rule_part(book, "handling.except")


def test_the_order_among_answers_is_told_on_every_rule_that_answers() -> None:
    # disposition.yaml: no_longer_accept, then not_accept, then the rest.
    said = rule_part(shipped(), "disposition.pending-below")
    assert "以其他结论为准\n:   同时符合下列结论的，以下列结论为准：“不再受理”。" in said
    assert "“转送”" in said.partition("优先于")[2]
    first = rule_part(shipped(), "disposition.no-longer-accept")
    assert "以其他结论为准" not in first


def test_an_answer_that_is_given_in_two_places_is_told_apart_by_its_articles() -> None:
    # Objecting: by other organs before what 28.2 separates, by petition offices after it; both by 23.3.
    said = rule_part(shipped(), "disposition.forward-same-level")
    assert "“提出异议”（第二十三条）" in said.partition("以其他结论为准")[2]


def test_rules_that_cannot_hold_together_are_not_linked() -> None:
    # Accepting binds a petition office only in matters of its own: it does not follow from an organ's acceptance.
    said = rule_part(shipped(), "disposition.accept-direct").partition("后续规则")[2]
    assert "属于本机关、单位职权范围的，告知接收情况以及处理途径和程序" in said
    assert "信访部门受理反映自身工作的事项" not in said


def test_many_following_rules_are_all_named() -> None:
    said = rule_part(shipped(), "track.petition-procedure").partition("后续规则")[2]
    assert "第三十四条：按照信访程序办理的，自受理之日起60日内办结" in said


def test_what_the_case_does_not_record_is_not_told_as_a_finding() -> None:
    said = rule_part(shipped(), "office.guide-judicial")  # 22.2
    assert "案件不记录是否履行，只列明应当履行，不作是否履行的判断。" in said
    assert "不因个案的事实而产生" in shipped_pages()["articles/index.md"].body


def test_a_number_that_changes_with_time_is_told_with_its_days(tmp_path: Path) -> None:
    values = "[{from: 2022-05-01, value: 60}, {from: 2023-01-01, value: 50}]"
    text = overlay_of(f"parameters:\n  - parameter: handling.days\n    values: {values}\n", "sets: handling.days")
    assert "自2022年5月1日起为60日，自2023年1月1日起为50日" in rule_part(overlaid(tmp_path, text), "handling.conclude")


def test_articles_link_to_their_neighbours_and_to_those_they_rest_on() -> None:
    body = plain(shipped_pages()["articles/34.md"].body)
    assert body.startswith("第四章　信访事项的办理　官方文本见中国政府网。\n")
    assert "← 第三十三条　调解与和解　｜　第三十五条　复查 →" in body
    linked = body.partition("## 有关条文")[2]
    assert "| 本条的规则以其结论、状态或者定义为条件 | 第三十一条　申诉求决分类办理 |" in linked
    assert "第四十五条　办理机关的责任" in linked


def test_an_article_without_rules_gives_its_reason() -> None:
    body = plain(shipped_pages()["articles/49.md"].body)
    assert "组织和原则" in body
    assert "规定解释权归谁，不因具体信访事项而适用。" in body


def test_the_readers_own_text_stands_beside_each_paragraph(tmp_path: Path) -> None:
    # The quotes of the model pack, in words of our own; checked against it when the pack is read.
    def paragraph(number: int, text: str, *items: str) -> dict[str, object]:
        return {"paragraph": number, "text": text, "items": [{"item": i, "text": t} for i, t in enumerate(items, 1)]}

    text = {
        "articles": [
            {"article": 1, "paragraphs": [paragraph(1, "甲一。")]},
            {
                "article": 2,
                "paragraphs": [
                    paragraph(1, "收到后：", "乙一，予以受理。", "乙二，予以转送。"),
                    paragraph(2, "予以登记，十五日内告知。"),
                    paragraph(3, "应当加紧办理。"),
                ],
            },
            {
                "article": 3,
                "paragraphs": [paragraph(1, "不超过五人。"), paragraph(2, "没有按期告知，提出改进工作的建议。")],
            },
        ]
    }
    (tmp_path / "model-rules.json").write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    pages = {page.path: page.body for page in articles.pages(read_book(MODEL, statutes=tmp_path))}
    beside = re.findall(r'<div class="law-official".*?</div>', pages["articles/2.md"], flags=re.S)
    assert [("乙二，予以转送。" in part, "予以登记" in part) for part in beside] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert "XINFANG_STATUTES" not in "".join(pages.values())
    without = {page.path: page.body for page in articles.pages(read_book(MODEL))}
    assert "law-official" not in without["articles/2.md"]
    assert [path for path, body in without.items() if "XINFANG_STATUTES" in body] == ["articles/index.md"]


def test_rules_of_another_instrument_stand_on_a_page_of_their_own(tmp_path: Path) -> None:
    own = """
instrument: {id: local-rules, title: 试点办法, issuer: 试点机关, promulgated: 2023-01-01, in_force_from: 2023-01-01}
articles:
  - {article: 1, chapter: 总则, title: 快办, paragraphs: [{gist: 快办。, coverage: encoded}]}
rules:
  - id: local.fast
    title: 简单的，当日办结
    cite: {at: "1", quote: 当日办结}
    when: {petition.complicated: false}
    obliges: {bearer: handling_organ, action: conclude}
"""
    book = overlaid(tmp_path, overlay_of(own))
    pages = law_pages(book)
    assert "### 简单的" not in "".join(page.body for path, page in pages.items() if path != "articles/other.md")
    assert "简单的，当日办结 { #local-fast }" in pages["articles/other.md"].body
    assert "(articles/other.md#local-fast)" in pages["rules.md"].body


def test_the_text_of_the_law_is_not_in_the_pages_that_are_built_without_it() -> None:
    assert not list(packs_directory().rglob("*.json"))
    assert "官方文本\n" not in "".join(page.body for page in shipped_pages().values())
