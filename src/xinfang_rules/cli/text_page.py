"""A page of text: lines, folded paragraphs and tables, as wide as the terminal allows."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import click

from xinfang_rules.characters import visible

WIDEST = 120
"""Wider lines are harder to read."""

NARROWEST = 60

_USUAL = 80
"""How wide a terminal is that does not say."""

GAP = 2
"""The columns between two columns of a table."""

BOLD = "bold"
FAINT = "dim"
ALARM = "bold red"
MARK = "yellow"

_LOOKS: dict[str, dict[str, Any]] = {
    BOLD: {"bold": True},
    FAINT: {"dim": True},
    ALARM: {"bold": True, "fg": "red"},
    MARK: {"fg": "yellow"},
}

Row = Sequence[Sequence[tuple[str, str]]]
"""Cells; a cell is lines, each with its style. A line that is too long is folded."""


def _columns() -> int:
    """Returns how wide the terminal is, as `shutil.get_terminal_size` does, which loads much besides."""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdecimal() and int(told[:9]):
        return int(told[:9])
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL if sys.__stdout__ else _USUAL
    except (OSError, ValueError):
        return _USUAL


class TextPage:
    """Collects lines and tables, and writes them at once."""

    def __init__(self) -> None:
        self.width = max(NARROWEST, min(_columns(), WIDEST))
        self._lines: list[str] = []
        self._looks = _looks()

    def gap(self) -> None:
        """Leaves a line empty."""
        self._lines.append("")

    def line(self, *parts: tuple[str, str]) -> None:
        """Writes one line of styled parts."""
        self._lines.append("".join(self._styled(text, style) for text, style in parts))

    def paragraph(self, text: str, *, head: str = "", indent: int = 0, style: str = "") -> None:
        """Writes a text that is folded; all lines start at one column, the first one after a head."""
        start = max(indent, cell_len(head))
        for number, line in enumerate(fold(text, self.width - start)):
            before = head + " " * (start - cell_len(head)) if number == 0 else " " * start
            self.line((before, ""), (line, style))

    def table(self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Row]) -> None:
        """Writes a table: its cells side by side, folded to the widths of their columns."""
        self._row([[(head, FAINT)] for head in heads], widths)
        self.line(("─" * (sum(widths) + GAP * (len(widths) - 1)), ""))
        for row in rows:
            self._row(row, widths)

    def _row(self, cells: Row, widths: Sequence[int]) -> None:
        folded = [
            [(part, style) for text, style in cell for part in fold(text, width)]
            for cell, width in zip(cells, widths, strict=True)
        ]
        for line in zip_longest(*folded, fillvalue=("", "")):
            parts: list[tuple[str, str]] = []
            before = 0
            for (text, style), width in zip(line, widths, strict=True):
                if text:
                    parts.extend([(" " * before, ""), (text, style)])
                    before = -cell_len(text)
                before += width + GAP
            self.line(*parts)

    def write(self, *, err: bool = False) -> None:
        """Writes everything to standard output, or standard error."""
        click.echo("\n".join(line.rstrip() for line in self._lines), err=err)

    def _styled(self, text: str, style: str) -> str:
        """Puts a style around a text; whatever is no terminal gets it without, see `click.echo`."""
        look = self._looks.get(style)
        text = visible(text)
        return click.style(text, **look) if text and look else text


def _looks() -> dict[str, dict[str, Any]]:
    """Returns what each style looks like on this terminal."""
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return {}
    if os.environ.get("NO_COLOR"):
        return {style: {name: on for name, on in look.items() if name != "fg"} for style, look in _LOOKS.items()}
    return _LOOKS


_OPENING = "（【《「『“‘〔(["
_CLOSING = "、，。；：？！）】》」』”’〕"
_WIDE = frozenset("、。，；：？！（）【】《》「」『』〔〕\u3000")
_NARROW = frozenset("“”‘’…—·†─")
# What stays together: an opening mark, then a character or a whole word (a date, a name of a fact), then closing marks.
_PIECE = re.compile(rf" +|[{re.escape(_OPENING)}]*(?:[!-~]+|.)[{_CLOSING}]*|.")


@lru_cache(maxsize=4096)
def cell_len(text: str) -> int:
    """Returns how many columns a text takes, as `rich.cells.cell_len` does; most texts need no import of it."""
    columns = 0
    for char in text:
        if "一" <= char <= "龥" or char in _WIDE:
            columns += 2
        elif " " <= char <= "~" or char in _NARROW:
            columns += 1
        else:
            from rich.cells import cell_len as measured

            return measured(text)
    return columns


def fold(text: str, width: int) -> list[str]:
    """Breaks a text into lines of at most `width` columns.

    Args:
        text: The text, without line breaks.
        width: The width; a piece that is wider than it is cut anywhere.

    Returns:
        The lines; a single empty one for an empty text.
    """
    if 2 * len(text) <= width:  # no character takes more than two columns
        return [text.rstrip(" ")]
    lines: list[str] = []
    line, used = "", 0
    for piece in _PIECE.findall(text):
        wide = cell_len(piece)
        if used + wide > width and line:
            lines.append(line.rstrip(" "))
            line, used = "", 0
            if piece.isspace():
                continue
        while wide > width:
            cut = _fitting(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
            wide = cell_len(piece)
        line, used = line + piece, used + wide
    return [*lines, line.rstrip(" ")] if line.strip(" ") or not lines else lines


def _fitting(text: str, width: int) -> int:
    """Returns how many characters fit; at least one."""
    count, used = 0, 0
    for char in text:
        used += cell_len(char)
        if used > width:
            break
        count += 1
    return max(count, 1)
