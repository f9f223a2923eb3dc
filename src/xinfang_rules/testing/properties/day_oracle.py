"""A test oracle for last days and statuses: counted out day by day, on a calendar of its own."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from xinfang_rules.calendar.data import CalendarData
from xinfang_rules.calendar.festivals import holidays_of
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.language.conditions import CountBetween, atoms, names
from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import FALSE, NEVER, TRUE
from xinfang_rules.program.reach import affected, settled_by
from xinfang_rules.result import Norm
from xinfang_rules.result.status_enums import NormKind, NormStatus
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec, Period, Span, Unit
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always

_MOST_DAYS = 400

_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}

_OPEN = date.max
"""The last day of a period that an obstacle holds up that has not ended."""

_FORWARD = {
    NormStatus.PENDING: {NormStatus.PENDING, NormStatus.OVERDUE},
    NormStatus.OVERDUE: {NormStatus.OVERDUE},
    NormStatus.MET: {NormStatus.MET},
    NormStatus.MET_LATE: {NormStatus.MET_LATE},
    NormStatus.OPEN: {NormStatus.OPEN, NormStatus.LAPSED},
    NormStatus.LAPSED: {NormStatus.LAPSED},
    NormStatus.EXERCISED: {NormStatus.EXERCISED},
}
"""What a status may be later, if nothing happens but that time passes."""


class _UnsureError(Exception):
    """Something that a day rests on is not known exactly."""


@holds_always()
def last_days_are_counted_out(example: Example) -> None:
    """A last day is as many days after the start as the law says, the day of the start not counted.

    Working days are counted one by one on the State Council's calendar, and so is what is added, left out, or rolled
    on to the next working day. Where a notice is missing, they are counted twice: as if it made each day that it may
    turn a working day, and a day off.
    """
    state = example.state
    for norm, rule, spec in _norms(example):
        if spec.period is None or norm.applies != "yes":
            continue
        try:
            expected = _counted_out(spec.period, state)
        except _UnsureError:
            continue
        came = norm.due or (norm.due_earliest, norm.due_latest)
        if came != (expected if expected not in (None, _OPEN) else (None, None)):
            raise PropertyViolation(f"{rule.id} is due on {expected}, not {came}", norm.citations, rule.id)


@holds_always()
def statuses_follow_from_the_days(example: Example) -> None:
    """What is done by the last day is in time; after the last day it is late, and what is not done is overdue."""
    state = example.state
    for norm, rule, spec in _norms(example):
        if norm.applies != "yes":
            continue
        try:
            status, left, late = _status(spec, norm, state, example.as_of)
        except _UnsureError:
            continue
        if (norm.status, norm.days_left, norm.days_late) != (status, left, late):
            expected, came = _told(status, left, late), _told(norm.status, norm.days_left, norm.days_late)
            detail = f"{rule.id}, due {norm.due}, done {norm.done_on}, is {expected} on {example.as_of}, not {came}"
            raise PropertyViolation(detail, norm.citations, rule.id)


@holds_always()
def due_dates_move_with_their_start(example: Example) -> None:
    """Had everything happened some days later, periods of calendar days would end that many days later.

    No answer, norm or status that does not hang on working days, or on months, would be another.
    """
    days = example.random("due_dates_move_with_their_start").randint(1, _MOST_DAYS)
    case, as_of = _later(example.case, days), example.as_of + timedelta(days=days)
    later = example.of(case, as_of)
    if not example.governs(case, as_of):
        return
    hanging = moved_unevenly(example.edition)
    for name, decision in example.result.decisions.items():
        moved_decision = later.result.decisions[name].model_copy(update={"rests_on": decision.rests_on})
        if name not in hanging and moved_decision != decision:
            raise PropertyViolation(f"{name} is answered otherwise {days} days later", decision.citations, name)
    norms = {norm.rule: norm for norm in later.result.norms if STATUS + norm.rule not in hanging}
    for norm in example.result.norms:
        if STATUS + norm.rule in hanging:
            continue
        moved = norms.pop(norm.rule, None)
        expected = norm.model_copy(
            update={
                name: value + timedelta(days=days)
                for name in ("due", "due_earliest", "due_latest", "done_on")
                if (value := getattr(norm, name)) is not None
            }
        )
        # Early bounds do not move with what is unknown.
        if moved is None or not _same_but_bounds(moved, expected):
            came = "does not apply" if moved is None else f"is due on {moved.due}, {moved.status}"
            detail = f"{days} days later {norm.rule} {came}, not due on {expected.due}, {expected.status}"
            raise PropertyViolation(detail, norm.citations, norm.rule)
    for rule in norms:
        raise PropertyViolation(f"{days} days later {rule} applies, or may", about=rule)


@holds_always()
def statuses_move_forward(example: Example) -> None:
    """When time passes and nothing happens, a pending duty at most becomes overdue, an open right at most lapses."""
    days = example.random("statuses_move_forward").randint(0, _MOST_DAYS)
    later = example.of(example.case, example.as_of + timedelta(days=days))
    if not example.governs(later.case, later.as_of) or _has_future(example.case, example.as_of):
        return
    then = {norm.rule: norm for norm in later.result.norms if norm.applies == "yes"}
    turning = _met_by_what_turns(example.edition)
    for norm in example.result.norms:
        now = then.get(norm.rule)
        if now is None or norm.applies != "yes" or norm.status not in _FORWARD or norm.rule in turning:
            continue
        # What is unknown may have happened since: then the status may be open again, but not without the old course.
        if not _FORWARD[norm.status] & {now.status, *now.candidates}:
            detail = f"{norm.rule} was {norm.status} on {example.as_of}, and {days} days later is {now.status}"
            raise PropertyViolation(detail, norm.citations, norm.rule)


def _met_by_what_turns(edition: Edition) -> frozenset[str]:
    """Names the norms that are met by something other than facts, such as that a right is still open."""
    found = set()
    for rule in edition.rules:
        unit = None if rule.norm is None else rule.norm.met_when
        if unit is not None and any(
            name.partition("[")[0] not in edition.facts for name in names(edition.conditions[unit])
        ):
            found.add(rule.id)
    return frozenset(found)


def _norms(example: Example) -> list[tuple[Norm, Rule, NormSpec]]:
    found = [(norm, example.edition.rule(norm.rule)) for norm in example.result.norms]
    return [(norm, rule, rule.norm) for norm, rule in found if rule.norm is not None]


# Counting


_Range: TypeAlias = tuple[date, date]
"""The first and the last day that it may be, where they differ."""


def _counted_out(period: Period, state: Outcome) -> date | _Range | None:
    if period.set_day is not None:
        return _day(period.set_day, state)
    for span in period.spans:
        if span.when is None or _truth(span.when, state):
            return _ends(span, period, state)
    return None


def _ends(span: Span, period: Period, state: Outcome) -> date | _Range | None:
    limits = [limit for limit in period.limits if limit.when is None or _truth(limit.when, state)]

    def ends(*, open_days: bool) -> date | None:
        found = (_last_day(one, period.rolls_on, state, open_days=open_days) for one in (span, *limits))
        return min((day for day in found if day is not None), default=None)

    first, last = ends(open_days=True), ends(open_days=False)
    return first if first is None or last is None or first == last else (first, last)


def _last_day(span: Span, rolls_on: bool, state: Outcome, *, open_days: bool) -> date | None:
    def worked(day: date) -> bool:
        found = works(day, state.edition.calendar)
        return open_days if found is None else found

    start = max((day for name in span.starts if (day := _day(name, state)) is not None), default=None)
    if start is None:
        return None
    day = _after(start, span, worked)
    if span.extend is not None and (span.extend.when is None or _truth(span.extend.when, state)):
        granted = start if span.extend.granted_on is None else _day(span.extend.granted_on, state)
        if granted is not None and (span.extend.granted_on is None or granted <= day):
            day += timedelta(days=min(_exact(span.extend.days, state), span.extend.at_most.value))
    if span.exclude is not None and (span.exclude.when is None or _truth(span.exclude.when, state)):
        day += timedelta(days=_exact(span.exclude.days, state))
    rolled = _rolled(day, worked) if rolls_on else day
    if span.pause is None or (span.pause.when is not None and not _truth(span.pause.when, state)):
        return rolled
    arose, ended = _day(span.pause.start, state), _day(span.pause.until, state)
    if arose is None or arose > rolled:
        return rolled
    if ended is None:
        return _OPEN
    hindered = min(max(arose, start + timedelta(days=1)), day)
    while hindered <= ended:  # a day on which it could not be done is had afterwards
        hindered, day = hindered + timedelta(days=1), day + timedelta(days=1)
    return _rolled(day, worked) if rolls_on else day


def _rolled(day: date, worked: Callable[[date], bool]) -> date:
    while not worked(day):
        day += timedelta(days=1)
    return day


def _after(start: date, span: Span, worked: Callable[[date], bool]) -> date:
    day = start
    if span.within is not None and span.within.unit in _MONTHS:
        return _months_after(start, span.within.value * _MONTHS[span.within.unit])
    for _ in range(0 if span.within is None else span.within.value):
        day += timedelta(days=1)
        while span.within is not None and span.within.unit is Unit.WORKING_DAY and not worked(day):
            day += timedelta(days=1)
    return day


def _months_after(start: date, months: int) -> date:
    """Goes on day by day until so many months have begun, and on to the day of the same number, or the month's end."""
    day, begun = start, 0
    while begun < months or (day.day != start.day and (day + timedelta(days=1)).day != 1):
        day += timedelta(days=1)
        begun += day.day == 1
    return day


