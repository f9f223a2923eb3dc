"""The files that the browser needs: scripts and style, and the functions and data made from a rulebook."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files as resources

from xinfang_rules.engines.javascript.printed_module import printable
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it.form_data import exported

_PLACE = "assets/try"

SCRIPT = f"{_PLACE}/try.js"
"""The one script a page has to name. The others beside it are modules, which it fetches where a page needs them."""

STYLE = f"{_PLACE}/try.css"

DATA = f"{_PLACE}/data.json"

PROGRAM = f"{_PLACE}/program.js"
"""What the rules come to, printed as functions."""

_REMARK = re.compile(r"^ *(/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n+", re.DOTALL | re.MULTILINE)
"""A remark that has lines of its own: it is for those who read the source, not for those who wait for the page."""


def can_be_tried(book: SiteContext) -> bool:
    """Tells whether the form takes a rulebook: not where a fact or a question has too many values for the browser."""
    editions = book.rulebook.editions
    return all(printable(editions[run[-1]]) for run in editions.runs())


def scripts(place: str = _PLACE) -> Iterator[tuple[str, bytes]]:
    """Yields the scripts and styles of a folder of the assets, each with its path from the root of the site."""
    for asset in sorted(resources("xinfang_rules.site").joinpath(place).iterdir(), key=lambda asset: asset.name):
        text = asset.read_text(encoding="utf-8")
        yield f"{place}/{asset.name}", (_without_remarks(text) if asset.name.endswith(".js") else text).encode()


def _without_remarks(script: str) -> str:
    """Leaves out of a script what is for those who read its source."""
    return _REMARK.sub("", script)


def files(book: SiteContext, *, directory_urls: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yields what the site has to serve, each file with its path from the root of the site.

    Args:
        book: What the site is generated from.
        directory_urls: Whether a page's address ends with a slash (`use_directory_urls` of MkDocs).
    """
    yield from scripts()
    if not can_be_tried(book):
        return
    data, program = exported(book, directory_urls=directory_urls)
    yield PROGRAM, program.encode()
    yield DATA, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
