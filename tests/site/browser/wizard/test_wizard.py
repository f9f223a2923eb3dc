"""The wizard as it is used: by mouse and keyboard, from a link, and by whoever edits the address."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect

from tests.site.browser.serving import Served
from xinfang_rules import evaluate
from xinfang_rules.evaluation.case_reading import case_from_document
from xinfang_rules.site.wizard_data import decisive_digest, guide_of
from xinfang_rules.sources.yaml_source import parse_yaml

LETTER = (
    "#role=petition_office&on=2024-03-10&matter=grievance&office_competence=same_level&timeline.received_on=2024-03-01"
)


def at(page: Page, address: str) -> Page:
    page.goto("about:blank")  # so that another fragment of the same page is opened anew
    page.goto(address)
    page.wait_for_selector("[data-state=ready]")
    return page


def asked(page: Page) -> str:
    return page.locator("#xw-question").inner_text()


def found(page: Page) -> str:
    return page.locator(".xw-result").inner_text()


def test_an_ordinary_letter_takes_four_screens_from_its_role(page: Page, address: str) -> None:
    # With the home page these are five: what is asked last stands beside the answer that it settles.
    at(page, f"{address}?role=petition_office")
    assert "?" not in page.url  # what is answered stands behind the #, which is never sent
    page.get_by_label("判断基准日", exact=True).fill("2024-03-10")
    page.get_by_role("button", name="要求解决自己的问题（申诉求决），不涉及诉讼权利救济").click()
    page.get_by_role("button", name="本级机关、单位或者其工作部门").click()
    page.get_by_label("日期", exact=True).fill("2024-03-01")
    page.get_by_role("button", name="确定", exact=True).click()
    assert asked(page) == "其余各项都是通常情形吗？"
    # Article 22: fifteen days from 1 March, the day after being the first of them: 16 March; six are left on the 10th.
    assert "转送（推定）" in found(page)
    assert "2024年3月16日（没有办理的，还剩6日）" in found(page)
    page.get_by_role("button", name="以上勾选的都符合").click()
    expect(page.locator("#xw-result")).to_be_focused()
    assert page.locator("#xw-question").count() == 0
    assert "转送（推定）" in found(page)
    assert "情况不属于重大、紧急" in found(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制结论").click()
    expect(page.locator(".xw-actions [role=status]")).to_have_text("已复制。")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "转送（推定）" in copied
    assert "2024年3月16日" in copied
    assert f"地址：{page.url}" in copied
    assert "涉及的机关、单位数为1 更正" not in copied  # what only works on the page
    counted = page.get_by_role("link", name="在日历上逐日看").get_attribute("href")
    assert str(counted).endswith("deadlines/#event=timeline.received_on&on=2024-03-01")


def test_the_keyboard_alone_leads_to_the_answer_and_goes_to_each_new_question(page: Page, address: str) -> None:
    at(page, address)
    expect(page.locator("#xw-question")).to_have_text("从哪一方来看？")
    page.locator("#xw-question").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#xw-question")).to_be_focused()
    assert asked(page) == "信访人提出的是什么？"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # suggestions
    expect(page.locator("#xw-question")).to_be_focused()
    assert asked(page) != "信访人提出的是什么？"
    assert page.locator("[role=status].xw-status").inner_text().startswith("收到后如何处置：")


def test_an_answer_is_changed_and_the_others_stay(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}&ordinary=true")
    page.get_by_role("button", name="修改“由谁处理”").click()
    given = page.get_by_role("button", name="本级机关、单位或者其工作部门")
    assert given.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="既不属于本级，也不涉及下级").click()
    answers = page.locator(".xw-given li").all_inner_texts()
    assert [text.partition("：")[0] for text in answers] == ["信访事项的类别", "由谁处理", "收到日期", "其余各项"]
    assert "既不属于本级，也不涉及下级" in answers[1]
    page.get_by_role("button", name="修改“收到日期”").click()
    page.get_by_role("button", name="← 上一问").click()
    assert asked(page) == "这件事由谁处理？"


def test_another_role_keeps_the_answers_that_can_be_so(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}&ordinary=true")
    page.get_by_role("button", name="换一方").click()
    page.get_by_role("button", name="有权处理的机关、单位，已经受理一件申诉求决类事项").click()
    given = page.locator(".xw-given").inner_text()
    assert "收到日期：2024年3月1日" in given
    assert "通常情形" not in given  # what is ordinary is another list for another role
    # Who has accepted it is competent, so that it is for no other organ of the level.
    assert "“由谁处理”的回答没有采用：与所选的角色不能同时成立" in page.locator(".xw-remark").first.inner_text()
    assert "on=2024-03-10" in page.url


def test_what_is_not_as_presumed_is_asked_by_itself(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}")
    page.get_by_label("情况不属于重大、紧急").uncheck()
    page.get_by_role("button", name="以上勾选的都符合").click()
    page.get_by_role("button", name="是", exact=True).click()
    # Article 22.1.1: what is major and urgent is submitted to the committee and government of the same level.
    assert "petition.major_urgent=true" in page.url
    assert "报请" in found(page)


def test_days_are_answered_by_a_field_or_within_bounds_or_not_at_all(page: Page, address: str) -> None:
    at(page, f"{address}#role=petitioner&on=2024-03-10&stage=replied")
    assert "还要查明" not in found(page)
    page.get_by_text("只知道在哪两天之间").click()
    page.get_by_label("不早于").fill("2024-02-20")
    page.get_by_label("不晚于").fill("2024-02-10")
    page.get_by_role("button", name="确定范围").click()
    expect(page.get_by_role("alert").filter(has_text="晚于")).to_be_visible()
    page.get_by_label("不晚于").fill("2024-02-22")
    page.get_by_role("button", name="确定范围").click()
    assert "timeline.reply_received_on=2024-02-20..2024-02-22" in page.url
    assert "2024年2月20日至2024年2月22日之间" in page.locator(".xw-given").inner_text()


def test_a_disputed_reading_is_said_to_be_one(page: Page, address: str) -> None:
    at(page, f"{address}#role=petitioner&on=2024-05-10&stage=replied&timeline.reply_received_on=2024-04-22")
    # Whether 35 opens review of other replies than opinions, too.
    assert "解释（有争议）：复查限于信访处理意见书" in found(page)


def test_a_refused_answer_says_with_what_it_clashes_and_nothing_is_lost(page: Page, address: str) -> None:
    days = "timeline.review_requested_on=2024-02-20&timeline.reply_received_on=2024-02-10"
    at(page, f"{address}#role=petitioner&on=2024-03-10&stage=review_requested&{days}")
    page.get_by_role("button", name="修改“收到书面答复日期”").click()
    page.get_by_label("日期", exact=True).fill("2024-02-25")  # review is requested against what was received before
    page.get_by_role("button", name="确定", exact=True).click()
    assert "与第1项的回答、第2项的回答不能同时成立" in page.get_by_role("alert").inner_text()
    assert "2024年2月10日" in page.locator(".xw-given").inner_text()
    page.get_by_role("alert").get_by_role("button", name="修改“请求复查日期”").click()
    assert page.locator(".xw-given [aria-current=step]").inner_text().startswith("请求复查日期：2024年2月20日")


def test_what_was_received_before_the_regulation_is_told_where_it_is_decided(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}")
    page.get_by_role("button", name="修改“收到日期”").click()
    page.get_by_label("日期", exact=True).fill("2021-03-01")
    page.get_by_role("button", name="确定", exact=True).click()
    refused = page.get_by_role("alert").inner_text()
    assert "尚未施行" in refused
    assert "xinfang ask --received 2021-03-01" in refused
    page.get_by_role("button", name="按《信访条例》逐问判断").click()
    page.get_by_role("button", name="改按《信访工作条例》").wait_for()
    assert "law=xinfang-2005" in page.url
    assert "timeline.received_on=2021-03-01" in page.url
    # By the earlier law the same name is of another option: other channels are a ground of refusal there (21.1.1).
    assert "matter=" not in page.url
    # Article 21.1 of that Regulation asks to register what came, as article 22.1 of the later one does.
    before, page_address = found(page), page.url.removeprefix(address)
    assert "第二十一条第一款" in before
    link = page.locator(".xw-result").get_by_role("link", name="第二十一条第一款").first
    assert "/xinfang-2005/articles/21" in str(link.get_attribute("href"))
    page.goto("about:blank")
    page.goto(address + page_address)
    page.get_by_role("button", name="改按《信访工作条例》").wait_for()
    assert found(page) == before


def test_a_link_opens_the_same_page_and_says_if_the_rules_have_changed(
    page: Page, address: str, served: Served
) -> None:
    guide = guide_of(served.book)
    assert guide is not None
    digest = decisive_digest(guide)
    at(page, f"{address}{LETTER}&ordinary=true&rules={digest}")
    before = found(page)
    assert "规则有变动" not in page.locator(".xw").inner_text()
    page.get_by_role("button", name="修改“收到日期”").click()
    page.get_by_role("button", name="确定", exact=True).click()
    assert f"rules={digest}" in page.url
    assert found(at(page, page.url)) == before
    at(page, f"{address}{LETTER}&ordinary=true&rules=0123456789ab")
    assert "规则有变动" in page.locator(".xw-remark").all_inner_texts()[0]
    assert found(page) == before


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ("role=nobody", "没有“nobody”这一角色"),
        ("role=petition_office&on=2024-02-30", "判断基准日“2024-02-30”不是日期"),
        ("role=petition_office&on=2020-01-01", "判断基准日早于2022年5月1日"),
        ("role=petition_office&on=9999-12-31&matter=grievance", "信访部门"),
        ("role=petition_office&matter=nothing", "没有这一选项"),
        ("role=petition_office&no.such=1", "没有这一问"),
        ("matter=grievance", "没有写明角色"),
        ("role=petition_office&timeline.received_on=..", "没有这一问，或者没有“..”这样的回答"),
        ("role=petition_office&petition.category=suggestion&matter=grievance", "只能有一种情形"),
        ("role=%E0%A4%A", "没有“"),
        ("role=<img src=x onerror=alert(1)>", "没有“<img"),
        ("role=" + "x" * 9000, "地址太长"),
    ],
)
def test_an_address_that_cannot_be_so_is_told(page: Page, address: str, fragment: str, told: str) -> None:
    at(page, f"{address}#{fragment}")
    assert told in page.locator(".xw").inner_text()
    assert page.locator("#xw-question").count() == 1
    assert page.locator(".xw img").count() == 0


def test_the_case_file_evaluates_to_the_answer_shown(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}&ordinary=true")
    text = page.locator(".xw-file pre").text_content()
    assert text is not None
    case = case_from_document(parse_yaml(text, "copied"))
    result = evaluate(case, as_of=date(2024, 3, 10), presume="ordinary")
    assert result.presumed is not None
    assert str(result.presumed.decisions["disposition"].label) in found(page)


def test_the_printed_page_has_the_answers_the_result_and_where_it_came_from(page: Page, address: str) -> None:
    at(page, f"{address}{LETTER}&ordinary=true")
    page.emulate_media(media="print")
    printed = page.locator(".xw").inner_text()
    for told in (
        "转送（推定）",
        "2024年3月16日",
        "第二十二条第一款",
        "收到日期",
        "情况不属于重大、紧急",
        "规则 ",
        "xinfang-rules ",
    ):
        assert told in printed
    assert page.url in printed
    assert not re.search("修改|复制链接|不知道", printed)


SEEN = [
    ("", "light"),
    (LETTER, "dark"),
    (f"{LETTER}&ordinary=true", "light"),
    ("#role=petitioner&stage=replied", "dark"),
]
"""The kinds of screens, by turns in either colour scheme."""


def test_nothing_is_found_by_axe_and_nothing_reaches_out_of_a_narrow_window(browser: Browser, site_url: str) -> None:
    narrow = browser.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN")
    for fragment, scheme in SEEN:
        narrow.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        at(narrow, f"{site_url}wizard.html{fragment}")
        violations = Axe().run(narrow, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
        assert narrow.evaluate("document.querySelectorAll('.xw [style]').length") == 0
    narrow.close()
