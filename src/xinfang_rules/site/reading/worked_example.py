"""A case worked from receipt to its last remedy: everything is done on its last day, as the library computes it.

The case is one of the pack's own scenarios; its dates are taken away and put back one after the other. A day that
shows a norm done is that norm's last day; any other day from which a period runs follows at once on what came before.
"""

import heapq
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinfang_rules.calendar import add_days, add_months
from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.facts.case import Case
from xinfang_rules.result import Norm, Result
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.norm_spec import Span, Unit
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.site.site_context import SiteContext

Facts = dict[str, dict[str, Any]]

_TRIED = 12
"""How many of the most promising cases are worked through."""


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One period of the worked case.

    Attributes:
        rule: The rule that gives it.
        norm: What the library says of it.
        span: The way in which it runs.
        start: The day from which it runs.
        last_day: Its last day.
    """

    rule: Rule
    norm: Norm
    span: Span
    start: date
    last_day: date

    @property
    def moved(self) -> int:
        """By how many days the last day lies after the days or months of the period; 0 where it counts working days."""
        if self.span.within is None or self.span.within.unit is Unit.WORKING_DAY:
            return 0
        return self.last_day.toordinal() - _plain_end(self.span, self.start)


@dataclass(frozen=True, slots=True)
class Walk:
    """A worked case.

    Attributes:
        scenario: The scenario from which it starts.
        facts: The facts, without the days.
        received: The day of receipt.
        steps: Its periods, in the order of their last days.
        assumed: The days from which these run that no period yields: put on the day on which all before was done.
    """

    scenario: Scenario
    facts: Facts
    received: date
    steps: tuple[WalkStep, ...]
    assumed: tuple[str, ...]


def longest_walk(book: SiteContext) -> Walk | None:
    """Works the scenarios that tell their day of receipt, and returns the case that shows most periods.

    One scenario seldom tells enough for all of them, so facts that others tell are added as long as more periods show.
    """
    told = list(_different(book))
    best = _best([(one, _without_days(one.case)) for one in told], book)
    while best is not None:
        start = best.scenario
        better = _best([(start, _joined(best.facts, one.case)) for one in told], book)
        if better is None or _worth(better) <= _worth(best):
            break
        best = better
    return best


def other_beginnings(walk: Walk, book: SiteContext) -> tuple[WalkStep, ...]:
    """Lists the periods that run from the same receipt in other cases: those of other organs, of matters passed on."""
    days = {book.rulebook.governed_by: walk.received}
    known = {step.rule.id for step in walk.steps}
    found: dict[str, WalkStep] = {}
    for one in _different(book):
        try:
            result = _evaluate(_without_days(one.case), days, book)
        except XinfangError:
            continue
        for step in _steps(result, days, book.edition):
            if step.rule.id not in known:
                found.setdefault(step.rule.id, step)
    return tuple(found[rule.id] for rule in book.edition.rules if rule.id in found)


def _best(candidates: list[tuple[Scenario, Facts]], book: SiteContext) -> Walk | None:
    """Works the cases that promise most periods, and returns the best of them."""
    tried = heapq.nlargest(_TRIED, candidates, key=lambda one: _promise(one[0], one[1], book))
    return max((walk for one in tried if (walk := _walk(*one, book)) is not None), key=_worth, default=None)


def _promise(scenario: Scenario, facts: Facts, book: SiteContext) -> int:
    """Counts the periods that run if everything happens on the day of receipt."""
    starts, dones = _days_of_periods(book.edition)
    received = _received(scenario.case, book)
    if received is None:
        return 0
    try:
        result = _evaluate(facts, dict.fromkeys([book.rulebook.governed_by, *starts, *dones], received), book)
    except XinfangError:
        return 0
    return sum(norm.applies == "yes" and norm.due is not None for norm in result.norms)


def _worth(walk: Walk) -> tuple[int, int, int]:
    """Ranks by periods that run one after the other, then by few beside them, and few facts."""
    return len({step.start for step in walk.steps}), -len(walk.steps), -sum(map(len, walk.facts.values()))


def _different(book: SiteContext) -> Iterator[Scenario]:
    """Yields the scenarios whose facts, apart from the dates, differ."""
    seen: set[str] = set()
    for outcome in book.outcomes:
        case = outcome.scenario.case
        if _received(case, book) is None or outcome.scenario.expect.refused:
            continue
        facts = json.dumps(_without_days(case), ensure_ascii=False, sort_keys=True)
        if facts not in seen:
            seen.add(facts)
            yield outcome.scenario


def _received(case: Case, book: SiteContext) -> date | None:
    group, _, key = book.rulebook.governed_by.partition(".")
    value = getattr(getattr(case, group), key)
    return value if isinstance(value, date) else None


def _joined(facts: Facts, case: Case) -> Facts:
    """Adds the facts of a case to those that are known already."""
    more: Facts = _without_days(case)
    groups = {**more, **facts}
    return {group: {**more.get(group, {}), **facts.get(group, {})} for group in groups}


def _without_days(case: Case) -> Facts:
    told = case.model_dump(mode="json", exclude={"case_id"})
    days = case.facts.dates
    left = {
        group: {key: v for key, v in facts.items() if f"{group}.{key}" not in days} for group, facts in told.items()
    }
    return {group: facts for group, facts in left.items() if facts}


def _walk(scenario: Scenario, told: Facts, book: SiteContext) -> Walk | None:
    """Puts the days into a case; None where they cannot be, or where nothing has a last day."""
    received = _received(scenario.case, book)
    if received is None:
        return None
    facts = _nothing_excluded(told, book.edition)
    days: dict[str, date] = {book.rulebook.governed_by: received}
    starts, dones = _days_of_periods(book.edition)
    assumed: list[str] = []
    try:
        for name in (name for name in book.edition.facts if name in starts | dones and name not in days):
            day = _last_day(name, _evaluate(facts, days, book), book.edition) if name in dones else None
            if day is not None or name in starts:
                days[name] = day or max(days.values())
            if day is None and name in starts:
                assumed.append(name)
        result = _evaluate(facts, days, book)
    except XinfangError:
        return None
    steps = sorted(_steps(result, days, book.edition), key=lambda step: (step.last_day, step.start))
    used = {name for step in steps for name in step.span.starts}
    return Walk(scenario, facts, received, tuple(steps), tuple(n for n in assumed if n in used)) if steps else None


def _nothing_excluded(facts: Facts, edition: Edition) -> Facts:
    """Says of days that would not count, where a case does not tell them, that there are none."""
    spans = [span for rule in edition.rules if rule.norm and rule.norm.period for span in rule.norm.period.spans]
    filled = {group: dict(told) for group, told in facts.items()}
    for group, _, key in (span.exclude.days.partition(".") for span in spans if span.exclude):
        filled.setdefault(group, {}).setdefault(key, 0)
    return filled


def _evaluate(facts: Facts, days: Mapping[str, date], book: SiteContext) -> Result:
    stated = {group: dict(told) for group, told in facts.items()}
    for name, day in days.items():
        group, _, key = name.partition(".")
        stated.setdefault(group, {})[key] = day.isoformat()
    return evaluate(stated, as_of=max(days.values()), rulebook=book.rulebook)


def _days_of_periods(edition: Edition) -> tuple[frozenset[str], frozenset[str]]:
    """Names the days from which periods run, and those that show them kept."""
    norms = [rule.norm for rule in edition.rules if rule.norm and rule.norm.period and rule.norm.period.spans]
    starts = {name for norm in norms if norm.period for span in norm.period.spans for name in span.starts}
    return frozenset(starts), frozenset(norm.done.day for norm in norms if norm.done)


def _last_day(name: str, result: Result, edition: Edition) -> date | None:
    for norm in result.norms:
        spec = edition.rule(norm.rule).norm
        if norm.applies == "yes" and norm.due and spec and spec.done and spec.done.day == name:
            return norm.due
    return None


def _steps(result: Result, days: Mapping[str, date], edition: Edition) -> Iterator[WalkStep]:
    for norm in result.norms:
        rule = edition.rule(norm.rule)
        if norm.applies != "yes" or norm.due is None or rule.norm is None or rule.norm.period is None:
            continue
        running = {
            span: max(days[name] for name in span.starts if name in days)
            for span in rule.norm.period.spans
            if not days.keys().isdisjoint(span.starts)
        }
        if running:
            # Its last day tells the way in which a period runs.
            fitting = [span for span, start in running.items() if norm.due.toordinal() == _plain_end(span, start)]
            span = fitting[0] if fitting else [*running][-1]
            yield WalkStep(rule, norm, span, running[span], norm.due)


def _plain_end(span: Span, start: date) -> int:
    """Counts a period as if it were of calendar days, where it is not of months."""
    if span.within is None:
        return start.toordinal()
    day, months = start.toordinal(), span.within.months
    return add_months(day, months) if months else add_days(day, span.within.value)
