"""Cells of CSV tables that are opened in a spreadsheet, guarded against formula injection."""

import re
from typing import Final

_SPACES: Final = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

FORMULA: Final = f"^(?:[{_SPACES}]*[=+\\-@＝＋－＠]|[\t\r\n])"
"""Matches the beginning of a cell that a spreadsheet would work out as a formula; read alike by `re` and by RE2."""

_FORMULA: Final = re.compile(FORMULA)


def cell(text: str) -> str:
    """Returns a text for a cell of CSV: one that a spreadsheet would work out as a formula stands behind a `'`.

    So does what begins with a tab or a line break, behind which some programs look for a formula. A table of plain
    numbers does not need this: `-1` would become a text.
    """
    return f"'{text}" if _FORMULA.match(text) else text
