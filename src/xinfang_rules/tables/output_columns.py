"""Columns for what comes out: answers, statuses, last days, and by how many days they were missed.

A column of values has a text for each row: the value, or, where several are possible, all of them, such as
`pending|overdue`. Only a row that is refused has null in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.arguments import names_of, no_such
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE
from xinfang_rules.engines.table.arrays import Flags, Masks, Numbers, pack
from xinfang_rules.engines.table.runner import LastDays, TableOutcome
from xinfang_rules.engines.table.table_program import Wanted
from xinfang_rules.errors import ArgumentError
from xinfang_rules.evaluation.standing import LATE_UNTIL
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.tables.column_reading import EPOCH
from xinfang_rules.tables.fact_columns import SEPARATOR, column_name

LATE: Final = "late."
"""Before the name of a rule: by how many days its last day was missed."""

GROUPS: Final = ("answers", "concepts", "statuses", "due_days", "days_late")
"""Names for all of a kind."""

JOINED: Final = "|"
"""Stands between values that are all possible."""

_SMALL: Final = 7
"""A mask of so many values is its own place in the list of all texts."""

_COUNTED: Final = 16
"""Which masks of so many values there are is found by counting each, of more by sorting them."""

Kind: TypeAlias = Literal["values", "earliest", "latest", "late", "texts"]


@dataclass(eq=False)
class Output:
    """A column that comes out.

    Attributes:
        name: What it is called.
        of: The name of the scope that it tells of: a question, a concept, a status or a last day.
        kind: What it tells.
        values: Of values, which there are, in mask order.
        notes: What its metadata say besides.
    """

    name: str
    of: str
    kind: Kind
    values: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    _texts: dict[str, int] = field(default_factory=dict, init=False)
    _listed: pa.Array | None = field(default=None, init=False)

    @property
    def field(self) -> pa.Field:
        """How an Arrow schema names it."""
        if self.kind == "values":
            kind = pa.dictionary(pa.uint8() if self._small else pa.int32(), pa.string())
            return pa.field(self.name, kind, metadata={"values": JOINED.join(self.values), **self.notes})
        kinds = {"late": pa.int32(), "texts": pa.dictionary(pa.int32(), pa.string())}
        return pa.field(self.name, kinds.get(self.kind, pa.date32()), metadata=dict(self.notes) or None)

    @property
    def _small(self) -> bool:
        return len(self.values) <= _SMALL

    def array(self, edition: Edition, found: TableOutcome, today: Numbers, kept: "Kept") -> pa.Array:
        """Returns what it tells of the rows of a block that are kept."""
        if self.of not in edition.layout:
            return pa.nulls(len(kept.rows), self.field.type)
        if self.kind == "values":
            return self.of_masks(edition.scope[self.of].values, found.masks[self.of], kept)
        rule = self.of.removeprefix(DUE)
        due = found.dues[rule]
        if self.kind == "late":
            norm = edition.rule(rule).norm
            assert norm is not None
            days, known = days_late(norm.kind, found.masks[STATUS + rule], due, today)
            return _array(pa.int32(), days, Kept(known & kept.rows))
        ordinals, known = last_day(due, latest=self.kind == "latest")
        return _array(pa.date32(), _days(ordinals), Kept(known & kept.rows))

    def of_masks(self, values: tuple[str, ...], masks: Masks, kept: "Kept") -> pa.Array:
        """Returns the texts of masks of some values."""
        if self._small and not self._texts:
            self._texts = {_text(self.values, mask): mask for mask in range(1 << len(self.values))}
        places = masks if self._small and values == self.values else self._translated(values, masks)
        indices = _array(pa.uint8() if self._small else pa.int32(), places, kept)
        if self._listed is None or len(self._listed) < len(self._texts):
            self._listed = pa.array(self._texts, pa.string())
        return pa.DictionaryArray.from_arrays(indices, self._listed, safe=False)

    def _translated(self, values: tuple[str, ...], masks: Masks) -> npt.NDArray[Any]:
        """Returns the place of each mask's text in the list of texts, to which those that are new are added."""
        kind = np.uint8 if self._small else np.int32
        if len(values) <= _COUNTED:
            present = np.flatnonzero(np.bincount(masks))
            places = np.zeros(1 << len(values), kind)
            places[present] = [self._place(values, int(mask)) for mask in present]
            return places.take(masks)
        present, inverse = np.unique(masks, return_inverse=True)
        return np.array([self._place(values, int(mask)) for mask in present], kind)[inverse]

    def _place(self, values: Sequence[str], mask: int) -> int:
        return self._texts.setdefault(_text(values, mask), len(self._texts))


def _text(values: Sequence[str], mask: int) -> str:
    return JOINED.join(value for place, value in enumerate(values) if mask >> place & 1)


class Kept:
    """The rows of which something is told; it is null in all others."""

    def __init__(self, rows: Flags) -> None:
        self.rows = rows
        self.buffer = None if rows.all() else pa.py_buffer(pack(rows))


