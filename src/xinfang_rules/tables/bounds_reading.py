"""Reading days that are known within bounds: what `DayBounds` states of one case, a column for each of its parts.

Where there is no column that says whether something happened, what has a last day has; what has a first day alone may
not have. Where there is one, null is unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Numbers, pack, unpack
from xinfang_rules.language.scope import BOOLEAN_VALUES
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.tables.column_reading import ColumnRead, read_column
from xinfang_rules.tables.fact_columns import HAPPENED, NOT_AFTER, NOT_BEFORE, FactColumn
from xinfang_rules.tables.row_source import Fault


def with_bounds(
    exact: ColumnRead, columns: Mapping[str, FactColumn], batch: pa.RecordBatch, until: Numbers
) -> tuple[ColumnRead, list[tuple[str, Sequence[Fault]]]]:
    """Reads the columns of the bounds of a day.

    Args:
        exact: What its own column says, or that there is none.
        columns: Those of its bounds, by what each is.
        batch: The batch.
        until: For each row, in whole words, the last day on which anything has happened.

    Returns:
        What all of them say; and what is no value, or does not go together, by column.

    Raises:
        ArgumentError: If values of their type cannot state them.
    """
    words, rows = len(until) // WORD, batch.num_rows
    read = {bound: _read(bound, column, batch.column(column.name), until) for bound, column in columns.items()}
    wrong: list[tuple[str, Sequence[Fault]]] = [(column.name, read[bound].wrong) for bound, column in columns.items()]
    low, has_low = _bound(read.get(NOT_BEFORE), 0, EARLIEST, words)
    high, has_high = _bound(read.get(NOT_AFTER), 1, NEVER, words)
    happened = has_high if HAPPENED not in read else read[HAPPENED].planes[0] & read[HAPPENED].known
    stated = has_low | has_high | happened
    first = next(iter(columns.values()))
    twice = stated & exact.known
    for bound, column in columns.items():
        mine = twice & read[bound].known
        twice &= ~mine
        wrong.append((column.name, [*_contradictions(batch, column, unpack(mine)[:rows], _TWICE)]))
    inverted = unpack(has_low & has_high)[:rows] & (low > high)[:rows]
    if NOT_BEFORE in columns:
        wrong.append((columns[NOT_BEFORE].name, [*_contradictions(batch, columns[NOT_BEFORE], inverted, _INVERTED)]))
    if not first.spec.set_day:  # what lies ahead has not happened yet
        ahead = low > until
        high = np.where(high > until, np.where(high == NEVER, until, NEVER), high)
        low, high = np.where(ahead, NEVER, low), np.where(ahead, NEVER, high)
    high = np.where(unpack(happened), high, NEVER)
    where = unpack(stated & ~exact.known)
    assert exact.bounds is not None
    bounds = tuple(np.where(where, bound, old) for bound, old in zip((low, high), exact.bounds, strict=True))
    known = exact.known | pack(where & (bounds[0] == bounds[1]))
    return ColumnRead(known, {}, (bounds[0], bounds[1]), exact.wrong), wrong


def _read(bound: str, column: FactColumn, array: pa.Array, until: Numbers) -> ColumnRead:
    words, space = len(until) // WORD, np.empty_like(until)
    if bound != HAPPENED:
        return read_column(column, array, words, np.full_like(until, NEVER), space)
    read = read_column(replace(column, kind="bool", values=BOOLEAN_VALUES), array, words, until, space)
    denied = unpack(read.known & read.planes[1] & ~read.planes[0])[: len(array)]
    more = [Fault(int(row), "false", *_DENIED) for row in np.flatnonzero(denied)]
    return replace(read, wrong=[*read.wrong, *more])


def _bound(read: ColumnRead | None, which: int, nothing: int, words: int) -> tuple[Numbers, Bits]:
    if read is None or read.bounds is None:
        return np.full(words * WORD, nothing, np.int32), np.zeros(words, np.uint64)
    return np.where(unpack(read.known), read.bounds[which], np.int32(nothing)), read.known


_TWICE = "are bounds of a day that is stated besides", "是日期的范围，而日期本身已经写明"
_INVERTED = "lies after the last day that is possible", "晚于最晚的日期，范围颠倒"
_DENIED = (
    "is not what bounds are for; write 9999-12-31 as the day of what has not happened",
    "不是范围可取的值；尚未发生的，日期写9999-12-31",
)


def _contradictions(
    batch: pa.RecordBatch, column: FactColumn, where: Flags, reason: tuple[str, str]
) -> Iterator[Fault]:
    held = batch.column(column.name)
    for row in np.flatnonzero(where):
        yield Fault(int(row), str(held[int(row)]), *reason)
