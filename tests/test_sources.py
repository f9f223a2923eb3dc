"""Reading YAML and JSON into plain data with places, and refusing all that is not plain."""

import io
import json
import math
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from xinfang_rules.errors import Position
from xinfang_rules.sources import yaml_source
from xinfang_rules.sources.building import MAX_DEPTH, MAX_NODES
from xinfang_rules.sources.document import MAX_FINDINGS
from xinfang_rules.sources.json_source import parse_json
from xinfang_rules.sources.reading import SOURCE_CODES, Document, SourceError, read_document, read_text
from xinfang_rules.sources.yaml_source import parse_yaml

Parse = Callable[[str, str], Document]
Path_ = tuple[str | int, ...]

RULE = """\
# 第三十四条
rules:
  - id: handling.conclude
    cite: {at: "34", quote: 应当自受理之日起60日内办结}
    when:
      all:
        - petition.accepted: true
  - id: "second"
"""


def refused(parse: Parse, text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SourceError) as caught:
        parse(text, "f")
    return checked(caught.value)


def checked(error: SourceError) -> list[tuple[int, int, str]]:
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.code in SOURCE_CODES
        assert str(diagnostic).isprintable(), "one line without control characters"
    assert list(error.diagnostics[:-1]) == sorted(error.diagnostics[:-1])
    assert len(error.diagnostics) <= MAX_FINDINGS + 1
    return [(d.position.line, d.position.column, d.code) for d in error.diagnostics]


def message(parse: Parse, text: str) -> str:
    with pytest.raises(SourceError) as caught:
        parse(text, "f")
    return str(caught.value)


# ---- YAML: what is read ----


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("nULL", "nULL"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("false", False),
        ("FALSE", False),
        *[(word, word) for word in ("no", "No", "yes", "on", "OFF", "y", "n")],
        ("12:30", "12:30"),
        ("2024-05-01", "2024-05-01"),
        ("1_000", "1_000"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("-0o17", "-0o17"),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("9" * 18, 10**18 - 1),
        ("0" * 30 + "1", 1),
        ("0x" + "0" * 20 + "1", 1),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1e3", -1000.0),
        ("1e", "1e"),
        (".", "."),
        ("-", ["x"]),
        ("<<", "<<"),
        ("34.1.6", "34.1.6"),
        ("信访", "信访"),
    ],
)
def test_plain_scalars_follow_the_core_schema(plain: str, value: object) -> None:
    text = f"- {plain}" if plain != "-" else "- - x"
    read = parse_yaml(text, "f").data
    assert read == [value]
    assert isinstance(read, list)
    assert type(read[0]) is type(value)


@pytest.mark.parametrize("text", ["'no'", '"no"', "|-\n  no", ">-\n  no"])
def test_quoted_and_block_scalars_are_text(text: str) -> None:
    for word in ("true", "null", "12", "~", ".nan"):
        assert parse_yaml("a: " + text.replace("no", word), "f").data == {"a": word}


def test_a_quoted_empty_text_is_data() -> None:
    assert parse_yaml("''", "f").data == ""
    assert parse_yaml("--- ~", "f").data is None
    assert parse_yaml("a:\nb: ''", "f").data == {"a": None, "b": ""}


def test_an_explicit_document_and_the_version_directive_are_read() -> None:
    assert parse_yaml("%YAML 1.2 # core\n---\na: 1\n...\n", "f").data == {"a": 1}


def test_tabs_that_do_not_indent_are_read() -> None:
    assert parse_yaml("a:\t1\nb: 'x\n\ty'\nc: |\n  p\n  \tq\n", "f").data == {"a": 1, "b": "x y", "c": "p\n\tq\n"}


def test_a_byte_order_mark_is_passed_over() -> None:
    document = parse_yaml("\ufeffa: 1", "f")
    assert document.data == {"a": 1}
    assert document.position(("a",)) == Position("f", 1, 4)
    assert parse_json("\ufeff[1]", "f").position((0,)) == Position("f", 1, 2)


# ---- places ----


