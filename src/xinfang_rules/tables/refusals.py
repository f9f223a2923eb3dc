"""Rows that are refused: each with the column, the value and the reason."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.calendar.working_days import LAST_ORDINAL, checked
from xinfang_rules.engines.table.block import Block
from xinfang_rules.engines.table.runner import TableOutcome, TableRunner
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.encode import shown
from xinfang_rules.evaluation.governing import contradiction
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.row_source import Fault


class Refusal(NamedTuple):
    """Why a row is no case. A row that is refused for several reasons has several.

    Attributes:
        row: The row of the table, from 0.
        column: The column concerned; empty where it is none in particular.
        value: What stands there.
        code: `value`, `contradiction`, `instrument` or `calendar`.
        constraint: The identifier of the constraint that the row breaks, if that is why.
        reason: What is wrong, in English.
        reason_zh: The same in Chinese.
    """

    row: int
    column: str
    value: str
    code: str
    constraint: str | None
    reason: str
    reason_zh: str


_FIELDS: Final = (
    pa.field("row", pa.int64()),
    *(pa.field(name, pa.string()) for name in ("column", "value", "code", "constraint", "reason", "reason_zh")),
)


def refused_schema(kept: Iterable[pa.Field]) -> pa.Schema:
    """Returns the columns that tell of refused rows: those of `Refusal`, then those of the table that are kept."""
    return pa.schema([*_FIELDS, *kept])


def of_fault(fault: Fault) -> Refusal:
    """Tells that a row cannot be read."""
    row, value, message, chinese = fault
    return Refusal(row, "", value, "value", None, f"the row {message}", f"这一行{chinese}")


def of_values(column: str, wrong: Iterable[Fault], first: int) -> Iterator[Refusal]:
    """Tells which values of a column are none."""
    for row, value, message, chinese in wrong:
        yield Refusal(first + row, column, value, "value", None, f"{value} {message}", f"{value}{chinese}")


def of_day(column: str, value: object, row: int) -> Refusal:
    """Tells that a row has no day of evaluation."""
    told = "" if value is None else str(value)
    return Refusal(row, column, told, "value", None, "is no day of evaluation", "没有可用的判断基准日")


def of_found(
    runner: TableRunner, block: Block, found: TableOutcome, rows: npt.NDArray[np.int64], unread: npt.NDArray[np.bool_]
) -> Iterator[Refusal]:
    """Tells why rows of a block are refused, by their numbers in the table, but of those that are `unread` already."""
    edition = runner.program.edition
    (places,) = np.nonzero(found.broken & ~unread)
    if len(places):
        part = block.taken(places)
        false = runner.violations(part)
        for place, (row, values) in enumerate(zip(places, part.each(edition.layout.width), strict=True)):
            error = _contradiction(edition, values, int(part.today[place]), false[place])
            for finding in contradiction(error, edition).diagnostics:
                fact = finding.facts[0]
                column, value = column_name(fact), shown(fact, error.values, edition)[0]
                reasons = finding.message, finding.chinese
                yield Refusal(int(rows[row]), column, value, finding.code, finding.constraint, *reasons)
    (places,) = np.nonzero(found.uncountable & ~unread)
    if len(places):
        reasons = _uncountable()
        for row in places:
            yield Refusal(int(rows[row]), "", "", "calendar", None, *reasons)


def _contradiction(edition: Edition, values: Values, today: int, false: npt.NDArray[np.bool_]) -> InadmissibleError:
    """Returns what the scalar engine raises for a row, of which the plainly false constraints are known."""
    if false.any():
        broken = [edition.constraints[index] for index in np.flatnonzero(false)]
        return InadmissibleError(edition, values, None, broken)
    try:
        _admissibility(edition).complete(values, today)
    except InadmissibleError as error:
        return error
    raise AssertionError("the row breaks no constraint")


_admissibility: Final = per_edition(Admissibility)


def _uncountable() -> tuple[str, str]:
    try:
        checked(LAST_ORDINAL + 1)
    except CalendarError as error:
        return error.text("en"), error.text("zh")
    raise AssertionError("the last day is followed by another")


def refused_table(refusals: Iterable[Refusal], first: int, kept: pa.Table) -> pa.Table:
    """Lists refusals of some rows, from a first one on, as an Arrow table, by row, each with what is kept of it."""
    listed = sorted(refusals, key=lambda refusal: refusal.row)
    told = pa.Table.from_pylist([refusal._asdict() for refusal in listed], schema=pa.schema(_FIELDS))
    beside = kept.take([refusal.row - first for refusal in listed])
    return pa.table([*told.columns, *beside.columns], refused_schema(beside.schema))
