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
