"""An abstraction of working days and months for a solver: not the calendar itself, but bounds that it keeps to.

The n-th working day after a day, the first working day on or after a day, and the day n months after a day become
unknown numbers between the fewest and the most days that the calendar ever puts in between, the same for the same day,
and never decreasing as the day or the n moves on. Whatever is proved of them holds of the calendar, whatever the
notices that are missing will say. Where a solver's case relies on a number that the calendar does not have, `refine`
adds what the calendar leaves.
"""

from datetime import date
from typing import Any, NamedTuple

import z3

from xinfang_rules.calendar import add_months, working_calendar
from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.calendar.working_days import LAST_ORDINAL
from xinfang_rules.engines.solver.limit import TimeLimit
from xinfang_rules.language.truth import EARLIEST, NEVER

_ROLLED = 0
"""Stands for the number of working days where a day is rolled on to a working day; of months stands the negative."""

_CYCLE = 146_097
"""The days of 400 years."""

_MARGIN = 70
"""How many days before the end of the years whose festival days are known the bounds end."""


class _Instance(NamedTuple):
    number: int
    day: Any
    result: Any


class DayFunctions:
    """The working days, and months, that the formulas of one solver speak of.

    Attributes:
        last_known: The last day of which the working days that follow are known within bounds.
    """

    def __init__(self, solver: Any, data: CalendarData, limit: TimeLimit) -> None:
        self._solver = solver
        self._limit = limit
        self._calendar = working_calendar(data)
        self._first = date(data.editions[0].since.year + 1, 1, 1).toordinal()
        self.last_known = date(data.computed_through, 12, 31).toordinal() - _MARGIN
        self._found: dict[tuple[int, int], _Instance] = {}
        self._working: set[int] = set()
        self._bounds: dict[int, tuple[int, int]] = {}

    def nth_after(self, day: Any, number: int) -> Any:
        """Returns the term for the n-th working day after a day, n from 1."""
        return self._term(day, number)

    def rolled_on(self, day: Any) -> Any:
        """Returns the term for a day itself if it is a working day, else the next working day."""
        if day.get_id() in self._working:
            return day
        return self._term(day, _ROLLED)

    def months_after(self, day: Any, number: int) -> Any:
        """Returns the term for the day n months after a day, n from 1."""
        return self._term(day, -number)

    def refine(self, model: Any, last: int) -> bool:
        """Adds what the calendar says wherever a model says otherwise.

        Returns:
            Whether anything was added.
        """
        added = False
        for instance in self._found.values():
            day = model.eval(instance.day, model_completion=True).as_long()
            months = instance.number < _ROLLED  # the same in all years
            if not EARLIEST < day <= (LAST_ORDINAL - self._reach(instance.number)[1] if months else last):
                continue
            low, high = self._possible(day, instance.number)
            if not low <= model.eval(instance.result, model_completion=True).as_long() <= high:
                between = z3.And(low <= instance.result, instance.result <= high)
                self._solver.add(z3.Implies(instance.day == day, between))
                added = True
        return added

    def _term(self, day: Any, number: int) -> Any:
        found = self._found.get((number, day.get_id()))
        if found is not None:
            return found.result
        result = z3.Int(f"working-day-{number}-{len(self._found)}")
        low, high = self._reach(number)
        known = z3.And(self._first <= day, day <= self.last_known) if number >= _ROLLED else day + high <= LAST_ORDINAL
        # What has not happened has no n-th working day after it.
        later = z3.And(day + max(number, 0) <= result, result < NEVER)
        self._solver.add(z3.Implies(day <= LAST_ORDINAL, later))
        self._solver.add(z3.Implies(known, z3.And(day + low <= result, result <= day + high)))
        new = _Instance(number, day, result)
        for other in self._found.values():
            if other.number == number:
                self._solver.add(z3.Implies(day <= other.day, result <= other.result))
                self._solver.add(z3.Implies(other.day <= day, other.result <= result))
            elif number * other.number > 0:
                fewer, more = (other, new) if abs(other.number) < abs(number) else (new, other)
                # One more of them is one day more at the least.
                later = fewer.result + abs(more.number - fewer.number) <= more.result
                self._solver.add(z3.Implies(fewer.day <= more.day, later))
        if number >= _ROLLED:
            self._working.add(result.get_id())
        self._found[number, day.get_id()] = new
        return result

    def _reach(self, number: int) -> tuple[int, int]:
        """Returns the fewest and the most days between a day and its working day, over the years that are known.

        The last of them may run past the end of these years: it is left out.
        """
        if number not in self._bounds:
            gaps: list[tuple[int, int]] = []
            # After 400 years months are as long again.
            for day in range(self._first, (self.last_known if number >= _ROLLED else self._first + _CYCLE) + 1):
                self._limit.check()
                low, high = self._possible(day, number)
                if high < NEVER:
                    gaps.append((low - day, high - day))
            fewest = min((low for low, _ in gaps), default=number)
            self._bounds[number] = fewest, max((high for _, high in gaps), default=NEVER)
        return self._bounds[number]

    def _possible(self, day: int, number: int) -> tuple[int, int]:
        if number == _ROLLED:
            return self._calendar.nth_after(day - 1, 1)
        if number < _ROLLED:
            months = add_months(day, -number)
            return months, months
        return self._calendar.nth_after(day, number)
