"""Trying a question in a real browser: a form that changes the answers, and nothing that leaves."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request

from tests.site.browser.serving import Served, opened

NO_LONGER = "对复核意见不服又向并非上级的其他机关提出，同样不再受理"


def choose(page: Page, scenario: str) -> None:
    page.get_by_label("从哪个情形开始").select_option(label=scenario)


def fact(page: Page, title: str) -> Any:
    group = page.get_by_role("group", name=title, exact=True, include_hidden=True)
    group.evaluate("(place) => place.closest('details').open = true")
    return group


def outcome(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_a_changed_fact_changes_the_answer_and_its_citation(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)
    assert outcome(page) == "已有结论：不再受理"
    reasons = page.locator(".xt-reasons")
    cited = reasons.get_by_role("link", name="《信访工作条例》第三十六条第三款").first
    assert cited.get_attribute("href") == f"{shipped.root}/articles/36/#p3"
    # With new facts or grounds article 36, paragraph 3 does not apply. No court has to do with the matter, and no other
    # organ: it is this organ's own, and by article 23, paragraph 1 the organ accepts it.
    for title in (
        "仍然以同一事实和理由提出投诉请求",
        "涉及诉讼权利救济",
        "受理有争议",
        "处理机关、单位分立、合并、撤销",
    ):
        fact(page, title).get_by_label("否").check()
    fact(page, "涉及的机关、单位数").get_by_role("spinbutton").fill("1")
    assert outcome(page) == "已有结论：受理"
    assert reasons.get_by_role("link", name="《信访工作条例》第二十三条第一款").count() > 0
    # Taken back, the first answer is there again.
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("是").check()
    assert outcome(page) == "已有结论：不再受理"


def test_what_is_forgotten_is_asked_for_and_leads_to_its_control(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("未知").check()
    assert outcome(page).startswith("事实不足，尚无结论。仍有可能：“不再受理”")
    page.get_by_role("button", name="信访人提出的事实和理由，与此前处理或者复核时相同吗？").click()
    # The keyboard is at the control, and an arrow key answers.
    page.keyboard.press("ArrowLeft")
    assert fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("否").is_checked()
    assert "不再受理" not in outcome(page)


def test_a_norm_whose_last_day_hangs_on_a_fact_asks_for_it(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)  # brought by the petitioner, received on 3 June 2024, no written notice yet
    fact(page, "能够当场告知").get_by_label("未知").check()
    norms = page.locator("details[data-part=norms]")
    norms.evaluate("(part) => part.open = true")
    notice = norms.get_by_role("listitem").filter(has_text="当场或者在15日内书面告知")
    asked = notice.locator(".xt-asked")
    # Who wrote or telephoned is not there (23.2), so that the channel may settle it, too.
    channel, on_spot = "信访人是通过网络、书信、电话、传真还是走访提出的？", "信访人在场时，能否当场书面告知？"
    assert asked.inner_text() == f"还需查明：{channel}；{on_spot}"
    asked.get_by_role("button", name=on_spot).click()
    assert fact(page, "能够当场告知").get_by_label("未知").is_checked()
    fact(page, "能够当场告知").get_by_label("否").check()
    assert norms.locator(".xt-asked").count() == 0


def test_facts_that_contradict_are_refused_with_the_reason(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    choose(page, NO_LONGER)  # received on 3 June 2024
    page.get_by_label("从哪个情形开始").focus()
    registered = fact(page, "登记日期")
    registered.get_by_role("combobox").select_option(label="有日期")
    registered.get_by_label("登记日期：日期").fill("2024-06-02")
    assert outcome(page) == "所填事实不能同时成立，请改正后再看结论。"
    reasons = page.locator(".xt-reasons").inner_text()
    assert "登记不早于收到" in reasons
    assert "登记日期：2024-06-02" in reasons
    assert "收到日期：2024-06-03" in reasons
    # The same fields as a finding of the library has.
    finding = page.locator(".xt-reasons [data-code=contradiction]")
    assert finding.get_attribute("data-constraint") == "order.receipt"
    assert finding.get_attribute("data-facts") == "timeline.registered_on timeline.received_on"
    registered.get_by_label("登记日期：日期").fill("2024-06-03")
    assert outcome(page) == "已有结论：不再受理"


def test_the_day_of_evaluation_decides_whether_a_period_has_passed(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("remedy_stage"))
    choose(page, "请求复查的第三十日还可以请求")
    assert outcome(page) == "已有结论：可以请求复查"
    # The day after the thirtieth.
    day = page.get_by_label("判断基准日", exact=True)
    day.fill((date.fromisoformat(day.input_value()) + timedelta(days=1)).isoformat())
    assert outcome(page) == "已有结论：请求复查的期限已过"


def test_a_day_known_within_bounds_is_shown_kept_and_changed(page: Page, shipped: Served) -> None:
    # A reply received on a day between 22 January and 6 February 2025: the window of review ends between 21 February
    # and 10 March (8 March is a Saturday).
    opened(page, shipped.page("remedy_stage"))
    choose(page, "答复何日收到只知道在两日之间，两个最后一日之间不能确定期限是否已过")
    between = "2025年1月22日至2025年2月6日之间"
    received = fact(page, "收到书面答复日期")
    way = received.get_by_role("combobox")
    assert way.evaluate("(choice) => choice.selectedOptions[0].text") == between
    assert outcome(page).startswith("事实不足，尚无结论。仍有可能：")
    asked = page.locator(".xt-reasons > ol").first
    assert f"（收到书面答复日期）（已知：{between}）" in asked.inner_text()
    file = page.locator(".xt-file")
    assert "reply_received_on: {not_before: 2025-01-22, not_after: 2025-02-06} #" in (file.text_content() or "")
    page.get_by_label("判断基准日", exact=True).fill("2025-02-21")
    assert outcome(page) == "已有结论：可以请求复查"
    page.get_by_label("判断基准日", exact=True).fill("2025-03-11")
    assert outcome(page) == "已有结论：请求复查的期限已过"
    # Another way to tell it, and back: the bounds are still there.
    way.select_option(label="有日期")
    received.get_by_label("收到书面答复日期：日期").fill("2025-02-10")
    assert outcome(page) == "已有结论：可以请求复查"  # 30 days from 10 February end on 12 March
    way.select_option(label=between)
    assert outcome(page) == "已有结论：请求复查的期限已过"
    assert between not in page.locator(".xt-reasons").inner_text()  # nothing is left to find out


def test_presumptions_are_ticked_in_one_go_and_marked(page: Page, shipped: Served) -> None:
    # The case of the guide to presumptions: an organ's own grievance, of which nobody says that it is an exception.
    opened(page, shipped.page("disposition"))
    choose(page, "没有采用推定的，是否受理仍不能确定")
    assert outcome(page).startswith("事实不足，尚无结论。仍有可能")
    ordinary = page.get_by_label("采用推定（ordinary）")
    assert not ordinary.is_checked()
    ordinary.check()
    assert outcome(page) == "事实不足，只有依推定的结论：受理（推定）"
    told = page.locator(".xt-presumed").inner_text()
    # 19.3, 36.3 and 24: those of the presumed facts without which it could be something else.
    assert told.startswith("推定：")
    assert told.endswith("；如不符合，请说明。")
    assert told.count("；") == 4
    # A requirement that is met, or not, only by a presumed fact says so.
    rules = page.locator("details[data-part=rules]").text_content() or ""
    assert "涉及的机关、单位数不少于2个（案件：1，推定）" in rules
    assert "受理有争议（推定）" in rules
    # Duties are those of the stated facts alone.
    norms = page.locator("details[data-part=norms]").text_content() or ""
    page.get_by_label("采用推定（ordinary）").uncheck()
    assert page.locator("details[data-part=norms]").text_content() == norms
    page.get_by_label("采用推定（ordinary）").check()
    # What is stated is not presumed, whatever it is; and the form and the case file state nothing more than before.
    assert "petition:" in (page.locator(".xt-file").text_content() or "")
    assert "organs_involved" not in (page.locator(".xt-file").text_content() or "")
    fact(page, "涉及的机关、单位数").get_by_role("spinbutton").fill("2")
    assert "（推定）" in outcome(page) or outcome(page).startswith("事实不足")
    assert outcome(page) != "事实不足，只有依推定的结论：受理（推定）"
    ordinary.uncheck()
    assert "推定" not in outcome(page)
    assert page.locator(".xt-presumed").count() == 0


def test_reasons_are_statements_in_the_words_of_the_articles(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("track"))
    kind = fact(page, "信访事项类别")
    kind.get_by_role("combobox").select_option(label="申诉求决类")
    fact(page, "涉及诉讼权利救济").get_by_label("否").check()
    fact(page, "应当通过的仲裁").get_by_role("combobox").select_option(label="劳动争议仲裁")
    assert outcome(page) == "已有结论：仲裁"
    reasons = page.locator(".xt-reasons > .xt-lines").first.inner_text()
    assert re.search(r"具备\s+应当通过劳动争议仲裁解决$", reasons, re.MULTILINE)  # 31.2
    assert "案件：" not in reasons


def test_a_day_before_the_regulation_came_into_force_is_told(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    page.get_by_label("判断基准日", exact=True).fill("2022-04-30")  # article 50: in force from 1 May 2022
    assert outcome(page) == "判断基准日早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断。"
    received = fact(page, "收到日期")
    received.get_by_role("combobox").select_option(label="有日期")
    received.get_by_label("收到日期：日期").fill("2022-04-29")
    assert outcome(page) == "收到日期早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断。"


def test_nothing_is_sent_and_nothing_is_kept(page: Page, shipped: Served) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    opened(page, shipped.page("disposition"))
    loaded = len(asked)
    choose(page, NO_LONGER)
    fact(page, "仍然以同一事实和理由提出投诉请求").get_by_label("否").check()
    assert len(asked) == loaded
    assert {request.method for request in asked} == {"GET"}
    assert all(request.url.startswith((shipped.root, "data:")) for request in asked)
    kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]


def test_a_reader_is_told_when_the_data_cannot_be_fetched(browser: Browser, shipped: Served) -> None:
    page = browser.new_page()
    page.route("**/try-try.*.js", lambda route: route.abort())
    page.goto(shipped.page("track"))
    page.wait_for_selector(".xinfang-try[data-state=failed]")
    assert page.locator(".xinfang-try").inner_text().startswith("没有载入")
    page.close()


def test_every_control_has_a_name_and_the_page_fits_a_narrow_screen(page: Page, shipped: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for question in shipped.book.edition.questions:
        opened(page, shipped.page(question.name))
        page.evaluate("document.querySelectorAll('.xt details').forEach((part) => { part.open = true; })")
        nameless = page.evaluate(
            """[...document.querySelectorAll('.xt :is(input, select, button, fieldset)')].filter((control) =>
              !control.getAttribute('aria-label') && !control.labels?.length && !control.textContent.trim()).length"""
        )
        legends = page.evaluate(
            "[...document.querySelectorAll('.xt fieldset')].filter((set) => !set.firstChild.matches('legend')).length"
        )
        assert (nameless, legends) == (0, 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_place_that_comes_into_the_page_later_is_opened_too(page: Page, shipped: Served) -> None:
    opened(page, shipped.page("disposition"))
    assert page.get_by_role("region", name="试算：收到后如何处置").count() == 1
    page.evaluate(
        """() => {
          document.querySelector("main").innerHTML = '<div class="xinfang-try" data-question="track"></div>';
          xinfangRules.open();
        }"""
    )
    page.wait_for_selector(".xinfang-try[data-state=ready]")
    assert page.get_by_role("region", name="试算：按什么程序办理").count() == 1


def test_a_page_that_is_opened_from_a_folder_can_be_tried(browser: Browser, shipped: Served, tmp_path: Path) -> None:
    # There browsers load neither modules nor data but by plain scripts.
    page = browser.new_page()
    shipped.page("disposition")
    for path, content in shipped.files.items():
        (tmp_path / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        text = content.decode().replace('="/assets', '="../assets')
        (tmp_path / path[1:]).write_text(text, encoding="utf-8")
    opened(page, (tmp_path / "process" / "disposition.html").as_uri())
    choose(page, NO_LONGER)
    assert outcome(page) == "已有结论：不再受理"
    page.close()
