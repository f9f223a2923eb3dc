"""What the search of a site reads: its pages by their headings, as plain text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

_SPACE: Final = re.compile(r"\s+")
_UNTOLD: Final = frozenset({"script", "style", "svg"})
_BESIDE: Final = frozenset({"headerlink", "law-chapter", "law-around"})
"""Classes of what leads on from a heading or from a page, and is no part of what either says."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE: Final = frozenset(
    {"a", "abbr", "autoref", "b", "code", "em", "i", "kbd", "mark", "span", "strong", "sub", "sup"}
)
"""Elements that do not part words."""


class _Reader(HTMLParser):
    """Parts a page at its headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[tuple[str, list[str], list[str], list[str]]] = [("", [], [], [])]
        self._heading = False
        self._untold: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._untold is None and (tag in _UNTOLD or given.get("class") in _BESIDE):
            self._untold = tag
        elif tag in _HEADINGS and (tag == "h1" or given.get("id")):
            self._heading = True
            if tag != "h1":
                self.sections.append((given["id"] or "", [], [], []))
        self.sections[-1][3].extend(place for place in (given.get("id"), given.get("name")) if place)
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._untold:
            self._untold = None
        elif tag in _HEADINGS:
            self._heading = False
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if self._untold is None:
            _, title, text, _ = self.sections[-1]
            (title if self._heading else text).append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.sections[-1][2].append(" ")


def sections_of(markup: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yields the parts of a page: the anchor of each heading, the heading, what stands below it, and all anchors there.

    The first one is the page itself, without an anchor.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    for anchor, title, text, places in reader.sections:
        yield anchor, _folded(title), _folded(text), places


def documents(
    url: str, title: str, markup: str, found: dict[str, Any], within: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Yields what is searched of a page.

    Args:
        url: Its address, from the root of the site.
        title: Its title.
        markup: Its content, as HTML.
        found: What is told of the page besides: its section, and how it is found.
        within: Takes for the address of each anchor the one of what is searched.
    """
    for anchor, heading, text, places in sections_of(markup):
        within |= {f"{url}#{place}": f"{url}#{anchor}" if anchor else url for place in places}
        if anchor:
            yield {"at": f"{url}#{anchor}", "title": heading, "text": text}
        else:
            yield {"at": url, "title": title, "text": text, **found}


def plain(markup: str) -> str:
    """Returns the text of a title."""
    return next(sections_of(markup))[2]


def _folded(parts: list[str]) -> str:
    return _SPACE.sub(" ", "".join(parts)).strip()
