"""Tables of Spark: each partition is evaluated where it lies, as Arrow batches.

    from xinfang_rules.tables.spark import spark_evaluated

    answers = spark_evaluated(spark.read.parquet("register.parquet"), as_of=date(2024, 9, 20), keep=["case_id"])
    answers.where("refused is null").write.parquet("answers")

Every worker needs the same Python (`PYSPARK_PYTHON`) with the extra `tables`. Nothing is imported of PySpark but what a
data frame brings.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa

from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.output_columns import GROUPS
from xinfang_rules.tables.table_evaluation import TableEvaluation, evaluate_table

REFUSED: Final = "refused"
"""The column that says why a row is no case."""


def spark_evaluated(
    frame: Any,
    *,
    as_of: date | str,
    rulebook: Rulebook | None = None,
    want: Sequence[str] = GROUPS[:1],
    keep: Sequence[str] = (),
    presume: str | Sequence[str] = (),
) -> Any:
    """Decides the cases of a Spark data frame, one a row, in its partitions.

    A dot in the name of a column is a path to Spark: columns with dots are read as those with two underscores.

    Args:
        frame: A `pyspark.sql.DataFrame`; only what is read should be selected, as all of it is sent to Python.
        as_of: As `evaluate_table` takes it, like all that follows.
        rulebook: The rulebook.
        want: What is to come out.
        keep: Columns that come out beside.
        presume: What is presumed.

    Returns:
        A data frame: what is kept, what is wanted, and `refused`, the reasons in English why a row is no case.

    Raises:
        ArgumentError: If an argument is none of these, or no column states a fact.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    named = frame.toDF(*map(column_name, frame.columns))
    given: dict[str, Any] = {"as_of": as_of, "rulebook": rulebook, "want": want, "keep": keep, "presume": presume}

    def evaluated(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is not None:
            rest = (batch for some in ([first], batches) for batch in some)
            yield from _told(evaluate_table(pa.RecordBatchReader.from_batches(first.schema, rest), **given))

    none = evaluate_table(to_arrow_schema(named.schema).empty_table(), **given)
    return named.mapInArrow(evaluated, from_arrow_schema(_plain(none.schema)))


def _told(done: TableEvaluation) -> Iterator[pa.RecordBatch]:
    schema, first = _plain(done.schema), 0
    for batch in done.batches():
        reasons: list[str | None] = [None] * batch.num_rows
        refused = done.take_refused()
        for row, reason in zip(*(refused[name].to_pylist() for name in ("row", "reason")), strict=True):
            told = reasons[row - first]
            reasons[row - first] = reason if told is None else f"{told}; {reason}"
        columns = [*batch.columns, pa.array(reasons, pa.string())]
        yield pa.RecordBatch.from_arrays(columns, names=schema.names).cast(schema)
        first += batch.num_rows


def _plain(fields: Iterable[pa.Field]) -> pa.Schema:
    """Returns columns as Spark has them: it knows no dictionaries."""
    plain = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in fields
    ]
    return pa.schema([*plain, pa.field(REFUSED, pa.string())])
