"""Evaluation by strata: the conditions of one by an engine, then what follows from them, then the next."""

from collections.abc import Callable, Container
from typing import NamedTuple, TypeAlias

from xinfang_rules.engines.outcome import Outcome, pack_status
from xinfang_rules.engines.reference.deadlines import DeadlineCounter, LastDays
from xinfang_rules.engines.reference.precedence import answered, concept_truth, holding, undefeated
from xinfang_rules.engines.reference.statuses import (
    NOT_APPLICABLE,
    DoneBounds,
    Marks,
    dated_statuses,
    done_bounds,
    marks_of,
    statuses,
)
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition, Rule, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec

Conditions: TypeAlias = Callable[[int, Values, list[int]], object]
"""Computes the conditions of a stratum: takes its number, the values with everything that earlier strata settle, and
the truths of all conditions, `FALSE` so far where they are of this stratum."""


class _Norm(NamedTuple):
    """How a norm is settled.

    Attributes:
        rule: Its rule.
        norm: The norm.
        slot: Where its status lies in the values.
        dated: Its period, if it has one.
    """

    rule: Rule
    norm: NormSpec
    slot: int
    dated: "_Dated | None"


class _Dated(NamedTuple):
    """The period of a norm.

    Attributes:
        last_days: Finds the last days.
        slot: Where the last day lies in the values.
        done: Finds the days on which it may have been done.
        marks: Its statuses.
    """

    last_days: LastDays
    slot: int
    done: DoneBounds
    marks: Marks


class _Told:
    """Says what a finished evaluation has found: everything was told at once."""

    def truth(self, outcome: Outcome, condition_id: int) -> int:
        """Tells one truth; see `Later`."""
        return outcome.told[condition_id]

    def truths(self, outcome: Outcome) -> list[int]:
        """Tells all truths; see `Later`."""
        return outcome.told

    def holds(self, outcome: Outcome) -> list[int]:
        """Tells which rules hold; see `Later`."""
        return holding(outcome.edition, outcome.told)


_TOLD = _Told()


class Plan:
    """What is to be settled in which order, with everything looked up beforehand.

    Args:
        edition: What to evaluate.
        deadlines: Counts last days.
        norms: The rules whose norms are wanted; all of them if None.
    """

    def __init__(self, edition: Edition, deadlines: DeadlineCounter, norms: Container[str] | None = None) -> None:
        self.edition = edition
        self._steps = tuple(
            (
                stratum,
                tuple(
                    _norm(rule, rule.norm, edition, deadlines)
                    for rule in stratum.norms
                    if rule.norm is not None and (norms is None or rule.id in norms)
                ),
            )
            for stratum in edition.strata
        )

    def run(self, conditions: Conditions, values: Values, today: int) -> Outcome:
        """Evaluates.

        Args:
            conditions: Computes the truth of conditions.
            values: What is known of the facts, completed by the constraints; filled in further, in place.
            today: The ordinal of the day of evaluation.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        truths = [FALSE] * len(self.edition.conditions)
        outcome = Outcome(self.edition, today, values, truths, _TOLD)
        for number, (stratum, norms) in enumerate(self._steps):
            conditions(number, values, truths)
            _settle(stratum, outcome)
            for norm in norms:
                if truths[norm.rule.condition_id] & TRUE:
                    _settle_norm(norm, outcome)
        return outcome


def _settle(stratum: Stratum, outcome: Outcome) -> None:
    """Settles the concepts and questions of a stratum."""
    rules = outcome.edition.rules
    for concept in stratum.concepts:
        outcome.values[concept.slot] = concept_truth(concept, rules, outcome.told)
    for question in stratum.questions:
        outcome.values[question.slot], _ = answered(question, rules, outcome.told)


def _settle_norm(settled: _Norm, outcome: Outcome) -> None:
    """Settles a norm whose condition may hold."""
    rule, norm, slot, dated = settled
    held = undefeated(outcome.told[rule.condition_id], rule.defeated_by, outcome.edition.rules, outcome.told)
    if held == FALSE:
        return
    if dated is None:
        mask = statuses(norm, outcome)
    else:
        last_days, due_slot, done, marks = dated
        due = outcome.dues[rule.index] = last_days(outcome)
        low, high, may_run, may_wait, _ = due
        outcome.values[due_slot] = low if may_run else NEVER
        outcome.values[due_slot + 1] = NEVER if may_wait or held & FALSE else high
        mask = dated_statuses(marks, due, done(outcome), outcome.today)
    if held & FALSE:
        mask |= NOT_APPLICABLE
    outcome.values[slot] = mask
    outcome.active.append(pack_status(rule.index, mask))


def _norm(rule: Rule, norm: NormSpec, edition: Edition, deadlines: DeadlineCounter) -> _Norm:
    layout, dated = edition.layout, None
    if norm.period is not None:
        last_days = deadlines.last_days(norm.period, layout)
        dated = _Dated(last_days, layout[DUE + rule.id], done_bounds(norm, layout), marks_of(norm))
    return _Norm(rule, norm, layout[STATUS + rule.id], dated)
