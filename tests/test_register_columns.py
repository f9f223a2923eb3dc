"""Whole registers: what comes of the columns of acts is what `examine` says of the dossier of each row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from tests.overlay_helpers import Lay, overlay_of
from tests.register_columns import columns_of, differences, drawn_day
from tests.register_files import MAPPING, write_csv, written
from xinfang_rules import load
from xinfang_rules.dossier import examine, part_cases
from xinfang_rules.dossier.dossier_model import DossierClaim, DossierOrgan
from xinfang_rules.registers import evaluate_register, read_register, register_evaluation
from xinfang_rules.registers.act_columns import ActColumns, CodedColumn, DayColumn, SlotColumns
from xinfang_rules.tables import evaluate_table, fact_schema

SHORTENED = """\
parameters:
- parameter: handling.days
  values: [{from: 2022-05-01, value: 60}, {from: 2024-06-01, value: 45}]
"""
SETS = ((), ("ordinary",), ("ordinary", "as_classified"))


@given(st.integers(0, 2**32), st.sampled_from(SETS))
@settings(max_examples=15, deadline=None)
def test_any_register_comes_out_as_its_dossiers_do(seed: int, presume: tuple[str, ...]) -> None:
    random = Random(seed)
    columns = columns_of(random, 8, wild=random.choice((0.0, 0.1, 0.3)))
    assert list(differences(evaluate_register(columns, as_of=drawn_day(random), presume=presume))) == []


@pytest.mark.parametrize(
    ("as_of", "presume"), [("2023-06-01", ()), ("2024-03-20", ("ordinary",)), ("2025-01-10", ("ordinary",))]
)
def test_an_ordinary_register_comes_out_as_its_dossiers_do(
    tmp_path: Path, as_of: str, presume: tuple[str, ...]
) -> None:
    rows = (row for row, _ in written(60, seed=len(presume) + int(as_of[:4])))
    register = read_register(write_csv(tmp_path / "register.csv", rows), MAPPING)
    done = evaluate_register(register, as_of=date.fromisoformat(as_of), presume=presume)
    assert list(differences(done)) == []
    assert sum(block.alone for block in done.blocks()) == 0  # no row of it is left to be examined by itself


# One organ that accepts, and concludes on a day; nothing else, so that each duty is reckoned by hand.
ORGANS = {"unit": {"kind": "other", "level": "county", "superior": "gov"}, "gov": {"kind": "other", "level": "county"}}


def small(*rows: dict[str, str], pieces: int = 1, complete: bool = True, first: bool = True) -> ActColumns:
    """Returns a register of acts by one organ: for each row the day of each act."""

    def slot(
        name: str, act: str, piece: str | None = None, given: Mapping[str, Any] = MappingProxyType({})
    ) -> SlotColumns:
        days = np.array([date.fromisoformat(row[name]).toordinal() if name in row else 0 for row in rows], np.int32)
        by, to = (None, "unit") if act == "submit" else ("unit", None)
        happened = (days > 0).astype(np.int8)
        return SlotColumns(
            name=name,
            act=act,
            piece=piece,
            same_day=False,
            given=given,
            happened=happened,
            day=DayColumn(days, days),
            by=by,
            to=to,
        )

    return ActColumns(
        lines=np.arange(2, len(rows) + 2, dtype=np.int32),
        organs={name: DossierOrgan.model_validate(organ) for name, organ in ORGANS.items()},
        claim=DossierClaim.model_validate({"competent": "unit", "category": "grievance", "remedy": "none"}),
        matter={"petition": {"major_urgent": False}},
        records=("submit", "register", "notify", "accept", "issue", "approve_extension", "issue.received"),
        slots=(
            slot(
                "submit",
                "submit",
                None,
                {"channel": "letter", "anonymous": False, **({"first": True} if first else {})},
            ),
            slot("register", "register"),
            slot("notify", "notify", None, {"kind": "receipt"}),
            slot("accept", "accept"),
            slot("extend", "approve_extension"),
            slot("issue", "issue", None, {"kind": "petition_opinion"}),
            *(slot(f"again{number}", "submit", None, {"channel": "letter"}) for number in range(2, pieces + 1)),
        ),
        refused=np.zeros(len(rows), np.bool_),
        complete=complete,
    )


def test_a_late_opinion_a_missing_one_and_one_in_time() -> None:
    begun = {"submit": "2024-03-01", "register": "2024-03-01", "notify": "2024-03-11", "accept": "2024-03-11"}
    register = small(
        {**begun, "issue": "2024-05-20"},  # accepted 11 March: 20 of March, 30 of April, 10 May is the 60th day (34)
        begun,
        {**begun, "issue": "2024-05-10"},
    )
    _, findings = evaluate_register(register, as_of=date(2024, 6, 3)).tables()
    told = [one for one in findings.to_pylist() if one["of"] == "handling.conclude"]
    due = date(2024, 5, 10)
    assert [(one["row"], one["kind"], one["due_earliest"], one["due_latest"], one["days_late"]) for one in told] == [
        (0, "late", due, due, 10),  # 20 May
        (1, "missing", due, due, 24),  # 21 of May, 3 of June
        (2, "kept", due, due, None),
    ]
    assert {one["who"] for one in told} == {"unit"}
    assert {one["parts"] for one in told} == {"p1/unit/c1"}
    # Registered on the day on which it came (23.1), told on the tenth (23.2): neither is amiss in any row.
    amiss = [one for one in findings.to_pylist() if one["kind"] in ("late", "missing")]
    assert {(one["row"], one["of"]) for one in amiss} == {(0, "handling.conclude"), (1, "handling.conclude")}


def test_what_is_not_recorded_is_missing_only_where_the_register_is_complete() -> None:
    begun = {"submit": "2024-03-01", "register": "2024-03-01", "notify": "2024-03-11", "accept": "2024-03-11"}
    for complete, kind in ((True, "missing"), (False, "untold")):
        _, findings = evaluate_register(small(begun, complete=complete), as_of=date(2024, 6, 3)).tables()
        (concluded,) = [one for one in findings.to_pylist() if one["of"] == "handling.conclude"]
        assert concluded["kind"] == kind
    # It may still have been issued, in time or not, or not at all.
    assert set(concluded["possible"].split("|")) >= {"met", "met_late", "overdue"}


def test_a_row_with_two_pieces_is_examined_by_itself_and_counted() -> None:
    register = small({"submit": "2024-03-01", "again2": "2024-04-01"}, {"submit": "2024-03-01"}, pieces=2)
    done = evaluate_register(register, as_of=date(2024, 6, 3), want=["answers", "statuses"])
    (block,) = done.blocks()
    assert block.alone == 1
    assert block.parts["row"].to_pylist() == [0, 0, 1]
    assert block.parts["part"].to_pylist() == ["p1/unit/c1", "p2/unit/c1", "p1/unit/c1"]
    assert list(differences(done)) == []


def test_a_row_that_is_no_dossier_is_refused_and_stops_nothing() -> None:
    register = small({"register": "2024-03-01"}, {"submit": "2024-03-01"})
    (block,) = evaluate_register(register, as_of=date(2024, 6, 3)).blocks()
    ((row, reason),) = block.refused
    assert row == 0
    assert "提出" in reason
    assert set(block.parts["row"].to_pylist()) == {1}


def test_blocks_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = columns_of(Random(4), 30)
    whole = evaluate_register(
        columns, as_of=date(2024, 9, 20), presume="ordinary", want=["answers", "due_days"]
    ).tables()
    monkeypatch.setattr(register_evaluation, "BLOCK_ROWS", 7)
    parts = evaluate_register(
        columns, as_of=date(2024, 9, 20), presume="ordinary", want=["answers", "due_days"]
    ).tables()
    assert [table.to_pylist() for table in parts] == [table.to_pylist() for table in whole]
    without = evaluate_register(
        columns, as_of=date(2024, 9, 20), presume="ordinary", want=["answers", "due_days"], findings=False
    )
    assert [table.to_pylist() for table in without.tables()] == [whole[0].to_pylist(), []]


def test_what_is_wanted_of_a_part_is_what_a_table_of_cases_gives() -> None:
    day = date(2024, 6, 3)
    register = small({"submit": "2024-03-01", "register": "2024-03-02", "accept": "2024-03-11", "issue": "2024-05-20"})
    want = ["answers", "statuses", "due_days", "days_late"]
    (case,) = part_cases(register.row_dossier(0, day), as_of=day).values()
    told = {}
    for group, facts in case.items():
        for key, value in facts.items():
            told[f"{group}__{key}"] = value
    row = {}
    book = load("xinfang-2022")
    for column in fact_schema(book.facts).names:
        spec = book.facts.get(column.replace("__", ".", 1))
        if column in told:
            row[column] = None if told[column] == "unknown" else told[column]
        elif spec is not None and spec.kind == "date" and not spec.origin:
            row[column] = date(9999, 12, 31)
    table = evaluate_table(pa.Table.from_pylist([row]), as_of=day, rulebook=book, want=want).rows()
    parts, _ = evaluate_register(register, as_of=day, want=want, keep=[*row]).tables()
    assert parts.select(table.schema.names).to_pylist() == table.to_pylist()
    # So are the facts of the part, as tables state them, in which everything that has not happened is said not to have.
    kept = parts.select([*row]).to_pylist()[0]
    assert kept == {name: row[name] for name in kept}
    fewer, _ = evaluate_register(register, as_of=day, want=["track"], keep=[*row], findings=False).tables()
    assert fewer.select([*row]).to_pylist() == [kept]  # facts that nothing else reads, too
    assert kept["timeline__concluded_on"] == date(2024, 5, 20)
    assert kept["timeline__review_requested_on"] is None  # the register has no column for it


def test_a_barred_presumption_is_not_made_in_its_row() -> None:
    begun = {"submit": "2024-03-01", "register": "2024-03-01"}
    register = replace(small(begun, begun, first=False), barred={"first_time": np.array([True, False])})
    done = evaluate_register(register, as_of=date(2024, 3, 10), presume="ordinary")
    parts, _ = done.tables()
    assert parts["disposition__presumed"].to_pylist() == [None, "accept"]
    reports = [
        examine(register.row_dossier(row, date(2024, 3, 10)), as_of=date(2024, 3, 10), presume="ordinary")
        for row in (0, 1)
    ]
    assert [report.parts[0].answers[0].would_be for report in reports] == [None, "accept"]
    left = [[one.presumption for one in report.not_presumed if one.fact is None] for report in reports]
    assert left == [["first_time"], []]
    assert all("first_time" not in fact.presumption for fact in reports[0].presumed_facts)


def test_each_part_is_governed_by_the_edition_of_the_day_on_which_it_came(lay: Lay) -> None:
    book = lay(overlay_of(SHORTENED, "sets: handling.days"))
    assert len(book.editions) > 1
    columns = columns_of(Random(11), 30)
    done = evaluate_register(columns, as_of=date(2025, 9, 20), rulebook=book, presume="ordinary")
    assert list(differences(done)) == []
    # Received before 1 June 2024, and on it; accepted on the day: 60 days of May, June, July, and 45 of June, July.
    told = {"register", "notify", "accept"}
    earlier, later = ({"submit": day, **dict.fromkeys(told, day)} for day in ("2024-05-31", "2024-06-01"))
    _, findings = evaluate_register(small(earlier, later), as_of=date(2024, 9, 2), rulebook=book).tables()
    concluded = [one["due_latest"] for one in findings.to_pylist() if one["of"] == "handling.conclude"]
    assert concluded == [date(2024, 7, 30), date(2024, 7, 16)]


def test_what_no_row_can_be_is_refused_where_it_stands() -> None:
    """A number of days that a case cannot state makes the part no case, as `examine` says."""
    register = small({"submit": "2024-03-01", "accept": "2024-03-11", "extend": "2024-04-11"})
    slots = [slot for slot in register.slots if slot.act != "approve_extension"]
    extend = next(slot for slot in register.slots if slot.act == "approve_extension")
    extend = replace(extend, told={"days": CodedColumn((10**12,), np.zeros(1, np.int32))})
    register = replace(register, slots=(*slots, extend))
    done = evaluate_register(register, as_of=date(2024, 6, 3))
    assert list(differences(done)) == []
    report = examine(register.row_dossier(0, date(2024, 6, 3)), as_of=date(2024, 6, 3))
    assert done.tables()[0]["refused"].to_pylist() == [report.parts[0].refused]


def test_a_day_before_anything_came_leaves_nothing_to_tell() -> None:
    parts, findings = evaluate_register(small({"submit": "2024-03-01"}), as_of=date(2024, 2, 29)).tables()
    assert (parts.num_rows, findings.num_rows) == (0, 0)


def test_a_number_that_only_some_organs_have_stands_in_the_right_rows() -> None:
    # By how many days an extension is: the unit's parts come before those of the town, and have none.
    random = Random(1_000_001)
    columns = columns_of(random, 40, wild=random.choice((0.0, 0.1, 0.3)))
    day = drawn_day(random)
    parts, _ = evaluate_register(columns, as_of=day, keep=["handling__extension_days"]).tables()
    told = {(one["row"], one["part"]): one["handling__extension_days"] for one in parts.to_pylist()}
    cases = part_cases(columns.row_dossier(0), as_of=day)
    assert cases["p1/town/c1"]["handling"]["extension_days"] == told[0, "p1/town/c1"] == 1
