"""What the tests of the working pages share: books, their pages as trees, and the text of a tree."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import markdown  # type: ignore[import-untyped]  # comes without types

from xinfang_rules.site.markdown import Page
from xinfang_rules.site.pages import (
    downloads_page,
    periods_page,
    petitioners_page,
    printing_page,
    process_page,
    proposals_page,
    supervision_page,
)
from xinfang_rules.site.site_context import SiteContext, read_book

TESTS = Path(__file__).resolve().parent.parent
WRITERS = (
    process_page,
    periods_page,
    proposals_page,
    supervision_page,
    petitioners_page,
    downloads_page,
    printing_page,
)
_EXTENSIONS = ["admonition", "attr_list", "md_in_html", "tables"]

Tree = ElementTree.Element


@lru_cache(maxsize=8)
def book(pack: str = "xinfang-2022", *overlays: Path) -> SiteContext:
    """Reads a shipped pack, or one of the packs that lie with the tests, with overlays."""
    return read_book(TESTS / pack if (TESTS / pack).is_dir() else pack, overlays)


@lru_cache(maxsize=8)
def written(pack: str = "xinfang-2022", *overlays: Path) -> dict[str, Page]:
    """Writes all working pages of a book."""
    return {page.path: page for writer in WRITERS for page in writer.pages(book(pack, *overlays))}


def rendered(page: Page) -> Tree:
    """Renders a page as the site does; a tree refuses what is not closed."""
    html = markdown.markdown(page.body, extensions=_EXTENSIONS)
    return ElementTree.fromstring(f"<page>{html.replace('<br>', '<br/>')}</page>")


def text(tree: Tree) -> str:
    """Returns the text of a tree without white space."""
    return "".join("".join(tree.itertext()).split())


def having(tree: Tree, kind: str) -> Iterator[Tree]:
    """Yields the elements of a class, in order."""
    return (element for element in tree.iter() if kind in element.get("class", "").split())


def rows(tree: Tree, kind: str) -> list[list[str]]:
    """Returns the texts of the rows of the tables of a class, without heads and headings."""
    return [
        [text(cell) for cell in row.iter("td")]
        for table in having(tree, kind)
        for row in table.iter("tr")
        if row.find("td") is not None
    ]


def links(tree: Tree) -> list[tuple[str, str]]:
    """Returns the text and the target of every link."""
    return [(text(link), link.get("href", "")) for link in tree.iter("a")]
