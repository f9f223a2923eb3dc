"""CSV files of registers: in UTF-8, as UTF-16 with a mark, or in GB18030, as spreadsheets in China save them."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from xinfang_rules.errors import RegisterError, XinfangError
from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.workbook import MOST_COLUMNS, Cells, Sheet
from xinfang_rules.tables.text_encodings import encoding_of

_SEPARATORS: Final = ",\t;"
_LINES_OF_HEADINGS: Final = 20
_NO_TEXT: Final = (
    "not-text",
    "this is text neither in UTF-8 nor in GB18030; save it as CSV in UTF-8",
    "这不是 UTF-8 或者 GB18030（GBK）编码的文字；请另存为 UTF-8 编码的 CSV",
)


def csv_sheet(path: Path) -> Sheet:
    """Opens a CSV file, whichever of the encodings it is in.

    Raises:
        RegisterError: If it is in none of them.
    """
    try:
        encoding = encoding_of(path)
        with path.open(encoding=encoding, newline="") as file:
            heads = "".join(islice(_lines(path, file), _LINES_OF_HEADINGS))
    except RegisterError:
        raise
    except (XinfangError, UnicodeError):
        raise refusal(path, *_NO_TEXT) from None
    separator = max(_SEPARATORS, key=heads.count)

    def rows() -> Cells:
        with path.open(encoding=encoding, newline="") as file:
            yield from _safely(path, csv.reader(_lines(path, file), delimiter=separator, strict=True))

    return Sheet("", rows)


def _lines(path: Path, file: Iterable[str]) -> Iterator[str]:
    for line in file:
        if "\0" in line:
            raise refusal(path, *_NO_TEXT)
        yield line


def _safely(path: Path, rows: Iterator[list[str]]) -> Cells:
    try:
        for row in rows:
            if len(row) > MOST_COLUMNS:
                raise refusal(
                    path,
                    "too-large",
                    f"a row has more than {MOST_COLUMNS} columns; a register has fewer",
                    f"有一行超过{MOST_COLUMNS}列，登记表没有这么多列",
                )
            yield row
    except csv.Error as error:
        raise refusal(
            path, "format", f"this is no CSV: {error}", "不是完好的 CSV：引号没有成对，或者一格过长"
        ) from None
    except UnicodeError:
        raise refusal(path, *_NO_TEXT) from None
