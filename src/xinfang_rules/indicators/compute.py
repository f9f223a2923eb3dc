"""Indicators of a table: for each, and for each group of rows, the four counts, the rate, and which cases they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.arguments import day_of, names_of, wrong
from xinfang_rules.days import day_at
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.indicator_columns import Bounds, ColumnInputs, UnreadValue, columns_of, is_found
from xinfang_rules.indicators.indicator_set import AS_OF, IndicatorSet, Variant, load_indicators
from xinfang_rules.indicators.outcomes import MET, NOT_APPLICABLE, NOT_MET, Outcomes, counts_of, outcomes_of
from xinfang_rules.indicators.periods import Period
from xinfang_rules.indicators.rates import Counts, Rate
from xinfang_rules.language.conditions import names as names_read
from xinfang_rules.language.truth import NEVER
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.table_evaluation import TableEvaluation
from xinfang_rules.tables.table_sources import table_source

MONTH: Final = "month"
"""To group by the month of the day that decides whether a case belongs to the period."""

COUNTED: Final[Mapping[str, tuple[int, ...]]] = FrozenDict(
    {
        "met": (MET,),
        "not_met": (NOT_MET,),
        "not_applicable": (NOT_APPLICABLE,),
        "cannot_tell": (3, 5, 6, 7),
    }
)
"""The four counts, each with the masks of outcomes that it counts."""

Group = tuple[str | None, ...]
"""What the rows of a group have in the columns by which they are grouped; None where that is not known."""


class Columns(NamedTuple):
    """What an evaluation has to bring out for some indicators: arguments of `evaluate_table`.

    Attributes:
        want: What is to be worked out.
        keep: The columns of the register that are read besides.
    """

    want: tuple[str, ...]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of a group of cases.

    Attributes:
        variant: The indicator, and how it is counted.
        group: What the cases have in common, by the column.
        counts: The counts.
    """

    variant: Variant
    group: Mapping[str, str | None]
    counts: Counts

    @property
    def rate(self) -> Rate | None:
        """The rate; None where nothing is in the denominator."""
        return self.counts.rate


@dataclass(frozen=True, eq=False)
class IndicatorFigures:
    """What `compute_indicators` finds.

    Attributes:
        by: The columns by which rows are grouped.
        figures: The indicators of each group, those of an indicator together, groups in their order.
        missing: The facts and columns that are read and that the table has not, with their titles: unknown in all rows.
        unread: Values of the register's columns that are none; they count as unknown.
    """

    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    missing: Mapping[str, str]
    unread: tuple[UnreadValue, ...]
    _ids: Sequence[Any] = field(repr=False)
    _outcomes: Mapping[str, Outcomes] = field(repr=False)
    _groups: Mapping[str, tuple[npt.NDArray[np.int64], list[Group]]] = field(repr=False)

    def figure(self, name: str, *group: str | None) -> Figure:
        """Returns the figure of an indicator and a group.

        Args:
            name: The indicator, or `indicator.variant`.
            group: What the group has in each column, in the order of `by`.

        Raises:
            ArgumentError: If there is none.
        """
        for each in self.figures:
            if name in (each.variant.key, each.variant.indicator) and tuple(each.group.values()) == group:
                return each
        known = dict.fromkeys(name for each in self.figures for name in (each.variant.indicator, each.variant.key))
        raise ArgumentError(f"there is no figure {name} of {list(group)}{did_you_mean(name, known)}")

    def cases(self, figure: Figure, count: str) -> list[Any]:
        """Lists the cases behind one of the four counts of a figure, in the order of the table.

        Args:
            figure: The figure.
            count: `met`, `not_met`, `not_applicable` or `cannot_tell`.

        Raises:
            ArgumentError: If it is none of these.
        """
        if count not in COUNTED:
            raise wrong("count", f"one of {', '.join(COUNTED)}", count, '"not_met"')
        codes, groups = self._groups[figure.variant.key]
        where = np.isin(self._outcomes[figure.variant.key], COUNTED[count])
        where &= codes == groups.index(tuple(figure.group.values()))
        return [self._ids[row] for row in np.flatnonzero(where).tolist()]

    def table(self) -> pa.Table:
        """Returns the figures as an Arrow table: group, four counts, bounds of the rate (null: undefined)."""
        rows = [
            {
                "indicator": each.variant.indicator,
                "variant": each.variant.name,
                **each.group,
                **{name: getattr(each.counts, name) for name in COUNTED},
                "rate_low": None if each.rate is None else float(each.rate.low),
                "rate_high": None if each.rate is None else float(each.rate.high),
            }
            for each in self.figures
        ]
        texts = [pa.field(name, pa.string()) for name in ("indicator", "variant", *self.by)]
        counts = [pa.field(name, pa.int64()) for name in COUNTED]
        rates = [pa.field(name, pa.float64()) for name in ("rate_low", "rate_high")]
        return pa.Table.from_pylist(rows, schema=pa.schema([*texts, *counts, *rates]))


