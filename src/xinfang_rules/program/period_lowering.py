"""Lowering periods: from when one runs, how long, what prolongs it, and when what is owed was done.

The last day of a period is known as narrowly as its start, its length and the notices of holidays allow. It is joined
from the spans that may be the first whose condition holds.
"""

from functools import reduce
from typing import NamedTuple

from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.program.condition_lowering import Lowering, May
from xinfang_rules.rulebook.norm_spec import Done, Exclude, Extend, Pause, Period, Span, Unit


class DueNodes(NamedTuple):
    """The last day of a norm.

    Attributes:
        low: The earliest that is possible; `NEVER` unless the period may run.
        high: The latest; `NEVER` where none is known, and unless the period may run.
        may_run: Whether the period may have started.
        may_wait: Whether it may not have started, or no day may have been set.
        open_after: The day after which days were counted that a missing notice may turn; `NEVER` for none.
    """

    low: int
    high: int
    may_run: int
    may_wait: int
    open_after: int


def last_days(lowering: Lowering, period: Period) -> DueNodes:
    """Lowers a period."""
    graph, never = lowering.graph, lowering.graph.number(NEVER)
    if period.set_day is not None:
        low, high = lowering.bounds(period.set_day)
        return DueNodes(low, high, graph.came(low), graph.never(high), never)
    main = _first_that_fits(lowering, period)
    return _within_limits(lowering, main, period) if period.limits else main


def _first_that_fits(lowering: Lowering, period: Period) -> DueNodes:
    graph, never = lowering.graph, lowering.graph.number(NEVER)
    open_before = graph.true
    chosen: list[int] = []
    found: list[DueNodes] = []
    for span in period.spans:
        when = lowering.when(span.when)
        chosen.append(graph.conjunction(open_before, when.true))
        found.append(_span(lowering, span, period.rolls_on))
        open_before = graph.conjunction(open_before, when.false)
    runs = [graph.conjunction(test, due.may_run) for test, due in zip(chosen, found, strict=True)]
    waits = [graph.conjunction(test, due.may_wait) for test, due in zip(chosen, found, strict=True)]
    may_run = graph.disjunction(*runs)
    may_wait = graph.disjunction(*waits, graph.negation(graph.disjunction(*chosen)))
    if lowering.two_valued:  # no more than one is chosen
        low = high = open_after = never
        for test, due in reversed(list(zip(runs, found, strict=True))):
            low, high = graph.select(test, due.low, low), graph.select(test, due.high, high)
            open_after = graph.select(test, due.open_after, open_after)
    else:
        where = list(zip(runs, found, strict=True))
        low = reduce(graph.smaller, [graph.select(test, due.low, never) for test, due in where])
        high = reduce(graph.larger, [graph.select(test, due.high, graph.number(0)) for test, due in where])
        high = graph.select(may_run, high, never)
        open_after = reduce(graph.smaller, [graph.select(test, due.open_after, never) for test, due in where])
    return DueNodes(low, high, may_run, may_wait, open_after)


def _within_limits(lowering: Lowering, main: DueNodes, period: Period) -> DueNodes:
    """The earliest last day of all that run: what surely runs bounds it, and what may run may be it."""
    graph, never = lowering.graph, lowering.graph.number(NEVER)
    found = [main]
    for limit in period.limits:
        when, due = lowering.when(limit.when), _span(lowering, limit, period.rolls_on)
        may_run = graph.conjunction(when.true, due.may_run)
        found.append(due._replace(may_run=may_run, may_wait=graph.disjunction(when.false, due.may_wait)))
    may_run = graph.disjunction(*(due.may_run for due in found))
    may_wait = graph.conjunction(*(due.may_wait for due in found))
    low = reduce(graph.smaller, [graph.select(due.may_run, due.low, never) for due in found])
    if lowering.two_valued:
        high = low
    else:
        surely = reduce(graph.smaller, [graph.select(due.may_wait, never, due.high) for due in found])
        latest = reduce(graph.larger, [graph.select(due.may_run, due.high, graph.number(0)) for due in found])
        high = graph.select(may_run, graph.select(may_wait, latest, surely), never)
    hanging = [graph.conjunction(due.may_run, graph.at_most(due.low, high)) for due in found]
    where = zip(hanging, found, strict=True)
    open_after = reduce(graph.smaller, [graph.select(test, due.open_after, never) for test, due in where])
    if not lowering.two_valued:
        open_after = graph.select(graph.equal(low, high), never, open_after)
    return DueNodes(low, high, may_run, may_wait, open_after)


class _Start(NamedTuple):
    """The day from which a period runs: the earliest and the latest, and whether it may, or may not, have come."""

    low: int
    latest: int
    may_run: int
    may_wait: int


