"""Boundary cases: the last day of a time limit and those around it, holidays, make-up workdays, leap days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from xinfang_rules.calendar import WorkingCalendar, add_months, working_calendar
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.norm_spec import Period, Span, Unit
from xinfang_rules.testing.case_generator import CaseGenerator, tape_length
from xinfang_rules.testing.choice_sequence import ChoiceSequence

_HEAD: Final = 16

_YEARS_BEYOND = 2

_DAYS_AFTER = 3
"""A situation is evaluated less than so many days after its edge."""


class DatedCase(NamedTuple):
    """A case and the day for which it is to be evaluated."""

    case: Case
    as_of: date


def situation_length(edition: Edition) -> int:
    """Returns how many bytes a situation is made from."""
    return _HEAD + tape_length(edition)


def situation(edition: Edition, choices: bytes, until: date | None) -> DatedCase:
    """Makes a situation in which, as far as that can be had, a last day is the day of evaluation or next to it.

    It is made from as many bytes as `situation_length` says. A case that does not say when it was received is governed
    by the day of evaluation; so this lies no later than the last day on which the instrument is in force.
    """
    head = ChoiceSequence(choices[:_HEAD])
    timed = [rule for rule in edition.rules if rule.norm is not None and rule.norm.period is not None]
    kinds = edge_days(edition)
    if until is not None:
        last = until.toordinal() - _DAYS_AFTER
        kinds = tuple(kept for days in kinds if (kept := tuple(day for day in days if day <= last)))
        kinds = kinds or ((edition.since.toordinal(),),)
    days = kinds[head.choose(len(kinds))]
    due = days[head.choose(len(days))] + head.choose(3) - 1
    as_of = due + (0, 1, -1)[head.choose(3)]
    pins: dict[str, int] = {}
    aim = timed[head.choose(len(timed))] if timed else None
    if aim is not None:
        pins.update(_pins(aim, due, working_calendar(edition.calendar), head))
        if pins.get(_done_day(aim), 0) > as_of:
            as_of = pins[_done_day(aim)]
    generator = CaseGenerator(edition, date.fromordinal(as_of))
    case = generator.case(choices[_HEAD:], aim=aim, pins=pins)
    assert case is not None, "only a complete case may be impossible"
    return DatedCase(case, date.fromordinal(as_of))


@per_edition
def edge_days(edition: Edition) -> tuple[tuple[int, ...], ...]:
    """Lists days on which counting may go wrong: ends of months and years, holidays, make-up workdays, leap days.

    Days that a missing notice may turn are among them.
    """
    calendar = working_calendar(edition.calendar)
    first = edition.since.toordinal() + max((p.most_days for p in edition.parameters.values()), default=0)
    last = date(max(calendar.noticed) + _YEARS_BEYOND, 12, 31).toordinal()
    days = [date.fromordinal(ordinal) for ordinal in range(first, last)]
    kinds = (
        [day for day in days if day.month != (day + timedelta(days=1)).month],
        [day for day in days if day.isoweekday() < 6 and calendar.truth(day.toordinal()) == FALSE],
        [day for day in days if day.isoweekday() > 5 and calendar.truth(day.toordinal()) == TRUE],
        [day for day in days if calendar.truth(day.toordinal()) == EITHER],
        [day for day in days if (day.month, day.day) == (2, 29)],
    )
    return tuple(tuple(day.toordinal() for day in kind) for kind in kinds if kind) or ((first,),)


def _done_day(rule: Rule) -> str:
    return rule.norm.done.day if rule.norm is not None and rule.norm.done is not None else ""


def _pins(rule: Rule, due: int, calendar: WorkingCalendar, head: ChoiceSequence) -> Iterator[tuple[str, int]]:
    norm = rule.norm
    period = None if norm is None else norm.period
    if period is None:
        return
    if period.set_day is not None:
        yield period.set_day, due
    else:
        span = period.ways[head.choose(len(period.ways))]
        yield span.starts[head.choose(len(span.starts))], _start(span, period, due, calendar)
        if span.pause is not None and head.chance(0.3):
            yield span.pause.start, due + head.choose(3) - 1
        if span.extend is not None and span.extend.granted_on is not None and head.chance(0.5):
            yield span.extend.granted_on, due + head.choose(3) - 1
    if _done_day(rule) and head.chance(0.5):
        yield _done_day(rule), due + head.choose(3) - 1


def _start(span: Span, period: Period, due: int, calendar: WorkingCalendar) -> int:
    if span.within is None:
        return due
    if months := span.within.months:
        return add_months(due, -months)
    if span.within.unit is not Unit.WORKING_DAY or period.rolls_on:
        return due - span.within.value
    start = due
    while span.within.value and calendar.nth_after(start, span.within.value)[0] > due:
        start -= 1
    return start
