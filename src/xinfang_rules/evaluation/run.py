"""One evaluation: stratum by stratum, conditions by the engine, everything else here."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Any, NamedTuple

from xinfang_rules.engines.protocol import Engine
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.decisions import Outcomes, displaced, settle_concept
from xinfang_rules.evaluation.picking import picker
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, statuses, test_of, tested_statuses
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Concept, Edition, NormSpec, Rule, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.vocabulary.outputs import NormKind

_MAY_HOLD = bytes(truth & TRUE for truth in range(256))
"""Translates truth values to 1 where what they are of may hold, to 0 where it surely does not."""


class _Tested(NamedTuple):
    """How a norm without a period is settled: from a table.

    Attributes:
        rule: The index of its rule.
        unit: The unit of its rule.
        slot: Where its status lies in the values.
        test: The unit that says whether it is met or breached, if there is one.
        day: Where the day lies that must have come besides, if there is one.
        statuses: The statuses by the truth of its rule, then by that of the test.
    """

    rule: int
    unit: int
    slot: int
    test: int | None
    day: int | None
    statuses: tuple[tuple[int, ...], ...]


class _Timed(NamedTuple):
    """How any other norm is settled: it has a period, or exceptions displace it.

    Attributes:
        rule: Its rule.
        norm: The norm.
        slot: Where its status lies in the values.
        due_slot: Where its last day lies, if it has a period.
    """

    rule: Rule
    norm: NormSpec
    slot: int
    due_slot: int


@dataclass(frozen=True, slots=True)
class _Step:
    units: tuple[int, ...]
    together: slice | None  # where the units lie if they follow one another, as they do in a whole edition
    concepts: tuple[Concept, ...]
    questions: tuple[Outcomes, ...]
    tested: tuple[_Tested, ...]
    timed: tuple[_Timed, ...]
    # These take the truths of the rules of the norms out of all truths.
    tested_truths: Callable[[Any], tuple[int, ...]]
    timed_truths: Callable[[Any], tuple[int, ...]]


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
        active = state.active
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
            # Most rules do not hold, and the values say already that their norms do not apply: picking out the
            # others must not cost a turn of a loop for each.
            maybe = bytes(step.tested_truths(truths)).translate(_MAY_HOLD)
            for rule, unit, slot, test, day, by_truth in compress(step.tested, maybe):
                met = TRUE if test is None else truths[test]
                if day is not None:
                    came = (values[day] < NEVER) | (values[day + 1] == NEVER) << 1
                    met = met & came & TRUE | (met | came) & FALSE
                values[slot] = by_truth[truths[unit]][met]
                active.append(rule)
            maybe = bytes(step.timed_truths(truths)).translate(_MAY_HOLD)
            for timed in compress(step.timed, maybe):
                _settle(timed, deadlines, state)
        return state


def _settle(step: _Timed, deadlines: Deadlines, state: State) -> None:
    rule, norm, slot, due_slot = step
    held = state.truths[rule.unit]
    if rule.displaced_by:
        held = state.displaced[rule.index] = displaced(held, rule.displaced_by, state)
        if held == FALSE:
            return
    state.active.append(rule.index)
    values = state.values
    due = deadlines.due(norm, state)
    if due is not None:
        state.dues[rule.index] = due
        values[due_slot] = due.low if due.may_run else NEVER
        values[due_slot + 1] = NEVER if due.may_wait or held & FALSE else due.high
    values[slot] = statuses(norm, due, state) | (NOT_APPLICABLE if held & FALSE else 0)


def _step(stratum: Stratum, edition: Edition, wanted: Container[str] | None) -> _Step:
    tested: list[_Tested] = []
    timed: list[_Timed] = []
    for rule in stratum.norms:
        norm = rule.norm
        if norm is None or not (wanted is None or rule.id in wanted):
            continue
        slot = edition.layout[STATUS + rule.id]
        if norm.period is not None or rule.displaced_by:
            timed.append(_Timed(rule, norm, slot, edition.layout.get(DUE + rule.id, -1)))
        else:
            test = test_of(norm)
            day = None if norm.done is None else edition.layout[norm.done.day]
            by_truth = _by_truth(norm.kind, test is not None or day is not None)
            tested.append(_Tested(rule.index, rule.unit, slot, test, day, by_truth))
    return _Step(
        stratum.units,
        _together(stratum.units),
        stratum.concepts,
        tuple(Outcomes(question, edition) for question in stratum.questions),
        tuple(tested),
        tuple(timed),
        picker(step.unit for step in tested),
        picker(step.rule.unit for step in timed),
    )


def _together(units: tuple[int, ...]) -> slice | None:
    if not units:
        return slice(0)
    place = slice(units[0], units[-1] + 1)
    return place if units == tuple(range(place.start, place.stop)) else None


@cache
def _by_truth(kind: NormKind, tested: bool) -> tuple[tuple[int, ...], ...]:
    """Lists the statuses of a norm without a period; truth values serve as indices."""
    truths = (0, TRUE, FALSE, EITHER)
    return tuple(
        tuple(tested_statuses(kind, tested, truth) | (NOT_APPLICABLE if held & FALSE else 0) for truth in truths)
        for held in truths
    )
