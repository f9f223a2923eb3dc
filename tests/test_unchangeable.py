"""What the library hands out cannot be changed, however deep one reaches into it."""

import copy
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import pytest
from pydantic import BaseModel

import xinfang_rules
from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import FACTS, Case, CaseError, Decision, Result, Rulebook, evaluate, load
from xinfang_rules.frozen import FrozenDict

FACTS_GIVEN = {
    "case_id": "2024-17",
    "petition": {"category": "grievance", "competence": "own"},
    "remedy": NO_OTHER_WAY,
    "timeline": {"received_on": "2024-03-01", "accepted_on": "2024-03-04"},
    "order": {"prohibited_acts": ["dangerous_items"]},
    "handling": {"opinion_states": {"claim": True, "opinion": False}},
}
AS_OF = date(2024, 4, 25)


def result() -> Result:
    return evaluate(FACTS_GIVEN, as_of=AS_OF)


def error() -> CaseError:
    with pytest.raises(CaseError) as caught:
        evaluate({"petition": {"category": "grievence", "nothing": 1}}, as_of=AS_OF)
    return caught.value


HANDED_OUT: dict[str, Callable[[], object]] = {
    "result": result,
    "case": lambda: Case.model_validate(FACTS_GIVEN),
    "rulebook": load,
    "facts": lambda: FACTS,
    "error": lambda: error().diagnostics,
    "shipped packs": xinfang_rules.shipped_packs,
    "properties": lambda: __import__("xinfang_rules.testing", fromlist=["PROPERTIES"]).PROPERTIES,
}

ATOMS = (str, bytes, int, float, date, Enum, type(None), type)


def reached(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yields whatever is reached from a value through public names, keys and members."""
    yield path, value
    if isinstance(value, ATOMS) or callable(value):
        return
    parts: Iterator[tuple[str, Any]]
    if isinstance(value, BaseModel):
        names = [*type(value).model_fields, *type(value).model_computed_fields]
        parts = ((f".{name}", getattr(value, name)) for name in names)
    elif is_dataclass(value):
        # What an edition makes of itself belongs to the engines.
        parts = ((f".{each.name}", getattr(value, each.name)) for each in fields(value) if each.name != "cache")
    elif isinstance(value, Mapping):
        parts = ((f"[{key!r}]", each) for key, each in value.items())
    elif isinstance(value, (tuple, frozenset, list, set)):
        parts = ((f"[{place}]", each) for place, each in enumerate(value))
    else:
        parts = ((f".{name}", each) for name, each in vars(value).items())
    for name, part in parts:
        yield from reached(part, path + name)


@pytest.mark.parametrize("name", HANDED_OUT)
def test_nothing_that_is_handed_out_holds_anything_that_can_be_changed(name: str) -> None:
    found = [(path, value) for path, value in reached(HANDED_OUT[name]())]
    changeable = [path for path, value in found if isinstance(value, (list, set, bytearray)) or type(value) is dict]
    assert changeable == []


CHANGES = {
    "set": lambda mapping, key: mapping.__setitem__(key, mapping[key]),
    "new": lambda mapping, key: mapping.__setitem__("new", 1),
    "delete": lambda mapping, key: mapping.__delitem__(key),
    "pop": lambda mapping, key: mapping.pop(key),
    "popitem": lambda mapping, key: mapping.popitem(),
    "clear": lambda mapping, key: mapping.clear(),
    "update": lambda mapping, key: mapping.update({key: mapping[key]}),
    "setdefault": lambda mapping, key: mapping.setdefault("new", 1),
    "or": lambda mapping, key: mapping.__ior__({"new": 1}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_mappings_refuse_every_change(change: str) -> None:
    case = Case.model_validate(FACTS_GIVEN)
    book = load()
    mappings: list[Any] = [
        result().decisions,
        Result.model_validate_json(result().model_dump_json()).decisions,
        case.order.prohibited_acts,
        case.handling.opinion_states,
        FACTS,
        FACTS["petition.form"].member_labels,
        book.latest.parameters,
        book.latest.questions[0].answers,
        book.latest.scope,
        book.latest.layout,
        book.instrument.article_titles,
        book.instrument.chapters,
    ]
    for mapping in mappings:
        before = dict(mapping)
        with pytest.raises((TypeError, AttributeError)):
            CHANGES[change](mapping, next(iter(mapping)))
        assert mapping == before


def test_a_frozen_mapping_is_otherwise_a_dict() -> None:
    frozen = FrozenDict({"a": (1,), "b": FrozenDict({"c": 2})})
    plain = {"a": (1,), "b": {"c": 2}}
    assert frozen == plain
    assert json.loads(json.dumps(frozen)) == {"a": [1], "b": {"c": 2}}
    for again in (copy.copy(frozen), copy.deepcopy(frozen), pickle.loads(pickle.dumps(frozen))):
        assert again == frozen
        assert type(again) is type(again["b"]) is FrozenDict
    assert {**frozen, "a": 0} == {"a": 0, "b": {"c": 2}}
    assert type(frozen | {"d": 3}) is dict


def test_what_is_written_of_a_case_or_a_result_can_be_changed_without_changing_it() -> None:
    case = Case.model_validate(FACTS_GIVEN)
    written = case.model_dump()
    written["order"]["prohibited_acts"].clear()
    written["petition"]["category"] = "suggestion"
    assert case == Case.model_validate(FACTS_GIVEN)
    found = result()
    found.model_dump()["decisions"].clear()
    assert isinstance(found.decisions["disposition"], Decision)


def test_what_was_given_can_be_changed_without_changing_the_case() -> None:
    given: dict[str, Any] = {"order": {"prohibited_acts": {"dangerous_items": True}}}
    case = Case.model_validate(given)
    given["order"]["prohibited_acts"]["dangerous_items"] = False
    assert case.model_dump(mode="json") == {"order": {"prohibited_acts": {"dangerous_items": True}}}


def test_a_rulebook_that_is_handed_out_stays_what_it_is() -> None:
    book = load()
    assert isinstance(book, Rulebook)
    with pytest.raises(AttributeError):
        book.editions = book.editions.of(())  # type: ignore[misc]
    with pytest.raises(AttributeError):
        book.latest.parameters = {}  # type: ignore[misc]
