"""The interface of engines: what each of them is made of, and the one thing that each of them does."""

from collections.abc import Callable, Container
from typing import Protocol, TypeAlias

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Engine(Protocol):
    """Evaluates by one edition. Safe to share between threads."""

    def run(self, values: Values, today: int) -> Outcome:
        """Evaluates.

        Args:
            values: What is known of the facts, completed by the constraints; filled in further, in place.
            today: The ordinal of the day of evaluation.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
            EngineError: If the engine gives no answer.
        """


class Counter(Protocol):
    """Counts working days."""

    def nth_after(self, start: int, number: int) -> tuple[int, int]:
        """Returns the first and the last day that may be the n-th working day after a day."""


MakeCounter: TypeAlias = Callable[[], Counter]
"""Makes what counts working days; called when they are first counted."""

MakeEngine: TypeAlias = Callable[[Edition, Container[str] | None, MakeCounter], Engine]
"""Makes an engine for an edition, for those of its norms that are wanted (all of them if None)."""
