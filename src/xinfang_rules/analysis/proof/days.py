"""Working days for a solver: not the calendar itself, but bounds that the calendar keeps to.

The n-th working day after a day, and the first working day on or after a day, become unknown numbers between the
fewest and the most days that the calendar ever puts in between, the same for the same day, and never decreasing as the
day or the n moves on. Whatever is proved of them holds of the calendar. Where a solver's case relies on a number that
the calendar does not have, `refine` adds the calendar's own.
"""

from functools import lru_cache
from typing import Any, NamedTuple

import z3

from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.logic.truth import EARLIEST

_ROLLED = 0
"""Stands for the number of working days where a day is rolled on to a working day."""

_MARGIN = 60
"""How many days around the official notices are looked at too: there every week is like the other."""


class _Instance(NamedTuple):
    number: int
    day: Any
    result: Any


@lru_cache(maxsize=1)
def shared_calendar() -> WorkingCalendar:
    """Returns the calendar by which cases are evaluated; it is read once per process."""
    return WorkingCalendar()


class DayFunctions:
    """The working days that the formulas of one solver speak of.

    Args:
        solver: Takes what is known of them.
    """

    def __init__(self, solver: Any) -> None:
        self._solver = solver
        self._calendar = shared_calendar()
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

    def refine(self, model: Any, last: int) -> bool:
        """Adds what the calendar says wherever a model says otherwise.

        Args:
            model: What the solver found.
            last: The last day that is looked up.

        Returns:
            Whether anything was added.
        """
        added = False
        for instance in self._found.values():
            day = model.eval(instance.day, model_completion=True).as_long()
            if not EARLIEST < day <= last:
                continue
            exact = self._exact(day, instance.number)
            if model.eval(instance.result, model_completion=True).as_long() != exact:
                self._solver.add(z3.Implies(instance.day == day, instance.result == exact))
                added = True
        return added

    def _term(self, day: Any, number: int) -> Any:
        known = self._found.get((number, day.get_id()))
        if known is not None:
            return known.result
        result = z3.Int(f"working-day-{number}-{len(self._found)}")
        low, high = self._reach(number)
        self._solver.add(day + low <= result, result <= day + high)
        new = _Instance(number, day, result)
        for other in self._found.values():
            if other.number == number:
                self._solver.add(z3.Implies(day <= other.day, result <= other.result))
                self._solver.add(z3.Implies(other.day <= day, other.result <= result))
            elif _ROLLED not in (number, other.number):
                fewer, more = (other, new) if other.number < number else (new, other)
                later = fewer.result + (more.number - fewer.number) <= more.result
                self._solver.add(z3.Implies(fewer.day <= more.day, later))
        self._working.add(result.get_id())
        self._found[number, day.get_id()] = new
        return result

    def _reach(self, number: int) -> tuple[int, int]:
        """Returns the fewest and the most days between a day and its working day, over the whole calendar."""
        if number not in self._bounds:
            first, last = (day.toordinal() for day in self._calendar.coverage)
            days = range(first - _MARGIN - 3 * number, last + _MARGIN)
            gaps = [self._exact(day, number) - day for day in days]
            self._bounds[number] = min(gaps), max(gaps)
        return self._bounds[number]

    def _exact(self, day: int, number: int) -> int:
        if number == _ROLLED:
            return self._calendar.nth_after(day - 1, 1)[0]
        return self._calendar.nth_after(day, number)[0]
