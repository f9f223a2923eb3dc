"""The readings (解释) on which it rests that something is late, or when its last day is.

Told are a rule's own reading where it counts wherever the rule holds, and that of a last day that is no working day.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinfang_rules.calendar import WorkingCalendar, roll_on, working_calendar
from xinfang_rules.errors import CalendarError
from xinfang_rules.registers.register_tables import coded_texts, texts
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.readings import own_readings, rolling_reading
from xinfang_rules.tables.column_reading import EPOCH


def readings_of(found: pa.Table, edition: Edition) -> pa.Array:
    """Returns for findings that are late, or ahead, the readings without which they were not, or had another day."""
    late = pc.coalesce(found["days_late"], found["late_at_least"], pa.scalar(0, pa.int32())).to_numpy()
    first, last = (_ordinals(found[name]) for name in ("due_earliest", "due_latest"))
    return reading_texts(coded_texts(found["of"]), first, last, late, edition)


def reading_texts(rules: tuple[Any, Sequence[str]], first: Any, last: Any, late: Any, edition: Edition) -> pa.Array:
    """Returns the readings of norms.

    Args:
        rules: The rules: for each row a place among them, and what they are called.
        first: The earliest last day of each, an ordinal; 0 if there is none.
        last: The latest.
        late: By how many days it is late at least; 0 of what is not.
        edition: The edition of the rules.
    """
    calendar, by_name = working_calendar(edition.calendar), {rule.id: rule for rule in edition.rules}
    rolled_first, rolled_last = (_rolled(days, calendar) for days in (first, last))
    # What is late is so whatever the reading if it was done after the day that the other reading leaves.
    rests = np.where(late > 0, last + late <= rolled_last, (rolled_first != first) | (rolled_last != last))
    codes, names = rules
    words = ["；".join(_said(by_name[name], edition, rolls=rolls)) if name in by_name else ""
             for name in names for rolls in (False, True)]  # fmt: skip
    return texts(codes * 2 + rests, words)


def _said(rule: Rule, edition: Edition, *, rolls: bool) -> list[str]:
    period = None if rule.norm is None else rule.norm.period
    reading = None
    if rolls and period is not None and not period.rolls_on:
        reading = own_readings(edition).get(rolling_reading(edition, rule) or "")
    own = rule.interpretive if rule.reading_when is None else None
    return [text for text in (own, reading) if text is not None]


def _rolled(days: Any, calendar: WorkingCalendar) -> Any:
    known, places = np.unique(days, return_inverse=True)
    return np.array([_next(day, calendar) for day in known.tolist()], np.int64)[places]


def _next(day: int, calendar: WorkingCalendar) -> int:
    try:
        return roll_on(day, calendar).last if day else day
    except CalendarError:
        return day


def _ordinals(column: Any) -> Any:
    days = column.cast(pa.int32())
    return pc.fill_null(days, -EPOCH).to_numpy().astype(np.int64) + EPOCH
