"""Opening a register by what it is, whatever it is called: a workbook, old or new, or CSV."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xinfang_rules.registers.csv_sheet import csv_sheet
from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.workbook import LARGEST_FILE, Sheet, xls_sheets, xlsx_sheets

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype html|html|head|meta|style|table|\?xml)\b|MIME-Version:)", re.I
)


def sheets_of(path: Path) -> Iterator[Sheet]:
    """Yields the sheets of a register; a CSV file is one.

    Raises:
        RegisterError: If it cannot be read.
    """
    try:
        if not path.is_file():
            raise refusal(path, "not-found", "there is no such file", "没有这个文件")
        if path.stat().st_size > LARGEST_FILE:
            most = LARGEST_FILE // 2**20
            raise refusal(
                path, "too-large", f"the file has more than {most} MB; divide it", f"文件超过{most} MB，请分成几个文件"
            )
        with path.open("rb") as file:
            start = file.read(512)
        if not start.strip():
            raise refusal(path, "empty", "there is nothing in it", "文件是空的")
        if start.startswith(_ZIP):
            yield from xlsx_sheets(path)
        elif start.startswith(_OLE):
            yield from xls_sheets(path)
        elif _PAGE.match(start):
            raise refusal(
                path, "format", "this is a web page, not a workbook, whatever its name; open it and save it as .xlsx",
                "这是网页，不是工作簿（不论名称是什么），请用表格软件打开后另存为 .xlsx",
            )  # fmt: skip
        else:
            yield csv_sheet(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refusal(path, "unreadable", f"the file cannot be read: {reason}", f"文件无法读取：{reason}") from None
