"""Writing what comes of a register, safe to be opened: a workbook of several sheets, or several files of tables."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.errors import XinfangError
from xinfang_rules.registers.result_tables import PARTS
from xinfang_rules.tables.table_writing import table_file, whole_file

_BOOK: Final = ".xlsx"
_MOST_ROWS: Final = 1_048_575
"""So many a sheet has, besides the headings."""
_AT_A_TIME: Final = 4_096
"""So many rows have their texts in memory."""
_WIDE: Final = 28
_NARROW: Final = 12


def write_results(tables: dict[str, pa.Table], path: StrPath) -> dict[str, Path]:
    """Writes tables: as sheets of a workbook, or each to a file of its own beside the first.

    Texts are texts: nothing that stands in them is worked out by a program that opens the file.

    Args:
        tables: The tables, by their names.
        path: The file: `.xlsx`, or one of the formats of `xinfang_rules.tables`.

    Returns:
        Where each table stands.

    Raises:
        ArgumentError: If the name of the file says no format that is written.
        XinfangError: If it cannot be written.
    """
    place = path_of(path, "path")
    if place.suffix.lower() == _BOOK:
        _write_book(tables, place)
        return dict.fromkeys(tables, place)
    found = {}
    for name, table in tables.items():
        found[name] = place if name == PARTS else place.with_name(f"{place.stem}.{name}{place.suffix}")
        with table_file(found[name], table.schema, table.schema.names) as put:
            for batch in table.to_batches(_AT_A_TIME):
                put(batch)
    return found


def _write_book(tables: dict[str, pa.Table], path: Path) -> None:
    try:
        import xlsxwriter  # only where a workbook is written
    except ImportError:
        pip = "pip install 'xinfang-rules[registers]'"
        raise XinfangError(f"a workbook needs XlsxWriter: {pip}", f"写工作簿需要 XlsxWriter：{pip}") from None
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with whole_file(path) as sink, xlsxwriter.Workbook(sink, options) as book:
            bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
            for name, table in tables.items():
                for start in range(0, max(len(table), 1), _MOST_ROWS):
                    sheet = book.add_worksheet(name if start == 0 else f"{name}（{start // _MOST_ROWS + 1}）")
                    _write_sheet(sheet, table.slice(start, _MOST_ROWS), bold, day)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise XinfangError(f"{path} cannot be written: {reason}", f"{path}不能写入：{reason}") from None


def _write_sheet(sheet: Any, table: pa.Table, bold: Any, day: Any) -> None:
    for place, field in enumerate(table.schema):
        text = pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)
        sheet.set_column(place, place, _WIDE if text else _NARROW)
        sheet.write_string(0, place, field.name, bold)
    sheet.freeze_panes(1, 0)
    number = 0
    for batch in table.to_batches(_AT_A_TIME):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write_number(number, place, value)
