"""Presuming in tables: in every row what `evaluate` presumes in that case, and what would follow, told apart."""

import json
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.register_rows import case_of, rows as register_rows
from tests.table_helpers import mixed, presumed_differences, stated
from tests.test_tables import AS_OF, row_of, table_of as rows_table
from xinfang_rules import FACTS, Case, Result, Rulebook, evaluate, load
from xinfang_rules.errors import ArgumentError
from xinfang_rules.result.presumed import PresumedDecision
from xinfang_rules.tables import column_name, evaluate_table, fact_schema
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines

ALL = ("answers", "concepts", "statuses", "due_days", "days_late")
LATER = date(2025, 3, 1)
"""After every row of the register."""
EVERY_SET = ("ordinary", "as_classified", "no_findings")


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load("xinfang-2022")


@pytest.fixture(scope="module")
def cases(law: Rulebook) -> list[DatedCase]:
    return [*sample_cases(20, rulebook=law, as_of=AS_OF), *sample_near_deadlines(20, rulebook=law, seed=2)]


def table_of(law: Rulebook, cases: list[DatedCase]) -> pa.Table:
    return rows_table([{**row_of(law, each), "day": each.as_of} for each in cases], pa.field("day", pa.date32()))


@pytest.mark.parametrize("sets", [("ordinary",), EVERY_SET])
def test_in_every_row_the_same_is_presumed_and_the_same_follows(law: Rulebook, sets: tuple[str, ...]) -> None:
    drawn = [*sample_cases(30, rulebook=law, as_of=AS_OF, seed=4), *sample_near_deadlines(30, rulebook=law, seed=4)]
    some = stated(law.latest, drawn)
    told, presumed = presumed_differences(some, sets)
    assert told == []
    assert presumed > 30
    # Rows put together of others: with several facts that cannot all be so together.
    told, presumed = presumed_differences(mixed(some, 200, seed=1), sets)
    assert told == []
    assert presumed > 20


@pytest.mark.parametrize("sets", [("ordinary",), EVERY_SET])
def test_what_would_be_is_what_the_result_presumes(
    law: Rulebook, cases: list[DatedCase], sets: tuple[str, ...]
) -> None:
    done = evaluate_table(table_of(law, cases), as_of="day", rulebook=law, want=[*ALL, "grounds"], presume=sets)
    compared = 0
    for row, (case, as_of) in zip(done.rows().to_pylist(), cases, strict=True):
        result = evaluate(case, as_of=as_of, rulebook=law, presume=sets)
        compared += check(row, result, law)
    assert done.refused.num_rows == 0
    assert compared > 100


def check(row: dict[str, Any], result: Result, law: Rulebook) -> int:
    """Holds what would be in a row against the result of its case; returns how much there was to compare."""
    presumed = result.presumed
    assert presumed is not None
    for name in result.decisions:
        decision = presumed.decisions.get(name)
        check_decision(row[name + "__presumed"], decision)
        check_grounds(row, name, result, None if decision is None else presumed.grounds.decisions[name])
    for rule in (rule for rule in law.latest.rules if rule.norm is not None):
        place, norm = column_name(rule.id), presumed.norms.get(rule.id)
        status = row[place + "__status__presumed"]
        check_grounds(row, place + "__status", result, None if norm is None else presumed.grounds.norms[rule.id])
        days = ("due_earliest", "due_latest", "days_late") if rule.norm and rule.norm.period else ()
        told = tuple(row[f"{place}__{day}__presumed"] for day in days)
        if norm is None:
            assert status is None
            assert not any(told)
            continue
        assert status.split("|") == [str(one) for one in norm.candidates or (norm.would_be,)], rule.id
        if days:
            assert told == (norm.due or norm.due_earliest, norm.due or norm.due_latest, norm.days_late), rule.id
    return len(presumed.decisions) + len(presumed.norms)


def check_decision(told: str | None, decision: PresumedDecision | None) -> None:
    if decision is None or told is None:
        assert (decision is None) == (told is None)
    elif decision.answer is not None:
        assert told == decision.answer
    elif decision.candidates:
        assert [one for one in told.split("|") if one in decision.candidates] == list(decision.candidates)
    else:
        assert told == str(decision.would_be)


