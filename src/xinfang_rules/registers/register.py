"""Reading a register by a mapping."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.personal_numbers import without_personal_numbers
from xinfang_rules.registers.act_columns import ActColumns
from xinfang_rules.registers.block_acts import Places
from xinfang_rules.registers.compiling import compile_columns
from xinfang_rules.registers.mapping import RegisterMapping, load_mapping
from xinfang_rules.registers.personal import heads_persons, looks_personal
from xinfang_rules.registers.register_text import RegisterText, TextColumn, read_text

Watch: TypeAlias = Callable[[Iterable[Places], int], Iterable[Places]]


@dataclass(frozen=True, eq=False)
class Register:
    """A register that was read.

    Attributes:
        mapping: The mapping by which.
        text: What stands in the columns that are used, and where.
        columns: What it says, as columns of acts.
        complete_to: The day up to which it is complete, if not as the mapping says.
        watch: Is given the places of rows, block by block, and how many there are, and yields the blocks as they are
            evaluated: to show how far that is.
    """

    mapping: RegisterMapping
    text: RegisterText = field(repr=False)
    columns: ActColumns = field(repr=False)
    complete_to: date | None = None
    watch: Watch | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.columns)

    def complete_until(self, as_of: date) -> date | None:
        """Returns the day up to which the register is complete when it is looked at on a day; None if that is open."""
        return self.complete_to or (as_of if self.columns.complete else None)

    def dossier(self, row: int, *, as_of: date) -> Dossier:
        """Returns a row as a dossier.

        Args:
            row: Its place, from 0; not one of `columns.refused`.
            as_of: The day for which it is to be examined.
        """
        return self.columns.row_dossier(row, self.complete_until(as_of))

    def shown(self, use: str) -> Iterator[tuple[str, list[str]]]:
        """Yields the columns of a use, `reference` or `keep`, with the text of each row, without numbers of persons."""
        for name, column, texts in self.words(use):
            yield name, [texts[code] for code in column.codes.tolist()]

    def words(self, use: str) -> Iterator[tuple[str, TextColumn, list[str]]]:
        """Yields the columns of a use, each with its texts as they are shown, in the place of `column.texts`."""
        for name, column in self.text.columns.items():
            entry = self.mapping.file.columns[name]
            if entry.use == use:
                yield name, column, [without_personal_numbers(entry.shown.get(text, text)) for text in column.texts]

    def personal(self) -> Iterator[tuple[str, str]]:
        """Yields the columns that are read though they look personal, each with what they look like, in Chinese."""
        for name, column in self.text.columns.items():
            like = looks_personal(column.texts)
            if like is not None:
                yield name, like
            elif self.mapping.file.columns[name].use in ("keep", "reference") and heads_persons(name):
                yield name, "个人信息"

    def repeated(self) -> Iterator[tuple[str, str, list[int]]]:
        """Yields the references that several rows have: the column, the text, and the rows of the sheet, from 1."""
        for name, column in self.text.columns.items():
            if self.mapping.file.columns[name].use == "reference":
                rows: dict[int, list[int]] = {}
                for code, line in zip(column.codes.tolist(), self.columns.lines.tolist(), strict=True):
                    rows.setdefault(code, []).append(line)
                for code, lines in rows.items():
                    if len(lines) > 1 and column.texts[code]:
                        yield name, without_personal_numbers(column.texts[code]), lines


def read_register(
    path: StrPath, mapping: StrPath | RegisterMapping, *, sheet: str | None = None, complete_to: date | None = None
) -> Register:
    """Reads a register: XLSX, XLS, or CSV in UTF-8 or GB18030.

    Args:
        path: The file.
        mapping: The name of a shipped mapping, the path of one, or one that was loaded.
        sheet: The sheet; if None, the one that has the headings.
        complete_to: The day up to which the register is complete: what it has a column for and does not tell had not
            happened by then. If None, as the mapping says.

    Raises:
        RegisterError: If the file or the mapping cannot be read; of a damaged file in one line.
    """
    by = mapping if isinstance(mapping, RegisterMapping) else load_mapping(mapping)
    text = read_text(path_of(path, "path"), by, sheet)
    return Register(by, text, compile_columns(text, by), complete_to)
