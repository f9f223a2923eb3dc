"""Tables in files: Parquet, Arrow IPC, CSV and JSON Lines, read in blocks.

Of a file without types all values are read as texts, and none is guessed: what is no value of a fact is found row by
row. A row that cannot be read is a fault of its own and stops no other.
"""

import csv
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from xinfang_rules.errors import ArgumentError, XinfangError
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.row_source import Batches, Fault, TableSource, cut
from xinfang_rules.tables.text_encodings import encoding_of, known_encoding

ENDINGS: Final[Mapping[str, str]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The format of a file, by the ending of its name."""

_CHUNK: Final = 1 << 22
"""Bytes of CSV in a piece; PyArrow reads 32 pieces ahead."""

_SHOWN: Final = 100


def form_of(path: Path, name: str) -> str:
    """Returns the format that the name of a file says.

    Raises:
        ArgumentError: If it says none.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise ArgumentError(
            f"{name} is the file {path}, of which the name says no format: {', '.join(ENDINGS)}",
            f"{name} 是 {path}，文件名看不出格式，可用的结尾有 {'、'.join(ENDINGS)}",
        )
    return found


def file_source(
    path: Path, form: str | None = None, *, name: str | None = None, encoding: str | None = None
) -> TableSource:
    """Opens a file as a table.

    Args:
        path: The file; it is read more than once.
        form: Its format, one of the values of `ENDINGS`; if None, what the ending of its name says.
        name: What messages call it; if None, its path.
        encoding: How a CSV file is encoded; if None, UTF-8 or GB18030, as it turns out to be.

    Raises:
        ArgumentError: If the ending of its name says no format, or an encoding is named of what is no CSV file.
        XinfangError: If it cannot be read.
    """
    form = form or form_of(path, "source")
    if encoding is not None and form != "csv":
        english = f"encoding is for CSV files, which {path} is not; leave it out"
        raise ArgumentError(english, f"encoding 只用于 CSV 文件，{path} 不是，请不要写")
    told = str(path) if name is None else name
    try:
        source = _csv(path, encoding) if form == "csv" else _READERS[form](path)
    except _UNREADABLE as error:
        raise _unreadable(told, error) from error
    return replace(source, batches=_safely(told, source.batches))


_UNREADABLE: Final = (OSError, pa.ArrowException, UnicodeError, csv.Error)


def _unreadable(name: str, error: Exception) -> XinfangError:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    told = " ".join(said.split())[: 2 * _SHOWN]
    if "straddling object" in told:
        told = f"a value in quotes is not closed, or is longer than {_CHUNK // 2**20} MB"
    return XinfangError(f"{name} cannot be read as a table: {told}", f"{name}不能作为表格读取：{told}")


def _safely(name: str, batches: Batches) -> Batches:
    def read(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches(names, most)
        except _UNREADABLE as error:
            raise _unreadable(name, error) from error

    return read


def _parquet(path: Path) -> TableSource:
    with pa_parquet.ParquetFile(path) as held:
        schema, rows = held.schema_arrow, held.metadata.num_rows

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        texts = [name for name in names if pa.types.is_string(schema.field(name).type)]
        with pa_parquet.ParquetFile(path, read_dictionary=texts) as held:
            for group in range(held.num_row_groups):  # all at once, Arrow would keep more and more of the file
                yield from cut(held.iter_batches(most, row_groups=[group], columns=names), most)

    return TableSource(schema, batches, rows=rows)


def _ipc(path: Path) -> TableSource:
    with pa.memory_map(str(path)) as held:
        schema = pa.ipc.open_file(held).schema

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        with pa.memory_map(str(path)) as held, pa.ipc.open_file(held) as reader:
            for number in range(reader.num_record_batches):
                yield from cut([reader.get_batch(number).select(names)], most)

    return TableSource(schema, batches)


def _csv(path: Path, encoding: str | None) -> TableSource:
    encoding = encoding_of(path) if encoding is None else known_encoding(encoding)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as lines:
        rows = csv.reader(lines)
        heads = next((row for row in rows if row), [])
        empty = next(rows, None) is None
    _check_quotes(path, encoding)
    faults: list[Fault] = []

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        missing = deque[int]()

        def refuse(row: Any) -> str:
            number = row.number - 2  # rows are counted from 1, and the names are the first one
            told = f"has {row.actual_columns} cells, the first row has {row.expected_columns}"
            chinese = f"有{row.actual_columns}格，首行有{row.expected_columns}格"
            faults.append(Fault(number, row.text[:_SHOWN], told, chinese))
            missing.append(number)
            return "skip"

        if empty:
            return
        options = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(heads, pa.string()),
            include_columns=names,
            null_values=[""],
            strings_can_be_null=True,
        )
        with pa_csv.open_csv(
            path,
            pa_csv.ReadOptions(block_size=_CHUNK, encoding=encoding, use_threads=False),  # only so, rows are counted
            pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=refuse),
            options,
        ) as reader:
            yield from cut(_filled(reader, missing), most)

    return TableSource(_texts(heads), batches, first_line=2, faults=faults)


