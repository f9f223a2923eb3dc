"""Reading what conditions ask of a table: which values are possible in each row, which days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.engines.table.arrays import WORD, unpack, words_for
from xinfang_rules.errors import ArgumentError
from xinfang_rules.indicators.indicator_set import AS_OF, IndicatorSet
from xinfang_rules.indicators.indicator_words import title_of
from xinfang_rules.language.scope import BOOLEAN_VALUES, Kind
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.tables.column_reading import EPOCH, read_column
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, SEPARATOR, FactColumn, column_name
from xinfang_rules.tables.output_columns import JOINED
from xinfang_rules.tables.presumed_columns import PRESUMED

Masks = npt.NDArray[np.int64]
"""Which values are possible in each row, one bit a value."""

Ordinals = npt.NDArray[np.int64]

_UNBORN: Final = ("not_applicable", "not_started", "not_open")
"""The statuses of a norm that has no last day."""


class Bounds(NamedTuple):
    """The earliest and the latest day possible in each row; `NEVER` for what has not happened."""

    low: Ordinals
    high: Ordinals


class UnreadValue(NamedTuple):
    """A value of a register's column that is none; its row counts as unknown there.

    Attributes:
        row: The row, from 0.
        column: The column.
        value: What stands there.
        reason_zh: What is wrong with it, in Chinese.
    """

    row: int
    column: str
    value: str
    reason_zh: str


def columns_of(indicators: IndicatorSet, name: str) -> tuple[str, ...]:
    """Returns the columns of a table that tell a name of the scope; none of the day of evaluation."""
    if name == AS_OF:
        return ()
    if name in indicators.days:
        return columns_of(indicators, indicators.days[name].from_)
    rule = column_name(name.partition(".")[2]) + SEPARATOR
    if name.startswith(STATUS):
        return (rule + "status",)
    if name.startswith(DUE):
        return rule + "due_earliest", rule + "due_latest", rule + "status"
    return (column_name(name),)


def is_found(indicators: IndicatorSet, name: str) -> bool:
    """Tells whether a name is found by an evaluation, and stands in no register."""
    base = indicators.days[name].from_ if name in indicators.days else name
    stated = base.partition("[")[0]
    return stated not in indicators.rulebook.facts and stated not in indicators.columns and base != AS_OF


@dataclass(eq=False)
class ColumnInputs:
    """What a table says, each name read once.

    Attributes:
        indicators: The indicators.
        table: The table.
        as_of: The day of evaluation.
        presumed: Whether what would be under presumptions is read, where that is something else.
        beside: What the same table says without them, if that is read too.
        missing: The names that no column of the table states, with their titles.
        unread: Values of registers' columns that are none.
    """

    indicators: IndicatorSet
    table: pa.Table
    as_of: date
    presumed: bool = False
    beside: "ColumnInputs | None" = None
    missing: dict[str, str] = field(default_factory=dict)
    unread: list[UnreadValue] = field(default_factory=list)
    _masks: dict[str, npt.NDArray[Any]] = field(default_factory=dict)  # as narrow as they can be: there are many
    _bounds: dict[str, tuple[npt.NDArray[np.int32], ...]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def masks(self, name: str) -> Masks:
        """Returns which values of a choice are possible in each row."""
        if self.beside is not None and not self._differs(name):
            return self.beside.masks(name)
        if name not in self._masks:
            masks = self._read_masks(name)
            self._masks[name] = masks.astype(np.min_scalar_type(int(masks.max(initial=0))))
        return self._masks[name].astype(np.int64)

    def bounds(self, name: str) -> Bounds:
        """Returns the days between which a day lies in each row."""
        if self.beside is not None and not self._differs(name):
            return self.beside.bounds(name)
        if name not in self._bounds:
            self._bounds[name] = tuple(days.astype(np.int32) for days in self._read_bounds(name))
        return Bounds(*(days.astype(np.int64) for days in self._bounds[name]))

    def _column(self, name: str) -> pa.Array:
        return self.table.column(name).combine_chunks()

    def _has(self, name: str) -> bool:
        lacks = [column for column in columns_of(self.indicators, name) if column not in self.table.schema.names]
        if lacks and is_found(self.indicators, name):
            raise ArgumentError(
                f"the table has no column {lacks[0]}: evaluate it with what `columns_for` tells to want",
                f"表里没有 {lacks[0]} 这一列：评估时要列出 columns_for 所说的",
            )
        if lacks:
            self.missing[name.partition("[")[0]] = title_of(name.partition("[")[0], self.indicators)
        return not lacks

    def _read_masks(self, name: str) -> Masks:
        base = name.partition("[")[0]
        entry = self.indicators.scope[base]
        values = BOOLEAN_VALUES if entry.kind is Kind.MEMBERS else entry.values
        everything = (1 << len(values)) - 1
        if not self._has(name):
            return np.full(self.rows, everything, np.int64)
        column = columns_of(self.indicators, name)[0]
        if not is_found(self.indicators, name):
            read = self._fact(base, name, column, values)
            planes = [unpack(read.planes[place])[: self.rows].astype(np.int64) << place for place in range(len(values))]
            return np.asarray(np.bitwise_or.reduce(planes), np.int64)
        stated = self._found_masks(column, values, everything)
        if not self._would_be(column):
            return stated
        presumed = self._found_masks(column + PRESUMED, values, 0)
        return np.where(presumed == 0, stated, presumed)

    def _differs(self, name: str) -> bool:
        return any(map(self._would_be, columns_of(self.indicators, name)))

    def _would_be(self, column: str) -> bool:
        return self.presumed and column + PRESUMED in self.table.schema.names

    def _found_masks(self, column: str, values: Sequence[str], otherwise: int) -> Masks:
        array = self._column(column)
        coded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array.cast(pa.string()))
        texts = coded.dictionary.to_pylist()
        table = np.array([*(_mask(text, values, column) for text in texts), otherwise], np.int64)
        return table.take(np.asarray(coded.indices.cast(pa.int64()).fill_null(len(texts))))

    def _fact(self, base: str, place: str, column: str, values: Sequence[str]) -> Any:
        spec = self.indicators.columns.get(base) or self.indicators.rulebook.facts[base]
        kind = "bool" if spec.kind == "set" else spec.kind
        words = words_for(self.rows)
        until = np.full(words * WORD, min(self.as_of.toordinal(), NOT_HAPPENED.toordinal() - 1), np.int32)
        told = FactColumn(column, spec, place, kind, tuple(values))
        read = read_column(told, self._column(column), words, until, np.zeros(words * WORD, np.int32))
        self.unread.extend(UnreadValue(wrong.row, column, wrong.value, wrong.chinese) for wrong in read.wrong)
        return read

    def _read_bounds(self, name: str) -> Bounds:
        if name == AS_OF:
            today = np.full(self.rows, self.as_of.toordinal(), np.int64)
            return Bounds(today, today)
        if name in self.indicators.days:
            day = self.indicators.days[name]
            return Bounds(*(np.where(b >= NEVER, NEVER, b + day.add) for b in self.bounds(day.from_)))
        if not self._has(name):
            return Bounds(np.full(self.rows, EARLIEST, np.int64), np.full(self.rows, NEVER, np.int64))
        columns = columns_of(self.indicators, name)
        if not name.startswith(DUE):
            read = self._fact(name, name, columns[0], ())
            low, high = read.bounds
            return Bounds(low[: self.rows].astype(np.int64), high[: self.rows].astype(np.int64))
        low, high = self._days(columns[0], EARLIEST), self._days(columns[1], NEVER)
        rule, status = name.removeprefix(DUE), columns[2]
        if self._would_be(status):
            otherwise = ~np.asarray(self._column(status + PRESUMED).is_valid())
            low = np.where(otherwise, low, self._days(columns[0] + PRESUMED, EARLIEST))
            high = np.where(otherwise, high, self._days(columns[1] + PRESUMED, NEVER))
        status_of = self.indicators.scope[STATUS + rule]
        unborn = sum(status_of.bit(status) for status in status_of.values if status in _UNBORN)
        never = (self.masks(STATUS + rule) & ~unborn) == 0
        return Bounds(np.where(never, NEVER, low), np.where(never, NEVER, high))

    def _days(self, column: str, unknown: int) -> Ordinals:
        array = self._column(column)
        days = (array if pa.types.is_date(array.type) else array.cast(pa.string()).cast(pa.date32())).cast(pa.date32())
        counted = np.asarray(days.cast(pa.int32()).cast(pa.int64()).fill_null(unknown - EPOCH))
        return counted + EPOCH


def _mask(text: str | None, values: Sequence[str], column: str) -> int:
    parts = text.split(JOINED) if text else []
    for part in parts:
        if part not in values:
            raise ArgumentError(
                f"the column {column} has {part}, which is none of {', '.join(values)}",
                f"{column} 一列有 {part}，应为 {'、'.join(values)} 之一",
            )
    return sum(1 << values.index(part) for part in parts) or (1 << len(values)) - 1