def test_places_in_a_rule_file() -> None:
    document = parse_yaml(RULE, "f")

    def at(*path: str | int, key: bool = False) -> tuple[int, int]:
        position = document.position(path, key=key)
        assert position.source == "f"
        return position.line, position.column

    assert at() == (2, 1)
    assert at("rules") == (3, 3)
    assert at("rules", key=True) == (2, 1)
    assert at("rules", 0) == (3, 5)
    assert at("rules", 0, key=True) == (3, 5), "an item has no key: its own place"
    assert at("rules", 0, "cite") == (4, 11)
    assert at("rules", 0, "cite", "quote") == (4, 29)
    assert at("rules", 0, "cite", "quote", key=True) == (4, 22)
    assert at("rules", 0, "when", "all", 0, "petition.accepted") == (7, 30)
    assert at("rules", 1, "id") == (8, 9)
    assert document.line_text(8) == '  - id: "second"'
    assert document.line_text(0) == document.line_text(99) == ""


def test_a_path_that_does_not_exist_gives_the_nearest_part_around_it() -> None:
    document = parse_yaml(RULE, "f")
    assert document.position(("rules", 0, "cite", "url")) == Position("f", 4, 11)
    assert document.position(("rules", 0, "cite", "url"), key=True) == Position("f", 4, 5)
    assert document.position(("rules", 7, "x")) == Position("f", 3, 3)
    assert document.position(("rules", -1)) == Position("f", 3, 3)
    assert document.position(("rules", "0")) == Position("f", 3, 3)
    assert document.position((0,)) == Position("f", 2, 1)
    assert document.position(("rules", 1, "id", "deeper", 3)) == Position("f", 8, 9)
    assert parse_yaml("x", "f").position(("a",)) == Position("f", 1, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("parse", [parse_yaml, parse_json])
def test_every_line_break_counts_once(parse: Parse, newline: str) -> None:
    text = newline.join(["{", '  "a":', "    [1,", "", '  "😀", 2]}'])
    document = parse(text, "f")
    assert document.data == {"a": [1, "😀", 2]}
    assert document.position(("a",)) == Position("f", 3, 5)
    assert document.position(("a", 1)) == Position("f", 5, 3)
    assert document.position(("a", 2)) == Position("f", 5, 8), "a column is a character, not a code unit"
    assert document.line_text(3) == "    [1,"


def test_places_far_down_a_long_text() -> None:
    text = "".join(f"k{n}: {n}\n" for n in range(5000))
    document = parse_yaml(text, "f")
    for n in (0, 4999, 700, 701, 4998):
        assert document.position((f"k{n}",)) == Position("f", n + 1, len(f"k{n}: ") + 1)


def test_places_in_json_with_tabs_and_escapes() -> None:
    text = '{\n\t"a\\/b": "\\ud83d\\ude00",\n\t"c" : [ -1.5e3 ,\tnull ]\n}'
    document = parse_json(text, "f")
    assert document.data == {"a/b": "😀", "c": [-1500.0, None]}
    assert document.position(("a/b",)) == Position("f", 2, 10)
    assert document.position(("a/b",), key=True) == Position("f", 2, 2)
    assert document.position(("c",)) == Position("f", 3, 8)
    assert document.position(("c", 0)) == Position("f", 3, 10)
    assert document.position(("c", 1)) == Position("f", 3, 19)


# ---- what YAML refuses, with the place worked out by hand ----


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", [(0, 0, "empty")]),
        (" \n\n# nothing\n", [(0, 0, "empty")]),
        ("---\n", [(0, 0, "empty")]),
        ("a: 1\nb:\n  c: 2\n  c: 3\na: 4\n", [(4, 3, "duplicate-key"), (5, 1, "duplicate-key")]),
        ("{a: 1, 'a': 2}", [(1, 8, "duplicate-key")]),
        ("a: 1\na:\n  b: 1\n  b: 2\n", [(2, 1, "duplicate-key"), (4, 3, "duplicate-key")]),
        ("a: &x 1\nb: *x\n", [(1, 4, "anchor"), (2, 4, "anchor")]),
        ("a: &x\n  - 1\n", [(1, 4, "anchor")]),
        ("&k a: 1\n", [(1, 1, "anchor")]),
        ("*k : 1\n", [(1, 1, "anchor")]),
        ("&x", [(1, 1, "anchor")]),
        ("- *undefined\n", [(1, 3, "anchor")]),
        ("a: !!str 5\n", [(1, 4, "tag")]),
        ("a: !local {b: 1}\n", [(1, 4, "tag")]),
        ("a: ! 5\nb: ! '5'\nc: ! [5]\n", [(1, 4, "tag"), (2, 4, "tag"), (3, 4, "tag")]),
        ("a: !!python/object/apply:os.system [ls]\n", [(1, 4, "tag")]),
        ("a: &x !t b\n", [(1, 4, "anchor"), (1, 7, "tag")]),
        ("a: !t # why\n  &x b\n", [(1, 4, "tag"), (2, 3, "anchor")]),
        ("k: &a\n!t b: 1\n", [(1, 4, "anchor"), (2, 1, "tag")]),
        ("34: x\ntrue: x\n~: x\n1.5: x\n", [(n, 1, "key-type") for n in (1, 2, 3, 4)]),
        ("? \n: x\n", [(1, 2, "key-type")]),
        ("? [a]\n: b\n", [(1, 3, "key-type")]),
        (
            "? {a: {b: 1, b: 2}}\n: c\nd: 1\nd: 2\n",
            [(1, 3, "key-type"), (1, 14, "duplicate-key"), (4, 1, "duplicate-key")],
        ),
        ("a: 1\n---\nb: 2\n", [(2, 1, "several-documents")]),
        ("a: .nan\nb: -.Inf\nc: 1e999\n", [(1, 4, "number"), (2, 4, "number"), (3, 4, "number")]),
        (f"- {10**18}\n- -{10**18}\n- 0xfffffffffffffff\n", [(1, 3, "number"), (2, 3, "number"), (3, 3, "number")]),
        (".inf: 1\n", [(1, 1, "number"), (1, 1, "key-type")]),
        ("a: b\x07c\nd: \x1b\n", [(1, 5, "control-character"), (2, 4, "control-character")]),
        ("a: \u2028\n", [(1, 4, "control-character")]),
        ("a: b\ufeff\n", [(1, 5, "control-character")]),
        ("a: '\ud800'\n", [(1, 5, "surrogate")]),
        ('a: "b\\ud800"\n', [(1, 6, "surrogate")]),
        ('a: "\\ud83d\\ude00"\n', [(1, 5, "surrogate")]),
        ('"\\\\\\U0000DFFF"\n', [(1, 4, "surrogate")]),
        ("%YAML 1.1\n---\na\n", [(1, 1, "directive")]),
        ("%TAG ! x\n---\na\n", [(1, 1, "directive")]),
        ("# c\n%YAML 1.2\n%TAG ! x\n---\na\n", [(3, 1, "directive")]),
        ("[" * 64 + "]" * 64 + "]", [(1, 129, "syntax")]),
        ("[" * 65, [(1, 65, "too-deep")]),
        ("- " * 65 + "a", [(1, 129, "too-deep")]),
        ("\ta: 1\n", [(1, 1, "tab")]),
        ("a:\n \tb: 1\n", [(2, 2, "tab")]),
        ("{\n\ta: 1}", [(2, 1, "tab")]),
        ("a: 'x\n\ty'\nb: [\n  1,\n  \t2]\n", [(5, 3, "tab")]),
        ("a: b\n\tc\n", [(2, 1, "tab")]),
        ("a: |\n\tb\n", [(2, 1, "tab")]),
        ("a: 1\n\t\nb: 1\n", [(2, 1, "tab")]),
        ("a: b: c\n", [(1, 5, "syntax")]),
        ("a: @b\n", [(1, 4, "syntax")]),
        ("a: 'b\n", [(1, 4, "syntax")]),
        ("a: [1\nb: 2\n", [(2, 2, "syntax")]),
        ("a: 1\na: 2\nb: ]\n", [(2, 1, "duplicate-key"), (3, 4, "syntax")]),
        ('a: "\\q"\n', [(1, 5, "syntax")]),
    ],
)
def test_yaml_refuses(text: str, findings: list[tuple[int, int, str]]) -> None:
    assert sorted(refused(parse_yaml, text)) == sorted(findings)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n\n a: 2", "did not find|no key can stand here"),
        ("b: 0\na: 1\na: 2", r"^f:3:1: duplicate-key: the key 'a' stands in line 2 already$"),
        ("a: b: c", "quotes"),
        ("a：b\nc: 1", "：.$"),
        ("a: \t@", r"cannot start with '@'"),
        ("\ta: 1", r"^f:1:1: tab: a tab indents this line; only spaces indent in YAML$"),
        ("a: [1\nb: 2", "from line 1$"),
        ("- 1\n---\n- 2", "a second document"),
        ("'" + "好" * 50 + "': 1\n'" + "好" * 50 + "': 1", "'" + "好" * 40 + "'… stands"),
    ],
)
def test_what_yaml_messages_say(text: str, line: str) -> None:
    assert re.search(line, message(parse_yaml, text)), message(parse_yaml, text)


