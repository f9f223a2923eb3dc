"""The work on one block of a table: read, evaluated by the editions that govern its rows, and written as columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.engines.table.block import Block
from xinfang_rules.engines.table.runner import TableRunner
from xinfang_rules.engines.table.table_program import prepared
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tables.block_reading import BlockReader, laid_out
from xinfang_rules.tables.governing_rows import Governing
from xinfang_rules.tables.output_columns import Kept, Output, wanted
from xinfang_rules.tables.presumed_columns import Conclusion, presumed_arrays, with_presumed
from xinfang_rules.tables.presumed_rows import Presuming, run_presuming
from xinfang_rules.tables.refusals import Refusal, of_fault, of_found
from xinfang_rules.tables.row_needs import RowNeeds, needs_arrays
from xinfang_rules.tables.row_source import Fault


class Worker(NamedTuple):
    """What evaluates the rows that an edition governs, presumes in them, and finds what is most decisive."""

    runner: TableRunner
    presuming: Presuming | None
    needs: RowNeeds | None


Workers: TypeAlias = dict[Edition, Worker]
"""Made as editions are met, and used block after block."""

_Places: TypeAlias = npt.NDArray[np.intp] | None


@dataclass(frozen=True, eq=False)
class BlockWork:
    """What is done with each block.

    Attributes:
        reader: Reads it.
        governing: Tells which editions govern its rows.
        outputs: The columns that come out, as stated.
        conclusions: Of what it comes out, too, what it would be.
        presume: The sets of presumptions that are asked for, or bundles of them.
        needs: The columns of the most decisive fact, if it is wanted.
    """

    reader: BlockReader
    governing: Governing
    outputs: tuple[Output, ...]
    conclusions: tuple[Conclusion, ...]
    presume: tuple[str, ...]
    needs: tuple[Output, ...]

    @property
    def columns(self) -> list[Output]:
        """All columns that come out."""
        return [*self.outputs, *(column for one in self.conclusions for column in one.columns), *self.needs]

    def evaluated(
        self, batch: pa.RecordBatch, first: int, workers: Workers, faults: Iterable[Fault] = ()
    ) -> tuple[list[pa.Array], list[Refusal]]:
        """Evaluates a block, whose first row has a number in the table, and some of whose rows could not be read.

        Returns:
            The columns that come out, and the rows that are refused.
        """
        rows = np.arange(first, first + batch.num_rows)
        given = self.reader.read(batch, first)
        refused = [of_fault(fault) for fault in faults]
        given.unread[[refusal.row - first for refusal in refused]] = True
        parts: list[tuple[_Places, list[pa.Array]]] = []
        for edition, places in self.governing.of(given, refused):
            if edition not in workers:
                workers[edition] = self._worker(edition)
            worker = workers[edition]
            block = laid_out(given, worker.runner.program)
            if places is not None:
                block = block.taken(places)
            own = rows if places is None else rows[places]
            unread = given.unread if places is None else given.unread[places]
            arrays, found = self._of_edition(worker, block, own, unread)
            refused.extend(found)
            parts.append((places, arrays))
        refused.extend(given.refused)
        if len(parts) == 1 and parts[0][0] is None:
            return parts[0][1], refused
        return [
            scattered(output.field.type, [(places, arrays[number]) for places, arrays in parts], batch.num_rows)
            for number, output in enumerate(self.columns)
        ], refused

    def _worker(self, edition: Edition) -> Worker:
        needed = wanted(edition, self.outputs)
        if self.presume:
            needed = with_presumed(needed, edition, self.conclusions, self.presume)
        if self.needs:
            questions = [question.name for question in edition.questions]
            facts = tuple(column.place for column in self.reader.facts.values() if column.place in edition.layout)
            needed = needed._replace(names=tuple(dict.fromkeys((*needed.names, *questions))), facts=facts)
        program = prepared(needed, edition)
        presuming = Presuming(program, self.presume) if self.presume else None
        return Worker(TableRunner(program), presuming, RowNeeds(edition) if self.needs else None)

    def _of_edition(
        self, worker: Worker, block: Block, rows: npt.NDArray[np.int64], unread: npt.NDArray[np.bool_]
    ) -> tuple[list[pa.Array], list[Refusal]]:
        runner, presuming, needs = worker
        found, part, supplied = run_presuming(runner, presuming, block)
        refused = list(of_found(runner, block, found, rows, unread))
        kept = Kept(~(unread | found.broken | found.uncountable))
        today, edition = block.today[: block.rows], runner.program.edition
        arrays = [output.array(edition, found, today, kept) for output in self.outputs]
        if presuming is not None:
            arrays += presumed_arrays(self.conclusions, presuming, found, supplied, today, kept)
        if needs is not None:
            open_rows = np.zeros(block.rows, np.bool_)
            if part is not None:
                masks = found.masks if supplied is None else {**found.replaced(part.places, supplied.found).masks}
                for question in edition.questions:
                    open_rows |= np.bitwise_count(masks[question.name]) > 1
                if presuming is not None and supplied is not None:
                    part = part._replace(block=presuming.under(part.block, supplied.facts))
            arrays += needs_arrays(needs, part, kept.rows & open_rows)
        return arrays, refused


def scattered(kind: pa.DataType, parts: Sequence[tuple[_Places, pa.Array]], rows: int) -> pa.Array:
    """Puts together a column of which several evaluations gave some rows, and none gave the others.

    Args:
        kind: The type of the column.
        parts: What each gave, and of which rows: all of them if None. The last one of a row counts.
        rows: How many rows there are.
    """
    if not parts:
        return pa.nulls(rows, kind)
    order = np.full(rows, -1, np.int64)
    start = 0
    for places, held in parts:
        order[np.arange(rows) if places is None else places] = np.arange(start, start + len(held))
        start += len(held)
    joined = pa.chunked_array([held for _, held in parts], kind).unify_dictionaries().combine_chunks()
    return joined.take(pa.array(order, mask=order < 0))
