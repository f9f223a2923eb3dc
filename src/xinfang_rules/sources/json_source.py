"""Reads JSON (RFC 8259) strictly, with the exact place of every part."""

import json
import re
from enum import IntEnum
from typing import NoReturn

from xinfang_rules.sources.building import MAX_DIGITS, Builder, small_float, small_int
from xinfang_rules.sources.document import Document, shown

_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
_INSIDE = rf'[^"\\\x00-\x1f]*+(?:{_ESCAPE}[^"\\\x00-\x1f]*+)*+'
_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:"
    r'("[^"\\\x00-\x1f]*+")'
    r"|([{}\[\],:])"
    r"|(-?(?:0|[1-9][0-9]*+))(?![\w.+-])"
    r"|(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+)(?![\w.+-])"
    r"|(true|false|null|NaN|-?Infinity)(?![\w.+-])"
    rf'|("{_INSIDE}")'
    r")"
)
# The groups of a token, of which one matches.
_PLAIN, _MARK, _INTEGER, _FLOAT, _NAME, _ESCAPED = range(1, 7)
_INSIDE_TEXT = re.compile(f'"{_INSIDE}')
_SPACE = re.compile(r"[ \t\r\n]*+")
_WORD = re.compile(r"[\w.+-]++")
_PAIR_OR_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_NAMES = {"true": True, "false": False, "null": None}
_OTHER_NAMES = {"True": "true", "False": "false", "None": "null"}


class _Next(IntEnum):
    """What may come next."""

    VALUE = 0
    FIRST_ITEM = 1
    FIRST_KEY = 2
    KEY = 3
    COLON = 4
    COMMA = 5
    NOTHING = 6


_EXPECTED = {
    _Next.VALUE: "a value",
    _Next.FIRST_ITEM: "a value or ]",
    _Next.FIRST_KEY: "a key in double quotes or }",
    _Next.KEY: "a key in double quotes",
    _Next.COLON: "a colon after the key",
    _Next.NOTHING: "nothing after the end of the value",
}


def parse_json(text: str, source: str) -> Document:
    """Reads JSON text.

    Args:
        text: the text; a byte order mark at its start is passed over.
        source: the name to show in messages.

    Raises:
        SourceError: the text is not JSON, or holds what is refused; every finding up to the first error of
            syntax is listed.
    """
    text = text.removeprefix("\ufeff")
    builder = Builder(text, source)
    findings = builder.findings
    try:
        text.encode()
    except UnicodeEncodeError as error:
        findings.stop("surrogate", error.start, "half of a surrogate pair is no character")
    if not text.strip(" \t\r\n"):
        findings.stop("empty", None, "there is no value in it")
    _read(text, builder)
    return builder.document()


def _read(text: str, builder: Builder) -> None:
    match = _TOKEN.match
    closers: list[str] = []
    wanted = _Next.VALUE
    at = 0
    while (found := match(text, at)) is not None:
        kind = found.lastindex or 0
        at = found.end()
        if kind == _MARK:
            wanted = _mark(found[_MARK], found.start(_MARK), wanted, closers, builder)
            continue
        start = found.start(kind)
        if wanted <= _Next.FIRST_ITEM:
            if kind == _PLAIN:
                builder.value(text[start + 1 : at - 1], start)
            else:
                builder.value(_value(kind, text[start:at], start, builder), start)
            wanted = _Next.COMMA if closers else _Next.NOTHING
        elif wanted <= _Next.KEY:
            if kind == _PLAIN:
                builder.key(text[start + 1 : at - 1], start)
            elif kind == _ESCAPED:
                builder.key(_unescaped(text[start:at], start, builder), start)
            else:
                builder.findings.add("key-type", start, f"the key {text[start:at][:40]} must stand in double quotes")
                builder.lose_key()
            wanted = _Next.COLON
        else:
            _refuse(text, start, wanted, closers, builder)
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text
    if at < len(text) or wanted != _Next.NOTHING:
        _refuse(text, at, wanted, closers, builder)


