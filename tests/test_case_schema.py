"""A case: its JSON Schema, and the specifications of its facts."""

import copy
import json
import pickle

import pytest
from pydantic import TypeAdapter

from tests.case_helpers import ENUMERATIONS, example, one, value_of
from xinfang_rules.case import FACTS, Case, FactSpec
from xinfang_rules.vocabulary.fact import FactGroup, Term, Tri
from xinfang_rules.vocabulary.specs import derive_specs


def test_the_schema_describes_every_fact_and_lets_none_be_null() -> None:
    schema = Case.model_json_schema()
    assert schema["additionalProperties"] is False
    for spec in FACTS.values():
        group = schema["$defs"][schema["properties"][spec.group]["$ref"].rpartition("/")[2]]
        described = group["properties"][spec.key]
        assert described["description"] == (spec.meaning or spec.title)
        assert described["title"] == spec.title
        assert described["x-ask"] == spec.ask
        assert "null" not in json.dumps(described)
        assert group["additionalProperties"] is False
        assert "required" not in group
    assert [name for name, entry in schema["properties"].items() if "null" in json.dumps(entry)] == []


def test_the_schema_lets_a_set_be_a_list_or_a_mapping() -> None:
    states = Case.model_json_schema()["$defs"]["Handling"]["properties"]["opinion_states"]
    assert {branch["type"] for branch in states["anyOf"]} == {"array", "object", "string"}


def test_the_table_of_facts_cannot_be_changed() -> None:
    spec = FACTS["petition.form"]
    with pytest.raises(TypeError):
        FACTS["petition.form"] = spec  # type: ignore[index]
    with pytest.raises(TypeError):
        spec.member_labels["oral"] = "x"  # type: ignore[index]
    with pytest.raises(AttributeError):
        spec.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("spec", [FACTS["petition.form"], FACTS["timeline.received_on"]], ids=str)
def test_a_specification_can_be_hashed_copied_and_pickled(spec: FactSpec) -> None:
    assert len({spec, copy.deepcopy(spec), pickle.loads(pickle.dumps(spec))}) == 1


def test_a_fact_that_is_not_declared_as_one_is_reported() -> None:
    class Bare(FactGroup):
        plain: Tri = None

    class Odd(FactGroup):
        text: str = ""

    class BareCase(FactGroup):
        bare: Bare = Bare()

    class OddCase(FactGroup):
        odd: Odd = Odd()

    with pytest.raises(TypeError, match=r"bare\.plain is not declared with fact"):
        derive_specs(BareCase)
    with pytest.raises(TypeError, match=r"odd\.text has none of the types of a fact"):
        derive_specs(OddCase)


def test_every_example_of_a_fact_is_taken() -> None:
    for name, spec in FACTS.items():
        assert value_of(one(name, example(spec)), name) is not None


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_a_term_is_its_english_name(enumeration: type[Term]) -> None:
    adapter = TypeAdapter(enumeration)
    for member in enumeration:
        assert adapter.validate_python(str(member)) is member
        assert adapter.dump_python(member, mode="json") == member.value == member.name.lower()
