"""On which readings (解释) a conclusion rests in one case: its own, and those of everything that it follows from.

What holds in several ways rests only on what the way with the fewest readings takes; what needs several things rests on
the readings of all of them. A reading counts where the rule that takes it holds, or, where the rule says so with
`interpretive_when`, wherever that is met. In database terms this is minimal why-provenance.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.deadlines import DeadlineCounter, LastDays
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.precedence import answered, undefeated
from xinfang_rules.engines.reference.statuses import (
    NOT_APPLICABLE,
    DoneBounds,
    Marks,
    dated_statuses,
    done_bounds,
    marks_of,
)
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.making import MODELS, Making
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, Not, names
from xinfang_rules.language.truth import FALSE, TRUE, Values
from xinfang_rules.program.reach import behind, slots_of
from xinfang_rules.rulebook.model import Concept, Edition, Question, Rule
from xinfang_rules.rulebook.names import STATUS, norm_named
from xinfang_rules.rulebook.norm_spec import NormSpec
from xinfang_rules.rulebook.readings import NEVER, may_rest, own_readings, rolling_reading
from xinfang_rules.rulebook.reads import norm_names, norm_units
from xinfang_rules.tuple_getter import picker

if TYPE_CHECKING:
    from xinfang_rules.result import Reading

Ids: TypeAlias = frozenset[str]
"""Rules, questions, constraints and settings whose readings a conclusion rests on."""

_NONE: Ids = frozenset()

_REMEMBERED = 512
"""Patterns of values of which the readings are kept, for each conclusion."""

_Place: TypeAlias = tuple[tuple[int, ...], int, Ids]
_Pattern: TypeAlias = Callable[[Values], tuple[int, ...]]


class _Turned(NamedTuple):
    """A norm's period with the other reading of a last day that is no working day."""

    last_days: LastDays
    done: DoneBounds
    marks: Marks


class Readings:
    """Finds the readings of one edition."""

    def __init__(self, edition: Edition, deadlines: DeadlineCounter, making: Making = MODELS) -> None:
        reading = making.part("Reading")
        self.texts: dict[str, Reading] = {
            name: reading({"of": name, "text": text}) for name, text in own_readings(edition).items()
        }
        self.order = {name: place for place, name in enumerate(self.texts)}
        self._layout = edition.layout
        self._deadlines = deadlines
        self._turned: dict[int, _Turned] = {}
        self._remembered: dict[str, tuple[_Pattern, dict[_Place, tuple[Reading, ...]]]] = {}
        self._edition = edition
        whens = [rule.reading_when for rule in edition.rules if rule.reading_when is not None]
        self._read_elsewhere = frozenset(name for condition in whens for name in names(condition))
        self.questions = {question.name: question for question in edition.questions}
        self.concepts = {concept.name: concept for concept in edition.concepts}
        self.completing = {c.id: frozenset(c.facts) for c in edition.constraints if c.interpretive is not None}
        self._leads: dict[int, bool] = {}
        self._led: dict[int, bool] = {}  # by identity: the edition keeps its conditions
        self.counts_elsewhere = [rule.reading_when not in (None, NEVER) for rule in edition.rules]

    def leads(self, rule: Rule) -> bool:
        """Tells whether a rule may rest on readings of others. Most may not: there is nothing to follow then."""
        found = self._leads.get(rule.index)
        if found is None:
            rest = may_rest(self._edition)
            either = {*rest.of_rule(rule), *rest.of_rule(rule, holds=False)}
            found = self._leads[rule.index] = bool(either - {rule.id})
        return found

    def always(self, rule: Rule) -> "tuple[Reading, ...]":
        """Returns a rule's own reading where it counts wherever the rule holds."""
        return (self.texts[rule.id],) if rule.interpretive is not None and rule.reading_when is None else ()

    def remembered(self, name: str) -> "tuple[_Pattern, dict[_Place, tuple[Reading, ...]]]":
        """Returns what picks all that a name rests on out of the values, and what was found for such values so far."""
        found = self._remembered.get(name)
        if found is None:
            read = self._read_elsewhere | behind(self._edition, [name]).names
            slots = sorted({slot for one in read for slot in slots_of(self._edition, one)})
            found = self._remembered[name] = (picker(slots), {})
        return found

    def leading(self, condition: Condition) -> bool:
        """Tells whether a condition reads anything that may rest on a reading."""
        found = self._led.get(id(condition))
        if found is None:
            found = self._led[id(condition)] = any(map(may_rest(self._edition).of_name, names(condition)))
        return found

    def turned(self, rule: Rule, norm: NormSpec) -> _Turned:
        """Returns the period of a norm, with its last day taken the other way where it is no working day."""
        found = self._turned.get(rule.index)
        if found is None:
            assert norm.period is not None
            other = norm.period._replace(rolls_on=not norm.period.rolls_on)
            last_days = self._deadlines.last_days(other, self._layout)
            found = self._turned[rule.index] = _Turned(last_days, done_bounds(norm, self._layout), marks_of(norm))
        return found


