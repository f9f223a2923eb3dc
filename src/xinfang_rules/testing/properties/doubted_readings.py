"""Readings: what is said to rest on none stands when every reading is doubted."""

from collections.abc import Iterator
from dataclasses import replace

from xinfang_rules.engines.outcome import State
from xinfang_rules.engines.protocol import Engine
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.run import Plan
from xinfang_rules.engines.reference.statuses import LAPSED, NOT_APPLICABLE
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.language.truth import EITHER, TRUE, Values
from xinfang_rules.result import Citation, Reading
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
    engine = make_engine("interpreter", edition)
    before = _finished(edition, engine, example.state)
    after = _finished(edition, _Doubting(engine, edition, example.state), example.state)
    for name, slot, read, citations in _grave(example):
        if not read and before.values[slot] == example.state.values[slot] != after.values[slot]:
            raise PropertyViolation(f"{name} rests on a reading, and does not say so", citations, name)


class _Doubting:
    """An engine that does not know whether a rule holds whose reading counts."""

    plain = True

    def __init__(self, engine: Engine, edition: Edition, state: State) -> None:
        self.name = engine.name
        self._engine = engine
        self._strata = edition.strata
        self._doubted = {
            rule.unit
            for rule in edition.rules
            if rule.interpretive is not None
            and (
                state.truths[rule.unit] & TRUE
                if rule.reading_when is None
                else truth(rule.reading_when, state.values, edition.layout) & TRUE
            )
        }

    def stratum(self, index: int, values: Values, truths: list[int]) -> None:
        self._engine.stratum(index, values, truths)
        for unit in self._doubted.intersection(self._strata[index].units):
            truths[unit] = EITHER


def _without_elimination(edition: Edition) -> Edition:
    """Returns the edition with questions that need not have an answer: the last one left must follow from a rule."""

    def open_ended(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(question._replace(exhaustive=False) for question in questions)

    strata = tuple(stratum._replace(questions=open_ended(stratum.questions)) for stratum in edition.strata)
    return replace(edition, questions=open_ended(edition.questions), strata=strata)


def _finished(edition: Edition, engine: Engine, state: State) -> State:
    """Evaluates anew what a finished evaluation knew of the facts."""
    values = state.values.copy()
    for rule in edition.rules:
        if rule.norm is not None:
            values[edition.layout[STATUS + rule.id]] = NOT_APPLICABLE
    return Plan(edition, deadlines_of(edition.calendar), plainly=True).run(engine, values, state.today, state.derived)


def _grave(example: Example) -> Iterator[tuple[str, int, tuple[Reading, ...], tuple[Citation, ...]]]:
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
