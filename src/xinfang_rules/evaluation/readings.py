"""On which readings (解释) a conclusion rests in one case: its own, and those of everything that it follows from.

What holds in several ways rests only on what the way with the fewest readings takes; what needs several things rests on
the readings of all of them. A reading counts where the rule that takes it holds, or, where the rule says so with
`interpretive_when`, wherever that is met. In database terms this is minimal why-provenance.
"""

from collections.abc import Iterable
from functools import reduce
from typing import TypeAlias

from xinfang_rules.case import FACTS
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.deadlines import Deadlines
from xinfang_rules.evaluation.state import State
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, dated_statuses, done_bounds, marks_of
from xinfang_rules.logic.conditions import AllOf, AnyOf, Condition, Not, names
from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.truth import FALSE, TRUE
from xinfang_rules.result import Reading
from xinfang_rules.rulebook.model import Concept, Edition, NormSpec, Question, Rule
from xinfang_rules.rulebook.names import STATUS, norm_named
from xinfang_rules.rulebook.readings import ROLL_ON, own_readings
from xinfang_rules.rulebook.reads import norm_names, norm_units

Ids: TypeAlias = frozenset[str]
"""Rules, questions, constraints and settings whose readings a conclusion rests on."""

_NONE: Ids = frozenset()


class Readings:
    """Finds the readings of one edition.

    Args:
        edition: The edition.
        deadlines: Counts last days.
    """

    def __init__(self, edition: Edition, deadlines: Deadlines) -> None:
        self._texts = {name: Reading(of=name, text=text) for name, text in own_readings(edition).items()}
        self._order = {name: place for place, name in enumerate(self._texts)}
        self._deadlines = deadlines

    def always(self, rule: Rule) -> tuple[Reading, ...]:
        """Returns a rule's own reading where it counts wherever the rule holds."""
        return (self._texts[rule.id],) if rule.interpretive is not None and rule.reading_when is None else ()

    def of_norm(self, rule: Rule, state: State) -> tuple[Reading, ...]:
        """Returns the readings on which it rests that a norm applies and has the status that it has; its own first."""
        return self._told(_Trace(state, self._deadlines).norm(rule), rule.id)

    def of_answer(self, question: Question, state: State) -> tuple[Reading, ...]:
        """Returns the readings on which the answer of a question rests."""
        return self._told(_Trace(state, self._deadlines).question(question), question.name)

    def _told(self, found: Ids, own: str) -> tuple[Reading, ...]:
        return tuple(self._texts[name] for name in sorted(found, key=lambda name: (name != own, self._order[name])))


