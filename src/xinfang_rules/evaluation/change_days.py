"""Change points: days after that of evaluation on which the same facts give another result, by time alone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, Any, TypeAlias

from xinfang_rules.days import day_at
from xinfang_rules.engines.outcome import ALL_STATUSES, Outcome, unpack_rule
from xinfang_rules.engines.reference.deadlines import DeadlineCounter, End
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.decisions import decisions_of
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.language.conditions import atoms, names
from xinfang_rules.language.truth import EARLIEST, FALSE, NEVER, TRUE
from xinfang_rules.result import Changes
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE
from xinfang_rules.rulebook.norm_spec import Span
from xinfang_rules.tuple_getter import picker

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case

StateOn: TypeAlias = Callable[[int], Outcome]
"""Evaluates the same facts for another day, an ordinal. Raises what evaluation raises."""

_LAST = date.max.toordinal()

_SWAY = 50
"""By so many days at most a period of working days is longer at one time than at another."""


def days_ahead(case: "Case", today: int) -> tuple[int, ...]:
    """Lists the days, as ordinals, on which a case says that something happens after the day of evaluation.

    What happens within bounds may happen from the first of them, and has by the last.
    """
    last = date.fromordinal(today)
    groups = case.__dict__
    stated = [day for group, keys in _events_by_group(type(case)) for day in keys(groups[group].__dict__)]
    bounds = [bound for day in stated if isinstance(day, DayBounds) for bound in (day.not_before, day.not_after)]
    return tuple(sorted({day.toordinal() for day in (*stated, *bounds) if isinstance(day, date) and day > last}))


@lru_cache(maxsize=32)
def _events_by_group(model: "type[Case]") -> tuple[tuple[str, Callable[[Any], tuple[Any, ...]]], ...]:
    events, groups = model.facts.events, model.facts.groups.items()
    found = ((group, [spec.key for spec in specs if spec.name in events]) for group, specs in groups)
    return tuple((group, picker(keys)) for group, keys in found if keys)


class ChangeFinder:
    """Finds the days on which time alone changes something.

    Evaluation reads the day of evaluation in few places. A stated event happens on its day; a last day passes; and what
    happened on an unknown day happened by now. So a result can only change on the day, or after the day, on which one
    of the days in it is reached: those are tried, anew from each that is reached.
    """

    def __init__(self, edition: Edition, deadlines: DeadlineCounter) -> None:
        self._edition = edition
        slots = edition.layout
        self._dates = tuple((slots[name], name in edition.layout.events) for name in edition.facts.dates)
        # What is granted in time is granted by a last day that is not yet prolonged.
        self._granting: tuple[tuple[int, End], ...] = tuple(
            (slots[name], deadlines.end(span, rolls_on=False))
            for rule in edition.rules
            for span in _spans(rule)
            if span.extend is not None and span.extend.granted_on is not None
            for name in span.starts
        )
        # What moves with today comes to be limited by what does not.
        self._limiting: tuple[tuple[int, End], ...] = tuple(
            (slots[name], deadlines.end(limit, rule.norm.period.rolls_on))
            for rule in edition.rules
            if rule.norm is not None and rule.norm.period is not None
            for limit in rule.norm.period.limits
            for name in limit.starts
        )
        leaves = (leaf for condition in edition.conditions for leaf in atoms(condition))
        self._ordered = tuple(
            (edition.rule(one.removeprefix(DUE)), slots[other])
            for leaf in leaves
            for one, other in permutations(names(leaf), 2)
            if one.startswith(DUE)
        )

    def find(self, state: Outcome, ahead: tuple[int, ...], state_on: StateOn) -> Changes:
        """Finds the first day on which anything changes, and the first for each norm.

        From the day on which the facts can no longer be true together, or a last day can no longer be counted, nothing
        is looked for: that is a change, of every norm that had not changed before.

        Args:
            state: The evaluation.
            ahead: The days on which something that the case tells happens, all after the day of evaluation.
            state_on: Evaluates the same facts for another day.
        """
        before = _statuses(state)
        decisions = decisions_of(state)
        first: date | None = None
        norms: dict[str, date] = {}
        now = state
        while (turning := min(self._turning(now, ahead), default=None)) is not None:
            day = day_at(turning)
            try:
                now = state_on(turning)
            except (InadmissibleError, CalendarError):
                norms.update({rule: day for rule in self._named(before) if rule not in norms})
                return Changes(day if first is None else first, norms)
            if now.active == state.active and now.told == state.told:
                continue
            after = _statuses(now)
            changed = (rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule))
            for name in self._named(changed):
                norms.setdefault(name, day)
            if first is None and (norms or decisions_of(now) != decisions):
                first = day
        return Changes(first, norms)

    def _named(self, rules: Iterable[int]) -> list[str]:
        return [self._edition.rules[rule].id for rule in rules]

    def _turning(self, state: Outcome, ahead: tuple[int, ...]) -> Iterator[int]:
        """Yields days after that of an evaluation; before the first of them nothing changes."""
        today = state.today
        found = {day for each in ahead for day in (each, each + 1)}
        for slot, happens in self._dates:
            low, high = state.values[slot], state.values[slot + 1]
            found.update((low, low + 1))
            if low == high and not happens:
                found.update(range(low - 2, low))  # what happened before it, happened at the latest by then
            elif high < NEVER and not (happens and high == today):  # else it is by now, not by a day
                found.update((high, high + 1))
        for index, due in state.dues.items():
            if due.may_run:
                found.add(due.low + 1)
                if self._paused_by_now(self._edition.rules[index], state):
                    # The later the obstacle may have arisen the earlier is the earliest: they meet half-way.
                    found.update(range((due.low + today) // 2 - _SWAY, (due.low + today) // 2 + _SWAY))
                if due.high < NEVER and not self._moves(self._edition.rules[index], state):
                    found.add(due.high + 1)
        for slot, unextended in self._granting:
            low = state.values[slot]
            if EARLIEST < low < NEVER:
                found.add(unextended(low, 0)[0] + 1)
        for slot, limit in self._limiting:
            found.update(day + 1 for low in state.values[slot : slot + 2] for day in _counted(limit, low))
        for rule, slot in self._ordered:
            moving = state.dues.get(rule.index)
            if moving is not None and moving.high < NEVER and self._moves(rule, state):
                # What moves day by day comes to lie after another day as many days before it as it is ahead of today.
                for day in state.values[slot : slot + 2]:
                    about = day - (moving.high - today)
                    found.update(range(about - _SWAY, about + _SWAY))
        return (day for day in found if today < day <= _LAST)

    def _moves(self, rule: Rule, state: Outcome) -> bool:
        """Says whether the latest last day moves with today, as its period runs from what happened by now."""
        for span in _spans(rule):
            chosen = TRUE if span.when is None else state.truth(span.when)
            if chosen & TRUE and any(self._happens_by_now(name, state) for name in span.starts):
                return True
            if not chosen & FALSE:
                break
        return False

    def _paused_by_now(self, rule: Rule, state: Outcome) -> bool:
        pauses = (span.pause for span in _spans(rule) if span.pause is not None)
        return any(self._happens_by_now(name, state) for pause in pauses for name in (pause.start, pause.until))

    def _happens_by_now(self, name: str, state: Outcome) -> bool:
        if name.startswith(DUE):
            return self._moves(self._edition.rule(name.removeprefix(DUE)), state)
        slot = self._edition.layout[name]
        low, high = state.values[slot], state.values[slot + 1]
        return name in self._edition.layout.events and low < high and high >= state.today


def _counted(end: End, start: int) -> tuple[int, ...]:
    try:
        return end(start, 0) if EARLIEST < start < NEVER else ()
    except CalendarError:
        return ()  # it limits nothing that can be counted


def _spans(rule: Rule) -> tuple[Span, ...]:
    return () if rule.norm is None or rule.norm.period is None else rule.norm.period.spans


def _statuses(state: Outcome) -> dict[int, int]:
    return {unpack_rule(found): found & ALL_STATUSES for found in state.active}
