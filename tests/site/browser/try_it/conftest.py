"""The widget of the shipped rulebook on a page, and a window that must log no error."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.browser.serving import Served
from xinfang_rules.site.site_context import read_book


@pytest.fixture(scope="module")
def shipped() -> Iterator[Served]:
    served = Served(read_book())
    yield served
    served.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert errors == []
