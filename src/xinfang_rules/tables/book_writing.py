"""Rows in a workbook that is safe to be opened: texts stay texts, whatever stands in them. Needs XlsxWriter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO, Final

import pyarrow as pa

from xinfang_rules.errors import XinfangError

try:
    import xlsxwriter
except ImportError as error:
    PIP: Final = "pip install 'xinfang-rules[registers]'"
    raise XinfangError(f"a workbook needs XlsxWriter: {PIP}", f"写工作簿需要 XlsxWriter：{PIP}") from error

MOST_ROWS: Final = 1_048_575
"""So many a sheet has, besides the headings."""

_AT_A_TIME: Final = 1_024
"""So many rows have their values in memory."""

_PLAIN: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE: Final = 28
_NARROW: Final = 12


@contextmanager
def workbook(sink: BinaryIO) -> Iterator[Any]:
    """Opens a workbook, each sheet of which is written from its first row to the last."""
    with xlsxwriter.Workbook(sink, _PLAIN) as book:
        yield book


class SheetWriter:
    """Writes a table to a sheet, and to further ones where it has more rows than a sheet."""

    def __init__(self, book: Any, name: str, schema: pa.Schema) -> None:
        self._book, self._name, self._schema = book, name, schema
        self._bold, self._day = book.add_format({"bold": True}), day_format(book)
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(self._name if self._sheets == 1 else f"{self._name}（{self._sheets}）")
        for place, field in enumerate(self._schema):
            text = pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)
            self._sheet.set_column(place, place, _WIDE if text else _NARROW)
            self._sheet.write_string(0, place, plain(field.name), self._bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def put(self, batch: pa.RecordBatch) -> None:
        """Writes the next rows."""
        while batch.num_rows:
            if self._row > MOST_ROWS:
                self._begin()
            some = batch.slice(0, MOST_ROWS + 1 - self._row)
            self._row = write_rows(self._sheet, self._row, some, self._day)
            batch = batch.slice(some.num_rows)


def day_format(book: Any) -> Any:
    """Returns the format of days."""
    return book.add_format({"num_format": "yyyy-mm-dd"})


def write_rows(sheet: Any, row: int, batch: pa.RecordBatch, day: Any) -> int:
    """Writes rows to a sheet from a row on, which are counted from 0; returns the row after them."""
    for start in range(0, batch.num_rows, _AT_A_TIME):
        columns = [column.to_pylist() for column in batch.slice(start, _AT_A_TIME).columns]
        for values in zip(*columns, strict=True):
            for place, value in enumerate(values):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(row, place, plain(value))
                elif isinstance(value, bool):
                    sheet.write_boolean(row, place, value)
                elif isinstance(value, date):
                    sheet.write_datetime(row, place, value, day)
                elif value is not None:
                    sheet.write_number(row, place, value)
            row += 1
    return row


def plain(text: str) -> str:
    """Returns a text as it is to be written: XlsxWriter would take one in the tags of rich text for XML, as it is."""
    return f"'{text}" if text.startswith("<r>") else text
