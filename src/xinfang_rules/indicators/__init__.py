"""Indicators (指标) as data: rates, with the counts under them, of an evaluated register.

from xinfang_rules.indicators import compute_indicators

found = compute_indicators(evaluated, as_of=date(2025, 1, 10), period="2024", by=["month"])
found.figure("on_time_conclusion", "2024-03").rate

To read what indicators there are takes nothing; to compute them the extra `tables`.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.indicators.compute import Columns, columns_for, compute_indicators
    from xinfang_rules.indicators.figures import Figure, IndicatorFigures
    from xinfang_rules.indicators.indicator_columns import UnreadValue
    from xinfang_rules.indicators.indicator_set import IndicatorSet, Variant, load_indicators
    from xinfang_rules.indicators.periods import Period
    from xinfang_rules.indicators.rates import Counts, Rate, pooled

_HOMES = {
    "compute": "Columns columns_for compute_indicators",
    "figures": "Figure IndicatorFigures",
    "indicator_columns": "UnreadValue",
    "indicator_set": "IndicatorSet Variant load_indicators",
    "periods": "Period",
    "rates": "Counts Rate pooled",
}

__all__ = [
    "Columns",
    "Counts",
    "Figure",
    "IndicatorFigures",
    "IndicatorSet",
    "Period",
    "Rate",
    "UnreadValue",
    "Variant",
    "columns_for",
    "compute_indicators",
    "load_indicators",
    "pooled",
]


def __getattr__(name: str) -> object:
    """Imports a name at its first use."""
    return imported(globals(), name, _HOMES)
