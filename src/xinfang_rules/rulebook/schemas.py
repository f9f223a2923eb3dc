"""JSON Schemas of cases, results and rule files, with titles in Chinese where the vocabulary has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.models import worded_model
from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import Term
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.parse import COUNT_TESTS, DATE_TESTS, SET_TESTS, Operand
from xinfang_rules.result import Result
from xinfang_rules.result.compact import CompactResult
from xinfang_rules.rulebook.entries import as_done
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.overlay_entries import as_list
from xinfang_rules.rulebook.rule_file import RuleFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONDITION = "#/$defs/Condition"
_MARK = "x-condition"
_MODELS: Mapping[str, tuple[type[BaseModel], str, JsonSchemaMode]] = {
    "case": (Case, FACTS.title, "validation"),
    "result": (Result, "评估结果", "serialization"),
    "compact": (CompactResult, "评估结果（简要）", "serialization"),
    "rules": (RuleFile, "规则文件", "validation"),
}

SCHEMAS = tuple(_MODELS)
"""What there is a schema of."""


def schema_of(what: str, rulebook: Rulebook | None = None) -> dict[str, Any]:
    """Returns the JSON Schema of a `case`, a `result`, a `compact` result or of a file of `rules`.

    Args:
        what: One of `SCHEMAS`.
        rulebook: The rulebook whose facts, bearers and actions are meant; the shared ones if None.
    """
    model, title, mode = _MODELS[what]
    facts = FACTS if rulebook is None else rulebook.facts
    if what == "case" and rulebook is not None:
        model, title = worded_model(facts), facts.title
    generator = _RuleSchema if what == "rules" else GenerateJsonSchema
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode=mode, schema_generator=generator)
    if what == "rules":
        schema["$defs"]["Condition"] = condition_schema(facts)
    if rulebook is not None:
        lists = [(_terms(Bearer), _terms(rulebook.bearers)), (_terms(Action), _terms(rulebook.actions))]
        schema = _with_terms(schema, lists)
    return {"$schema": _DIALECT, **schema, "title": title}


def schema_of_file(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Returns the JSON Schema of a kind of file whose conditions are those of the rule language."""
    schema = model.model_json_schema(by_alias=True, schema_generator=_RuleSchema)
    condition = schema["$defs"]["Condition"] = condition_schema()
    condition["additionalProperties"]["anyOf"].append(_tests(DATE_TESTS))  # the file's own days
    return {"$schema": _DIALECT, **schema, "title": title}


def _terms(terms: Iterable[Term]) -> list[dict[str, str]]:
    return [{"const": term.value, "title": term.label} for term in terms]


def _with_terms(part: Any, lists: list[tuple[Any, Any]]) -> Any:
    """Puts the terms of a rulebook in the place of the shared ones, wherever these are listed."""
    if isinstance(part, list):
        return next((own for shared, own in lists if part == shared), None) or [_with_terms(p, lists) for p in part]
    if not isinstance(part, dict):
        return part
    return {key: _with_terms(each, lists) for key, each in part.items()}


class _RuleSchema(GenerateJsonSchema):
    """Knows conditions, and what may be written short: one entry instead of a list of one."""

    def generate(self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        written: JsonSchemaValue = _referring(super().generate(schema, mode))
        return written

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        written = super().generate_inner(schema)
        if written.get("$ref") == _CONDITION:
            # The generator follows every reference and knows only those to models.
            return {**{key: value for key, value in written.items() if key != "$ref"}, _MARK: True}
        return written

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        written = super().function_before_schema(schema)
        function: Any = schema["function"]["function"]
        if function is as_list:
            return {"anyOf": [written["items"], written]}
        if function is as_done:
            return {"anyOf": [{"type": "string"}, written]}
        return written


def _referring(part: Any) -> Any:
    """Puts the references to conditions back."""
    if isinstance(part, list):
        return [_referring(each) for each in part]
    if not isinstance(part, dict):
        return part
    if _MARK in part:
        return {"$ref": _CONDITION, **({"title": part["title"]} if "title" in part else {})}
    return {key: _referring(each) for key, each in part.items()}


def condition_schema(facts: Facts = FACTS) -> dict[str, Any]:
    """Returns the schema of a condition: all, any, not, or names, each with what it is to be."""
    part = {"$ref": _CONDITION}
    several = {"type": "array", "items": part, "minItems": 1}
    value = {"type": "string"}
    named = {"anyOf": [value, _listed(value)]}
    return {
        "title": "条件",
        "description": "all（都具备）、any（具备其一）、not（不具备），或者名称和值；几个名称写在一起，须都具备",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "all": {"title": "都具备", **several},
            "any": {"title": "具备其一", **several},
            "not": {"title": "不具备", **part},
            **{name: _test(spec) for name, spec in facts.items()},
        },
        "patternProperties": {
            r"^due\.": {"title": "规范的最后一日", **_tests(DATE_TESTS)},
            r"^status\.": {"title": "规范的状态", **named},
        },
        "additionalProperties": {"title": "问题或者概念", "anyOf": [{"type": "boolean"}, value, _listed(value)]},
        "dependentSchemas": {joiner: {"maxProperties": 1} for joiner in ("all", "any", "not")},
    }


def _test(spec: FactSpec) -> dict[str, Any]:
    """Returns the schema of what a condition can ask of a fact."""
    described: dict[str, Any] = {"title": spec.title}
    if spec.meaning:
        described["description"] = spec.meaning
    labels = "；".join(f"{member}：{label}" for member, label in spec.member_labels.items())
    if labels:
        described["description"] = "；".join(part for part in (spec.meaning, labels) if part)
    match spec.kind:
        case "bool":
            return {**described, "type": "boolean"}
        case "enum":
            one = {"enum": list(spec.members)}
            return {**described, "anyOf": [one, _listed(one)]}
        case "set":
            one = {"enum": list(spec.members)}
            either = {"anyOf": [one, _listed(one)]}
            return {**described, **_tests(SET_TESTS, either)}
        case "count":
            return {**described, **_tests(COUNT_TESTS)}
        case "date":
            return {**described, **_tests(DATE_TESTS)}


def _tests(tests: Mapping[str, Operand], members: Mapping[str, Any] = FrozenDict()) -> dict[str, Any]:
    operands = {Operand.TRUTH: {"type": "boolean"}, Operand.NAMED: {"type": "string"}, Operand.MEMBERS: members}
    properties = {test: dict(operands[operand]) for test, operand in tests.items()}
    return {"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": False}


def _listed(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(one), "minItems": 1, "uniqueItems": True}
