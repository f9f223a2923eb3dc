"""The readings that an edition takes where the text is silent, and the conclusions that may rest on them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, Not, names
from xinfang_rules.language.scope import BOOLEAN_VALUES
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import NO_RULE, NOT_APPLICABLE, Counting, Edition, Question, Rule
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.rulebook.reads import norm_names, norm_units

ROLL_ON = "settings.roll_on"
"""The reading that says whose last day gives way to the next working day."""

COUNTING = "counting."
"""What the name of an instrument is written after, of which it is said whose last days give way."""

NEVER = AnyOf(())
"""When a reading counts that only limits or explains: never."""


def own_readings(edition: Edition) -> Mapping[str, str]:
    """Returns each reading by what takes it: settings, counting, questions, rules and constraints, in that order."""
    found = {ROLL_ON: edition.roll_on_reading}
    found |= {COUNTING + name: counting.interpretive for name, counting in edition.counting.items()}
    for question in edition.questions:
        found[question.name] = question.interpretive
    for rule in edition.rules:
        found[rule.id] = rule.interpretive
    for constraint in edition.constraints:
        found[constraint.id] = constraint.interpretive
    return {name: text for name, text in found.items() if text is not None}


def counting_of(edition: Edition, rule: Rule) -> Counting | None:
    """Returns what says whose last days roll on of the instrument that a rule cites first; None if the settings do."""
    return edition.counting.get(rule.citations[0].instrument)


def rolling_reading(edition: Edition, rule: Rule) -> str | None:
    """Names the reading by which the last day of a norm rolls on or does not; None where a provision says it."""
    if rule.norm is None or rule.norm.period is None or rule.norm.period.set_day is not None:
        return None
    counting = counting_of(edition, rule)
    if counting is None:
        return None if edition.roll_on_reading is None else ROLL_ON
    return None if counting.interpretive is None else COUNTING + rule.citations[0].instrument


def may_lapse(rule: Rule) -> bool:
    """Tells whether a rule gives a permission that ends with a period."""
    return rule.norm is not None and rule.norm.kind is NormKind.PERMISSION and rule.norm.period is not None


def resting(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Returns, for each rule that gives a liability, a refusal, or what can lapse, the readings that it may rest on.

    Rules that rest on none are left out.
    """
    refusals = {(question.name, answer) for question in edition.questions for answer in question.grave}
    found = {
        rule.id: may_rest(edition).of_rule(rule)
        for rule in edition.rules
        if rule.grave or may_lapse(rule) or (rule.question, rule.answer) in refusals
    }
    return {rule_id: readings for rule_id, readings in found.items() if readings}


def is_followed(edition: Edition, rule: Rule) -> bool:
    """Tells whether the norm of a rule rests on other readings in another case.

    It gives a liability or what can lapse, and not by its own reading alone, wherever it holds.
    """
    if rule.norm is None or not (rule.grave or may_lapse(rule)):
        return False
    rests = may_rest(edition).of_rule(rule)
    own = rule.grave and rule.interpretive is not None and rule.reading_when is None
    return bool(rests) and not (own and len(rests) == 1)


@per_edition
def may_rest(edition: Edition) -> "MayRest":
    """Returns which readings the conclusions of an edition may rest on."""
    return MayRest(edition)


_DEEP: Final = 50
"""From how many strata on the lower ones are looked at first: one asking the other goes deeper than Python does."""


