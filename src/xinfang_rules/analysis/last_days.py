"""Comparisons with the last day of a norm that may not apply: that day never comes, and every other is before it."""

from collections.abc import Iterator

from xinfang_rules.analysis.constants import constant
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Compared, Condition, DateOrder, Happened, Not
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named


def loose_comparisons(rule: Rule, edition: Edition) -> Iterator[tuple[Compared, str]]:
    """Yields each comparison in the condition of a rule that a missing last day makes true, and whose day that is."""
    rules = {each.id: each for each in edition.rules}
    for leaf, given in _comparisons(rule.condition, True, ()):
        other = norm_named(leaf.other)
        if other is None or not leaf.other.startswith(DUE):
            continue
        status = edition.scope[STATUS + other]
        every = sum(map(status.bit, status.values))
        missing = (
            Among(STATUS + other, status.bit("not_applicable"), every, ("not_applicable",)),
            Not(rules[other].condition),
            Not(Happened(leaf.other)),
        )
        if not any(constant(AllOf((*given, one)), edition.scope) is False for one in missing):
            yield leaf, other


def _comparisons(
    condition: Condition, wanted: bool, given: tuple[Condition, ...]
) -> Iterator[tuple[Compared, tuple[Condition, ...]]]:
    """Yields comparisons that hold of what never comes, each with what else must hold where it counts."""
    match condition:
        case Not(part):
            yield from _comparisons(part, not wanted, given)
        case AllOf(parts) | AnyOf(parts):
            joined = isinstance(condition, AllOf) is wanted
            for place, part in enumerate(parts):
                beside = (*parts[:place], *parts[place + 1 :]) if joined else ()
                yield from _comparisons(part, wanted, (*given, *(one if wanted else Not(one) for one in beside)))
        case Compared(_, order, _) if (order in (DateOrder.BEFORE, DateOrder.ON_OR_BEFORE)) is wanted:
            yield condition, given
