"""Counting the rows of an evaluated table, group by group; each column is read, and each outcome found, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.arguments import no_such
from xinfang_rules.days import day_at
from xinfang_rules.engines.table.arrays import distinct
from xinfang_rules.errors import ArgumentError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.figures import Figure, Group, IndicatorFigures
from xinfang_rules.indicators.indicator_columns import Bounds, ColumnInputs
from xinfang_rules.indicators.indicator_set import Variant
from xinfang_rules.indicators.outcomes import MET, NOT_APPLICABLE, NOT_MET, Outcomes, counts_of, outcomes_of
from xinfang_rules.indicators.periods import Period
from xinfang_rules.language.truth import NEVER
from xinfang_rules.tables.fact_columns import column_name

MONTH: Final = "month"
"""To group by the month of the day that decides whether a case belongs to the period."""


@dataclass(eq=False)
class Counting:
    """Counts indicators of one table.

    Attributes:
        read: What the table says.
        period: The period; None if every case counts.
        case_id: The column with the number of the case; None for the number of the row.
        parts: Whether rows with one number are parts of one case, rather than a case that stands twice.
        outside: The rows that surely lie outside the period, whatever else is known of them; None if that is open.
    """

    read: ColumnInputs
    period: Period | None
    case_id: str | None
    parts: bool = False
    outside: npt.NDArray[np.bool_] | None = None
    _outcomes: dict[str, Outcomes] = field(default_factory=dict)
    _labels: dict[str, "Labels"] = field(default_factory=dict)
    _shown: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses a table in which a case has no number, or stands twice."""
        self.ids, self._case = _ids(self.read.table, self.case_id, several=self.parts)

    def figures(self, chosen: Sequence[Variant], by: Sequence[str]) -> IndicatorFigures:
        """Counts indicators, grouped by columns.

        Raises:
            ArgumentError: If the table has no such column.
        """
        for name in by:
            if name != MONTH and name not in self._labels:
                self._labels[name] = _labels(self.read.table, column_name(name))
        grouped: dict[str, tuple[npt.NDArray[np.int64], list[Group]]] = {}
        figures: list[Figure] = []
        for variant in chosen:
            found = self._outcome(variant)
            columns = [
                self._labels[name] if name != MONTH else _months(self.read.bounds(variant.cohort), self.period)
                for name in by
            ]
            if self.parts:
                shown = self._shown[variant.key]
                columns = [(places[shown], labels) for places, labels in columns]
            codes, there = grouped[variant.key] = _grouped(columns, len(found))
            counted = np.bincount(codes * 8 + found, minlength=8 * len(there)).reshape(-1, 8).tolist()
            figures.extend(
                Figure(variant, FrozenDict(zip(by, group, strict=True)), counts_of(found, numbers))
                for group, numbers in zip(there, counted, strict=True)
            )
        outcomes = {variant.key: self._outcomes[variant.key] for variant in chosen}
        missing, unread = FrozenDict(self.read.missing), tuple(self.read.unread)
        return IndicatorFigures(tuple(by), tuple(figures), missing, unread, self.ids, outcomes, grouped)

    def _outcome(self, variant: Variant) -> Outcomes:
        if variant.key not in self._outcomes:
            days = None if self.period is None else self.period.ordinals
            found = outcomes_of(variant, self.read, days)
            if self.outside is not None:
                found[self.outside] = NOT_APPLICABLE
            if variant.is_count:  # what surely is none of what is counted is not open
                found[found == NOT_MET | NOT_APPLICABLE] = NOT_APPLICABLE
            if self.parts:
                self._shown[variant.key] = _first_counted(found, self._case, len(self.ids)).astype(np.int32)
                found = _of_parts(found, self._case, len(self.ids), some=variant.is_count)
            self._outcomes[variant.key] = found
        return self._outcomes[variant.key]


def _of_parts(found: Outcomes, case: npt.NDArray[np.int64], cases: int, *, some: bool) -> Outcomes:
    """Returns the outcomes of cases, of which each row is a part.

    A case is a success if every part of it that counts is; of what is only counted (`some`), if any part is. It is not
    counted if no part is.
    """

    def may(outcome: int) -> npt.NDArray[np.int64]:
        return np.bincount(case[(found & outcome) != 0], minlength=cases).astype(np.int64)

    parts = np.bincount(case, minlength=cases)
    if some:
        met, not_met = may(MET) > 0, (may(NOT_MET) > 0) & (may(NOT_MET | NOT_APPLICABLE) == parts)
    else:
        met, not_met = (may(MET) > 0) & (may(MET | NOT_APPLICABLE) == parts), may(NOT_MET) > 0
    none = may(NOT_APPLICABLE) == parts
    return np.asarray(met * MET | not_met * NOT_MET | none * NOT_APPLICABLE, np.uint8)


def _first_counted(found: Outcomes, case: npt.NDArray[np.int64], cases: int) -> npt.NDArray[np.int64]:
    """Returns for each case the row that says to which group it belongs: the first part that may count."""
    rows = np.lexsort((np.arange(len(found)), found == NOT_APPLICABLE, case))
    return rows[np.searchsorted(case[rows], np.arange(cases))]


def _ids(table: pa.Table, case_id: str | None, *, several: bool) -> tuple[Sequence[Any], npt.NDArray[np.int64]]:
    """Returns the numbers of the cases, and for each row which case it is of."""
    if case_id is None:
        return range(table.num_rows), np.arange(table.num_rows)
    if case_id not in table.schema.names:
        raise _no_column(case_id, table)
    first: dict[Any, int] = {}
    case = np.zeros(table.num_rows, np.int64)
    for row, number in enumerate(table.column(case_id).to_pylist()):
        if number is None:
            raise ArgumentError(
                f"row {row} has no {case_id}, by which its case is known",
                f"第{row + 1}件没有填 {case_id}，不知是哪一件",
            )
        case[row] = first.setdefault(number, len(first))
        if case[row] < row and not several:
            raise ArgumentError(
                f"{case_id} {number} stands in the rows {case[row]} and {row}, and would be counted twice",
                f"{case_id} {number} 在第{case[row] + 1}件和第{row + 1}件重复，会计算两次",
            )
    return list(first), case


def _no_column(name: str, table: pa.Table) -> ArgumentError:
    return no_such(f"the table has no column {name}", f"表里没有“{name}”这一列", name, table.schema.names)


Labels = tuple[npt.NDArray[np.int64], list[str | None]]
"""For each row the place of its label, and the labels."""


def _labels(table: pa.Table, name: str) -> Labels:
    if name not in table.schema.names:
        raise _no_column(name, table)
    texts = table.column(name).combine_chunks().cast(pa.string()).dictionary_encode()
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
    orders = [sorted(set(labels), key=lambda label: (label is None, label or "")) for _, labels in columns]
    ranks = [
        np.array([order.index(label) for label in labels], np.int64)[places]
        for (places, labels), order in zip(columns, orders, strict=True)
    ]
    found, codes = distinct(ranks, rows)
    return codes, [tuple(order[place] for order, place in zip(orders, group, strict=True)) for group in found]