class MayRest:
    """Which readings the conclusions of an edition may rest on, whatever the case. Errs on the side of naming one.

    That something holds rests on other readings than that it does not: an exception counts by what makes it fail.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._order = {name: place for place, name in enumerate(own_readings(edition))}
        self._questions = {question.name: question for question in edition.questions}
        self._concepts = {concept.name: concept for concept in edition.concepts}
        self._met: dict[tuple[int, bool], frozenset[str]] = {}
        self._named: dict[tuple[str, bool], frozenset[str]] = {}
        self._answered: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        if len(edition.strata) > _DEEP:
            by_unit = {rule.condition_id: rule for rule in edition.rules if rule.norm is None}
            for stratum in edition.strata:
                for rule in (*(by_unit[unit] for unit in stratum.condition_ids if unit in by_unit), *stratum.norms):
                    self._of(rule, True)
                    self._of(rule, False)

    def of_rule(self, rule: Rule, *, holds: bool = True) -> tuple[str, ...]:
        """Names the readings on which it may rest that a rule holds, or that it does not; its own first."""
        return tuple(sorted(self._of(rule, holds), key=lambda name: (name != rule.id, self._order[name])))

    def of_name(self, name: str) -> frozenset[str]:
        """Names the readings that the value of a concept, a question, a last day or a status may rest on."""
        base = name.partition("[")[0]
        return frozenset() if base in self._edition.facts else self._of_value(name)

    def _of(self, rule: Rule, holds: bool) -> frozenset[str]:
        place = rule.index, holds
        if place not in self._met:
            self._met[place] = frozenset()  # what depends on itself is refused at linking
            self._met[place] = frozenset(self._found(rule, holds))
        return self._met[place]

    def _found(self, rule: Rule, holds: bool) -> Iterator[str]:
        # That a rule fails rests on its reading only where the reading counts elsewhere too.
        if rule.interpretive is not None and rule.reading_when != NEVER and (holds or rule.reading_when is not None):
            yield rule.id
        yield from self._of_condition(rule.condition, holds)
        for other in rule.defeated_by:
            yield from self._of(self._edition.rules[other], not holds)
        if rule.norm is None or not holds:
            return
        for unit in norm_units(rule.norm):
            yield from self._of_condition(self._edition.conditions[unit], True)
            yield from self._of_condition(self._edition.conditions[unit], False)
        for name in norm_names(rule.norm):
            yield from self._of_value(name)
        period = rule.norm.period
        reading = rolling_reading(self._edition, rule)
        if period is not None and reading is not None:
            # An organ's period might be taken to run on. That the petitioner's does not would end it sooner.
            yield from () if period.rolls_on and may_lapse(rule) else (reading,)

    def _of_condition(self, condition: Condition, wanted: bool) -> Iterator[str]:
        match condition:
            case Not(part):
                yield from self._of_condition(part, not wanted)
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self._of_condition(part, wanted)
            case Among(name, _, _, chosen) if name in self._questions:
                question = self._questions[name]
                yield from self._of_question(question, (a for a in question.values if (a in chosen) is wanted))
            case Among(name, _, _, chosen) if name in self._concepts and len(chosen) == 1:
                yield from self._of_name(name, (BOOLEAN_VALUES[0] in chosen) is wanted)
            case Among(name, _, _, chosen) if norm_named(name) is not None and (NOT_APPLICABLE in chosen) is not wanted:
                yield from self._of_name(name, True)
            case _:
                for name in names(condition):
                    yield from self._of_value(name)

    def _of_value(self, name: str) -> frozenset[str]:
        return self._of_name(name, True) | self._of_name(name, False)

    def _of_name(self, name: str, holds: bool) -> frozenset[str]:
        place = name, holds
        if place not in self._named:
            self._named[place] = frozenset(self._found_of_name(name, holds))
        return self._named[place]

    def _found_of_name(self, name: str, holds: bool) -> Iterator[str]:
        rule_id = norm_named(name)
        if rule_id is not None:
            yield from self._of(self._edition.rule(rule_id), holds)
        elif name in self._questions:
            yield from self._of_question(self._questions[name], self._questions[name].values)
            for index in self._questions[name].rules:
                yield from self._of(self._edition.rules[index], False)
        elif name in self._concepts:
            for index in self._concepts[name].rules:
                yield from self._of(self._edition.rules[index], holds)
        else:
            base = name.partition("[")[0]
            for constraint in self._edition.constraints if base in self._edition.facts else ():
                if constraint.interpretive is not None and name in constraint.facts:
                    yield constraint.id

    def _of_question(self, question: Question, answers: Iterable[str]) -> frozenset[str]:
        place = question.name, frozenset(answers)
        if place not in self._answered:
            self._answered[place] = frozenset(self._found_of_question(question, place[1]))
        return self._answered[place]

    def _found_of_question(self, question: Question, answers: frozenset[str]) -> Iterator[str]:
        """Follows that an answer is one of some: what gives it, and that nothing of an earlier line holds."""
        if question.interpretive is not None:
            yield question.name
        if question.condition is not None and answers - {NOT_APPLICABLE}:
            yield from self._of_condition(question.condition, True)
        if question.condition is not None and NOT_APPLICABLE in answers:
            yield from self._of_condition(question.condition, False)
        rules = [self._edition.rules[index] for index in question.rules]
        giving = [place for place, rule in enumerate(rules) if rule.answer in answers]
        for rule in rules if NO_RULE in answers else rules[: max(giving, default=-1) + 1]:
            yield from self._of(rule, rule.answer in answers)
