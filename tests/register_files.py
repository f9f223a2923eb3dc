"""Registers as files: the rows of `tests.register_rows` many times over, in four forms of days, with rubbish."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import xlsxwriter

from tests.register_rows import COLUMNS, Row, rows

MAPPING: Final = Path(__file__).parent / "register36.yaml"
DAYS: Final = tuple(name for name in COLUMNS if name.endswith(("日期", "时间")))
RUBBISH: Final = ("2024-13-45", "待定", "#REF!", "？", "3月5日", "同上", "见附件", "99999999")
EPOCH: Final = date(1899, 12, 30).toordinal()


def in_form(day: str, form: int) -> str:
    """Writes a day in one of four forms."""
    found = date.fromisoformat(day)
    match form:
        case 0:
            return f"{found.year}/{found.month}/{found.day}"
        case 1:
            return f"{found.year}年{found.month}月{found.day}日"
        case 2:
            return str(found.toordinal() - EPOCH)
        case _:
            return f"{day} 09:12:00"


def written(many: int, seed: int = 7) -> Iterator[tuple[Row, set[str]]]:
    """Yields rows as they stand in a file, each with the columns in which there is rubbish: 3 of 100 cells of days."""
    random, made = Random(seed), rows()
    for number in range(many):
        row, spoilt = dict(made[number % len(made)]), set[str]()
        row["信访件编号"] = f"X{number:06}"
        for name in DAYS:
            if row[name]:
                row[name] = in_form(row[name], random.randrange(4))
            if random.random() < 0.03:
                row[name] = random.choice(RUBBISH)
                spoilt.add(name)
        yield row, spoilt


def write_csv(path: Path, found: Sequence[Row] | Iterator[Row], *, encoding: str = "utf-8") -> Path:
    """Writes rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(found)
    return path


def write_book(path: Path, grid: Sequence[Sequence[Any]], *, sheet: str = "台账", **options: Any) -> Path:
    """Writes a workbook of one sheet; days as a spreadsheet keeps them, what begins with = as a formula."""
    with xlsxwriter.Workbook(path, options) as book:
        page, format_of_days = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy/m/d"})
        for at, line in enumerate(grid):
            for place, value in enumerate(line):
                if isinstance(value, datetime):
                    page.write_datetime(at, place, value, format_of_days)
                elif isinstance(value, str) and value.startswith("="):
                    page.write_formula(at, place, value, None, "")
                elif value is not None and value != "":
                    page.write(at, place, value)
    return path
