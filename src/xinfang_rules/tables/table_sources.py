"""Where tables come from: frames, Arrow tables and readers, and files; and giving back the same kind."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from xinfang_rules.arguments import path_of, wrong
from xinfang_rules.errors import ArgumentError
from xinfang_rules.tables.row_source import TableSource, cut
from xinfang_rules.tables.table_files import file_source


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
        return file_source(path_of(source, "source"), encoding=encoding)
    if encoding is not None:
        raise ArgumentError("encoding is for the path of a CSV file; leave it out")
    if isinstance(source, TableSource):
        return source
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    if type(source).__name__ == "LazyFrame" and type(source).__module__.partition(".")[0] == "polars":
        return _lazy_frame(source)
    like = _like(source)
    if not isinstance(source, (pa.Table, pa.RecordBatchReader)):
        if not hasattr(source, "__arrow_c_stream__"):
            instead = "a path, an Arrow table or reader, or a data frame that speaks Arrow"
            raise wrong("source", "a table", source, instead)
        try:
            source = pa.table(source)  # a frame: all of it is in memory, and Arrow reads it there
        except (ValueError, TypeError, pa.ArrowException) as error:
            told = ": ".join(str(part).splitlines()[0] for part in reversed(error.args) if str(part))
            raise ArgumentError(f"source cannot be read as a table: {told}") from error
    if isinstance(source, pa.Table):
        table = source
        return TableSource(
            table.schema, lambda names, most: cut(table.select(names).to_batches(), most), like, table.num_rows
        )
    reader: pa.RecordBatchReader = source
    return TableSource(reader.schema, lambda names, most: cut((batch.select(names) for batch in reader), most))


def _lazy_frame(frame: Any) -> TableSource:
    """Reads a lazy frame of Polars chunk by chunk: never more of it than a few chunks is in memory."""
    if not hasattr(frame, "collect_batches"):
        raise wrong("source", "a table", frame, "frame.collect(): this version of Polars gives no batches")
    polars = sys.modules["polars"]
    schema = pa.table(frame.collect_schema().to_frame()).schema

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        for chunk in frame.select(names).collect_batches(chunk_size=most, engine="streaming"):
            yield from cut(pa.table(chunk).to_batches(), most)

    return TableSource(schema, batches, lambda made: polars.from_arrow(made).lazy())


def _like(frame: object) -> Callable[[pa.Table], Any]:
    """Returns what makes a frame of an Arrow table, without importing whose frame it is: that has been done."""
    library = type(frame).__module__.partition(".")[0]
    if library == "pandas":
        return lambda made: made.to_pandas()
    if library == "polars":
        return lambda made: sys.modules["polars"].from_arrow(made)
    return lambda made: made
