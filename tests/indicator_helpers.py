"""Evaluated registers, drawn: the columns that indicators read, and nothing else."""

from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any, Final

import pyarrow as pa

from xinfang_rules.indicators import IndicatorSet, load_indicators
from xinfang_rules.indicators.compute import names_read
from xinfang_rules.indicators.indicator_columns import columns_of, is_found
from xinfang_rules.language.scope import BOOLEAN_VALUES, Kind

AS_OF: Final = date(2025, 1, 10)
NEVER: Final = date(9999, 12, 31)
OUTPUTS: Final = ("track", "remedy__reviewable")
UNBORN: Final = ("not_applicable", "not_started", "not_open")


@lru_cache(maxsize=4)
def columns(known: IndicatorSet) -> dict[str, tuple[str, ...] | None]:
    """Returns each column that indicators read with its values; None of a day."""
    found: dict[str, tuple[str, ...] | None] = {}
    for variant in known.variants.values():
        for name in names_read(variant):
            base = known.days[name].from_ if name in known.days else name
            entry = known.scope[base]
            for column in columns_of(known, name):
                if column.endswith("__status") and is_found(known, name):
                    found[column] = known.scope[f"status.{base.partition('.')[2]}"].values
                else:
                    found[column] = None if entry.kind is Kind.DATE else entry.values
    return found


def a_row(random: Random, known: IndicatorSet, unknown: float = 0.0) -> dict[str, Any]:
    """Draws what an evaluation could have brought out of a case; where anything is unknown, in so many of 1 parts."""
    row: dict[str, Any] = {}
    for column, values in columns(known).items():
        if column.endswith(("__due_earliest", "__due_latest")):
            continue
        if values is None:
            came = random.random() < 0.7
            row[column] = date(2023, 10, 1) + timedelta(random.randrange(460)) if came else NEVER
            if random.random() < unknown:
                row[column] = None
        elif values == BOOLEAN_VALUES and column not in OUTPUTS:
            row[column] = random.choice([True, False])
            if random.random() < unknown:
                row[column] = None
        elif column.endswith("__status") or column in OUTPUTS:
            may = [value for value in values if random.random() < 0.5] if random.random() < unknown else []
            row[column] = "|".join(may or [random.choice(values)])
        else:
            row[column] = None if random.random() < unknown else random.choice(values)
    for column in columns(known):
        if column.endswith("__due_latest"):
            rule = column.removesuffix("__due_latest")
            born = row[f"{rule}__status"] not in UNBORN
            last = date(2023, 10, 1) + timedelta(random.randrange(460))
            first = last - timedelta(random.randrange(90) if random.random() < unknown else 0)
            row[column], row[f"{rule}__due_earliest"] = (last, first) if born else (None, None)
            if random.random() < unknown / 3:
                row[column] = None
    row["organ"] = random.choice(["甲", "乙", None])
    return row


def a_table(rows: list[dict[str, Any]], known: IndicatorSet | None = None) -> pa.Table:
    """Lays rows out as a table, each with a number."""
    there = columns(known or load_indicators())
    fields = [pa.field("id", pa.int64())]
    for column, values in there.items():
        plain = pa.bool_() if values == BOOLEAN_VALUES and column not in OUTPUTS else pa.string()
        fields.append(pa.field(column, pa.date32() if values is None else plain))
    fields.append(pa.field("organ", pa.string()))
    return pa.Table.from_pylist([{"id": at, **row} for at, row in enumerate(rows)], schema=pa.schema(fields))
