"""Counting the rows of an evaluated table, group by group; each column is read, and each outcome found, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.days import day_at
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.figures import Figure, Group, IndicatorFigures
from xinfang_rules.indicators.indicator_columns import Bounds, ColumnInputs
from xinfang_rules.indicators.indicator_set import Variant
from xinfang_rules.indicators.outcomes import Outcomes, counts_of, outcomes_of
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
    """

    read: ColumnInputs
    period: Period | None
    case_id: str | None
    _outcomes: dict[str, Outcomes] = field(default_factory=dict)
    _labels: dict[str, "Labels"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses a table in which a case has no number, or stands twice."""
        self.ids = _ids(self.read.table, self.case_id)

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
            columns = [self._labels[name] if name != MONTH else self._months(variant) for name in by]
            codes, there = grouped[variant.key] = _grouped(columns, self.read.rows)
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
            self._outcomes[variant.key] = outcomes_of(variant, self.read, days)
        return self._outcomes[variant.key]

    def _months(self, variant: Variant) -> "Labels":
        return _months(self.read.bounds(variant.cohort), self.period)


def _ids(table: pa.Table, case_id: str | None) -> Sequence[Any]:
    if case_id is None:
        return range(table.num_rows)
    if case_id not in table.schema.names:
        raise ArgumentError(f"the table has no column {case_id}{did_you_mean(case_id, table.schema.names)}")
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
    if name not in table.schema.names:
        raise ArgumentError(f"the table has no column {name}{did_you_mean(name, table.schema.names)}")
    column = table.column(name).combine_chunks()
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
