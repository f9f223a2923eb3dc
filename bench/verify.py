"""Holding the hand-written peer against the library: what is not equal is not worth timing."""

from collections.abc import Iterable

from bench.cases import AS_OF
from bench.facts import facts_of
from bench.handwritten import conditions
from bench.rule_order import RULES
from xinfang_rules import Case
from xinfang_rules.calendar import WorkingCalendar
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.logic.conditions import ALWAYS
from xinfang_rules.logic.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Edition


def disagreements(edition: Edition, cases: Iterable[Case]) -> list[str]:
    """Says in which rules the hand-written peer and the library differ.

    Args:
        edition: The edition by which the library evaluates.
        cases: Complete cases.
    """
    in_book = {rule.id for rule in edition.rules}
    found = [f"{name}: in the rulebook, but not written by hand" for name in sorted(in_book - set(RULES))]
    found += [f"{name}: written by hand, but not in the rulebook" for name in sorted(set(RULES) - in_book)]
    evaluator, calendar, today = evaluator_for(edition), WorkingCalendar(), AS_OF.toordinal()
    shared = [(RULES.index(rule.id), rule) for rule in edition.rules if rule.id in RULES]
    differing: dict[str, int] = {}
    for case in cases:
        state = evaluator.state(case, AS_OF)
        by_hand = conditions(facts_of(case, today), today, calendar)
        for place, rule in shared:
            if state.truths[rule.unit] != (TRUE if by_hand[place] else FALSE):
                differing[rule.id] = differing.get(rule.id, 0) + 1
    return found + [f"{name}: differs in {number} of the cases" for name, number in differing.items()]


def one_sided(edition: Edition, cases: Iterable[Case]) -> list[str]:
    """Names the rules with a condition that holds in all of the cases, or in none: comparing them says little."""
    evaluator = evaluator_for(edition)
    states = [evaluator.state(case, AS_OF) for case in cases]
    conditional = [rule for rule in edition.rules if rule.condition != ALWAYS]
    return [rule.id for rule in conditional if len({state.truths[rule.unit] for state in states}) < 2]
