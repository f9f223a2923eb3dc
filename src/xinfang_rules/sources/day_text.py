"""Days as registers write them: `2024/3/5`, `2024年3月5日`, `20240305`, a spreadsheet's number, perhaps with a time."""

import re
from datetime import date
from typing import Final, Literal, TypeAlias
from unicodedata import normalize

Ordinals: TypeAlias = tuple[int, int]
"""The first and the last ordinal that a day can be."""

_TIME: Final = (
    r"(?:[ T]*(?:上午|下午|AM|PM)?\d{1,2}[:时点]\d{1,2}分?(?::?\d{1,2}(?:\.\d+)?秒?)?"
    r"(?:[ ]?(?:AM|PM))?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_WEEKDAY: Final = r"[ ]*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
_DAY: Final = re.compile(rf"(\d{{4}})(?:-|/|\.|年)(\d{{1,2}})(?:-|/|\.|月)(\d{{1,2}})日?{_WEEKDAY}{_TIME}")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?")
_MONTH: Final = re.compile(r"(\d{4})(?:年|-|/)(\d{1,2})月?")  # `2024.1` may be a number that was `2024.10`
_OTHER_ORDER: Final = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_SHORT_YEAR: Final = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_CHINESE: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}

_BASES: Final = {1900: date(1899, 12, 30).toordinal(), 1904: date(1904, 1, 1).toordinal()}
_PLAUSIBLE: Final = range(date(1950, 1, 1).toordinal(), date(2100, 1, 1).toordinal())
"""Other numbers of five digits are no days of a register."""


class DayError(ValueError):
    """A text is no day; the message says why, in Chinese."""


def day_of_text(text: str, *, order: Literal["mdy", "dmy"] | None = None, base: Literal[1900, 1904] = 1900) -> Ordinals:
    """Reads a day; of a month alone, its first and its last day.

    Args:
        text: The text, as a person sees it in the cell.
        order: What `3/5/2024` means: month first, or day first.
        base: The year from which a workbook counts its days.

    Raises:
        DayError: If it is none, or if it can mean two days.
    """
    plain = " ".join(normalize("NFKC", text).split()).upper()
    joined = re.sub(r" *([年月/.\-]) *| +(日)", r"\1\2", plain)
    if found := _DAY.fullmatch(joined) or _COMPACT.fullmatch(plain):
        return _one(*map(int, found.groups()[:3]))
    if found := _OTHER_ORDER.fullmatch(joined):
        first, second, year = map(int, found.groups())
        if order is None and first != second and first <= 12 and second <= 12:
            raise DayError("看不出月、日的先后，请写作 2024-03-05，或者在对应表里写明 days.order")
        month_first = order == "mdy" or (order is None and second > 12)
        return _one(year, *((first, second) if month_first else (second, first)))
    if found := _MONTH.fullmatch(joined):
        return _whole_month(*map(int, found.groups()))
    if found := _CHINESE.fullmatch(plain.replace(" ", "")):
        year = int("".join(str(_DIGITS[digit]) for digit in found[1]))
        return _one(year, _tens(found[2]), _tens(found[3]))
    if _SERIAL.fullmatch(plain):
        ordinal = _BASES[base] + int(plain.partition(".")[0])
        if ordinal in _PLAUSIBLE:
            return ordinal, ordinal
    if _SHORT_YEAR.fullmatch(joined):
        raise DayError("年份只有两位，请写四位年份")
    raise DayError("不是日期")


def _one(year: int, month: int, day: int) -> Ordinals:
    try:
        ordinal = date(year, month, day).toordinal()
    except ValueError:
        raise DayError("日历上没有这一天") from None
    return ordinal, ordinal


def _whole_month(year: int, month: int) -> Ordinals:
    first, _ = _one(year, month, 1)
    following, _ = _one(year + month // 12, month % 12 + 1, 1)
    return first, following - 1


def _tens(numeral: str) -> int:
    """Reads 一 to 三十一."""
    before, ten, after = numeral.partition("十")
    if not ten:
        return _DIGITS[before] if len(before) == 1 else 0
    return (_DIGITS.get(before, 0) if before else 1) * 10 + (_DIGITS.get(after, 0) if after else 0)
