"""What a file holds, cases or the rows of a table: by the ending of its name, and of JSON Lines by the first line."""

import json
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xinfang_rules.errors import XinfangError
from xinfang_rules.sources.document import failure

if TYPE_CHECKING:
    from xinfang_rules.tables.row_source import TableSource

FORMS: Final = ("csv", "jsonl", "xlsx", "parquet", "arrow")
"""The formats of tables."""

WORKBOOKS: Final = frozenset((".xls", ".xlsx"))

ENDINGS: Final = WORKBOOKS | {".arrow", ".csv", ".feather", ".ipc", ".jsonl", ".ndjson", ".parquet", ".pq"}
"""The endings of the names of tables: what `xinfang_rules.tables` and `registers` read, without importing them."""

_LINES: Final = (".jsonl", ".ndjson")
_STANDARD_INPUT: Final = "-"


class InputFile(NamedTuple):
    """A file that was named on the command line.

    Attributes:
        file: What was named.
        stored: Where it can be read more than once; None if its name says that it holds cases, in YAML or JSON.
        form: The format that was said of it; None for what its name says.
    """

    file: str
    stored: Path | None
    form: str | None

    @property
    def name(self) -> str:
        """What messages call it."""
        return "<stdin>" if self.file == _STANDARD_INPUT else self.file

    @property
    def holds_rows(self) -> bool:
        """Whether it holds the rows of a table, rather than cases."""
        return self.stored is not None and not self.holds_lines

    @property
    def holds_lines(self) -> bool:
        """Whether it holds a case a line: then a group of facts is an object of its own."""
        lines = self.form == "jsonl" if self.form else Path(self.file).suffix.lower() in _LINES
        if self.stored is None or not lines:
            return False
        try:
            with self.stored.open("rb") as held:
                first = json.loads(next(filter(bytes.strip, held), b"0").decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return False  # said by what reads it
        return isinstance(first, dict) and any(isinstance(value, dict) for value in first.values())

    def source(self) -> "TableSource":
        """Opens it as a table.

        Raises:
            XinfangError: If it cannot be read, or what reads it is not installed.
        """
        assert self.stored is not None
        if not self.stored.exists():
            raise failure(self.name, "not-found", "there is no such file", "没有这个文件")
        if self.stored.is_dir():
            message = "this is a directory; a file is needed"
            raise failure(self.name, "is-directory", message, "这是一个目录，此处应为文件")
        book = self.form == "xlsx" or (self.form is None and self.stored.suffix.lower() in WORKBOOKS)
        try:
            if book:
                from xinfang_rules.registers.plain_sheet import plain_sheet

                return plain_sheet(self.stored)
            from xinfang_rules.tables.table_files import file_source
        except ImportError as error:
            pip = f"pip install 'xinfang-rules[{'registers' if book else 'tables'}]'"
            raise XinfangError(f"{self.name} cannot be read without: {pip}", f"读取 {self.name} 需要：{pip}") from error
        return file_source(self.stored, self.form, name=self.name)


@contextmanager
def input_file(file: str, form: str | None) -> Iterator[InputFile]:
    """Gives a file, `-` for standard input; of a table, this and pipes are stored for as long as it is in use."""
    if form is None and Path(file).suffix.lower() not in ENDINGS:
        yield InputFile(file, None, None)
    elif file != _STANDARD_INPUT and not _is_stream(Path(file)):
        yield InputFile(file, Path(file), form)
    else:
        import shutil  # both only where there is something to store
        from tempfile import NamedTemporaryFile

        with NamedTemporaryFile(prefix="xinfang-", suffix=Path(file).suffix) as stored:
            if file == _STANDARD_INPUT:
                shutil.copyfileobj(sys.stdin.buffer, stored)
            else:
                with Path(file).open("rb") as stream:
                    shutil.copyfileobj(stream, stored)
            stored.flush()
            yield InputFile(file, Path(stored.name), form)


def _is_stream(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)
