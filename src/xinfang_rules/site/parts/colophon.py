"""Where a printed page comes from: what stands at its end on paper, and not on the screen."""

import os
from datetime import UTC, datetime

from xinfang_rules._version import __version__
from xinfang_rules.days import day_words
from xinfang_rules.site.markdown import escape, section
from xinfang_rules.site.site_context import SiteContext


def colophon(path: str, book: SiteContext, *, site: str, directory_urls: bool) -> str:
    """Writes the instrument, the version, the day of generation, the address of the page and of the official text.

    Args:
        path: The path of the page in the documentation.
        book: What it is written from.
        site: The address of the site, as far as it is known.
        directory_urls: Whether a page's address ends with a slash.
    """
    title = escape(book.rulebook.instrument.title)
    laid = "".join(f"，叠加“{escape(each.reference.title)}”" for each in book.pack.overlays)
    text = book.published
    official = f"官方文本：{escape(text.by)}（{escape(text.address)}）。" if text is not None else ""
    address = f"{site.rstrip('/')}/{_address(path, directory_urls)}" if site else _address(path, directory_urls)
    set_to = os.environ.get("SOURCE_DATE_EPOCH")  # by reproducible builds
    built = datetime.fromtimestamp(int(set_to), UTC) if set_to else datetime.now(UTC)
    return section(
        "xf-colophon",
        f"《{title}》规则{laid}，xinfang-rules {__version__}，{day_words(built.date())}生成。网址：{escape(address)}。"
        f"{official}引用条文，以官方文本为准；本页仅供参考，决定由人作出。",
        "footer",
    )


def _address(path: str, directory_urls: bool) -> str:
    stem = path.removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        stem = stem.removesuffix("index")
        return stem if directory_urls else f"{stem}index.html"
    return f"{stem}/" if directory_urls else f"{stem}.html"
