"""One evaluation: stratum by stratum, conditions by the engine, everything else here."""

from collections.abc import Container, Mapping
from typing import NamedTuple

from xinfang_rules.engines.protocol import Engine
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.decisions import Outcomes, displaced, settle_concept
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, only_status, statuses
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Concept, Edition, NormSpec, Rule
from xinfang_rules.rulebook.names import DUE, STATUS


class _NormStep(NamedTuple):
    rule: Rule
    norm: NormSpec
    place: int
    unit: int
    status_slot: int
    due_slot: int
    constant_status: int


class _Step(NamedTuple):
    units: tuple[int, ...]
    concepts: tuple[Concept, ...]
    questions: tuple[Outcomes, ...]
    norms: tuple[_NormStep, ...]


class Plan:
    """What is to be settled in which order, with everything looked up beforehand.

    Args:
        edition: What to evaluate.
        norms: The rules whose norms are wanted; all of them if None.
    """

    def __init__(self, edition: Edition, norms: Container[str] | None = None) -> None:
        self.edition = edition
        self.steps = tuple(
            _Step(
                stratum.units,
                stratum.concepts,
                tuple(Outcomes(question, edition) for question in stratum.questions),
                tuple(_norm_steps(edition, stratum.norms, norms)),
            )
            for stratum in edition.strata
        )

    def run(
        self, engine: Engine, deadlines: Deadlines, values: Values, today: int, derived: Mapping[str, str]
    ) -> State:
        """Evaluates.

        Args:
            engine: Computes the truth of conditions.
            deadlines: Counts last days.
            values: What is known of the facts, completed by the constraints; filled in further, in place.
            today: The ordinal of the day of evaluation.
            derived: The facts completed by constraints, and by which.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        edition = self.edition
        truths = [EITHER] * len(edition.units)
        holds = [EITHER] * len(edition.rules)
        state = State(edition, today, values, truths, holds, derived)
        active = state.active
        for number, (units, concepts, questions, norms) in enumerate(self.steps):
            for unit, truth in zip(units, engine.stratum(number, values), strict=True):
                truths[unit] = truth
            for concept in concepts:
                settle_concept(concept, state)
            for outcomes in questions:
                outcomes.settle(state)
            for rule, norm, index, unit, status_slot, due_slot, constant in norms:
                held = truths[unit]
                if rule.displaced_by:
                    held = displaced(held, rule.displaced_by, state)
                holds[index] = held
                if held == FALSE:  # the values say already that it does not apply
                    continue
                active.append(rule)
                if constant:
                    values[status_slot] = constant if held == TRUE else constant | NOT_APPLICABLE
                    continue
                due = deadlines.due(norm, state)
                if due is not None:
                    state.dues[index] = due
                    values[due_slot] = due.low if due.may_run else NEVER
                    values[due_slot + 1] = NEVER if due.may_wait or held & FALSE else due.high
                values[status_slot] = statuses(norm, held, due, state)
        return state


def _norm_steps(edition: Edition, rules: tuple[Rule, ...], wanted: Container[str] | None) -> list[_NormStep]:
    return [
        _NormStep(
            rule,
            rule.norm,
            rule.index,
            rule.unit,
            edition.layout[STATUS + rule.id],
            edition.layout[DUE + rule.id] if rule.norm.period is not None else -1,
            only_status(rule.norm),
        )
        for rule in rules
        if rule.norm is not None and (wanted is None or rule.id in wanted)
    ]
