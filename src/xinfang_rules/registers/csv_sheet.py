"""CSV files of registers: in UTF-8, as UTF-16 with a mark, or in GB18030, as spreadsheets in China save them."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.workbook import MOST_COLUMNS, Cells, Sheet

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS: Final = ",\t;"
_CHUNK: Final = 2**20


def csv_sheet(path: Path) -> Sheet:
    """Opens a CSV file, whichever of the encodings it is in.

    Raises:
        RegisterError: If it is in none of them.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        heads = "".join(line for line, _ in zip(file, range(20), strict=False))
    separator = max(_SEPARATORS, key=heads.count)

    def rows() -> Cells:
        with path.open(encoding=encoding, newline="") as file:
            yield from _safely(path, csv.reader(file, delimiter=separator, strict=True))

    return Sheet("", rows)


def _safely(path: Path, rows: Iterator[list[str]]) -> Cells:
    try:
        for row in rows:
            if len(row) > MOST_COLUMNS:
                raise refusal(
                    path, "too-large", f"a row has more than {MOST_COLUMNS} columns; a register has fewer",
                    f"有一行超过{MOST_COLUMNS}列，登记表没有这么多列",
                )  # fmt: skip
            yield row
    except csv.Error as error:
        raise refusal(
            path, "format", f"this is no CSV: {error}", "不是完好的 CSV：引号没有成对，或者一格过长"
        ) from None


def _encoding(path: Path) -> str:
    """Returns the encoding in which all of the file can be read."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name if _decodes(path, name) is None else _unreadable(path, _decodes(path, name) or 0)
    bad = _decodes(path, "utf-8")
    if bad is None:
        return "utf-8"
    bad_here = _decodes(path, "gb18030")
    return "gb18030" if bad_here is None else _unreadable(path, bad_here)


def _unreadable(path: Path, offset: int) -> str:
    raise refusal(
        path, "not-text", f"at byte {offset + 1} stands what is neither UTF-8 nor GB18030; save it as CSV in UTF-8",
        f"第{offset + 1}个字节既不是 UTF-8，也不是 GB18030（GBK）；请另存为 UTF-8 编码的 CSV",
    )  # fmt: skip


def _decodes(path: Path, encoding: str) -> int | None:
    """Returns about where a file cannot be decoded, or holds a NUL; None if all of it can be."""
    decoder, offset = codecs.getincrementaldecoder(encoding)(), 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, not chunk)
            except UnicodeDecodeError as error:
                return offset + error.start
            if "\0" in text:
                return offset + text.index("\0")
            if not chunk:
                return None
            offset += len(chunk)
