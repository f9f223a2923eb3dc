"""The n-th working day after any day, as tables to look it up in, one for each n; and the day n months after it."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, Final, TypeAlias

import numpy as np

from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.days import day_written
from xinfang_rules.engines.table.arrays import Numbers
from xinfang_rules.language.truth import NEVER, TRUE
from xinfang_rules.program.graph import BEYOND, LAST_DAY

EPOCH: Final = day_written("1970-01-01").toordinal()

LookUp: TypeAlias = Callable[..., None]
"""Takes days, something that it does not read, and where to write working days (`out`)."""


class DayTables:
    """The tables of one calendar, each made when it is first wanted."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        first, last = (day.toordinal() for day in calendar.coverage)
        codes = np.array([calendar.truth(day) for day in range(first, last + 1)], np.uint8)
        days = np.arange(first, last + 1, dtype=np.int32)
        self._first, self._last = first, last
        self._possible = days[codes & TRUE != 0]
        self._surely = days[codes == TRUE]
        self.look_up = cache(self._look_up)

    def _look_up(self, number: int) -> tuple[LookUp, LookUp]:
        """Returns what looks up the first and the last day that may be the n-th working day, as `Op.FIRST` says."""
        # Any day outside of what is laid out may be worked: there the first day stays as far from where it counts.
        low, high = self._first - number - 1, self._last + 1
        starts = np.arange(low, high + 1, dtype=np.int32)
        before = np.arange(low, self._first, dtype=np.int32)
        after = np.arange(high, high + number + 1, dtype=np.int32)
        possible = np.concatenate([before, self._possible, after])
        surely = np.concatenate([self._surely, np.full(number, NEVER, np.int32)])
        earliest = possible[np.searchsorted(possible, starts, "right") + (number - 1)]
        latest = surely[np.searchsorted(surely[: len(self._surely)], starts, "right") + (number - 1)]
        latest[earliest > LAST_DAY] = BEYOND
        latest = np.append(latest, np.int32(BEYOND))
        return partial(_first_day, earliest, low), partial(_last_day, latest, low, LAST_DAY - number)


def months_after(number: int) -> LookUp:
    """Returns what finds the days so many months later, from 1, as `Op.MONTHS` says."""
    return partial(_months_after, number)


def _months_after(number: int, days: Numbers, _: Any, *, out: Numbers) -> None:
    # The last day that can be counted, and any after it, has nothing countable months after it.
    day = (np.clip(days, 1, LAST_DAY).astype(np.int64) - EPOCH).view("datetime64[D]")
    month = day.astype("datetime64[M]")
    last = (month + (number + 1)).astype("datetime64[D]") - 1
    found = np.minimum((month + number).astype("datetime64[D]") + (day - month), last)
    np.minimum(found.view(np.int64) + EPOCH, BEYOND, out=out, casting="same_kind")


def _first_day(table: Numbers, low: int, days: Numbers, _: Any, *, out: Numbers) -> None:
    place = np.minimum(days, NEVER)
    np.subtract(place, low, out=place)
    within = np.clip(place, 0, len(table) - 1)
    np.take(table, within, out=out, mode="clip")
    np.subtract(place, within, out=within)
    np.add(out, within, out=out)
    np.minimum(out, BEYOND, out=out)


def _last_day(table: Numbers, low: int, last: int, days: Numbers, _: Any, *, out: Numbers) -> None:
    within = np.minimum(days, NEVER)
    np.subtract(within, low, out=within)
    np.clip(within, 0, len(table) - 2, out=within)
    beyond = np.greater(days, last)
    np.maximum(within, beyond * np.int32(len(table) - 1), out=within)
    np.take(table, within, out=out, mode="clip")