def _mark(mark: str, at: int, wanted: _Next, closers: list[str], builder: Builder) -> _Next:
    if wanted <= _Next.FIRST_ITEM and mark in "{[":
        builder.open({} if mark == "{" else [], at)
        closers.append("}" if mark == "{" else "]")
        return _Next.FIRST_KEY if mark == "{" else _Next.FIRST_ITEM
    if mark in "}]" and closers and closers[-1] == mark and wanted in (_Next.COMMA, _Next.FIRST_KEY, _Next.FIRST_ITEM):
        builder.close()
        closers.pop()
        return _Next.COMMA if closers else _Next.NOTHING
    if mark == "," and wanted == _Next.COMMA:
        return _Next.KEY if closers[-1] == "}" else _Next.VALUE
    if mark != ":" or wanted != _Next.COLON:
        _refuse(builder.text, at, wanted, closers, builder)
    return _Next.VALUE


def _value(kind: int, token: str, at: int, builder: Builder) -> object:
    number: int | float | None
    if kind == _ESCAPED:
        return _unescaped(token, at, builder)
    if kind == _NAME:
        if token not in _NAMES:
            builder.findings.add("number", at, f"{token} is no number of JSON")
        return _NAMES.get(token)
    if kind == _INTEGER:
        number = small_int(token)
        if number is None:
            builder.findings.add("number", at, f"an integer of more than {MAX_DIGITS} digits")
    else:
        number = small_float(token)
        if number is None:
            builder.findings.add("number", at, "a number too large to be represented")
    return number


def _unescaped(token: str, at: int, builder: Builder) -> str:
    text: str = json.loads(token)
    try:
        text.encode()
    except UnicodeEncodeError:
        half = next((escape.start(1) for escape in _PAIR_OR_HALF.finditer(token) if escape[1]), 0)
        builder.findings.add("surrogate", at + half, "half of a surrogate pair is no character")
    return text


def _refuse(text: str, at: int, wanted: _Next, closers: list[str], builder: Builder) -> NoReturn:
    """Ends the reading with what is wrong at an offset."""
    stop = builder.findings.stop
    expected = _EXPECTED.get(wanted) or f"a comma or {closers[-1]}"
    if at >= len(text):
        stop("syntax", at, f"the text ends where {expected} is expected")
    char = text[at]
    if char in "'‘’“”":
        stop("syntax", at, f'expected {expected}; texts and keys stand in double quotes (")')
    if char == "#" or text.startswith(("//", "/*"), at):
        stop("syntax", at, "JSON has no comments")
    if char in "]}" and wanted in (_Next.VALUE, _Next.KEY) and text[:at].rstrip().endswith(","):
        stop("syntax", at, f"a comma stands before {char}; the last entry has none after it")
    if char == '"' and _TOKEN.match(text, at) is None:
        _refuse_text(text, at, builder)
    word = _WORD.match(text, at)
    if word is not None and _TOKEN.match(text, at) is None:
        name = word[0]
        if name in _OTHER_NAMES:
            stop("syntax", at, f"{name} is written {_OTHER_NAMES[name]} in JSON")
        if wanted <= _Next.FIRST_ITEM:
            kind = "number" if name[0] in "-+.0123456789" else "value"
            stop("syntax", at, f"{shown(name)} is no {kind} of JSON")
        stop("syntax", at, f"expected {expected}, found {shown(name)}")
    if char < " ":
        stop("control-character", at, f"the control character U+{ord(char):04X} stands outside a text")
    stop("syntax", at, f"expected {expected}, found {shown(char)}")


def _refuse_text(text: str, at: int, builder: Builder) -> NoReturn:
    """Ends the reading with what is wrong inside the text in quotes that starts at an offset."""
    inside = _INSIDE_TEXT.match(text, at)
    bad = inside.end() if inside else at
    stop = builder.findings.stop
    if bad >= len(text) or text[bad] in "\r\n":
        stop("syntax", at, "the closing double quote of this text is missing on its line")
    if text[bad] == "\\":
        stop("syntax", bad, f"{shown(text[bad : bad + 2])} starts no escape of JSON")
    char = ord(text[bad])
    stop("control-character", bad, f"the control character U+{char:04X} in a text is written \\u{char:04x}")
