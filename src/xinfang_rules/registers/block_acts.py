"""The acts of a block of rows as they stand on a day: what `xinfang_rules.dossier.record` reads of each dossier.

Every row of a register is one file with one claim. The few that one pass over columns cannot read as their dossiers are
read are told apart (`unusual`): more than one piece, or anything for which a dossier is refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from xinfang_rules.days import day_at
from xinfang_rules.dossier.acts_file import Structure
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.organ_relations import OrganRelations
from xinfang_rules.dossier.recorded_act import PETITIONER, Stated
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.registers.act_columns import (
    DID_NOT,
    HAPPENED,
    ActColumns,
    CodedColumn,
    DayColumn,
    SlotColumns,
    taken,
)

Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int32]
Places: TypeAlias = npt.NDArray[np.intp]

NO_PIECE: Final = "p1"
"""What a dossier calls its first piece, if that has no name."""


class Days(NamedTuple):
    """A day a row, within bounds.

    Attributes:
        low: The first ordinal that it can be.
        high: The last; `NEVER` where none is known.
        sure: Where it surely was some day.
    """

    low: Numbers
    high: Numbers
    sure: Flags

    def taken(self, rows: Places) -> "Days":
        """Returns those of some rows."""
        return Days(self.low[rows], self.high[rows], self.sure[rows])


@dataclass(frozen=True, eq=False)
class BlockAct:
    """An act that rows of a block may have, of one organ in all of them.

    Attributes:
        act: Its kind.
        by: Who did it: an organ, or `petitioner`.
        to: To which organ, if to any.
        there: The rows that have it, on the day.
        perhaps: Where it may not have happened.
        rank: Its place among the acts of the row.
        day: When; sure everywhere.
        received: When it reached its addressee.
        recorded: Where that is recorded at all.
        told: What else is told of it: for each row the place among values, -1 for none.
        due: Fields that are days.
    """

    act: str
    by: str
    to: str | None
    there: Flags
    perhaps: Flags
    rank: Numbers
    day: Days
    received: Days
    recorded: Flags
    told: Mapping[str, CodedColumn]
    due: Mapping[str, Days]

    def taken(self, rows: Places) -> "BlockAct":
        """Returns the same of some rows."""
        some: BlockAct = taken(self, rows)
        due = {name: days.taken(rows) for name, days in self.due.items()}
        return replace(some, day=self.day.taken(rows), received=self.received.taken(rows), due=due)

    def taken_day(self, name: str) -> tuple[Flags, Days]:
        """Returns where it tells a day, and which: that on which it was done, or received, or a field."""
        if name == "day":
            return np.ones_like(self.there), self.day._replace(sure=~self.perhaps)
        if name == "received":
            return self.recorded, self.received._replace(sure=self.received.sure & ~self.perhaps)
        days = self.due.get(name)
        if days is None:
            return np.zeros_like(self.there), self.day
        return ((days.low > EARLIEST) | (days.high < NEVER)) & ~self.perhaps, days


@dataclass(frozen=True, eq=False)
class ActBlock:
    """The acts of some rows.

    Attributes:
        columns: What they come from.
        rows: Their places there.
        table: What `acts.yaml` says.
        today: The ordinal of the day.
        complete_to: The ordinal of the day up to which the record is complete; 0 if that is open.
        acts: The acts.
        unusual: The rows that have to be read one by one.
        relations: What the organs are to each other.
        competent: Which organs may be competent, and for each row which of them are.
        piece: What the piece is called.
    """

    columns: ActColumns
    rows: Places
    table: ActsTable
    today: int
    complete_to: int
    acts: Sequence[BlockAct]
    unusual: Flags
    relations: OrganRelations
    competent: CodedColumn
    piece: str

    def __len__(self) -> int:
        return len(self.rows)

    def taken(self, rows: Places) -> "ActBlock":
        """Returns a block of some of its rows; acts that none of them has are left out."""
        return replace(
            self,
            rows=self.rows[rows],
            acts=[act.taken(rows) for act in self.acts if act.there[rows].any()],
            unusual=self.unusual[rows],
            competent=CodedColumn(self.competent.values, self.competent.codes[rows]),
        )

    def of(self, *acts: str) -> list[BlockAct]:
        """Lists the acts of some kinds."""
        return [act for act in self.acts if act.act in acts]

    def shown_until(self, names: Iterable[str] | None, acts: Iterable[str]) -> int:
        """Returns until when the record would show acts that some organ would have, an ordinal; 0 if nobody knows."""
        columns, everybody = self.columns, self.complete_to
        if not names or not set(acts) & set(columns.records):
            return 0
        own = (None if name == PETITIONER else columns.organs[name].complete_to for name in names)
        return min(everybody if day is None else day.toordinal() for day in own)


def read_block(columns: ActColumns, rows: Places, table: ActsTable, today: int, complete_to: int) -> ActBlock:
    """Reads the acts of some rows, none of them refused; see `ActBlock`."""
    structure = table.file.structure
    order = columns.ordered(rows).T
    happened = np.array([slot.happened[rows] for slot in columns.slots], np.int8).reshape(-1, len(rows))
    first = np.array([slot.day.first[rows] for slot in columns.slots], np.int32).reshape(happened.shape)
    last = np.array([slot.day.last[rows] for slot in columns.slots], np.int32).reshape(happened.shape)
    there, perhaps, rank, unusual = _in_order(order, happened, first, last, today)
    raising = [place for place, slot in enumerate(columns.slots) if slot.act == structure.raises]
    present = happened != DID_NOT
    unusual |= present[raising].sum(0) > 1
    if len(order):
        unusual |= present.any(0) & ~np.isin(order[0], raising)
    unusual |= (present & (first > 0) & (last > 0) & (first > last)).any(0)
    # Of a register with several such acts, only rows with the first of them are read as columns.
    piece = next((columns.slots[place].piece or NO_PIECE for place in raising), NO_PIECE)
    unusual |= present[raising[1:]].any(0)
    acts: list[BlockAct] = []
    for place, slot in enumerate(columns.slots):
        if not there[place].any() and not present[place].any():
            continue
        days = DayColumn(first[place], last[place])
        unusual |= present[place] & (_received_before(slot, rows, days) | (slot.piece not in (None, piece)))
        for by, to, where in _organs(slot, rows, present[place]):
            entry = table.file.acts[slot.act]
            if (entry.by == "organ") is (by is None) or (entry.to and to is None):
                unusual |= where
                continue
            acts.append(
                _act(slot, rows, table, by or PETITIONER, to, there[place] & where, perhaps[place], rank[place], days)
            )
    unusual |= _of_unknown_kind(acts, structure, len(rows))
    arrived = [_arrived(act, acts, structure.remedies) if act.act in structure.sent else act for act in acts]
    return ActBlock(
        columns,
        rows,
        table,
        today,
        complete_to,
        arrived,
        unusual,
        OrganRelations(columns.organs, structure.levels),
        _competent(columns, rows),
        piece,
    )


def _of_unknown_kind(acts: Sequence[BlockAct], structure: Structure, rows: int) -> Flags:
    """Tells in which rows several organs handle the matter, and a document does not tell its kind.

    What is sought against whose document hangs on that; see `dossier.parts`.
    """
    did: dict[str, Flags] = {}
    untold = np.zeros(rows, np.bool_)
    for act in acts:
        if act.act in structure.handles:
            did[act.by] = did.get(act.by, np.False_) | act.there
        if act.act == structure.opinion:
            kind = act.told.get("kind")
            untold |= act.there if kind is None else act.there & (kind.codes < 0)
    several: Flags = np.sum([*did.values()], axis=0) > 1
    return untold & several


def _in_order(
    order: Numbers, happened: npt.NDArray[np.int8], first: Numbers, last: Numbers, today: int
) -> tuple[Flags, Flags, Numbers, Flags]:
    """Goes through the acts of all rows in their order.

    Returns:
        Which are there by the day: what follows one that is later is later too; which may not have happened; the place
        of each in its row; and the rows in which days go back.
    """
    rows = np.arange(happened.shape[1])
    there, perhaps = np.zeros(happened.shape, np.bool_), np.zeros(happened.shape, np.bool_)
    rank = np.zeros(happened.shape, np.int32)
    over, back = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    latest = np.zeros(len(rows), np.int32)
    for number, place in enumerate(order):
        present, start, end = happened[place, rows] != DID_NOT, first[place, rows], last[place, rows]
        over |= present & (start > today)
        there[place, rows] = present & ~over
        rank[place, rows] = number
        back |= present & (end > 0) & (end < latest)
        latest = np.maximum(latest, start * present)
    following = np.zeros(len(rows), np.int32)
    for place in order[::-1]:
        sure, end = happened[place, rows], last[place, rows]
        ends = np.where(end > 0, end, following)  # at the latest when the next act was done that has a last day
        perhaps[place, rows] = (sure != HAPPENED) | (ends > today)
        following = np.where((sure == HAPPENED) & (end > 0), end, following)
    return there, perhaps, rank, back


def _received_before(slot: SlotColumns, rows: Places, day: DayColumn) -> Flags:
    if slot.received is None:
        return np.zeros(len(rows), np.bool_)
    first, last = slot.received.first[rows], slot.received.last[rows]
    inverted = (first > 0) & (last > 0) & (first > last)
    before: Flags = inverted | ((first == last) & (first > 0) & (day.first == day.last) & (first < day.first))
    return before


def _organs(slot: SlotColumns, rows: Places, present: Flags) -> Iterator[tuple[str | None, str | None, Flags]]:
    """Yields by whom and to whom it was done, with the rows."""
    ways = [(slot.by, slot.to, present)]
    for position, name in enumerate(("by", "to")):
        column = slot.told.get(name)
        if column is None:
            continue
        codes, found = column.codes[rows], []
        for by, to, where in ways:
            for code, value in enumerate((*column.values, None)):
                part = where & (codes == (code if code < len(column.values) else -1))
                if part.any():
                    named = (by, to)[position] if value is None else value
                    found.append((named, to, part) if position == 0 else (by, named, part))
        ways = found
    yield from ways


def _act(
    slot: SlotColumns, rows: Places, table: ActsTable, by: str, to: str | None,
    there: Flags, perhaps: Flags, rank: Numbers, day: DayColumn,
) -> BlockAct:  # fmt: skip
    days = days_of(day)
    stated = None if slot.received is None else days_of(slot.received, rows)
    own = slot.same_day or table.file.acts[slot.act].received_with_day
    received, recorded = days, np.full(len(rows), own)
    if stated is not None:
        told = (stated.low > EARLIEST) | (stated.high < NEVER)
        received = Days(*(np.where(told, one, other) for one, other in zip(stated, days, strict=True)))
        recorded = recorded | told
    told_of = {name: one for name, one in slot.told.items() if name not in ("by", "to")}
    return BlockAct(
        slot.act, by, to, there, perhaps, rank, days, received, recorded,
        {
            **{name: CodedColumn((value,), np.zeros(len(rows), np.int32)) for name, value in slot.given.items()},
            **{name: _told(slot, name, one, rows) for name, one in told_of.items()},
        },
        {name: days_of(one, rows) for name, one in slot.due.items()},
    )  # fmt: skip


def _told(slot: SlotColumns, name: str, column: CodedColumn, rows: Places) -> CodedColumn:
    """Returns what a column tells, and where it does not, what is the same in every row."""
    codes = column.codes[rows]
    if name not in slot.given:
        return CodedColumn(column.values, codes)
    values = (*column.values, slot.given[name])
    return CodedColumn(values, np.where(codes < 0, np.int32(len(values) - 1), codes))


def days_of(column: DayColumn, rows: Places | None = None) -> Days:
    """Returns days as bounds."""
    first, last = (column.first, column.last) if rows is None else (column.first[rows], column.last[rows])
    low = np.where(first > 0, first, np.int32(EARLIEST))
    return Days(low, np.where(last > 0, last, np.int32(NEVER)), np.ones(len(low), np.bool_))


def _arrived(act: BlockAct, acts: Sequence[BlockAct], remedies: Sequence[str]) -> BlockAct:
    """Infers when what was sent to an organ arrived: on that day or later; and by then, if it went on with it."""
    next_rank, until = np.full(len(act.there), NEVER, np.int32), np.full(len(act.there), NEVER, np.int32)
    for later in acts:
        if later.by != act.to or (act.act in remedies and later.act not in remedies):
            continue
        exact = (later.day.low == later.day.high) & ~later.perhaps & later.there
        nearer = exact & (later.rank > act.rank) & (later.rank < next_rank)
        next_rank, until = np.where(nearer, later.rank, next_rank), np.where(nearer, later.day.low, until)
    since = act.day.low
    known, dated = until < NEVER, since > EARLIEST
    high = np.where(known, until, np.int32(NEVER))
    inferred = Days(since, high, known | ~dated)
    return replace(
        act,
        received=Days(*(np.where(act.recorded, one, other) for one, other in zip(act.received, inferred, strict=True))),
        recorded=np.ones_like(act.recorded),
    )


def _competent(columns: ActColumns, rows: Places) -> CodedColumn:
    """Returns which organs are competent: what a column says, else what holds of every row."""
    own = columns.claim.competent
    if columns.competent is None:
        return CodedColumn((own,), np.zeros(len(rows), np.int32))
    named: list[Any] = [(one,) if isinstance(one, str) else tuple(one) for one in columns.competent.values]
    codes = columns.competent.codes[rows]
    return CodedColumn((*named, own), np.where(codes < 0, np.int32(len(named)), codes))


def stated_day(low: int, high: int, *, sure: bool = True) -> Stated:
    """Returns a day within bounds as a dossier states it."""
    first, last = day_at(low) if low > EARLIEST else None, day_at(high) if high < NEVER else None
    if first is None and last is None:
        return UNKNOWN
    return first if first is not None and first == last else DayBounds(first, last, True if sure else UNKNOWN)
