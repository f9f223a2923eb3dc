"""Readings: what is said to rest on none stands when every reading is doubted."""

from collections.abc import Iterator
from dataclasses import replace

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.interpreter import conditions_of
from xinfang_rules.engines.reference.run import Conditions, Plan
from xinfang_rules.engines.reference.statuses import LAPSED, NOT_APPLICABLE
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.language.truth import EITHER, TRUE, Values
from xinfang_rules.result import Citation, Reading
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Edition, Question
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.readings import may_lapse
from xinfang_rules.testing.example import Example, PropertyViolation, contradicts, holds_always


@holds_always()
def nothing_grave_rests_on_a_reading_unsaid(example: Example) -> None:
    """A liability, a lapse or a refusal that is said to rest on no reading stands when every reading is doubted.

    A reading that counts is doubted by taking it for unknown whether its rule holds. How a last day that is no working
    day is taken, and readings of the constraints, are left as they are.
    """
    if contradicts(example.state):
        return
    edition = _without_elimination(example.edition)
    before = _finished(edition, conditions_of(edition), example.state)
    after = _finished(edition, _doubting(edition, example.state), example.state)
    for name, slot, read, citations in _grave(example):
        if not read and before.values[slot] == example.state.values[slot] != after.values[slot]:
            raise PropertyViolation(f"{name} rests on a reading, and does not say so", citations, name)


def _doubting(edition: Edition, state: Outcome) -> Conditions:
    """Returns what reads conditions, and does not know whether a rule holds whose reading counts."""
    read = conditions_of(edition)
    doubted = {
        rule.condition_id
        for rule in edition.rules
        if rule.interpretive is not None
        and (
            state.truth(rule.condition_id) & TRUE
            if rule.reading_when is None
            else truth(rule.reading_when, state.values, edition.layout) & TRUE
        )
    }

    def doubt(index: int, values: Values, truths: list[int]) -> None:
        read(index, values, truths)
        for unit in doubted.intersection(edition.strata[index].condition_ids):
            truths[unit] = EITHER

    return doubt


def _without_elimination(edition: Edition) -> Edition:
    """Returns the edition with questions that need not have an answer: the last one left must follow from a rule."""

    def open_ended(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(question._replace(exhaustive=False) for question in questions)

    strata = tuple(stratum._replace(questions=open_ended(stratum.questions)) for stratum in edition.strata)
    return replace(edition, questions=open_ended(edition.questions), strata=strata)


def _finished(edition: Edition, conditions: Conditions, state: Outcome) -> Outcome:
    """Evaluates anew what a finished evaluation knew of the facts."""
    values = state.values.copy()
    for rule in edition.rules:
        if rule.norm is not None:
            values[edition.layout[STATUS + rule.id]] = NOT_APPLICABLE
    return Plan(edition, deadlines_of(edition.calendar)).run(conditions, values, state.today)


def _grave(example: Example) -> Iterator[tuple[str, int, tuple[Reading, ...], tuple[Citation | Cited, ...]]]:
    """Yields each liability, lapse and refusal: its name, its place in the values, what it rests on, its provisions."""
    layout, values = example.edition.layout, example.state.values
    norms = {norm.rule: norm for norm in example.result.norms}
    for rule in example.edition.rules:
        mask = values[layout[STATUS + rule.id]] if rule.norm is not None else NOT_APPLICABLE
        settled = mask & (mask - 1) == 0
        liable = rule.grave and settled and mask != NOT_APPLICABLE
        if liable or (may_lapse(rule) and mask == LAPSED):
            yield rule.id, layout[STATUS + rule.id], norms[rule.id].rests_on, rule.citations
    for question in example.edition.questions:
        decision = example.result.decisions[question.name]
        if decision.answer in question.grave:
            yield question.name, question.slot, decision.rests_on, decision.citations
