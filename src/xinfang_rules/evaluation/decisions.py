"""Exceptions, concepts and decisions: which rules hold once the truth of their conditions is known."""

from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Concept, Question, Rule


def holds(rule: Rule, state: State) -> int:
    """Returns the truth of a rule: its condition holds, and that of no rule displacing it by exception does."""
    truths = state.truths
    truth = truths[rule.unit]
    for index in rule.displaced_by:
        other = truths[state.edition.rules[index].unit]
        if not other & FALSE:
            return FALSE
        if other & TRUE:
            truth |= FALSE
    return truth


def settle_concept(concept: Concept, state: State) -> None:
    """A concept is true when one of its rules holds, false when none can."""
    truth = FALSE
    rules = state.edition.rules
    for index in concept.rules:
        held = state.holds[index] = holds(rules[index], state)
        if held == TRUE:
            truth = TRUE
        elif held & TRUE and truth != TRUE:
            truth = TRUE | FALSE
    state.values[concept.slot] = truth


def settle_question(question: Question, state: State) -> None:
    """Finds the answers still possible.

    A rule displaces every rule of a later line as soon as its own condition holds, even where it is itself displaced.
    """
    rules, truths = state.edition.rules, state.truths
    answers = list(question.answers)
    possible = certain = 0
    earlier_may = earlier_must = False
    for line in question.lines:
        line_may = line_must = False
        for index in line:
            rule = rules[index]
            own = truths[rule.unit]
            held = holds(rule, state) if rule.displaced_by else own
            if earlier_must:
                held = FALSE
            elif earlier_may:
                held |= FALSE
            state.holds[index] = held
            if held & TRUE:
                bit = 1 << answers.index(rule.answer or "")
                possible |= bit
                if held == TRUE:
                    certain |= bit
            if own & TRUE:
                line_may = True
                line_must = line_must or own == TRUE
        earlier_may = earlier_may or line_may
        earlier_must = earlier_must or line_must
    state.values[question.slot] = _mask(question, state, possible, certain)


def _mask(question: Question, state: State, possible: int, certain: int) -> int:
    not_applicable = 1 << len(question.answers)
    no_rule = not_applicable << 1
    arises = TRUE if question.arises is None else state.truths[question.arises]
    if not arises & TRUE:
        return not_applicable
    mask = certain or possible
    if not certain and not (question.exhaustive and possible):
        mask |= no_rule
    return mask | not_applicable if arises & FALSE else mask