def test_only_so_many_findings_are_listed() -> None:
    found = refused(parse_yaml, "a: 1\n" * 100)
    assert found[:2] == [(2, 1, "duplicate-key"), (3, 1, "duplicate-key")]
    assert len(found) == 51
    assert found[-1] == (0, 0, "more")
    assert message(parse_yaml, "a: 1\n" * 100).endswith("f: more: and 49 more")
    assert message(parse_yaml, "\x01a" * 100).endswith("f: more: and 50 more")
    assert len(refused(parse_yaml, "a: 1\n" * 51)) == 50


def test_the_error_that_ends_the_reading_is_always_listed() -> None:
    found = refused(parse_yaml, "a: 1\n" * 100 + "b: ]\n")
    assert found[-2:] == [(101, 4, "syntax"), (0, 0, "more")]
    assert len(found) == 51


@pytest.mark.parametrize("parse", [parse_yaml, parse_json])
def test_the_limits_are_exact(parse: Parse) -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f").position((0,)) == Position("f", 1, 2)
    items = "[" + ",".join(["0"] * (MAX_NODES - 1)) + "]"
    assert isinstance(parse(items, "f").data, list)
    assert refused(parse, items[:-1] + ",0]") == [(1, 2 * MAX_NODES, "too-many-nodes")]


