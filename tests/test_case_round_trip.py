"""A case is the same when written and read back."""

from datetime import date
from typing import Any

from hypothesis import given, strategies as st

from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.specs import FactSpec


def stated_values(spec: FactSpec) -> st.SearchStrategy[Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "count": st.integers(spec.least, 1_000_000),
        "date": st.dates() | st.dates().map(date.isoformat),
    }
    if spec.members:
        members = st.sampled_from(spec.members)
        values["enum"] = members
        values["set"] = st.lists(members, unique=True) | st.dictionaries(members, st.booleans() | st.just("unknown"))
    return values[spec.kind] | st.just("unknown")


def documents() -> st.SearchStrategy[dict[str, Any]]:
    groups: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
    for spec in FACTS.values():
        groups.setdefault(spec.group, {})[spec.key] = stated_values(spec)
    optional: dict[str, st.SearchStrategy[Any]] = {
        group: st.fixed_dictionaries({}, optional=facts) for group, facts in groups.items()
    }
    optional["case_id"] = st.from_regex(r"[A-Za-z0-9._:/-]{1,64}", fullmatch=True)
    return st.fixed_dictionaries({}, optional=optional)


@given(documents())
def test_a_case_is_the_same_when_written_and_read_back(document: dict[str, Any]) -> None:
    case = Case.model_validate(document)
    assert Case.model_validate(case.model_dump()) == case
    assert Case.model_validate(case.model_dump(mode="json")) == case
    assert Case.model_validate_json(case.model_dump_json()) == case


@given(documents())
def test_what_is_written_is_what_was_stated(document: dict[str, Any]) -> None:
    written = Case.model_validate(document).model_dump()
    stated = {key: value for key, value in document.items() if value != {}}
    assert written.keys() == stated.keys()
    assert all(written[group].keys() == stated[group].keys() for group in written if group != "case_id")


def test_an_empty_case_writes_nothing() -> None:
    assert Case().model_dump_json() == "{}"
    assert Case.model_validate({"petition": {}, "order": {}}) == Case()
