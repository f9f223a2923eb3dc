"""A register that was read by a mapping, as the table that a report is made of: its parts, and the columns it kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from xinfang_rules.indicators.compute import columns_for
from xinfang_rules.indicators.indicator_set import IndicatorSet
from xinfang_rules.registers import Register
from xinfang_rules.registers.register_evaluation import evaluate_register
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.tables.fact_columns import column_name, fact_columns

ROW: Final = "行"
"""The column with the number of the row in the sheet, which is the case."""

_TRUTHS: Final = {"是": "true", "否": "false"}


class RegisterTable(NamedTuple):
    """A register as a table of parts of its rows.

    Attributes:
        table: The parts: each with the row of the sheet. A row without parts has one, of which nothing is known.
        number: What the column with the number of the case is called; None if the register has none.
        notes: What a reader has to know.
    """

    table: pa.Table
    number: str | None
    notes: tuple[str, ...]


def register_table(
    register: Register,
    *,
    as_of: date,
    known: IndicatorSet,
    shown: Sequence[str],
    by: Sequence[str],
    late: Sequence[str],
    presume: Sequence[str],
    rulebook: Rulebook | None,
) -> RegisterTable:
    """Evaluates a register for a report.

    Args:
        register: The register.
        as_of: The day for which statuses are wanted.
        known: The indicators.
        shown: Those that are shown.
        by: What they are grouped by.
        late: What is to come out besides.
        presume: Sets of presumptions.
        rulebook: The rulebook; if None, the one that goes with the table of acts.
    """
    facts = fact_columns(known.rulebook.facts)
    wanted = columns_for(known, shown, list(facts), [name for name in by if column_name(name) in facts])
    evaluation = evaluate_register(
        register,
        as_of=as_of,
        rulebook=rulebook,
        presume=list(presume),
        want=[*wanted.want, *late],
        keep=[*dict.fromkeys(wanted.keep)],
        findings=False,
    )
    parts, _ = evaluation.tables()
    rows = np.asarray(parts.column("row"))
    without = np.setdiff1d(np.arange(len(register)), rows)
    empty = pa.table({field.name: pa.nulls(len(without), field.type) for field in parts.schema}, schema=parts.schema)
    table = pa.concat_tables([parts, empty]).unify_dictionaries()
    rows = np.concatenate([rows, without])
    kept = {**dict(register.shown("keep")), **dict(register.shown("reference"))}
    for name, texts in _kept_columns(known, kept).items():
        table = table.append_column(column_name(name), pa.array(texts).take(pa.array(rows)))
    number = next((name for name, _ in register.shown("reference")), None)
    if number is not None:
        table = table.append_column(number, pa.array(kept[number]).take(pa.array(rows)))
    notes = _notes(len(without), register, kept.get(number or ""))
    return RegisterTable(table.append_column(ROW, pa.array(rows + 1)), number, notes)


def _kept_columns(known: IndicatorSet, kept: Mapping[str, Sequence[str]]) -> dict[str, list[str | None]]:
    """Returns the columns of indicators that a register has, by its headings; values by their titles."""
    found: dict[str, list[str | None]] = {}
    for name, headings in known.headings.items():
        heading = next((heading for heading in headings if heading in kept), None)
        if heading is None:
            continue
        spec = known.columns.get(name)  # None of what is only grouped by
        words = {} if spec is None else {title: value for value, title in spec.member_labels.items()}
        if spec is not None and spec.kind == "bool":
            words = _TRUTHS
        found[name] = [words.get(text, text) or None for text in kept[heading]]
    return found


def _notes(without: int, register: Register, numbers: Sequence[str] | None) -> tuple[str, ...]:
    notes = []
    if without:
        notes.append(f"登记表有{without}行未能读取，各项都“不能确定”；哪些行、为什么，见 xinfang register。")
    twice = len(numbers or ()) - len(set(numbers or ()))
    if twice:
        notes.append(f"编号有{twice}处与别的行相同，各行仍各算一件；是不是重复登记，请核对。")
    notes.append("登记表的一行是一件；一件有几个部分（几个机关、几项诉求）的，都做到了才算达到。")
    if register.mapping.file.assumed:
        notes.append(f"对应表的认定：{'；'.join(register.mapping.file.assumed)}。")
    return tuple(notes)