def check_grounds(row: dict[str, Any], name: str, result: Result, facts: tuple[str, ...] | None) -> None:
    """Holds the facts against those of a result; the sets that are named have them all."""
    assert row[name + "__presumed__grounds"] == (None if facts is None else "|".join(facts)), name
    if facts is None or result.presumed is None:
        assert row[name + "__presumed__sets"] is None
    else:
        assert {one.presumption for one in result.presumed.named(facts)} <= set(
            row[name + "__presumed__sets"].split("|")
        ), name


def test_what_is_stated_comes_out_as_without_presumptions(law: Rulebook, cases: list[DatedCase]) -> None:
    table = table_of(law, cases)
    plain = evaluate_table(table, as_of="day", rulebook=law, want=ALL).rows()
    beside = evaluate_table(table, as_of="day", rulebook=law, want=ALL, presume=EVERY_SET).rows()
    assert beside.select(plain.column_names).to_pylist() == plain.to_pylist()


def register_table(law: Rulebook) -> pa.Table:
    cases = [DatedCase(Case.model_validate(case_of(row)), LATER) for row in register_rows()]
    return rows_table([row_of(law, each) for each in cases])


def test_of_a_plain_register_four_in_five_dispositions_are_decided_with_what_is_ordinary(law: Rulebook) -> None:
    done = evaluate_table(
        register_table(law), as_of=LATER, rulebook=law, want=["disposition", "grounds"], presume="ordinary"
    )
    decided: list[bool] = []
    for row in done.rows().to_pylist():
        would_be = row["disposition__presumed"] or row["disposition"]
        if would_be != "not_applicable":
            decided.append("|" not in would_be)
        assert (row["disposition__presumed"] is None) == (row["disposition__presumed__sets"] is None)
        assert (row["disposition__presumed"] is None) == (not row["disposition__presumed__grounds"])
    assert done.refused.num_rows == 0
    assert sum(decided) / len(decided) >= 0.8


def test_where_a_set_must_not_be_used_goes_with_the_columns(law: Rulebook, cases: list[DatedCase]) -> None:
    done = evaluate_table(table_of(law, cases[:1]), as_of="day", rulebook=law, presume=["first_time", "no_findings"])
    told = {one["set"]: one for one in json.loads(done.schema.metadata[b"presumed"])}
    assert list(told) == ["first_time", "no_findings"]
    assert told["first_time"]["limit"] == "登记中已经标明是重复件的，不得采用。"
    assert told["no_findings"]["not_for"] == ["supervisor"]
    assert done.schema.field("disposition__presumed").metadata[b"presumed"]
    assert done.schema.field("disposition").metadata.get(b"presumed") is None


def test_a_set_is_used_only_where_its_conditions_are_met(law: Rulebook) -> None:
    # as_classified wants the days of acceptance and of the opinion; 31.1.6: then it is the procedure.
    days = {"timeline__received_on": date(2024, 5, 6), "timeline__accepted_on": date(2024, 5, 13)}
    rows = [{**days, "timeline__concluded_on": date(2024, 6, 28)}, days]
    table = pa.Table.from_pylist(rows, schema=fact_schema(FACTS))
    came = evaluate_table(table, as_of=AS_OF, rulebook=law, want=["track"], presume="as_classified").rows().to_pylist()
    assert [row["track__presumed"] for row in came] == ["petition_procedure", None]
    assert came[0]["track__presumed__sets"] == "as_classified"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"presume": "ordinray"}, "did you mean ordinary?"),
        ({"presume": 3}, "presume is a name or a list of names"),
        ({"want": ["answers", "grounds"]}, 'write presume="ordinary"'),
    ],
)
def test_what_cannot_be_presumed_is_told(
    law: Rulebook, cases: list[DatedCase], given: dict[str, Any], told: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        evaluate_table(table_of(law, cases[:1]), as_of="day", rulebook=law, **given)
    assert told in str(caught.value)
