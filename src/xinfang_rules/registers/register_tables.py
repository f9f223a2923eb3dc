"""The tables that come of a register: its parts and its findings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from xinfang_rules.registers.block_acts import Numbers, Places
from xinfang_rules.registers.finding_columns import KINDS, NOTHING, FindingColumns
from xinfang_rules.registers.norm_findings import ROLES
from xinfang_rules.tables.column_reading import EPOCH

_TEXT: Final = pa.dictionary(pa.int32(), pa.string())

PART_FIELDS: Final = (
    pa.field("row", pa.int64()),
    *(pa.field(name, _TEXT) for name in ("part", "organ", "role")),
    pa.field("round", pa.int32()),
    pa.field("refused", pa.string()),
)

FINDINGS_SCHEMA: Final = pa.schema(
    [
        pa.field("row", pa.int64()),
        *(pa.field(name, _TEXT) for name in ("parts", "of", "title", "kind", "would_be", "who")),
        *(pa.field(name, pa.date32()) for name in ("due_earliest", "due_latest", "done_on")),
        *(pa.field(name, pa.int32()) for name in ("days_left", "days_late", "late_at_least", "late_at_most")),
        pa.field("possible", _TEXT),
        *(pa.field(name, pa.bool_()) for name in ("presumed", "days_presumed")),
    ]
)
"""The columns of findings."""


def parts_schema(out: Iterable[pa.Field]) -> pa.Schema:
    """Returns the columns of parts, with what comes out of each."""
    return pa.schema([*PART_FIELDS, *out])


def parts_batch(
    rows: Any,
    part: tuple[Any, list[str]],
    organ: tuple[Any, list[str]],
    role: Any,
    number: Any,
    refused: Sequence[str | None],
    out: Iterable[pa.Field],
    found: Sequence[pa.Array],
) -> pa.RecordBatch:
    """Writes parts.

    Args:
        rows: The place of the row of each in the register.
        part: Its name: a place among names.
        organ: Its organ, likewise.
        role: The place of its role in `ROLES`.
        number: Its round.
        refused: Why its case was refused; None if it was not.
        out: What comes out of each.
        found: The same, column by column.
    """
    arrays = [
        pa.array(rows, pa.int64()),
        texts(*part),
        texts(*organ),
        texts(role, ROLES),
        pa.array(number, pa.int32()),
        pa.array(refused, pa.string()),
        *found,
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=parts_schema(out))


def findings_batch(
    found: FindingColumns, rows: Places, names: list[str], parts: list[str], today: int
) -> pa.RecordBatch:
    """Writes findings, row by row in the order of reports.

    Args:
        found: The findings.
        rows: The place in the register of each row of the block.
        names: The names that they have.
        parts: The names of parts.
        today: The ordinal of the day of evaluation.
    """
    shown = np.where(found.would_be >= 0, found.would_be, found.kind).astype(np.int64)
    day = np.where(found.due_earliest > 0, found.due_earliest, today).astype(np.int64)
    alphabetical = np.zeros(len(names), np.int64)
    alphabetical[sorted(np.unique(found.of), key=names.__getitem__)] = np.arange(len(np.unique(found.of)))
    key = found.row.astype(np.int64) << 44 | shown << 36 | day << 14 | alphabetical[found.of]
    order = np.lexsort((found.order, key))
    kinds = [kind.value for kind in KINDS]
    named: Mapping[str, tuple[Numbers, list[str]]] = {
        "parts": (found.part, parts),
        "kind": (found.kind, kinds),
        "would_be": (found.would_be, kinds),
        **{name: (getattr(found, name), names) for name in ("of", "title", "who", "possible")},
    }
    arrays = [pa.array(rows[found.row][order], pa.int64())]
    for column in list(FINDINGS_SCHEMA)[1:]:
        if column.name in named:
            numbers, listed = named[column.name]
            arrays.append(texts(numbers[order], listed))
        elif column.type == pa.bool_():
            arrays.append(pa.array(getattr(found, column.name)[order] == 1))
        else:
            numbers = getattr(found, column.name)[order]
            days = numbers - np.int32(EPOCH) if column.type == pa.date32() else numbers
            array = pa.array(days.astype(np.int32), pa.int32(), mask=numbers == NOTHING)
            arrays.append(array.cast(column.type))
    return pa.RecordBatch.from_arrays(arrays, schema=FINDINGS_SCHEMA)


def texts(numbers: Any, names: Sequence[str]) -> pa.Array:
    """Returns names by their places; null for `NOTHING`."""
    indices = pa.array(np.asarray(numbers, np.int32), pa.int32(), mask=np.asarray(numbers) == NOTHING)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def coded_texts(column: pa.ChunkedArray) -> tuple[Places, list[str]]:
    """Returns for each row the place of its text, and the texts; of a column without nulls."""
    whole = column.unify_dictionaries().combine_chunks()
    return whole.indices.to_numpy(), whole.dictionary.to_pylist()
