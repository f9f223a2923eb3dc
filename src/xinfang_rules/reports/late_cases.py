"""What is late: every duty with a last day in the period that was surely missed, case by case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.indicators.indicator_set import IndicatorSet, Variant
from xinfang_rules.indicators.periods import Period
from xinfang_rules.reports.register_source import ROW
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.tables.fact_columns import SEPARATOR, column_name
from xinfang_rules.tables.output_columns import LATE

LATE_STATUSES: Final = (NormStatus.MET_LATE, NormStatus.OVERDUE)


@dataclass(frozen=True, eq=False)
class LateCases:
    """The duties that were missed.

    Attributes:
        counts: For each duty, by its title, how many were performed late, and how many not at all.
        table: A row for each case and duty: number, duty, last day, status, days late.
    """

    counts: dict[str, tuple[int, int]]
    table: pa.Table = field(repr=False)


def late_columns(variants: Iterable[Variant]) -> list[str]:
    """Tells what an evaluation has to bring out besides, to say by how many days duties were missed."""
    return [LATE + rule for rule in _rules(variants)]


def _rules(variants: Iterable[Variant]) -> list[str]:
    return [*dict.fromkeys(one.cohort.removeprefix(DUE) for one in variants if one.cohort.startswith(DUE))]


def late_cases(
    table: pa.Table, variants: Sequence[Variant], known: IndicatorSet, case_id: str | None, period: Period
) -> LateCases:
    """Lists the duties of an evaluated register that were missed, their last day lying in the period.

    Args:
        table: The evaluation.
        variants: The indicators: of those that go by a last day, the duty is looked at.
        known: All indicators.
        case_id: The column with the number of the case; the number of the row, from 1, if None.
        period: The period.
    """
    number = case_id or ROW
    titles = {rule.id: rule.title for rule in known.rulebook.latest.rules}
    labels = {status.value: status.label for status in LATE_STATUSES}
    found: list[pa.Table] = []
    counts: dict[str, tuple[int, int]] = {}
    for rule in _rules(variants):
        names = [column_name(rule) + SEPARATOR + kind for kind in ("status", "due_latest", "days_late")]
        if any(name not in table.schema.names for name in names):
            continue
        ids = pa.array(range(1, table.num_rows + 1)) if case_id is None else table.column(case_id)
        columns = [ids, *(table.column(name) for name in names)]
        rows = pa.table(dict(zip((number, "status", "最后一日", "逾期日数"), columns, strict=True)))
        late = pc.is_in(rows.column("status").cast(pa.string()), pa.array([str(one.value) for one in LATE_STATUSES]))
        first, last = (pa.scalar(day, pa.date32()) for day in period)
        inside = pc.and_(pc.less_equal(first, rows.column("最后一日")), pc.less_equal(rows.column("最后一日"), last))
        rows = rows.filter(pc.and_(late, pc.fill_null(inside, False)))
        if not rows.num_rows:
            continue
        told = rows.column("status").cast(pa.string()).to_pylist()
        counts[titles[rule]] = told.count(LATE_STATUSES[0].value), told.count(LATE_STATUSES[1].value)
        words = pa.array([labels[status] for status in told])
        rows = rows.drop(["status"]).add_column(1, "义务", pa.array([titles[rule]] * rows.num_rows))
        found.append(rows.add_column(3, "状态", words))
    kinds = [number, "义务", "最后一日", "状态", "逾期日数"]
    nothing = pa.table({name: pa.array([], pa.string()) for name in kinds})
    return LateCases(counts, pa.concat_tables(found) if found else nothing)
