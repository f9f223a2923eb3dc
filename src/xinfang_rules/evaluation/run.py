"""One evaluation: stratum by stratum, conditions by the engine, everything else here."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from xinfang_rules.engines.protocol import Engine
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.decisions import Outcomes, displaced, settle_concept
from xinfang_rules.evaluation.settling import Settling, Tested, settling
from xinfang_rules.evaluation.state import State, active
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, statuses, test_of
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Concept, Edition, NormSpec, Rule, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS


class _Timed(NamedTuple):
    """How a norm is settled that has a period, or that exceptions displace.

    Attributes:
        rule: Its rule.
        unit: The unit of its rule.
        norm: The norm.
        slot: Where its status lies in the values.
        due_slot: Where its last day lies, if it has a period.
    """

    rule: Rule
    unit: int
    norm: NormSpec
    slot: int
    due_slot: int


@dataclass(frozen=True, slots=True)
class _Step:
    units: tuple[int, ...]
    together: slice | None  # where the units lie if they follow one another, as they do in a whole edition
    concepts: tuple[Concept, ...]
    questions: tuple[Outcomes, ...]
    settle_tested: Settling
    timed: tuple[_Timed, ...]


class Plan:
    """What is to be settled in which order, with everything looked up beforehand.

    Args:
        edition: What to evaluate.
        norms: The rules whose norms are wanted; all of them if None.
    """

    def __init__(self, edition: Edition, norms: Container[str] | None = None) -> None:
        self.edition = edition
        self.steps = tuple(_step(stratum, edition, norms) for stratum in edition.strata)

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
        truths = [EITHER] * len(self.edition.units)
        state = State(self.edition, today, values, truths, derived)
        note = state.active.append
        for number, step in enumerate(self.steps):
            found = engine.stratum(number, values)
            if step.together is not None:
                truths[step.together] = found
            else:
                for unit, truth in zip(step.units, found, strict=True):
                    truths[unit] = truth
            for concept in step.concepts:
                settle_concept(concept, state)
            for outcomes in step.questions:
                outcomes.settle(state)
            step.settle_tested(truths, values, note)
            for timed in step.timed:
                if truths[timed.unit] & TRUE:
                    _settle(timed, deadlines, state)
        return state


def _settle(timed: _Timed, deadlines: Deadlines, state: State) -> None:
    rule, unit, norm, slot, due_slot = timed
    held = state.truths[unit]
    if rule.displaced_by:
        held = state.displaced[rule.index] = displaced(held, rule.displaced_by, state)
        if held == FALSE:
            return
    values = state.values
    due = deadlines.due(norm, state)
    if due is not None:
        state.dues[rule.index] = due
        low, high, may_run, may_wait, _ = due
        values[due_slot] = low if may_run else NEVER
        values[due_slot + 1] = NEVER if may_wait or held & FALSE else high
    mask = statuses(norm, due, state) | (NOT_APPLICABLE if held & FALSE else 0)
    values[slot] = mask
    state.active.append(active(rule.index, mask))


def _step(stratum: Stratum, edition: Edition, wanted: Container[str] | None) -> _Step:
    tested: list[Tested] = []
    timed: list[_Timed] = []
    for rule in stratum.norms:
        norm = rule.norm
        if norm is None or not (wanted is None or rule.id in wanted):
            continue
        slot = edition.layout[STATUS + rule.id]
        if norm.period is not None or rule.displaced_by:
            timed.append(_Timed(rule, rule.unit, norm, slot, edition.layout.get(DUE + rule.id, -1)))
        else:
            day = None if norm.done is None else edition.layout[norm.done.day]
            tested.append(Tested(rule.index, rule.unit, norm.kind, slot, test_of(norm), day))
    return _Step(
        stratum.units,
        _together(stratum.units),
        stratum.concepts,
        tuple(Outcomes(question, edition) for question in stratum.questions),
        settling(tested),
        tuple(timed),
    )


def _together(units: tuple[int, ...]) -> slice | None:
    if not units:
        return slice(0)
    place = slice(units[0], units[-1] + 1)
    return place if units == tuple(range(place.start, place.stop)) else None
