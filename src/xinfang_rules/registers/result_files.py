"""Writing what comes of a register, safe to be opened: a workbook of several sheets, or several files of tables."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.registers.result_tables import PARTS
from xinfang_rules.tables.table_writing import AT_A_TIME, unwritable, whole_file, write_table

_BOOK: Final = ".xlsx"


def write_results(tables: Mapping[str, pa.Table] | Iterable[tuple[str, pa.Table]], path: StrPath) -> dict[str, Path]:
    """Writes tables: as sheets of a workbook, or each to a file of its own beside the first.

    Texts are texts: nothing that stands in them is worked out by a program that opens the file.

    Args:
        tables: The tables, by their names; or each with its name, of which only one is in memory then.
        path: The file: `.xlsx`, or one of the formats of `xinfang_rules.tables`.

    Returns:
        Where each table stands.

    Raises:
        ArgumentError: If the name of the file says no format that is written.
        XinfangError: If it cannot be written.
    """
    place = path_of(path, "path")
    each = tables.items() if isinstance(tables, Mapping) else tables
    if place.suffix.lower() == _BOOK:
        return dict.fromkeys(_write_book(each, place), place)
    found = {}
    for name, table in each:
        found[name] = place if name == PARTS else place.with_name(f"{place.stem}.{name}{place.suffix}")
        write_table(found[name], table)
        del table  # before the next one is made
    return found


def _write_book(tables: Iterable[tuple[str, pa.Table]], path: Path) -> list[str]:
    from xinfang_rules.tables.book_writing import SheetWriter, workbook  # only where a workbook is written

    names = list[str]()
    try:
        with whole_file(path) as sink, workbook(sink) as book:
            for name, table in tables:
                names.append(name)
                sheet = SheetWriter(book, name, table.schema)
                for batch in table.to_batches(AT_A_TIME):
                    sheet.put(batch)
                del table
    except OSError as error:
        raise unwritable(path, error) from None
    return names
