"""The most decisive fact of each row of a table is the first that `Result.needs` asks for in that case."""

from datetime import date

import pyarrow as pa
import pytest

from tests.table_helpers import Rows, needs_differences, stated
from tests.test_tables import AS_OF, row_of, table_of
from xinfang_rules import Result, Rulebook, evaluate, load
from xinfang_rules.tables import evaluate_table, row_needs
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load("xinfang-2022")


@pytest.fixture(scope="module")
def cases(law: Rulebook) -> list[DatedCase]:
    return [*sample_cases(60, rulebook=law, as_of=AS_OF), *sample_near_deadlines(60, rulebook=law, seed=6)]


@pytest.fixture(scope="module")
def rows(law: Rulebook, cases: list[DatedCase]) -> Rows:
    return stated(law.latest, cases)


def test_in_every_row_it_is_what_the_scalar_engine_asks_for_first(rows: Rows) -> None:
    told, asked = needs_differences(rows)
    assert told == []
    assert asked > 60


def test_a_defect_in_the_ranking_is_noticed(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_needs.RowNeeds, "_left", lambda self, trials, *_: -trials.facts.astype(float))
    assert needs_differences(rows)[0] != []


@pytest.mark.parametrize("presume", [(), ("ordinary",)])
def test_it_comes_out_where_an_answer_is_open(law: Rulebook, cases: list[DatedCase], presume: tuple[str, ...]) -> None:
    days = [{**row_of(law, each), "day": each.as_of} for each in cases[::3]]
    table = table_of(days, pa.field("day", pa.date32()))
    done = evaluate_table(table, as_of="day", rulebook=law, want=["needs", "disposition"], presume=presume)
    asked = 0
    for row, (case, as_of) in zip(done.rows().to_pylist(), cases[::3], strict=True):
        result = evaluate(case, as_of=as_of, rulebook=law, presume=presume)
        if not still_open(result):
            assert row["needs"] is row["needs__decides"] is None
            continue
        first = next(need for need in result.needs if need.fact is not None)
        assert (row["needs"], row["needs__decides"]) == (first.fact, "|".join(first.decides))
        asked += 1
    assert asked > 10


def still_open(result: Result) -> bool:
    presumed = {} if result.presumed is None else result.presumed.decisions
    ends = {name: presumed[name].would_be if name in presumed else one.status for name, one in result.decisions.items()}
    return any(status in ("undetermined", "presumed") for status in ends.values())


def test_it_may_be_all_that_is_wanted(law: Rulebook) -> None:
    table = pa.table({"organ__kind": ["petition_office"], "timeline__received_on": [date(2024, 5, 6)]})
    done = evaluate_table(table, as_of=AS_OF, rulebook=law, want=["needs"])
    (row,) = done.rows().to_pylist()
    assert list(row) == ["needs", "needs__decides"]
    assert row["needs"] in law.facts
