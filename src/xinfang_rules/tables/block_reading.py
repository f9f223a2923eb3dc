"""Reading a batch of a table into a block."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import numpy as np
import pyarrow as pa

from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Numbers, padded, words_for
from xinfang_rules.engines.table.block import Block
from xinfang_rules.engines.table.table_program import TableProgram
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.tables.bounds_reading import with_bounds
from xinfang_rules.tables.column_reading import LayOut, days_of, laid, looked_through, unread
from xinfang_rules.tables.fact_columns import NOT_AFTER, NOT_HAPPENED, FactColumn, Stated
from xinfang_rules.tables.refusals import Refusal, of_day, of_values


@dataclass(eq=False)
class ReadBatch:
    """What a batch says.

    Attributes:
        rows: How many rows it has.
        first: The number of its first row in the table.
        today: The day of evaluation of each row, in whole words.
        columns: What lays out what each column says, by the name of the scope; not every edition reads it.
        unread: Which rows are refused because of what stands in them.
        refused: Why.
        deciding: The day that decides which edition governs each row, and whether the row itself states it.
    """

    rows: int
    first: int
    today: Numbers
    columns: Mapping[str, LayOut]
    unread: Flags
    refused: list[Refusal]
    deciding: tuple[Numbers, Flags]


class BlockReader:
    """Reads the batches of one table.

    Args:
        facts: The columns of all facts.
        stated: Those that the table has.
        as_of: The day of evaluation, or the column that has it.
        decides: The fact whose day decides which edition governs a row.
    """

    def __init__(self, facts: Mapping[str, FactColumn], stated: Stated, as_of: date | str, decides: str) -> None:
        self.facts = facts
        places = {column.place: column.name for column in stated.columns}
        last = stated.bounds.get(decides, {}).get(NOT_AFTER)
        self._decides = [*([places[decides]] if decides in places else []), *([] if last is None else [last.name])]
        self._stated, self._bounds = stated
        self._unstated = [column for column in facts.values() if column.place not in places]
        self._as_of = as_of
        self._blank: tuple[int, dict[str, LayOut]] = 0, {}
        self._space = np.zeros((len(stated.columns), 0), np.int32)
        self.names = stated.names
        if isinstance(as_of, str) and as_of not in self.names:
            self.names.append(as_of)

    def read(self, batch: pa.RecordBatch, first: int) -> ReadBatch:
        """Reads a batch, whose first row has a number in the table; what it says is to be used before the next is read.

        Raises:
            ArgumentError: If the values of a column cannot state its fact.
        """
        rows, words = batch.num_rows, words_for(batch.num_rows)
        if self._blank[0] != words:
            self._space = np.zeros((len(self._stated), words * WORD), np.int32)
            self._blank = words, {column.place: cache(partial(unread, column, words)) for column in self._unstated}
        found, refused = dict(self._blank[1]), list[Refusal]()
        wrong = np.zeros(rows, np.bool_)
        today = padded(self._today(batch, first, refused, wrong), words * WORD)
        until = np.minimum(today, np.int32(NOT_HAPPENED.toordinal() - 1))
        for column, space in zip(self._stated, self._space, strict=True):
            some, lay_out = looked_through(column, batch.column(column.name), words, until, space)
            found[column.place] = cache(lay_out)
            if some:
                refused.extend(of_values(column.name, some, first))
                wrong[[one.row for one in some]] = True
        for place, columns in self._bounds.items():
            read, told = with_bounds(found[place](), columns, batch, until)
            found[place] = laid(read)
            for name, some in told:
                refused.extend(of_values(name, some, first))
                wrong[[one.row for one in some]] = True
        return ReadBatch(rows, first, today, found, wrong, refused, self._deciding(batch, today))

    def _deciding(self, batch: pa.RecordBatch, today: Numbers) -> tuple[Numbers, Flags]:
        """Reads the day that decides which edition governs each row, and whether the row itself states it."""
        days = today[: batch.num_rows]
        stated = np.zeros(batch.num_rows, np.bool_)
        for name in self._decides:
            told, usable = days_of(name, batch.column(name))
            usable &= told != NOT_HAPPENED.toordinal()
            if usable.all() and not stated.any():
                return told, usable
            usable &= ~stated
            days, stated = np.where(usable, told, days), stated | usable
        return days, stated

    def _today(self, batch: pa.RecordBatch, first: int, refused: list[Refusal], wrong: Flags) -> Numbers:
        if not isinstance(self._as_of, str):
            return np.full(batch.num_rows, self._as_of.toordinal(), np.int32)
        days, usable = days_of(self._as_of, batch.column(self._as_of))
        held = batch.column(self._as_of)
        places = [int(row) for row in np.flatnonzero(~usable)]
        refused.extend(of_day(self._as_of, held[place].as_py(), first + place) for place in places)
        wrong |= ~usable
        return np.where(usable, days, np.int32(1))


def laid_out(given: ReadBatch, program: TableProgram, more: Container[int] = ()) -> Block:
    """Lays out what a batch says for an edition, as far as the tapes read it, and the facts of some slots more."""
    slots, words = program.edition.layout, len(given.today) // WORD
    inputs: dict[Key, Bits | Numbers] = {}
    known = np.full(words, ~np.uint64(0))
    for place, lay_out in given.columns.items():
        slot = slots.get(place, -1)  # a fact that another instrument reads has none
        if slot not in program.lays and slot not in more:
            continue
        read = lay_out()
        if slot in program.reads:
            known &= read.known
        for value, plane in read.planes.items():
            inputs[slot, value] = plane
        if read.bounds is not None:
            inputs[slot, BOUND], inputs[slot + 1, BOUND] = read.bounds
    return Block(given.rows, inputs, given.today, known)
