"""What holds of every register: each row is a dossier or is refused, and how it was written down does not matter."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tests.register_files import MAPPING, write_book
from xinfang_rules.dossier import examine, load_acts
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.registers import (
    Register,
    RegisterMapping,
    evaluate_register,
    load_mapping,
    read_register,
    shipped_mappings,
)
from xinfang_rules.registers.act_columns import DID_NOT, ActColumns

START = date(2024, 1, 1)
NAMES = (*shipped_mappings(), str(MAPPING), str(MAPPING.with_name("office_register.yaml")))
RUBBISH = ("待定", "", "", "-", "2024-13-01", "x")


def days() -> st.SearchStrategy[str]:
    """Days close to each other, so that they fall on one day and in any order; of months alone, too."""
    some = st.integers(0, 80).map(lambda more: START + timedelta(more))
    written = some.map(date.isoformat) | some.map(lambda day: f"{day.year}年{day.month}月")
    return written | st.sampled_from(RUBBISH)


def grids(mapping: RegisterMapping) -> st.SearchStrategy[list[list[str]]]:
    """Rows of a register: in each column what its mapping reads, what it does not read, or nothing."""
    columns = []
    for entry in mapping.file.columns.values():
        words = [word for give in entry.gives for word in mapping.words_of(give)] + list(entry.choose)
        told = st.sampled_from(words) if words else days()
        columns.append(told | st.sampled_from(RUBBISH) | st.integers(0, 70).map(str))
    heads = list(mapping.file.columns)
    rows = st.lists(st.tuples(*columns).map(list), min_size=1, max_size=6)
    return rows.map(lambda found: [heads, *([f"r{place}", *row[1:]] for place, row in enumerate(found))])


def read(place: Path, grid: list[list[Any]], mapping: RegisterMapping) -> Register:
    path = place / "x.csv"
    if mapping.file.header is not None:
        grid = [[]] * (mapping.file.header.row - 1) + grid
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(grid)
    return read_register(path, mapping, sheet=mapping.file.sheet)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: Path(name).stem)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_every_row_that_is_not_refused_is_a_dossier(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    mapping = load_mapping(name)
    grid = data.draw(grids(mapping))
    register = read(tmp_path_factory.mktemp("law"), grid, mapping)
    columns = register.columns
    assert len(columns) == len(grid) - 1
    told_of = {cell.row for cell in columns.refused_cells}
    for row in range(len(columns)):
        if columns.refused[row]:
            assert row in told_of
        else:
            dossier = register.dossier(row, as_of=START + timedelta(40))
            assert dossier_from_data(dossier, load_acts()).acts
    for cell in columns.refused_cells:
        above = 0 if mapping.file.header is None else mapping.file.header.row - 1
        assert grid[cell.line - 1 - above][list(mapping.file.columns).index(cell.column)].strip() == cell.value


def same(one: ActColumns, other: ActColumns) -> bool:
    """Tells whether two registers say the same of every row."""
    both = (one, other)
    rows = [[each.row_dossier(row) for row in np.flatnonzero(~each.refused).tolist()] for each in both]
    own = [{name: days.last.tolist() for name, days in columns.own_days.items()} for columns in both]
    barred = [{name: flags.tolist() for name, flags in columns.barred.items()} for columns in both]
    return (
        rows[0] == rows[1]
        and own[0] == own[1]
        and barred[0] == barred[1]
        and one.refused.tolist() == other.refused.tolist()
    )


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_where_columns_stand_and_what_stands_beside_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    mapping = load_mapping(MAPPING)
    grid = data.draw(grids(mapping))
    order = data.draw(st.permutations(range(len(grid[0]))))
    place = tmp_path_factory.mktemp("law")
    first = read(place, grid, mapping).columns
    moved = [[*(row[place] for place in order), "其他" if number == 0 else "x"] for number, row in enumerate(grid)]
    other = read(place, [["标题"], [], *moved], mapping).columns
    assert same_but_for_lines(first, other, 2)


def same_but_for_lines(one: ActColumns, other: ActColumns, lines: int) -> bool:
    moved = ActColumns(**{**vars(other), "lines": other.lines - lines})
    return same(one, moved)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_workbook_says_what_csv_says(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    mapping = load_mapping("ningbo")
    grid = data.draw(grids(mapping))
    place = tmp_path_factory.mktemp("law")
    book = read_register(write_book(place / "x.xlsx", grid), mapping)
    assert same(read(place, grid, mapping).columns, book.columns)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_row_says_the_same_alone_as_among_others(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    mapping = load_mapping(MAPPING)
    grid = data.draw(grids(mapping))
    place = tmp_path_factory.mktemp("law")
    whole = read(place, grid, mapping).columns
    row = data.draw(st.integers(0, len(whole) - 1))
    alone = read(place, [grid[0], grid[row + 1]], mapping).columns
    taken = whole.taken(np.array([row]))
    assert same_but_for_lines(alone, taken, row)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_acts_stand_in_the_order_of_their_days(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    mapping = load_mapping("ningbo")
    columns = read(tmp_path_factory.mktemp("law"), data.draw(grids(mapping)), mapping).columns
    for row in np.flatnonzero(~columns.refused):
        order = columns.order[row].tolist()
        assert sorted(order) == list(range(len(columns.slots)))
        there = [columns.slots[place] for place in order if columns.slots[place].happened[row] != DID_NOT]
        assert there[0].act == "submit"
        last = [int(slot.day.last[row]) for slot in there if slot.day.last[row]]
        assert last == sorted(last)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: Path(name).stem)
@settings(max_examples=2, deadline=None)
@given(data=st.data())
def test_what_comes_of_a_register_is_what_comes_of_each_row(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    mapping = load_mapping(name)
    register = read(tmp_path_factory.mktemp("law"), data.draw(grids(mapping)), mapping)
    as_of = START + timedelta(150)
    parts, findings = evaluate_register(register, as_of=as_of).tables()
    told: list[tuple[Any, ...]] = [
        *((row["row"], row["part"], row["disposition"]) for row in parts.to_pylist() if row["refused"] is None),
        *(tuple(row[key] for key in ("row", "of", "who", "kind", "days_late")) for row in findings.to_pylist()),
    ]
    wanted: list[tuple[Any, ...]] = []
    for row in np.flatnonzero(~register.columns.refused).tolist():
        report = examine(register.dossier(row, as_of=as_of), as_of=as_of)
        for part in report.parts:
            if part.result is not None:
                found = part.result.decisions["disposition"]
                wanted.append((row, part.name, found.answer or "|".join(found.candidates) or "not_applicable"))
        wanted += [(row, one.of, one.who, one.kind.value, one.days_late) for one in report.findings]
    assert sorted(map(_plainly, told)) == sorted(map(_plainly, wanted))


def _plainly(told: tuple[Any, ...]) -> str:
    """Tells several possible answers in one order."""
    return str(tuple("|".join(sorted(one.split("|"))) if isinstance(one, str) else one for one in told))
