"""Where tables come from: frames, Arrow tables and readers, and files; and giving back the same kind."""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from xinfang_rules.arguments import path_of, wrong
from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.tables.text_encodings import encoding_of, known_encoding

PARQUET: Final = (".parquet", ".pq")
IPC: Final = (".arrow", ".feather", ".ipc")
CSV: Final = (".csv",)


Batches: TypeAlias = Callable[[list[str], int], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, eq=False)
class TableSource:
    """A table, read in blocks.

    Attributes:
        schema: Its columns.
        batches: Reads some of its columns, at most so many rows at a time. What can be read once only is empty after.
        like: Turns an Arrow table into the kind of table that this one is.
    """

    schema: pa.Schema
    batches: Batches
    like: Callable[[pa.Table], Any]


def table_source(source: object, encoding: str | None = None) -> TableSource:
    """Takes a table in any of its forms.

    Args:
        source: The table.
        encoding: How a CSV file is encoded; if None, UTF-8 or GB18030, as it turns out to be.

    Raises:
        ArgumentError: If it is none, or an encoding is named that there is not, or of what is no CSV file.
        XinfangError: If a file cannot be read.
    """
    if isinstance(source, (str, os.PathLike)):
        return _file(path_of(source, "source"), encoding)
    if encoding is not None:
        raise ArgumentError("encoding is for the path of a CSV file; leave it out")
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    if isinstance(source, pa.Table):
        table = source
        return TableSource(
            table.schema, lambda names, most: _cut(table.select(names).to_batches(), most), lambda made: made
        )
    if not hasattr(source, "__arrow_c_stream__"):
        instead = "a path, an Arrow table or reader, or a data frame that speaks Arrow"
        raise wrong("source", "a table", source, instead)
    if not isinstance(source, pa.RecordBatchReader):
        # A frame: all of it is in memory, and Arrow reads it there.
        try:
            table = pa.table(source)
        except (ValueError, TypeError, pa.ArrowException) as error:
            told = ": ".join(str(part).splitlines()[0] for part in reversed(error.args) if str(part))
            raise ArgumentError(f"source cannot be read as a table: {told}") from error
        return TableSource(
            table.schema, lambda names, most: _cut(table.select(names).to_batches(), most), _like(source)
        )
    reader = source
    return TableSource(
        reader.schema, lambda names, most: _cut((batch.select(names) for batch in reader), most), lambda made: made
    )


def _cut(batches: Any, most: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, most):
            yield batch.slice(start, most)


def _like(frame: object) -> Callable[[pa.Table], Any]:
    """Returns what makes a frame of an Arrow table, without importing whose frame it is: that has been done."""
    library = type(frame).__module__.partition(".")[0]
    if library == "pandas":
        return lambda made: made.to_pandas()
    if library == "polars":
        return lambda made: sys.modules["polars"].from_arrow(made)
    return lambda made: made


def _file(path: Path, encoding: str | None) -> TableSource:
    readers = {**dict.fromkeys(PARQUET, _parquet), **dict.fromkeys(IPC, _ipc)}
    suffix = path.suffix.lower()
    if suffix not in (*readers, *CSV):
        known = ", ".join((*readers, *CSV))
        raise ArgumentError(f"source is the file {path}, of which the name says no format: {known}")
    if encoding is not None and suffix not in CSV:
        raise ArgumentError(f"encoding is for CSV files, which {path} is not; leave it out")
    try:
        return _csv(path, encoding) if suffix in CSV else readers[suffix](path)
    except (OSError, UnicodeError, csv.Error, pa.ArrowException) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> XinfangError:
    told = str(error).splitlines()[0]
    if "straddling object" in told:
        told = "a value in quotes is not closed, or is longer than a megabyte"
    return XinfangError(f"{path} cannot be read as a table: {told}")


def _parquet(path: Path) -> TableSource:
    schema = pa_parquet.read_schema(path)

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        texts = [name for name in names if pa.types.is_string(schema.field(name).type)]
        with pa_parquet.ParquetFile(path, read_dictionary=texts) as held:
            for group in range(held.num_row_groups):  # all at once, Arrow would keep more and more of the file
                yield from _cut(held.iter_batches(most, row_groups=[group], columns=names), most)

    return TableSource(schema, _safely(path, batches), lambda made: made)


def _ipc(path: Path) -> TableSource:
    with pa.memory_map(str(path)) as held:
        schema = pa.ipc.open_file(held).schema

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        with pa.memory_map(str(path)) as held, pa.ipc.open_file(held) as reader:
            for number in range(reader.num_record_batches):
                yield from _cut([reader.get_batch(number).select(names)], most)

    return TableSource(schema, _safely(path, batches), lambda made: made)


def _csv(path: Path, encoding: str | None) -> TableSource:
    """Reads everything as text: what is no value of a fact is found row by row, and no type is guessed."""
    encoding = encoding_of(path) if encoding is None else known_encoding(encoding)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as lines:
        heads = next(filter(None, csv.reader(lines)), [])
    schema = pa.schema([pa.field(name, pa.string()) for name in heads])

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        options = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(heads, pa.string()),
            include_columns=names,
            null_values=[""],
            strings_can_be_null=True,
        )
        parsed = pa_csv.ParseOptions(newlines_in_values=True)
        plainly = pa_csv.ReadOptions(encoding=encoding, use_threads=False)  # or no row is named that has too few cells
        with pa_csv.open_csv(path, plainly, parsed, options) as reader:
            yield from _cut(reader, most)

    return TableSource(schema, _safely(path, batches), lambda made: made)


def _safely(path: Path, batches: Batches) -> Batches:
    def read(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches(names, most)
        except (OSError, UnicodeError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error

    return read