def columns_for(
    indicators: IndicatorSet, names: Sequence[str] | None, columns: Sequence[str], by: Sequence[str] = ()
) -> Columns:
    """Tells what `evaluate_table` has to bring out of a register, so that indicators can be computed.

    Args:
        indicators: The indicators.
        names: Which of them, as `compute_indicators` takes them.
        columns: The columns of the register.
        by: The columns to group by.
    """
    want: dict[str, None] = {}
    keep: dict[str, None] = dict.fromkeys(column_name(name) for name in by if name != MONTH)
    for variant in indicators.chosen(names):
        for name in _names_read(variant):
            base = indicators.days[name].from_ if name in indicators.days else name
            if not is_found(indicators, name):
                keep.update(dict.fromkeys(columns_of(indicators, name)))
            else:
                want[base] = None
                if base.startswith("due."):
                    want[f"status.{base.removeprefix('due.')}"] = None
    some = [*want] or [next(iter(indicators.rulebook.questions))]  # an evaluation brings out something
    return Columns(tuple(some), tuple(name for name in keep if name in columns))


def compute_indicators(
    table: object,
    *,
    as_of: date,
    indicators: Sequence[str] | None = None,
    by: Sequence[str] = (),
    period: object = None,
    case_id: str | None = None,
    among: IndicatorSet | None = None,
) -> IndicatorFigures:
    """Computes indicators of a table that was evaluated.

    Under every rate stand four counts, which add up to the rows: `met`, `not_met`, `not_applicable`, `cannot_tell`. So
    a rate is a range; it is undefined, and not 0, where nothing is in its denominator. A row that was refused cannot be
    told. What a register does not say is unknown, and no column counts as `false` by itself.

    Args:
        table: What `evaluate_table` gives: the evaluation itself, or the table in any form that it takes. `columns_for`
            tells which of its columns are read.
        as_of: The day of the evaluation; what is dated later has not happened.
        indicators: Their names; `indicator.variant` for one of several ways to count it, `indicator.*` for all. The
            first way of each if None.
        by: Columns of which each set of values is a group; `month` is that of the day by which a case has its period.
        period: Such as `2024`, `2024-03`, or two days, both included; every case counts if None.
        case_id: The column with the number of the case; the number of the row, from 0, if None.
        among: The indicators that there are; the shipped ones if None.

    Raises:
        ArgumentError: If an argument is none of these, a column is lacking that the evaluation has to bring out, or a
            case stands in two rows: after a join, for example, which would count it twice.
        XinfangError: If a file cannot be read.
    """
    known = load_indicators() if among is None else among
    chosen = known.chosen(None if indicators is None else names_of(indicators, "indicators", "on_time_conclusion"))
    groups = names_of(by, "by", MONTH)
    days = None if period is None else Period.of(period)
    read = ColumnInputs(known, _table(table, chosen, known, groups, case_id), day_of(as_of))
    ids = _ids(read.table, case_id)
    grouping = [None if name == MONTH else _labels(read.table, name) for name in groups]
    outcomes: dict[str, Outcomes] = {}
    grouped: dict[str, tuple[npt.NDArray[np.int64], list[Group]]] = {}
    figures: list[Figure] = []
    for variant in chosen:
        found = outcomes_of(variant, read, None if days is None else days.ordinals)
        columns = [labels or _months(read.bounds(variant.cohort), days) for labels in grouping]
        codes, there = grouped[variant.key] = _grouped(columns, read.rows)
        outcomes[variant.key] = found
        counted = np.bincount(codes * 8 + found, minlength=8 * len(there)).reshape(-1, 8).tolist()
        figures.extend(
            Figure(variant, FrozenDict(zip(groups, group, strict=True)), counts_of(found, numbers))
            for group, numbers in zip(there, counted, strict=True)
        )
    missing, unread = FrozenDict(read.missing), tuple(read.unread)
    return IndicatorFigures(groups, tuple(figures), missing, unread, ids, outcomes, grouped)


