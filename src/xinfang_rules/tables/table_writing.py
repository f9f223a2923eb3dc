"""Writing what comes out of a table, block by block: Parquet, Arrow IPC, CSV, JSON Lines and workbooks.

A file gets its name when it is whole: until then, and for good if something fails, what was there before stays.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from xinfang_rules.cells import FORMULA, cell
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.tables.table_files import ENDINGS

Put: TypeAlias = Callable[[pa.RecordBatch], object]
"""Takes the next rows."""

FORMS: Final = ("parquet", "arrow", "csv", "jsonl", "xlsx")
"""The formats that are written."""

AT_A_TIME: Final = 4_096
"""So many rows of a whole table have their texts in memory."""

_SHEET: Final = "结果"

_BOM: Final = b"\xef\xbb\xbf"
"""Tells Excel that a CSV file is in UTF-8."""


def written_form(path: Path) -> str:
    """Returns the format in which a file is written, by the ending of its name.

    Raises:
        ArgumentError: If it says none that is written.
    """
    endings = {**ENDINGS, ".xlsx": "xlsx"}
    form = endings.get(path.suffix.lower())
    if form not in FORMS:
        known = ", ".join(ending for ending, form in endings.items() if form in FORMS)
        raise ArgumentError(
            f"the name of the file {path} says no format that is written: {known}",
            f"从文件名 {path} 看不出写成什么格式，可用的结尾有 {known}",
        )
    return form


@contextmanager
def table_file(path: Path, schema: pa.Schema, kept: Sequence[str] = ()) -> Iterator[Put]:
    """Opens a file for rows, in the format that its name says.

    Args:
        path: The file.
        schema: Its columns.
        kept: Those that are the table's own, see `table_stream`.

    Raises:
        ArgumentError: If its name says no format that is written.
        XinfangError: If it cannot be written.
    """
    form = written_form(path)
    try:
        with whole_file(path) as sink:
            if form == "csv":
                sink.write(_BOM)
            with table_stream(sink, schema, form, kept) as put:
                yield put
    except (OSError, pa.ArrowException) as error:
        raise unwritable(path, error) from error


def write_table(path: Path, table: pa.Table) -> None:
    """Writes all of a table to a file, in the format that its name says.

    Raises:
        ArgumentError: If its name says no format that is written.
        XinfangError: If it cannot be written.
    """
    whole = ENDINGS.get(path.suffix.lower()) in ("parquet", "arrow")  # where texts stay in dictionaries
    with table_file(path, table.schema, table.schema.names) as put:
        for batch in table.to_batches(None if whole else AT_A_TIME):
            put(batch)


def unwritable(path: Path, error: Exception) -> XinfangError:
    """Returns what is told of a file that cannot be written."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
    return XinfangError(f"{path} cannot be written: {said}", f"{path}不能写入：{said}")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Opens a file that takes the place of another when it is whole; a device or a pipe is written to as it is."""
    place = path.resolve()
    if place.exists() and not place.is_file():
        with place.open("wb") as sink:
            yield sink
        return
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as sink:
            yield sink
        part.replace(place)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def table_stream(sink: BinaryIO, schema: pa.Schema, form: str, kept: Sequence[str] = ()) -> Iterator[Put]:
    """Writes rows to a stream.

    A cell of CSV that a spreadsheet would work out as a formula stands behind a `'`, see `xinfang_rules.cells`.

    Args:
        sink: Takes bytes; it is not closed.
        schema: The columns.
        form: One of `FORMS`.
        kept: The columns that are the table's own, of which the dictionaries may be others in every batch: in Arrow's
            format they are written as plain values.
    """
    if form == "jsonl":
        yield lambda batch: sink.write(_json_lines(batch))
    elif form == "xlsx":
        from xinfang_rules.tables.book_writing import SheetWriter, workbook  # needs more than tables do

        with workbook(sink) as book:
            yield SheetWriter(book, _SHEET, schema).put
    elif form == "csv":
        names = [cell(name) for name in schema.names]
        sink.write((",".join(f'"{name}"' for name in (each.replace('"', '""') for each in names)) + "\n").encode())
        yield lambda batch: sink.write(_csv(batch, names))
    else:
        if form == "arrow":
            schema = pa.schema(
                [field.with_type(_plain_type(field.type)) if field.name in kept else field for field in schema],
                metadata=schema.metadata,
            )
        with _arrow_writer(sink, schema, form) as writer:
            yield lambda batch: writer.write_batch(batch.cast(schema))


def _arrow_writer(sink: BinaryIO, schema: pa.Schema, form: str) -> Any:
    if form == "parquet":
        return pa_parquet.ParquetWriter(sink, schema, compression="zstd")
    return pa.ipc.new_file(sink, schema, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True))


def _csv(batch: pa.RecordBatch, names: list[str]) -> bytes:
    columns = [_guarded(column.cast(_plain_type(column.type))) for column in batch.columns]
    written = pa.BufferOutputStream()
    pa_csv.write_csv(pa.table(columns, names=names), written, pa_csv.WriteOptions(include_header=False))
    held: bytes = written.getvalue().to_pybytes()
    return held


def _plain_type(kind: pa.DataType) -> pa.DataType:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.string() if pa.types.is_string_view(kind) else kind


def _guarded(column: pa.Array) -> pa.Array:
    """Guards texts against being taken for formulas."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    formula = pc.fill_null(pc.match_substring_regex(column, FORMULA), False)
    if not pc.any(formula).as_py():
        return column
    return pc.if_else(formula, pc.binary_join_element_wise("'", column, ""), column)


def _json_lines(batch: pa.RecordBatch) -> bytes:
    lines = (json.dumps(row, ensure_ascii=False, default=str) for row in batch.to_pylist())
    return "".join(f"{line}\n" for line in lines).encode()
