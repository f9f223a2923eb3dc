"""Tables in, tables out: of each row comes out what `evaluate` finds of that case."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
import pytest
from polars.io.plugins import register_io_source

from xinfang_rules import FACTS, Result, Rulebook, XinfangError, evaluate, load
from xinfang_rules.days import day_at
from xinfang_rules.errors import ArgumentError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.language.truth import NEVER
from xinfang_rules.renaming import RenamedWarning
from xinfang_rules.tables import column_name, evaluate_table, fact_schema
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, fact_columns
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines

AS_OF = date(2024, 9, 20)
ALL = ("answers", "statuses", "due_days", "days_late")
COLUMNS = fact_columns(FACTS)


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load("xinfang-2022")


@pytest.fixture(scope="module")
def cases(law: Rulebook) -> list[DatedCase]:
    drawn = [
        *sample_cases(40, rulebook=law, as_of=AS_OF, complete=True),
        *sample_cases(40, rulebook=law, as_of=AS_OF),
        *sample_near_deadlines(40, rulebook=law, seed=2),
    ]
    assert sum(any("__not_" in name for name in row_of(law, each)) for each in drawn) > 10
    return drawn


@pytest.fixture(scope="module")
def table(law: Rulebook, cases: Sequence[DatedCase]) -> pa.Table:
    rows = [{**row_of(law, each), "number": f"a{at}", "day": each.as_of} for at, each in enumerate(cases)]
    return table_of(rows, pa.field("number", pa.string()), pa.field("day", pa.date32()))


def table_of(rows: Sequence[dict[str, Any]], *fields: pa.Field) -> pa.Table:
    """Makes a table of rows, with a column for each fact, and for each bound of a day that some row states."""
    told = {name for row in rows for name in row}
    bounds = [(f"{name}__{bound}", bound) for name in COLUMNS for bound in ("not_before", "not_after", "happened")]
    kinds = {"happened": pa.bool_()}
    some = [pa.field(name, kinds.get(bound, pa.date32())) for name, bound in bounds if name in told]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fact_schema(FACTS), *some, *fields]))


def row_of(law: Rulebook, dated: DatedCase) -> dict[str, Any]:
    """Writes a case as a row."""
    edition = law.latest
    values = Encoder(edition).encode(dated.case, dated.as_of.toordinal())
    row: dict[str, Any] = {}
    for column in COLUMNS.values():
        if column.place not in edition.layout:  # a fact of another instrument
            row[column.name] = None
            continue
        slot = edition.layout[column.place]
        low = values[slot]
        if column.values:
            possible = [value for place, value in enumerate(column.values) if low >> place & 1]
            known = possible[0] if len(possible) == 1 else None
            row[column.name] = {"true": True, "false": False}.get(known, known) if known else None
        elif low == values[slot + 1]:
            row[column.name] = low if column.kind == "count" else NOT_HAPPENED if low == NEVER else day_at(low)
        else:
            row[column.name] = None
            stated = getattr(getattr(dated.case, column.spec.group), column.spec.key)
            if isinstance(stated, DayBounds):
                told = {**stated.stated(), "happened": stated.happened is True or None}
                row.update({f"{column.name}__{bound}": value for bound, value in told.items()})
    return row


def check(row: dict[str, Any], result: Result, law: Rulebook) -> None:
    """Holds a row that came out against the result of its case."""
    for name, decision in result.decisions.items():
        told = row[name].split("|")
        if decision.answer is not None:
            assert told == [decision.answer], name
        elif decision.candidates:
            assert [each for each in told if each in decision.candidates] == list(decision.candidates), name
            assert set(told) - set(decision.candidates) <= {"not_applicable", "no_rule"}, name
        else:
            assert told == [str(decision.status)], name
    norms = {norm.rule: norm for norm in result.norms}
    for rule in law.latest.rules:
        if rule.norm is None:
            continue
        norm, place = norms.get(rule.id), column_name(rule.id)
        if norm is None:
            assert row[f"{place}__status"] == "not_applicable"
        else:
            assert row[f"{place}__status"].split("|") == [str(one) for one in norm.candidates or (norm.status,)], (
                rule.id
            )
        if rule.norm.period is not None:
            earliest, latest = (norm.due_earliest, norm.due_latest) if norm else (None, None)
            due = norm.due if norm else None
            assert row[f"{place}__due_earliest"] == (due or earliest), rule.id
            assert row[f"{place}__due_latest"] == (due or latest), rule.id
            assert row[f"{place}__days_late"] == (norm.days_late if norm else None), rule.id


def test_of_each_row_comes_out_what_its_case_gives(law: Rulebook, cases: list[DatedCase], table: pa.Table) -> None:
    done = evaluate_table(table, as_of="day", rulebook=law, want=ALL)
    rows = done.rows().to_pylist()
    assert done.refused.num_rows == 0
    late = 0
    for row, (case, as_of) in zip(rows, cases, strict=True):
        result = evaluate(case, as_of=as_of, rulebook=law)
        check(row, result, law)
        late += any(norm.days_late for norm in result.norms)
    assert late > 5


def test_a_row_as_a_case_is_the_case(law: Rulebook, cases: list[DatedCase], table: pa.Table) -> None:
    done = evaluate_table(table, as_of="day", rulebook=law)
    bounded = [place for place, each in enumerate(cases) if any("__not_" in name for name in row_of(law, each))]
    for place in [*bounded[:8], *range(0, len(cases), 15)]:
        case, as_of = done.case(place)
        assert as_of == cases[place].as_of
        same, other = (evaluate(each, as_of=as_of, rulebook=law) for each in (case, cases[place].case))
        assert (same.decisions, same.norms) == (other.decisions, other.norms)


def test_a_lazy_frame_is_taken_as_far_as_rows_are_asked_for() -> None:
    chunks, rows, taken = 60, 60_000, list[int]()

    def read(*_: object) -> Iterator[pl.DataFrame]:
        for chunk in range(chunks):
            taken.append(chunk)
            numbers = range(chunk * rows, (chunk + 1) * rows)
            yield pl.DataFrame({"number": numbers, "petition__channel": ["letter"] * rows})

    schema = {"number": pl.Int64, "petition__channel": pl.String}
    frame = register_io_source(read, schema=schema, is_pure=True)
    done = evaluate_table(frame, as_of=date(2024, 5, 1), want=["track"], keep=["number"])
    assert taken == []
    batches = done.batches()
    assert next(batches)["number"][0].as_py() == 0
    assert 0 < len(taken) < chunks
    del batches


def test_a_lazy_frame_that_gives_no_batches_is_to_be_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pl.LazyFrame, "collect_batches")
    with pytest.raises(ArgumentError, match=r"write frame\.collect\(\): this version of Polars") as refused:
        evaluate_table(pl.LazyFrame({"petition__channel": ["letter"]}), as_of=date(2024, 5, 1))
    assert "\n" not in str(refused.value)


def test_every_kind_of_table_gives_the_same_and_its_own_kind(table: pa.Table, tmp_path: Path) -> None:
    def evaluated(source: Any) -> Any:
        return evaluate_table(source, as_of="day", want=ALL, keep=["number"]).rows()

    expected = evaluated(table).to_pylist()
    assert evaluated(table.to_reader(max_chunksize=17)).to_pylist() == expected

    polars = evaluated(pl.from_arrow(table))
    assert isinstance(polars, pl.DataFrame)
    assert polars.to_dicts() == expected

    lazy = evaluated(pl.DataFrame(table).lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().to_dicts() == expected

    pandas = evaluated(table.to_pandas(date_as_object=True))
    assert isinstance(pandas, pd.DataFrame)
    assert list(pandas["number"]) == [row["number"] for row in expected]
    assert list(pandas["disposition"]) == [row["disposition"] for row in expected]

    pa_parquet.write_table(table, tmp_path / "t.parquet", row_group_size=50)
    with pa.ipc.new_file(str(tmp_path / "t.arrow"), table.schema) as writer:
        writer.write_table(table, max_chunksize=30)
    texts = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in table.schema]
    pa_csv.write_csv(table.cast(pa.schema(texts)), tmp_path / "t.csv")
    for path in sorted(tmp_path.iterdir()):
        came = evaluated(path)
        assert isinstance(came, pa.Table)
        assert came.to_pylist() == expected, path


@pytest.mark.parametrize("ending", ["parquet", "arrow", "csv"])
def test_what_comes_out_is_written_block_by_block_and_reads_back(table: pa.Table, tmp_path: Path, ending: str) -> None:
    done = evaluate_table(table.to_reader(max_chunksize=40), as_of="day", want=["answers", "due_days"], keep=["number"])
    path = tmp_path / f"out.{ending}"
    assert done.write(path) == table.num_rows
    expected = evaluate_table(table, as_of="day", want=["answers", "due_days"], keep=["number"]).rows().to_pylist()
    if ending == "csv":
        read = [
            {key: value or None for key, value in row.items()}
            for row in pl.read_csv(path, infer_schema=False).to_dicts()
        ]
        assert read == [{key: None if one is None else str(one) for key, one in row.items()} for row in expected]
    else:
        read_back = pa_parquet.read_table(path) if ending == "parquet" else pa.ipc.open_file(str(path)).read_all()
        assert read_back.to_pylist() == expected
        assert read_back.schema.metadata[b"null"] == b"unknown"
        assert read_back.schema.metadata[b"9999-12-31"] == b"has not happened"


def test_rows_are_read_only_as_they_are_asked_for(table: pa.Table) -> None:
    read: list[int] = []

    def batches() -> Any:
        for number, batch in enumerate(table.to_batches(max_chunksize=20)):
            read.append(number)
            yield batch

    done = evaluate_table(pa.RecordBatchReader.from_batches(table.schema, batches()), as_of="day")
    assert read == []
    came = done.batches()
    next(came)
    next(came)
    assert read == [0, 1]


def rows_of(*rows: dict[str, Any]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: [row.get(name) for row in rows] for name in names})


def test_what_is_no_value_refuses_its_row_and_no_other() -> None:
    good = {"organ__kind": "petition_office", "petition__request": "new", "timeline__received_on": "2024-05-06"}
    done = evaluate_table(
        rows_of(
            good,
            {**good, "organ__kind": "petition_ofice"},
            {**good, "timeline__received_on": "6.5.2024"},
            {**good, "timeline__received_on": "2024-02-30", "petition__request": "news"},
            {**good, "organ__kind": "unknown"},
        ),
        as_of=AS_OF,
        want=["disposition"],
    )
    answers = done.rows()["disposition"].to_pylist()
    assert [answer is None for answer in answers] == [False, True, True, True, False]
    refused = done.refused.to_pylist()
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in refused] == [
        (1, "organ__kind", "petition_ofice", "value"),
        (2, "timeline__received_on", "6.5.2024", "value"),
        (3, "petition__request", "news", "value"),
        (3, "timeline__received_on", "2024-02-30", "value"),
    ]
    assert "did you mean petition_office?" in refused[0]["reason"]
    assert "YYYY-MM-DD" in refused[1]["reason_zh"]


def test_contradictions_are_told_as_the_scalar_engine_tells_them(law: Rulebook) -> None:
    received, earlier = date(2024, 5, 6), date(2024, 5, 5)
    row = {"timeline__received_on": received, "timeline__registered_on": earlier, "organ__kind": "petition_office"}
    fine = {**row, "timeline__registered_on": received}
    done = evaluate_table(rows_of(fine, row, fine), as_of=AS_OF, rulebook=law)
    assert [answer is None for answer in done.rows()["disposition"].to_pylist()] == [False, True, False]
    (refused,) = done.refused.to_pylist()
    case = law.case_model.from_facts(
        {"timeline.received_on": received, "timeline.registered_on": earlier, "organ.kind": "petition_office"}
    )
    with pytest.raises(XinfangError) as caught:
        evaluate(case, as_of=AS_OF, rulebook=law)
    (finding,) = caught.value.diagnostics  # type: ignore[attr-defined]  # it is a CaseError
    assert (refused["row"], refused["constraint"]) == (1, finding.constraint) == (1, "order.receipt")
    assert (refused["reason"], refused["reason_zh"]) == (finding.message, finding.chinese)


def test_what_only_follows_refuses_a_row_too(law: Rulebook) -> None:
    # The review was decided before the receipt, and no opinion was issued before; what lies between the two days is not
    # known, so that no constraint is false by itself.
    received, decided = date(2024, 5, 6), date(2024, 5, 1)
    first = {"history__opinion_issued": False}
    rows = rows_of({"timeline__received_on": received, "timeline__review_decided_on": decided, **first})
    done = evaluate_table(rows, as_of=AS_OF, rulebook=law)
    assert done.rows()["disposition"].to_pylist() == [None]
    facts: dict[str, Any] = {name: "unknown" for name, spec in FACTS.items() if spec.kind == "date"}
    facts |= {"timeline.received_on": received, "timeline.review_decided_on": decided, "history.opinion_issued": False}
    with pytest.raises(XinfangError) as caught:
        evaluate(law.case_model.from_facts(facts), as_of=AS_OF, rulebook=law)
    constraints = [finding.constraint for finding in caught.value.diagnostics]  # type: ignore[attr-defined]
    assert [one["constraint"] for one in done.refused.to_pylist()] == constraints


def test_a_row_before_the_law_was_in_force_is_refused(law: Rulebook) -> None:
    # Without a rulebook, the Regulation of 2005 governs what was received before that of 2022 was in force.
    for book, first in ((law, date(2022, 5, 1)), (None, date(2005, 5, 1))):
        before = first - timedelta(days=1)
        table = pa.table({"timeline__received_on": pa.array([before, first, None], pa.date32())})
        done = evaluate_table(table, as_of=AS_OF, rulebook=book)
        assert [answer is None for answer in done.rows()["disposition"].to_pylist()] == [True, False, False]
        (refused,) = done.refused.to_pylist()
        assert (refused["row"], refused["value"], refused["code"]) == (0, str(before), "instrument")
        assert str(first) in refused["reason"]


def test_each_row_is_governed_by_the_edition_of_its_day(tmp_path: Path) -> None:
    # 34: 60 days; by the overlay 45 for what was received from 2024 on. 2023-12-01 + 60 days is 2024-01-30 (30 days to
    # 2023-12-31, 30 more); 2024-03-01 + 45 days is 2024-04-15 (30 days to 2024-03-31, 15 more), a Monday.
    (tmp_path / "trial.yaml").write_text(
        "overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试}]}\n"
        "parameters:\n"
        "  - parameter: handling.days\n"
        "    values: [{from: 2022-05-01, value: 60}, {from: 2024-01-01, value: 45}]\n",
        encoding="utf-8",
    )
    book = load("xinfang-2022", overlays=[tmp_path / "trial.yaml"])
    days = [date(2023, 12, 1), date(2022, 4, 30), date(2024, 3, 1), date(2023, 12, 1)]
    table = pa.table({"timeline__received_on": days, "timeline__accepted_on": days})
    want = ["due.handling.conclude", "disposition"]
    done = evaluate_table(table, as_of=AS_OF, rulebook=book, want=want)
    latest = done.rows()["handling__conclude__due_earliest"].to_pylist()
    cases = [{"timeline": {"received_on": day, "accepted_on": day}} for day in days]
    assert [one["row"] for one in done.refused.to_pylist()] == [1]
    for row, due in enumerate(latest):
        if row == 1:
            assert due is None
            continue
        facts: dict[str, Any] = {name: "unknown" for name, spec in FACTS.items() if spec.kind == "date"}
        facts |= {f"timeline.{name}": day for name, day in cases[row]["timeline"].items()}
        norm = next(
            one
            for one in evaluate(book.case_model.from_facts(facts), as_of=AS_OF, rulebook=book).norms
            if one.rule == "handling.conclude"
        )
        assert due == (norm.due or norm.due_earliest)
    assert latest == [date(2024, 1, 30), None, date(2024, 4, 15), date(2024, 1, 30)]


def test_a_day_of_evaluation_may_be_missing_in_a_row() -> None:
    rows = rows_of(
        {"organ__kind": "petition_office", "day": date(2024, 5, 6)},
        {"organ__kind": "petition_office", "day": None},
        {"organ__kind": "petition_office", "day": NOT_HAPPENED},
    )
    done = evaluate_table(rows, as_of="day")
    assert [answer is None for answer in done.rows()["disposition"].to_pylist()] == [False, True, True]
    assert [(one["row"], one["column"]) for one in done.refused.to_pylist()] == [(1, "day"), (2, "")]
    assert "after year 9999" in done.refused.to_pylist()[1]["reason"]  # as evaluate says of that day


def test_counts_and_days_of_other_types_are_taken_where_they_are_whole() -> None:
    count = next(column.name for column in COLUMNS.values() if column.kind == "count")
    table = pa.table(
        {
            count: pa.array([2.0, 2.5, float("nan"), 3_000_000.0, None]),
            "timeline__received_on": pa.array([datetime(2024, 5, 6, 20, tzinfo=UTC)] * 5),
        }
    )
    done = evaluate_table(table, as_of=AS_OF, want=["due_days"])
    came = done.rows()
    assert [(one["row"], one["value"]) for one in done.refused.to_pylist()] == [(1, "2.5"), (3, "3000000.0")]
    # 20:00 UTC is 4 o'clock of the next day in China.
    same = pa.table({count: pa.array([2], pa.int8()), "timeline__received_on": [date(2024, 5, 7)]})
    assert came.slice(0, 1).to_pylist() == evaluate_table(same, as_of=AS_OF, want=["due_days"]).rows().to_pylist()


def test_on_the_last_day_of_all_what_has_not_happened_still_has_not() -> None:
    days = {column.name: [NOT_HAPPENED] for column in COLUMNS.values() if column.kind == "date"}
    table = pa.table(days | {"timeline__received_on": [date(9999, 1, 1)]})
    want = ["status.handling.conclude", "disposition"]
    came = evaluate_table(table, as_of=NOT_HAPPENED, want=want).rows().to_pylist()
    assert came == evaluate_table(table, as_of=date(9999, 12, 30), want=want).rows().to_pylist()


def test_an_empty_table_gives_an_empty_one(table: pa.Table) -> None:
    done = evaluate_table(table.slice(0, 0), as_of="day", want=ALL)
    assert done.rows().num_rows == 0
    assert done.rows().schema == done.schema


@pytest.mark.parametrize("last", [NOT_HAPPENED, NOT_HAPPENED.isoformat()])
def test_the_last_day_of_all_is_a_day_of_evaluation_in_a_column_too(last: date | str) -> None:
    # In a column of facts it says that something has not happened; as the day of evaluation it is a day like another.
    days = {name.replace(".", "__"): [NOT_HAPPENED] for name in FACTS.dates}
    table = pa.table(days | {"organ__kind": ["other"], "timeline__received_on": [date(2024, 3, 1)], "day": [last]})
    done = evaluate_table(table, as_of="day", want=["answers", "statuses"])
    (row,) = done.rows().to_pylist()
    assert done.refused.num_rows == 0
    (same,) = evaluate_table(table, as_of=NOT_HAPPENED, want=["answers", "statuses"]).rows().to_pylist()
    assert row == same
    # Received and never accepted, nor anything else: evaluate leaves as many answers to how it is disposed of.
    result = evaluate({"organ": {"kind": "other"}, "timeline": {"received_on": "2024-03-01"}}, as_of=NOT_HAPPENED)
    assert set(result.decisions["disposition"].candidates) <= set(row["disposition"].split("|"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"source": 7}, "source is a table"),
        ({"source": "register.xml"}, "says no format"),
        ({"source": "missing.parquet"}, "cannot be read as a table"),
        ({"as_of": "dya"}, "no column dya (did you mean day?)"),
        ({"want": ["dispositon"]}, "did you mean disposition?"),
        ({"want": []}, "nothing is wanted"),
        ({"want": 5}, 'want is a name or a list of names, not 5; write ["answers"]'),
        ({"keep": ["numbr"]}, "did you mean number?"),
        ({"source": pa.table({"petition__categori": ["x"]})}, "did you mean petition__category?"),
        ({"source": pa.table({"x": [1]})}, "no column of the table states a fact"),
        # What a column may mean is told where its name is that of a fact without the group, or in other writing.
        ({"source": pa.table({"petitioner": ["x"], "channel": ["visit"]})}, "(did you mean petition__channel?)"),
        ({"source": pa.table({"petition_channel": ["visit"]})}, "(did you mean petition__channel?)"),
    ],
)
def test_what_cannot_be_taken_is_told(table: pa.Table, given: dict[str, Any], told: str) -> None:
    with pytest.raises(XinfangError) as caught:
        evaluate_table(**{"source": table, "as_of": "day", **given})
    assert told in str(caught.value)


def test_a_column_of_another_type_is_told() -> None:
    with pytest.raises(ArgumentError, match="organ__kind has values of type int64; wanted is text"):
        evaluate_table(pa.table({"organ__kind": [1]}), as_of=AS_OF).rows()


def test_a_damaged_file_is_one_line(tmp_path: Path, table: pa.Table) -> None:
    path = tmp_path / "t.parquet"
    pa_parquet.write_table(table, path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(XinfangError, match="cannot be read as a table") as caught:
        evaluate_table(path, as_of="day")
    assert "\n" not in str(caught.value)


# Days known within bounds


def test_bounds_that_are_none_refuse_their_row() -> None:
    day, later = date(2024, 5, 6), date(2024, 5, 9)
    name = "timeline__accepted_on"
    table = pa.table(
        {
            "timeline__received_on": [day] * 6,
            name: pa.array([None, None, later, None, None, None], pa.date32()),
            f"{name}__not_before": pa.array([day, later, None, None, None, None], pa.date32()),
            f"{name}__not_after": pa.array([later, day, later, None, later, None], pa.date32()),
            f"{name}__happened": ["true", None, None, "false", "maybe", "unknown"],
        }
    )
    done = evaluate_table(table, as_of=AS_OF, want=["disposition"])
    answers = done.rows()["disposition"].to_pylist()
    assert [answer is None for answer in answers] == [False, True, True, True, True, False]
    refused = [(one["row"], one["column"], one["value"]) for one in done.refused.to_pylist()]
    assert refused == [
        (1, f"{name}__not_before", "2024-05-09"),
        (2, f"{name}__not_after", "2024-05-09"),
        (3, f"{name}__happened", "false"),
        (4, f"{name}__happened", "maybe"),
    ]


def test_a_last_day_alone_has_happened_and_a_first_day_alone_may_have() -> None:
    # 34: 60 days from the acceptance. Not after 9 May: at the latest 8 July (22 days to 31 May, 30 in June, 8 more).
    # Not before 6 May, and perhaps not at all: no latest day.
    table = pa.table(
        {
            "timeline__received_on": [date(2024, 5, 6)] * 2,
            "timeline__accepted_on__not_before": pa.array([None, date(2024, 5, 6)], pa.date32()),
            "timeline__accepted_on__not_after": pa.array([date(2024, 5, 9), None], pa.date32()),
            "handling__extension_approved": [False, False],
        }
    )
    came = evaluate_table(table, as_of=AS_OF, want=["due.handling.conclude"]).rows().to_pylist()
    assert [row["handling__conclude__due_latest"] for row in came] == [date(2024, 7, 8), None]
    assert came[1]["handling__conclude__due_earliest"] == date(2024, 7, 5)  # three days before


# Old names


RENAMED = """renamed:
  - {kind: fact, old: intake.came_on, new: timeline.received_on, until: 9.0.0}
  - {kind: value, of: organ.kind, old: bureau, new: petition_office, until: 9.0.0}
  - {kind: value, of: order.prohibited_acts, old: bombs, new: dangerous_items, until: 9.0.0}
