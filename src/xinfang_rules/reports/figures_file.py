"""The shape of a file of published figures: what a report prints, and what should be so of it.

A file is YAML or JSON with `figures`, a list of entries, or the list alone; or JSON Lines, an entry a line. A number
that is printed with a decimal point is best written as a text, so that `"9.40"` keeps its last digit.
"""

import re
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, RootModel, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.errors import XinfangError
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.entry_base import Entry, Line, Text
from xinfang_rules.sources.reader import DEFAULT_LIMIT, parse, read_document, read_text
from xinfang_rules.sources.validation import read_entries

Count: TypeAlias = Annotated[StrictInt, Field(ge=0)]


def _printed(value: object) -> object:
    """Takes a number as it is printed: 5, 9.4, or a text such as 9.40%."""
    number = type(value) in (int, float) and float(str(value)) >= 0 and "e" not in str(value)
    if number or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return value
    english, chinese = (
        "write the number as it is printed, such as 99.9 or 99.90%",
        "数字照公布的写，例如 99.9 或者 99.90%",
    )
    raise PydanticCustomError("printed", english, {"zh": chinese})


_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?%?", re.ASCII)
Printed: TypeAlias = Annotated[int | float | str, BeforeValidator(_printed)]

_LINES: Final = (".jsonl", ".ndjson")


class CheckEntry(Entry):
    """What should be so of some figures.

    Attributes:
        op: `sum`: the parts make the total. `rate`: the numerator by the denominator is what is printed, in per cent.
            `avg`: the same as a number. `part`: a part is no more than the whole.
        label: What it is about.
        parts: The parts of a sum.
        total: Their total, as it is printed.
        num: The numerator, or the part.
        den: The denominator, or the whole. A rate of which one of them is not printed is told so.
        reported: The rate or average as it is printed.
        ok: What somebody else found; not read. So are `diff` and `computed`.
    """

    op: Literal["sum", "rate", "avg", "part"]
    label: Line
    parts: list[Count] = Field(default_factory=list)
    total: Count | None = None
    num: Count | None = None
    den: Count | None = None
    reported: Printed | None = None
    ok: bool | None = None
    diff: float | None = None
    computed: float | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        wanted = {
            "sum": ("parts", "total"),
            "rate": ("reported",),
            "avg": ("num", "den", "reported"),
            "part": ("num", "den"),
        }
        for name in wanted[self.op]:
            if getattr(self, name) in (None, []):
                raise PydanticCustomError("lacking", f"{self.op} takes {name}", {"zh": f"{self.op} 要写 {name}"})
        if self.op == "avg" and self.den == 0:
            raise PydanticCustomError("lacking", "an average over nothing is none", {"zh": "平均数的分母不能是0"})
        return self


class FiguresEntry(Entry):
    """The figures of a report."""

    id: Line
    source: Line | None = None
    date: Line | None = None
    org: Line | None = None
    kind: Line | None = None
    checks: list[CheckEntry]
    note: Text | Literal[""] | None = None


class FiguresFile(Entry):
    """A file of figures."""

    figures: list[FiguresEntry]


class FiguresList(RootModel[list[FiguresEntry]]):
    """The same without its one key."""


def read_figures(path: StrPath) -> list[FiguresEntry]:
    """Reads a file of published figures.

    Args:
        path: The file; `-` for standard input.

    Raises:
        XinfangError: If it cannot be read, or is none; it lists every finding, with its line.
    """
    place = path_of(path, "path")
    if place.suffix.lower() in _LINES:
        document = parse(_listed(place), str(path), form="json")
    else:
        document = read_document("-" if str(path) == "-" else place)
    if isinstance(document.data, list):
        listed, found = read_entries(document, FiguresList, chinese=True)
        figures = None if listed is None else listed.root
    else:
        file, found = read_entries(document, FiguresFile, chinese=True)
        figures = None if file is None else file.figures
    if figures is None:
        raise SourceError(found)
    if not any(entry.checks for entry in figures):
        raise _no_figures(path)
    return figures


def _no_figures(path: StrPath) -> XinfangError:
    return XinfangError(f"{path} holds no figures to check", f"{path}里没有要核对的数字")


def _listed(path: Path) -> str:
    """Returns the lines of a file as a list of entries, each of which stands in its own line."""
    text = read_text(path, limit=DEFAULT_LIMIT)
    lines = text.splitlines()
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        raise _no_figures(path)
    for number in filled[:-1]:
        lines[number] += ","
    return '{"figures": [' + "\n".join(lines) + "]}"