def _array(kind: pa.DataType, numbers: npt.NDArray[Any], kept: Kept) -> pa.Array:
    """Makes an Arrow array of numbers, which it holds from now on."""
    return pa.Array.from_buffers(kind, len(numbers), [kept.buffer, pa.py_buffer(np.ascontiguousarray(numbers))])


def _days(ordinals: Numbers) -> Numbers:
    """Returns days as Arrow counts them."""
    days = np.frombuffer(pa.allocate_buffer(ordinals.nbytes), np.int32)
    return np.subtract(ordinals, np.int32(EPOCH), out=days)


def last_day(due: LastDays, *, latest: bool) -> tuple[Numbers, Flags]:
    """Returns the earliest or the latest last day, and where there is one to tell."""
    known = (due.low == due.high) & ~due.may_wait
    known |= (due.high < NEVER) & ~due.may_wait if latest else due.low > EARLIEST
    known &= due.low < NEVER  # while an obstacle lasts there is none
    return due.high if latest else due.low, known & due.may_run


def days_late(kind: NormKind, masks: Masks, due: LastDays, today: Numbers) -> tuple[Numbers, Flags]:
    """Returns by how many days the last days of a norm were missed, and where they surely were.

    As in a result: while it is overdue, up to the day of evaluation; done late, up to the day on which it was done.
    """
    status = masks & ~np.asarray(NOT_APPLICABLE, masks.dtype)
    certain = due.may_run & (due.low == due.high) & ~due.may_wait
    done = (due.done_low == due.done_high) & (due.done_low < NEVER)
    days, known = np.zeros(len(masks), np.int32), np.zeros(len(masks), np.bool_)
    for mask, until in LATE_UNTIL[kind].items():
        last = today if until == "today" else due.done_low
        late = certain & (status == mask) & (last > due.low)
        if until == "done":
            late &= done
        np.copyto(days, last - due.low, where=late)
        known |= late
    return days, known


def outputs_of(editions: Iterable[Edition], want: Sequence[str] | str) -> list[Output]:
    """Lays out what is wanted.

    Args:
        editions: The editions that may govern a row.
        want: Names of `GROUPS`, questions, concepts, `status.<rule>`, `due.<rule>`, `late.<rule>`.

    Raises:
        ArgumentError: If there is nothing of a name, or nothing is wanted.
    """
    editions = list(editions)
    made: dict[str, Output] = {}
    for name in names_of(want, "want", GROUPS[0]):
        found = False
        for edition in editions:
            for each in _named(edition, name):
                found = True
                for output in _columns(edition, each):
                    kept = made.setdefault(output.name, output)
                    kept.values += tuple(value for value in output.values if value not in kept.values)
        if not found:
            known = [*GROUPS, *(one for edition in editions for group in GROUPS for one in _named(edition, group))]
            raise no_such(f"nothing that can be wanted is named {name}", f"没有叫 {name} 的结果可要", name, known)
    if not made:
        raise ArgumentError(f'nothing is wanted; write want=["{GROUPS[0]}"]', f"没有写明要什么，例如 {GROUPS[0]}")
    return list(made.values())


def _named(edition: Edition, name: str) -> list[str]:
    names = edition.scope
    match name:
        case "answers":
            return [question.name for question in edition.questions]
        case "concepts":
            return [concept.name for concept in edition.concepts]
        case "statuses":
            return [each for each in names if each.startswith(STATUS)]
        case "due_days":
            return [each for each in names if each.startswith(DUE)]
        case "days_late":
            return [LATE + each.removeprefix(DUE) for each in names if each.startswith(DUE)]
    plain = DUE + name.removeprefix(LATE) if name.startswith(LATE) else name
    return [name] if plain in names and plain not in edition.facts else []


def _columns(edition: Edition, name: str) -> Iterator[Output]:
    rule = column_name(name.partition(".")[2]) + SEPARATOR
    if name.startswith(STATUS):
        yield Output(rule + "status", name, "values", edition.scope[name].values)
    elif name.startswith(DUE):
        yield Output(rule + "due_earliest", name, "earliest")
        yield Output(rule + "due_latest", name, "latest")
    elif name.startswith(LATE):
        yield Output(rule + "days_late", DUE + name.removeprefix(LATE), "late")
    else:
        yield Output(column_name(name), name, "values", edition.scope[name].values)


def wanted(edition: Edition, outputs: Iterable[Output]) -> Wanted:
    """Returns what has to be worked out by an edition for some columns."""
    names: dict[str, None] = {}
    dues: dict[str, None] = {}
    for output in outputs:
        if output.of not in edition.layout:
            continue
        if output.kind == "values":
            names[output.of] = None
        else:
            dues[output.of.removeprefix(DUE)] = None
            if output.kind == "late":
                names[STATUS + output.of.removeprefix(DUE)] = None
    return Wanted(tuple(names), tuple(dues))