class _Trace:
    """Walks from a conclusion to what it follows from, in one finished evaluation."""

    def __init__(self, state: State, deadlines: Deadlines) -> None:
        self._state = state
        self._edition = state.edition
        self._deadlines = deadlines
        self._met: dict[str, Ids] = {}

    def norm(self, rule: Rule) -> Ids:
        """Follows a norm: that it applies, or that it does not, and its status."""
        norm, status = rule.norm, self._state.values[self._edition.layout[STATUS + rule.id]]
        if norm is None or status == NOT_APPLICABLE:
            return self._fails(rule)
        found = [self._holds(rule)]
        for unit in norm_units(norm):
            found.append(self._condition(self._edition.units[unit], wanted=self._state.truths[unit] == TRUE))
        found.extend(map(self._name, norm_names(norm)))
        if norm.period is not None and self._rests_on_rolling(rule, norm, status & ~NOT_APPLICABLE):
            found.append(frozenset({ROLL_ON}))
        return _all(found)

    def question(self, question: Question) -> Ids:
        """Follows the answer of a question: what gives it, and that nothing of an earlier line holds."""
        found: list[Ids] = []
        if question.arises is not None and question.condition is not None:
            if not self._state.truths[question.arises] & TRUE:
                own = _NONE if question.interpretive is None else frozenset({question.name})
                return own | self._condition(question.condition, wanted=False)
            found.append(self._condition(question.condition, wanted=True))
        rules, holds = self._edition.rules, self._state.holds
        order = [index for line in question.lines for index in line]
        giving = [index for index in order if holds[index] == TRUE] or [i for i in order if holds[i] & TRUE]
        for line in question.lines:
            if not giving or giving[0] in line:
                break
            found.extend(self._fails(rules[index]) for index in line)
        found.extend(self._holds(rules[index]) for index in giving)
        return _all(found)

    def _concept(self, concept: Concept) -> Ids:
        rules = [self._edition.rules[index] for index in concept.rules]
        holding = [rule for rule in rules if self._state.holds[rule.index] & TRUE]
        if self._state.values[concept.slot] & TRUE and holding:
            certain = [rule for rule in holding if self._state.holds[rule.index] == TRUE]
            return _least(self._holds(rule) for rule in certain or holding)
        return _all(self._fails(rule) for rule in rules)

    def _name(self, name: str) -> Ids:
        if name not in self._met:
            self._met[name] = self._found(name)
        return self._met[name]

    def _found(self, name: str) -> Ids:
        if name.partition("[")[0] in FACTS:
            return self._completed() if name in self._state.derived else _NONE
        rule_id = norm_named(name)
        if rule_id is not None:
            return self.norm(self._edition.rule(rule_id))
        for question in self._edition.questions:
            if question.name == name:
                return self.question(question)
        return _all(self._concept(concept) for concept in self._edition.concepts if concept.name == name)

    def _completed(self) -> Ids:
        """Returns the readings of the constraints that completed the case."""
        by = set(self._state.derived.values())
        return frozenset(c.id for c in self._edition.constraints if c.interpretive is not None and c.id in by)

    def _holds(self, rule: Rule) -> Ids:
        own = _NONE
        if rule.interpretive is not None and (rule.reading_when is None or self._may_be(rule.reading_when)):
            own = frozenset({rule.id})
        others = (self._edition.rules[index] for index in rule.displaced_by)
        return _all([own, self._condition(rule.condition, wanted=True), *map(self._fails, others)])

    def _fails(self, rule: Rule) -> Ids:
        own = _NONE
        if rule.interpretive is not None and rule.reading_when is not None and self._may_be(rule.reading_when):
            own = frozenset({rule.id})
        if self._state.truths[rule.unit] & FALSE:
            return own | self._condition(rule.condition, wanted=False)
        others = (self._edition.rules[index] for index in rule.displaced_by)
        return own | _least(self._holds(other) for other in others if self._state.truths[other.unit] & TRUE)

    def _may_be(self, condition: Condition) -> bool:
        return truth(condition, self._state.values, self._edition.layout.slots) & TRUE != 0

    def _condition(self, condition: Condition, *, wanted: bool) -> Ids:
        match condition:
            case Not(part):
                return self._condition(part, wanted=not wanted)
            case AllOf(parts) | AnyOf(parts):
                if isinstance(condition, AllOf) is wanted:
                    return _all(self._condition(part, wanted=wanted) for part in parts)
                bit = TRUE if wanted else FALSE
                seen = [(part, truth(part, self._state.values, self._edition.layout.slots)) for part in parts]
                able = [part for part, held in seen if held == bit] or [part for part, held in seen if held & bit]
                return _least(self._condition(part, wanted=wanted) for part in able)
            case _:
                return _all(map(self._name, names(condition)))

    def _rests_on_rolling(self, rule: Rule, norm: NormSpec, status: int) -> bool:
        """Tells whether the status would be another if a last day that is no working day were taken the other way."""
        assert norm.period is not None
        layout = self._edition.layout
        other = norm.period._replace(rolls_on=not norm.period.rolls_on)
        try:
            due = self._deadlines.last_days(other, layout)(self._state)
        except CalendarError:
            return False
        return dated_statuses(marks_of(norm), due, done_bounds(norm, layout)(self._state), self._state.today) != status


def _all(found: Iterable[Ids]) -> Ids:
    return reduce(frozenset.union, found, _NONE)


def _least(found: Iterable[Ids]) -> Ids:
    return min(found, key=len, default=_NONE)