def works(day: date, data: CalendarData) -> bool | None:
    """Tells whether a day is a working day by the notices and the statute; None while a notice may turn it.

    Only where the days of the statute are known.
    """
    from chinese_calendar import is_workday  # imported late, as it takes long

    if not data.editions[0].since <= day or day.year > data.computed_through:
        raise _UnsureError
    for notice in reversed(data.notices):
        if day in notice.worked or day in notice.off:
            return day in notice.worked
    for year in (day.year, day.year + 1):
        if not _has_notice(year, data) and (told := _told_without_notice(day, year, data)) is not False:
            return False if told is None else None
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.isoweekday() < 6


def _has_notice(year: int, data: CalendarData) -> bool:
    from chinese_calendar.constants import holidays

    return date(year, 10, 1) in holidays or any(notice.whole and notice.year == year for notice in data.notices)


def _told_without_notice(day: date, year: int, data: CalendarData) -> bool | None:
    """Says whether the missing notice for a year may turn a day; None if the statute gives it as a day off."""
    turns = False
    if year > data.computed_through:
        return turns
    for holiday in holidays_of(data, year):
        if day.toordinal() in holiday.days:
            return None
        to_first, to_last = day.toordinal() - holiday.days[0], day.toordinal() - holiday.days[-1]
        off, worked = holiday.festival.off, holiday.festival.worked
        if holiday.lies_in:
            continue
        if day.isoweekday() < 6:
            turns |= -off.before <= to_first and to_last <= holiday.reach
        else:
            turns |= -worked.before <= to_first < 0 or data.worked_from <= to_last <= worked.after
    return turns


