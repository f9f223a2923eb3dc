"""`xinfang evaluate` over tables: columns in, columns out, rows that are no case set aside."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.cli.failures import BAD_INPUT, language, report, wrong_argument
from xinfang_rules.cli.output import binary_output
from xinfang_rules.cli.progress import watched
from xinfang_rules.cli.table_input import InputFile
from xinfang_rules.errors import XinfangError
from xinfang_rules.rulebook.model import Rulebook

if TYPE_CHECKING:
    from xinfang_rules.result import Result
    from xinfang_rules.tables.row_source import TableSource
    from xinfang_rules.tables.table_writing import Put

_ANSWERS: Final = ("answers",)
_REFERENCE: Final = "case_id"
_KINDS: Final = 20
"""So many kinds of refusals are listed."""

_AT_ONCE: Final = 65_536


@dataclass(frozen=True)
class TableTask:
    """What is wanted of a table.

    Attributes:
        as_of: The day of evaluation, or the column that has it.
        rulebook: The rulebook; None for the shipped instruments.
        want: What is to come out; the answers if empty.
        keep: The columns that come out beside; `case_id` if empty and there is one.
        presume: What is presumed.
        form: The format on standard output.
        out: The file to write instead.
        refused: The file for rows that are no case.
    """

    as_of: date | str
    rulebook: Rulebook | None
    want: tuple[str, ...]
    keep: tuple[str, ...]
    presume: tuple[str, ...]
    form: str
    out: str | None
    refused: str | None

    def run(self, file: InputFile) -> int:
        """Evaluates a table.

        Returns:
            The exit code: that of bad input where rows are refused and no file takes them.

        Raises:
            XinfangError: If the table cannot be read or written, or an argument names nothing.
        """
        source = file.source()
        from xinfang_rules.tables import evaluate_table

        self._check_places(file)
        keep = self.keep or tuple(name for name in source.schema.names if name == _REFERENCE)
        want = self.want or _ANSWERS
        done = evaluate_table(
            source, as_of=self.as_of, rulebook=self.rulebook, want=want, keep=keep, presume=self.presume
        )
        tally, rows = Tally(file.name, source.first_line, keep), 0
        with ExitStack() as files:
            put = files.enter_context(_sink(self.out, self.form, done.schema))
            aside: Put | None = None
            if self.refused is not None:
                aside = files.enter_context(_sink(self.refused, "", done.refused_schema))
            for batch in watched(done.batches(), source.rows):
                put(batch)
                rows += batch.num_rows
                refused = done.take_refused()
                tally.take(refused)
                if aside is not None:
                    for part in refused.to_batches():
                        aside(part)
        return tally.told(rows, self.refused)

    def _check_places(self, file: InputFile) -> None:
        places = [Path(place).resolve() for place in (self.out, self.refused) if place]
        if Path(file.file).resolve() in places or len(set(places)) < len(places):
            english = "--out, --refused and the table are to be different files"
            raise wrong_argument(english, "--out、--refused 和所读的表应是不同的文件")


def row_result(
    file: InputFile, which: int | str, as_of: date | str, rulebook: Rulebook | None, engine: str, presume: Sequence[str]
) -> "Result":
    """Evaluates one row of a table as a case: that of a line, or the one with this in its column `case_id`.

    Raises:
        XinfangError: If there is no such row, or it is no case.
    """
    source = file.source()
    from xinfang_rules.evaluation.evaluate import evaluate
    from xinfang_rules.tables import evaluate_table

    row = which - source.first_line if isinstance(which, int) else _row_of(source, which)
    case, day = evaluate_table(source, as_of=as_of, rulebook=rulebook).case(row)
    return evaluate(case, as_of=day, rulebook=rulebook, engine=engine, presume=presume)


def _row_of(source: "TableSource", case_id: str) -> int:
    first = 0
    for batch in source.batches([_REFERENCE], _AT_ONCE) if _REFERENCE in source.schema.names else ():
        held = [str(value) for value in batch.column(0).to_pylist()]
        if case_id in held:
            return first + held.index(case_id)
        first += batch.num_rows
    raise XinfangError(f"no row has the case_id {case_id}", f"没有一行的 case_id 是 {case_id}")


@contextmanager
def _sink(file: str | None, form: str, schema: Any) -> "Iterator[Put]":
    from xinfang_rules.tables.table_writing import table_file, table_stream

    with table_stream(binary_output(), schema, form) if file is None else table_file(Path(file), schema) as put:
        yield put


@dataclass
class Tally:
    """Counts rows that are refused, by what is wrong with them.

    Attributes:
        name: The table.
        first_line: What its first row is called.
        keep: The columns that are kept.
    """

    name: str
    first_line: int
    keep: tuple[str, ...]
    _rows: int = 0
    _kinds: dict[tuple[str, str, str | None], tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def take(self, refused: Any) -> None:
        """Counts the rows of a block that are refused."""
        listed = refused.to_pylist()
        self._rows += len({row["row"] for row in listed})
        for row in listed:
            kind = row["code"], row["column"], row["constraint"]
            count, first = self._kinds.get(kind, (0, row))
            self._kinds[kind] = count + 1, first

    def told(self, rows: int, file: str | None) -> int:
        """Tells on standard error what was refused of so many rows, and which file has it row by row.

        Returns:
            The exit code.
        """
        if not self._rows:
            return 0
        if file is None:
            kinds = sorted(self._kinds.values(), key=lambda kind: -kind[0])
            for count, first in kinds[:_KINDS]:
                report(self._line(count, first))
            if len(kinds) > _KINDS:
                more = len(kinds) - _KINDS
                report(f"{self.name}: more: " + _said(f"还有{more}种问题", f"{more} more kinds of findings"))
            chinese = f"{rows}行中有{self._rows}行不能评估，没有结果；逐行的原因用 --refused 文件 写出"
            english = f"{self._rows} of {rows} rows are no case and have no result; --refused FILE lists them"
        else:
            chinese = f"{rows}行中有{self._rows}行不能评估，已写入 {file}"
            english = f"{self._rows} of {rows} rows are no case; they stand in {file}"
        report(f"{self.name}: refused: " + _said(chinese, english))
        return BAD_INPUT if file is None else 0

    def _line(self, count: int, first: dict[str, Any]) -> str:
        kept = [f"{name} {first[name]}" for name in self.keep if first[name] is not None]
        column = f"{first['column']}{_said('：', ': ')}" if first["column"] else ""
        reason = first[_said("reason_zh", "reason")]
        beside = [*kept, *([_said(f"同类共{count}处", f"{count} like this")] if count > 1 else ())]
        which = _said(f"（{'，'.join(beside)}）", f" ({', '.join(beside)})") if beside else ""
        return f"{self.name}:{first['row'] + self.first_line}: {first['code']}: {column}{reason}{which}"


def _said(chinese: str, english: str) -> str:
    return chinese if language() == "zh" else english
