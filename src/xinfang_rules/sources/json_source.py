"""Reads JSON (RFC 8259) strictly, with the exact place of every part."""

import json
import re
from enum import IntEnum
from typing import NoReturn

from xinfang_rules.sources.building import MAX_DIGITS, Builder, small_float, small_int
from xinfang_rules.sources.document import Document, quoted, shown

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
_SPACE = re.compile(r"[ \t\r\n]*+")
# Compiled where something is wrong.
_INSIDE_TEXT = f'"{_INSIDE}'
_WORD = r"[\w.+-]++"
_PAIR_OR_HALF = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
_NAMES = {"true": True, "false": False, "null": None}
_OTHER_NAMES = {"True": "true", "False": "false", "None": "null"}


class _Next(IntEnum):
    VALUE = 0
    FIRST_ITEM = 1
    FIRST_KEY = 2
    KEY = 3
    COLON = 4
    COMMA = 5
    NOTHING = 6


_EXPECTED = {
    _Next.VALUE: ("a value", "一个值"),
    _Next.FIRST_ITEM: ("a value or ]", "一个值或者 ]"),
    _Next.FIRST_KEY: ("a key in double quotes or }", "双引号内的键或者 }"),
    _Next.KEY: ("a key in double quotes", "双引号内的键"),
    _Next.COLON: ("a colon after the key", "键后的半角冒号"),
    _Next.NOTHING: ("nothing after the end of the value", "结尾"),
}
_HALF = ("half of a surrogate pair is no character", "这里有不成对的代理码，不是字符")


def parse_json(text: str, source: str, *, seen: bool = False, first_line: int = 1) -> Document:
    """Reads JSON text.

    Args:
        text: the text; a byte order mark at its start is passed over.
        source: the name to show in messages.
        seen: whether characters that cannot be seen are refused.
        first_line: what the first line of the text is called, where it is a line of a longer one.

    Raises:
        SourceError: the text is not JSON, or holds what is refused; every finding up to the first error of
            syntax is listed.
    """
    text = text.removeprefix("\ufeff")
    builder = Builder(text, source, seen=seen, first_line=first_line)
    builder.check_text()
    findings = builder.findings
    try:
        text.encode()
    except UnicodeEncodeError as error:
        findings.stop("surrogate", error.start, *_HALF)
    if not text.strip(" \t\r\n"):
        findings.stop("empty", None, "there is no value in it", "其中没有内容")
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
                key = text[start:at][:40]
                message = f"the key {key} must stand in double quotes"
                builder.findings.add("key-type", start, message, f"键 {key} 应当写在双引号内")
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
            builder.findings.add("number", at, f"{token} is no number of JSON", f"{token} 不是 JSON 的数字")
        return _NAMES.get(token)
    if kind == _INTEGER:
        number = small_int(token)
        if number is None:
            message = f"an integer of more than {MAX_DIGITS} digits"
            builder.findings.add("number", at, message, f"整数超过{MAX_DIGITS}位")
    else:
        number = small_float(token)
        if number is None:
            builder.findings.add("number", at, "a number too large to be represented", "数字过大，无法表示")
    return number


def _unescaped(token: str, at: int, builder: Builder) -> str:
    text: str = json.loads(token)
    try:
        text.encode()
    except UnicodeEncodeError:
        half = next((escape.start(1) for escape in re.finditer(_PAIR_OR_HALF, token) if escape[1]), 0)
        builder.findings.add("surrogate", at + half, *_HALF)
    return text


def _refuse(text: str, at: int, wanted: _Next, closers: list[str], builder: Builder) -> NoReturn:
    """Ends the reading with what is wrong at an offset."""
    stop = builder.findings.stop
    expected, due = _EXPECTED.get(wanted) or (f"a comma or {closers[-1]}", f"逗号或者 {closers[-1]}")
    if at >= len(text):
        stop("syntax", at, f"the text ends where {expected} is expected", f"内容在此中断，此处应为{due}")
    char = text[at]
    if char in "'‘’“”":
        message = f'expected {expected}; texts and keys stand in double quotes (")'
        stop("syntax", at, message, f'此处应为{due}；文字和键写在英文双引号（"）内')
    if char == "#" or text.startswith(("//", "/*"), at):
        stop("syntax", at, "JSON has no comments", "JSON 中不能写注释")
    if char in "]}" and wanted in (_Next.VALUE, _Next.KEY) and text[:at].rstrip().endswith(","):
        message = f"a comma stands before {char}; the last entry has none after it"
        stop("syntax", at, message, f"{char} 之前多一个逗号；最后一项之后没有逗号")
    if char == '"' and _TOKEN.match(text, at) is None:
        _refuse_text(text, at, builder)
    word = re.compile(_WORD).match(text, at)
    if word is not None and _TOKEN.match(text, at) is None:
        name = word[0]
        if name in _OTHER_NAMES:
            written = _OTHER_NAMES[name]
            stop("syntax", at, f"{name} is written {written} in JSON", f"{name} 在 JSON 中写作 {written}")
        if wanted <= _Next.FIRST_ITEM:
            kind, what = ("number", "数字") if name[0] in "-+.0123456789" else ("value", "值")
            stop("syntax", at, f"{shown(name)} is no {kind} of JSON", f"{quoted(name)}不是 JSON 的{what}")
        stop("syntax", at, f"expected {expected}, found {shown(name)}", f"此处应为{due}，写的是{quoted(name)}")
    if char < " ":
        what = f"U+{ord(char):04X}"
        stop("control-character", at, f"the control character {what} stands outside a text", f"此处有控制字符 {what}")
    stop("syntax", at, f"expected {expected}, found {shown(char)}", f"此处应为{due}，写的是{quoted(char)}")


def _refuse_text(text: str, at: int, builder: Builder) -> NoReturn:
    """Ends the reading with what is wrong inside the text in quotes that starts at an offset."""
    inside = re.compile(_INSIDE_TEXT).match(text, at)
    bad = inside.end() if inside else at
    stop = builder.findings.stop
    if bad >= len(text) or text[bad] in "\r\n":
        message = "the closing double quote of this text is missing on its line"
        stop("syntax", at, message, "这段文字在本行没有右双引号")
    if text[bad] == "\\":
        escape = text[bad : bad + 2]
        stop("syntax", bad, f"{shown(escape)} starts no escape of JSON", f"{quoted(escape)}不是 JSON 的转义")
    char = ord(text[bad])
    message = f"the control character U+{char:04X} in a text is written \\u{char:04x}"
    stop("control-character", bad, message, f"文字中的控制字符 U+{char:04X} 应当写作 \\u{char:04x}")
