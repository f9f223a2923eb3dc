"""What reads what: from facts and numbers of the law to the concepts, answers, last days and statuses they move."""

from collections.abc import Iterable, Iterator

from xinfang_rules.language.conditions import Condition, CountBetween, atoms, names
from xinfang_rules.rulebook.model import Edition, Period, Rule, Unit
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.per_edition import per_edition

PARAMETER = "parameter."
"""What the name of a number of the law is written after, among the names of an edition."""


@per_edition
def direct_readers(edition: Edition) -> dict[str, frozenset[str]]:
    """Returns, for each concept, question, last day and status, the names and numbers it reads itself."""
    reads: dict[str, set[str]] = {}
    for rule in edition.rules:
        found = set(_of_units([rule.unit, *(edition.rules[i].unit for i in rule.displaced_by)], edition))
        for owner in (rule.question, rule.concept):
            if owner is not None:
                reads.setdefault(owner, set()).update(found)
        if rule.note is not None:
            reads.setdefault(rule.id, set()).update(found)
        if rule.norm is not None:
            found |= set(_of_norm(rule, edition))
            reads[STATUS + rule.id] = found
            if rule.norm.period is not None:
                reads[DUE + rule.id] = found
    for question in edition.questions:
        if question.condition is not None:
            reads.setdefault(question.name, set()).update(_of_condition(question.condition))
    return {name: frozenset(found) for name, found in reads.items()}


def affected(edition: Edition, by: Iterable[str]) -> frozenset[str]:
    """Returns every name that reads certain names or numbers, directly or through others, and these themselves."""
    reached = set(by)
    reads = direct_readers(edition)
    grown = True
    while grown:
        more = {name for name, found in reads.items() if name not in reached and found & reached}
        reached |= more
        grown = bool(more)
    return frozenset(reached)


@per_edition
def facts_read(edition: Edition) -> tuple[str, ...]:
    """Returns the facts that the rules and constraints of an edition read, in the order of the case model."""
    found = {name.partition("[")[0] for names_read in direct_readers(edition).values() for name in names_read}
    found |= {name.partition("[")[0] for constraint in edition.constraints for name in constraint.facts}
    return tuple(name for name in edition.facts if name in found)


@per_edition
def moved_by_holidays(edition: Edition) -> frozenset[str]:
    """Returns the names that depend on which days are working days."""
    counted = (rule for rule in edition.rules if rule.norm is not None and _counts_working_days(rule.norm.period))
    return affected(edition, [prefix + rule.id for rule in counted for prefix in (DUE, STATUS)])


def _counts_working_days(period: Period | None) -> bool:
    if period is None or period.set_day is not None:
        return False
    return period.rolls_on or any(s.within is not None and s.within.unit is Unit.WORKING_DAY for s in period.spans)


def _of_units(units: Iterable[int | None], edition: Edition) -> Iterator[str]:
    for unit in units:
        if unit is not None:
            yield from _of_condition(edition.units[unit])


def _of_condition(condition: Condition) -> Iterator[str]:
    yield from names(condition)
    for atom in atoms(condition):
        if isinstance(atom, CountBetween):
            yield from (PARAMETER + name for name in atom.parameters)


def _of_norm(rule: Rule, edition: Edition) -> Iterator[str]:
    norm = rule.norm
    if norm is None:
        return
    yield from _of_units([norm.met_when, norm.breached_when], edition)
    if norm.done is not None:
        yield norm.done.day
        yield from _of_units([norm.done.when], edition)
    if norm.period is None:
        return
    if norm.period.set_day is not None:
        yield norm.period.set_day
    for span in norm.period.spans:
        yield span.start
        yield from _of_units([span.when], edition)
        if span.within is not None:
            yield PARAMETER + span.within.name
        if span.extend is not None:
            yield from (span.extend.days, PARAMETER + span.extend.at_most.name)
            yield from () if span.extend.granted_on is None else (span.extend.granted_on,)
            yield from _of_units([span.extend.when], edition)
        if span.exclude is not None:
            yield span.exclude.days
            yield from _of_units([span.exclude.when], edition)
