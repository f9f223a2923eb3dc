"""Records are dataclasses in all but how their methods come about."""

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from typing import Any

import pytest

from xinfang_rules import load
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, AtMost, CountBetween, Happened

COUNT = CountBetween("petition.organs_involved", 2, 5)


def test_a_record_is_a_dataclass_for_whoever_looks_into_it() -> None:
    assert is_dataclass(COUNT)
    assert [field.name for field in fields(COUNT)] == ["name", "least", "most", "parameters"]
    assert replace(COUNT, most=7) == CountBetween("petition.organs_involved", 2, 7)
    assert repr(COUNT) == "CountBetween(name='petition.organs_involved', least=2, most=5, parameters=())"
    match COUNT:
        case CountBetween(name, 2, most=most):
            assert (name, most) == (COUNT.name, 5)
        case _:
            pytest.fail("no match")


def test_records_are_equal_if_they_are_of_one_kind_and_hold_the_same() -> None:
    parts = (Happened("timeline.received_on"), Among("petition.joint", 1, 3, ("true",)))
    assert AllOf(parts) == AllOf(tuple(parts))
    assert hash(AllOf(parts)) == hash(AllOf(tuple(parts)))
    assert AllOf(parts) != AnyOf(parts)
    assert AllOf(parts) != AllOf(parts[:1])
    assert AllOf(()) != ()
    assert len({AllOf(()), AnyOf(()), AllOf(())}) == 2


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda record: pickle.loads(pickle.dumps(record))])
def test_records_are_copied_and_pickled(again: Any) -> None:
    rule = load().latest.rules[0]
    assert again(rule) == rule
    assert hash(again(rule)) == hash(rule)
    assert again(COUNT) == COUNT


def test_fields_are_given_in_order_or_by_name_or_left_out_where_they_have_a_default() -> None:
    assert CountBetween("n", most=5, least=2) == CountBetween("n", 2, 5, ()) == CountBetween(most=5, least=2, name="n")
    assert AtMost("n", 3).strictly is False
    assert AtMost("n", 3, True).strictly is True


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        (("n", 1), {}),
        (("n", 1, 2, (), None), {}),
        (("n", 1, 2), {"name": "m"}),
        (("n", 1, 2), {"others": ()}),
    ],
)
def test_other_fields_are_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"^CountBetween takes name, least, most, parameters$"):
        CountBetween(*values, **named)


def test_records_cannot_be_changed() -> None:
    changed: Any = COUNT
    with pytest.raises(FrozenInstanceError):
        changed.least = 3
    with pytest.raises(FrozenInstanceError):
        changed.more = 3
    with pytest.raises(FrozenInstanceError):
        del changed.least
    assert COUNT.least == 2
