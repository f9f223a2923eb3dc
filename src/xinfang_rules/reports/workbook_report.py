"""A report as a workbook: its tables, what is late and every case behind every count. Needs `registers`.

Whatever comes from a register is written as a text, never as a formula or a link.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, BinaryIO, Final

import pyarrow as pa

from xinfang_rules.reports.pictures import NO_FONT, Picture
from xinfang_rules.reports.report_layout import (
    DEFINITIONS,
    LATE_TITLE,
    Cells,
    cells_of,
    definitions,
    heading_lines,
    late_cells,
)
from xinfang_rules.reports.report_tables import YearlyReport
from xinfang_rules.tables.book_writing import MOST_ROWS, day_format, plain, workbook, write_rows

MOST_CELLS: Final = 400_000
"""So many cells about single cases are written: a workbook with more takes long to write, and longer to open."""

TOO_MANY: Final = "各件属于哪一种，共{}行，不写进工作簿；写到文件夹里（--out 目录）的 cases.csv 逐件列出。"


def write_workbook(report: YearlyReport, pictures: Sequence[Picture], sink: BinaryIO) -> None:
    """Writes a report as XLSX."""
    with workbook(sink) as book:
        _Workbook(book).write(report, pictures)


class _Workbook:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#EEF3F7", "border": 1, "text_wrap": True})
        self._cell = book.add_format({"border": 1})
        self._day = day_format(book)
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, report: YearlyReport, pictures: Sequence[Picture]) -> None:
        left = list(pictures)
        sheet = self._book.add_worksheet("说明")
        sheet.set_column(0, 0, 100, self._wrapped)
        sheet.write_string(0, 0, report.title, self._title)
        for row, line in enumerate(heading_lines(report), 1):
            sheet.write_string(row, 0, line, self._wrapped)
        for number, section in enumerate(report.sections, 1):
            sheet, row = self._book.add_worksheet(f"表{number}"), 2
            sheet.write_string(0, 0, section.title, self._title)
            sheet.write_string(1, 0, section.citation.label + ("。" + section.lacks if section.lacks else ""))
            sheet.set_column(0, 0, 44)
            sheet.set_column(1, 12, 14)
            for table in section.tables:
                sheet.write_string(row + 1, 0, table.title, self._title)
                if table.lacks:
                    sheet.write_string(row + 2, 0, table.lacks)
                    row += 4
                    continue
                row = self._cells(sheet, row + 2, cells_of(table)) + 1
                row = self._pictures(sheet, row, left, table.title)
        sheet = self._book.add_worksheet("逾期")
        sheet.set_column(0, 1, 44)
        sheet.set_column(2, 6, 14)
        row = self._cells(sheet, 0, late_cells(report)) + 1
        row = self._pictures(sheet, row, left, LATE_TITLE)
        self._arrow(sheet, row, report.late.table)
        self._definitions(report)
        sheet = self._book.add_worksheet("各件")
        if report.cases.num_rows * report.cases.num_columns > MOST_CELLS:
            sheet.write_string(0, 0, TOO_MANY.format(report.cases.num_rows))
        elif report.cases.num_rows:
            sheet.set_column(0, report.cases.num_columns, 16)
            self._arrow(sheet, 0, report.cases)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, report.cases.num_rows, report.cases.num_columns - 1)

    def _cells(self, sheet: Any, row: int, cells: Cells) -> int:
        for column, head in enumerate(cells.heads):
            sheet.write_string(row, column, head, self._head)
        for values in cells.rows:
            row += 1
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, self._cell)
                else:
                    sheet.write_string(row, column, plain(value), self._cell)
        return row + 1

    def _pictures(self, sheet: Any, row: int, left: list[Picture], title: str) -> int:
        while left and left[0].title.partition("：")[0] == title:
            picture = left.pop(0)
            options = {"image_data": BytesIO(picture.png), "x_scale": 0.6, "y_scale": 0.6, "description": picture.title}
            sheet.insert_image(row, 0, f"{picture.name}.png", options)
            row += int(_height(picture.png) * 0.6 / 20) + 2
            if picture.key:
                for text in (NO_FONT, *(f"{number} {words}" for number, words in picture.key)):
                    sheet.write_string(row, 0, text)
                    row += 1
        return row

    def _definitions(self, report: YearlyReport) -> None:
        sheet, row = self._book.add_worksheet("口径"), 1
        sheet.write_string(0, 0, DEFINITIONS, self._title)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100, self._wrapped)
        for title, told in definitions(report):
            sheet.write_string(row + 1, 0, title, self._title)
            row += 2
            for head, text in told:
                sheet.write_string(row, 0, head)
                sheet.write_string(row, 1, text, self._wrapped)
                row += 1

    def _arrow(self, sheet: Any, row: int, table: pa.Table) -> None:
        for column, name in enumerate(table.schema.names):
            sheet.write_string(row, column, plain(name), self._head)
        row += 1
        for batch in table.slice(0, MOST_ROWS + 1 - row).to_batches(MOST_CELLS):
            row = write_rows(sheet, row, batch, self._day)


def _height(png: bytes) -> int:
    """Returns the height of a PNG in pixels: the second number of its header."""
    return int.from_bytes(png[20:24], "big")
