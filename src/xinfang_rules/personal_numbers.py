"""Numbers that tell who a person is: identity numbers and mobile numbers, which no file of this library may hold.

Sources: GB 11643-1999 (identity numbers, their check digit included); GB/T 2260 (the two digits of a province); the
numbering plan of mobile telephones (11 digits, the first two 13 to 19).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

_PROVINCE: Final = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_IDENTITY: Final = rf"(?<!\d)({_PROVINCE}\d{{4}})(\d{{8}})(\d{{3}})([\dXx])(?!\d)"
_OLD_IDENTITY: Final = rf"(?<!\d)({_PROVINCE}\d{{4}})(\d{{6}})(\d{{3}})(?!\d)"
_MOBILE: Final = r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
"""ISO 7064, MOD 11-2, of the 17 digits before the check digit."""
_CHECKS: Final = "10X98765432"
_FEWEST: Final = 11
"""Digits of the shortest of these numbers."""


class PersonalNumber(NamedTuple):
    """What a number looks like, in English and in Chinese; never the number itself, which no message repeats."""

    english: str
    chinese: str

    @property
    def refusal(self) -> tuple[str, str]:
        """Says that it may not stand somewhere, after the name of the place, in English and in Chinese."""
        return (
            f"looks like {self.english}: leave it out; a number of the file that merely looks like one takes a hyphen",
            f"像是{self.chinese}，不得填写；确是文件编号的，请在数字中间加连字符",
        )


_OF_IDENTITY: Final = PersonalNumber("an identity number of a person", "公民身份号码")
_OF_MOBILE: Final = PersonalNumber("a mobile telephone number", "手机号码")


def personal_number(text: str, *, opaque: bool = False) -> PersonalNumber | None:
    """Says which number of a person a text holds; None if none.

    Args:
        text: The text.
        opaque: Whether it is a reference of another system: digits beside letters are then part of a longer name, such
            as a UUID or a digest.
    """
    text = _plain(text)
    for what, start, end in _found(text):
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        if not (opaque and any(char.isascii() and char.isalpha() for char in beside)):
            return what
    return None


def without_personal_numbers(text: str) -> str:
    """Returns a text, as a message quotes it, with `*` for each digit of what looks like the number of a person."""
    plain = _plain(text)
    places = [(start, end) for _, start, end in _found(plain)]
    if not places:
        return text
    for start, end in places:
        plain = plain[:start] + re.sub("[0-9Xx]", "*", plain[start:end]) + plain[end:]
    return plain


def _plain(text: str) -> str:
    """Returns a text with digits of full width as digits."""
    if text.isascii():
        return text
    from unicodedata import normalize  # most references are ASCII

    return normalize("NFKC", text)


def _found(text: str) -> Iterator[tuple[PersonalNumber, int, int]]:
    if sum(map(str.isdigit, text)) < _FEWEST:
        return
    for found in re.finditer(_IDENTITY, text):
        _, born, _, check = found.groups()
        digits = map(int, found[0][:17])
        total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
        if _is_day(born) and _CHECKS[total % 11] == check.upper():
            yield _OF_IDENTITY, *found.span()
    for found in re.finditer(_OLD_IDENTITY, text):
        if _is_day("19" + found[2]):
            yield _OF_IDENTITY, *found.span()
    for found in re.finditer(_MOBILE, text):
        yield _OF_MOBILE, *found.span()


def _is_day(digits: str) -> bool:
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False