def _day(name: str, state: Outcome) -> date | None:
    ordinal = _exact(name, state)
    return None if ordinal == NEVER else date.fromordinal(ordinal)


def _exact(name: str, state: Outcome) -> int:
    slot = state.edition.layout[name]
    if state.values[slot] != state.values[slot + 1]:
        raise _UnsureError
    return state.values[slot]


def _truth(unit: int, state: Outcome) -> bool:
    if state.truth(unit) not in (TRUE, FALSE):
        raise _UnsureError
    return state.truth(unit) == TRUE


# Statuses


class _Found(NamedTuple):
    status: NormStatus
    left: int | None = None
    late: int | None = None


def _status(spec: NormSpec, norm: Norm, state: Outcome, today: date) -> _Found:
    if spec.kind is NormKind.PROHIBITION:
        broken = spec.breached_when is not None and _truth(spec.breached_when, state)
        return _Found(NormStatus.BREACHED if broken else NormStatus.IN_FORCE)
    duty = spec.kind is NormKind.OBLIGATION
    if spec.met_when is not None:
        return _Found(NormStatus.MET if _truth(spec.met_when, state) else NormStatus.PENDING)
    if spec.period is None and spec.done is None:
        return _Found(NormStatus.OWED if duty else NormStatus.OPEN)
    done = _done(spec, state)
    in_time, late = (NormStatus.MET, NormStatus.MET_LATE) if duty else (NormStatus.EXERCISED, NormStatus.LAPSED)
    waiting, missed = (NormStatus.PENDING, NormStatus.OVERDUE) if duty else (NormStatus.OPEN, NormStatus.LAPSED)
    due = None if spec.period is None else _counted_out(spec.period, state)
    if isinstance(due, tuple):
        # What comes out by the first and by the last day; while the day is not certain, no days are counted to it.
        kept, over = (in_time, late) if done is not None else (waiting, missed)
        either = {kept if (done or today) <= day else over for day in due}
        return _Found(either.pop() if len(either) == 1 else NormStatus.UNKNOWN)
    if due is None:
        if done is not None:
            return _Found(in_time)
        if spec.period is None or (duty and spec.period.set_day is not None):
            return _Found(waiting)
        return _Found(NormStatus.NOT_STARTED if duty else NormStatus.NOT_OPEN)
    if done is not None:
        return _Found(in_time) if done <= due else _Found(late, late=(done - due).days)
    if today <= due:
        return _Found(waiting, left=None if due == _OPEN else (due - today).days)
    return _Found(missed, late=(today - due).days if duty else None)


