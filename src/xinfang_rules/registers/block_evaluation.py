"""Evaluating the parts of many dossiers at once, as `xinfang_rules.dossier.examine` evaluates each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import methodcaller
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from xinfang_rules.engines.table.arrays import WORD, Numbers, pack, padded, unpack, words_for
from xinfang_rules.engines.table.block import Block
from xinfang_rules.engines.table.runner import LastDays, TableOutcome, TableRunner
from xinfang_rules.engines.table.table_program import Wanted, prepared, surely
from xinfang_rules.engines.table.tape import BOUND
from xinfang_rules.language.truth import EARLIEST, NEVER, UNBOUNDED
from xinfang_rules.registers.block_acts import Days, Flags, Places
from xinfang_rules.registers.block_facts import OPEN, BlockFacts
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.tables.block_reading import ReadBatch, laid_out
from xinfang_rules.tables.column_reading import EPOCH, ColumnRead, laid, unread
from xinfang_rules.tables.fact_columns import NOT_HAPPENED, FactColumn, fact_columns
from xinfang_rules.tables.governing_rows import Governing
from xinfang_rules.tables.presumed_columns import Conclusion, with_presumed
from xinfang_rules.tables.presumed_rows import Presuming, Supplied, run_presuming
from xinfang_rules.tables.refusals import Refusal, of_found


class Evaluated(NamedTuple):
    """What was found of some parts, all governed by one edition.

    Attributes:
        places: Which parts they are.
        edition: The edition.
        presuming: What presumed in them; None if nothing was to be.
        found: What is found by what is stated.
        supplied: What is presumed; None if nothing is.
        kept: The parts that are no refused cases.
        facts: What is stated of the facts that are to come out, column by column.
    """

    places: Places
    edition: Edition
    presuming: Presuming | None
    found: TableOutcome
    supplied: Supplied | None
    kept: Flags
    facts: list[pa.Array]

    def would(self) -> TableOutcome:
        """Returns what is found with what is presumed."""
        return (
            self.found if self.supplied is None else self.found.replaced(self.supplied.part.places, self.supplied.found)
        )


_Worker: TypeAlias = tuple[TableRunner, Presuming | None]


@dataclass(frozen=True, eq=False)
class PartsEvaluator:
    """Evaluates parts.

    Attributes:
        rulebook: The rulebook.
        wanted: What has to be worked out, by edition.
        conclusions: Of what it is told what it would be.
        facts: The facts that are to come out.
        today: The ordinal of the day.
    """

    rulebook: Rulebook
    wanted: Mapping[Edition, Wanted]
    conclusions: Sequence[Conclusion]
    facts: Sequence[FactColumn]
    today: int
    _workers: dict[tuple[Edition, tuple[str, ...]], _Worker] = field(default_factory=dict)

    @property
    def days_done(self) -> tuple[str, ...]:
        """The days by which norms are done."""
        norms = (rule.norm for edition in self.wanted for rule in edition.rules)
        return tuple(dict.fromkeys(norm.done.day for norm in norms if norm is not None and norm.done is not None))

    def run(
        self, facts: Sequence[BlockFacts], names: Sequence[tuple[tuple[str, ...], Places]], refused: list[Refusal]
    ) -> Iterator[Evaluated]:
        """Evaluates parts.

        Args:
            facts: Their facts, one after the other.
            names: The sets of presumptions that may be used, each with the places of the parts where they may.
            refused: Takes why parts are refused.
        """
        given, left_out = self.read(facts)
        book, rows = self.rulebook, np.arange(given.rows)
        for edition, governed in Governing(book, book.governed_by).of(given, refused):
            own = rows if governed is None else governed
            for sets, some in names:
                places = own if len(some) == len(rows) else np.intersect1d(own, some)
                if not len(places):
                    continue
                worker = self._worker(edition, sets)
                more = {edition.layout[column.place] for column in self.facts} | _read_besides(edition)
                block = _left_out(edition, laid_out(given, worker[0].program, more), left_out)
                if len(places) < len(rows):
                    block = block.taken(places)
                yield self._evaluated(worker, block, places, given.unread[places], refused)

    def _evaluated(
        self, worker: _Worker, block: Block, places: Places, wrong: Flags, refused: list[Refusal]
    ) -> Evaluated:
        runner, presuming = worker
        found, _, supplied = run_presuming(runner, presuming, block)
        refused.extend(of_found(runner, block, found, places, wrong))
        kept = ~(wrong | found.broken | found.uncountable)
        own = None if supplied is None else supplied._replace(found=_copied(supplied.found))
        facts = [_stated(column, block, runner.program.edition, kept) for column in self.facts]
        return Evaluated(places, runner.program.edition, presuming, _copied(found), own, kept, facts)

    def _worker(self, edition: Edition, sets: tuple[str, ...]) -> _Worker:
        if (edition, sets) not in self._workers:
            wanted = self.wanted[edition]
            if sets:
                wanted = with_presumed(wanted, edition, self.conclusions, sets)
            program = prepared(wanted, edition)
            self._workers[edition, sets] = TableRunner(program), Presuming(program, sets) if sets else None
        return self._workers[edition, sets]

    def read(self, facts: Sequence[BlockFacts]) -> tuple[ReadBatch, Mapping[str, Flags]]:
        """Lays out the facts of parts, one after the other.

        Returns:
            What they say, and where days are left out, by the fact.
        """
        sizes = [len(one.wrong) for one in facts]
        rows = sum(sizes)
        words = words_for(rows)
        today = np.full(words * WORD, self.today, np.int32)
        columns: dict[str, ColumnRead] = {}
        left_out: dict[str, Flags] = {}
        for column in fact_columns(self.rulebook.facts).values():
            if column.kind == "date":
                columns[column.place], left_out[column.place] = _days(column, facts, sizes, today)
            elif any(column.place in one.numbers for one in facts):
                numbers = [one.numbers.get(column.place, np.int32(OPEN)) for one in facts]  # the engine reads 32 bits
                columns[column.place] = _numbers(column, joined(numbers, sizes), words)
            else:
                columns[column.place] = unread(column, words)
        wrong = joined([one.wrong for one in facts], sizes)
        decides = self.rulebook.governed_by
        days = stated_days(decides, facts, sizes)[1].high
        stated = days < NEVER
        deciding = np.where(stated, days, np.int32(self.today)), stated
        said = {place: laid(read) for place, read in columns.items()}
        return ReadBatch(rows, 0, today, said, wrong, [], deciding), left_out


def _stated(column: FactColumn, block: Block, edition: Edition, kept: Flags) -> pa.Array:
    """Returns a fact as tables state it: null where it is not known, or the part is a refused case."""
    slot, rows = edition.layout[column.place], block.rows
    if column.values:
        planes = np.array(
            [unpack(block.inputs[slot, value].view(np.uint64))[:rows] for value in range(len(column.values))]
        )
        known, codes = kept & (planes.sum(0) == 1), planes.argmax(0)
        if column.kind == "bool":
            return pa.array(codes == 0, mask=~known)
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8), mask=~known), pa.array(column.values))
    low, high = (block.inputs[bound, BOUND].view(np.int32)[:rows] for bound in (slot, slot + 1))
    if column.kind == "count":
        return pa.array(low, mask=~kept | (low != high))
    days = np.where(low == NEVER, np.int32(NOT_HAPPENED.toordinal()), low) - np.int32(EPOCH)
    return pa.array(days, pa.int32(), mask=~kept | (low != high)).cast(pa.date32())


def _copied(found: TableOutcome) -> TableOutcome:
    """Returns what was found, to be kept when the runner runs again."""
    bounds = {name: (low.copy(), high.copy()) for name, (low, high) in found.bounds.items()}
    dues = {rule: LastDays(*map(methodcaller("copy"), due)) for rule, due in found.dues.items()}
    return replace(found, bounds=bounds, dues=dues)


def joined(parts: Iterable[Any], sizes: Sequence[int]) -> Any:
    """Puts values of parts one after the other; one that is the same in all rows of a part is repeated."""
    whole = [part if np.ndim(part) else np.full(size, part) for part, size in zip(parts, sizes, strict=True)]
    return np.concatenate(whole)


def _numbers(column: FactColumn, numbers: Numbers, words: int) -> ColumnRead:
    known = numbers != OPEN
    if column.values:
        planes = {value: pack((numbers == value) | ~known) for value in range(len(column.values))}
        return ColumnRead(pack(known), planes)
    low = padded(np.where(known, numbers, np.int32(column.spec.least)), words * WORD)
    return ColumnRead(pack(known), {}, (low, padded(np.where(known, numbers, np.int32(UNBOUNDED)), words * WORD)))


_SILENT = Days(*map(np.array, (EARLIEST, NEVER, False)))


def stated_days(fact: str, facts: Sequence[BlockFacts], sizes: Sequence[int]) -> tuple[Flags, Days]:
    """Returns of which parts a day is told, and which, as it is stated."""
    if not any(fact in one.told for one in facts):
        rows = sum(sizes)
        nowhere = np.zeros(rows, np.bool_)
        return nowhere, Days(np.full(rows, EARLIEST, np.int32), np.full(rows, NEVER, np.int32), nowhere)
    told = joined([one.told.get(fact, np.False_) for one in facts], sizes)
    days = [one.days.get(fact, _SILENT) for one in facts]
    low, high, sure = (joined(some, sizes) for some in zip(*days, strict=True))
    return told, Days(np.where(told, low, np.int32(EARLIEST)), np.where(told, high, np.int32(NEVER)), told & sure)


def _days(
    column: FactColumn, facts: Sequence[BlockFacts], sizes: Sequence[int], today: Numbers
) -> tuple[ColumnRead, Flags]:
    """Returns what is known of a day, as a case says it; what is left out has not happened unless it is the origin."""
    told, (low, high, sure) = stated_days(column.place, facts, sizes)
    day = today[0]
    if not column.spec.set_day:
        ahead = low > day
        high = np.where(high == NEVER, day, np.where(high <= day, high, np.int32(NEVER)))
        low, high = np.where(ahead, np.int32(NEVER), low), np.where(ahead, np.int32(NEVER), high)
    high = np.where(sure, high, np.int32(NEVER))
    if not column.spec.origin:
        low = np.where(told, low, np.int32(NEVER))
    low, high = padded(low.astype(np.int32), len(today)), padded(high.astype(np.int32), len(today))
    return ColumnRead(pack(low == high), {}, (low, high)), ~told


def _left_out(edition: Edition, block: Block, left_out: Mapping[str, Flags]) -> Block:
    """Takes days that are left out as unknown where what is stated says that there is one."""
    undated = [one.undated for one in edition.constraints if one.undated is not None]
    if not undated:
        return block
    tape = _given(edition)
    surely_given = tape.run(tape.places(block.words), block.inputs, block.today)
    inputs, known = dict(block.inputs), block.known
    for one, given in zip(undated, surely_given, strict=True):
        for day in one.days:
            slot = edition.layout[day]
            low, high = inputs[slot, BOUND], inputs[slot + 1, BOUND]
            flags = np.pad(left_out[day], (0, len(low) - len(left_out[day])))
            open_rows = unpack(given)[: len(low)] & flags & (low == NEVER)
            if open_rows.any():
                inputs[slot, BOUND] = np.where(open_rows, np.int32(EARLIEST), low)
                inputs[slot + 1, BOUND] = high
                known = known & ~pack(open_rows)
    return replace(block, inputs=inputs, known=known)


@per_edition
def _read_besides(edition: Edition) -> frozenset[int]:
    """Returns the first slots of the facts by which it is seen that a day that is left out is unknown."""
    days = (day for one in edition.constraints if one.undated is not None for day in one.undated.days)
    slots = (slot for slot, _ in _given(edition).reads)
    return frozenset(edition.layout[day] for day in days).union(*((slot, slot - 1) for slot in slots))


@per_edition
def _given(edition: Edition) -> Any:
    return surely(edition, [one.undated.given for one in edition.constraints if one.undated is not None])


def wanted_of(edition: Edition, more: Wanted, *, findings: bool) -> Wanted:
    """Returns what has to be worked out to evaluate parts, and to tell findings, besides more that is asked for."""
    questions = [question.name for question in edition.questions]
    if not findings:
        return Wanted(tuple(dict.fromkeys((*more.names, *questions))), more.dues)
    norms = [rule for rule in edition.rules if rule.norm is not None]
    statuses = [STATUS + rule.id for rule in norms]
    dues = [rule.id for rule in norms if DUE + rule.id in edition.layout]
    done = [rule.norm.done.day for rule in norms if rule.norm is not None and rule.norm.done is not None]
    names = dict.fromkeys((*more.names, *questions, *statuses, *done))
    return Wanted(tuple(names), tuple(dict.fromkeys((*more.dues, *dues))))
