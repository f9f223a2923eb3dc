"""The files that a rulebook puts into a site: pages, downloads, scripts and styles."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape, unescape
from importlib.resources import files

import yaml

from xinfang_rules.site.links import SCENARIOS
from xinfang_rules.site.markdown import Page
from xinfang_rules.site.pages import WRITERS, downloads_page
from xinfang_rules.site.parts.colophon import colophon
from xinfang_rules.site.scripts import widgets
from xinfang_rules.site.search.keywords import keywords
from xinfang_rules.site.site_context import ALONE, SiteContext, Surroundings

SCRIPTS = (widgets.LOADER,)
"""The scripts that every page loads."""


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes every page of a rulebook."""
    for write in WRITERS:
        yield from write(book)


def generated_files(book: SiteContext, around: Surroundings = ALONE) -> dict[str, str | bytes]:
    """Makes every file of a rulebook, by its path in the documentation, pages first and in their order.

    Args:
        book: What the site is generated from.
        around: What else the site has.

    Raises:
        ValueError: If two writers give the same path.
    """
    found: dict[str, str | bytes] = {}
    for path, content in (
        *_written(pages(book), "", book, around),
        *assets(),
        *downloads_page.files(book),
        *widgets.files(book, around),
    ):
        if path in found:
            raise ValueError(f"two generated files have the path {path}")
        found[path] = content
    return found


def beside(book: SiteContext, folder: str, around: Surroundings) -> dict[str, str | bytes]:
    """Makes the pages and downloads of a further rulebook, in a folder of their own.

    Their titles say its year. A search finds what is said of its articles, not every scenario again.

    Args:
        book: What they are generated from.
        folder: Where they stand in the documentation.
        around: What else the site has.
    """
    book = replace(book, further=True)
    year = f"（{book.rulebook.instrument.in_force_from.year}年）"
    further = (
        replace(page, title=page.title + year, searched=page.searched and not page.path.startswith(f"{SCENARIOS}/"))
        for page in pages(book)
    )
    downloads = ((f"{folder}/{path}", content) for path, content in downloads_page.files(book))
    return dict([*_written(further, f"{folder}/", book, around), *downloads])


def _written(
    pages: Iterable[Page], folder: str, book: SiteContext, around: Surroundings
) -> Iterator[tuple[str, str | bytes]]:
    """Writes pages into a folder, each with what says on paper where it comes from."""
    words = keywords(book)
    for page in pages:
        path = f"{folder}{page.path}"
        signature = colophon(path, book, site=around.address, directory_urls=around.directory_urls)
        signed = replace(page, body=f"{page.body.strip()}\n\n{signature}")
        yield path, markdown(signed, words.get(page.path, ()))


def markdown(page: Page, words: tuple[str, ...]) -> str:
    """Writes a page as MkDocs reads it: its title and how it is found, its heading, its body."""
    # Of the heading, themes take the title with its entities resolved, and write that into the page as it is.
    title = escape(unescape(page.title))
    search = {"boost": page.boost} if page.searched else {"exclude": True}
    data = {"title": title, "search": search, **({"tags": list(words)} if words else {})}
    head = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{head}---\n\n# {page.title}\n\n{page.body.strip()}\n"


def assets() -> Iterator[tuple[str, bytes]]:
    """Lists the styles and scripts that lie beside this module."""
    for item in sorted(files(__package__).joinpath("assets").iterdir(), key=lambda item: item.name):
        if item.is_file() and f"{widgets.ASSETS}/{item.name}" != widgets.LOADER:
            yield f"{widgets.ASSETS}/{item.name}", item.read_bytes()