def start_of(lowering: Lowering, span: Span) -> _Start:
    """Lowers the latest of some days that have come; `NEVER` where none has."""
    graph, never, none = lowering.graph, lowering.graph.number(NEVER), lowering.graph.number(0)
    found: list[_Start] = []
    for name in span.starts:
        low, high = lowering.bounds(name)
        latest = high
        if name in lowering.events and not lowering.two_valued:  # by today; the last day of a period may lie ahead
            latest = graph.larger(low, graph.smaller(high, graph.today()))
        found.append(_Start(low, latest, graph.came(low), graph.never(high)))
    if len(found) == 1:
        return found[0]
    may_run = graph.disjunction(*(one.may_run for one in found))
    may_wait = graph.conjunction(*(one.may_wait for one in found))
    # Of those that have surely come it is none before the latest; of others it may be any.
    surely = reduce(graph.larger, [graph.select(one.may_wait, none, one.low) for one in found])
    latest = reduce(graph.larger, [graph.select(one.may_run, one.latest, none) for one in found])
    if lowering.two_valued:
        low = latest = graph.select(may_run, latest, never)
    else:
        low = graph.select(may_wait, reduce(graph.smaller, [one.low for one in found]), surely)
        latest = graph.select(may_run, latest, never)
    return _Start(low, latest, may_run, may_wait)


def done_bounds(lowering: Lowering, done: Done | None) -> tuple[int, int]:
    """Lowers the day on which something was done: the earliest and the latest, `NEVER` for not at all."""
    graph, never = lowering.graph, lowering.graph.number(NEVER)
    if done is None:
        return never, never
    when, (low, high) = lowering.when(done.when), lowering.bounds(done.day)
    low = graph.select(when.true, low, never)
    return low, low if lowering.two_valued else graph.select(when.false, never, high)


def _span(lowering: Lowering, span: Span, rolls_on: bool) -> DueNodes:
    graph, never, earliest = lowering.graph, lowering.graph.number(NEVER), lowering.graph.number(EARLIEST)
    low, latest, may_run, may_wait = start_of(lowering, span)
    bounded = graph.true if lowering.events >= {*span.starts} else graph.came(latest)
    fewest, most = added(lowering, span, low, latest)
    if span.pause is not None:
        fewest, most = _paused(lowering, span, span.pause, (low, latest), (fewest, most), rolls_on)
    first, first_certain = end(lowering, span, low, fewest, rolls_on)
    if lowering.two_valued:
        if fewest != most:
            first_certain = end(lowering, span, low, most, rolls_on)[1]
        due = DueNodes(first, first, may_run, may_wait, _unless(lowering, first, first_certain, low))
    else:
        exact = graph.conjunction(graph.equal(low, latest), graph.equal(fewest, most))
        since = graph.disjunction(graph.below(earliest, low), exact)
        if span.exclude is not None or span.pause is not None:
            bounded = graph.conjunction(bounded, graph.below(most, never))
        certain, last = end(lowering, span, latest, most, rolls_on)
        by_first = graph.select(since, _unless(lowering, first, first_certain, low), never)
        by_last = graph.select(bounded, _unless(lowering, certain, last, latest), never)
        due = DueNodes(
            graph.select(since, first, earliest),
            graph.select(bounded, last, never),
            may_run,
            may_wait,
            by_last if by_first == never else by_first if by_last == never else graph.smaller(by_first, by_last),
        )
    return due


def _unless(lowering: Lowering, first: int, last: int, day: int) -> int:
    """The day after which days were counted, unless it is certain where they end."""
    graph = lowering.graph
    return graph.select(graph.equal(first, last), graph.number(NEVER), day)


def end(lowering: Lowering, span: Span, start: int, more: int, rolls_on: bool) -> tuple[int, int]:
    """Counts from a day and adds days: the first and the last day that may be the last day."""
    graph, never = lowering.graph, lowering.graph.number(NEVER)
    count = 0 if span.within is None else span.within.value
    if span.within is not None and (months := span.within.months):
        first = last = graph.sum(graph.months_after(start, months), more)
    elif span.within is None or span.within.unit is not Unit.WORKING_DAY or count == 0:
        first = last = graph.sum(graph.sum(start, graph.number(count)), more)
    else:
        first = graph.sum(graph.first_working_day(start, count), more)
        counted = graph.last_working_day(start, count)
        last = counted if more == graph.number(0) else graph.smaller(graph.sum(counted, more), never)
    if span.pause is not None:  # as long as it lasts there is no last day
        first = last = graph.smaller(first, never)
    if not rolls_on:
        return first, last
    before = graph.number(-1)
    rolled_first = graph.first_working_day(graph.sum(first, before), 1)
    rolled_last = graph.last_working_day(graph.sum(last, before), 1)
    if span.pause is not None:
        rolled_first = graph.select(graph.equal(first, never), never, rolled_first)
    elif first == last:
        return rolled_first, rolled_last
    return rolled_first, graph.select(graph.equal(last, never), never, rolled_last)