"""


def test_columns_and_values_by_old_names_are_read_by_those_of_now(law: Rulebook, tmp_path: Path) -> None:
    pack = shutil.copytree(Path(__file__).parents[1] / "rules" / "xinfang-2022", tmp_path / "xinfang-2022")
    (pack / "renamed.yaml").write_text(RENAMED, encoding="utf-8")
    book = load(pack)
    old = {
        "intake__came_on": ["2024-05-06"],
        "organ__kind": ["bureau"],
        "order__prohibited_acts__bombs": [True],
        "intake__came_on__happened": pa.array([None], pa.bool_()),
    }
    now = {
        "timeline__received_on": ["2024-05-06"],
        "organ__kind": ["petition_office"],
        "order__prohibited_acts__dangerous_items": [True],
    }
    want = ["answers", "statuses", "due_days"]
    with pytest.warns(RenamedWarning) as caught:
        came = evaluate_table(pa.table(old), as_of=AS_OF, rulebook=book, want=want).rows()
    assert {str(one.message).split()[2] for one in caught} == {"intake.came_on", "bureau", "bombs"}
    assert came.to_pylist() == evaluate_table(pa.table(now), as_of=AS_OF, rulebook=book, want=want).rows().to_pylist()
    assert came.to_pylist() == evaluate_table(pa.table(now), as_of=AS_OF, rulebook=law, want=want).rows().to_pylist()
    with (
        pytest.warns(RenamedWarning),
        pytest.raises(ArgumentError, match=r"two columns for one fact, intake__came_on and timeline__received_on"),
    ):
        evaluate_table(pa.table({**old, **now}), as_of=AS_OF, rulebook=book)


# Encodings, and files that are not finished

CSV = "编号,organ__kind,petition__category,petition__request\r\n一,petition_office,,new\r\n二,other,grievance,\r\n"


@pytest.mark.parametrize(
    ("written", "named"),
    [("utf-8", None), ("utf-8-sig", None), ("gb18030", None), ("utf-16", None), ("big5", "big5"), ("gbk", "GBK")],
)
def test_text_is_read_in_the_encoding_in_which_it_is(tmp_path: Path, written: str, named: str | None) -> None:
    path = tmp_path / "ledger.csv"
    text = CSV.replace("编号", "號")  # which Big5 has
    path.write_bytes(text.encode(written))
    done = evaluate_table(path, as_of=AS_OF, keep=["號"], encoding=named)
    assert done.rows()["號"].to_pylist() == ["一", "二"]
    assert done.refused.num_rows == 0


def test_the_first_character_that_tells_the_encoding_may_be_the_last_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    rows = "organ__kind,x\n" + "other,abcdefghij\n" * 150_000 + "other,张\n"  # more than one piece of it
    path.write_bytes(rows.encode("gb18030"))
    assert evaluate_table(path, as_of=AS_OF, keep=["x"]).rows()["x"].to_pylist()[-1] == "张"


def test_what_is_in_no_encoding_or_not_in_the_one_named_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(CSV.encode("gb18030") + b"\xff\xff,other,,\n")
    for given, told in (({}, "neither in UTF-8 nor in GB18030"), ({"encoding": "utf-8"}, "cannot be read as a table")):
        with pytest.raises(XinfangError, match=told):
            evaluate_table(path, as_of=AS_OF, **given).rows()  # type: ignore[arg-type]  # the rest is fixed
    for source, encoding, told in (
        (path, "utf8000", "is the name of an encoding"),
        (pa.table({"organ__kind": ["other"]}), "utf-8", "leave it out"),
        (path.with_suffix(".parquet"), "utf-8", "which .* is not"),
    ):
        with pytest.raises(ArgumentError, match=told):
            evaluate_table(source, as_of=AS_OF, encoding=encoding)


@pytest.mark.parametrize("ending", ["parquet", "arrow", "csv"])
def test_what_fails_leaves_no_file_and_what_was_there(table: pa.Table, tmp_path: Path, ending: str) -> None:
    def batches() -> Any:
        yield from table.slice(0, 40).to_batches()
        raise OSError("the disk is gone")

    path = tmp_path / f"out.{ending}"
    for before in (None, b"what was there"):
        if before is not None:
            path.write_bytes(before)
        with pytest.raises(XinfangError, match="the disk is gone"):
            evaluate_table(pa.RecordBatchReader.from_batches(table.schema, batches()), as_of="day").write(path)
        assert [one.name for one in tmp_path.iterdir()] == ([] if before is None else [path.name])
    assert path.read_bytes() == b"what was there"


def test_a_text_that_is_kept_is_no_formula_where_a_spreadsheet_opens_it(tmp_path: Path) -> None:
    texts = ["=1+1", "+86", "a=b", "", None, "\u3000@x"]
    table = pa.table({"organ__kind": ["other"] * 6, "编号": texts})
    path = tmp_path / "out.csv"
    evaluate_table(table, as_of=AS_OF, keep=["编号"]).write(path)
    read = pl.read_csv(path, infer_schema=False)["编号"].to_list()
    assert [text or None for text in read] == ["'=1+1", "'+86", "a=b", None, None, "'\u3000@x"]
