"""What is asked for: each fact can matter, and none is left out that does."""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from random import Random
from typing import Any, NamedTuple

from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.result import Norm, Result
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.testing.case_generator import days_back
from xinfang_rules.testing.example import Example, PropertyViolation, contradicts, holds_always
from xinfang_rules.testing.properties.knowledge import decided_by_notices, facts_asked, reopens

_MOST_ROUNDS = 60
_MOST_NEEDS = 3
_TOGETHER = 12


@holds_always(costly=True)
def needs_suffice(example: Example) -> None:
    """Finding out what is asked for, until nothing more is, decides every question; what is known is not asked for.

    A question that hangs on a notice of holidays that is not at hand may stay open.
    """
    random = example.random("needs_suffice")
    case = example.case
    for _ in range(_MOST_ROUNDS):
        result = example.decide(case)
        asked = [need.fact for need in result.needs if need.fact is not None]
        known = [name for name in asked if not example.generator.is_open(case, example.edition.facts[name])]
        if known:
            raise PropertyViolation(f"{known[0]} is asked for, though the case tells it")
        if not asked:
            contradictory = contradicts(example.of(case).state)
            waiting = decided_by_notices(result)
            for name, decision in () if contradictory else result.decisions.items():
                if decision.status is DecisionStatus.UNDETERMINED and name not in waiting:
                    raise PropertyViolation(f"{name} is open, and nothing is asked for that would decide it")
            return
        first = asked[0] if random.random() < 0.5 else random.choice(asked)
        filled = example.generator.fill(case, [first, *random.sample(asked, len(asked) // 2)], random)
        if filled is None:
            return  # the constraints leave some fact no value, so that there is no such case
        case = filled
    raise PropertyViolation(f"after {_MOST_ROUNDS} rounds there is still something to find out")


@holds_always(costly=True, proved=True)
def needs_are_tight(example: Example) -> None:
    """Each fact asked for can matter: some value of it narrows each question that it is said to decide.

    Where no single fact does anything, all that are asked for together do. (They are those of the first rule that is
    open; where a question can be left without an answer, a later rule may keep it open all the same.)
    """
    needs = facts_asked(example.result)
    random = example.random("needs_are_tight")
    if contradicts(example.state):
        return
    # What governs hangs on the day on which a case begins, whatever else it narrows.
    tried = [fact for fact in needs if not example.edition.facts[fact].origin]
    for fact in random.sample(tried, min(_MOST_NEEDS, len(tried))):
        left = _undone_by(fact, needs[fact], example.case, example)
        if left and any(
            _undone_by(other, decides, example.case, example) != decides for other, decides in needs.items()
        ):
            raise PropertyViolation(f"{fact} is asked for to decide {', '.join(sorted(left))}, and cannot narrow it")
        if left and not _narrowed_together(list(needs), example, random):
            raise PropertyViolation(f"asked for, and together of no use: {', '.join(needs)}")


@holds_always(costly=True)
def what_is_not_asked_narrows_nothing(example: Example) -> None:
    """While something is asked for, a single fact that is not asked for narrows no answer."""
    asked = facts_asked(example.result)
    if not asked:
        return
    random = example.random("what_is_not_asked_narrows_nothing")
    others = [spec for name, spec in example.edition.facts.items() if name not in asked and spec.kind != "date"]
    before = _masks(example.case, example)
    for spec in random.sample(others, min(2 * _MOST_NEEDS, len(others))):
        for told in _with_each_value(example.case, spec, example):
            after = _masks(told, example)
            for name in after:
                if after[name] & before[name] != before[name]:
                    raise PropertyViolation(f"{spec.name} narrows {name}, and is not asked for", about=name)


@holds_always(costly=True)
def what_is_asked_for_a_norm_narrows_it(example: Example) -> None:
    """Each fact asked for because of a norm can matter: some value of it leaves less possible for that norm.

    Where no single fact does anything for a norm, all that are asked for because of it do together.
    """
    if contradicts(example.state):
        return
    random = example.random("what_is_asked_for_a_norm_narrows_it")
    asked = [
        (need.fact, rule)
        for need in example.result.needs
        for rule in need.norms
        if need.fact is not None and not example.edition.facts[need.fact].origin
    ]
    before = _standings(example.result)
    for fact, rule in random.sample(asked, min(_MOST_NEEDS, len(asked))):
        if _narrows(fact, rule, before, example):
            continue
        others = [other for other, because in asked if because == rule]
        if any(_narrows(other, rule, before, example) for other in others):
            raise PropertyViolation(f"{fact} is asked for because of {rule}, and cannot narrow it", about=rule)
        filled = (example.generator.fill(example.case, others, random) for _ in range(_MOST_ROUNDS))
        tried = (case for case in chain(filled, _pairs(others, example)) if case is not None)
        if not any(_narrowed(rule, before, _told_standings(case, example)) for case in tried):
            detail = f"asked for because of {rule}, and together of no use: {', '.join(others)}"
            raise PropertyViolation(detail, about=rule)


@holds_always(costly=True)
def what_is_not_asked_narrows_no_norm(example: Example) -> None:
    """A single fact that is not asked for because of an open norm leaves it as many statuses, and no certain last day.

    Open is a norm that applies because of the case and whose status, or last day ahead, is not certain; and one that
    may apply, and may have a last day, and was not surely done in time.
    """
    before = _standings(example.result)
    waiting = [norm.rule for norm in example.result.norms if not norm.general and before[norm.rule].is_open(norm)]
    if not waiting or contradicts(example.state):
        return
    random = example.random("what_is_not_asked_narrows_no_norm")
    because: dict[str, set[str]] = {name: set() for name in example.edition.facts}
    for need in example.result.needs:
        if need.fact is not None:
            because[need.fact].update(need.norms)
    for name in random.sample(list(example.edition.facts), 2 * _MOST_NEEDS):
        left = [rule for rule in waiting if rule not in because[name]]
        if not left:
            continue
        for told in _with_each_value(example.case, example.edition.facts[name], example):
            after = _told_standings(told, example)
            for rule in left:
                if _narrowed(rule, before, after, bounds=False):
                    raise PropertyViolation(f"{name} narrows {rule}, and is not asked for because of it", about=rule)


class _Standing(NamedTuple):
    """What a result leaves possible for a norm: its statuses, and its last day."""

    statuses: frozenset[NormStatus]
    earliest: date | None
    latest: date | None

    def is_open(self, norm: Norm) -> bool:
        """Tells whether it is worth finding out more of a norm."""
        if norm.applies == "yes":
            uncertain = self.earliest != self.latest and bool(self.statuses & _AHEAD)
            return len(self.statuses) > 1 or uncertain
        dated = norm.due or norm.due_earliest or norm.due_latest or self.statuses & _LATE
        return bool(dated) and not self.statuses <= {NormStatus.NOT_APPLICABLE, NormStatus.MET, NormStatus.EXERCISED}


_AHEAD = frozenset({NormStatus.NOT_STARTED, NormStatus.PENDING, NormStatus.NOT_OPEN, NormStatus.OPEN})
_LATE = frozenset({NormStatus.OVERDUE, NormStatus.MET_LATE, NormStatus.LAPSED})
_NOWHERE = _Standing(frozenset({NormStatus.NOT_APPLICABLE}), None, None)


def _standings(result: Result) -> dict[str, _Standing]:
    return {
        norm.rule: _Standing(
            frozenset(norm.candidates or (norm.status,)), norm.due or norm.due_earliest, norm.due or norm.due_latest
        )
        for norm in result.norms
    }


def _narrows(fact: str, rule: str, before: dict[str, _Standing], example: Example) -> bool:
    """Tells whether some value of a fact leaves less possible for a norm."""
    return any(
        _narrowed(rule, before, _told_standings(told, example))
        for told in _with_each_value(example.case, example.edition.facts[fact], example)
    )


def _told_standings(told: Case, example: Example) -> dict[str, _Standing] | None:
    """Returns what another case, which tells more, leaves possible for norms; None if it cannot be compared."""
    if reopens(example.case, told, example):
        return None
    try:
        return _standings(example.decide(told))
    except XinfangError:
        return None


def _narrowed(
    rule: str, before: dict[str, _Standing], told: dict[str, _Standing] | None, *, bounds: bool = True
) -> bool:
    """Tells whether less is possible for a norm than before; with `bounds`, a last day that is not certain counts."""
    if told is None:
        return False
    after = told.get(rule, _NOWHERE)
    fewer = after.statuses != before[rule].statuses
    return fewer or (after != before[rule] and (bounds or after.earliest == after.latest))


def _pairs(facts: list[str], example: Example) -> Iterator[Case]:
    """Yields the case with two facts set to each of some values."""
    if len(facts) == 2:
        for told in islice(_with_each_value(example.case, example.edition.facts[facts[0]], example), _TOGETHER):
            yield from islice(_with_each_value(told, example.edition.facts[facts[1]], example), _TOGETHER)


def _undone_by(fact: str, decides: set[str], case: Case, example: Example) -> set[str]:
    """Returns the questions that no value of a fact narrows, among those it is said to decide."""
    before = _masks(case, example)
    left = set(decides)
    for told in _with_each_value(case, example.edition.facts[fact], example):
        if not left:
            break
        after = _masks(told, example)
        left -= {name for name in left if after and after[name] & before[name] != before[name]}
    return left


def _narrowed_together(facts: list[str], example: Example, random: Random) -> bool:
    before = _masks(example.case, example)
    for _ in range(_TOGETHER):
        case = example.generator.fill(example.case, facts, random)
        after = {} if case is None else _masks(case, example)
        if any(after[name] & before[name] != before[name] for name in after):
            return True
    return False


def _masks(case: Case, example: Example) -> dict[str, int]:
    """Returns what is still possible for each question, as a mask; nothing if there is no such case."""
    if reopens(example.case, case, example):
        return {}
    try:
        state = evaluator_for(example.edition, example.engine).state(case, example.as_of)
    except InadmissibleError:
        return {}
    return {question.name: state.values[question.slot] for question in example.edition.questions}


def _with_each_value(case: Case, spec: FactSpec, example: Example) -> Iterator[Case]:
    """Yields the case with an open fact set to each of its values, or many; for a set, each member by itself."""
    if not example.generator.is_open(case, spec):
        return
    data = case.model_dump()
    group = {**data.get(spec.group, {})}
    bounds = getattr(getattr(case, spec.group), spec.key)
    for value in _values(spec, group.get(spec.key), example):
        if isinstance(bounds, DayBounds) and not _within(bounds, value, example.as_of):
            continue
        told = {key: other for key, other in group.items() if key != spec.key}
        yield type(case).model_validate({**data, spec.group: told if value is None else {**told, spec.key: value}})


def _within(bounds: DayBounds, day: date | None, as_of: date) -> bool:
    low, high = bounds.within(EARLIEST, NEVER, as_of.toordinal())
    return low <= (NEVER if day is None else day.toordinal()) <= high


def _values(spec: FactSpec, stated: Any, example: Example) -> Iterator[Any]:
    match spec.kind:
        case "bool":
            yield from (True, False)
        case "enum":
            yield from spec.members
        case "set":
            members = {} if stated in (None, UNKNOWN) else stated
            for member in spec.members:
                if members.get(member, UNKNOWN) == UNKNOWN:
                    yield from ({**members, member: held} for held in (True, False))
        case "count":
            values = {parameter.value for parameter in example.edition.parameters.values()}
            yield from sorted({n for v in values for n in (v - 1, v, v + 1) if n >= spec.least} | {spec.least, 1})
        case "date":
            yield from () if spec.origin else (None,)
            today = example.as_of.toordinal()
            first = today - 2 * days_back(example.edition)
            yield from (date.fromordinal(day) for day in range(today, first, -1))
            yield date.min