def _names_read(variant: Variant) -> list[str]:
    read = (*names_read(variant.denominator), *names_read(variant.numerator), variant.cohort)
    return [name for name in dict.fromkeys(read) if name != AS_OF]


def _table(
    table: object, chosen: Sequence[Variant], known: IndicatorSet, by: Sequence[str], case_id: str | None
) -> pa.Table:
    source = table_source(table.reader() if isinstance(table, TableEvaluation) else table)
    names = [column for variant in chosen for name in _names_read(variant) for column in columns_of(known, name)]
    wanted = [*names, *(column_name(name) for name in by if name != MONTH), *([] if case_id is None else [case_id])]
    there = [name for name in dict.fromkeys(wanted) if name in source.schema.names]
    for name in (*(column_name(name) for name in by if name != MONTH), *([] if case_id is None else [case_id])):
        if name not in source.schema.names:
            raise ArgumentError(f"the table has no column {name}{did_you_mean(name, source.schema.names)}")
    if not there:  # only the number of rows is of interest
        there = list(source.schema.names[:1])
    batches = list(source.batches(there, BLOCK))
    schema = pa.schema([source.schema.field(name) for name in there])
    return pa.Table.from_batches(batches, batches[0].schema if batches else schema)


def _ids(table: pa.Table, case_id: str | None) -> Sequence[Any]:
    if case_id is None:
        return range(table.num_rows)
    ids: list[Any] = table.column(case_id).to_pylist()
    first: dict[Any, int] = {}
    for row, number in enumerate(ids):
        if number is None:
            raise ArgumentError(f"row {row} has no {case_id}, by which its case is known")
        if number in first:
            message = f"{case_id} {number} stands in the rows {first[number]} and {row}, and would be counted twice"
            raise ArgumentError(message)
        first[number] = row
    return ids


Labels = tuple[npt.NDArray[np.int64], list[str | None]]
"""For each row the place of its label, and the labels."""


def _labels(table: pa.Table, name: str) -> Labels:
    column = table.column(column_name(name)).combine_chunks()
    texts = column.cast(pa.string()).dictionary_encode()
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    labels = [None if text in ("", "unknown") else text for text in texts.dictionary.to_pylist()]
    return np.asarray(texts.indices.cast(pa.int64()).fill_null(len(labels))), [*labels, None]


def _months(days: Bounds, period: Period | None) -> Labels:
    """Returns the month of each day; None where it is not known, has not come, or lies outside the period."""
    known = (days.low == days.high) & (days.high < NEVER)
    if period is not None:
        known &= (days.low >= period.ordinals[0]) & (days.low <= period.ordinals[1])
    present = np.unique(days.low[known])
    months = [f"{day_at(day):%Y-%m}" for day in present.tolist()]
    places = np.where(known, np.searchsorted(present, days.low), len(months))
    return np.minimum(places, len(months)), [*months, None]


def _grouped(columns: Sequence[Labels], rows: int) -> tuple[npt.NDArray[np.int64], list[Group]]:
    """Numbers the groups that there are, in the order of what they have; what is not known comes last."""
    codes, groups = np.zeros(rows, np.int64), list[Group]([()])
    for places, labels in columns:
        order = sorted(set(labels), key=lambda label: (label is None, label or ""))
        rank = np.array([order.index(label) for label in labels], np.int64)
        present, codes = np.unique(codes * len(order) + rank[places], return_inverse=True)
        pairs = [divmod(pair, len(order)) for pair in present.tolist()]
        groups = [(*groups[before], order[label]) for before, label in pairs]
    return codes, groups
