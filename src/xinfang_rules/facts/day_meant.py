"""What was meant by a day that is written in another way than case files write it: `2024年1月5日`, `2024/1/5`, `45296`.

It is only suggested, never taken: whoever wrote it decides.
"""

import re
import unicodedata
from calendar import monthrange
from contextlib import suppress
from typing import Any, Final

from xinfang_rules.days import day_at, day_written

_DAY: Final = r"(\d{4})\s*[-/.年—–_]\s*(\d{1,2})\s*[-/.月—–_]\s*(\d{1,2})\s*日?"
_TIME: Final = r"(?:[T\s]\s*\d{1,2}[:时].*)?"
_WRITTEN: Final = rf"{_DAY}{_TIME}|(\d{{4}})(\d{{2}})(\d{{2}})"
_BETWEEN: Final = rf"{_DAY}\s*(?:至|到|~|—+|-+)\s*{_DAY}"
_MONTH: Final = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?"
_LONGEST: Final = 40
_SERIALS: Final = range(20_000, 80_000)
"""The days of 1954 to 2119 as a spreadsheet numbers them."""
_SHEET_BEGINS: Final = 693_594
"""The ordinal of the day 0 of a spreadsheet: 1899-12-30."""


def day_meant(given: Any) -> str | None:
    """Returns a day, or bounds, as a case file writes what was probably meant; None if nothing is probable."""
    if type(given) is float and given.is_integer():
        given = int(given)
    if type(given) is int and 0 < given < 10**8:
        given = str(given)
    if type(given) is not str or len(given) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", given).strip()
    with suppress(ValueError):
        if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
            return day_at(_SHEET_BEGINS + int(text)).isoformat()
        if found := re.fullmatch(_WRITTEN, text):
            return _day(*(part for part in found.groups() if part))
        if found := re.fullmatch(_BETWEEN, text):
            parts = found.groups()
            return f"{{not_before: {_day(*parts[:3])}, not_after: {_day(*parts[3:])}}}"
        if found := re.fullmatch(_MONTH, text):
            year, month = found.groups()
            last = str(monthrange(int(year), int(month))[1])
            return f"{{not_before: {_day(year, month, '1')}, not_after: {_day(year, month, last)}}}"
    return None


def _day(year: str, month: str, day: str) -> str:
    return day_written(f"{int(year):04}-{int(month):02}-{int(day):02}").isoformat()
