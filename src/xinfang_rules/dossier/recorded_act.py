"""An act as the record tells it, where an expression is read, and Kleene's three truth values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from xinfang_rules.days import day_written
from xinfang_rules.facts.day_bounds import DayBounds, bounds_stated
from xinfang_rules.facts.values import UNKNOWN

Truth: TypeAlias = bool | None
"""True, false, or None for unknown."""

Stated: TypeAlias = date | DayBounds | str
"""A day as a case states it: a day, bounds, or `unknown`."""

Answers: TypeAlias = Callable[[str], tuple[str, ...]]
"""Returns the answers that a question may have; none of one that is not asked."""

LastDays: TypeAlias = Callable[[str | None], tuple[date | None, date | None]]
"""Returns the first and the last day that the last day of a duty can be, as far as is known; of no duty none."""


def _no_last_day(_: str | None) -> tuple[date | None, date | None]:
    return None, None


PETITIONER: Final = "petitioner"
_OF_IT: Final = frozenset({"it.by", "it.to"})
END: Final = 1 << 30
"""A place after every act."""

_SOME_DAY: Final = DayBounds()


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or."""
    found: Truth = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            found = None
    return found


def negated(truth: Truth) -> Truth:
    """Kleene's not."""
    return None if truth is None else not truth


def first_day(day: Stated | None) -> date | None:
    """Returns the first day that a day can be, if one is known."""
    return day.not_before if isinstance(day, DayBounds) else day if isinstance(day, date) else None


def last_day(day: Stated | None) -> date | None:
    """Returns the last day that a day can be, if one is known."""
    return day.not_after if isinstance(day, DayBounds) else day if isinstance(day, date) else None


def as_day(told: Any) -> Stated | None:
    """Returns a day that is told in a field as one, whatever text or data it was read from."""
    if isinstance(told, Mapping):
        return bounds_stated(told)
    stated: Stated | None = day_written(told) if isinstance(told, str) and told != UNKNOWN else told
    return stated


def perhaps(day: Stated) -> Stated:
    """Returns the bounds of a day on which something may not have happened."""
    first, last = first_day(day), last_day(day)
    return UNKNOWN if first is None and last is None else DayBounds(first, last, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Step:
    """An act of the record.

    Attributes:
        place: Its place in the dossier. What is done for several pieces at once, or
            said differently of claims, are several acts of one place.
        act: Its kind.
        by: Who did it: the label of an organ, or `petitioner`.
        to: To which organ, if to any.
        day: When.
        received: When it reached its addressee; None where that is not recorded.
        claims: The claims that it is about.
        piece: The piece that it belongs to.
        told: What else it states, its kind and outcome included.
        perhaps: Whether it may not have happened, by the day asked about.
    """

    place: int
    act: str
    by: str
    to: str | None
    day: Stated
    received: Stated | None
    claims: tuple[str, ...]
    piece: str
    told: Mapping[str, Any] = field(hash=False)
    perhaps: bool

    def taken(self, name: str) -> Any:
        """Returns what it tells: its act, day, when it was received, or a field; None if it does not."""
        if name in ("act", "by", "to"):
            return getattr(self, name)
        if name in ("day", "received"):
            day = getattr(self, name)
            if day is not None and self.perhaps:
                return perhaps(day)
            return _SOME_DAY if day == UNKNOWN else day
        return None if self.perhaps else self.told.get(name)


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Where an expression is read: in a part.

    Attributes:
        organ: The organ of the part.
        piece: The piece.
        claim: The claim.
        arrival: The place of the act that brought the piece here.
        start: The place after which the round begins.
        end: The place before which it ends.
        roles: Whom each role names; None where nobody knows, empty where nobody does.
        others: Which organs besides handle the claim: what is sought against their opinions is not about the part.
        settled: The place from which on nobody knows whether an act is of this round, or of this organ's handling.
        answers: What a test of an answer reads; None where there is no part that answers.
        last_days: What a test of a last day reads.
    """

    organ: str
    piece: str
    claim: str
    arrival: int
    start: int
    end: int
    roles: Mapping[str, tuple[str, ...] | None]
    others: tuple[str, ...] = ()
    settled: int = END
    answers: Answers | None = None
    last_days: LastDays = _no_last_day

    def answering(self, answers: Answers, last_days: LastDays = _no_last_day) -> "Context":
        """Returns the same with what tests of answers and of last days read."""
        return Context(
            self.organ, self.piece, self.claim, self.arrival, self.start, self.end,
            self.roles, self.others, self.settled, answers, last_days,
        )  # fmt: skip

    def who(self, role: str, it: Step | None = None) -> tuple[str, ...] | None:
        """Returns whom a role names; None where nobody knows."""
        if it is None or role not in _OF_IT:
            return self.roles.get(role)
        named = it.by if role == "it.by" else it.to
        return () if named is None else (named,)