def added(lowering: Lowering, span: Span, low: int, latest: int) -> tuple[int, int]:
    """The fewest and the most days that are added."""
    graph = lowering.graph
    fewest = most = graph.number(0)
    if span.extend is not None:
        fewest, most = _extended(lowering, span, span.extend, low, latest)
    if span.exclude is not None:
        fewest, most = excluded(lowering, span.exclude, fewest, most)
    return fewest, most


def _extended(lowering: Lowering, span: Span, extend: Extend, low: int, latest: int) -> tuple[int, int]:
    graph, limit = lowering.graph, lowering.graph.number(extend.at_most.value)
    granted = lowering.when(extend.when)
    if extend.granted_on is not None:
        granted_low, granted_high = lowering.bounds(extend.granted_on)
        first, last = _unextended(lowering, span, low, latest)
        true = graph.conjunction(granted.true, graph.at_most(granted_low, last))
        granted = lowering.both(true, graph.disjunction(granted.false, graph.below(first, granted_high)))
    return _days(lowering, granted, *(graph.smaller(days, limit) for days in lowering.bounds(extend.days)))


def _unextended(lowering: Lowering, span: Span, low: int, latest: int) -> tuple[int, int]:
    """The first and the last day that may be the last one if nothing is granted."""
    graph, never, earliest, none = lowering.graph, *map(lowering.graph.number, (NEVER, EARLIEST, 0))
    first, last = end(lowering, span, low, none, rolls_on=False)
    if lowering.two_valued:
        return first, last
    from_unknown = graph.conjunction(graph.equal(low, earliest), graph.negation(graph.equal(low, latest)))
    _, last = end(lowering, span, latest, none, rolls_on=False)
    if not lowering.events >= {*span.starts}:
        last = graph.select(graph.came(latest), last, never)
    return graph.select(from_unknown, earliest, first), last


def excluded(lowering: Lowering, exclude: Exclude, fewest: int, most: int) -> tuple[int, int]:
    """Adds to the fewest and the most days those that do not count."""
    graph = lowering.graph
    less, more = _days(lowering, lowering.when(exclude.when), *lowering.bounds(exclude.days))
    fewest = graph.sum(fewest, less)
    return fewest, fewest if lowering.two_valued else graph.smaller(graph.sum(most, more), graph.number(NEVER))


def _paused(
    lowering: Lowering, span: Span, pause: Pause, start: tuple[int, int], more: tuple[int, int], rolls_on: bool
) -> tuple[int, int]:
    """Adds to the fewest and the most days those of an obstacle that arose within the period.

    They are counted from the day on which it arose, or the first day of the period, or its last before it rolls on:
    whoever was hindered on the day to which it did has that day afterwards.
    """
    graph, never, none, one = lowering.graph, *map(lowering.graph.number, (NEVER, 0, 1))
    (low, latest), (fewest, most) = start, more
    when = lowering.when(pause.when)
    (arose, arose_last), (ended, ended_last) = lowering.bounds(pause.start), lowering.bounds(pause.until)
    shortest, longest = (end(lowering, span, *part, rolls_on=False)[0] for part in ((low, fewest), (latest, most)))
    first, last = end(lowering, span, low, fewest, rolls_on)[0], end(lowering, span, latest, most, rolls_on)[1]
    if not lowering.two_valued:
        unknown = graph.disjunction(graph.never(latest), graph.never(most))
        last, longest = (graph.select(unknown, never, day) for day in (last, longest))
        earliest = graph.number(EARLIEST)
        from_unknown = graph.conjunction(graph.at_most(low, earliest), graph.negation(graph.equal(low, latest)))
        first, shortest = (graph.select(from_unknown, earliest, day) for day in (first, shortest))

    def days(arose: int, ended: int, start: int, unpaused: int) -> int:
        begun = graph.smaller(graph.larger(arose, graph.sum(start, one)), unpaused)
        passed = graph.larger(graph.difference(graph.sum(ended, one), begun), none)
        return graph.select(graph.never(ended), never, passed)

    some = graph.conjunction(when.true, graph.came(arose), graph.at_most(arose, last))
    most_paused = graph.select(some, days(arose, ended_last, low, shortest), none)
    if lowering.two_valued:
        surely = graph.conjunction(when.true, graph.came(arose), graph.at_most(arose, first))
        least_paused = graph.select(surely, days(arose, ended_last, low, shortest), none)
    else:
        doubtful = graph.disjunction(when.false, graph.below(first, arose_last))
        least_paused = graph.select(doubtful, none, days(arose_last, ended, latest, longest))
    fewest = graph.smaller(graph.sum(fewest, least_paused), never)
    return fewest, graph.smaller(graph.sum(most, most_paused), never)


def _days(lowering: Lowering, counted: May, low: int, high: int) -> tuple[int, int]:
    """The fewest and the most of some days, of which it may be that they are not counted."""
    graph, none = lowering.graph, lowering.graph.number(0)
    most = graph.select(counted.true, high, none)
    return most if lowering.two_valued else graph.select(counted.false, none, low), most
