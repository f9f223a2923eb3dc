"""What the tests of the law pages share: packs that differ from the shipped one in one place, and their pages."""

import re
import shutil
from functools import lru_cache
from pathlib import Path

from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.site.markdown import Page
from xinfang_rules.site.pages import (
    articles_page,
    changes_page,
    coverage_page,
    facts_page,
    gaps_page,
    rules_index_page,
    scenarios_page,
)
from xinfang_rules.site.site_context import SiteContext, read_book

SHIPPED = "xinfang-2022"
LAW = (articles_page, rules_index_page, facts_page, scenarios_page, gaps_page, coverage_page, changes_page)

_LINKS = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_ATTRIBUTES = re.compile(r"\s*\{ [.#][^}]* \}|</?span[^>]*>")


@lru_cache(maxsize=1)
def shipped() -> SiteContext:
    """The shipped rulebook."""
    return read_book(SHIPPED)


def law_pages(book: SiteContext) -> dict[str, Page]:
    """Writes the law pages; no two have one path."""
    written = [page for module in LAW for page in module.pages(book)]
    found = {page.path: page for page in written}
    assert len(found) == len(written)
    return found


@lru_cache(maxsize=1)
def shipped_pages() -> dict[str, Page]:
    """The law pages of the shipped rulebook."""
    return law_pages(shipped())


def altered(place: Path, file: str, old: str, new: str) -> SiteContext:
    """Reads a copy of the shipped pack in which one passage of one file differs; without its scenarios."""
    pack = _without_scenarios(place)
    text = (pack / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")
    return read_book(pack)


def overlaid(place: Path, text: str, *, scenarios: bool = False) -> SiteContext:
    """Reads the shipped pack with an overlay; without its scenarios, unless they are asked for."""
    file = place / "overlay.yaml"
    file.write_text(text, encoding="utf-8")
    return read_book(SHIPPED if scenarios else _without_scenarios(place), overlays=[file])


def _without_scenarios(place: Path) -> Path:
    pack = place / "pack"
    shutil.copytree(packs_directory() / SHIPPED, pack, ignore=shutil.ignore_patterns("scenarios", "examples.yaml"))
    return pack


def plain(markdown: str) -> str:
    """Takes links and attributes out of Markdown, so that a sentence can be read."""
    text = _LINKS.sub(r"\1", markdown)
    return _ATTRIBUTES.sub("", text).replace("**", "")


def rule_part(book: SiteContext, rule: str) -> str:
    """Returns what the page of a rule's article says of the rule itself, plain."""
    path = f"articles/{book.article_of(book.edition.rule(rule))}.md"
    pages = shipped_pages().values() if book is shipped() else articles_page.pages(book)
    body = next(page.body for page in pages if page.path == path)
    sections = re.findall(r'<section class="law-rule.*?</section>', body, flags=re.S)
    return plain(next(part for part in sections if f"`{rule}`" in part))
