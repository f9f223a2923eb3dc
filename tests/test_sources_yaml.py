"""YAML: what is read, and what is refused, with the place worked out by hand."""

import re

import pytest
import yaml

from tests.sources_helpers import RULE, message, refused
from xinfang_rules.errors import Position
from xinfang_rules.sources import yaml_source
from xinfang_rules.sources.yaml_source import parse_yaml

# YAML: what is read


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


# what YAML refuses, with the place worked out by hand


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
        ("a：b\nc: 1", r"^f:1:2: syntax: a colon of full width .*：$"),
        ("a: 1\nb：2\nc: 3", r"^f:2:2: syntax: a colon of full width .*：$"),
        ("a: 甲：乙\nb\nc: 1", r"^f:2:1: syntax: a key without its colon and the space after it$"),
        ("a: 1\nb:2\nc: 3", r"^f:2:1: syntax: a key without its colon and the space after it$"),
        ("- a: 1\n  b: 2\n - c: 3", r"^f:3:2: .* check the indentation of this line, and the space after each -$"),
        ("a:\n  b: 1\n c: 2", r"^f:3:2: .* check the indentation of this line$"),
        ("a: \t@", r"cannot start with '@'"),
        ("\ta: 1", r"^f:1:1: tab: a tab indents this line; only spaces indent in YAML$"),
        ("a: [1\nb: 2", "from line 1; parts stand between commas, a comma and a space after each$"),
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


# without libyaml


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
