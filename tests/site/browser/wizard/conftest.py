"""The wizard of the shipped rulebook on a page, and a window that must log no error."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.browser.serving import Served
from xinfang_rules.site.scripts.widgets import ASSETS, LOADER
from xinfang_rules.site.site_context import Surroundings, read_book

PAGE = f"""<!doctype html><html lang="zh"><meta charset="utf-8"><title>试</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/{ASSETS}/wizard.css">
<body><main><h1>试</h1><div class="xinfang-wizard"></div></main>
<script src="/{LOADER}"></script>"""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served(read_book(), Surroundings({"xinfang-2005": read_book("xinfang-2005")}))
    served.files["/wizard/index.html"] = PAGE.encode()
    yield served
    served.close()


@pytest.fixture(scope="module")
def address(served: Served) -> str:
    return f"{served.root}/wizard/index.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900}, locale="zh-CN")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert errors == []
