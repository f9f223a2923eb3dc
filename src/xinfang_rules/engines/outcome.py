"""The outcome of an evaluation, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition


class Due(NamedTuple):
    """The last days still possible for a norm.

    Attributes:
        low: The earliest, an ordinal.
        high: The latest, an ordinal; `NEVER` where no latest is known.
        may_run: Whether the period may have started.
        may_wait: Whether the period may not have started, or no day may have been set.
        open_after: The day after which days were counted that a missing notice may turn, where the last day hangs on
            them; `NEVER` where it does not.
    """

    low: int
    high: int
    may_run: bool
    may_wait: bool
    open_after: int


STATUS_BITS = 7
"""No kind of norm has more statuses."""

ALL_STATUSES = (1 << STATUS_BITS) - 1


def pack_status(rule: int, statuses: int) -> int:
    """Writes the index of a norm's rule and the mask of its statuses as one integer; they sort by rule."""
    return rule << STATUS_BITS | statuses


def unpack_rule(found: int) -> int:
    """Returns the index of the rule from what `pack_status` wrote."""
    return found >> STATUS_BITS


UNTOLD = 0
"""Stands for a truth that an engine tells when it is asked for."""


class Later(Protocol):
    """Tells of an evaluation what was not told at once."""

    def truth(self, outcome: "Outcome", condition_id: int) -> int:
        """Returns the truth of a condition."""

    def truths(self, outcome: "Outcome") -> list[int]:
        """Returns the truth of every condition, each found anew."""

    def holds(self, outcome: "Outcome") -> list[int]:
        """Returns the truth of each rule, after what displaces it."""


@dataclass(eq=False, repr=False, slots=True)
class Outcome:
    """One evaluation.

    Attributes:
        edition: What was evaluated.
        today: The ordinal of the day of evaluation.
        values: What is known of every name.
        told: The truths of conditions that results are made of, and `UNTOLD` for any other.
        later: Tells the others.
        derived: The facts completed by constraints, and by which.
        dues: The last days of each norm that has a period and may apply, by rule index.
        active: The norms that apply or may apply, each with its statuses, as `pack_status` writes them, in the order in
            which they were settled.
        presumed: The names whose values are not stated, but presumed; of a set its members.
    """

    edition: Edition
    today: int
    values: Values
    told: list[int]
    later: Later
    derived: Mapping[str, str] = field(default_factory=dict)
    dues: dict[int, Due] = field(default_factory=dict)
    active: list[int] = field(default_factory=list)
    presumed: frozenset[str] = frozenset()
    _truths: list[int] | None = None
    _holds: list[int] | None = None

    def truth(self, condition_id: int) -> int:
        """Returns the truth of a condition."""
        return self.told[condition_id] or self.later.truth(self, condition_id)

    @property
    def truths(self) -> list[int]:
        """The truth of each condition. Worked out when first asked for."""
        if self._truths is None:
            self._truths = self.later.truths(self)
        return self._truths

    @property
    def holds(self) -> list[int]:
        """The truth of each rule, after what displaces it. Worked out when first asked for."""
        if self._holds is None:
            self._holds = self.later.holds(self)
        return self._holds
