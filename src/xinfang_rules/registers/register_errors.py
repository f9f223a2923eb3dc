"""What is told of a register that cannot be read: one line."""

from pathlib import Path
from typing import Final

from xinfang_rules.errors import Diagnostic, Position, RegisterError
from xinfang_rules.sources.document import one_line

CODES: Final = {
    "not-found": "there is no such file, sheet or mapping",
    "unreadable": "the operating system does not let the file be read",
    "empty": "there is nothing in it, or no row below the headings",
    "damaged": "the workbook is damaged or incomplete",
    "encrypted": "the workbook is protected by a password",
    "macros": "the workbook has macros",
    "too-large": "the file, or what it unpacks to, is larger than is read",
    "format": "it is neither XLSX, nor XLS, nor CSV, such as a web page that is called .xls",
    "not-text": "the bytes are neither UTF-8 nor GB18030",
    "headings": "no row has the headings of the mapping, or one of them stands twice",
}
"""Every code that a register is refused with, with what it means."""


def refusal(path: Path, code: str, message: str, chinese: str) -> RegisterError:
    """Returns the error that a register cannot be read."""
    return RegisterError([Diagnostic(Position(one_line(str(path))), code, message, chinese)])
