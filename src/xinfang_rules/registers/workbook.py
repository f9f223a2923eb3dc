"""Workbooks, opened with care: what is damaged, or would not fit into memory, is refused before it is read.

The cells are read by python-calamine. Formulas are never worked out: what the program that wrote the file saved as
their value is taken, and where there is none, the cell is told. Books with macros are refused.
"""

import re
import zipfile
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal
from xml.etree import ElementTree

from xinfang_rules.errors import RegisterError
from xinfang_rules.registers.register_errors import refusal

Cells = Iterator[list[str]]

LARGEST_FILE: Final = 200 * 2**20
_LARGEST_UNPACKED: Final = 2 * 2**30
_LARGEST_PART: Final = 4 * 2**20
_MOST_PARTS: Final = 10_000
MOST_COLUMNS: Final = 702
"""As many as have a name of at most two letters, A to ZZ."""
_MOST_CELLS: Final = 40_000_000
_CHUNK: Final = 2**20
_LARGEST_ROW: Final = 16 * 2**20

_CELL: Final = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,2})(\d+)"')
_ROW: Final = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_FAR_DOWN: Final = re.compile(rb' r="[A-Z]{1,2}(\d{6,})"')
_TWO_LETTERS: Final = re.compile(rb' r="([A-Z]{2})\d')
_THREE_LETTERS: Final = re.compile(rb' r="[A-Z]{3,}\d')
_CODES: Final = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
_OLD_SHEET: Final = re.compile(rb"\x09\x08\x10\x00\x00\x06\x10\x00")
_OLD_ERROR: Final = re.compile(rb"\x05\x02\x08\x00(..)(.\x00).." + _CODES + rb"\x01", re.DOTALL)
_OLD_FORMULA: Final = re.compile(rb"\x06\x00..(..)(.\x00)..\x02." + _CODES + rb"...\xff\xff", re.DOTALL)
"""Of BIFF8, as XLS files have it: where a worksheet begins, a cell that is an error, a formula that gave one."""
_VALUE: Final = re.compile(rb"<v>[^<]|<is>")
_DAMAGED: Final = (
    "damaged",
    "the workbook is damaged or incomplete; open it and save it anew",
    "工作簿已经损坏或者不完整，请用表格软件打开后重新保存",
)
_ENCRYPTED: Final = (
    "encrypted",
    "the workbook is protected by a password; save it without one",
    "工作簿有密码保护，请另存一份没有密码的",
)
_MACROS: Final = (
    "macros",
    "the workbook has macros, and is not read; save it as .xlsx",
    "工作簿带有宏，不予读取，请另存为不带宏的 .xlsx",
)
_TOO_LARGE: Final = (
    "too-large",
    "the workbook is larger, unpacked, than is read; save the sheet as CSV",
    "工作簿展开后过大，请把工作表另存为 CSV",
)
_RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet, or a CSV file.

    Attributes:
        name: Its name; empty of a CSV file.
        rows: Reads its rows from the start, each as texts, as a person sees them.
        merged: Lists the merged ranges: first row, first column, last row, last column, from 0.
        formulas: How many cells are formulas.
        unsaved: The cells whose value is an error, or a formula without a saved one: row and column, from 0.
        base: The year from which numbers count as days, where the file says so.
    """

    name: str
    rows: Callable[[], Cells]
    merged: Callable[[], tuple[tuple[int, int, int, int], ...]] = tuple
    formulas: int = 0
    unsaved: frozenset[tuple[int, int]] = frozenset()
    base: Literal[1900, 1904] | None = None


def xlsx_sheets(path: Path) -> Iterator[Sheet]:
    """Opens an XLSX workbook.

    Raises:
        RegisterError: If it is damaged, has macros, or is larger than is read.
    """
    try:
        with zipfile.ZipFile(path) as book:
            parts = {part.filename: part for part in book.infolist()}
            _check_parts(path, parts)
            names, base = _sheet_parts(path, book)
            scans = {name: _scan(path, book, part) for name, part in names.items() if part in parts}
    except RegisterError:
        raise
    except Exception as error:  # what can be wrong with an archive, its compression and its XML, is told in many ways
        raise (refusal(path, *_ENCRYPTED) if "password" in str(error) else refusal(path, *_DAMAGED)) from None
    book_read = _calamine(path)
    for name in book_read.sheet_names:
        if name in scans:
            yield _sheet(path, book_read, name, *scans[name], base)


def xls_sheets(path: Path) -> Iterator[Sheet]:
    """Opens an XLS workbook, of Excel 97 or later or as WPS writes it.

    Raises:
        RegisterError: If it is damaged, encrypted, or has macros.
    """
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusal(path, *_ENCRYPTED)
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise refusal(path, *_MACROS)
    found = _errors_of_old(content)
    del content
    book = _calamine(path)
    for number, name in enumerate(book.sheet_names):
        yield _sheet(path, book, name, 0, found[number] if number < len(found) else frozenset())


def _errors_of_old(content: bytes) -> list[frozenset[tuple[int, int]]]:
    """Returns for each sheet of an XLS workbook the cells whose value is an error, which calamine reads as empty.

    They are looked for in the file as it lies, in which programs write the records of one sheet after the other.
    """
    starts = [found.start() for found in _OLD_SHEET.finditer(content)]
    cells: list[set[tuple[int, int]]] = [set() for _ in starts]
    for found in chain(_OLD_ERROR.finditer(content), _OLD_FORMULA.finditer(content)):
        sheet = bisect(starts, found.start()) - 1
        if sheet >= 0:
            cells[sheet].add((int.from_bytes(found[1], "little"), int.from_bytes(found[2], "little")))
    return [*map(frozenset, cells)]


def _check_parts(path: Path, parts: dict[str, zipfile.ZipInfo]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise refusal(path, *_MACROS)
    if "xl/workbook.xml" not in parts:
        raise refusal(
            path, "format", "this is no XLSX workbook; save it as .xlsx or .csv",
            "这不是 XLSX 工作簿，请另存为 .xlsx 或者 .csv",
        )  # fmt: skip
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts.values()) > _LARGEST_UNPACKED:
        raise refusal(path, *_TOO_LARGE)


def _sheet_parts(path: Path, book: zipfile.ZipFile) -> tuple[dict[str, str], Literal[1900, 1904]]:
    """Returns in which part each sheet stands, and from which year days count."""
    tree = _parsed(path, book, "xl/workbook.xml")
    targets = {each.get("Id"): each.get("Target", "") for each in _parsed(path, book, "xl/_rels/workbook.xml.rels")}
    found: dict[str, str] = {}
    base: Literal[1900, 1904] = 1900
    for each in tree.iter():
        tag = each.tag.rpartition("}")[2]
        if tag == "sheet":
            target = targets.get(each.get(_RELATED), "")
            found[each.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        elif tag == "workbookPr" and each.get("date1904") in ("1", "true"):
            base = 1904
    return found, base


def _parsed(path: Path, book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if book.getinfo(part).file_size > _LARGEST_PART:
        raise refusal(path, *_TOO_LARGE)
    content = book.read(part)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # no workbook has any, and some would never end
        raise refusal(path, *_DAMAGED)
    return ElementTree.fromstring(content)


def _scan(path: Path, book: zipfile.ZipFile, part: str) -> tuple[int, frozenset[tuple[int, int]]]:
    """Looks through a sheet as it is packed: that it fits into memory, and which formulas have no saved value.

    Cells far apart, such as A1 and XFD1048576, would be laid out with all between them.
    """
    formulas, rows, letters = 0, 0, b"Z"
    unsaved: set[tuple[int, int]] = set()
    rest = b""
    with book.open(part) as file:
        while chunk := file.read(_CHUNK):
            whole, end, rest = (rest + chunk).rpartition(b"</row>")
            if len(rest) > _LARGEST_ROW or b":row " in rest:  # no program writes a row like this
                raise refusal(path, *_DAMAGED)
            if not end:
                continue
            if _THREE_LETTERS.search(whole):
                raise refusal(
                    path,
                    "too-large",
                    f"a sheet has more than {MOST_COLUMNS} columns; a register has fewer",
                    f"工作表超过{MOST_COLUMNS}列，登记表没有这么多列",
                )
            letters = max([letters, *set(_TWO_LETTERS.findall(whole))], key=_number)
            rows = max(rows, *map(int, [*_ROW.findall(whole), *_FAR_DOWN.findall(whole)]), 0)
            if rows * _number(letters) > _MOST_CELLS:
                raise refusal(path, *_TOO_LARGE)
            if b"<f" in whole or b't="e"' in whole:
                for about, inside in _CELL.findall(whole + end):
                    is_formula, place = b"<f" in inside, _PLACE.search(about)
                    formulas += is_formula
                    saved = _VALUE.search(inside) is not None or b't="str"' in about
                    if place is not None and (b't="e"' in about or (is_formula and not saved)):
                        unsaved.add((int(place[2]) - 1, _number(place[1]) - 1))
    return formulas, frozenset(unsaved)


def _number(letters: bytes) -> int:
    """Returns the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _calamine(path: Path) -> Any:
    from python_calamine import CalamineWorkbook  # only where a workbook is read

    def opened() -> Any:
        with path.open("rb") as file:  # by a path, the ending of its name would say what it is
            return CalamineWorkbook.from_filelike(file)

    return _safely(path, opened)


def _sheet(path: Path, book: Any, name: str, *found: Any) -> Sheet:
    @cache
    def loaded() -> Any:  # all of it at once, so not before it is wanted
        return _safely(path, lambda: book.get_sheet_by_name(name))

    def rows() -> Cells:
        sheet = loaded()
        if sheet.total_height:
            before = [""] * sheet.start[1]  # rows are told from the first one on, columns from the first that is used
            for row in _safely(path, sheet.iter_rows):
                yield [*before, *map(text_of, row)]

    def merged() -> tuple[tuple[int, int, int, int], ...]:
        return tuple((*first, *last) for first, last in loaded().merged_cell_ranges or ())

    return Sheet(name, rows, merged, *found)


def _safely(path: Path, do: Callable[[], Any]) -> Any:
    try:
        return do()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # what the library panics with is no Exception
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise refusal(path, *_ENCRYPTED) from None
        raise refusal(path, *_DAMAGED) from None


def text_of(cell: object) -> str:
    """Returns what a person sees in a cell; a number as it is written without a format."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
