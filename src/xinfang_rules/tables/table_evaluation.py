"""Evaluating whole tables: a table in, a table out, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from xinfang_rules.arguments import StrPath, day_of, names_of, no_such, path_of
from xinfang_rules.days import day_at
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.evaluation.governing import deciding_fact, renamed_in
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.rulebook.load import rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.shipped import shipped
from xinfang_rules.tables.block_reading import BlockReader
from xinfang_rules.tables.block_work import BlockWork, Workers
from xinfang_rules.tables.fact_columns import NOTES, fact_columns, stated_columns
from xinfang_rules.tables.governing_rows import Governing
from xinfang_rules.tables.output_columns import GROUPS, outputs_of
from xinfang_rules.tables.presumed_columns import GROUNDS, conclusions_of, told_sets
from xinfang_rules.tables.refusals import refused_schema, refused_table
from xinfang_rules.tables.row_cases import row_case
from xinfang_rules.tables.row_needs import COLUMNS, NEEDS
from xinfang_rules.tables.row_source import TableSource
from xinfang_rules.tables.table_sources import table_source
from xinfang_rules.tables.table_writing import Put, table_file


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
        source: A Polars or pandas frame, a lazy one of Polars too, an Arrow table, batch or reader; or the path of a
            file of Parquet, Arrow IPC, CSV or JSON Lines, by the ending of its name.
        as_of: The day for which statuses are wanted, as `evaluate` takes it; or the name of a column that has it.
        rulebook: The rulebook; if None, for each row the shipped instrument in force on the day the petition was
            received.
        want: What is to come out: `answers`, `concepts`, `statuses`, `due_days`, `days_late`, for all of a kind; a
            question, a concept, `status.<rule>`, `due.<rule>` or `late.<rule>` for a single one. With `presume` also
            `grounds`: for each conclusion the presumed facts on which it rests, which takes far longer; `needs`, too:
            for each row that leaves an answer open, the first fact of `Result.needs`, and what it decides.
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
    facts, books = (FACTS, shipped()) if book is None else (book.facts.sayable, (book,))
    editions = [edition for one in books for edition in one.editions]
    names = table.schema.names
    columns = stated_columns(names, fact_columns(facts), renamed_in(book))
    kept = names_of(keep, "keep", "number")
    named = [*kept, as_of] if isinstance(as_of, str) else [*kept]
    for name in named:
        if name not in names:
            raise no_such(f"the table has no column {name}", f"表里没有 {name} 这一列", name, names)
        if names.count(name) > 1:
            raise ArgumentError(f"the table has two columns named {name}", f"表里有两列都叫 {name}")
    sets = names_of(presume, "presume", "ordinary") if presume else ()
    wanted = names_of(want, "want", GROUPS[0])
    if GROUNDS in wanted and not sets:
        raise ArgumentError(
            'grounds are wanted of what is presumed: nothing is; write presume="ordinary"',
            "grounds 是推定的依据，而没有采用推定；请写明采用哪一组，例如 ordinary",
        )
    needs = COLUMNS if NEEDS in wanted else ()
    plain = [name for name in wanted if name not in (GROUNDS, NEEDS)]
    outputs = outputs_of(editions, plain) if plain or not needs else []
    conclusions = conclusions_of(outputs, editions, sets, grounds=GROUNDS in wanted) if sets else []
    for output in (*outputs, *(column for one in conclusions for column in one.columns), *needs):
        if output.name in kept:
            raise ArgumentError(
                f"what comes out has a column {output.name} already: keep another one",
                f"结果里已经有 {output.name} 这一列，不能再照录同名的列",
            )
    decides = deciding_fact(book)
    day = as_of if isinstance(as_of, str) else day_of(as_of)
    reader = BlockReader(fact_columns(facts), columns, day, decides)
    notes = {**NOTES, "presumed": told_sets(editions, sets)} if sets else NOTES
    work = BlockWork(reader, Governing(book, decides), tuple(outputs), tuple(conclusions), tuple(sets), needs)
    return TableEvaluation(table, work, kept, notes)


@dataclass(eq=False)
class TableEvaluation:
    """What comes out of a table: made by `evaluate_table`, worked out when it is asked for.

    A column of values, such as `disposition` or `handling__conclude__status`, has a text for each row: the value, or,
    where several are possible, all of them (`met|pending`). A day, such as `handling__conclude__due_latest`, is null
    where the result of the case tells none. A row that is refused has null in all columns but those that are kept, and
    stands in `refused`.

    Under presumptions, `disposition__presumed` is what would be where these make a difference, null everywhere else;
    `disposition__presumed__sets` names the sets of which facts were presumed that can have made it. Where
    `handling__conclude__status__presumed` is null, so are the norm's other columns of the kind: it stands as stated.
    """

    _source: TableSource
    _work: BlockWork
    _kept: tuple[str, ...]
    _notes: Mapping[str, str]
    _refused: list[pa.Table] = field(default_factory=list)

    @property
    def schema(self) -> pa.Schema:
        """The columns that come out, with what null means, and what was presumed, in their metadata."""
        kept = [self._source.schema.field(name) for name in self._kept]
        return pa.schema([*kept, *(output.field for output in self._work.columns)], metadata=dict(self._notes))

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
            faults = self._source.faults_before(first + batch.num_rows)
            arrays, found = self._work.evaluated(batch, first, workers, faults)
            kept = [batch.column(name).cast(schema.field(name).type) for name in self._kept]  # texts may come encoded
            if found:
                self._refused.append(refused_table(found, first, pa.table(kept, names=self._kept)))
            yield pa.RecordBatch.from_arrays([*kept, *arrays], schema=schema)
            first += batch.num_rows

    def reader(self) -> pa.RecordBatchReader:
        """Returns `batches` as an Arrow reader, which other libraries take as it is."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def rows(self) -> Any:
        """Returns all that comes out, as the kind of table that went in; of a file or a reader, as an Arrow table."""
        return self._source.like(pa.Table.from_batches(list(self.batches()), self.schema).unify_dictionaries())

    def write(self, path: StrPath, *, refused: StrPath | None = None) -> int:
        """Writes what comes out to a file, as it comes.

        By the ending of its name, it is Parquet, Arrow IPC, CSV or JSON Lines. What fails leaves no unfinished file,
        and one that was there as it was. In CSV, a cell that a spreadsheet would work out as a formula stands behind a
        `'`.

        Args:
            path: The file.
            refused: A file for the rows that are refused, which are then not kept in `refused`.

        Returns:
            How many rows there were.

        Raises:
            ArgumentError: If the ending of a name is none of these.
            XinfangError: If a file cannot be written, or the table cannot be read.
        """
        rows = 0
        with ExitStack() as files:
            put = files.enter_context(table_file(path_of(path, "path"), self.schema, self._kept))
            aside: Put | None = None
            if refused is not None:
                aside = files.enter_context(table_file(path_of(refused, "refused"), self.refused_schema, self._kept))
            for batch in self.batches():
                put(batch)
                rows += batch.num_rows
                if aside is not None:
                    for some in self.take_refused().to_batches():
                        aside(some)
        return rows

    def case(self, row: int) -> tuple[Case, date]:
        """Returns a row as a case, with its day of evaluation, for `evaluate` and its explanation.

        Args:
            row: The row, from 0. All rows before it are read.

        Raises:
            ArgumentError: If there is no such row.
            XinfangError: If it is refused, with the reasons.
        """
        first = 0
        for batch in self._source.batches(self._work.reader.names, BLOCK):
            if first <= row < first + batch.num_rows:
                self._source.faults_before(row)
                alone = batch.slice(row - first, 1)
                _, refused = self._work.evaluated(alone, row, {}, self._source.faults_before(row + 1))
                if refused:
                    told = ("\n".join(getattr(one, name) for one in refused) for name in ("reason", "reason_zh"))
                    raise XinfangError(*told)
                read = self._work.reader.read(alone, row)
                case = row_case(read, 0, self._work.reader.facts, self._work.governing.model)
                return case, day_at(int(read.today[0]))
            first += batch.num_rows
        raise ArgumentError(f"the table has no row {row}, it has {first}", f"表里没有这一行，共{first}行")

    @property
    def refused(self) -> Any:
        """The rows that are no case, among those read so far: each with the reason, and with the columns that are kept.

        As the kind of table that went in. A row stands here once for each thing that is wrong with it.
        """
        return self._source.like(pa.concat_tables([self.refused_schema.empty_table(), *self._refused]))

    @property
    def refused_schema(self) -> pa.Schema:
        """The columns of `refused`."""
        return refused_schema(self._source.schema.field(name) for name in self._kept)

    def take_refused(self) -> pa.Table:
        """Returns the rows refused so far and forgets them, for whoever goes through `batches` of a large table."""
        taken = pa.concat_tables([self.refused_schema.empty_table(), *self._refused])
        self._refused.clear()
        return taken