# ---- what JSON refuses ----


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


# ---- without libyaml ----


@pytest.fixture
def _without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_source, "_Loader", yaml.SafeLoader)


@pytest.mark.usefixtures("_without_libyaml")
def test_the_parser_in_python_gives_the_same_data_and_places() -> None:
    document = parse_yaml(RULE, "f")
    assert document.position(("rules", 0, "cite", "quote")) == Position("f", 4, 29)
    assert document.position(("rules", 1, "id"), key=True) == Position("f", 8, 5)


@pytest.mark.usefixtures("_without_libyaml")
@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("# c\n", [(0, 0, "empty")]),
        ("a: 1\na: 2\n", [(2, 1, "duplicate-key")]),
        ("a: &x !t b\nc: *x\n", [(1, 4, "anchor"), (1, 7, "tag"), (2, 4, "anchor")]),
        ("a:\n\tb: 1\n", [(2, 1, "tab")]),
        ("%FOO\n---\na\n", [(1, 1, "directive")]),
        ("%YAML 1.1\n---\na\n", [(1, 1, "directive")]),
        ("%YAML 1." + "9" * 5000 + "\n---\na\n", [(1, 1, "syntax")]),
        ('a: "b\\ud800"\n', [(1, 6, "surrogate")]),
        ('- 1\n- "\\UFFFFFFFF"\n', [(1, 3, "syntax")]),
        ("a: b: c\n", [(1, 5, "syntax")]),
        ("[" * 65, [(1, 65, "too-deep")]),
    ],
)
def test_the_parser_in_python_refuses_the_same(text: str, findings: list[tuple[int, int, str]]) -> None:
    assert refused(parse_yaml, text) == findings


# ---- reading files ----


def read_refused(path: Path | str, *, limit: int = 1000) -> str:
    with pytest.raises(SourceError) as caught:
        read_document(path, limit=limit)
    (diagnostic,) = caught.value.diagnostics
    assert checked(caught.value) == [(0, 0, diagnostic.code)]
    return f"{diagnostic.code}: {diagnostic.message}"


