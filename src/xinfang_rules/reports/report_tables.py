"""The tables of a report on petition work, out of a register: what article 41 asks for, as files of indicators say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from xinfang_rules.arguments import day_of, names_of
from xinfang_rules.indicators.compute import columns_for
from xinfang_rules.indicators.figures import COUNTED, Figure, IndicatorFigures
from xinfang_rules.indicators.four_counts import MONTH, Counting
from xinfang_rules.indicators.indicator_columns import ColumnInputs
from xinfang_rules.indicators.indicator_file import TableEntry
from xinfang_rules.indicators.indicator_set import IndicatorSet, Variant, load_indicators
from xinfang_rules.indicators.indicator_words import label_of, title_of
from xinfang_rules.indicators.periods import Period
from xinfang_rules.indicators.rates import UNDEFINED, Counts, pooled
from xinfang_rules.personal_numbers import without_personal_numbers
from xinfang_rules.registers import Register
from xinfang_rules.reports.late_cases import LateCases, done_days, late_cases, late_columns, without_numbers
from xinfang_rules.reports.mapped_columns import unused_columns
from xinfang_rules.reports.register_source import ROW, WHOSE, register_table
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.tables import evaluate_table
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.table_evaluation import TableEvaluation
from xinfang_rules.tables.table_sources import table_source

COUNT_TITLES: Final[Mapping[str, str]] = {
    "met": "达到",
    "not_met": "未达到",
    "not_applicable": "不适用",
    "cannot_tell": "不能确定",
}
"""What the four counts are called."""

UNTOLD: Final = COUNT_TITLES["cannot_tell"]
"""How a rate is written of which nothing at all is known."""

NOT_STATED: Final = "（未填，或者未能读取）"
ORGAN: Final = "register.organ"
OUTSIDE: Final = "（不在本期，或者日期不明）"
TOTAL: Final = "合计"


@dataclass(frozen=True)
class Line:
    """A row of a table of the report: an indicator of a group.

    Attributes:
        group: What its cases have in common, in words; empty where the table is of all cases.
        variant: The indicator.
        counts: The counts.
        presumed: The counts under the presumptions, if any were asked for.
    """

    group: str
    variant: Variant
    counts: Counts
    presumed: Counts | None = None

    def value(self, counts: Counts | None = None) -> str:
        """Writes the rate in per cent, or a count; as a range where not everything can be told."""
        of = self.counts if counts is None else counts
        if self.variant.is_count:
            most = of.met + of.may_be_met
            return str(of.met) if most == of.met else f"{of.met}～{most}"
        if of.rate is None:
            return UNDEFINED
        if not of.rate.may_be_undefined:
            return of.rate.text()
        return UNTOLD if of.rate.low == 0 and of.rate.high == 1 else f"{of.rate.text()}，或者{UNDEFINED}"

    @property
    def would_be(self) -> str:
        """The same under the presumptions, with its counts; empty if none were asked for, or nothing differs."""
        if self.presumed is None or self.presumed == self.counts:
            return ""
        told = "，".join(f"{title}{getattr(self.presumed, count)}" for count, title in COUNT_TITLES.items())
        return f"{self.value(self.presumed)}（{told}）"


@dataclass(frozen=True)
class ReportTable:
    """A table of the report.

    Attributes:
        title: What stands above it.
        by: What its rows are grouped by, in words; empty where the table is of all cases.
        lines: Its rows, the total last.
        picture: How it is drawn, if it is: `rates` or `counts`.
        lacks: Why it is empty, if it is.
    """

    title: str
    by: str
    lines: tuple[Line, ...]
    picture: str | None = None
    lacks: str = ""


@dataclass(frozen=True)
class ReportSection:
    """A part of the report, with the provision that asks for it."""

    title: str
    citation: Cited
    tables: tuple[ReportTable, ...]
    lacks: str = ""


@dataclass(frozen=True, eq=False)
class YearlyReport:
    """A report on petition work.

    Attributes:
        title: Its title.
        period: The period.
        as_of: The day of the evaluation.
        rows: How many rows the register has.
        sections: Its parts.
        known: The indicators.
        late: The duties that were missed, case by case.
        notes: What a reader has to know: which columns are lacking, which rows are no case.
        cases: For each case which of the four it is, of every indicator, as an Arrow table.
        table: What is counted, as an Arrow table: facts, answers, statuses and last days of each part or row.
    """

    title: str
    period: Period
    as_of: date
    rows: int
    sections: tuple[ReportSection, ...]
    known: IndicatorSet
    late: LateCases
    notes: tuple[str, ...]
    cases: pa.Table = field(repr=False)
    table: pa.Table = field(repr=False)


def yearly_report(
    source: object,
    *,
    as_of: date,
    period: object,
    case_id: str | None = None,
    presume: str | Sequence[str] = (),
    among: IndicatorSet | None = None,
    rulebook: Rulebook | None = None,
) -> YearlyReport:
    """Counts what the yearly report has to contain (article 41, paragraph 1), and the indicators besides.

    Args:
        source: A register that was read by a mapping (`read_register`); or a table whose columns are facts, as
            `evaluate_table` takes it; or such an evaluation.
        as_of: The day for which statuses are wanted.
        period: The period, such as `2024`.
        case_id: The column with the number of the case, of a table; the number of the row if None.
        presume: Sets of presumptions. What follows from them is told beside what is known, never in its place.
        among: The indicators, and the parts of the report; the shipped ones if None.
        rulebook: The rulebook; if None, the shipped instrument in force when each petition was received.

    Raises:
        ArgumentError: If an argument is none of these.
        XinfangError: If the register cannot be read.
    """
    known = load_indicators() if among is None else among
    days, day = Period.of(period), day_of(as_of)
    sets = names_of(presume, "presume", "ordinary") if presume else ()
    entries = [table for section in known.sections for table in section.tables]
    shown = [*dict.fromkeys(name for table in entries for name in table.show)]
    by = [str(entry.by) for entry in entries if entry.by not in (None, MONTH)]
    late, number, outside = late_columns(known.chosen(shown)), None, None
    if isinstance(source, Register):
        table, number, outside, told = register_table(
            source,
            as_of=day,
            period=days,
            known=known,
            shown=shown,
            by=by,
            late=late,
            done=done_days(known.chosen(shown), known),
            presume=sets,
            rulebook=rulebook,
        )
        case_id, notes, parts = ROW, [*told], True
    else:
        if not isinstance(source, TableEvaluation):
            opened = table_source(source)
            there = opened.schema.names
            needed = columns_for(known, shown, there, [name for name in by if column_name(name) in there])
            keep = [*dict.fromkeys([*needed.keep, *([] if case_id is None else [case_id])])]
            want = [*needed.want, *late]
            source = evaluate_table(opened, as_of=day, rulebook=rulebook, want=want, keep=keep, presume=list(sets))
        table, notes = _evaluated(source)
        parts = False
    stated = Counting(ColumnInputs(known, table, day), days, case_id, parts, outside)
    supposed = ColumnInputs(known, table, day, presumed=True, beside=stated.read)
    presumed = Counting(supposed, days, case_id, parts, outside) if sets else None
    whole = stated.figures(known.chosen(shown), ())
    tables = [tuple(_table(entry, known, stated, presumed) for entry in section.tables) for section in known.sections]
    sections = tuple(
        ReportSection(section.title, cited, some, section.lacks or "")
        for section, cited, some in zip(known.sections, known.section_citations, tables, strict=True)
    )
    beside = {} if number is None else {number: table.column(number)}
    if isinstance(source, Register):
        beside[WHOSE] = table.column(WHOSE)
    elif column_name(ORGAN) in table.schema.names:
        beside[WHOSE] = table.column(column_name(ORGAN)).cast(pa.string())
    notes = [*notes, *_lacking(whole, known, source), *_presuming(sets, known)]
    return YearlyReport(
        f"信访情况报告（{days.words}）",
        days,
        day,
        len(stated.ids),
        sections,
        known,
        late_cases(table, [figure.variant for figure in whole.figures], known, case_id, days, day, beside),
        tuple(notes),
        _cases(whole, case_id, _numbers(table, number)),
        table,
    )


def _evaluated(evaluation: TableEvaluation) -> tuple[pa.Table, list[str]]:
    """Returns what comes out of a register, and tells which of its rows are no case."""
    batches = list(evaluation.batches())
    table = pa.Table.from_batches(batches, evaluation.schema).unify_dictionaries()
    refused = pa.table(evaluation.refused)
    rows = len(set(refused.column("row").to_pylist()))
    if not rows:
        return table, []
    first = refused.slice(0, 1).to_pylist()[0]
    return table, [f"有{rows}行不是一件案件，各项都“不能确定”，例如第{first['row'] + 1}行：{first['reason_zh']}"]


_Group: TypeAlias = tuple[str, Counts, Counts | None]
"""What a group is called, its counts, and those under the presumptions."""


def _table(entry: TableEntry, known: IndicatorSet, counted: Counting, supposed: Counting | None) -> ReportTable:
    by = [] if entry.by is None else [entry.by]
    title = "月份" if entry.by == MONTH else "" if entry.by is None else title_of(entry.by, known)
    if entry.by not in (None, MONTH) and column_name(str(entry.by)) not in counted.read.table.schema.names:
        return ReportTable(entry.title, title, (), None, f"登记表没有“{title}”一列，不能按此统计。")
    chosen = known.chosen(entry.show)
    stated = counted.figures(chosen, by).figures
    would_be = None if supposed is None else supposed.figures(chosen, by).figures
    lines: list[Line] = []
    for variant in chosen:
        found = [_by_group(figures, variant) for figures in (stated, would_be or ())]
        groups = sorted({*found[0], *found[1]}, key=lambda group: (group is None, group or ""))
        own: list[_Group] = [
            (
                _label(entry.by, group, known),
                found[0].get(group, Counts()),
                None if would_be is None else found[1].get(group, Counts()),
            )
            for group in groups
        ]
        lines.extend(_grouped(variant, own, entry) if by else [Line("", variant, *own[0][1:])])
    return ReportTable(entry.title, title, tuple(lines), entry.picture)


def _label(by: str | None, group: str | None, known: IndicatorSet) -> str:
    if by is None:
        return ""
    if group is None:
        return OUTSIDE if by == MONTH else NOT_STATED
    stated = by in known.columns or by in known.rulebook.facts
    return label_of(by, group, known) if stated and group in known.scope[by].values else without_personal_numbers(group)


def _by_group(figures: Iterable[Figure], variant: Variant) -> dict[str | None, Counts]:
    return {next(iter(each.group.values()), None): each.counts for each in figures if each.variant is variant}


def _grouped(variant: Variant, own: Sequence[_Group], entry: TableEntry) -> Iterable[Line]:
    """Lays out the groups of a table: the largest first if only some are shown, the others together, then the total."""
    counted = [one for one in own if one[1].rows > one[1].not_applicable]
    if entry.top is not None:
        counted.sort(key=lambda one: -one[1].met)
    shown, rest = (
        counted[: entry.top],
        [*counted[entry.top or len(counted) :], *(one for one in own if one not in counted)],
    )
    lines = [Line(label, variant, counts, presumed) for label, counts, presumed in shown]
    others = rest[0][0] if len(rest) == 1 else f"其余{len(rest)}组"
    for label, some in ((others, rest), (TOTAL, own)):
        if some:
            would_be = None if some[0][2] is None else pooled(each[2] for each in some if each[2] is not None)
            lines.append(Line(label, variant, pooled(each[1] for each in some), would_be))
    return lines


def _lacking(found: IndicatorFigures, known: IndicatorSet, source: object) -> Iterable[str]:
    own = source if isinstance(source, Register) else None
    there = {} if own is None else {name: unused_columns(known, name, own) for name in found.missing}
    unused = [f"{title}（{'、'.join(there[name])}）" for name, title in found.missing.items() if there.get(name)]
    lacking = [title for name, title in found.missing.items() if not there.get(name)]
    if unused:
        yield f"登记表有这些栏目，对应表没有这样用，有关的件一律“不能确定”：{'、'.join(unused)}；可以写 use: keep。"
    if lacking:
        yield f"登记表没有这些栏目，有关的件一律“不能确定”：{'、'.join(lacking)}。"
    if found.unread:
        first = found.unread[0]
        yield f"有{len(found.unread)}处读不懂，按未知处理，例如第{first.row + 1}行：{first.value}{first.reason_zh}。"


def _presuming(sets: Sequence[str], known: IndicatorSet) -> Iterable[str]:
    if sets:
        yield "采用了下列推定。由写明的事实得出的各数不变；推定属实时会怎样，有不同的另列一栏。"
    for each in known.rulebook.latest.presumptions.named(sets):
        yield f"推定“{each.title}”：{each.because}{each.limit}"


def _numbers(table: pa.Table, number: str | None) -> dict[str, list[str]]:
    """Returns the number of each case of a register, by the heading of its column."""
    if number is None:
        return {}
    rows = dict(zip(table.column(ROW).to_pylist(), table.column(number).to_pylist(), strict=True))
    return {number: list(rows.values())}


def _cases(found: IndicatorFigures, case_id: str | None, beside: Mapping[str, list[str]]) -> pa.Table:
    """Lists for each case which of the four it is, of every indicator: behind every count stand its cases."""
    place = {mask: at for at, masks in enumerate(COUNTED.values()) for mask in masks}
    places = np.array([place.get(mask, 0) for mask in range(8)], np.int8)
    names = pa.array([COUNT_TITLES[count] for count in COUNTED])
    ids = without_numbers(pa.array(list(found.ids)))
    columns: dict[str, pa.Array] = {case_id or ROW: ids if case_id else pa.array([row + 1 for row in found.ids])}
    columns |= {name: pa.array(texts) for name, texts in beside.items()}
    for figure in found.figures:
        told = pa.array(places[found.outcomes(figure.variant.key)])
        columns[f"{figure.variant.title}：{figure.variant.subtitle}"] = pa.DictionaryArray.from_arrays(told, names)
    return pa.table(columns)
