"""What axe-core finds on a page of each kind, by turns in either colour scheme."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page

from tests.site.browser.conftest import SCHEMES, Scheme

KINDS = (
    "",
    "articles/index.html",
    "articles/34.html",
    "process/opinion.html",
    "periods.html",
    "supervision.html",
    "petitioners.html",
    "scenarios/care.html",
    "gaps.html",
    "indicators.html",
    "presumptions.html",
    "coverage.html",
    "downloads.html",
    "deadlines.html#event=timeline.received_on&on=2026-02-11",
    "deadlines.html#event=timeline.reply_received_on&on=2027-01-09",
    "deadlines.html#due=2026-02-24",
    "examples/index.html",
    "examples/wages-letter.html",
    "guide/quickstart.html",
    "guide/api.html",
)
"""A page of each kind; they share their styles, so that each is looked at in one scheme, by turns."""


_SETTLED = "[...document.querySelectorAll('[data-state]')].every((place) => place.dataset.state !== 'loading')"


def told(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
    said = [node.get("failureSummary", "").replace("\n", " ")[:200] for node in violation["nodes"][:1]]
    return f"{violation['id']} ({violation['impact']}, {len(violation['nodes'])}): {'; '.join(places)} {said}"


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all pages."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield opened
    opened.close()


@pytest.mark.parametrize(("path", "scheme"), list(zip(KINDS, cycle(SCHEMES), strict=False)))
def test_nothing_is_found(window: Page, site_url: str, path: str, scheme: Scheme) -> None:
    window.emulate_media(color_scheme=scheme)
    window.goto(site_url + path)
    window.wait_for_function(_SETTLED)
    paper = window.evaluate("getComputedStyle(document.body).backgroundColor")
    found = Axe().run(window, options={"resultTypes": ["violations"]}).response["violations"]
    assert (paper == "rgb(253, 252, 250)") is (scheme == "light")
    assert [told(violation) for violation in found] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_serious_is_found_in_the_open_search(window: Page, site_url: str, scheme: Scheme) -> None:
    window.emulate_media(color_scheme=scheme)
    window.goto(f"{site_url}index.html")
    window.keyboard.press("/")
    window.get_by_role("searchbox", name="检索").fill("超期")
    window.locator(".xs-results mark").first.wait_for()
    found = Axe().run(window, options={"resultTypes": ["violations"]}).response["violations"]
    assert [told(violation) for violation in found if violation["impact"] in ("serious", "critical")] == []
