"""A source of rows: a table that is read in blocks, wherever it comes from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

Batches: TypeAlias = Callable[[list[str], int], Iterator[pa.RecordBatch]]


class Fault(NamedTuple):
    """A row of a file that cannot be read, of which an empty one stands in the batches; or a value that is none.

    Attributes:
        row: The row of the table, or of the batch that has the value, from 0.
        value: What stands there.
        message: What is wrong with it, in English.
        chinese: The same in Chinese.
    """

    row: int
    value: str
    message: str
    chinese: str


@dataclass(frozen=True, eq=False)
class TableSource:
    """A table, read in blocks.

    Attributes:
        schema: Its columns.
        batches: Reads some of its columns, at most so many rows at a time. What can be read once only is empty after.
        like: Turns an Arrow table into the kind of table that this one is.
        rows: How many rows it has, where that is known before it is read.
        first_line: What its first row is called where rows are counted from 1: 2 where a row of names stands before it.
        faults: The rows that could not be read, among those that were read last and are not yet taken out of here.
    """

    schema: pa.Schema
    batches: Batches
    like: Callable[[pa.Table], Any] = lambda made: made
    rows: int | None = None
    first_line: int = 1
    faults: list[Fault] = field(default_factory=list)

    def faults_before(self, row: int) -> list[Fault]:
        """Takes out the faults of the rows before one."""
        found = [fault for fault in self.faults if fault.row < row]
        del self.faults[: len(found)]
        return found


def cut(batches: Iterable[pa.RecordBatch], most: int) -> Iterator[pa.RecordBatch]:
    """Cuts batches to at most so many rows."""
    for batch in batches:
        for start in range(0, batch.num_rows, most):
            yield batch.slice(start, most)
