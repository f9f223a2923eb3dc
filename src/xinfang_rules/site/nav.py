"""The generated pages in the navigation of a site.

In `nav`, a pattern stands for the generated pages that match it, in their order: `- 条文: articles/*.md`. Articles come
in the chapters of the instrument. A site without `nav` gets its own pages, then the sections below.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from html import escape
from itertools import groupby
from typing import Any

from mkdocs.utils import nest_paths

from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Instrument
from xinfang_rules.site.links import ARTICLES, EXAMPLES, PROCESS, SCENARIOS, article_path

SECTIONS: Sequence[Any] = (
    {"条文": f"{ARTICLES}/*.md"},
    {"办事流程": f"{PROCESS}/*.md"},
    {"办理实例": f"{EXAMPLES}/*.md"},
    {"场景": f"{SCENARIOS}/*.md"},
    {"查阅": "*.md"},
)
"""Where the generated pages stand in a site that does not say."""


def navigation(nav: Any, own: Iterable[str], generated: Sequence[str], chapters: Mapping[str, str]) -> list[Any]:
    """Builds the navigation of a site.

    Args:
        nav: What `mkdocs.yml` says; None where it says nothing.
        own: The pages that the site itself has.
        generated: The generated pages, in their order.
        chapters: The chapters by the pages of the articles in them.
    """
    if nav is None:
        present = [section for section in SECTIONS if _matching(next(iter(section.values())), generated)]
        nav = [*nest_paths(own), *present]  # type: ignore[no-untyped-call]  # MkDocs leaves this one untyped
    return _expanded(nav, generated, chapters)


def chapters(instrument: Instrument) -> dict[str, str]:
    """Names the chapter of the page of every article, numbered as the instrument has them, as HTML."""
    numbered = {title: number for number, title in enumerate(dict.fromkeys(instrument.chapters.values()), start=1)}
    return {
        article_path(article): f"第{chinese_number(numbered[title])}章　{escape(title)}"
        for article, title in instrument.chapters.items()
    }


def _expanded(nav: Sequence[Any], generated: Sequence[str], chapters: Mapping[str, str]) -> list[Any]:
    found: list[Any] = []
    for entry in nav:
        if isinstance(entry, str) and "*" in entry:
            found += _grouped(_matching(entry, generated), chapters)
        elif isinstance(entry, dict):
            found.append({title: _value(value, generated, chapters) for title, value in entry.items()})
        else:
            found.append(entry)
    return found


def _value(value: Any, generated: Sequence[str], chapters: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return _expanded(value, generated, chapters)
    if isinstance(value, str) and "*" in value:
        return _expanded([value], generated, chapters)
    return value


def _matching(pattern: str, generated: Sequence[str]) -> list[str]:
    """Lists the pages of a pattern; unlike in a shell's list of names, a star does not go into folders."""
    return [path for path in generated if path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)]


def _grouped(pages: Sequence[str], chapters: Mapping[str, str]) -> list[Any]:
    found: list[Any] = []
    for chapter, group in groupby(pages, key=chapters.get):
        listed = list(group)
        found += listed if chapter is None else [{chapter: listed}]
    return found
