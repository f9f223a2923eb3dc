"""Defeat: which rules hold once the truth of their conditions is known, by exceptions and precedence; and concepts.

The plain reading, rule by rule: what the program of an edition says in nodes.
"""

from collections.abc import Sequence

from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Concept, Edition, Question, Rule


def undefeated(truth: int, by: Sequence[int], rules: Sequence[Rule], truths: Sequence[int]) -> int:
    """Returns the truth of a rule: its condition holds, and that of no rule displacing it by exception does."""
    for index in by:
        other = truths[rules[index].condition_id]
        if not other & FALSE:
            return FALSE
        if other & TRUE:
            truth |= FALSE
    return truth


def concept_truth(concept: Concept, rules: Sequence[Rule], truths: Sequence[int]) -> int:
    """Returns the truth of a concept: true when one of its rules holds, false when none can."""
    truth = FALSE
    for index in concept.rules:
        rule = rules[index]
        held = undefeated(truths[rule.condition_id], rule.defeated_by, rules, truths)
        if held == TRUE:
            return TRUE
        if held & TRUE:
            truth = TRUE | FALSE
    return truth


def answered(question: Question, rules: Sequence[Rule], truths: Sequence[int]) -> tuple[int, dict[int, int]]:
    """Returns the mask of a question, and the truth of each of its rules, by index, after what displaces it.

    A rule displaces every rule of a later line as soon as its own condition holds, even where it is itself displaced.
    """
    answers = tuple(question.answers)
    possible = certain = 0
    earlier_may = earlier_must = False
    holds: dict[int, int] = {}
    for line in question.tiers:
        line_may = line_must = False
        for index in line:
            rule = rules[index]
            own = truths[rule.condition_id]
            held = undefeated(own, rule.defeated_by, rules, truths)
            if earlier_must:
                held = FALSE
            elif earlier_may:
                held |= FALSE
            holds[index] = held
            if held & TRUE:
                bit = 1 << answers.index(rule.answer or "")
                possible |= bit
                certain |= bit if held == TRUE else 0
            line_may = line_may or own & TRUE == TRUE
            line_must = line_must or own == TRUE
        earlier_may = earlier_may or line_may
        earlier_must = earlier_must or line_must
    return _mask(question, arises(question, truths), possible, certain), holds


def arises(question: Question, truths: Sequence[int]) -> int:
    """Returns the truth of whether a question arises."""
    return TRUE if question.arises is None else truths[question.arises]


def _mask(question: Question, may_arise: int, possible: int, certain: int) -> int:
    not_applicable = 1 << len(question.answers)
    no_rule = not_applicable << 1
    if not may_arise & TRUE:
        return not_applicable
    mask = certain or possible
    if not certain and not (question.exhaustive and possible):
        mask |= no_rule
    return mask | not_applicable if may_arise & FALSE else mask


def holding(edition: Edition, truths: Sequence[int]) -> list[int]:
    """Returns the truth of each rule, after what displaces it."""
    rules = edition.rules
    holds = [undefeated(truths[rule.condition_id], rule.defeated_by, rules, truths) for rule in rules]
    for question in edition.questions:
        for index, held in answered(question, rules, truths)[1].items():
            holds[index] = held
    return holds
