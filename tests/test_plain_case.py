"""A case that is read, and a result that is made, without models: both are those that the models give."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel, ValidationError

from xinfang_rules import FACTS, Case, CaseError, Position, Rulebook, evaluate, load
from xinfang_rules.cli.case_files import CaseOutcome
from xinfang_rules.cli.result_page import write_result
from xinfang_rules.evaluation.for_page import evaluated_for_page
from xinfang_rules.facts.plain_case import plain_case
from xinfang_rules.sources.reader import parse
from xinfang_rules.testing import cases, sample_cases

ROOT = Path(__file__).parents[1]
LOCAL = Path(__file__).parent / "local_facts.yaml"

MEMBERS = sorted({member for spec in FACTS.values() for member in spec.members})

VALUES = st.one_of(
    st.sampled_from([None, True, False, "unknown", "Unknown", "", 0, 1, -1, 2, 1_000_000, 1_000_001, 1.0, 10**30]),
    st.sampled_from(
        ["2024-02-29", "2023-02-29", "0000-01-01", "2024-3-1", "２０２４-03-01", "2024-03-01\n", "9999-12-31"]
    ),
    st.sampled_from(["a", "a/b:c.d_e-f", "x" * 64, "x" * 65, "é", "a\n"]),
    st.sampled_from(MEMBERS),
    st.lists(st.sampled_from([*MEMBERS, "unknown", None, 1, []]), max_size=3),
    st.dictionaries(st.sampled_from([*MEMBERS, "x"]), st.sampled_from([True, False, "unknown", None, 1]), max_size=3),
    st.dictionaries(
        st.sampled_from(["not_before", "not_after", "happened", "x"]),
        st.sampled_from(["2024-02-29", "2024-03-01", "2024-02-30", True, False, "unknown", None]),
        max_size=3,
    ),
)
NAMES = st.sampled_from([*FACTS, *FACTS.groups, "case_id", "petition.x", "x.y", "x"])


def held(case: Any) -> dict[str, Any]:
    """What a case holds, of a model or not."""
    return {name: vars(part) if name != "case_id" else part for name, part in vars(case).items()}


def put(data: dict[str, Any], name: str, value: Any) -> None:
    group, _, key = name.partition(".")
    if key and isinstance(data.setdefault(group, {}), dict):
        data[group][key] = value
    elif not key:
        data[group] = value


@given(cases(), st.lists(st.tuples(NAMES, VALUES), max_size=3))
def test_what_is_taken_without_the_model_is_what_the_model_takes(case: Case, changes: list[tuple[str, Any]]) -> None:
    data = json.loads(case.model_dump_json())
    for name, value in changes:
        put(data, name, value)
    taken = plain_case(FACTS, data)
    try:
        validated = Case.model_validate(data)
    except ValidationError:
        assert taken is None
    else:
        # Whatever a reader of JSON or YAML can give, and the model takes, is taken without it.
        assert taken is not None
        assert held(taken) == held(validated)


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_is_taken_at_each_edge_as_the_model_takes_it(name: str) -> None:
    spec = FACTS[name]
    edges: list[Any] = [
        True,
        False,
        1,
        0,
        -1,
        2,
        1_000_000,
        1_000_001,
        "unknown",
        "x",
        "2024-02-29",
        "2024-02-30",
        None,
    ]
    edges += [*spec.members, list(spec.members), [*spec.members[:1], "x"], {}, {"x": True}, [], date(2024, 3, 1)]
    edges += [{"not_before": "2024-03-01", "not_after": last} for last in ("2024-03-01", "2024-03-02", "2024-02-29", 1)]
    edges += [{"not_after": "2024-03-01"}, {"not_before": "2024-03-01"}, {"happened": True}, {"happened": False}]
    edges += [{member: told} for member in spec.members[:2] for told in (True, False, "unknown", None, 1)]
    for edge in edges:
        data = {spec.group: {spec.key: edge}}
        taken = plain_case(FACTS, data)
        try:
            validated = Case.model_validate(data)
        except ValidationError:
            assert taken is None, edge
        else:  # a day of the program's own is left to the model
            assert held(validated) == held(taken) if taken else isinstance(edge, date)


@pytest.mark.parametrize(
    "data", [None, [], "petition", 1, {"petition": []}, {"petition": None}, {1: {}}, {"case_id": None}]
)
def test_what_is_no_case_is_left_to_the_model(data: Any) -> None:
    assert plain_case(FACTS, data) is None


def told(part: Any) -> Any:
    """Returns all that a result says, of models or of records."""
    if isinstance(part, BaseModel | SimpleNamespace):
        return {name: told(value) for name, value in vars(part).items() if name not in ("provenance", "details")}
    if isinstance(part, dict):
        return {name: told(value) for name, value in part.items()}
    if hasattr(part, "_asdict"):  # what a rule cites
        return part._asdict()
    return [told(each) for each in part] if isinstance(part, tuple) else part


def nowhere(fact: str) -> Position:
    return Position(fact)


def some() -> Iterator[tuple[Case, date, Rulebook | None]]:
    for situation in sample_cases(80):
        yield situation.case, situation.as_of, None
    for situation in sample_cases(20, rulebook=load(overlays=LOCAL), seed=1):
        yield situation.case, situation.as_of, load(overlays=LOCAL)


def test_a_result_for_a_page_says_what_a_result_says() -> None:
    for case, as_of, book in some():
        result = evaluate(case, as_of=as_of, rulebook=book)
        result.needs  # noqa: B018  # stands among its attributes from now on
        paged = evaluated_for_page(json.loads(case.model_dump_json()), as_of, book, "compiled", nowhere)
        assert paged is not None
        assert told(paged[0]) == told(result)
        # In the same order, too: it is the order of JSON.
        assert list(vars(paged[0].norms[0])) == list(vars(result.norms[0]))


def test_without_a_day_of_receipt_both_say_by_which_law_it_is_evaluated() -> None:
    data, as_of = {"petition": {"request": "new"}}, date(2024, 5, 1)
    paged = evaluated_for_page(data, as_of, None, "compiled", nowhere)
    assert paged is not None
    assert told(paged[0].notes) == told(evaluate(data, as_of=as_of).notes)
    assert paged[0].notes[0].rule is None


def test_a_contradiction_is_told_in_the_same_words() -> None:
    text = (ROOT / "tests" / "stored" / "case.yaml").read_text("utf-8")
    data: Any = parse(text, "case", form="yaml").data
    data["timeline"]["received_on"] = "2024-05-02"  # after what came of it
    said = []
    for refused in (
        lambda: evaluate(data, as_of=date(2024, 5, 6)),
        lambda: evaluated_for_page(data, date(2024, 5, 6), None, "compiled", nowhere),
    ):
        with pytest.raises(CaseError) as caught:
            refused()
        said.append([finding.text() for finding in caught.value.diagnostics])
    assert said[0] == said[1]


@pytest.mark.parametrize("whole", [True, False])
def test_the_page_of_models_and_of_records_is_the_same(whole: bool, capsys: pytest.CaptureFixture[str]) -> None:
    for case, as_of, book in some():
        paged = evaluated_for_page(json.loads(case.model_dump_json()), as_of, book, "compiled", nowhere)
        assert paged is not None
        pages = []
        for result in (paged[0], evaluate(case, as_of=as_of, rulebook=book)):
            write_result(CaseOutcome("case.yaml", None, None), result, paged[1], today=False, whole=whole)
            pages.append(capsys.readouterr().out)
        assert pages[0] == pages[1]
