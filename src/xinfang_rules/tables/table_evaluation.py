"""Evaluating whole tables: a table in, a table out, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from xinfang_rules.arguments import StrPath, day_of, names_of, path_of
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.evaluation.governing import renamed_in
from xinfang_rules.facts.case import FACTS
from xinfang_rules.rulebook.load import rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.shipped import shipped
from xinfang_rules.tables.block_reading import BlockReader
from xinfang_rules.tables.block_work import BlockWork, Workers
from xinfang_rules.tables.fact_columns import NOTES, fact_columns, stated_columns
from xinfang_rules.tables.governing_rows import Governing
from xinfang_rules.tables.output_columns import GROUPS, outputs_of, schema_of
from xinfang_rules.tables.presumed_columns import GROUNDS, conclusions_of, told_sets
from xinfang_rules.tables.refusals import Refusal, refused_table
from xinfang_rules.tables.table_files import write_table
from xinfang_rules.tables.table_sources import TableSource, table_source


def evaluate_table(
    source: object,
    *,
    as_of: date | str,
    rulebook: Rulebook | None = None,
    want: Sequence[str] = GROUPS[:1],
    keep: Sequence[str] = (),
    presume: str | Sequence[str] = (),
    encoding: str | None = None,
) -> "TableEvaluation":
    """Decides the cases of a table, one a row.

    A fact `petition.category` is the column `petition__category`, see `fact_schema`; what has no column is unknown, and
    so is null. The day 9999-12-31 says that something has not happened; a day known within bounds has columns for them,
    such as `timeline__accepted_on__not_after`. Of each row comes out what `evaluate` finds of
    that case. Nothing is read before what comes out is asked for.

    Args:
        source: A Polars or pandas frame, an Arrow table, batch or reader; or the path of a Parquet, Arrow IPC or CSV
            file, by the ending of its name.
        as_of: The day for which statuses are wanted, as `evaluate` takes it; or the name of a column that has it.
        rulebook: The rulebook; if None, for each row the shipped instrument in force on the day the petition was
            received.
        want: What is to come out: `answers`, `concepts`, `statuses`, `due_days`, `days_late`, for all of a kind; a
            question, a concept, `status.<rule>`, `due.<rule>` or `late.<rule>` for a single one. With `presume` also
            `grounds`: for each conclusion the presumed facts on which it rests, which takes far longer.
        keep: Columns of the table that come out beside, such as the number of the case.
        presume: Sets of presumptions, or bundles of them such as `ordinary`, as `evaluate` takes them. What is stated
            comes out as without them; what would be if the presumed facts were so stands in columns of its own.
        encoding: How a CSV file is encoded; if None, in UTF-8 or GB18030, as it turns out to be.

    Raises:
        ArgumentError: If an argument is none of these, or no column states a fact.
        XinfangError: If a file cannot be read.
    """
    book = None if rulebook is None else rulebook_of(rulebook)
    table = table_source(source, encoding)
    facts, books = (FACTS, shipped().usable) if book is None else (book.facts, (book,))
    editions = [edition for one in books for edition in one.editions]
    columns = stated_columns(table.schema.names, fact_columns(facts), renamed_in(book))
    kept = names_of(keep, "keep", "number")
    named = [*kept, as_of] if isinstance(as_of, str) else [*kept]
    for name in named:
        if (many := table.schema.names.count(name)) != 1:
            none = f"no column {name}{did_you_mean(name, table.schema.names)}"
            raise ArgumentError(f"the table has {f'two columns named {name}' if many else none}")
    sets = names_of(presume, "presume", "ordinary") if presume else ()
    wanted = names_of(want, "want", GROUPS[0])
    if GROUNDS in wanted and not sets:
        raise ArgumentError('grounds are wanted of what is presumed: nothing is; write presume="ordinary"')
    outputs = outputs_of(editions, [name for name in wanted if name != GROUNDS])
    conclusions = conclusions_of(outputs, editions, sets, grounds=GROUNDS in wanted) if sets else []
    for output in (*outputs, *(column for one in conclusions for column in one.columns)):
        if output.name in kept:
            raise ArgumentError(f"what comes out has a column {output.name} already: keep another one")
    decides = books[0].governed_by
    day = as_of if isinstance(as_of, str) else day_of(as_of)
    reader = BlockReader(fact_columns(facts), columns, day, decides)
    notes = {**NOTES, "presumed": told_sets(editions, sets)} if sets else NOTES
    work = BlockWork(reader, Governing(book, decides), tuple(outputs), tuple(conclusions), tuple(sets))
    return TableEvaluation(table, work, kept, notes)


@dataclass(eq=False)
class TableEvaluation:
    """What comes out of a table: made by `evaluate_table`, worked out when it is asked for.

    A column of values, such as `disposition` or `handling__conclude__status`, has a text for each row: the value, or,
    where several are possible, all of them (`met|pending`). A day, such as `handling__conclude__due_latest`, is null
    where the result of the case tells none. A row that is refused has null in all columns, and stands in `refused`.

    Under presumptions, `disposition__presumed` is what would be where these make a difference, null everywhere else;
    `disposition__presumed__sets` names the sets of which facts were presumed that can have made it. Where
    `handling__conclude__status__presumed` is null, so are the norm's other columns of the kind: it stands as stated.
    """

    _source: TableSource
    _work: BlockWork
    _kept: tuple[str, ...]
    _notes: Mapping[str, str]
    _refused: list[Refusal] = field(default_factory=list)

    @property
    def schema(self) -> pa.Schema:
        """The columns that come out, with what null means, and what was presumed, in their metadata."""
        return schema_of(self._work.columns, (self._source.schema.field(name) for name in self._kept), self._notes)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Evaluates block by block, in the order of the rows; a block is forgotten when the next one is asked for.

        Raises:
            ArgumentError: If the values of a column cannot state its fact.
            XinfangError: If a file cannot be read to its end.
        """
        self._refused.clear()
        workers: Workers = {}
        first, schema = 0, self.schema
        for batch in self._source.batches(list(dict.fromkeys((*self._work.reader.names, *self._kept))), BLOCK):
            arrays, found = self._work.evaluated(batch, first, workers)
            self._refused.extend(found)
            kept = [batch.column(name) for name in self._kept]
            yield pa.RecordBatch.from_arrays([*kept, *arrays], schema=schema)
            first += batch.num_rows

    def reader(self) -> pa.RecordBatchReader:
        """Returns `batches` as an Arrow reader, which other libraries take as it is."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def rows(self) -> Any:
        """Returns all that comes out, as the kind of table that went in; of a file or a reader, as an Arrow table."""
        return self._source.like(pa.Table.from_batches(list(self.batches()), self.schema).unify_dictionaries())

    def write(self, path: StrPath) -> int:
        """Writes what comes out to a Parquet, Arrow IPC or CSV file, as it comes; returns how many rows there were.

        What fails leaves no unfinished file, and one that was there as it was.

        Raises:
            ArgumentError: If the ending of its name is none of these.
            XinfangError: If it cannot be written, or the table cannot be read.
        """
        return write_table(self.batches(), self.schema, path_of(path, "path"), self._kept)

    @property
    def refused(self) -> Any:
        """The rows that are no case, among those read so far: each with the reason.

        As the kind of table that went in. A row stands here once for each thing that is wrong with it.
        """
        return self._source.like(refused_table(self._refused))
