"""Every part of a document has its line and column, in YAML and in JSON."""

import sys
import threading
from functools import partial

import pytest

from tests.sources_helpers import RULE, Parse
from xinfang_rules.errors import Position
from xinfang_rules.sources.document import Lines
from xinfang_rules.sources.json_source import parse_json
from xinfang_rules.sources.yaml_source import parse_yaml


def test_a_byte_order_mark_is_passed_over() -> None:
    document = parse_yaml("\ufeffa: 1", "f")
    assert document.data == {"a": 1}
    assert document.position(("a",)) == Position("f", 1, 4)
    assert parse_json("\ufeff[1]", "f").position((0,)) == Position("f", 1, 2)


# places


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


def test_threads_that_look_for_places_in_one_document_find_the_same() -> None:
    # What a pack holds is parsed once for all who read it. Line 100,001 begins after 100,000 lines of 6 characters.
    text = "字字字字字\n" * 200_000
    found: list[tuple[int, int]] = []
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(10):
            lines = Lines(text)
            look = partial(_note, found, lines)
            threads = [threading.Thread(target=look) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(before)
    assert found == [(200_000, 100_001)] * 80


def _note(found: list[tuple[int, int]], lines: Lines) -> None:
    found.append((lines.line(len("字字字字字\n") * 200_000 - 1), lines.line(600_000)))
