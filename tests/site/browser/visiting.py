"""Opens pages of a site once, wide and narrow, and notes what is to be seen."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Request, Response

WIDE, NARROW = 1280, 390
MANY, EVERY = 15, 4
"""Of a folder with more pages than `MANY`, one in `EVERY` is opened."""

_LOOK = """() => ({
  width: document.documentElement.scrollWidth,
  wide: document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('.xf-main *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map((element) => element.tagName + '.' + element.className),
  headings: [...document.querySelectorAll('.xf-main :is(h1, h2, h3, h4, h5, h6)')]
    .filter((heading) => heading.checkVisibility())
    .map((heading) => [Number(heading.tagName[1]), heading.innerText]),
})"""


@dataclass
class Visit:
    """What was seen of one page.

    Attributes:
        path: Its address, from the root of the site.
        errors: What the console called an error, and what went wrong in scripts.
        foreign: Addresses of other hosts that were asked for.
        missing: Addresses that were answered with an error.
        widths: How wide its content is, by the width of the window.
        too_wide: Elements that reach out of the window, by its width.
        headings: The levels and texts of the headings that are visible, in order.
    """

    path: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    too_wide: dict[str, list[str]] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Returns it as plain data."""
        return asdict(self)


def looked_at(paths: Sequence[str]) -> list[str]:
    """Chooses the pages to open: of a folder with many, which are written alike, only every few."""
    folders = Counter(map(_folder, paths))
    seen: Counter[str] = Counter()
    chosen = []
    for path in paths:
        folder = _folder(path)
        if folders[folder] <= MANY or seen[folder] % EVERY == 0:
            chosen.append(path)
        seen[folder] += 1
    return chosen


def _folder(path: str) -> str:
    """Returns the folder of a page; a page at the top is alone in its own."""
    return path.rpartition("/")[0] or path


def visit_all(browser: Browser, url: str, paths: Sequence[str]) -> Iterator[Visit]:
    """Opens pages one after the other in one window."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale="zh-CN")
    page = context.new_page()
    for path in paths:
        yield _visited(page, url, path)
    context.close()


def _visited(page: Page, url: str, path: str) -> Visit:
    visit = Visit(path)

    def requested(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            visit.foreign.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400:
            visit.missing.append(response.url)

    listeners: list[tuple[Any, Any]] = [
        ("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None),
        ("pageerror", lambda error: visit.errors.append(str(error))),
        ("request", requested),
        ("response", answered),
    ]
    for event, listener in listeners:
        page.on(event, listener)
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(url + path, wait_until="load")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        seen = page.evaluate(_LOOK)
        visit.widths[str(width)] = seen["width"]
        visit.too_wide[str(width)] = seen["wide"]
        visit.headings = [(level, text) for level, text in seen["headings"]]
    for event, listener in listeners:
        page.remove_listener(event, listener)
    return visit
