"""The text of a register: of each column that a mapping uses, what stands in each row. Other columns are not kept."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import numpy as np

from xinfang_rules.errors import RegisterError
from xinfang_rules.registers.act_columns import Flags, Int32s
from xinfang_rules.registers.headings import Headings, headings_of
from xinfang_rules.registers.mapping import RegisterMapping
from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.sheets import sheets_of
from xinfang_rules.registers.workbook import Sheet

MOST_ROWS: Final = 2_000_000
_NOT_READ: Final = ("personal", "ignored")
_SUMS: Final = frozenset(("合计", "总计", "小计", "共计", "累计"))


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """A column: each text once, and which one each row has.

    Attributes:
        place: Its place in the sheet, from 0.
        texts: The texts, without spaces around them; the first one is empty.
        codes: For each row the place of its text.
        merged: The rows in which the cell is covered by a merged one.
        unsaved: The rows in which it is a formula without a saved value.
    """

    place: int
    texts: tuple[str, ...]
    codes: Int32s
    merged: Flags
    unsaved: Flags


@dataclass(frozen=True, slots=True, eq=False)
class RegisterText:
    """What was read of a register.

    Attributes:
        path: The file.
        sheet: The name of the sheet; empty of a CSV file.
        headings: Its headings.
        lines: The row of the sheet of each row, from 1.
        columns: The columns that are used, by their names in the mapping.
        base: The year from which numbers count as days.
        blank_lines: How many empty rows were passed over.
        repeated: How many rows were the headings once more.
        sums: How many rows were sums.
        formulas: How many cells are formulas.
        other_sheets: The sheets that were not read.
    """

    path: Path
    sheet: str
    headings: Headings
    lines: Int32s
    columns: Mapping[str, TextColumn]
    base: Literal[1900, 1904]
    blank_lines: int
    repeated: int
    sums: int
    formulas: int
    other_sheets: tuple[str, ...]


def read_text(path: Path, mapping: RegisterMapping, sheet: str | None = None) -> RegisterText:
    """Reads a register by a mapping.

    Args:
        path: The file.
        mapping: The mapping.
        sheet: The sheet; if None, that of the mapping, or the one with most of its headings.

    Raises:
        RegisterError: If it cannot be read, or has not the headings of the mapping.
    """
    wanted = sheet or mapping.file.sheet
    names, filled, best = list[str](), False, None
    for one in sheets_of(path):
        names.append(one.name)
        if wanted is not None and one.name not in ("", wanted):
            continue
        heads = headings_of(one, mapping.file)
        if heads is None:
            filled = filled or any(any(map(str.strip, row)) for row in one.rows())
        elif best is None or len(heads.places) > len(best[1].places):
            best = one, heads
    if best is None:
        raise _not_found(path, mapping, names, wanted, filled=filled)
    chosen, headings = best
    columns = mapping.file.columns
    twice = "、".join(dict.fromkeys(name for name in headings.twice if columns[name].use not in _NOT_READ))
    if twice:
        raise refusal(
            path, "headings", f"more than one column is {twice}: delete or rename one",
            f"有两列都叫“{twice}”，请删去或者改名一列",
        )  # fmt: skip
    return _read(path, chosen, headings, mapping, tuple(name for name in names if name != chosen.name))


def _not_found(
    path: Path, mapping: RegisterMapping, names: list[str], wanted: str | None, *, filled: bool
) -> RegisterError:
    if wanted is not None and names and not {"", wanted} & set(names):
        named = ", ".join(names)
        message = f"there is no sheet {wanted}: {named}"
        return refusal(path, "not-found", message, f"没有“{wanted}”这张工作表，有 {named}")
    if not filled:
        return refusal(path, "empty", "there is nothing in it", "里面没有内容")
    columns = [name for name, column in mapping.file.columns.items() if column.gives][:6]
    message = f"no row has the headings of {mapping.name}, such as {', '.join(columns)}"
    chinese = f"没有找到对应表 {mapping.name} 的栏目，例如 {'、'.join(columns)}"
    return refusal(path, "headings", message, chinese)


def _read(
    path: Path, sheet: Sheet, headings: Headings, mapping: RegisterMapping, other_sheets: tuple[str, ...]
) -> RegisterText:
    entries = mapping.file.columns
    used = {name: place for name, place in headings.places.items() if entries[name].use not in _NOT_READ}
    one_line = headings.rows == 1
    heads = [
        (place, title if one_line else title.rpartition("/")[2])
        for place, title in enumerate(headings.titles)
        if title and place in headings.places.values()
    ][:4]
    lines = array("i")
    codes = {name: array("i") for name in used}
    places = {name: {"": 0} for name in used}
    cells = [(place, codes[name].append, places[name]) for name, place in used.items()]
    blank, repeated, sums = 0, 0, 0
    for line, row in islice(enumerate(sheet.rows(), 1), headings.first + headings.rows, None):
        width = len(row)
        if not any(row) or not any(text.strip() for text in row):
            blank += 1
        elif all(place < width and row[place].strip() == title for place, title in heads):
            repeated += 1  # as at the top of each printed page
        elif next(text for text in map(str.strip, row) if text).replace(" ", "") in _SUMS:
            sums += 1
        else:
            if len(lines) == MOST_ROWS:
                raise refusal(
                    path, "too-large", f"there are more than {MOST_ROWS} rows; divide the file",
                    f"超过{MOST_ROWS}行，请分成几个文件",
                )  # fmt: skip
            lines.append(line)
            for place, append, known in cells:
                text = row[place].strip() if place < width else ""
                append(known.setdefault(text, len(known)))
    if not lines:
        raise refusal(path, "empty", "there is no row below the headings", "栏目下面没有内容")
    numbers = np.array(lines, np.int32)
    columns = {
        name: TextColumn(
            place,
            tuple(places[name]),
            np.array(codes[name], np.int32),
            _covered(sheet, place, numbers),
            np.isin(numbers - 1, [row for row, column in sheet.unsaved if column == place]),
        )
        for name, place in used.items()
    }
    return RegisterText(
        path, sheet.name, headings, numbers, columns, sheet.base or mapping.file.days.base, blank, repeated, sums,
        sheet.formulas, other_sheets,
    )  # fmt: skip


def _covered(sheet: Sheet, place: int, lines: Int32s) -> Flags:
    """Tells in which rows a merged cell hides whether a cell is empty."""
    covered = np.zeros(len(lines), np.bool_)
    for top, left, bottom, right in sheet.merged():
        if left <= place <= right:
            first, last = np.searchsorted(lines, (top + 1 + (place == left), bottom + 2))
            covered[first:last] = True
    return covered
