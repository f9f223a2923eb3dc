"""The page that checks a file, in a browser, with the service behind it: as an inspector uses it."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.dossier_helpers import DOSSIERS
from xinfang_rules.dossier import examine, read_dossier
from xinfang_rules.service import ServiceSettings, create_app

EXAMPLE = Path(__file__).parents[3] / "src/xinfang_rules/service/check_page/example.yaml"
PATIENCE = 20_000  # milliseconds for an answer, on a machine that does much else

# What a file on the desk says, as it stands in a spreadsheet.
ROWS = """\
日期\t行为\t由谁
2026/1/5\t登记\t县住建局
2026年1月28日\t受理告知\t县住建局
2026/1/20\t受理\t县住建局
2026-3-25\t批准延期\t县住建局
2026年4月15日\t处理意见书\t县住建局
"""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The service on this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(ServiceSettings(workers=0)), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/check"
    server.should_exit = True
    thread.join()


@pytest.fixture
def check(context: BrowserContext, service: str) -> Iterator[Page]:
    """The page, opened; nothing may be told in the console, a violation of its policy least of all."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(service)
    page.locator("#tools:enabled").wait_for()
    yield page
    assert told == []


def entry(page: Page, part: str, row: int) -> Any:
    return page.locator(f'[data-part="{part}"][data-row="{row}"]')


def open_file(page: Page, path: Path) -> None:
    page.locator("#file").set_input_files(path)
    expect(page.locator("#said")).to_contain_text(f"已打开 {path.name}", timeout=PATIENCE)


def test_an_inspector_finds_all_that_was_late(check: Page) -> None:
    """Five dates of a file, the notice among them late: 16 steps on one screen, the answer beside it."""
    check.get_by_label("记录完整到哪一天", exact=True).first.fill("2026/4/30")
    check.get_by_label("截至哪一天").fill("2026年4月30日")
    organ = entry(check, "organs", 0)
    organ.get_by_label("名称").fill("县住建局")
    organ.get_by_label("机关类别").select_option(label="其他机关、单位")
    organ.get_by_label("级别").select_option(label="县")
    claim = entry(check, "claims", 0)
    claim.locator("[data-key='category']").select_option(label="申诉求决类")
    claim.locator("[data-key='remedy']").select_option(label="没有应当通过的其他途径")
    claim.get_by_label("县住建局").check()
    raised = entry(check, "acts", 0)
    raised.get_by_label("日期", exact=True).fill("2026/1/5")
    raised.locator("[data-key='channel']").select_option(label="书信")
    raised.locator("[data-key='anonymous']").select_option(label="否")
    raised.locator("[data-key='first']").select_option(label="是")
    check.get_by_role("button", name="从电子表格粘贴").click()
    check.locator("#pasted").fill(ROWS)
    check.get_by_role("button", name="读入").click()
    expect(check.locator("#said")).to_contain_text("读入5行", timeout=PATIENCE)
    expect(check.locator("#state")).to_contain_text("要改", timeout=PATIENCE)  # the notice stands before the acceptance
    check.get_by_role("button", name="按日期排列").click()
    expect(check.locator("#state")).to_contain_text("程序瑕疵4项", timeout=PATIENCE)
    found = check.locator("#sections").inner_text()
    # 5 January + 15 = 20 January, 8 days before the 28th; 20 January + 60 = 21 March, 25 days before 15 April.
    assert "2026年1月28日履行，逾期8日" in found
    assert "2026年4月15日履行，逾期25日" in found
    assert "办理期限届满以后才批准延长，办理期限不延长" in found
    assert "没有信访人收到信访处理意见书的记载" in found


