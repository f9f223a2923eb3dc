"""A workbook whose columns are facts already, as a table: no mapping says what they mean."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from xinfang_rules.registers.register_errors import refusal
from xinfang_rules.registers.sheets import sheets_of
from xinfang_rules.tables.row_source import Fault, TableSource

_TRUTHS: Final = {"TRUE": "true", "FALSE": "false"}
"""What spreadsheets show, as columns of facts say it."""

_AT_A_TIME: Final = 8_192
"""So many rows have their texts in memory."""

_UNSAVED: Final = "has a formula whose value was not saved", "有公式没有保存计算结果"


def plain_sheet(path: Path) -> TableSource:
    """Opens the first sheet of a workbook that has rows as a table; the first row that is not empty has the names.

    Raises:
        RegisterError: If it cannot be read.
    """
    for sheet in sheets_of(path):
        start, heads = next(((number, row) for number, row in enumerate(sheet.rows()) if any(row)), (0, []))
        if heads:
            break
    else:
        raise refusal(path, "empty", "there is nothing in it", "文件是空的")

    def cells(rows: list[list[str]], place: int) -> pa.Array:
        texts = (row[place] if place < len(row) else "" for row in rows)
        return pa.array([_TRUTHS.get(text, text) or None for text in texts], pa.string())

    def batches(names: list[str], most: int) -> Iterator[pa.RecordBatch]:
        faults.extend(Fault(row, "", *_UNSAVED) for row in unsaved)
        places = [heads.index(name) for name in names]
        rows = islice(sheet.rows(), start + 1, None)
        while block := list(islice(rows, min(most, _AT_A_TIME))):
            yield pa.RecordBatch.from_arrays([cells(block, place) for place in places], names=names)

    faults: list[Fault] = []
    unsaved = sorted({row - start - 1 for row, _ in sheet.unsaved if row > start})
    schema = pa.schema([pa.field(name, pa.string()) for name in heads if name])
    return TableSource(schema, batches, first_line=start + 2, faults=faults)
