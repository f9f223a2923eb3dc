"""Evaluation by strata: the conditions of one by an engine, then what follows from them, then the next."""

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple, TypeAlias

from xinfang_rules.engines.outcome import Outcome, active
from xinfang_rules.engines.reference.deadlines import Deadlines, LastDays
from xinfang_rules.engines.reference.derive import settle_plainly
from xinfang_rules.engines.reference.precedence import displaced, holding
from xinfang_rules.engines.reference.statuses import (
    NOT_APPLICABLE,
    DoneBounds,
    Marks,
    dated_statuses,
    done_bounds,
    marks_of,
    statuses,
    test_of,
)
from xinfang_rules.language.truth import FALSE, NEVER, TRUE, Values
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Edition, NormSpec, Rule, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS

Conditions: TypeAlias = Callable[[int, Values, list[int]], object]
"""Computes the conditions of a stratum: takes its number, the values with everything that earlier strata settle, and
the truths of all conditions, `FALSE` so far where they are of this stratum."""

Note: TypeAlias = Callable[[int], object]
"""Takes a norm that applies or may apply, with its statuses, as `active` writes them."""

Settling: TypeAlias = Callable[[list[int], Values, Note], object]
"""Takes the truths and the values, writes what follows into the values, and notes norms."""


class Tested(NamedTuple):
    """A norm without a period.

    Attributes:
        rule: The index of its rule.
        unit: The unit of its rule.
        kind: Its kind.
        slot: Where its status lies in the values.
        test: The unit that says whether it is met or breached, if there is one.
        day: Where the day lies that must have come besides, if there is one.
    """

    rule: int
    unit: int
    kind: NormKind
    slot: int
    test: int | None
    day: int | None


MakeSettling: TypeAlias = Callable[[Stratum, Sequence[Tested], Sequence[Rule]], Settling]
"""Makes the function that settles a stratum, by its norms without a period and all rules."""


class Timed(NamedTuple):
    """How a norm is settled that has a period, or that exceptions displace.

    Attributes:
        rule: Its rule.
        unit: The unit of its rule.
        norm: The norm.
        slot: Where its status lies in the values.
        dated: Its period, if it has one.
    """

    rule: Rule
    unit: int
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


class _Step(NamedTuple):
    """One stratum.

    Attributes:
        stratum: The stratum.
        tested: Its norms that have no period and that nothing displaces.
        settle: Settles these, its concepts and its questions; None if they are settled plainly.
        timed: Its other norms.
    """

    stratum: Stratum
    tested: tuple[Rule, ...]
    settle: Settling | None
    timed: tuple[Timed, ...]


class Plan:
    """What is to be settled in which order, with everything looked up beforehand.

    Args:
        edition: What to evaluate.
        deadlines: Counts last days.
        norms: The rules whose norms are wanted; all of them if None.
        settling: Makes what settles concepts, questions and norms without a period; if None, they are read as written.
    """

    def __init__(
        self,
        edition: Edition,
        deadlines: Deadlines,
        norms: Container[str] | None = None,
        settling: MakeSettling | None = None,
    ) -> None:
        self.edition = edition
        self._steps = tuple(_step(stratum, edition, deadlines, norms, settling) for stratum in edition.strata)
        self._nothing_true = [FALSE] * len(edition.units)

    def run(self, conditions: Conditions, values: Values, today: int) -> Outcome:
        """Evaluates.

        Args:
            conditions: Computes the truth of conditions.
            values: What is known of the facts, completed by the constraints; filled in further, in place.
            today: The ordinal of the day of evaluation.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        truths = self._nothing_true.copy()
        state = Outcome(self.edition, today, values, truths, holding)
        note = state.active.append
        for number, step in enumerate(self._steps):
            conditions(number, values, truths)
            if step.settle is None:
                settle_plainly(step.stratum, step.tested, state)
            else:
                step.settle(truths, values, note)
            for timed in step.timed:
                if truths[timed.unit] & TRUE:
                    settle(timed, state)
        return state


def settle(timed: Timed, state: Outcome) -> None:
    """Settles a norm whose condition may hold, in place."""
    rule, unit, norm, slot, dated = timed
    held = state.truths[unit]
    if rule.displaced_by:
        held = displaced(held, rule.displaced_by, state.edition.rules, state.truths)
        if held == FALSE:
            return
    if dated is None:
        mask = statuses(norm, state)
    else:
        last_days, due_slot, done, marks = dated
        due = state.dues[rule.index] = last_days(state)
        low, high, may_run, may_wait, _ = due
        state.values[due_slot] = low if may_run else NEVER
        state.values[due_slot + 1] = NEVER if may_wait or held & FALSE else high
        mask = dated_statuses(marks, due, done(state), state.today)
    if held & FALSE:
        mask |= NOT_APPLICABLE
    state.values[slot] = mask
    state.active.append(active(rule.index, mask))


def timed_norm(rule: Rule, norm: NormSpec, edition: Edition, deadlines: Deadlines) -> Timed:
    """Makes ready a norm to be settled by itself."""
    layout, dated = edition.layout, None
    if norm.period is not None:
        last_days = deadlines.last_days(norm.period, layout)
        dated = _Dated(last_days, layout[DUE + rule.id], done_bounds(norm, layout), marks_of(norm))
    return Timed(rule, rule.unit, norm, layout[STATUS + rule.id], dated)


def _step(
    stratum: Stratum,
    edition: Edition,
    deadlines: Deadlines,
    wanted: Container[str] | None,
    settling: MakeSettling | None,
) -> _Step:
    layout = edition.layout
    plain: list[Rule] = []
    tested: list[Tested] = []
    timed: list[Timed] = []
    for rule in stratum.norms:
        norm = rule.norm
        if norm is None or not (wanted is None or rule.id in wanted):
            continue
        slot = layout[STATUS + rule.id]
        if norm.period is not None or rule.displaced_by:
            timed.append(timed_norm(rule, norm, edition, deadlines))
        else:
            day = None if norm.done is None else layout[norm.done.day]
            tested.append(Tested(rule.index, rule.unit, norm.kind, slot, test_of(norm), day))
            plain.append(rule)
    settle = None if settling is None else settling(stratum, tested, edition.rules)
    return _Step(stratum, tuple(plain), settle, tuple(timed))
