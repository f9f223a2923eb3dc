"""Cells of CSV tables that are opened in a spreadsheet, guarded against formula injection."""

import re
from typing import Final

_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def cell(text: str) -> str:
    """Returns a text for a cell of CSV: one that a spreadsheet would work out as a formula stands behind a `'`.

    So does what begins with a tab or a line break, behind which some programs look for a formula. A table of plain
    numbers does not need this: `-1` would become a text.
    """
    return f"'{text}" if _FORMULA.match(text) else text
