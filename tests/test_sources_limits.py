"""The limits of what is read are exact, and a hostile text ends soon."""

import sys
import time

import pytest

from tests.sources_helpers import RULE, Parse, refused
from xinfang_rules.errors import Position
from xinfang_rules.sources.building import MAX_DEPTH, MAX_NODES
from xinfang_rules.sources.json_source import parse_json
from xinfang_rules.sources.yaml_source import parse_yaml


@pytest.mark.parametrize("parse", [parse_yaml, parse_json])
def test_the_limits_are_exact(parse: Parse) -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f").position((0,)) == Position("f", 1, 2)
    items = "[" + ",".join(["0"] * (MAX_NODES - 1)) + "]"
    assert isinstance(parse(items, "f").data, list)
    assert refused(parse, items[:-1] + ",0]") == [(1, 2 * MAX_NODES, "too-many-nodes")]


@pytest.mark.parametrize("levels", [65, 999, 1_000, 1_001, 100_000])
@pytest.mark.parametrize(
    ("start", "level", "column"),
    [
        ("", "[", 65),  # sixty-four are in order
        ("", "[ ", 129),
        ("", "- ", 129),
        ("", "{a: ", 4 * 64 + 1),
        ("rules: ", "[", 7 + 64),  # the mapping that starts the file is the first level
        ("rules: ", "[{", 7 + 64),
        ("- '[[': ", "[", 8 + 63),
        ("[[], '[{', ", "[", 11 + 64),
        ("a: 1\na: 2\nb: ", "[", 3 + 64),
    ],
)
def test_what_is_too_deep_is_told_as_such_at_its_place(start: str, level: str, column: int, levels: int) -> None:
    # A parser may have a limit of its own, and look ahead until it comes to it.
    assert refused(parse_yaml, start + level * levels)[-1] == (1 + start.count("\n"), column, "too-deep")


def test_what_is_found_before_the_level_that_is_too_deep_is_listed_once() -> None:
    found = refused(parse_yaml, "a: 1\na: 2\nb: " + "[" * 100_000)
    assert found == [(2, 1, "duplicate-key"), (3, 67, "too-deep")]


# hostile texts


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
