"""Finding the headings of a register: below titles, in two lines, merged, with stray spaces and full-width brackets."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple
from unicodedata import normalize

from xinfang_rules.registers.mapping_file import MappingFile
from xinfang_rules.registers.workbook import Sheet

_LOOKED_AT: Final = 30
"""Headings stand in one of the first rows, below titles and remarks."""

_STRAY: Final = re.compile(r"[\s*＊:：]+")


class Headings(NamedTuple):
    """Where the headings of a sheet stand, and which columns of the mapping they are.

    Attributes:
        first: The first row of headings, from 0.
        rows: How many rows of headings there are.
        places: For each column of the mapping that was found, its place, from 0.
        titles: What stands above each column, from the left.
        twice: Columns of the mapping for which two headings stand.
    """

    first: int
    rows: int
    places: Mapping[str, int]
    titles: tuple[str, ...]
    twice: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The headings that are no column of the mapping."""
        found = set(self.places.values())
        return tuple(title for place, title in enumerate(self.titles) if title and place not in found)


def plain_heading(text: str) -> str:
    """Returns a heading as it is compared: without spaces and line breaks, brackets of one width."""
    return _STRAY.sub("", normalize("NFKC", text)).upper()


def headings_of(sheet: Sheet, mapping: MappingFile) -> Headings | None:
    """Finds the headings of a mapping in a sheet; None if hardly any of them stand there."""
    names = {plain_heading(name): column for column, entry in mapping.columns.items() for name in (column, *entry.also)}
    first_rows = list(islice(sheet.rows(), _LOOKED_AT))
    if mapping.header is not None:
        at, rows = mapping.header.row - 1, mapping.header.rows
        tried = [(at, rows)] if at + rows <= len(first_rows) else []
    else:
        tried = [(at, rows) for at in range(len(first_rows)) for rows in (1, 2) if at + rows <= len(first_rows)]
    best: Headings | None = None
    for at, rows in tried:
        found = _matched(at, first_rows[at : at + rows], names)
        # The uppermost, and one row rather than two.
        if best is None or (len(found.places), -rows) > (len(best.places), -best.rows):
            best = found
    wanted = {name for name, entry in mapping.columns.items() if entry.gives or entry.choose}
    return best if best is not None and 2 * len(wanted & set(best.places)) >= min(len(wanted), 6) else None


def _matched(at: int, rows: Sequence[Sequence[str]], names: Mapping[str, str]) -> Headings:
    width = max(map(len, rows))
    titles, places, twice = list[str](), dict[str, int](), list[str]()
    above = ""
    for place in range(width):
        upper, *lower = (row[place].strip() if place < len(row) else "" for row in rows)
        below = next((text for text in reversed(lower) if text), "")
        # Of headings that are merged across columns, only the first cell has the text.
        above = upper or above if below else upper
        both = f"{above}/{below}" if above and below else above or below
        titles.append(" ".join(both.split()))
        column = names.get(plain_heading(both)) or names.get(plain_heading(below or above))
        if column is None:
            continue
        if column in places:
            twice.append(column)
        places.setdefault(column, place)
    return Headings(at, len(rows), places, tuple(titles), tuple(twice))
