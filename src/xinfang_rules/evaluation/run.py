"""One evaluation: stratum by stratum, conditions by the engine, everything else here."""

from collections.abc import Mapping

from xinfang_rules.engines.protocol import Engine
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.decisions import holds, settle_concept, settle_question
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, statuses
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS


def run(
    edition: Edition,
    engine: Engine,
    deadlines: Deadlines,
    values: Values,
    today: int,
    derived: Mapping[str, str],
) -> State:
    """Evaluates an edition.

    Args:
        edition: What to evaluate.
        engine: Computes the truth of conditions.
        deadlines: Counts last days.
        values: What is known of the facts, completed by the constraints; filled in further, in place.
        today: The ordinal of the day of evaluation.
        derived: The facts completed by constraints, and by which.

    Raises:
        CalendarError: If a last day lies outside what can be counted.
    """
    state = State(edition, today, values, [EITHER] * len(edition.units), [EITHER] * len(edition.rules), {}, derived)
    truths = state.truths
    for index, stratum in enumerate(edition.strata):
        for unit, truth in zip(stratum.units, engine.stratum(index, values), strict=True):
            truths[unit] = truth
        for concept in stratum.concepts:
            settle_concept(concept, state)
        for question in stratum.questions:
            settle_question(question, state)
        for rule in stratum.norms:
            _settle_norm(rule, state, deadlines)
    return state


def _settle_norm(rule: Rule, state: State, deadlines: Deadlines) -> None:
    norm = rule.norm
    if norm is None:  # strata list rules with norms only
        return
    layout, values = state.edition.layout, state.values
    held = state.holds[rule.index] = holds(rule, state)
    status = layout[STATUS + rule.id]
    if not held & TRUE:
        values[status] = NOT_APPLICABLE
        if norm.period is not None:
            slot = layout[DUE + rule.id]
            values[slot] = values[slot + 1] = NEVER
        return
    due = deadlines.due(norm, state)
    if due is not None:
        state.dues[rule.index] = due
        slot = layout[DUE + rule.id]
        values[slot] = due.low if due.may_run else NEVER
        values[slot + 1] = NEVER if due.may_wait or held & FALSE else due.high
    values[status] = statuses(norm, held, due, state)
