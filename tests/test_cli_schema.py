"""`xinfang schema`: the schemas that it prints."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli_helpers import run
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.sources.reader import read_pack_document

pytestmark = pytest.mark.usefixtures("in_an_empty_directory")


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


@pytest.mark.parametrize("what", ["case", "result", "compact", "rules", "indicators"])
def test_a_schema_names_its_dialect_and_refers_to_nothing_that_is_missing(what: str) -> None:
    schema = json.loads(run("schema", what).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {ref.removeprefix("#/$defs/") for ref in references(schema)} == schema["$defs"].keys()
    output = run("schema", what, "--output", "schema.json")
    assert (output.exit_code, output.output) == (0, "")
    assert json.loads(Path("schema.json").read_text(encoding="utf-8")) == schema


def test_the_schema_of_a_case_is_that_of_the_model() -> None:
    schema = json.loads(run("schema", "case").stdout)
    assert schema.pop("$schema").endswith("2020-12/schema")
    assert schema == json.loads(json.dumps(Case.model_json_schema()))


def test_the_schema_of_rules_knows_conditions() -> None:
    schema = json.loads(run("schema", "rules").stdout)
    rule = schema["$defs"]["RuleEntry"]["properties"]
    assert rule["when"]["$ref"] == "#/$defs/Condition"
    assert {"$ref": "#/$defs/CiteEntry"} in rule["cite"]["anyOf"], "a single citation needs no list"
    assert "from" in schema["$defs"]["PeriodEntry"]["properties"], "keys as they are written"
    condition = schema["$defs"]["Condition"]["properties"]
    assert condition["all"]["items"] == {"$ref": "#/$defs/Condition"}
    assert condition["timeline.accepted_on"]["properties"].keys() >= {"happened", "before", "on_or_after"}
    assert condition.keys() == {"all", "any", "not", *FACTS}


def test_the_shipped_indicators_are_valid_by_the_schema_that_editors_use() -> None:
    validator = Draft202012Validator(json.loads(run("schema", "indicators").stdout))
    files = rule_files(packs_directory() / "indicators").files
    assert files
    for path in files:
        assert [error.message for error in validator.iter_errors(read_pack_document(path).data)] == [], path


def test_the_shipped_rule_files_are_valid_by_the_schema_that_editors_use() -> None:
    files, unread = rule_files(packs_directory() / "xinfang-2022")
    assert files
    assert not unread
    validator = Draft202012Validator(schema_of("rules"))
    for file in files:
        assert [str(error) for error in validator.iter_errors(read_pack_document(file).data)] == []


def test_the_schema_of_rules_refuses_what_is_no_remark() -> None:
    rule = {"id": "note.trial", "title": "试", "cite": {"at": "1", "quote": "试行"}, "note": "试"}
    validator = Draft202012Validator(schema_of("rules"))

    def valid(text: object) -> bool:
        return bool(validator.is_valid({"rules": [{**rule, "interpretive": text, "not_modelled": text}]}))

    assert all(map(valid, ("一段话。", {"remark": "a.b"}, ["一段话；", {"remark": "a.b"}])))
    assert not any(map(valid, ("", {}, [], {"remarks": "a.b"}, {"remark": "a.b", "text": "试"}, [["试"]], 5)))
