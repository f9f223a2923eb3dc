"""Two rulebooks over one table: what comes out differently, how often, for whom and when, and the smallest example."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.arguments import StrPath, day_of, names_of, no_such, path_of
from xinfang_rules.days import day_at
from xinfang_rules.engines.table.arrays import BLOCK, Flags, distinct
from xinfang_rules.engines.table.runner import TableOutcome
from xinfang_rules.evaluation.governing import renamed_in
from xinfang_rules.facts.case import Case
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.load import rulebook_of
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.tables.block_reading import BlockReader, ReadBatch, laid_out
from xinfang_rules.tables.column_reading import EPOCH
from xinfang_rules.tables.compared_blocks import Pair, Turn, Turned, admission_turn, pair_of
from xinfang_rules.tables.fact_columns import column_name, fact_columns, stated_columns
from xinfang_rules.tables.governing_rows import Governing
from xinfang_rules.tables.row_cases import row_case
from xinfang_rules.tables.row_source import Fault
from xinfang_rules.tables.smallest_change import change_scenario, smallest
from xinfang_rules.tables.table_sources import table_source
from xinfang_rules.tables.table_writing import Put, table_file

_ORGAN: Final = "organ.kind"
MONTH: Final = "month"
"""The column of the month in which the day lies that decides which edition governs a row."""

_ROWS: Final = (
    pa.field("row", pa.int64()),
    *(pa.field(name, pa.string()) for name in ("about", "what", "kind", "before", "after")),
    pa.field("days", pa.int32()),
)


class TurnCount(NamedTuple):
    """How often something comes out differently in one way.

    Attributes:
        turn: The way.
        rows: In how many rows.
    """

    turn: Turn
    rows: int


@dataclass(frozen=True)
class TableChange:
    """Something that comes out differently, of one kind.

    Attributes:
        about: The question or the rule; `admission` where one of the two refuses the row.
        what: `answer`, `status`, `last_day` or `admission`.
        kind: `changed` where nothing that was possible still is; `decided` where of several possible ones one is
            certain now, `undecided` the other way round; `possible` where others are possible, some of them the same.
        title: The Chinese title of the question or the rule.
        citations: The provisions on which it rests, as the law is cited.
        rows: In how many rows.
        turns: What came out before, and what after, the most frequent first.
        first: The first row of the kind: the row, its case, and its day of evaluation.
    """

    about: str
    what: str
    kind: str
    title: str
    citations: tuple[str, ...]
    rows: int
    turns: tuple[TurnCount, ...]
    first: tuple[int, Case, date]
    _books: tuple[Rulebook, Rulebook] = field(repr=False, compare=False)

    def smallest(self) -> tuple[Case, date]:
        """Returns the first case reduced to what makes the difference, and its day of evaluation."""
        _, case, as_of = self.first
        return smallest(case, as_of, self._books, (self.about, self.what, self.kind)), as_of

    def scenario(self) -> dict[str, Any]:
        """Returns the smallest case as a scenario that expects what the second rulebook gives, as a file has it."""
        case, as_of = self.smallest()
        return change_scenario(case, as_of, self._books, (self.about, self.what, self.kind), self.title)


@dataclass(frozen=True)
class TableComparison:
    """What two rulebooks decide differently of a table.

    Attributes:
        rows: How many rows there are.
        refused: How many both refuse.
        changed: Of how many rows anything comes out differently.
        changes: What, the most frequent first.
        counts: The same by month and by columns of the table, an Arrow table: `about`, `what`, `kind`, `month`, these
            columns, and `rows`.
    """

    rows: int
    refused: int
    changed: int
    changes: tuple[TableChange, ...]
    counts: Any


def compare_tables(
    source: object,
    old: Rulebook,
    new: Rulebook,
    *,
    as_of: date | str,
    by: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    out: StrPath | None = None,
    encoding: str | None = None,
) -> TableComparison:
    """Tells what two rulebooks decide differently of the cases of a table: answers, statuses of norms, last days.

    Only what the two can decide differently is worked out. Notes and explanations are not compared.

    Args:
        source: The table, as `evaluate_table` takes it.
        old: The first rulebook, such as the law as it is.
        new: The second, such as the law as it may become.
        as_of: The day for which statuses are wanted; or the name of a column that has it.
        by: Columns by which it is counted; if None, the kind of the organ, where the table has it.
        keep: Columns that stand in `out` beside the row.
        out: A file for each single difference, `.parquet`, `.arrow`, `.csv`, `.jsonl` or `.xlsx`; none if None.
        encoding: How a CSV file is encoded; if None, in UTF-8 or GB18030, as it turns out to be.

    Returns:
        What differs. The kinds of differences, each with an example; and how often, by month and by columns.

    Raises:
        ArgumentError: If an argument is none of these, or no column states a fact.
        XinfangError: If a file cannot be read or written.
    """
    books = rulebook_of(old, "old"), rulebook_of(new, "new")
    table = table_source(source, encoding)
    names = table.schema.names
    organ = column_name(_ORGAN)
    grouped = ([organ] if organ in names else []) if by is None else list(names_of(by, "by", organ))
    kept = names_of(keep, "keep", "number")
    for name in (*grouped, *kept, *([as_of] if isinstance(as_of, str) else [])):
        if name not in names:
            raise no_such(f"the table has no column {name}", f"表里没有 {name} 这一列", name, names)
    comparer = _Comparer(books, names, as_of if isinstance(as_of, str) else day_of(as_of), tuple(grouped))
    wanted = list(dict.fromkeys((*comparer.names, *grouped, *kept)))
    with ExitStack() as files:
        put: Put | None = None
        if out is not None:
            schema = pa.schema([*(table.schema.field(name) for name in kept), *_ROWS])
            put = files.enter_context(table_file(path_of(out, "out"), schema, kept))
        first = 0
        for batch in table.batches(wanted, BLOCK):
            turned = comparer.take(batch, first, table.faults_before(first + batch.num_rows))
            if put is not None:
                for some in turned:
                    put(_listed(batch, first, some, schema))
            first += batch.num_rows
    return comparer.comparison(first)


def _listed(batch: pa.RecordBatch, first: int, turned: Turned, schema: pa.Schema) -> pa.RecordBatch:
    places, turns, own = turned
    fields = zip(*turns, strict=True)
    told = [pa.array(values).take(pa.array(own)) for values in fields]
    kept = [batch.column(name).take(pa.array(places)) for name in schema.names[: len(schema) - len(_ROWS)]]
    columns = [*kept, pa.array(places + first), *told]
    return pa.RecordBatch.from_arrays(columns, names=schema.names).cast(schema)


class _Side:
    """One of the two rulebooks, as it reads a table."""

    def __init__(self, book: Rulebook, names: Sequence[str], others: Mapping[str, Any], as_of: date | str) -> None:
        columns = fact_columns(book.facts.sayable)
        own = [name for name in names if name in columns or name not in others]
        self.governing = Governing(book, book.governed_by)
        stated = stated_columns(own, columns, renamed_in(book))
        self.reader = BlockReader(columns, stated, as_of, book.governed_by)


class _Comparer:
    """Takes block after block, and counts what differs."""

    def __init__(
        self, books: tuple[Rulebook, Rulebook], names: Sequence[str], as_of: date | str, by: tuple[str, ...]
    ) -> None:
        self._books, self._by = books, by
        columns = [fact_columns(book.facts.sayable) for book in books]
        self._sides = [_Side(book, names, others, as_of) for book, others in zip(books, reversed(columns), strict=True)]
        self._alike = books[0].facts == books[1].facts and books[0].governed_by == books[1].governed_by
        self._pairs: dict[tuple[Edition, Edition], Pair] = {}
        self._turns: Counter[Turn] = Counter()
        self._counts: Counter[tuple[Any, ...]] = Counter()
        self._first: dict[tuple[str, str, str], tuple[int, Case, date]] = {}
        self._refused = self._changed = 0
        self.names = list(dict.fromkeys(name for side in self._sides for name in side.reader.names))

    def take(self, batch: pa.RecordBatch, first: int, faults: Sequence[Fault]) -> list[Turned]:
        """Compares what comes of a block; returns what differs in it."""
        one, other = self._sides
        given = one.reader.read(batch, first)
        again = given if self._alike else other.reader.read(batch, first)
        for read in (given, again):
            read.unread[[fault.row - first for fault in faults]] = True
        refused = np.ones((2, batch.num_rows), np.bool_)
        turned: list[Turned] = []
        for editions, places in self._governed(given, again):
            rows = np.arange(batch.num_rows) if places is None else places
            if None in editions:
                for number, edition in enumerate(editions):
                    refused[number, rows] = edition is None or (given, again)[number].unread[rows]
                continue
            turned += self._of_pair(editions, places, (given, again), refused, rows)
        for number, refuses_new in ((0, True), (1, False)):
            (places,) = np.nonzero(~refused[number] & refused[1 - number])
            if len(places):
                turned.append((places, [admission_turn(refuses_new=refuses_new)], np.zeros(len(places), np.intp)))
        self._refused += int(np.count_nonzero(refused.all(0)))
        if turned:
            self._count(batch, again, turned)
        return turned

    def _governed(
        self, given: ReadBatch, again: ReadBatch
    ) -> Iterator[tuple[tuple[Edition | None, Edition | None], npt.NDArray[np.intp] | None]]:
        """Yields the editions that govern rows, by both rulebooks, with the rows; None for all of them."""
        both = [list(side.governing.of(read, [])) for side, read in zip(self._sides, (given, again), strict=True)]
        if all(len(found) == 1 and found[0][1] is None for found in both):
            yield (both[0][0][0], both[1][0][0]), None
            return
        numbers = np.full((2, given.rows), -1)
        for number, found in enumerate(both):
            for place, (_, rows) in enumerate(found):
                numbers[number, slice(None) if rows is None else rows] = place
        for pair in np.unique(numbers.T, axis=0):
            (places,) = np.nonzero((pair == numbers.T).all(1))
            one, other = (None if place < 0 else both[number][place][0] for number, place in enumerate(pair))
            yield (one, other), places

    def _of_pair(
        self,
        editions: tuple[Any, Any],
        places: npt.NDArray[np.intp] | None,
        reads: tuple[ReadBatch, ReadBatch],
        refused: npt.NDArray[np.bool_],
        rows: npt.NDArray[np.intp],
    ) -> Iterator[Turned]:
        if editions not in self._pairs:
            self._pairs[editions] = pair_of(*editions)
        pair = self._pairs[editions]
        found = list[TableOutcome]()
        for number, (read, runner) in enumerate(zip(reads, (pair.old, pair.new), strict=True)):
            if number and self._alike and editions[0] is editions[1]:
                refused[1, rows] = refused[0, rows]
                return
            block = laid_out(read, runner.program)
            came = runner.run(block if places is None else block.taken(places))
            refused[number, rows] = read.unread[rows] | came.broken | came.uncountable
            found.append(came)
        fine: Flags = np.logical_not(refused[0, rows] | refused[1, rows])
        for some, turns, own in pair.turned(found[0], found[1], fine):
            yield rows[some], turns, own

    def _count(self, batch: pa.RecordBatch, given: ReadBatch, turned: Sequence[Turned]) -> None:
        touched = np.zeros(batch.num_rows, np.bool_)
        for places, _, _ in turned:
            touched[places] = True
        self._changed += int(np.count_nonzero(touched))
        groups, group_of = self._groups(batch, given)
        for places, turns, own in turned:
            counts = np.bincount(own * len(groups) + group_of[places], minlength=len(turns) * len(groups))
            for place, (turn, of_turn) in enumerate(zip(turns, counts.reshape(len(turns), -1), strict=True)):
                self._turns[turn] += int(of_turn.sum())
                kind = turn.about, turn.what, turn.kind
                for group in np.flatnonzero(of_turn):
                    self._counts[(*kind, *groups[group])] += int(of_turn[group])
                if kind not in self._first:
                    row = int(places[np.argmax(own == place)])
                    case = row_case(given, row, self._sides[1].reader.facts, self._books[1].case_model)
                    self._first[kind] = given.first + row, case, day_at(int(given.today[row]))

    def _groups(self, batch: pa.RecordBatch, given: ReadBatch) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.intp]]:
        """Returns the months and the values of columns that there are, and for each row which are its own."""
        days, stated = given.deciding
        months = (days - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        columns: list[npt.NDArray[Any]] = [stated, np.where(stated, months, 0)]
        values: list[list[str | None]] = []
        for name in self._by:
            held = batch.column(name)
            coded = held if pa.types.is_dictionary(held.type) else held.dictionary_encode()
            texts = [None if value is None else str(value) for value in coded.dictionary.to_pylist()]
            columns.append(np.asarray(coded.indices.cast(pa.int64()).fill_null(len(texts))))
            values.append([*texts, None])
        found, own = distinct(columns, batch.num_rows)
        groups = [
            (
                str(np.datetime64(month, "M")) if told else None,
                *(held[place] for held, place in zip(values, places, strict=True)),
            )
            for told, month, *places in found
        ]
        return groups, own

    def comparison(self, rows: int) -> TableComparison:
        """Sums up."""
        changes = sorted(map(self._change, self._first), key=lambda change: -change.rows)
        names = ["about", "what", "kind", MONTH, *self._by]
        listed = sorted(self._counts.items(), key=lambda item: tuple(str(part) for part in item[0]))
        fields = [*(pa.field(name, pa.string()) for name in names), pa.field("rows", pa.int64())]
        held = [dict(zip([*names, "rows"], (*key, many), strict=True)) for key, many in listed]
        counts = pa.Table.from_pylist(held, schema=pa.schema(fields))
        return TableComparison(rows, self._refused, self._changed, tuple(changes), counts)

    def _change(self, kind: tuple[str, str, str]) -> TableChange:
        turns = [TurnCount(turn, many) for turn, many in self._turns.most_common() if turn[:3] == kind]
        title, citations = _named(self._books, kind[0])
        rows = sum(turn.rows for turn in turns)
        return TableChange(*kind, title, citations, rows, tuple(turns), self._first[kind], self._books)


def _named(books: tuple[Rulebook, Rulebook], about: str) -> tuple[str, tuple[str, ...]]:
    """Returns the title of a question or a rule, and the provisions on which it rests; as the second book has it."""
    for book in reversed(books):
        edition = book.latest
        for question in edition.questions:
            if question.name == about:
                return question.title, _labels(question.citations)
        for rule in edition.rules:
            if rule.id == about:
                return rule.title, _labels(rule.citations)
    return about, ()


def _labels(citations: Iterable[Cited]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.label for cited in citations))
