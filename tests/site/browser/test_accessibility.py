"""What axe-core finds on a page of each kind, in both colour schemes."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page

from tests.site.browser.conftest import SCHEMES, Scheme

KINDS = (
    "",
    "en/",
    "articles/",
    "articles/34/",
    "process/",
    "process/opinion/",
    "periods/",
    "proposals/",
    "supervision/",
    "petitioners/",
    "scenarios/",
    "scenarios/care/",
    "gaps/",
    "coverage/",
    "changes/",
    "downloads/",
    "guide/quickstart/",
    "guide/api/",
)


def told(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
    said = [node.get("failureSummary", "").replace("\n", " ")[:200] for node in violation["nodes"][:1]]
    return f"{violation['id']} ({violation['impact']}, {len(violation['nodes'])}): {'; '.join(places)} {said}"


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[dict[Scheme, Page]]:
    """A window in each colour scheme."""
    opened = {
        scheme: browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme, locale="zh-CN")
        for scheme in SCHEMES
    }
    yield opened
    for page in opened.values():
        page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", KINDS)
def test_nothing_serious_is_found(windows: dict[Scheme, Page], site_url: str, path: str, scheme: Scheme) -> None:
    page = windows[scheme]
    page.goto(site_url + path)
    shown = page.locator("body").get_attribute("data-md-color-scheme")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert shown == ("slate" if scheme == "dark" else "default")
    assert [told(violation) for violation in found if violation["impact"] in ("serious", "critical")] == []
