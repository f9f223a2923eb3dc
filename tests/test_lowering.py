"""Conditions as conjunctions: they say what the conditions say, and none is too long for the network."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings, strategies as st

from tests.world_helpers import worlds
from xinfang_rules.engines.durable.dnf import (
    LONGEST_PATH,
    MOST_PATHS,
    Clause,
    Comparator,
    Comparison,
    Lowered,
    Measure,
    RuledOut,
    take,
    to_dnf,
)
from xinfang_rules.engines.durable.rulesets import (
    MOST_KEYS,
    MOST_RULES,
    SENTINEL,
    KeyNames,
    check_definition,
    fnv_1a,
    rulesets,
)
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.errors import EngineError
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, CountBetween, Not
from xinfang_rules.language.truth import EITHER, FALSE, TRUE, UNBOUNDED, Values

law = settings(max_examples=2 * settings().max_examples)

_HOLDS = {
    Comparator.EQUAL: lambda found, constant: found == constant,
    Comparator.LESS: lambda found, constant: found < constant,
    Comparator.AT_MOST: lambda found, constant: found <= constant,
    Comparator.MORE: lambda found, constant: found > constant,
    Comparator.AT_LEAST: lambda found, constant: found >= constant,
}


def holds(path: Clause, values: Values) -> bool:
    """Reads a conjunction by the meaning of its comparisons, without any network."""
    taken = [(take(comparison.reading, values), comparison) for comparison in path.comparisons]
    return all(found is not None and _HOLDS[c.comparator](found, c.constant) for found, c in taken)


def truths(lowered: Lowered, count: int, values: Values) -> list[int]:
    found = [EITHER] * (count + lowered.parts)
    for paths in lowered.passes:
        known = values + found[count:]
        for path in paths:
            if holds(path, known):
                found[path.condition] &= path.outcome
    return found[:count]


@law
@given(st.data())
def test_what_is_lowered_says_what_the_condition_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    several = data.draw(st.lists(world.shape.conditions(), min_size=1, max_size=4))
    lowered = to_dnf(several, world.layout, world.layout.width)
    assert truths(lowered, len(several), world.values) == [world.truth(condition) for condition in several]


def switches(count: int) -> tuple[list[Condition], Mapping[str, int]]:
    layout = {f"s{number}": number for number in range(count)}
    return [Among(name, TRUE, TRUE | FALSE, ("true",)) for name in layout], layout


def assert_within_limits(lowered: Lowered) -> None:
    per_condition: dict[tuple[int, int], int] = {}
    for path in (path for paths in lowered.passes for path in paths):
        assert len(path.comparisons) <= LONGEST_PATH
        key = path.condition, path.outcome
        per_condition[key] = per_condition.get(key, 0) + 1
    assert max(per_condition.values()) <= MOST_PATHS


def explosive() -> tuple[Condition, Mapping[str, int]]:
    """All of 12 times one of 4: as conjunctions, 4 to the 12th, which is 16,777,216."""
    leaves, layout = switches(48)
    groups = [AnyOf(tuple(leaves[first : first + 4])) for first in range(0, 48, 4)]
    return AllOf(tuple(groups)), layout


def test_a_condition_with_millions_of_conjunctions_is_cut() -> None:
    condition, layout = explosive()
    lowered = to_dnf([condition], layout, 48)
    assert lowered.parts > 0
    assert_within_limits(lowered)
    one_each = [TRUE if slot % 4 == 3 else FALSE for slot in range(48)]
    assert truths(lowered, 1, one_each) == [TRUE]
    assert truths(lowered, 1, [*one_each[:47], EITHER]) == [EITHER]
    assert truths(lowered, 1, [*one_each[:47], FALSE]) == [FALSE]


@given(st.lists(st.sampled_from([TRUE, FALSE, EITHER]), min_size=48, max_size=48), st.booleans())
def test_what_is_cut_says_the_same(values: list[int], negated: bool) -> None:
    condition, layout = explosive()
    condition = Not(condition) if negated else condition
    assert truths(to_dnf([condition], layout, 48), 1, values) == [truth(condition, values, layout)]


def test_a_conjunction_of_a_thousand_is_cut_more_than_once() -> None:
    leaves, layout = switches(1_000)
    lowered = to_dnf([AllOf(tuple(leaves))], layout, 1_000)
    assert_within_limits(lowered)
    assert truths(lowered, 1, [TRUE] * 1_000) == [TRUE]
    assert truths(lowered, 1, [TRUE] * 999 + [FALSE]) == [FALSE]
    assert truths(lowered, 1, [EITHER] * 500 + [FALSE] + [EITHER] * 499) == [FALSE]
    assert truths(lowered, 1, [TRUE] * 999 + [EITHER]) == [EITHER]


def test_values_that_nothing_tells_apart_share_one_reading() -> None:
    # Of eight values only the first is asked about: two classes, so two readings, and not eight.
    condition = Among("choice", 0b1, 0b1111_1111, ("first",))
    lowered = to_dnf([condition], {"choice": 0}, 1)
    assert [path.comparisons for path in lowered.passes[0]] == [
        (Comparison(RuledOut(0, 0b1111_1110), Comparator.EQUAL, 1),),
        (Comparison(RuledOut(0, 0b1), Comparator.EQUAL, 1),),
    ]


def test_a_count_without_a_largest_needs_one_comparison() -> None:
    lowered = to_dnf([CountBetween("count", 3, UNBOUNDED)], {"count": 0}, 2)
    assert [len(path.comparisons) for path in lowered.passes[0]] == [1, 1]


# Rulesets


def test_names_are_hashed_as_durable_rules_hashes_them() -> None:
    # Published test vectors of FNV-1a with 32 bits.
    assert fnv_1a("") == 0x811C9DC5
    assert fnv_1a("a") == 0xE40C292C
    assert fnv_1a("foobar") == 0xBF9CF968
    # The constants HASH_ID and HASH_SID in its state.h.
    assert fnv_1a("id") == 926_444_256
    assert fnv_1a("sid") == 3_593_476_751


def test_no_two_keys_have_one_hash() -> None:
    names = KeyNames()
    keys = [names[RuledOut(slot, 1)] for slot in range(100_000)]
    assert len({fnv_1a(key) for key in keys}) == len(keys)


def wide_paths(count: int, keys: int) -> list[Clause]:
    return [
        Clause(n, TRUE, tuple(Comparison(RuledOut(n * keys + k, 1), Comparator.EQUAL, 1) for k in range(keys)))
        for n in range(count)
    ]


@pytest.mark.parametrize(("count", "keys"), [(1, 1), (62, 1), (63, 1), (500, 2), (40, 60)])
def test_no_ruleset_is_larger_than_it_may_be(count: int, keys: int) -> None:
    packed = rulesets(wide_paths(count, keys), KeyNames())
    assert [meaning for ruleset in packed for meaning in ruleset.meaning.values()] == [(n, TRUE) for n in range(count)]
    for ruleset in packed:
        assert len(ruleset.definition) - 1 <= MOST_RULES
        assert len(ruleset.keys) + 1 <= MOST_KEYS
        assert list(ruleset.definition)[-1] == SENTINEL


def test_a_path_with_more_keys_than_a_message_can_hold_is_refused() -> None:
    with pytest.raises(EngineError, match="reads 250 values at once; durable-rules can take 249"):
        rulesets(wide_paths(1, 250), KeyNames())


def good() -> dict[str, object]:
    return {
        "r0": {"all": [{"m": {"$and": [{"k": 1}, {"$gte": {"a0": 5}}]}}], "pri": 1},
        "end": {"all": [{"m": {"$and": [{"k": 1}]}}], "pri": 65_535},
    }


def test_the_shape_that_is_safe_passes() -> None:
    check_definition(good(), ["a0"])


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [{"m": {"$and": [{"k": 1}, {"$gte": {"a0": 5}}]}}]},
        {"all": [{"m": {"$and": [{"k": 1}, {"$gte": {"a0": 5}}]}}], "pri": 65_535},
        {"all": [{"m": {"$and": [{"k": 1}]}}], "pri": 1, "count": 2},
        {"any": [{"m": {"$and": [{"k": 1}]}}], "pri": 1},
        {"all": [{"m": {"$or": [{"k": 1}]}}], "pri": 1},
        {"all": [{"m": {"$and": []}}], "pri": 1},
        {"all": [{"m": {"$and": [{"other": 1}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"a0": "text"}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"a0": True}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"a0": -1}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"a0": 2**63}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"a0": 1.0}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"k": 1, "a0": 1}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"$mt": {"a0": "x"}}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"$gte": {"a0": {"m": "a0"}}}]}}], "pri": 1},
        {"all": [{"m": {"$and": [{"k": 1}]}}, {"n": {"$and": [{"k": 1}]}}], "pri": 1},
        ["all"],
        None,
    ],
)
def test_every_other_shape_is_refused(rule: object) -> None:
    with pytest.raises(EngineError, match="rule r0 of a ruleset"):
        check_definition({**good(), "r0": rule}, ["a0"])


def test_names_that_are_not_ours_are_refused() -> None:
    made: Mapping[str, object] = {"a rule": good()["r0"], "end": good()["end"]}
    with pytest.raises(EngineError, match="malformed"):
        check_definition(made, ["a0"])


def test_a_ruleset_without_a_sentinel_or_with_too_many_rules_is_refused() -> None:
    with pytest.raises(EngineError, match="none that can be trusted"):
        check_definition({"r0": good()["r0"]}, ["a0"])
    many = {f"r{n}": good()["r0"] for n in range(63)}
    with pytest.raises(EngineError, match="none that can be trusted"):
        check_definition({**many, "end": good()["end"]}, ["a0"])
    with pytest.raises(EngineError, match="none that can be trusted"):
        check_definition(good(), [f"a{n}" for n in range(250)])


def test_readings_have_one_key_each_whatever_the_order() -> None:
    names = KeyNames()
    readings: Sequence[Measure] = [RuledOut(1, 1), RuledOut(2, 1), RuledOut(1, 1)]
    assert [names[reading] for reading in readings] == ["a0", "a1", "a0"]
