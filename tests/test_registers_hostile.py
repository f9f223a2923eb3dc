"""Files that are no registers, or damaged ones: one line, whatever stands in them, and never a traceback."""

import codecs
import csv
import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from tests.register_files import write_book
from tests.test_registers_reading import HEADS, acts, ledger
from xinfang_rules import RegisterError
from xinfang_rules.registers import read_register
from xinfang_rules.registers.register_errors import CODES

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD = Path(__file__).parent / "workbooks" / "ledger.xls"
"""A workbook of Excel 97, as xlwt 1.3.0 wrote it: titles over two rows, then three rows of data and one of formulas."""


def book_of(*cells: tuple[int, int], name: str = "台账") -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet(name)
        for row, column in cells:
            page.write(row, column, "x")
    return held.getvalue()


def repacked(change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(good())) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()


def good() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEADS)
        page.write_row(1, 0, ledger())
    return held.getvalue()


def sheet(text: bytes) -> Callable[[dict[str, bytes]], None]:
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return lambda parts: parts.update({"xl/worksheets/sheet1.xml": start + text + b"</sheetData></worksheet>"})


def table(**more: str) -> bytes:
    return "\n".join([",".join(HEADS), *more.values()]).encode()


FILES: dict[str, tuple[bytes, str]] = {
    "truncated": (good()[: len(good()) // 2], "damaged"),
    "cut at its end": (good()[:-30], "damaged"),
    "not even a directory": (good()[:30], "damaged"),
    "old, truncated": (OLD.read_bytes()[:3000], "damaged"),
    "old, nothing but a head": (OLE + b"\0" * 504, "damaged"),
    "macros": (repacked(lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "macros"),
    "old, macros": (OLD.read_bytes() + "_VBA_PROJECT_CUR".encode("utf-16-le"), "macros"),
    "password": (OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "a web page": (b"\r\n <html><table><tr><td>x</td></tr></table></html>", "format"),
    "a web page with a mark": (codecs.BOM_UTF8 + b"<!DOCTYPE html><p>", "format"),
    "XML of Excel 2003": (b'<?xml version="1.0"?><Workbook/>', "format"),
    "a web archive": (b"MIME-Version: 1.0\n", "format"),
    "a document": (repacked(lambda parts: parts.pop("xl/workbook.xml")), "format"),
    "far apart": (book_of((0, 0), (1048575, 16383)), "too-large"),
    "far down": (book_of((0, 0), (1048575, 200)), "too-large"),
    "far right": (book_of((0, 0), (0, 702)), "too-large"),
    "far down, unnumbered rows": (repacked(sheet(b'<row><c r="ZZ1048576"><v>1</v></c></row>')), "too-large"),
    "another alphabet": (repacked(sheet(b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>')), "damaged"),
    "a million columns": (",".join(["x"] * 10**6).encode(), "too-large"),
    "a bomb": (repacked(lambda parts: parts.update({"xl/workbook.xml": b" " * 5 * 2**20})), "too-large"),
    "entities": (
        repacked(lambda parts: parts.update({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'})),
        "damaged",
    ),
    "no sheet": (repacked(lambda parts: parts.pop("xl/worksheets/sheet1.xml")), "empty"),
    "an empty sheet": (book_of(), "empty"),
    "nothing": (b"", "empty"),
    "spaces": (b" \n\n ", "empty"),
    "headings alone": (table(), "empty"),
    "other headings": ("甲,乙,丙\n1,2,3\n".encode(), "headings"),
    "text": (b"hello\nworld\n", "headings"),
    "bytes": (bytes(range(256)) * 10, "not-text"),
    "a NUL": (table(row="1,\0"), "not-text"),
    "Latin": (table(row="1,café").replace("é".encode(), b"\xe9"), "not-text"),
    "half of UTF-16": (codecs.BOM_UTF16_LE + b"x\0y", "not-text"),
    "an open quote": (table(row='1,"2024'), "format"),
    "a huge cell": (table(row=f'1,"{"x" * 200_000}"'), "format"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv"])
def test_what_is_no_register_is_refused_in_one_line(tmp_path: Path, name: str, suffix: str) -> None:
    content, code = FILES[name]
    path = tmp_path / f"register{suffix}"
    path.write_bytes(content)
    with pytest.raises(RegisterError) as refused:
        read_register(path, "ledger15")
    (found,) = refused.value.diagnostics
    assert found.code == code
    assert found.position.source == str(path)
    assert "\n" not in str(refused.value)
    assert found.chinese


def test_every_code_is_known() -> None:
    assert {code for _, code in FILES.values()} <= set(CODES)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(RegisterError, match="not-found"):
            read_register(path, "ledger15")


def test_spoilt_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    """Bytes changed at random: either there are rows, or it is refused; there is no other failure."""
    random, path = Random(3), tmp_path / "x.xls"
    for content in (good(), OLD.read_bytes()):
        for _ in range(60):
            spoilt = bytearray(content)
            for _ in range(random.choice((1, 4, 30))):
                spoilt[random.randrange(len(spoilt))] = random.randrange(256)
            path.write_bytes(spoilt)
            with suppress(RegisterError):
                read_register(path, "ledger15")


def test_a_workbook_that_lies_about_what_it_unpacks_to(tmp_path: Path) -> None:
    content = bytearray(repacked(lambda parts: parts.update({"xl/worksheets/sheet1.xml": b"<row>" * 2**20})))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + place : at + place + 4] = struct.pack("<I", 10)
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(RegisterError, match="damaged"):
        read_register(tmp_path / "x.xlsx", "ledger15")


def test_an_old_workbook_is_read() -> None:
    found = read_register(OLD, "ledger15")
    assert found.text.lines.tolist() == [4, 5, 6, 7]
    assert acts(found) == [("submit", date(2024, 3, 4)), ("register", date(2024, 3, 4)), ("issue", date(2024, 5, 20))]
    assert [acts(found, row)[0][1] for row in (1, 2)] == [date(2024, 3, 5)] * 2
    assert acts(found, 3) == [("submit", "unknown")]


def test_an_error_in_an_old_workbook_is_no_empty_cell(tmp_path: Path) -> None:
    content, row, xf = OLD.read_bytes(), b"\x04\x00", b"\x0f\x00"
    # The second row's way and day of receipt, two records of 14 bytes: an error (#N/A) and an empty cell take their
    # place, and 6 bytes of a record that says nothing.
    held = b"\xfd\x00\x0a\x00" + row
    place = content.index(held + b"\x01\x00")
    assert content.index(held + b"\x02\x00") == place + 14
    error = b"\x05\x02\x08\x00" + row + b"\x01\x00" + xf + b"\x2a\x01"
    blank = b"\x01\x02\x06\x00" + row + b"\x02\x00" + xf
    spoilt = content[:place] + error + blank + b"\x66\x08\x02\x00\x00\x00" + content[place + 28 :]
    (tmp_path / "x.xls").write_bytes(spoilt)
    columns = read_register(tmp_path / "x.xls", "ledger15").columns
    assert [(cell.cell, cell.code) for cell in columns.refused_cells if cell.line == 5] == [("B5", "formula")]


def test_merged_cells_everywhere(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEADS)
        for first in range(1, 4000, 2):
            for column in range(15):
                page.merge_range(first, column, first + 1, column, "2024/3/4")
    found = read_register(tmp_path / "x.xlsx", "ledger15")
    # A row that is covered altogether is an empty one; after the last that is none, a sheet has no more.
    assert (len(found), found.text.blank_lines) == (2000, 1999)
    assert "merged" not in {cell.code for cell in found.columns.refused_cells}


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = write_book(tmp_path / "x.xlsx", [HEADS, ledger()], sheet="二〇二四年")
    assert len(read_register(path, "ledger15", sheet="二〇二四年")) == 1
    with pytest.raises(RegisterError, match="there is no sheet 2024: 二〇二四年"):
        read_register(path, "ledger15", sheet="2024")
    assert len(read_register(csv_file(tmp_path), "ledger15", sheet="2024")) == 1


def csv_file(place: Path) -> Path:
    path = place / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, ledger()])
    return path


def test_of_several_sheets_the_one_with_the_headings_is_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        book.add_worksheet("空")
        page = book.add_worksheet("台账")
        page.write_row(1, 0, HEADS)
        page.write_row(2, 0, ledger())
    found = read_register(tmp_path / "x.xlsx", "ledger15")
    assert (found.text.sheet, found.text.other_sheets, len(found)) == ("台账", ("说明", "空"), 1)


@pytest.mark.parametrize("module", ["pyarrow", "numpy", "python_calamine"])
def test_what_is_missing_to_read_a_register_is_said_in_one_line(module: str, tmp_path: Path) -> None:
    book = tmp_path / "register.xlsx"
    book.write_bytes(b"PK")
    program = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from xinfang_rules.cli.main import main\n"
        f"main(['register', {str(book)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "pip install 'xinfang-rules[registers]'" in line
