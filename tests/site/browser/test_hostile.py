"""A site in which every text is an attack, in a browser: nothing runs, and no element is there that is not ours."""

import pytest
from playwright.sync_api import Page

from tests.site.browser.conftest import served
from tests.site.conftest import BuiltSite

PAGES = ("", "process/disposition/", "process/track/", "articles/34/", "periods/", "facts/", "scenarios/", "print/")

_FOREIGN = """() => [...document.querySelectorAll('*')].filter((element) =>
  element.tagName.toLowerCase().includes('xssq') ||
  element.attributes && [...element.attributes].some((one) => one.name.startsWith('on') || one.name.includes('xssq') ||
    (['src', 'action', 'style', 'srcdoc', 'class'].includes(one.name) && one.value.includes('xssq')) ||
    one.value.trim().toLowerCase().startsWith('javascript:'))
).map((element) => element.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("hostile_site", ["xinfang"], indirect=True)
def test_nothing_that_a_text_says_is_done(hostile_site: BuiltSite, page: Page) -> None:
    run: list[str] = []
    page.expose_function("xssq", lambda: run.append("xssq"))
    page.on("dialog", lambda dialog: run.append(dialog.message))
    with served(hostile_site.directory) as url:
        for path in PAGES:
            page.goto(url + path)
            page.wait_for_load_state("networkidle")
            if path.startswith("process/"):
                page.locator(".xinfang-try select, .xinfang-try input").first.wait_for()
            assert page.evaluate(_FOREIGN) == [], path
        page.get_by_role("button", name="检索").click()
        for typed in ("script", "xssq", "javascript", "期限"):
            page.get_by_role("searchbox", name="检索").fill(typed)
            page.locator(".xs-group").first.wait_for()
            assert page.evaluate(_FOREIGN) == [], typed
    assert run == []