def test_a_row_that_cannot_be_read_says_so_and_stays(check: Page) -> None:
    open_file(check, EXAMPLE)
    expect(check.locator("#sections h3").first).to_be_visible()
    day = entry(check, "acts", 2).get_by_label("日期", exact=True)
    day.fill("1月中旬")
    fault = entry(check, "acts", 2).locator(".faults li")
    expect(fault).to_contain_text("“1月中旬”不是日期。可以写", timeout=PATIENCE)
    expect(day).to_have_attribute("aria-invalid", "true")
    assert day.get_attribute("aria-describedby") == fault.get_attribute("id")
    expect(check.locator("#state")).to_contain_text("有1处要改")
    expect(check.locator("#sections")).to_have_class("old")
    day.fill("2026.1.20")
    expect(check.locator("#state")).to_contain_text("程序瑕疵3项", timeout=PATIENCE)
    assert entry(check, "acts", 2).locator(".faults").count() == 0
    before = check.locator('[data-part="acts"]').count()
    check.get_by_role("button", name="删除第3行").click()
    assert check.locator('[data-part="acts"]').count() == before - 1
    check.get_by_role("button", name="撤销").click()
    assert check.locator('[data-part="acts"]').count() == before


def test_it_can_be_filled_in_with_the_keyboard_alone(check: Page) -> None:
    entry(check, "organs", 0).get_by_label("名称").focus()
    check.keyboard.press("Control+A")
    check.keyboard.type("县住建局")
    assert "县住建局" in entry(check, "acts", 0).locator("[data-key='to'] option").all_inner_texts()
    check.keyboard.press("Tab")
    for _ in range(4):  # the last of four kinds
        check.keyboard.press("ArrowDown")
    act = entry(check, "acts", 1).locator("[data-key='act']")
    act.focus()
    check.keyboard.press("ArrowDown")
    check.keyboard.press("ArrowDown")  # the row was laid out anew in between
    expect(entry(check, "acts", 1).locator("[data-key='act']")).to_be_focused()
    assert entry(check, "acts", 1).locator("[data-key='act']").input_value() == "register"
    assert entry(check, "organs", 0).locator("[data-key='kind']").input_value() == "other"
    # What is clicked right after a name was typed is clicked.
    entry(check, "organs", 0).get_by_label("名称").fill("县民政局")
    check.get_by_role("button", name="加一行").click()
    assert check.locator('[data-part="acts"]').count() == 3
    expect(entry(check, "acts", 2).locator("[data-key='day']")).to_be_focused()


def test_what_is_saved_is_the_file_that_was_opened(check: Page) -> None:
    for path in (DOSSIERS / "joint-letters.yaml", DOSSIERS / "03-two-opinions-2024.yaml"):
        open_file(check, path)
        with check.expect_download() as download:
            check.get_by_role("button", name="保存为文件").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert read_dossier(text) == read_dossier(path.read_text(encoding="utf-8"))
    check.locator("#file").set_input_files({"name": "x.yaml", "mimeType": "text/yaml", "buffer": b"acts: ["})
    expect(check.locator("#said")).to_contain_text("x.yaml 没有打开，页面上的内容没有改动")
    assert check.get_by_label("卷宗编号").input_value() == "two-opinions-2024"


def test_of_several_answers_the_last_counts(check: Page) -> None:
    open_file(check, EXAMPLE)
    expect(check.locator("#sections h3").first).to_be_visible()
    as_of = check.get_by_label("截至哪一天")
    for day in ("2026-01-21", "2026-03-22", "2026-02-01", "2026-01-27"):
        as_of.fill(day)
        check.wait_for_timeout(320)  # each is asked for, before the one before it may have been answered
    expect(check.locator("#sections")).to_contain_text("截至2026年1月27日", timeout=PATIENCE)
    check.wait_for_timeout(1500)
    report = examine(read_dossier(EXAMPLE.read_text(encoding="utf-8")), as_of=date(2026, 1, 27))
    assert f"程序瑕疵{len(report.amiss())}项" in check.locator("#state").inner_text()
    assert "截至2026年1月27日" in check.locator("#sections").inner_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_it_can_be_read_by_all_and_fits_every_screen(browser: Browser, service: str, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(service)
    page.locator("#tools:enabled").wait_for()
    page.get_by_role("button", name="看一个例子").click()
    expect(page.locator("#state")).to_contain_text("程序瑕疵3项", timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.emulate_media(media="print")
    assert not page.locator("#form").is_visible()
    assert not page.locator("header").is_visible()
    assert page.locator("#sections").is_visible()
    context.close()
