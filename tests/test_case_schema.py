"""A case: its JSON Schema, and the specifications of its facts."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Body, FastAPI, Query
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from tests.case_helpers import ENUMERATIONS, example, one, value_of
from xinfang_rules.facts.case import FACTS, Case, Petition
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.result import Norm, Result
from xinfang_rules.result.compact import CompactResult
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.scenarios.scenario import read_all, scenario_files
from xinfang_rules.sources.reader import read_document


def by_pydantic() -> tuple[Any, Callable[[str], Any]]:
    schema = Case.model_json_schema()
    return schema, lambda ref: schema["$defs"][ref.removeprefix("#/$defs/")]


def by_an_adapter() -> tuple[Any, Callable[[str], Any]]:
    schema = TypeAdapter(list[Case]).json_schema(schema_generator=GenerateJsonSchema)
    return schema["$defs"]["Case"], lambda ref: schema["$defs"][ref.removeprefix("#/$defs/")]


def by_fastapi() -> tuple[Any, Callable[[str], Any]]:
    app = FastAPI()

    @app.post("/evaluate")
    def answer(case: Case) -> Result:
        raise NotImplementedError

    @app.post("/several")
    def several(cases: Annotated[list[Case], Body(embed=True)]) -> Case:
        raise NotImplementedError

    @app.get("/ask")
    def ask(petition: Annotated[Petition, Query()]) -> None:
        raise NotImplementedError

    schemas = app.openapi()["components"]["schemas"]
    return schemas["Case-Input"], lambda ref: schemas[ref.rpartition("/")[2]]


def written() -> tuple[Any, Callable[[str], Any]]:
    schema = Case.model_json_schema(mode="serialization")
    return schema, lambda ref: schema["$defs"][ref.removeprefix("#/$defs/")]


def test_a_service_may_take_results_and_parts_of_them() -> None:
    app = FastAPI()

    @app.post("/stored")
    def stored(result: Result, norm: Norm, petition: Petition) -> list[CompactResult]:
        raise NotImplementedError

    schemas = app.openapi()["components"]["schemas"]  # a warning would be an error
    assert {"Norm", "Petition", "Result", "CompactResult"} <= set(schemas)


MAKERS = [by_pydantic, by_an_adapter, by_fastapi, written]

YES_NO = [{"const": True, "title": "是"}, {"const": False, "title": "否"}]
UNKNOWN_TOO = {"const": "unknown", "title": "未知"}
BOUNDS = {
    "title": "只知道在一定范围之内",
    "type": "object",
    "properties": {
        "not_before": {"title": "不早于", "type": "string", "format": "date"},
        "not_after": {"title": "不晚于", "type": "string", "format": "date"},
        "happened": {
            "title": "是否已经发生",
            "oneOf": [{"const": True, "title": "已经发生"}, {"const": "unknown", "title": "是否发生未知"}],
        },
    },
    "additionalProperties": False,
    "anyOf": [
        {"required": ["not_after"]},
        {"required": ["not_before", "happened"]},
        {"required": ["happened"], "properties": {"happened": {"const": True}}},
    ],
}


def chosen(spec: FactSpec) -> list[dict[str, object]]:
    return [{"const": member, "title": spec.member_labels[member]} for member in spec.members]


@pytest.mark.parametrize("maker", MAKERS)
def test_the_schema_is_what_a_form_needs_whoever_makes_it(maker: Callable[[], tuple[Any, Any]]) -> None:
    schema, find = maker()
    assert schema["title"] == "信访案件的事实"
    assert schema["additionalProperties"] is False
    for spec in FACTS.values():
        group = find(schema["properties"][spec.group]["$ref"])
        assert group["title"] == spec.group_title
        assert group["additionalProperties"] is False
        assert "required" not in group
        described = group["properties"][spec.key]
        assert described["description"] == (spec.meaning or spec.title)
        assert described["title"] == spec.title
        assert described["x-ask"] == spec.ask
        assert "default" not in described
        assert "null" not in json.dumps(described)
        match spec.kind:
            case "bool":
                assert described["oneOf"] == [*YES_NO, UNKNOWN_TOO]
                assert described["type"] == ["string", "boolean"]  # by the first, forms show a list, not a box to tick
            case "enum":
                assert described["oneOf"] == [*chosen(spec), UNKNOWN_TOO]
                assert described["type"] == "string"
            case "count":
                number = {"type": "integer", "minimum": spec.least, "maximum": 1_000_000, "title": "数目"}
                assert described["anyOf"] == [number, UNKNOWN_TOO]
            case "date":
                day = {"type": "string", "format": "date", "title": "日期"}
                assert described["anyOf"] == [day, UNKNOWN_TOO, BOUNDS]
            case "set":
                *lists, members, unknown = described["anyOf"]
                assert unknown == UNKNOWN_TOO
                assert {key: value["title"] for key, value in members["properties"].items()} == spec.member_labels
                assert [each["items"]["oneOf"] for each in lists] == [chosen(spec)] * (maker is not written)


@pytest.mark.parametrize("maker", MAKERS)
def test_no_english_stands_in_the_schema_where_a_form_shows_it(maker: Callable[[], tuple[Any, Any]]) -> None:
    schema, find = maker()
    groups = [find(schema["properties"][group]["$ref"]) for group in Case.model_fields if group != "case_id"]
    texts = [text for part in (schema, *groups) for text in shown(part)]
    assert len(texts) > 400
    # Where a text names a value or a key, it stands as case files write it, in small letters.
    assert [text for text in texts if not re.search(r"[\u4e00-\u9fff]", text) or re.search(r"[A-Z]", text)] == []


def shown(part: Any) -> Iterator[str]:
    """Yields every title and description, at any depth."""
    if isinstance(part, dict):
        yield from (part[key] for key in ("title", "description") if isinstance(part.get(key), str))
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from shown(each)


def test_fields_that_others_read_off_the_models_keep_their_own_texts() -> None:
    # FastAPI does this with the fields of a model that it reads from a query or a form; all adapters are kept.
    fields = {spec.name: type(getattr(Case(), spec.group)).model_fields[spec.key] for spec in FACTS.values()}
    adapters: dict[str, TypeAdapter[Any]] = {
        name: TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]  # a type known at run time only
        for name, field in fields.items()
    }
    told = {name: adapter.json_schema() for name, adapter in adapters.items()}
    assert {name: (schema["title"], schema["x-ask"]) for name, schema in told.items()} == {
        spec.name: (spec.title, spec.ask) for spec in FACTS.values()
    }


VALIDATOR = Draft202012Validator(Case.model_json_schema(), format_checker=FormatChecker())

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid_by_the_schema(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(read_document(path).data)) == []


def test_every_case_of_a_scenario_is_valid_by_the_schema_and_so_is_what_is_written_of_it() -> None:
    scenarios = read_all(scenario_files(packs_directory() / "xinfang-2022"))
    assert len(scenarios) > 500
    for scenario in scenarios:
        assert VALIDATOR.is_valid(scenario.case.model_dump(mode="json")), scenario.title


@pytest.mark.parametrize("name", FACTS)
def test_the_schema_takes_what_the_model_takes_and_refuses_what_it_refuses(name: str) -> None:
    values = ["unknown", True, False, None, "", "x", "2024-02-29", "2024-02-30", "2024-3-1", 0, 1, -1, 1_000_001, 2.5]
    values += [[], {}, ["x"], {"x": True}, *FACTS[name].members, list(FACTS[name].members)]
    values += [
        {"not_before": "2024-02-29", "not_after": "2024-03-01"},
        {"not_after": "2024-02-29", "happened": "unknown"},
        {"not_before": "2024-02-29"},
        {"not_before": "2024-02-30", "happened": True},
        {"not_after": None},
        {"happened": True},
        {"happened": "unknown"},
        {"happened": False, "not_after": "2024-02-29"},
    ]
    values += [{member: said} for member in FACTS[name].members[:2] for said in (True, "unknown", None, 1, "true")]
    group, _, key = name.partition(".")
    for value in values:
        data = {group: {key: value}}
        try:
            Case.model_validate(data)
        except ValidationError:
            taken = False
        else:
            taken = True
        assert VALIDATOR.is_valid(data) is taken, data


NO_CASES: list[object] = [{"nothing": {}}, {"petition": {"nothing": 1}}, {"petition": 1}, [], {"case_id": "张三"}]


@pytest.mark.parametrize("data", NO_CASES)
def test_what_is_no_case_is_not_valid_by_the_schema(data: object) -> None:
    assert not VALIDATOR.is_valid(data)


def test_the_table_of_facts_cannot_be_changed() -> None:
    spec = FACTS["petition.form"]
    with pytest.raises(TypeError):
        FACTS["petition.form"] = spec
    with pytest.raises(TypeError):
        spec.member_labels["oral"] = "x"  # type: ignore[index]
    with pytest.raises(AttributeError):
        spec.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("spec", [FACTS["petition.form"], FACTS["timeline.received_on"]], ids=str)
def test_a_specification_can_be_hashed_copied_and_pickled(spec: FactSpec) -> None:
    assert len({spec, copy.deepcopy(spec), pickle.loads(pickle.dumps(spec))}) == 1


def test_every_example_of_a_fact_is_taken() -> None:
    for name, spec in FACTS.items():
        assert value_of(one(name, example(spec)), name) is not None


@pytest.mark.parametrize("enumeration", ENUMERATIONS)
def test_a_term_is_its_english_name(enumeration: type[Term]) -> None:
    adapter = TypeAdapter(enumeration)
    for member in enumeration:
        assert adapter.validate_python(str(member)) is member
        assert adapter.dump_python(member, mode="json") == member.value == member.name.lower()
