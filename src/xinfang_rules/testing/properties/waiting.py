"""What waiting does: nothing before the day that is told."""

from datetime import date, timedelta
from typing import Any

from xinfang_rules.errors import XinfangError
from xinfang_rules.result import Result
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always

_MOST_DAYS = 366


@holds_always(costly=True)
def nothing_changes_before_the_day_told(example: Example) -> None:
    """Day by day for a year, nothing changes before the day of the next change, and on that day something does.

    For every last day that is listed, its own next change is told.
    """
    deadlines = example.result.deadlines()
    if not deadlines.changes_known:
        raise PropertyViolation("a fresh result does not know when it changes")
    told = {item.rule: item.next_change for item in deadlines.items}
    before, came = _outcome(example.result), dict.fromkeys(told, None)
    first: date | None = None
    day = example.as_of
    for _ in range(_MOST_DAYS):
        day += timedelta(days=1)
        if not example.governs(example.case, day):
            break
        try:
            now = _outcome(example.decide(example.case, day))
        except XinfangError:
            first = first or day
            came.update({rule: day for rule, known in came.items() if known is None})
            break
        first = first or (day if now != before else None)
        for rule, known in came.items():
            if known is None and now[1].get(rule) != before[1].get(rule):
                came[rule] = day
    if _by(day, deadlines.next_change) != first:
        raise PropertyViolation(f"the next change is on {first}, not on {deadlines.next_change}")
    for rule, known in came.items():
        if _by(day, told[rule]) != known:
            raise PropertyViolation(f"{rule} changes on {known}, not on {told[rule]}", about=rule)


def _by(last: date, day: date | None) -> date | None:
    return None if day is None or day > last else day


def _outcome(result: Result) -> tuple[dict[str, Any], dict[str, Any]]:
    decisions = {name: decision.model_copy(update={"rests_on": ()}) for name, decision in result.decisions.items()}
    return decisions, {norm.rule: (norm.applies, norm.status, norm.candidates) for norm in result.norms}
