"""A register that was read by a mapping, as the table that a report is made of: its parts, and the columns it kept."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.dossier.examine import part_cases
from xinfang_rules.errors import CaseError
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.indicators.compute import columns_for
from xinfang_rules.indicators.indicator_set import IndicatorSet
from xinfang_rules.indicators.periods import Period
from xinfang_rules.registers import Register
from xinfang_rules.registers.register_evaluation import evaluate_register
from xinfang_rules.reports.mapped_columns import mapped_columns
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.tables.fact_columns import column_name, fact_columns

ROW: Final = "行"
"""The column with the number of the row in the sheet, which is the case."""

WHOSE: Final = "谁"
"""The column with the organ that a part is about."""

REGISTERED: Final = "timeline.registered_on"
"""The day by which a register knows that it has a case, which stands even where the rest cannot be read."""

_REGISTER: Final = "register"
"""The act that tells it."""

_NAMED: Final = 20
"""So many rows are named in a note."""


class RegisterTable(NamedTuple):
    """A register as a table of parts of its rows.

    Attributes:
        table: The parts: each with the row of the sheet. A row that is no case has one, with what it states of what
            cases are grouped by.
        number: What the column with the number of the case is called; None if the register has none.
        outside: The rows of the table that surely came after the period, or after the day of the report.
        notes: What a reader has to know.
    """

    table: pa.Table
    number: str | None
    outside: npt.NDArray[np.bool_]
    notes: tuple[str, ...]


def register_table(
    register: Register,
    *,
    as_of: date,
    period: Period,
    known: IndicatorSet,
    shown: Sequence[str],
    by: Sequence[str],
    late: Sequence[str],
    done: Sequence[str],
    presume: Sequence[str],
    rulebook: Rulebook | None,
) -> RegisterTable:
    """Evaluates a register for a report: what the indicators that are shown need, `late` and the facts `done` besides.

    Without a rulebook, the one governs that goes with the table of acts.
    """
    facts = fact_columns(known.rulebook.facts)
    stated = [name for name in dict.fromkeys((REGISTERED, *by)) if column_name(name) in facts]
    wanted = columns_for(known, shown, list(facts), stated)
    evaluation = evaluate_register(
        register,
        as_of=as_of,
        rulebook=rulebook,
        presume=list(presume),
        want=[*wanted.want, *late],
        keep=[*dict.fromkeys([*wanted.keep, *(column_name(name) for name in done)])],
        findings=False,
    )
    schema = evaluation.parts_schema
    found = (block.parts for block in evaluation.blocks())
    cases = pa.Table.from_batches([parts.filter(parts.column("refused").is_null()) for parts in found], schema)
    del evaluation, found
    ahead = _came_after(register, as_of)
    none = np.setdiff1d(np.arange(len(register)), np.asarray(cases.column("row")))
    empty = {field.name: pa.nulls(len(none), field.type) for field in schema}
    for name, values in _stated(register, none.tolist(), stated, as_of).items():
        if column_name(name) in empty:
            field = schema.field(column_name(name))
            empty[field.name] = pa.array(values).cast(field.type)
    table = pa.concat_tables([cases, pa.table(empty, schema=schema)]).unify_dictionaries()
    rows = np.concatenate([np.asarray(cases.column("row")), none])
    for name, texts in mapped_columns(known, register).items():
        table = table.append_column(column_name(name), pa.array(texts, pa.string()).take(pa.array(rows)))
    organs = {label: organ.title or label for label, organ in register.columns.organs.items()}
    whose = [organs.get(label, label) for label in table.column("organ").to_pylist()]
    table = table.append_column(WHOSE, pa.array(whose, pa.string()))
    number, numbers = next(register.shown("reference"), (None, []))
    if number is not None:
        table = table.append_column(number, pa.array(numbers).take(pa.array(rows)))
    lines = register.columns.lines
    notes = [
        *_rows_note(lines[ahead], "在统计之日以后收到，不在其内，各项都“不适用”。"),
        *_rows_note(
            lines[np.setdiff1d(none, np.flatnonzero(ahead))],
            "不能评估：登记日期、信访形式等写明的照用，其余“不能确定”；为什么，见 xinfang register。",
        ),
        *_notes(register, number, known),
    ]
    outside = ahead | _came_after(register, period.last)
    return RegisterTable(table.append_column(ROW, pa.array(lines[rows])), number, outside[rows], tuple(notes))


def _came_after(register: Register, day: date) -> npt.NDArray[np.bool_]:
    """Tells which rows were surely received after a day; of a row that contradicts itself that is not sure."""
    found = register.columns.later_than(day)
    return found & ~register.columns.refused if len(register.columns.refused) else found


def _stated(register: Register, rows: Sequence[int], names: Sequence[str], as_of: date) -> dict[str, list[Any]]:
    """Returns what rows that are no cases state of some facts: that by which they contradict themselves left out."""
    columns, file = register.columns, register.mapping.file
    wrong: dict[int, set[str]] = {}
    for cell in columns.refused_cells:
        if cell.code == "contradiction":
            wrong.setdefault(cell.row, set()).update(
                owner for give in file.columns[cell.column].gives if (owner := (give.set or "").partition(".")[0])
            )
    found: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        left = tuple(slot for slot in columns.slots if slot.name not in wrong.get(row, ()))
        dossier = replace(columns, slots=left, records=()).row_dossier(row)
        try:
            cases = part_cases(dossier, as_of=as_of, acts=register.mapping.table)
        except CaseError:
            cases = {}
        for name, values in found.items():
            group, _, key = name.partition(".")
            told = {case.get(group, {}).get(key) for case in cases.values()} - {None}
            (value,) = told if len(told) == 1 else (None,)
            values.append(None if value == UNKNOWN or isinstance(value, DayBounds) else value)
    return found


def _rows_note(lines: Iterable[int], what: str) -> Iterable[str]:
    named = [str(line) for line in lines]
    if named:
        more = "等" if len(named) > _NAMED else ""
        yield f"登记表有{len(named)}行（第{'、'.join(named[:_NAMED])}行{more}）{what}"


def _notes(register: Register, number: str | None, known: IndicatorSet) -> Iterable[str]:
    for name, like in register.personal():
        yield f"“{name}”一栏像是{like}，号码不写出；不需要个人信息，请在对应表里写明 use: personal。"
    again = [line for name, _, lines in register.repeated() if name == number for line in lines[1:]]
    yield from _rows_note(again, "的编号与前面的行相同，各行仍各算一件；是不是重复登记，请核对。")
    yield "登记表的一行是一件；一件有几个部分（几个机关、几项诉求）的，都做到了才算达到。"
    slots = register.mapping.file.acts
    if all(slot.act != _REGISTER for slot in slots.values()):
        raised = next(name for name, slot in slots.items() if slot.act == register.mapping.table.file.structure.raises)
        titles = "".join(dict.fromkeys(f"“{one.title}”" for one in known.chosen() if one.cohort == REGISTERED))
        yield (
            f"没有登记日期一栏，按登记之日归期的都不能确定：{titles}。确是收到当日登记的，在对应表的 acts 里加 "
            f"register: {{act: register, by: {slots[raised].to or '…'}}}，在 gives 有 {raised}.day 的那一栏加 "
            "{set: register.day}；登记表另有登记日期一栏的，由那一栏给出。"
        )
    if register.mapping.file.assumed:
        yield f"对应表的认定：{'；'.join(register.mapping.file.assumed)}。"
