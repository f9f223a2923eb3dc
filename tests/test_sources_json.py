"""JSON: what is refused, with the place worked out by hand."""

import re

import pytest

from tests.sources_helpers import message, refused
from xinfang_rules.sources.json_source import parse_json


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", [(0, 0, "empty")]),
        (" \t\r\n", [(0, 0, "empty")]),
        ('{\n  "a": 1,\n  "b": 2,\n  "a": 3\n}', [(4, 3, "duplicate-key")]),
        ('{"a": 1, "\\u0061": 2}', [(1, 10, "duplicate-key")]),
        ("[NaN, -Infinity,\n Infinity]", [(1, 2, "number"), (1, 7, "number"), (2, 2, "number")]),
        (f"[{10**18}, -{10**18}, 1e999, {'9' * 5000}]", [(1, n, "number") for n in (2, 23, 45, 52)]),
        ('["\\ud800", "\\ud83d\\ude00\\ude00"]', [(1, 3, "surrogate"), (1, 25, "surrogate")]),
        ('["\\\\ud800", "\\\\\\udfff"]', [(1, 16, "surrogate")]),
        ('{"\\udc00": 1}', [(1, 3, "surrogate")]),
        ('["\ud800"]', [(1, 3, "surrogate")]),
        ("[" * 65, [(1, 65, "too-deep")]),
        ('{"a":' * 65, [(1, 321, "too-deep")]),
        ("{1: 2, null: {}}", [(1, 2, "key-type"), (1, 8, "key-type")]),
        ('["a\tb"]', [(1, 4, "control-character")]),
        ('["a\x00"]', [(1, 4, "control-character")]),
        ("[\x0c1]", [(1, 2, "control-character")]),
        ('{"a": 1, "a": 2, "b" 3}', [(1, 10, "duplicate-key"), (1, 22, "syntax")]),
        ("[1, 2", [(1, 6, "syntax")]),
        ("[1,\n 2,\n]", [(3, 1, "syntax")]),
        ('{"a": 1,}', [(1, 9, "syntax")]),
        ("[1 2]", [(1, 4, "syntax")]),
        ("[01]", [(1, 2, "syntax")]),
        ("[1.]", [(1, 2, "syntax")]),
        ("[+1]", [(1, 2, "syntax")]),
        ("[.5]", [(1, 2, "syntax")]),
        ("[0x1F]", [(1, 2, "syntax")]),
        ("[True]", [(1, 2, "syntax")]),
        ("['a']", [(1, 2, "syntax")]),
        ('["a]', [(1, 2, "syntax")]),
        ('["a\n"]', [(1, 2, "syntax")]),
        ('["a\\x41"]', [(1, 4, "syntax")]),
        ("[1] // one", [(1, 5, "syntax")]),
        ("[1] [2]", [(1, 5, "syntax")]),
        ("[1}", [(1, 3, "syntax")]),
        ("]", [(1, 1, "syntax")]),
        ("{", [(1, 2, "syntax")]),
        ("{a: 1}", [(1, 2, "syntax")]),
        ('{"a", 1}', [(1, 5, "syntax")]),
        ("[\u00a01]", [(1, 2, "syntax")]),
    ],
)
def test_json_refuses(text: str, findings: list[tuple[int, int, str]]) -> None:
    assert refused(parse_json, text) == findings


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[1,]", "a comma stands before ]"),
        ("[True]", "True is written true"),
        ("[1 # one\n]", "JSON has no comments"),
        ("['a']", "double quotes"),
        ("[01]", "'01' is no number of JSON"),
        ("{a: 1}", "expected a key in double quotes or }, found 'a'"),
        ("[1 2]", "expected a comma or ]"),
        ("[1", "the text ends where a comma or ] is expected"),
        ('["\t"]', r"U\+0009 in a text is written \\u0009"),
        ("1 2", "expected nothing after the end of the value"),
    ],
)
def test_what_json_messages_say(text: str, line: str) -> None:
    assert re.search(line, message(parse_json, text)), message(parse_json, text)
