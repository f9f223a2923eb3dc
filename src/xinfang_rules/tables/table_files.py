"""Writing tables to files: all of what comes out, or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from xinfang_rules.cells import cell
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.tables.column_reading import is_text
from xinfang_rules.tables.table_sources import CSV, IPC, PARQUET


def write_table(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path, kept: Sequence[str]) -> int:
    """Writes what comes out, as it comes; returns how many rows there were.

    It is written beside, and takes the name of the file when it is complete: what fails leaves what was there.

    Args:
        batches: What comes out.
        schema: Its columns.
        path: The file.
        kept: The columns that are the table's own; their dictionaries may be others in every batch.

    Raises:
        ArgumentError: If the name of the file says no format.
        XinfangError: If it cannot be written.
    """
    if path.suffix.lower() not in (*PARQUET, *IPC, *CSV):
        known = ", ".join((*PARQUET, *IPC, *CSV))
        raise ArgumentError(f"the name of the file {path} says no format: {known}")
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        rows = _written(batches, schema, beside, path.suffix.lower(), kept)
        beside.replace(path)
    except (OSError, pa.ArrowException) as error:
        raise XinfangError(f"{path} cannot be written: {str(error).splitlines()[0]}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return rows


def _written(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path, suffix: str, kept: Sequence[str]) -> int:
    if suffix not in PARQUET:  # which has dictionaries of its own
        plain = schema.names if suffix in CSV else kept
        fields = (field.with_type(_plain(field.type)) if field.name in plain else field for field in schema)
        schema = pa.schema(fields, metadata=schema.metadata)
    if suffix in PARQUET:
        writer: Any = pa_parquet.ParquetWriter(path, schema, compression="zstd")
    elif suffix in IPC:
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
        writer = pa.ipc.new_file(str(path), schema, options=options)
    else:
        writer = pa_csv.CSVWriter(str(path), schema)
    rows = 0
    with writer:
        for batch in batches:
            if suffix not in PARQUET:
                batch = batch.cast(schema)
            writer.write_batch(_guarded(batch) if suffix in CSV else batch)
            rows += batch.num_rows
    return rows


def _guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Returns a batch of which no text is worked out as a formula where a spreadsheet opens it."""

    def guarded(array: pa.Array) -> pa.Array:
        texts = array.to_pylist() if is_text(array.type) else []
        safe = [None if text is None else cell(text) for text in texts]
        return array if safe == texts else pa.array(safe, array.type)

    return pa.RecordBatch.from_arrays([guarded(column) for column in batch.columns], schema=batch.schema)


def _plain(kind: pa.DataType) -> pa.DataType:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.string() if pa.types.is_string_view(kind) else kind
