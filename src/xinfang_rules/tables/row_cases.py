"""A row as a case: what a table says of it, said as a case says it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from xinfang_rules.days import day_at
from xinfang_rules.engines.table.arrays import WORD
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.tables.block_reading import ReadBatch
from xinfang_rules.tables.column_reading import ColumnRead
from xinfang_rules.tables.fact_columns import FactColumn


def row_case(read: ReadBatch, row: int, columns: Mapping[str, FactColumn], model: type[Case]) -> Case:
    """Returns a row of a batch as a case; the columns are those of all facts.

    Raises:
        CaseError: If it is none.
    """
    facts: dict[str, Any] = {}
    for column in columns.values():
        value = _value(column, read.columns[column.place](), row)
        if column.spec.kind != "set":
            # A day that a case leaves out has not happened, unless the case starts with it.
            if value is not None or (column.kind == "date" and not column.spec.origin):
                facts[column.spec.name] = UNKNOWN if value is None else value
        elif value is not None:
            facts.setdefault(column.spec.name, {})[column.place.partition("[")[2].rstrip("]")] = value
    never = [name for name, value in facts.items() if value is NEVER]
    return model.from_facts({name: value for name, value in facts.items() if name not in never})


def _value(column: FactColumn, read: ColumnRead, row: int) -> Any:
    """Returns what is known in a row: `NEVER` of a day that has not come, None for nothing."""
    if read.bounds is not None:
        low, high = (int(bound[row]) for bound in read.bounds)
        if low == high:
            return low if column.kind == "count" else NEVER if low == NEVER else day_at(low)
        if column.kind == "count" or (low, high) == (EARLIEST, NEVER):
            return None
        if high == NEVER:
            return {"not_before": day_at(low), "happened": UNKNOWN}
        return {"not_before": day_at(low), "not_after": day_at(high)}
    possible = [
        column.values[value]
        for value, plane in read.planes.items()
        if plane[row // WORD] >> np.uint64(row % WORD) & np.uint64(1)
    ]
    if len(possible) != 1:
        return None
    return {"true": True, "false": False}.get(possible[0], possible[0]) if column.kind == "bool" else possible[0]
