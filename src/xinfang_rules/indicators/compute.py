"""Indicators of a table: for each, and for each group of rows, the four counts, the rate, and which cases they are."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from xinfang_rules.arguments import day_of, names_of
from xinfang_rules.engines.table.arrays import BLOCK
from xinfang_rules.indicators.figures import IndicatorFigures
from xinfang_rules.indicators.four_counts import MONTH, Counting
from xinfang_rules.indicators.indicator_columns import ColumnInputs, columns_of, is_found
from xinfang_rules.indicators.indicator_set import AS_OF, IndicatorSet, Variant, load_indicators
from xinfang_rules.indicators.periods import Period
from xinfang_rules.language.conditions import names as names_in
from xinfang_rules.tables.fact_columns import column_name
from xinfang_rules.tables.presumed_columns import PRESUMED
from xinfang_rules.tables.table_evaluation import TableEvaluation
from xinfang_rules.tables.table_sources import table_source


class Columns(NamedTuple):
    """What an evaluation has to bring out for some indicators: arguments of `evaluate_table`.

    Attributes:
        want: What is to be worked out.
        keep: The columns of the register that are read besides.
    """

    want: tuple[str, ...]
    keep: tuple[str, ...]


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
        for name in names_read(variant):
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
    presumed: bool = False,
    parts: bool = False,
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
        presumed: Whether to count what would be under the presumptions of the evaluation, where that differs. Count
            both, and tell which is which: what is presumed is not known.
        parts: Whether rows with one `case_id` are parts of one case, as `evaluate_register` gives them: then each case
            is counted once. It is a success where every part that counts is; of a mere count, where any is.
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
    read = ColumnInputs(known, _table(table, chosen, known, groups, case_id), day_of(as_of), presumed)
    return Counting(read, days, case_id, parts).figures(chosen, groups)


def names_read(variant: Variant) -> list[str]:
    """Returns the names that tell what a case is to an indicator, the day of evaluation apart."""
    read = (*names_in(variant.denominator), *names_in(variant.numerator), variant.cohort)
    return [name for name in dict.fromkeys(read) if name != AS_OF]


def _table(
    table: object, chosen: Sequence[Variant], known: IndicatorSet, by: Sequence[str], case_id: str | None
) -> pa.Table:
    source = table_source(table.reader() if isinstance(table, TableEvaluation) else table)
    names = [column for variant in chosen for name in names_read(variant) for column in columns_of(known, name)]
    wanted = [*names, *(column_name(name) for name in by if name != MONTH), *([] if case_id is None else [case_id])]
    wanted += [name + PRESUMED for name in names]
    there = [name for name in dict.fromkeys(wanted) if name in source.schema.names]
    there = there or list(source.schema.names[:1])  # at least the number of rows
    batches = list(source.batches(there, BLOCK))
    schema = pa.schema([source.schema.field(name) for name in there])
    return pa.Table.from_batches(batches, batches[0].schema if batches else schema)