def _check_quotes(path: Path, encoding: str) -> None:
    """Refuses a file in which a value in quotes is never closed: all rows after it would be taken for this value."""
    with path.open("rb") as held:
        if encoding != "utf-16" and sum(piece.count(b'"') for piece in iter(lambda: held.read(1 << 20), b"")) % 2 == 0:
            return
    # An odd number may still be a plain quote within a value.
    with path.open(encoding=encoding, newline="") as lines:
        before = 0
        try:
            for _ in csv.reader(lines, strict=True):
                before += 1
        except csv.Error as error:
            raise csv.Error(f"the value in quotes that begins in line {before + 1} is not closed") from error


def _texts(names: Iterable[str]) -> pa.Schema:
    return pa.schema([pa.field(name, pa.string()) for name in names])


def _filled(reader: Any, missing: deque[int]) -> Iterator[pa.RecordBatch]:
    """Puts an empty row in the place of each that was left out."""
    at = 0
    for batch in reader:
        left_out: list[int] = []
        while missing and missing[0] < at + batch.num_rows + len(left_out):
            left_out.append(missing.popleft() - at)
        if left_out:
            nothing = np.zeros(batch.num_rows + len(left_out), np.bool_)
            nothing[left_out] = True
            batch = batch.take(pa.array(np.cumsum(~nothing) - 1, mask=nothing))
        yield batch
        at += batch.num_rows
    if missing:
        yield pa.RecordBatch.from_arrays(
            [pa.nulls(len(missing), pa.string())] * len(reader.schema), reader.schema.names
        )


def _json_lines(path: Path) -> TableSource:
    """Reads lines of JSON, each an object of columns; a name may have dots in place of two underscores."""
    heads: dict[str, None] = {}
    for row in _objects(path):
        if not isinstance(row, Fault):
            heads.update(dict.fromkeys(row))
    faults: list[Fault] = []

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        rows = _objects(path)
        while block := list(islice(rows, most)):
            faults.extend(row for row in block if isinstance(row, Fault))
            read = [{} if isinstance(row, Fault) else row for row in block]
            columns = [pa.array([row.get(name) for row in read], pa.string()) for name in names]
            yield pa.RecordBatch.from_arrays(columns, names=names)

    return TableSource(_texts(heads), batches, faults=faults)


def _objects(path: Path) -> Iterator[dict[str, str | None] | Fault]:
    """Yields the columns of each line that is not empty; in place of one that is no object of columns, the fault."""
    decode = json.JSONDecoder(object_pairs_hook=_columns).decode
    with path.open("rb") as lines:
        for number, line in enumerate(filter(bytes.strip, lines)):
            try:
                row = decode(line.decode("utf-8-sig"))
                wrong = None if isinstance(row, dict) else ("is no object", "不是对象")
            except _TwiceError as error:
                wrong = f"has {error} twice", f"中“{error}”写了两次"
            except (ValueError, RecursionError):
                wrong = "is no JSON", "不是JSON"
            if wrong is None:
                yield {name: _written(value) for name, value in row.items()}
            else:
                yield Fault(number, line.decode("utf-8", "replace").strip()[:_SHOWN], *wrong)


class _TwiceError(ValueError):
    """A name that stands twice: two readers could take different values."""


def _columns(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {column_name(name): value for name, value in pairs}
    if len(found) < len(pairs):
        names = [column_name(name) for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _written(value: Any) -> str | None:
    """Writes a value of JSON as a text."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


_READERS: Final[Mapping[str, Callable[[Path], TableSource]]] = {
    "parquet": _parquet,
    "arrow": _ipc,
    "jsonl": _json_lines,
}
