"""The statuses still possible for a norm on the day of evaluation. The last day itself is in time."""

from xinfang_rules.evaluation.state import Due, State
from xinfang_rules.logic.truth import FALSE, NEVER, TRUE
from xinfang_rules.rulebook.model import STATUSES, NormSpec
from xinfang_rules.vocabulary.outputs import NormKind


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


def done_bounds(norm: NormSpec, state: State) -> tuple[int, int]:
    """Returns the earliest and latest day on which it may have been done; `NEVER` for not at all."""
    done = norm.done
    if done is None:
        return NEVER, NEVER
    counts = TRUE if done.when is None else state.truths[done.when]
    if not counts & TRUE:
        return NEVER, NEVER
    slot = state.edition.layout[done.day]
    return state.values[slot], NEVER if counts & FALSE else state.values[slot + 1]


def statuses(norm: NormSpec, holds: int, due: Due | None, state: State) -> int:
    """Returns the mask of the statuses still possible, in the order of `STATUSES` for the norm's kind.

    Args:
        norm: The norm.
        holds: The truth of its rule.
        due: The last days still possible, if it has a period.
        state: The evaluation so far.
    """
    mask = NOT_APPLICABLE if holds & FALSE else 0
    if not holds & TRUE:
        return mask
    match norm.kind:
        case NormKind.OBLIGATION:
            return mask | _obligation(norm, due, state)
        case NormKind.PERMISSION:
            return mask | _permission(norm, due, state)
        case NormKind.PROHIBITION:
            broken = FALSE if norm.breached_when is None else state.truths[norm.breached_when]
            return mask | (BREACHED if broken & TRUE else 0) | (IN_FORCE if broken & FALSE else 0)


def only_status(norm: NormSpec) -> int:
    """Returns the one status that a norm has whenever it applies, where nothing of the case changes it; else 0."""
    if norm.period is not None or norm.done is not None:
        return 0
    match norm.kind:
        case NormKind.OBLIGATION:
            return OWED if norm.met_when is None else 0
        case NormKind.PERMISSION:
            return OPEN
        case NormKind.PROHIBITION:
            return IN_FORCE if norm.breached_when is None else 0


def _obligation(norm: NormSpec, due: Due | None, state: State) -> int:
    if norm.met_when is not None:
        met = state.truths[norm.met_when]
        return (MET if met & TRUE else 0) | (PENDING if met & FALSE else 0)
    if norm.done is None and due is None:
        return OWED
    low, high = done_bounds(norm, state)
    if due is None:
        return (MET if low < NEVER else 0) | (PENDING if high == NEVER else 0)
    mask = 0
    set_day = norm.period is not None and norm.period.set_day is not None
    if due.may_wait:
        mask |= (MET if low < NEVER else 0) | ((PENDING if set_day else NOT_STARTED) if high == NEVER else 0)
    if due.may_run:
        mask |= _against(low, high, due, state.today, in_time=MET, late=MET_LATE, waiting=PENDING, missed=OVERDUE)
    return mask


def _permission(norm: NormSpec, due: Due | None, state: State) -> int:
    low, high = done_bounds(norm, state)
    if due is None:
        return (EXERCISED if low < NEVER else 0) | (OPEN if high == NEVER else 0)
    mask = 0
    if due.may_wait:
        mask |= (EXERCISED if low < NEVER else 0) | (NOT_OPEN if high == NEVER else 0)
    if due.may_run:
        mask |= _against(low, high, due, state.today, in_time=EXERCISED, late=LAPSED, waiting=OPEN, missed=LAPSED)
    return mask


def _against(low: int, high: int, due: Due, today: int, *, in_time: int, late: int, waiting: int, missed: int) -> int:
    """Compares when it may have been done, and today, with the last days still possible."""
    mask = 0
    if low < NEVER:
        if low <= due.high:
            mask |= in_time
        if min(high, today) > due.low:
            mask |= late
    if high == NEVER:
        if today <= due.high:
            mask |= waiting
        if today > due.low:
            mask |= missed
    return mask
