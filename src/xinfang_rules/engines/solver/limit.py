"""A time budget for proofs: a time for all of it, and a part of that for each question to the solver."""

from time import perf_counter
from typing import Any, Final

import z3

SECONDS: Final = 300
"""How long a proof may take if nothing else is said; the shipped rulebook takes about one."""

_PART: Final = 10
"""No question to the solver takes more than one part of so many: the statements that follow shall have their turn."""


class Unsettled(Exception):  # noqa: N818  # what it reports is no error
    """It was not found out whether a statement holds: the time is up, or the solver gave up."""


class TimeLimit:
    """The time that is left, counted from when it is made."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._end = perf_counter() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return perf_counter() >= self._end

    def check(self) -> None:
        """Stops what takes long and asks no solver.

        Raises:
            Unsettled: If the time is up.
        """
        if self.passed:
            raise Unsettled

    def ask(self, solver: Any, *assumptions: Any) -> Any:
        """Returns a model of what a solver holds, with assumptions if any, or None if there is none.

        Raises:
            Unsettled: If the solver does not find out in time.
        """
        self.check()
        left = min(self._end - perf_counter(), self.seconds / _PART)
        solver.set("timeout", max(1, int(left * 1000)))
        answer = solver.check(*assumptions)
        if answer == z3.unknown:
            raise Unsettled
        return solver.model() if answer == z3.sat else None
