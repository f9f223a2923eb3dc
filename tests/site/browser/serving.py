"""A site of the widget's files and one page, served on this machine."""

import functools
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Page

from xinfang_rules.site.scripts.widgets import ASSETS, LOADER, files
from xinfang_rules.site.site_context import ALONE, SiteContext, Surroundings

TYPES = {"js": "text/javascript", "css": "text/css", "json": "application/json", "html": "text/html; charset=utf-8"}

PAGE = f"""<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/{ASSETS}/try.css">
<body><main><h1>试</h1><div class="xinfang-try" data-question="QUESTION"></div></main>
<script src="/{LOADER}"></script>"""


class Served:
    """A site of the widgets' files and of pages, kept in memory."""

    def __init__(self, book: SiteContext, around: Surroundings = ALONE) -> None:
        self.book = book
        self.files = {f"/{path}": content for path, content in files(book, around)}
        handler = functools.partial(_Handler, self.files)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def page(self, question: str) -> str:
        """Adds a page for a question; returns its address."""
        path = f"/process/{question}.html"
        self.files[path] = PAGE.replace("QUESTION", question).encode()
        return self.root + path

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def write_page(served: Served, path: str, body: str) -> None:
    """Adds a page with a body."""
    head = '<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,">'
    served.files[path] = f'{head}<main><h1>查</h1>{body}</main><script src="/{LOADER}"></script>'.encode()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(".xinfang-try[data-state=ready]")
    return page


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, served: dict[str, bytes], *args: Any) -> None:
        self._served = served
        super().__init__(*args)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        content = self._served.get(path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", TYPES.get(path.rpartition(".")[2], "text/plain"))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: Any) -> None:
        """Says nothing."""
