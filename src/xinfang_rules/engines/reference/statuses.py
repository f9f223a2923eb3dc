"""The statuses still possible for a norm on the day of evaluation. The last day itself is in time."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.language.scope import Layout
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, truth_of
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import STATUSES
from xinfang_rules.rulebook.norm_spec import NormSpec


def _bits(kind: NormKind) -> dict[str, int]:
    return {status: 1 << bit for bit, status in enumerate(STATUSES[kind])}


NOT_APPLICABLE = 1
"""The bit of `not_applicable`, the same for every kind of norm."""

_O = _bits(NormKind.OBLIGATION)
_P = _bits(NormKind.PERMISSION)
_F = _bits(NormKind.PROHIBITION)

NOT_STARTED, PENDING, MET, MET_LATE, OVERDUE, OWED = (
    _O[name] for name in ("not_started", "pending", "met", "met_late", "overdue", "owed")
)
NOT_OPEN, OPEN, EXERCISED, LAPSED = (_P[name] for name in ("not_open", "open", "exercised", "lapsed"))
IN_FORCE, BREACHED = _F["in_force"], _F["breached"]

Marks: TypeAlias = tuple[int, int, int, int, int]
"""The statuses of a norm with a period: in time, late, while it runs, when it has run out, and before it runs."""

_MARKS: Mapping[NormKind, Marks] = {
    NormKind.OBLIGATION: (MET, MET_LATE, PENDING, OVERDUE, NOT_STARTED),
    NormKind.PERMISSION: (EXERCISED, LAPSED, OPEN, LAPSED, NOT_OPEN),
}

_TESTED: Mapping[NormKind, tuple[int, int, int]] = {
    NormKind.OBLIGATION: (MET, PENDING, OWED),
    NormKind.PERMISSION: (EXERCISED, OPEN, OPEN),
    NormKind.PROHIBITION: (BREACHED, IN_FORCE, IN_FORCE),
}
"""Of a norm without a period: the status where it is met, where it is not, and where nothing could tell."""


def test_of(norm: NormSpec) -> int | None:
    """Returns the unit by which a norm without a period is met or breached, or without which what was done counts not.

    None if it has no such condition.
    """
    units = (norm.met_when, norm.breached_when, None if norm.done is None else norm.done.when)
    return next((unit for unit in units if unit is not None), None)


DoneBounds: TypeAlias = Callable[[Outcome], tuple[int, int]]
"""Returns the earliest and latest day on which a norm may have been done; `NEVER` for not at all."""


def done_bounds(norm: NormSpec, layout: Layout) -> DoneBounds:
    """Makes the function that finds the days on which a norm may have been done."""
    done = norm.done
    if done is None:
        return lambda state: (NEVER, NEVER)
    slot, when = layout[done.day], done.when
    if when is None:
        return lambda state: (state.values[slot], state.values[slot + 1])

    def bounds(state: Outcome) -> tuple[int, int]:
        counts = state.truth(when)
        if not counts & TRUE:
            return NEVER, NEVER
        return state.values[slot], NEVER if counts & FALSE else state.values[slot + 1]

    return bounds


def statuses(norm: NormSpec, state: Outcome) -> int:
    """Returns the mask of the statuses that a norm without a period may have where it applies.

    They are ordered as in `STATUSES`.
    """
    test, (met, unmet, untold) = test_of(norm), _TESTED[norm.kind]
    if norm.done is not None:
        low, high = done_bounds(norm, state.edition.layout)(state)
        truth = truth_of(low < NEVER, high == NEVER)
    elif test is not None:
        truth = state.truth(test)
    else:
        return untold
    return (met if truth & TRUE else 0) | (unmet if truth & FALSE else 0)


def marks_of(norm: NormSpec) -> Marks:
    """Returns the statuses of a norm with a period."""
    in_time, late, waiting, missed, before = _MARKS[norm.kind]
    if norm.period is not None and norm.period.set_day is not None and norm.kind is NormKind.OBLIGATION:
        before = waiting  # until a day is set, what is to be done by it is owed all the same
    return in_time, late, waiting, missed, before


def dated_statuses(marks: Marks, due: Due, done: tuple[int, int], today: int) -> int:
    """Returns the mask of the statuses that a norm with a period may have where it applies.

    Args:
        marks: Its statuses, see `marks_of`.
        due: The last days still possible.
        done: The earliest and latest day on which it may have been done, see `done_bounds`.
        today: The day of evaluation.
    """
    low, high = done
    earliest, latest, may_run, may_wait, _ = due
    in_time, late, waiting, missed, before = marks
    mask = 0
    if may_wait:
        mask |= (in_time if low < NEVER else 0) | (before if high == NEVER else 0)
    if may_run:
        # When it may have been done, and today, against the last days still possible.
        if low < NEVER:
            if low <= latest:
                mask |= in_time
            if min(high, today) > earliest:
                mask |= late
        if high == NEVER:
            if today <= latest:
                mask |= waiting
            if today > earliest:
                mask |= missed
    return mask
