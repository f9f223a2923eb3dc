"""What a register says, as columns of acts: a mapping compiled over all rows, before any of them is a dossier.

This is where reading registers ends and working on them begins. A *slot* is an act that each row may have: `accept` by
the unit, say. Of every slot there are columns over all rows: whether it happened, when, and what is told of it. What is
no act is a fact or a property of the claim, the same way. `ActColumns.row_dossier` makes the dossier of one row; what
works on the columns comes to what `xinfang_rules.dossier.examine` says of that dossier.

Numbers are NumPy arrays, one entry a row. Days are proleptic ordinals.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from xinfang_rules.days import day_at
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct, DossierClaim, DossierOrgan
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN

Int32s: TypeAlias = npt.NDArray[np.int32]
Int8s: TypeAlias = npt.NDArray[np.int8]
Flags: TypeAlias = npt.NDArray[np.bool_]

HAPPENED: Final = 1
DID_NOT: Final = 0
PERHAPS: Final = -1
CLAIM: Final = "c1"
"""What the claim of a row is called in its dossier."""


@dataclass(frozen=True, slots=True, eq=False)
class DayColumn:
    """Days, known or within bounds.

    Attributes:
        first: The first ordinal that the day can be; 0 where none is known.
        last: The last one; 0 where none is known. Equal to `first` where the day is known.
    """

    first: Int32s
    last: Int32s


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """Anything else.

    Attributes:
        values: The values that there are, as a dossier states them: texts, truth values or numbers.
        codes: For each row the place of its value in `values`; -1 where the row tells none.
    """

    values: tuple[Any, ...]
    codes: Int32s


@dataclass(frozen=True, slots=True, eq=False)
class SlotColumns:
    """An act that each row may have.

    Attributes:
        name: What the mapping calls it.
        act: Its kind, of `acts.yaml`.
        piece: The piece that it belongs to, if the mapping says so.
        by: By which organ, in every row; None where the petitioner does it, or `told` has it.
        to: To which organ, in every row; None if to none, or `told` has it.
        same_day: Whether it reached its addressee on the day on which it was done.
        given: What else is the same in every row: `kind`, `outcome`, and fields of the act.
        happened: 1 where it did, 0 where the row has no such act, -1 where it may have: `sure` is false.
        day: When it was done, wherever `happened` is not 0.
        received: When it reached its addressee, if a column says so.
        told: What else columns say of it: `by`, `to`, `kind`, `outcome` and fields of the act. -1 is: not told.
        due: What columns say of fields that are days.
    """

    name: str
    act: str
    piece: str | None
    by: str | None
    to: str | None
    same_day: bool
    given: Mapping[str, Any]
    happened: Int8s
    day: DayColumn
    received: DayColumn | None = None
    told: Mapping[str, CodedColumn] = field(default_factory=dict)
    due: Mapping[str, DayColumn] = field(default_factory=dict)


class RefusedCell(NamedTuple):
    """A cell that could not be used. The row stands; what the cell would have told is unknown.

    Attributes:
        row: The place of the row in the columns, from 0.
        line: The row of the sheet, or of the CSV file, as a spreadsheet numbers it, from 1.
        column: The heading.
        cell: Its address, such as `K17`.
        value: What stands there; not shown if it looks like a personal number.
        code: `value` (nothing that the mapping knows), `contradiction`, `merged` (covered by a merged cell), `formula`
            (an error, or without a saved value), `missing` (empty, though something must have stood there).
        reason: What is wrong, in Chinese.
    """

    row: int
    line: int
    column: str
    cell: str
    value: str
    code: str
    reason: str


@dataclass(frozen=True, eq=False)
class ActColumns:
    """A register as columns.

    Attributes:
        lines: The row of the sheet of each row, from 1.
        organs: The organs, the same in every row.
        claim: The claim, as far as it is the same in every row. Its label is `CLAIM`.
        matter: The facts that are the same in every row, group by group.
        records: The acts, and days of receipt, for which the register has a column: only of these does an empty cell
            say that they did not happen.
        slots: The acts, in the order of the mapping.
        competent: Which organ is competent, where a column says so; else `claim` does.
        category: The category of the claim, likewise.
        remedy: The remedies, likewise: a word of `acts.yaml`.
        facts: Facts that columns state, by their dotted names: they are facts of the matter.
        refused_cells: Cells that say nothing, in the order of the rows.
        refused: Rows that are no dossier: their days contradict each other. Each has a refused cell that says why.
        barred: By the name of a presumption, the rows in which it must not be made.
        own_days: By the identifier of a norm, what the register itself gives as its last day.
        complete: Whether the register is kept up to the day on which it is looked at.
    """

    lines: Int32s
    organs: Mapping[str, DossierOrgan]
    claim: DossierClaim
    matter: Mapping[str, Any]
    records: tuple[str, ...]
    slots: tuple[SlotColumns, ...]
    competent: CodedColumn | None = None
    category: CodedColumn | None = None
    remedy: CodedColumn | None = None
    facts: Mapping[str, CodedColumn | DayColumn] = field(default_factory=dict)
    refused_cells: tuple[RefusedCell, ...] = ()
    refused: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    barred: Mapping[str, Flags] = field(default_factory=dict)
    own_days: Mapping[str, DayColumn] = field(default_factory=dict)
    complete: bool = True

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def order(self) -> Int32s:
        """The order of the acts in every row; see `ordered`."""
        return self.ordered(slice(None))

    def ordered(self, rows: slice | npt.NDArray[np.intp]) -> Int32s:
        """Returns the order of the acts: for each row the places of its slots, those that it has not at the end.

        By their last possible day; an act of which none is known comes right after the act before it in the mapping,
        and acts of one day come in the order of the mapping. Shape: rows, slots.
        """
        happened = [slot.happened[rows] != DID_NOT for slot in self.slots]
        before = np.zeros(len(self.lines[rows]), np.int64)
        keys = np.zeros((len(before), len(self.slots)), np.int64)
        for place, (slot, did) in enumerate(zip(self.slots, happened, strict=True)):
            last = slot.day.last[rows].astype(np.int64)
            keys[:, place] = np.where(last > 0, last, before)
            before = np.where(did, keys[:, place], before)
            keys[~did, place] = np.iinfo(np.int64).max
        return np.argsort(keys, axis=1, kind="stable").astype(np.int32)

    def later_than(self, day: date) -> Flags:
        """Tells which rows begin after a day: what was done first in them, and so everything, is later."""
        places, rows = self.order[:, 0] if self.slots else np.zeros(0, np.int32), np.arange(len(self))
        found = np.zeros(len(self), np.bool_)
        for place in np.unique(places):
            slot, some = self.slots[place], rows[places == place]
            found[some] = (slot.happened[some] != DID_NOT) & (slot.day.first[some] > day.toordinal())
        return found

    def taken(self, rows: npt.NDArray[np.intp]) -> "ActColumns":
        """Returns some rows only; which cells were refused is not told of them."""
        some: ActColumns = taken(replace(self, refused_cells=()), rows)
        return replace(some, slots=tuple(taken(slot, rows) for slot in self.slots))

    def row_dossier(self, row: int, complete_to: date | None = None) -> Dossier:
        """Returns the dossier of a row.

        Args:
            row: The place of the row, from 0; not one of `refused`.
            complete_to: The day up to which the register is complete; None if that is open.
        """
        acts = [
            _act(self.slots[place], row)
            for place in self.order[row].tolist()
            if self.slots[place].happened[row] != DID_NOT
        ]
        told = {
            key: value
            for key, column in (("competent", self.competent), ("category", self.category), ("remedy", self.remedy))
            if (value := _value(column, row)) is not None
        }
        if isinstance(told.get("competent"), str):
            told["competent"] = (told["competent"],)
        claim = self.claim.model_copy(update=told) if told else self.claim
        matter = {group: dict(facts) for group, facts in self.matter.items()}
        for name, column in self.facts.items():
            stated = _day(column, row) if isinstance(column, DayColumn) else _value(column, row)
            if stated is not None:
                group, _, key = name.partition(".")
                matter.setdefault(group, {})[key] = stated
        return Dossier.model_construct(
            dossier=f"row-{self.lines[row]}",
            complete_to=complete_to,
            records=self.records,
            organs=dict(self.organs),
            claims={CLAIM: claim},
            matter=matter,
            never_presume=tuple(name for name, flags in self.barred.items() if flags[row]),
            acts=tuple(acts),
        )


def _act(slot: SlotColumns, row: int) -> DossierAct:
    told = {name: value for name, column in slot.told.items() if (value := _value(column, row)) is not None}
    due = {name: day for name, column in slot.due.items() if (day := _day(column, row)) is not None}
    received = None if slot.received is None else _day(slot.received, row)
    return DossierAct.model_construct(
        **{
            "day": _day(slot.day, row) or UNKNOWN,
            "act": slot.act,
            "by": slot.by,
            "to": slot.to,
            "received": "same_day" if received is None and slot.same_day else received,
            "claims": None,
            "piece": None if slot.piece is None else (slot.piece,),
            "kind": None,
            "outcome": None,
            "sure": bool(slot.happened[row] == HAPPENED),
            **slot.given,
            **told,
            **due,
        }
    )


def _value(column: CodedColumn | None, row: int) -> Any:
    return None if column is None or column.codes[row] < 0 else column.values[column.codes[row]]


def _day(column: DayColumn, row: int) -> date | DayBounds | None:
    first, last = int(column.first[row]), int(column.last[row])
    if not first and not last:
        return None
    if first == last:
        return day_at(first)
    return DayBounds(day_at(first) if first else None, day_at(last) if last else None)


def taken(held: Any, rows: npt.NDArray[np.intp]) -> Any:
    """Returns the same of some rows only: each array that it holds, by a name or in a mapping, has an entry a row."""
    if isinstance(held, np.ndarray):
        return held[rows]
    if isinstance(held, Mapping):
        return {name: taken(one, rows) for name, one in held.items()}
    if is_dataclass(held) and not isinstance(held, type):
        return replace(held, **{one.name: taken(getattr(held, one.name), rows) for one in fields(held)})
    return held


def known(column: DayColumn) -> Flags:
    """Tells where a day is known, if only within bounds."""
    return (column.first > 0) | (column.last > 0)


def no_days(rows: int) -> DayColumn:
    """Returns a column that tells no day."""
    return DayColumn(np.zeros(rows, np.int32), np.zeros(rows, np.int32))