@pytest.mark.parametrize(
    ("name", "text", "data"),
    [
        ("a.json", '{"a": true}', {"a": True}),
        ("a.JSON", "[1]", [1]),
        ("a.yaml", "{a: no}", {"a": "no"}),
        ("a.yml", "a: 1", {"a": 1}),
        ("a", ' \n{"a": 1}', {"a": 1}),
        ("a.txt", "[1]", [1]),
        ("a.case", "a: 1", {"a": 1}),
    ],
)
def test_the_suffix_or_the_text_decides_the_format(tmp_path: Path, name: str, text: str, data: object) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    document = read_document(tmp_path / name)
    assert document.data == data
    assert document.source == str(tmp_path / name)
    assert read_document(str(tmp_path / name)).data == data


def test_a_suffix_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("a: 1", encoding="utf-8")
    assert read_refused_with_place(tmp_path / "a.json") == (1, 1, "syntax")


def read_refused_with_place(path: Path | str) -> tuple[int, int, str]:
    with pytest.raises(SourceError) as caught:
        read_document(path)
    (finding,) = checked(caught.value)
    return finding


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_text(tmp_path / "a.yaml", limit=10) == "a: 1"
    assert read_document(tmp_path / "a.yaml").data == {"a": 1}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("a: 1", encoding="utf-8")
    assert read_refused(tmp_path / "none.yaml") == "not-found: there is no such file"
    assert read_refused(tmp_path / "plain" / "below").startswith("not-found: ")
    assert read_refused("a\0b") == "not-found: no file can have this name"
    assert read_refused(tmp_path) == "is-directory: this is a directory; a file is needed"
    assert read_refused("").startswith("is-directory: ")
    assert read_refused("x" * 5000).startswith("unreadable: ")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.yaml"
    path.write_text("a: 1", encoding="utf-8")
    monkeypatch.setattr(Path, "open", forbid)
    assert read_refused(path) == "unreadable: the file cannot be read: Permission denied"
    assert read_refused(tmp_path).startswith("is-directory: "), "as Windows has it"


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names there")
def test_a_strange_name_makes_no_second_line(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[0m\udcff.yaml"
    assert read_refused(path).startswith("not-found: ")
    assert parse_yaml("a: 1", "a\nb信").position(()) == Position("a\\nb信", 1, 1)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(4 * 2**20 + 1)

    def forbid(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("xinfang_rules.sources.reading._read", forbid)
    assert read_refused(path, limit=4 * 2**20) == "too-large: the file has 4.01 MB; at most 4 MB are read"
    with path.open("wb") as file:
        file.truncate(11)
    assert read_refused(path, limit=10) == "too-large: the file has 11 bytes; at most 10 bytes are read"


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("0123456789", encoding="utf-8")
    assert read_text(tmp_path / "a.yaml", limit=10) == "0123456789"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"ab\0c", "at byte 3 stands a NUL byte; save the file as UTF-8 text"),
        (b"\xff\xfea\0", "at byte 1 stands the byte 0xFF, which is not UTF-8; save the file as UTF-8 text"),
        ("a: 信".encode("gb18030"), "at byte 4 stands the byte 0xD0, which is not UTF-8; save the file as UTF-8 text"),
        (b"a\0\xff", "at byte 2 stands a NUL byte; save the file as UTF-8 text"),
        (b"\xed\xa0\x80", "at byte 1 stands the byte 0xED, which is not UTF-8; save the file as UTF-8 text"),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes, text: str) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    assert read_refused(tmp_path / "a.yaml") == f"not-text: {text}"


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(" \n", encoding="utf-8")
    assert read_refused(tmp_path / name).startswith("empty: ")


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, "a: 信".encode())
    document = read_document("-")
    assert document.data == {"a": "信"}
    assert document.position(("a",)) == Position("<stdin>", 1, 4)
    standard_input(monkeypatch, b'{"a": 1}')
    assert read_document(Path("-")).data == {"a": 1}
    standard_input(monkeypatch, b"{a: 1}")
    assert read_refused_with_place("-") == (1, 2, "syntax"), "text that starts with { is JSON"


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, b"x" * 20)
    assert read_refused("-", limit=10) == "too-large: there are more than 10 bytes; at most 10 bytes are read"
    sys.stdin.close()
    assert read_refused("-") == "unreadable: standard input cannot be read: ValueError"
    monkeypatch.setattr(sys, "stdin", None)
    assert read_refused("-") == "unreadable: there is no standard input"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_source_without_a_size_is_still_limited() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no /dev/zero there")
    assert read_refused("/dev/zero", limit=10).startswith("too-large: there are more than 10 bytes")


