"""What every form of a report lays out alike: the cells of its tables, and how each indicator counts."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xinfang_rules.days import day_words
from xinfang_rules.indicators.indicator_words import definition, name_words
from xinfang_rules.reports.report_tables import COUNT_TITLES, Line, ReportTable, YearlyReport

if TYPE_CHECKING:
    from xinfang_rules.indicators.indicator_set import Variant

LATE_TITLE: Final = "逾期的义务"
LATE_HEADS: Final = ("义务", "逾期履行", "逾期未履行")
DEFINITIONS: Final = "各项指标的口径"
LEGEND: Final = (
    "每项比率下面都有四个件数，合起来就是全部行：达到；未达到；不适用（不进分母）；不能确定（登记的事实不足以认定是哪一种）。"
    "有不能确定的，比率是一个范围；分母里什么也没有的，没有比率，写作“—”，不是0。合计一律是分子之和除以分母之和，不是各组比率的平均。"
)


class Cells(NamedTuple):
    """A table as it is written: its heads, and rows of texts and numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def cells_of(table: ReportTable) -> Cells:
    """Lays out a table; a column in which nothing differs is left out."""
    several = len({line.variant.key for line in table.lines}) > 1
    presumed = any(line.would_be for line in table.lines)
    counts_only = all(line.variant.is_count for line in table.lines)
    # Under a rate stand its four counts; a number of cases is one of them, beside what cannot be told.
    counts = ("cannot_tell",) if counts_only else tuple(COUNT_TITLES)
    some_count = any(line.variant.is_count for line in table.lines)
    value = "件数" if counts_only else "比率或者件数" if some_count else "比率"
    columns: list[tuple[str, Callable[[Line], Any]]] = []
    if several or not table.by:
        columns.append(("指标", lambda line: name_words(line.variant)))
    if table.by:
        columns.append((table.by, attrgetter("group")))
    if counts_only:
        columns.append((value, lambda line: _number(line.value())))
    columns += [(COUNT_TITLES[count], attrgetter(f"counts.{count}")) for count in counts]
    if not counts_only:
        columns.append((value, Line.value))
    if presumed:
        columns.append(("推定属实时", attrgetter("would_be")))
    rows = tuple(tuple(told(line) for _, told in columns) for line in table.lines)
    return Cells(tuple(head for head, _ in columns), rows)


def _number(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def late_cells(report: YearlyReport) -> Cells:
    """Lays out how often each duty was missed."""
    return Cells(LATE_HEADS, tuple((duty, *counts) for duty, counts in report.late.counts.items()))


def definitions(report: YearlyReport) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Yields how each indicator of the report counts, and which other ways there are."""
    shown: dict[str, Variant] = {}
    for section in report.sections:
        for table in section.tables:
            shown.update({line.variant.key: line.variant for line in table.lines})
    for variant in shown.values():
        others = [
            one.subtitle
            for one in report.known.variants.values()
            if one.indicator == variant.indicator and one is not variant
        ]
        told = definition(variant, report.known)
        yield name_words(variant), [*told, *([("其他口径", "；".join(others))] if others else [])]


def heading_lines(report: YearlyReport) -> list[str]:
    """Writes what a reader has to know first."""
    return [
        f"期间：{report.period.words}。统计之日：{day_words(report.as_of)}。登记表共{report.rows}行。",
        LEGEND,
        *report.notes,
    ]
