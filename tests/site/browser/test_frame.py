"""The frame of a page: its colours, its menu, what it takes to show it, and what may run on it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.conftest import BuiltSite

PAPER = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(253, 252, 250)", "rgb(27, 28, 32)"
FIRST_VISIT = 400_000  # bytes, as they lie there, before any compression
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'"
_INSIDE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=")


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN")
    yield page
    page.close()


def test_colours_follow_the_system_until_the_reader_chooses_and_the_choice_is_kept(page: Page, site_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site_url}index.html")
    assert page.evaluate(PAPER) == DARK
    choice = page.locator(".xf-scheme")
    assert choice.inner_text() == "配色：跟随系统"
    choice.click()
    assert (choice.inner_text(), page.evaluate(PAPER)) == ("配色：浅色", LIGHT)
    page.goto(f"{site_url}periods.html")
    assert page.evaluate(PAPER) == LIGHT
    page.locator(".xf-scheme").click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(PAPER) == DARK


def test_a_browser_that_keeps_nothing_shows_the_page_all_the_same(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(f"{site_url}index.html")
    page.locator(".xf-scheme").click()
    page.locator(".xf-scheme").click()
    assert page.evaluate(PAPER) == DARK
    assert errors == []


def test_in_a_narrow_window_the_pages_beside_open_when_asked_for(narrow: Page, site_url: str) -> None:
    narrow.goto(f"{site_url}articles/34.html")
    pages = narrow.get_by_role("navigation", name="本栏目与本页目录")
    assert not pages.is_visible()
    narrow.get_by_role("button", name="本栏目与本页目录").click()
    assert pages.is_visible()
    assert pages.locator("[aria-current=page]").inner_text().startswith("第三十四条")


def test_without_scripts_the_page_and_its_menu_are_there(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site_url}articles/34.html")
    assert page.get_by_role("navigation", name="本栏目与本页目录").is_visible()
    assert not page.get_by_role("button", name="检索").is_visible()
    context.close()


def test_the_keyboard_begins_with_a_way_to_the_text(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}articles/34.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_the_first_visit_is_small(page: Page, site_url: str) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{site_url}index.html", wait_until="networkidle")
    assert len(sizes) > 10
    assert sum(sizes.values()) < FIRST_VISIT


def test_no_script_and_no_style_stands_inside_a_page(built_site: BuiltSite) -> None:
    found = {
        path: _INSIDE.findall((built_site.directory / path).read_text(encoding="utf-8"))[:3]
        for path in built_site.pages()
    }
    assert {path: parts for path, parts in found.items() if parts} == {}


def test_everything_works_under_a_strict_policy(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))

    def guarded(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    page.route(f"{site_url}**/*.html", guarded)
    page.goto(f"{site_url}process/disposition.html")
    page.wait_for_selector(".xinfang-try[data-state=ready]")
    page.goto(f"{site_url}deadlines.html")
    page.wait_for_selector(".xinfang-deadlines[data-state=ready]")
    page.goto(f"{site_url}wizard.html")
    page.wait_for_selector(".xinfang-wizard[data-state=ready]")
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="检索").fill("超期")
    page.locator(".xs-group").first.wait_for()
    assert refused == []


def test_the_tools_of_the_built_site_open_from_a_folder(page: Page, built_site: BuiltSite) -> None:
    for name, widget in (("process/disposition", "try"), ("deadlines", "deadlines"), ("wizard", "wizard")):
        page.goto((built_site.directory / f"{name}.html").as_uri())
        page.wait_for_selector(f".xinfang-{widget}[data-state=ready]")
