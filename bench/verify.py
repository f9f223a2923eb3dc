"""Holding the hand-written peer against the library: what is not equal is not worth timing."""

from collections.abc import Iterable

from bench.cases import AS_OF
from bench.facts import facts_of
from bench.handwritten import decide
from bench.rule_order import RULES
from xinfang_rules import Case
from xinfang_rules.calendar import working_calendar
from xinfang_rules.evaluation.decisions import decisions_of
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.conditions import ALWAYS
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Edition

QUESTIONS = ("track", "disposition", "opinion", "remedy_stage")
"""The questions in the order in which the hand-written peer answers them."""


def disagreements(edition: Edition, cases: Iterable[Case]) -> list[str]:
    """Says in which rules and questions the hand-written peer and the library differ.

    Args:
        edition: The edition by which the library evaluates.
        cases: Complete cases.
    """
    in_book = {rule.id for rule in edition.rules} | {question.name for question in edition.questions}
    by_hand_named = {*RULES, *QUESTIONS}
    found = [f"{name}: in the rulebook, but not written by hand" for name in sorted(in_book - by_hand_named)]
    found += [f"{name}: written by hand, but not in the rulebook" for name in sorted(by_hand_named - in_book)]
    evaluator, calendar, today = evaluator_for(edition), working_calendar(edition.calendar), AS_OF.toordinal()
    shared = [(RULES.index(rule.id), rule) for rule in edition.rules if rule.id in RULES]
    differing: dict[str, int] = {}
    for case in cases:
        state = evaluator.state(case, AS_OF)
        decisions = decisions_of(state)
        answers, truths = decide(facts_of(case, today), today, calendar)
        wrong = [
            rule.id for place, rule in shared if state.truths[rule.condition_id] != (TRUE if truths[place] else FALSE)
        ]
        for question, answer in zip(QUESTIONS, answers, strict=True):
            decision = decisions[question]
            if (decision.answer or decision.status) != answer:
                wrong.append(question)
        for name in wrong:
            differing[name] = differing.get(name, 0) + 1
    return found + [f"{name}: differs in {number} of the cases" for name, number in differing.items()]


def one_sided(edition: Edition, cases: Iterable[Case]) -> list[str]:
    """Names the rules with a condition that holds in all of the cases, or in none: comparing them says little."""
    evaluator = evaluator_for(edition)
    states = [evaluator.state(case, AS_OF) for case in cases]
    conditional = [rule for rule in edition.rules if rule.condition != ALWAYS]
    return [rule.id for rule in conditional if len({state.truths[rule.condition_id] for state in states}) < 2]