# ---- hostile texts ----

MEGA = 2**20


@pytest.mark.parametrize("parse", [parse_yaml, parse_json])
@pytest.mark.parametrize(
    ("start", "part", "times"),
    [
        ("", "[", 16 * MEGA),
        ("", "{a: ", 4 * MEGA),
        ("", '{"a":', 3 * MEGA),
        ("", "- ", 8 * MEGA),
        ("", "? ", 8 * MEGA),
        ("[", "1, ", 4 * MEGA // 3),
        ('"', "\\n", 8 * MEGA),
        ("", "a: 1\n", 100_000),
        ('{"a":1', ',"a":1', 100_000),
        ("", "- &a *a\n", 100_000),
        ("", "\x01a", 8 * MEGA),
        ("[", "\t\n", 8 * MEGA),
        ("", "1", 16 * MEGA),
        ("[1e", "9", 16 * MEGA),
        ("", "---\n", 4 * MEGA),
        ("", "%A b\n", 3 * MEGA),
    ],
)
def test_a_hostile_text_ends_soon_with_an_error(parse: Parse, start: str, part: str, times: int) -> None:
    text = start + part * times
    started = time.process_time()
    assert refused(parse, text)
    assert time.process_time() - started < (5 if sys.gettrace() is None else 60), "a tracer makes it slower"


def test_a_long_rule_file_is_read_soon() -> None:
    rule = RULE.partition("rules:\n")[2]
    text = "rules:\n" + rule * 500
    started = time.process_time()
    parse_yaml(text, "f")
    assert time.process_time() - started < 1, "far above what it takes, for slow machines"


# ---- properties ----

unhurried = settings(deadline=None)  # a slow machine is no failure

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
json_data = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


def same(left: object, right: object) -> bool:
    """Equal, with true unlike 1 and 1 unlike 1.0."""
    return repr(left) == repr(right)


def parts(data: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from parts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from parts(value, (*path, index))


def text_at(text: str, position: Position) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[position.line - 1][position.column - 1 :]


@unhurried
@given(
    data=json_data,
    ensure_ascii=st.booleans(),
    indent=st.sampled_from([None, 0, 2, "\t", " \t"]),
    colon=st.sampled_from([":", ": ", " \t: "]),
)
def test_json_comes_back_with_its_places(
    data: object, ensure_ascii: bool, indent: int | str | None, colon: str
) -> None:
    def dumped(part: object) -> str:
        return json.dumps(part, ensure_ascii=ensure_ascii)

    text = json.dumps(data, ensure_ascii=ensure_ascii, indent=indent, separators=(",", colon))
    document = parse_json(text, "f")
    assert same(document.data, data)
    for path, part in parts(data):
        start = part if not isinstance(part, dict | list) else None
        here = text_at(text, document.position(path))
        assert here.startswith("{" if isinstance(part, dict) else "[" if isinstance(part, list) else dumped(start))
        if path and isinstance(path[-1], str):
            assert text_at(text, document.position(path, key=True)).startswith(dumped(path[-1]) + colon)


def yaml_quoted(text: str) -> str:
    escaped = (c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return '"' + "".join(escaped) + '"'


def yaml_scalar(value: object) -> str:
    return yaml_quoted(value) if isinstance(value, str) else json.dumps(value)


def yaml_block(data: object, indent: str = "") -> str:
    """Writes YAML in block style, as a person would, with every text in quotes."""
    if isinstance(data, dict) and data:
        entries = [f"{yaml_quoted(key)}:{yaml_below(value, indent)}" for key, value in data.items()]
    elif isinstance(data, list) and data:
        entries = [f"-{yaml_below(value, indent)}" for value in data]
    else:
        return indent + (json.dumps(data) if isinstance(data, dict | list) else yaml_scalar(data)) + "\n"
    return "".join(indent + entry for entry in entries)


def yaml_below(value: object, indent: str) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + yaml_block(value, indent + "  ")
    return " " + yaml_block(value)


@unhurried
@given(data=json_data)
def test_yaml_comes_back_with_its_places(data: object) -> None:
    text = yaml_block(data)
    document = parse_yaml(text, "f")
    assert same(document.data, data)
    for path, part in parts(data):
        here = text_at(text, document.position(path))
        if isinstance(part, dict):
            assert here.startswith(yaml_quoted(next(iter(part))) if part else "{}")
        elif isinstance(part, list):
            assert here.startswith("-" if part else "[]")
        else:
            assert here.startswith(yaml_scalar(part))
        if path and isinstance(path[-1], str):
            assert text_at(text, document.position(path, key=True)).startswith(yaml_quoted(path[-1]) + ":")


@unhurried
@given(data=json_data)
def test_plain_json_is_the_same_in_yaml(data: object) -> None:
    text = json.dumps(data, ensure_ascii=False)
    try:
        read = parse_yaml(text, "f").data
    except SourceError as error:
        codes = {diagnostic.code for diagnostic in error.diagnostics}
    else:
        codes = set()
        assert same(read, data)
    assert codes <= {"control-character"}, "YAML wants escapes where JSON does not"


@unhurried
@given(text=st.text(alphabet="01234567890123456789+-.eExo_~nulNatrfsi"))
def test_a_plain_scalar_is_a_finite_number_or_what_is_written(text: str) -> None:
    try:
        value = yaml_source.resolve(text)
    except ValueError:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert math.isfinite(value)
        assert value == (
            int(text, 0) if text[:2] in ("0x", "0o") else float(text) if isinstance(value, float) else int(text)
        )
    elif isinstance(value, str):
        assert value == text


YAML_WORDS = (
    "\n  ¦\n- ¦: ¦- ¦? ¦&a ¦*a¦!t ¦---\n¦...\n¦%YAML 1.2\n¦%TAG ! x\n¦%X\n¦\\ud800¦\\U0000dfff¦\\x41¦\n\t¦|\n¦>-\n"
    "¦<<: ¦1e999¦.nan¦0x¦null¦true¦：¦\ufeff¦\x00¦\x85¦\u2028¦\ud800¦\udfff¦😀¦!%ED%A0%80 "
)
JSON_WORDS = '"a"¦"b":¦null¦NaN¦-Infinity¦\\u¦\\ud83d¦\\ude00'
yaml_pieces = st.lists(st.sampled_from([*"abc:-?[]{},#&*!|>'\"%@`~\t\n\r \\=<.", *YAML_WORDS.split("¦")])).map("".join)
json_pieces = st.lists(st.sampled_from([*"{}[]:,\"'\\ \t\n1-.eE/#+", *JSON_WORDS.split("¦")])).map("".join)
any_text = st.text() | st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF)) | yaml_pieces | json_pieces


def only_a_document_or_an_error(parse: Parse, text: str) -> None:
    try:
        document = parse(text, "f")
    except SourceError as error:
        checked(error)
        last = len(re.split(r"\r\n|\r|\n", text))
        for diagnostic in error.diagnostics:
            assert 0 <= diagnostic.position.line <= last + 1
    else:
        for path, _ in parts(document.data):
            assert text_at(text + "\n", document.position(path)) is not None


@unhurried
@given(text=any_text)
def test_any_text_is_a_document_or_an_error(text: str) -> None:
    only_a_document_or_an_error(parse_yaml, text)
    only_a_document_or_an_error(parse_json, text)


@unhurried
@given(text=any_text)
def test_any_text_is_a_document_or_an_error_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_source, "_Loader", yaml.SafeLoader)
        only_a_document_or_an_error(parse_yaml, text)


@unhurried
@given(text=json_pieces | st.text())
def test_what_is_read_as_json_is_what_the_standard_library_reads(text: str) -> None:
    try:
        data = parse_json(text, "f").data
    except SourceError as error:
        if {d.code for d in error.diagnostics} & {"syntax", "control-character", "empty"}:
            with pytest.raises(json.JSONDecodeError):
                json.loads(text.removeprefix("\ufeff"))
    else:
        assert same(data, json.loads(text.removeprefix("\ufeff")))


@unhurried
@given(content=st.binary())
def test_any_bytes_are_a_document_or_an_error(content: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        standard_input(patch, content)
        try:
            read_document("-", limit=50)
        except SourceError as error:
            checked(error)


def test_every_code_is_described_and_tested() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    for code, description in SOURCE_CODES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert description.isprintable()
        assert f'"{code}")' in tests or f'"{code}: ' in tests, f"{code} is not tested"