class Trace:
    """Walks from conclusions to what they follow from, in one finished evaluation."""

    def __init__(self, readings: Readings, state: Outcome) -> None:
        self._readings = readings
        self._state = state
        self._edition = state.edition
        self._met: dict[str, Ids] = {}
        self._completed = frozenset(readings.completing.keys() & state.derived.values())

    def readings(self, name: str) -> "tuple[Reading, ...]":
        """Returns the readings on which the answer of a question, or the status of a norm, rests; its own first."""
        pattern, remembered = self._readings.remembered(name)
        place = pattern(self._state.values), self._state.today, self._completed
        told = remembered.get(place)
        if told is None:
            own, texts, order = norm_named(name) or name, self._readings.texts, self._readings.order
            found = sorted(self._name(name), key=lambda read: (read != own, order[read]))
            told = keep(remembered, _REMEMBERED, place, tuple(texts[read] for read in found))
        return told

    def _name(self, name: str) -> Ids:
        if name not in self._met:
            self._met[name] = self._found(name)
        return self._met[name]

    def _found(self, name: str) -> Ids:
        readings = self._readings
        if name in readings.questions:
            return self._question(readings.questions[name])
        if name in readings.concepts:
            return self._concept(readings.concepts[name])
        rule_id = norm_named(name)
        if rule_id is not None:
            return self._norm(self._edition.rule(rule_id))
        if name not in self._state.derived:
            return _NONE
        return frozenset(one for one in self._completed if name in readings.completing[one])

    def _norm(self, rule: Rule) -> Ids:
        norm, status = rule.norm, self._state.values[self._edition.layout[STATUS + rule.id]]
        if norm is None or status == NOT_APPLICABLE:
            return self._fails(rule)
        found = self._holds(rule)
        if not self._follows(rule):
            return found
        for unit in norm_units(norm):
            found |= self._condition(self._edition.conditions[unit], wanted=self._state.truth(unit) == TRUE)
        for name in norm_names(norm):
            found |= self._name(name)
        reading = rolling_reading(self._edition, rule)
        if reading is not None and self._rests_on_rolling(rule, norm, status & ~NOT_APPLICABLE):
            found |= {reading}
        return found

    def _question(self, question: Question) -> Ids:
        """Follows the answer of a question: what gives it, and that nothing of an earlier line holds."""
        found = _NONE
        if question.arises is not None and question.condition is not None:
            if not self._state.truth(question.arises) & TRUE:
                own = _NONE if question.interpretive is None else frozenset({question.name})
                return own | self._condition(question.condition, wanted=False)
            found = self._condition(question.condition, wanted=True)
        rules = self._edition.rules
        holds = answered(question, rules, self._state.told)[1]
        possible = [index for index, held in holds.items() if held & TRUE]
        giving = [index for index in possible if holds[index] == TRUE] or possible
        for line in question.tiers:
            if not giving or giving[0] in line:
                break
            for index in line:
                if self._readings.counts_elsewhere[index] or self._follows(rules[index]):
                    found |= self._fails(rules[index])
        return _all(found, *(self._holds(rules[index]) for index in giving))

    def _concept(self, concept: Concept) -> Ids:
        rules = [self._edition.rules[index] for index in concept.rules]
        held = [undefeated(self._truth(r), r.defeated_by, self._edition.rules, self._state.told) for r in rules]
        for wanted in (TRUE, TRUE | FALSE):
            if wanted in held:
                return _least(self._holds(rule) for rule, found in zip(rules, held, strict=True) if found == wanted)
        return _all(*map(self._fails, rules))

    def _follows(self, rule: Rule) -> bool:
        return self._readings.leads(rule) or bool(self._completed)

    def _truth(self, rule: Rule) -> int:
        return self._state.truth(rule.condition_id)

    def _holds(self, rule: Rule) -> Ids:
        own = _NONE
        if rule.interpretive is not None and (rule.reading_when is None or self._may_be(rule.reading_when)):
            own = frozenset({rule.id})
        if not self._follows(rule):
            return own
        others = (self._edition.rules[index] for index in rule.defeated_by)
        return _all(own, self._condition(rule.condition, wanted=True), *map(self._fails, others))

    def _fails(self, rule: Rule) -> Ids:
        own = _NONE
        if self._readings.counts_elsewhere[rule.index] and rule.reading_when and self._may_be(rule.reading_when):
            own = frozenset({rule.id})
        if not self._follows(rule):
            return own
        held, others = self._truth(rule), [self._edition.rules[index] for index in rule.defeated_by]
        # A condition that may or may not be met is no reason to fail where an exception surely is one.
        surely = [other for other in others if self._truth(other) == TRUE]
        if held == FALSE or (held & FALSE and not surely):
            return own | self._condition(rule.condition, wanted=False)
        return own | _least(map(self._holds, surely or [other for other in others if self._truth(other) & TRUE]))

    def _may_be(self, condition: Condition) -> bool:
        return truth(condition, self._state.values, self._edition.layout) & TRUE != 0

    def _condition(self, condition: Condition, *, wanted: bool) -> Ids:
        if not self._completed and not self._readings.leading(condition):
            return _NONE
        match condition:
            case Not(part):
                return self._condition(part, wanted=not wanted)
            case AllOf(parts) | AnyOf(parts):
                if isinstance(condition, AllOf) is wanted:
                    return _all(*[self._condition(part, wanted=wanted) for part in parts])
                return self._least_of(parts, wanted=wanted)
            case Among(name, _, _, chosen) if name in self._readings.questions:
                return self._name(name) | self._excluded(self._readings.questions[name], chosen, wanted)
            case _:
                return _all(*map(self._name, names(condition)))

    def _excluded(self, question: Question, chosen: Sequence[str], wanted: bool) -> Ids:
        """Follows, while the answer is not known, that it is none of those that some conclusion does not stand with."""
        mask = self._state.values[question.slot]
        if mask & (mask - 1) == 0:
            return _NONE
        possible = {value for bit, value in enumerate(question.values) if mask >> bit & 1}
        rules = (self._edition.rules[index] for index in question.rules)
        return _all(*(self._fails(r) for r in rules if r.answer not in possible and (r.answer in chosen) is not wanted))

    def _least_of(self, parts: Sequence[Condition], *, wanted: bool) -> Ids:
        bit, least, possible = (TRUE if wanted else FALSE), None, []
        for part in sorted(parts, key=self._readings.leading):  # what leads nowhere first: it settles the matter
            held = truth(part, self._state.values, self._edition.layout)
            if held == bit:
                found = self._condition(part, wanted=wanted)
                if not found:
                    return found
                least = found if least is None else _least((least, found))
            elif held & bit:
                possible.append(part)
        return _least(self._condition(part, wanted=wanted) for part in possible) if least is None else least

    def _rests_on_rolling(self, rule: Rule, norm: NormSpec, status: int) -> bool:
        """Tells whether the status would be another if a last day that is no working day were taken the other way."""
        turned = self._readings.turned(rule, norm)
        try:
            due = turned.last_days(self._state)
        except CalendarError:
            return False
        return dated_statuses(turned.marks, due, turned.done(self._state), self._state.today) != status


def _all(*found: Ids) -> Ids:
    return _NONE.union(*found)


def _least(found: Iterable[Ids]) -> Ids:
    return min(found, key=_weight, default=_NONE)


def _weight(found: Ids) -> tuple[int, list[str]]:
    return len(found), sorted(found)
