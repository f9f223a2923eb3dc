"""Spark: the partitions of a data frame are evaluated as one table is. `make test-external` runs it; it needs Java."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from tests.test_tables import row_of, table_of
from xinfang_rules import load
from xinfang_rules.errors import ArgumentError
from xinfang_rules.tables import evaluate_table
from xinfang_rules.testing import sample_cases

AS_OF = date(2024, 9, 20)
WANT = ["answers", "status.handling.conclude", "due.handling.conclude", "late.handling.conclude"]

pytestmark = [pytest.mark.external, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "40").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def table() -> pa.Table:
    law = load("xinfang-2022")
    rows = [row_of(law, case) for case in sample_cases(150, rulebook=law, as_of=AS_OF, complete=True)]
    rows += [row_of(law, case) for case in sample_cases(100, rulebook=law, as_of=AS_OF)]
    rows[7] = {**rows[7], "timeline__received_on": date(2005, 4, 30)}  # before either Regulation was in force
    numbered = [{**row, "case_id": f"n{number}"} for number, row in enumerate(rows)]
    return table_of(numbered, pa.field("case_id", pa.string()))


@pytest.mark.parametrize("dots", [False, True], ids=["underscores", "dots"])
def test_partitions_are_evaluated_as_a_table_is(spark: Any, table: pa.Table, tmp_path: Path, dots: bool) -> None:
    from xinfang_rules.tables.spark import spark_evaluated

    path = tmp_path / "t.parquet"
    names = [name.replace("__", ".") if dots else name for name in table.column_names]
    pa_parquet.write_table(table.rename_columns(names), path, row_group_size=60)
    frame = spark.read.parquet(str(path)).repartition(3)
    came = {
        row["case_id"]: row.asDict()
        for row in spark_evaluated(frame, as_of=AS_OF, want=WANT, keep=["case_id"]).collect()
    }
    done = evaluate_table(table, as_of=AS_OF, want=WANT, keep=["case_id"])
    expected = {row["case_id"]: row for row in done.rows().to_pylist()}
    reasons: dict[str, list[str]] = {}
    for row in done.refused.to_pylist():
        reasons.setdefault(row["case_id"], []).append(row["reason"])
    assert "n7" in reasons
    assert {number: row.pop("refused") for number, row in came.items()} == {
        number: "; ".join(reasons[number]) if number in reasons else None for number in expected
    }
    assert came == expected


def test_a_rulebook_goes_to_the_workers_and_what_is_wrong_is_told_before(
    spark: Any, table: pa.Table, tmp_path: Path
) -> None:
    from xinfang_rules.tables.spark import spark_evaluated

    overlay = tmp_path / "trial.yaml"
    overlay.write_text(
        "overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试}]}\n"
        "parameters: [{parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}]\n",
        encoding="utf-8",
    )
    book, want = load(overlays=[overlay]), ["due.handling.conclude"]
    pa_parquet.write_table(table, tmp_path / "t.parquet")
    frame = spark.read.parquet(str(tmp_path / "t.parquet"))
    came = spark_evaluated(frame, as_of=AS_OF, rulebook=book, want=want, keep=["case_id"]).collect()
    expected = evaluate_table(table, as_of=AS_OF, rulebook=book, want=want, keep=["case_id"]).rows().to_pylist()
    days = {row["case_id"]: row["handling__conclude__due_latest"] for row in came}
    assert days == {row["case_id"]: row["handling__conclude__due_latest"] for row in expected}
    assert days != {
        row["case_id"]: row["handling__conclude__due_latest"]
        for row in evaluate_table(table, as_of=AS_OF, want=want, keep=["case_id"]).rows().to_pylist()
    }
    with pytest.raises(ArgumentError, match="did you mean disposition"):
        spark_evaluated(frame, as_of=AS_OF, want=["dispositon"])
    empty = spark_evaluated(frame.limit(0), as_of=AS_OF, want=want)
    assert empty.collect() == []
