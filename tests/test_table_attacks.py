"""Tables in every form that Arrow, Polars and pandas have: each is read as it is meant, or refused in one line."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet
import pytest

from xinfang_rules import FACTS, XinfangError
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.errors import ArgumentError
from xinfang_rules.tables import evaluate_table
from xinfang_rules.tables.fact_columns import BOUNDS, HAPPENED, fact_columns

AS_OF = date(2024, 9, 20)
WANT = ("answers", "statuses", "due_days")
PLAIN = pa.table(
    {
        "organ__kind": ["other", "petition_office", None],
        "petition__category": ["grievance", "suggestion", "accusation"],
        "timeline__received_on": [date(2024, 5, 6)] * 3,
        "petition__joint": [True, False, None],
        "petition__organs_involved": [1, 2, None],
    }
)


def evaluated(source: object, **given: Any) -> list[dict[str, Any]]:
    done = evaluate_table(source, as_of=AS_OF, want=WANT, **given)
    came = done.rows()
    assert len(done.refused) == 0
    if isinstance(came, pd.DataFrame):
        return [{k: None if v is pd.NaT or v != v else v for k, v in row.items()} for row in came.to_dict("records")]
    rows: list[dict[str, Any]] = came.to_dicts() if isinstance(came, pl.DataFrame) else came.to_pylist()
    return rows


@cache
def expected() -> list[dict[str, Any]]:
    return evaluated(PLAIN)


FRAME, PANDAS = pl.DataFrame(PLAIN), PLAIN.to_pandas()
TWICE = PLAIN.append_column("z", PLAIN["organ__kind"]).append_column("z", PLAIN["organ__kind"])


def put(name: str, column: Any) -> pa.Table:
    return PLAIN.set_column(PLAIN.column_names.index(name), name, column)


def moments(unit: str, zone: str | None) -> pa.Array:
    """Half past midnight of 6 May in China: 5 May in every zone to the west."""
    shown = pa.array([datetime(2024, 5, 6, 0, 30, tzinfo=UTC).replace(tzinfo=None)] * 3, pa.timestamp(unit))
    return shown if zone is None else pc.assume_timezone(shown, "Asia/Shanghai").cast(pa.timestamp(unit, zone))


def coded(kind: pa.DataType, places: list[int | None], texts: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places, kind), texts)


KINDS = pa.array(["petition_office", "other"])
FORMS: dict[str, Callable[[], object]] = {
    "a slice that begins within a byte": lambda: pa.concat_tables([PLAIN] * 7).combine_chunks().slice(3, 3),
    "a slice of a slice": lambda: pa.concat_tables([PLAIN] * 7).combine_chunks().slice(2, 9).slice(4, 3),
    "batches without rows": lambda: pa.Table.from_batches(
        [*PLAIN.slice(0, 0).to_batches(), pa.RecordBatch.from_pylist([], PLAIN.schema), *PLAIN.to_batches()]
    ),
    "a dictionary of its own in each chunk": lambda: put(
        "organ__kind",
        pa.chunked_array(
            [pa.array(["other"]).dictionary_encode(), pa.array(["petition_office", None]).dictionary_encode()]
        ),
    ),
    **{
        f"codes of {kind}": lambda kind=kind: put("organ__kind", coded(kind, [1, 0, None], KINDS))  # type: ignore[misc]
        for kind in (pa.int8(), pa.uint8(), pa.uint32(), pa.int64(), pa.uint64())
    },
    "a dictionary that has null": lambda: put(
        "organ__kind", coded(pa.int8(), [1, 0, 2], pa.array(["petition_office", "other", None]))
    ),
    "a dictionary of large texts": lambda: put(
        "organ__kind", coded(pa.int8(), [1, 0, None], KINDS.cast(pa.large_string()))
    ),
    **{
        f"{name} as {kind}": lambda name=name, kind=kind: put(  # type: ignore[misc]
            name, pa.array([None if one is None else str(one).lower() for one in PLAIN[name].to_pylist()], kind)
        )
        for name in PLAIN.column_names
        for kind in (pa.string(), pa.large_string(), pa.string_view())
    },
    "nothing but null": lambda: (
        PLAIN.append_column("timeline__accepted_on", pa.nulls(3))
        .append_column("petition__channel", pa.nulls(3, pa.dictionary(pa.int8(), pa.string())))
        .append_column("handling__extension_days", pa.nulls(3, pa.int16()))
    ),
    "days of milliseconds": lambda: put("timeline__received_on", PLAIN["timeline__received_on"].cast(pa.date64())),
    **{
        f"moments in {unit}, {zone}": lambda unit=unit, zone=zone: put("timeline__received_on", moments(unit, zone))  # type: ignore[misc]
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "Asia/Shanghai", "UTC", "America/New_York", "+08:00")
    },
    **{
        f"counts of {kind}": lambda kind=kind: put(  # type: ignore[misc]
            "petition__organs_involved", pa.array([Decimal(1), Decimal(2), None]).cast(kind)
        )
        for kind in (pa.decimal128(5, 2), pa.decimal256(5, 0), pa.decimal32(5, 1), pa.uint8(), pa.int64(), pa.float32())
    },
    "counts of half floats": lambda: put("petition__organs_involved", pa.array(np.array([1, 2, np.nan], np.float16))),
    "ten thousand columns more": lambda: pa.table(
        {**{name: PLAIN[name] for name in PLAIN.column_names}, **{f"c{number}": [1, 2, 3] for number in range(10_000)}}
    ),
    "two columns of a name that nothing reads": lambda: TWICE,
    "Polars": lambda: FRAME,
    "Polars Categorical": lambda: FRAME.with_columns(pl.col("organ__kind").cast(pl.Categorical)),
    "Polars Enum": lambda: FRAME.with_columns(pl.col("organ__kind").cast(pl.Enum(["petition_office", "other"]))),
    "Polars Datetime": lambda: FRAME.with_columns(pl.col("timeline__received_on").cast(pl.Datetime("ms"))),
    "Polars in chunks": lambda: pl.concat([FRAME.slice(0, 1), FRAME.slice(1, 2)], rechunk=False),
    "pandas": lambda: PANDAS,
    "pandas with another index": lambda: PANDAS.set_index(pd.Index([5, 6, 7])),
    "pandas datetime": lambda: PANDAS.assign(timeline__received_on=pd.to_datetime(PANDAS["timeline__received_on"])),
    "pandas NaT": lambda: PANDAS.assign(timeline__accepted_on=pd.to_datetime([None] * 3)),
    "pandas string": lambda: PANDAS.assign(organ__kind=PANDAS["organ__kind"].astype("string")),
    "pandas category": lambda: PANDAS.assign(organ__kind=PANDAS["organ__kind"].astype("category")),
    "pandas boolean": lambda: PANDAS.assign(petition__joint=pd.array([True, False, None], dtype="boolean")),
    "pandas Int64": lambda: PANDAS.assign(petition__organs_involved=pd.array([1, 2, None], dtype="Int64")),
    "pandas NaN among texts": lambda: PANDAS.assign(organ__kind=["other", "petition_office", float("nan")]),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_as_it_is_meant(form: str) -> None:
    assert evaluated(FORMS[form]()) == expected()


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "codes of numbers": (lambda: put("organ__kind", coded(pa.int8(), [0, 1, 0], pa.array([5, 6]))), "organ__kind has"),
    "runs": (lambda: put("organ__kind", pc.run_end_encode(PLAIN["organ__kind"].combine_chunks())), "organ__kind has"),
    "bytes": (lambda: put("organ__kind", pa.array([b"other"] * 3)), "organ__kind has values of type binary"),
    "lists": (lambda: put("organ__kind", pa.array([["other"]] * 3)), "organ__kind has"),
    "numbers for truth": (lambda: put("petition__joint", pa.array([1, 0, None])), "petition__joint has"),
    "numbers for days": (lambda: put("timeline__received_on", pa.array([20240506] * 3)), "timeline__received_on has"),
    "pandas of several types": (lambda: PANDAS.assign(organ__kind=["other", 1.5, None]), "for column organ__kind"),
    "pandas with two of a name": (lambda: pd.concat([PANDAS, PANDAS[["organ__kind"]]], axis=1), "Duplicate column"),
    "two of a name": (lambda: PLAIN.append_column("organ__kind", PLAIN["organ__kind"]), "two columns named organ"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_every_other_form_is_refused_with_its_column(form: str) -> None:
    source, told = REFUSED[form]
    with pytest.raises(ArgumentError) as caught:
        evaluated(source())
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [{"keep": ["z"]}, {"as_of": "z"}])
def test_a_column_that_is_there_twice_cannot_be_named(given: dict[str, Any], tmp_path: Path) -> None:
    pa_parquet.write_table(TWICE, tmp_path / "t.parquet")
    assert evaluated(tmp_path / "t.parquet") == expected()
    for source in (TWICE, tmp_path / "t.parquet"):
        with pytest.raises(ArgumentError, match="two columns named z"):
            evaluate_table(source, **{"as_of": AS_OF, **given})


@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, BLOCK - 1, BLOCK, BLOCK + 1])
@pytest.mark.parametrize("presume", ["", "ordinary"])
def test_a_block_may_have_any_number_of_rows(rows: int, presume: str) -> None:
    places = pa.array(np.arange(rows) % 3)
    done = evaluate_table(PLAIN.take(places), as_of=AS_OF, presume=presume)
    came = done.rows()
    assert came.num_rows == rows
    same = evaluate_table(PLAIN, as_of=AS_OF, presume=presume).rows().take(places)
    for one, other in zip(came.columns, same.columns, strict=True):
        assert one.cast(pa.string()).equals(other.cast(pa.string()))


@pytest.mark.parametrize(
    ("name", "column", "refused"),
    [
        ("timeline__received_on", pa.array([2**31 - 1, -(2**31), 19_849], pa.int32()).cast(pa.date32()), 2),
        ("timeline__received_on", pa.array([2**62, -(2**62), 0], pa.timestamp("s")), 2),
        ("timeline__received_on", pa.array([2**63 - 1, -(2**63) + 1, 0], pa.timestamp("s", "UTC")), 2),
        ("timeline__received_on", pa.array([2**62, -(2**62), 0], pa.timestamp("us", "UTC")), 2),
        ("petition__organs_involved", pa.array([2**64 - 1, 1, None], pa.uint64()), 1),
        ("petition__organs_involved", pa.array([float("inf"), -float("inf"), float("nan")]), 2),
        ("petition__organs_involved", pa.array([Decimal("1.0000000000000000000001"), Decimal(1), None]), 1),
        ("petition__joint", pa.array(["True", "是", "true"]), 2),
        ("organ__kind", pa.array(["other\x00", "", "other"]), 2),
    ],
)
def test_a_value_that_is_none_refuses_its_row(name: str, column: pa.Array, refused: int) -> None:
    done = evaluate_table(put(name, column), as_of=AS_OF)
    assert done.rows().num_rows == 3
    told = [one for one in done.refused.to_pylist() if one["code"] == "value"]
    assert [one["row"] for one in told] == list(range(refused))
    assert {one["column"] for one in told} == {name}


@pytest.mark.parametrize(
    "days",
    [
        pa.array([AS_OF, None, AS_OF], pa.date32()),
        pa.array(["2024-09-20", "2024-9-20", "2024-09-20"]),
        pa.array(["2024-09-20", None, "2024-09-20"]).dictionary_encode(),
        pa.array([AS_OF, None, AS_OF], pa.date32()).cast(pa.timestamp("ns", "Asia/Shanghai")),
    ],
)
def test_a_day_of_evaluation_that_is_none_refuses_its_row(days: pa.Array) -> None:
    done = evaluate_table(PLAIN.append_column("day", days), as_of="day", want=WANT)
    assert [row for row in done.rows().to_pylist() if row["track"]] == [expected()[0], expected()[2]]
    assert [(one["row"], one["column"]) for one in done.refused.to_pylist()] == [(1, "day")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column of the table states a fact"),
        ("\n", "no column of the table states a fact"),
        ("organ__kind,x\n" + "other,1\n" * 200_000 + 'other,"1\n' + "other,1\n" * 300_000, "is not closed"),
        ("organ__kind,organ__kind\nother,other\n", "two columns named organ__kind"),
    ],
)
def test_damaged_text_is_one_line(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(XinfangError) as caught:
        evaluate_table(tmp_path / "t.csv", as_of=AS_OF).rows()
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_line_break_in_a_value_is_no_row_and_an_empty_line_is_none(tmp_path: Path) -> None:
    rows = 'other,"一\n二"\n\n' * 100_000  # more than one piece
    (tmp_path / "t.csv").write_text("\n\norgan__kind,x\n" + rows, encoding="utf-8")
    came = evaluate_table(tmp_path / "t.csv", as_of=AS_OF, keep=["x"]).rows()
    assert came["x"].unique().to_pylist() == ["一\n二"]
    assert came.num_rows == 100_000


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", "b", None], pa.string_view()),
        pa.array(["a", "b", None], pa.large_string()),
        pa.chunked_array(
            [pa.array([one]).dictionary_encode() for one in ("a", "b", "c")], pa.dictionary(pa.int32(), pa.string())
        ),
        pa.array([1, 2, None]).dictionary_encode(),
        pa.array([Decimal("1.5"), None, None]),
        moments("us", "UTC"),
        pa.nulls(3),
    ],
    ids=lambda column: str(column.type),
)
def test_what_is_kept_is_written_whatever_its_type(ending: str, column: Any, tmp_path: Path) -> None:
    path = tmp_path / f"t.{ending}"
    table = PLAIN.append_column("n", column)
    assert evaluate_table(table.to_reader(max_chunksize=1), as_of=AS_OF, keep=["n"]).write(path) == 3
    if ending == "csv":
        return
    read = pa_parquet.read_table(path) if ending == "parquet" else pa.ipc.open_file(str(path)).read_all()
    assert read["n"].to_pylist() == column.to_pylist()


# Whatever stands in a table


def drawn_value(random: Random, kind: str, values: tuple[str, ...]) -> Any:
    if random.random() < 0.25:
        return None
    days = [date(2024, 5, 6) + timedelta(random.randrange(-900, 900)), date(9999, 12, 31), date(1, 1, 1)]
    some: dict[str, list[Any]] = {
        "date": days,
        "bool": [True, False],
        "count": [1, 2, 30, 10**6] if random.random() < 0.95 else [-1, 10**6 + 1, 2**31 - 1],
    }
    return random.choice(some.get(kind) or values)


def drawn_column(random: Random, kind: str, values: tuple[str, ...], rows: int) -> pa.Array:
    """Draws a column of one of the types that state a fact of a kind, or of texts, some of which are no values."""
    drawn = [drawn_value(random, kind, values) for _ in range(rows)]
    types: dict[str, list[pa.DataType]] = {
        "date": [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("us", "UTC")],
        "bool": [pa.bool_()],
        "count": [pa.int32(), pa.int64(), pa.float64()],
    }
    if kind in types and random.random() < 0.6:
        plain = pa.array(drawn, types[kind][0])
        return plain.cast(random.choice(types[kind]))
    texts = [None if one is None else str(one).lower() if kind == "bool" else str(one) for one in drawn]
    odd = ["", "unknown", "x", "2024-02-30", "是", "1e9", " 1", "-0", "١"]
    array = pa.array([text if random.random() < 0.99 else random.choice(odd) for text in texts], pa.string())
    return array.dictionary_encode() if random.random() < 0.4 else array


@pytest.mark.parametrize("seed", range(16))
def test_of_any_table_each_row_is_evaluated_or_refused(seed: int) -> None:
    random = Random(seed)
    rows = random.choice([1, 3, 64, 65])
    columns: dict[str, pa.Array] = {}
    for column in random.sample(list(fact_columns(FACTS).values()), random.choice([3, 10, 60])):
        for bound in random.sample(BOUNDS, 2) if column.kind == "date" and random.random() < 0.3 else ():
            kind = "bool" if bound == HAPPENED else "date"
            columns[f"{column.name}__{bound}"] = drawn_column(random, kind, column.values, rows)
        columns[column.name] = drawn_column(random, column.kind, column.values, rows)
    done = evaluate_table(
        pa.table(columns).to_reader(max_chunksize=random.choice([1, 7, 64])),
        as_of=random.choice([AS_OF, date(9999, 12, 31), date(2022, 5, 1), date(2021, 1, 1)]),
        want=["answers", "days_late"],
        presume=random.choice([(), "ordinary", ("ordinary", "as_classified", "no_findings")]),
    )
    came = done.rows()
    refused = {one["row"] for one in done.refused.to_pylist()}
    assert came.num_rows == rows
    for place, row in enumerate(came.to_pylist()):
        assert {row[name] is None for name in ("disposition", "opinion")} == {place in refused}
        if place in refused:
            assert not any(row.values())
