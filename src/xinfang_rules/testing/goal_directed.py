"""Goal-directed generation: facts that let a rule hold, found by reading its conditions backwards, where that is easy.

Drawn evenly, hardly any case reaches the later stages of a procedure. What is done here is a help, not a promise:
where one way is barred the next is tried, and in the end the rule may not hold.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, Not
from xinfang_rules.language.truth import FALSE, TRUE, Values
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.testing.choice_sequence import ChoiceSequence

if TYPE_CHECKING:
    from xinfang_rules.testing.case_generator import CaseGenerator

_STEPS: Final = 150


def steer(generator: "CaseGenerator", rule: Rule, values: Values, choices: ChoiceSequence) -> set[str]:
    """Narrows values, in place, so that a rule may hold; returns the facts that were narrowed."""
    way = _Way(generator, choices)
    way.hold(rule, values)
    return {name.partition("[")[0] for name in way.narrowed}


class _Way:
    def __init__(self, generator: "CaseGenerator", choices: ChoiceSequence) -> None:
        self._generator = generator
        self._edition = generator.edition
        self._choices = choices
        self._left = _STEPS
        self._entered: set[str] = set()
        self.narrowed: set[str] = set()

    def hold(self, rule: Rule, values: Values) -> bool:
        """Makes a rule hold: its condition does, no exception's does, and nothing answers before it."""
        question = self._edition.question(rule.question)
        done = self._make(rule.condition, True, values)
        if question is not None:
            if question.condition is not None:
                self._make(question.condition, True, values)
            for index in question.before(rule.index):
                self._make(self._edition.rules[index].condition, False, values)
        for index in rule.defeated_by:
            self._make(self._edition.rules[index].condition, False, values)
        return done

    def _make(self, condition: Condition, wanted: bool, values: Values) -> bool:
        self._left -= 1
        if self._left < 0:
            return False
        match condition:
            case Not(part):
                return self._make(part, not wanted, values)
            case AllOf(parts) | AnyOf(parts):
                if isinstance(condition, AllOf) is wanted:
                    return self._each(parts, wanted, values)
                bit = TRUE if wanted else FALSE
                possible = [part for part in parts if truth(part, values, self._edition.layout) & bit]
                first = self._choices.choose(len(possible)) if possible else 0
                return any(self._make(part, wanted, values) for part in possible[first:] + possible[:first])
            case Among(name, allowed, domain) if name.partition("[")[0] not in self._edition.facts:
                return self._derived(name, allowed if wanted else domain ^ allowed, values)
            case _:
                return self._fact(condition, wanted, values)

    def _each(self, conditions: Iterable[Condition], wanted: bool, values: Values) -> bool:
        """Makes all of some conditions as wanted, as many as can be; tells whether all of them are."""
        made = [self._make(condition, wanted, values) for condition in conditions]
        return all(made)

    def _fact(self, condition: Condition, wanted: bool, values: Values) -> bool:
        attempt = values.copy()
        changed = self._generator.force(condition, wanted, attempt)
        if changed is None or not self._generator.propagate(attempt, changed):
            return False
        values[:] = attempt
        self.narrowed |= changed
        return True

    def _derived(self, name: str, allowed: int, values: Values) -> bool:
        """Makes a concept, a decision or a status one of some values."""
        if name in self._entered:  # a rule may read what its own exception reads
            return False
        self._entered.add(name)
        try:
            return self._derive(name, allowed, values)
        finally:
            self._entered.discard(name)

    def _derive(self, name: str, allowed: int, values: Values) -> bool:
        rules = self._edition.rules
        for concept in self._edition.concepts:
            if concept.name == name:
                if not allowed & TRUE:
                    return self._each([rules[index].condition for index in concept.rules], False, values)
                return bool(concept.rules) and self._one_of([rules[index] for index in concept.rules], values)
        if (question := self._edition.question(name)) is not None:
            answers = [answer for bit, answer in enumerate(question.answers) if allowed >> bit & 1]
            giving = [rules[index] for index in question.rules if rules[index].answer in answers]
            return bool(giving) and self._one_of(giving, values)
        return self.hold(self._edition.rule(norm_named(name) or name), values)

    def _one_of(self, rules: list[Rule], values: Values) -> bool:
        first = self._choices.choose(len(rules))
        return any(self.hold(rule, values) for rule in rules[first:] + rules[:first])