def _done(spec: NormSpec, state: Outcome) -> date | None:
    if spec.done is None or (spec.done.when is not None and not _truth(spec.done.when, state)):
        return None
    return _day(spec.done.day, state)


def _told(status: NormStatus, left: int | None, late: int | None) -> str:
    days = f", {left} days left" if left is not None else f", {late} days late" if late is not None else ""
    return f"{status}{days}"


# Moving


def _later(case: Case, days: int) -> Case:
    data = case.model_dump()
    for spec in map(case.facts.__getitem__, case.facts.dates):
        value = data.get(spec.group, {}).get(spec.key)
        if isinstance(value, date):
            data[spec.group][spec.key] = value + timedelta(days=days)
        elif isinstance(value, dict):  # bounds
            data[spec.group][spec.key] = {
                key: bound + timedelta(days=days) if isinstance(bound, date) else bound for key, bound in value.items()
            }
    return type(case).model_validate(data)


def _same_but_bounds(one: Norm, other: Norm) -> bool:
    # Whether a last day would be another without the reading on rolling on hangs on the weekday.
    left_out = {"due_earliest": None, "due_latest": None, "rests_on": ()}
    return one.model_copy(update=left_out) == other.model_copy(update=left_out)


def _has_future(case: Case, as_of: date) -> bool:
    """Tells whether some event of the case is yet to come on a day."""
    events = map(case.facts.__getitem__, case.facts.events)
    stated = [getattr(getattr(case, spec.group), spec.key) for spec in events]
    lasts = (day.not_after if isinstance(day, DayBounds) else day for day in stated)
    return any(day > as_of for day in lasts if isinstance(day, date))


@per_edition
def moved_unevenly(edition: Edition) -> frozenset[str]:
    """Returns the names that depend on which days are working days, how long a month is, or a day that is written."""
    counted = (rule for rule in edition.rules if rule.norm is not None and _counts_unevenly(rule.norm.period))
    uneven = [prefix + rule.id for rule in counted for prefix in (DUE, STATUS)]
    return affected(edition, [*uneven, *settled_by(edition, _by_written_day(edition))])


def _by_written_day(edition: Edition) -> Iterator[int]:
    """Yields the conditions that put a day in an order with one that the law writes."""
    for unit, condition in enumerate(edition.conditions):
        between = (atom for atom in atoms(condition) if isinstance(atom, CountBetween))
        if any(edition.scope[atom.name].kind is Kind.DATE for atom in between):
            yield unit


def _counts_unevenly(period: Period | None) -> bool:
    if period is None or period.set_day is not None:
        return False
    return period.rolls_on or any(s.within is not None and s.within.unit is not Unit.DAY for s in period.ways)
