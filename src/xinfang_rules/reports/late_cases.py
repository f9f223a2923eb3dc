"""What is late: every duty with a last day in the period that was surely missed, case by case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.indicators.indicator_set import IndicatorSet, Variant
from xinfang_rules.indicators.periods import Period
from xinfang_rules.personal_numbers import without_personal_numbers
from xinfang_rules.registers.result_readings import reading_texts
from xinfang_rules.reports.register_source import ROW
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.tables.fact_columns import SEPARATOR, column_name
from xinfang_rules.tables.output_columns import LATE

LATE_STATUSES: Final = (NormStatus.MET_LATE, NormStatus.OVERDUE)
_DAYS: Final = ("最后一日不早于", "最后一日不晚于")


@dataclass(frozen=True, eq=False)
class LateCases:
    """The duties that were missed.

    Attributes:
        counts: For each duty, by its title, how many were performed late, and how many not at all.
        table: A row for each case and duty: number, duty, between which days the last one lies, status, by how many
            days it is late, its provisions, and the readings without which it is not late.
    """

    counts: dict[str, tuple[int, int]]
    table: pa.Table = field(repr=False)


def late_columns(variants: Iterable[Variant]) -> list[str]:
    """Tells what an evaluation has to bring out besides, to say by how many days duties were missed."""
    return [LATE + rule for rule in _rules(variants)]


def done_days(variants: Iterable[Variant], known: IndicatorSet) -> list[str]:
    """Returns the facts that tell when the duties were performed."""
    norms = (known.rulebook.latest.rule(rule).norm for rule in _rules(variants))
    return [*dict.fromkeys(norm.done.day for norm in norms if norm is not None and norm.done is not None)]


def _rules(variants: Iterable[Variant]) -> list[str]:
    return [*dict.fromkeys(one.cohort.removeprefix(DUE) for one in variants if one.cohort.startswith(DUE))]


def late_cases(
    table: pa.Table,
    variants: Sequence[Variant],
    known: IndicatorSet,
    case_id: str | None,
    period: Period,
    as_of: date,
    beside: Mapping[str, pa.ChunkedArray],
) -> LateCases:
    """Lists the duties of an evaluated register that were missed, their last day lying in the period.

    Of the indicators that go by a last day, the duty is looked at. Without a column for the number of the case, that
    of the row is told, from 1. What else is told `beside` it, such as whose duty it is, has its heading.
    """
    edition = known.rulebook.latest
    ids = pa.array(range(1, table.num_rows + 1)) if case_id is None else table.column(case_id)
    labels = {status.value: status.label for status in LATE_STATUSES}
    named = {head: without_numbers(column) for head, column in {case_id or ROW: ids, **beside}.items()}
    kinds = [*named, "义务", *_DAYS, "状态", "逾期日数", "逾期至少日数", "依据", "依解释"]
    found: list[pa.Table] = []
    counts: dict[str, tuple[int, int]] = {}
    for name in _rules(variants):
        rule = edition.rule(name)
        days = [column_name(name) + SEPARATOR + kind for kind in ("due_earliest", "due_latest", "days_late")]
        status = column_name(name) + SEPARATOR + "status"
        if any(column not in table.schema.names for column in (status, *days)):
            continue
        heads = ("状态", *_DAYS, "逾期日数")
        rows = pa.table({**named, **dict(zip(heads, map(table.column, (status, *days)), strict=True))})
        rows = rows.append_column("done", _done(table, rule))
        late = pc.is_in(rows["状态"].cast(pa.string()), pa.array([str(one.value) for one in LATE_STATUSES]))
        start, end = (pa.scalar(day, pa.date32()) for day in period)
        inside = pc.and_(pc.less_equal(start, rows[_DAYS[1]]), pc.less_equal(rows[_DAYS[1]], end))
        rows = rows.filter(pc.and_(late, pc.fill_null(inside, False)))
        if not rows.num_rows:
            continue
        told = rows["状态"].cast(pa.string()).to_pylist()
        counts[rule.title] = told.count(LATE_STATUSES[0].value), told.count(LATE_STATUSES[1].value)
        due = [[day.toordinal() if day else 0 for day in rows[name].to_pylist()] for name in _DAYS]
        dues = np.array(due[0]), np.array(due[1])
        until = [
            as_of if state == NormStatus.OVERDUE else done
            for state, done in zip(told, rows["done"].to_pylist(), strict=True)
        ]
        least = [max(day.toordinal() - last, 1) if day else 1 for day, last in zip(until, due[1], strict=True)]
        sure = rows["逾期日数"].to_pylist()
        late_by = np.array([days or n for days, n in zip(sure, least, strict=True)])
        texts = {
            "义务": [rule.title] * len(told),
            "状态": [labels[state] for state in told],
            "依据": ["、".join(dict.fromkeys(cited.label for cited in rule.citations))] * len(told),
            "逾期至少日数": pa.array([None if days else n for days, n in zip(sure, least, strict=True)], pa.int32()),
            "依解释": reading_texts((np.zeros(len(told), np.int32), [name]), *dues, late_by, edition),
        }
        found.append(pa.table({head: texts[head] if head in texts else rows[head] for head in kinds}))
    nothing = pa.table({head: pa.array([], pa.string()) for head in kinds})
    return LateCases(counts, pa.concat_tables(found) if found else nothing)


def without_numbers(column: Any) -> Any:
    """Returns a column as it is shown: what looks like the number of a person is hidden in its texts."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    texts = column.to_pylist()
    return pa.array([None if text is None else without_personal_numbers(text) for text in texts], pa.string())


def _done(table: pa.Table, rule: Rule) -> pa.Array:
    """Returns when a duty was performed, where the table tells the day."""
    done = None if rule.norm is None else rule.norm.done
    name = "" if done is None else column_name(done.day)
    if name in table.schema.names and pa.types.is_date(table.schema.field(name).type):
        return table.column(name).cast(pa.date32())
    return pa.nulls(table.num_rows, pa.date32())
