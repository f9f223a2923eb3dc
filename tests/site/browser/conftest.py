"""A browser, and the documentation served to it from this machine."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import browser as browsers
from tests.site.browser.visiting import Visit, looked_at, visit_all
from tests.site.building import once
from tests.site.conftest import BuiltSite

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without telling of each."""

    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """Serves a directory on this machine; gives its address."""
    handler = partial(QuietHandler, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def built_site(request: pytest.FixtureRequest) -> BuiltSite:
    """The documentation; where XINFANG_SITE names a directory, as `make docs` has built it there."""
    made = os.environ.get("XINFANG_SITE")
    if made is not None:
        assert (Path(made) / "index.html").is_file(), f"XINFANG_SITE: there is no site in {made}"
        return BuiltSite(Path(made).resolve(), "")
    site: BuiltSite = request.getfixturevalue("built_site")  # the one of the folder above
    return site


@pytest.fixture(scope="session")
def site_url(built_site: BuiltSite) -> Iterator[str]:
    """The address of the documentation, on this machine."""
    with served(built_site.directory) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine; where there is none, what asks for it is skipped before."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browsers.browser(), args=browsers.ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a desk computer, with no memory of other tests."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page in that window."""
    return context.new_page()


@pytest.fixture(scope="session")
def visits(browser: Browser, site_url: str, built_site: BuiltSite, shared_place: Path) -> list[Visit]:
    """What a look at the pages found, each opened once."""

    def look() -> list[dict[str, Any]]:
        return [visit.as_data() for visit in visit_all(browser, site_url, looked_at(built_site.pages()))]

    return [Visit(**data) for data in once(shared_place / "visits", look)]
