"""A page of text: lines, folded paragraphs and tables, as wide as the terminal allows."""

import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from shutil import get_terminal_size

import click
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xinfang_rules.cli.folding import fold

WIDEST = 120
"""Wider lines are harder to read."""

NARROWEST = 60

GAP = 2
"""The columns between two columns of a table."""

BOLD = "bold"
FAINT = "dim"
ALARM = "bold red"
MARK = "yellow"

Row = Sequence[Sequence[tuple[str, str]]]
"""Cells; a cell is lines, each with its style. A line that is too long is folded."""


class Page:
    """Collects lines and tables, and writes them at once."""

    def __init__(self) -> None:
        columns = get_terminal_size((80, 24)).columns
        self.width = max(NARROWEST, min(columns, WIDEST))
        self._written = StringIO()
        self._console = Console(
            file=self._written,
            width=self.width,
            force_terminal=True if sys.stdout.isatty() else None,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def gap(self) -> None:
        """Leaves a line empty."""
        self._console.print()

    def line(self, *parts: tuple[str, str]) -> None:
        """Writes one line of styled parts."""
        self._console.print(Text.assemble(*parts), soft_wrap=True)

    def paragraph(self, text: str, *, head: str = "", indent: int = 0, style: str = "") -> None:
        """Writes a text that is folded; all lines start at one column, the first one after a head."""
        start = max(indent, cell_len(head))
        for number, line in enumerate(fold(text, self.width - start)):
            before = head + " " * (start - cell_len(head)) if number == 0 else " " * start
            self.line((before, ""), (line, style))

    def table(self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Row]) -> None:
        """Writes a table."""
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style=FAINT)
        for head, width in zip(heads, widths, strict=True):
            table.add_column(head, width=width, no_wrap=True)
        for row in rows:
            table.add_row(*(_cell(cell, width) for cell, width in zip(row, widths, strict=True)))
        self._console.print(table)

    def write(self) -> None:
        """Writes everything to standard output."""
        lines = (line.rstrip() for line in self._written.getvalue().split("\n"))
        click.echo("\n".join(lines), nl=False)


def _cell(lines: Sequence[tuple[str, str]], width: int) -> Text:
    folded = [Text(part, style) for text, style in lines for part in fold(text, width)]
    return Text("\n").join(folded)
