"""What is found of indicators: for each group of rows the four counts, the rate, and which cases they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.arguments import no_such, wrong
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.indicators.indicator_columns import UnreadValue
from xinfang_rules.indicators.indicator_set import Variant
from xinfang_rules.indicators.outcomes import MET, NOT_APPLICABLE, NOT_MET, Outcomes
from xinfang_rules.indicators.rates import Counts, Rate

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
        ids: The number of the case in each row.
    """

    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    missing: Mapping[str, str]
    unread: tuple[UnreadValue, ...]
    ids: Sequence[Any] = field(repr=False)
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
        chinese = f"没有 {'、'.join(map(str, group))} 的 {name} 这一数字"
        raise no_such(f"there is no figure {name} of {list(group)}", chinese, name, known)

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
        return [self.ids[row] for row in np.flatnonzero(where).tolist()]

    def outcomes(self, key: str) -> Outcomes:
        """Returns for each row which outcomes of an indicator are possible: a mask, see `COUNTED`.

        Args:
            key: The full name, `indicator.variant`.
        """
        return self._outcomes[key]

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
