"""Pieces of Markdown, as the extensions of the site read it: escaped text, lists, tables, boxes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_SPECIAL: Final = str.maketrans({character: f"&#{ord(character)};" for character in "\\`*_{}[]<>|~^#&"})
"""Entities rather than backslashes: which characters a backslash takes back depends on the extensions at work."""

_START: Final = re.compile(r"[-+=!?:@]|\d+(?=[.)])")
"""What at the beginning of a line makes it an item, a box, a term's definition, or calls another extension."""

_WIDE: Final = "[\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef]"
_FOLDED: Final = re.compile(f"(?<={_WIDE}) (?={_WIDE})")
"""A space that comes from a line break between Chinese characters."""


def escape(text: str) -> str:
    """Writes text so that Markdown reads nothing into it; white space is folded, so that it stays one line."""
    written = _FOLDED.sub("", " ".join(text.split())).translate(_SPECIAL)
    first = _START.match(written)
    return written if first is None else f"{''.join(f'&#{ord(c)};' for c in first[0])}{written[first.end() :]}"


def code(text: str) -> str:
    """Writes an identifier."""
    return f"`{' '.join(text.split()).replace('`', '')}`"


def indented(text: str) -> str:
    """Moves every line to the right, as what stands inside a list item or a box is."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def heading(level: int, text: str, anchor: str = "") -> str:
    """Writes a heading; its text is Markdown already."""
    return f"{'#' * level} {text}{f' {{ #{anchor} }}' if anchor else ''}"


def bullets(items: Iterable[str]) -> str:
    """Writes a list; each item is Markdown, of one or several lines."""
    return "\n".join(f"- {indented(item)[4:]}" for item in items)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Writes a table; the cells are Markdown. Returns nothing where there are no rows."""
    body = ["| " + " | ".join(cell.replace("\n", "<br>") or " " for cell in row) + " |" for row in rows]
    if not body:
        return ""
    return "\n".join(["| " + " | ".join(headers) + " |", "|" + " --- |" * len(headers), *body])


def admonition(kind: str, title: str, body: str) -> str:
    """Writes a box."""
    return _box("!!!", kind, title, body)


def details(kind: str, title: str, body: str) -> str:
    """Writes a box that opens when asked to."""
    return _box("???", kind, title, body)


def _box(mark: str, kind: str, title: str, body: str) -> str:
    quoted = title.replace('"', "&quot;")
    return f'{mark} {kind} "{quoted}"\n\n{indented(body)}'


def folded(kind: str, title: str, body: str) -> str:
    """Writes the same for a body that has HTML in it, which a box of Markdown would not read; the title is HTML."""
    return f'<details class="{kind}" markdown="1">\n<summary>{title}</summary>\n\n{body}\n\n</details>'


def section(kind: str, body: str, element: str = "div", attributes: str = "") -> str:
    """Wraps Markdown in an element of a class of its own."""
    return f'<{element} class="{kind}" markdown="1"{attributes}>\n\n{body}\n\n</{element}>'


def definitions(entries: Iterable[tuple[str, str]]) -> str:
    """Writes terms with what is said of each, in Markdown; a term of which nothing is said is left out."""
    return section("law-facts", blocks(f"{term}\n:   {indented(text)[4:]}" for term, text in entries if text))


def blocks(parts: Iterable[str]) -> str:
    """Joins blocks by empty lines, leaving out empty ones."""
    return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in Markdown.

    Attributes:
        path: Where it lies in the documentation, such as `articles/31.md`.
        title: Its title, in Chinese, as escaped Markdown without marks; the first heading is made of it.
        body: Its Markdown, without the first heading.
        boost: How much more a match on this page counts in searches than one elsewhere.
        searched: Whether searches find it: not what only says again what stands on other pages.
    """

    path: str
    title: str
    body: str
    boost: float = 1.0
    searched: bool = True
