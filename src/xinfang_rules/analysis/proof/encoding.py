"""An edition as formulas: what evaluation computes for a complete case, said of all complete cases at once.

Each fact is a variable: a truth value, an enumeration and each member of a set one truth value for each value it can
take, a count and a day a whole number, `NEVER` for a day that has not come. Conditions, exceptions, lines of
precedence, concepts, answers, last days and statuses follow `xinfang_rules.evaluation` step by step; every one of
them gets a variable of its own, defined when it is first asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

import z3

from xinfang_rules.analysis.proof.limit import TimeLimit
from xinfang_rules.analysis.proof.working_day_bounds import DayFunctions
from xinfang_rules.calendar.working_days import LAST_ORDINAL
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
)
from xinfang_rules.language.scope import Kind, Name, member_name
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.rulebook.model import Edition, Question, Rule

MOST = 1_000_000
"""The largest count that a case can state."""

_DEEP = 50
"""From how many strata on every condition is defined beforehand, in order: asked for later, each would ask for those
below it, deeper than Python goes."""

FIRST_DAY = EARLIEST + 1
LAST_DAY = LAST_ORDINAL - 2 * MOST
"""Every day of a case lies between these; later ones leave no room to count from."""


class Encoding:
    """The formulas of one edition in one solver.

    Args:
        edition: The edition.
        solver: Takes the definitions.
        today: The term for the day of evaluation.
        days: The working days.
        limit: How long it may take.
        shared: Facts that another encoding has already, by name; the others are made.
        label: Tells the variables of this encoding from those of another.
    """

    def __init__(
        self,
        edition: Edition,
        solver: Any,
        today: Any,
        days: DayFunctions,
        limit: TimeLimit,
        shared: Mapping[str, Any] | None = None,
        label: str = "",
    ) -> None:
        from xinfang_rules.analysis.proof.norms import NormEncoding

        self.edition = edition
        self.solver = solver
        self.today = today
        self.days = days
        self._limit = limit
        self.facts: dict[str, Any] = {}
        self._label = label
        self._conditions: dict[Condition, Any] = {}
        self._holds: dict[int, Any] = {}
        self._answers: dict[str, tuple[Any, ...]] = {}
        self._concepts: dict[str, Any] = {}
        self._questions = {question.name: question for question in edition.questions}
        self._owners = {concept.name: concept for concept in edition.concepts}
        self._line_of = {
            index: (question, number)
            for question in edition.questions
            for number, line in enumerate(question.lines)
            for index in line
        }
        self.norms = NormEncoding(self)
        for entry in edition.scope.values():
            if entry.name in edition.facts:
                self._make_fact(entry, shared or {})
        if len(edition.strata) > _DEEP:
            for index in range(len(edition.units)):
                self.unit(index)

    # Facts

    def _make_fact(self, entry: Name, shared: Mapping[str, Any]) -> None:
        names = [member_name(entry.name, m) for m in entry.values] if entry.kind is Kind.MEMBERS else [entry.name]
        for name in names:
            self.facts[name] = shared[name] if name in shared else self._new_fact(entry, name)

    def _new_fact(self, entry: Name, name: str) -> Any:
        label = name + self._label
        if entry.kind is Kind.MEMBERS or entry.boolean:
            yes = z3.Bool(label)
            return yes, z3.Not(yes)
        if entry.kind is Kind.CHOICE:
            bits = tuple(z3.Bool(f"{label}={value}") for value in entry.values)
            self.solver.add(z3.Or(*bits))
            for number, bit in enumerate(bits):
                self.solver.add(*(z3.Not(z3.And(bit, other)) for other in bits[:number]))
            return bits
        number = z3.Int(label)
        if entry.kind is Kind.COUNT:
            self.solver.add(entry.least <= number, number <= MOST)
        else:
            last = self.today if entry.event else LAST_DAY
            self.solver.add(z3.Or(number == NEVER, z3.And(number >= FIRST_DAY, number <= last)))
        return number

    def admissible(self) -> Iterator[tuple[str, Any]]:
        """Yields every constraint, by its identifier."""
        for constraint in self.edition.constraints:
            yield constraint.id, self.condition(constraint.condition)

    # Conditions

    def condition(self, condition: Condition) -> Any:
        """Returns the formula that is true exactly where the condition is.

        Raises:
            Unsettled: If the time is up.
        """
        self._limit.check()
        match condition:
            case AllOf(parts):
                return conjunction(self.condition(part) for part in parts)
            case AnyOf(parts):
                return disjunction(self.condition(part) for part in parts)
            case Not(part):
                return z3.Not(self.condition(part))
            case Among(name, allowed, _):
                return disjunction(bit for place, bit in enumerate(self.choice(name)) if allowed >> place & 1)
            case CountBetween(name, least, most):
                count = self.facts[name]
                return z3.And(count >= least, count <= most)
            case Happened(name):
                return self.day(name) < NEVER
            case Compared(name, order, other):
                return _compared(self.day(name), order, self.day(other))
            case InSequence(earlier, later):
                return self.day(earlier) <= self.day(later)
            case _:
                assert_never(condition)

    def unit(self, index: int) -> Any:
        """Returns the variable of a unit."""
        condition = self.edition.units[index]
        if condition not in self._conditions:
            self._conditions[condition] = self.define(f"unit {index}", self.condition(condition))
        return self._conditions[condition]

    def when(self, index: int | None) -> Any:
        """Returns the variable of a unit; true if there is none."""
        return z3.BoolVal(True) if index is None else self.unit(index)

    def choice(self, name: str) -> tuple[Any, ...]:
        """Returns one formula for each value of a name, in mask order."""
        if name in self.facts:
            found: tuple[Any, ...] = self.facts[name]
            return found
        if name in self._questions:
            return self.answers(self._questions[name])
        if name in self._owners:
            concept = self.concept(name)
            return concept, z3.Not(concept)
        return self.norms.status(name)

    def day(self, name: str) -> Any:
        """Returns the term of a date fact or of a due date."""
        return self.facts[name] if name in self.facts else self.norms.due(name)

    # Rules, concepts, questions

    def own(self, rule: Rule) -> Any:
        """Returns the variable of a rule's own condition."""
        return self.unit(rule.unit)

    def earlier(self, rule: Rule) -> list[Any]:
        """Returns the conditions of the rules that stand in an earlier line of precedence."""
        question, number = self._line_of.get(rule.index, (None, 0))
        if question is None:
            return []
        return [self.unit(self.edition.rules[index].unit) for line in question.lines[:number] for index in line]

    def displacing(self, indices: Iterable[int]) -> list[Any]:
        """Returns the conditions of rules that displace another by exception."""
        return [self.unit(self.edition.rules[index].unit) for index in indices]

    def holds(self, rule: Rule) -> Any:
        """Returns the variable that says that a rule holds after what displaces it; its question may not arise."""
        if rule.index not in self._holds:
            against = [*self.displacing(rule.displaced_by), *self.earlier(rule)]
            formula = conjunction([self.own(rule), *map(z3.Not, against)])
            self._holds[rule.index] = self.define(f"holds {rule.id}", formula) if against else formula
        return self._holds[rule.index]

    def arises(self, rule: Rule) -> Any:
        """Returns the formula that says that the question which a rule answers arises; true for other rules."""
        return self.when(self._questions[rule.question].arises) if rule.question is not None else z3.BoolVal(True)

    def answers(self, question: Question) -> tuple[Any, ...]:
        """Returns one variable for each answer, then `not_applicable` and `no_rule`."""
        if question.name not in self._answers:
            arises = self.when(question.arises)
            rules = [self.edition.rules[index] for line in question.lines for index in line]
            bits = [
                self.define(
                    f"{question.name}={answer}",
                    z3.And(arises, disjunction(self.holds(rule) for rule in rules if rule.answer == answer)),
                )
                for answer in question.answers
            ]
            none = self.define(f"{question.name} unanswered", conjunction([arises, *map(z3.Not, bits)]))
            self._answers[question.name] = (*bits, z3.Not(arises), none)
        return self._answers[question.name]

    def concept(self, name: str) -> Any:
        """Returns the variable of a concept."""
        if name not in self._concepts:
            rules = [self.edition.rules[index] for index in self._owners[name].rules]
            self._concepts[name] = self.define(name, disjunction(self.holds(rule) for rule in rules))
        return self._concepts[name]

    def define(self, name: str, formula: Any) -> Any:
        """Returns a variable that stands for a formula.

        Raises:
            Unsettled: If the time is up.
        """
        self._limit.check()
        variable = z3.Const(f"[{name}]{self._label}", formula.sort())
        self.solver.add(variable == formula)
        return variable


def conjunction(parts: Iterable[Any]) -> Any:
    """Joins formulas by and; none make true."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else z3.And(*listed) if listed else z3.BoolVal(True)


def disjunction(parts: Iterable[Any]) -> Any:
    """Joins formulas by or; none make false."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else z3.Or(*listed) if listed else z3.BoolVal(False)


def _compared(day: Any, order: DateOrder, other: Any) -> Any:
    """Compares two days; one that has not come compares false, except that a day that came lies before it."""
    match order:
        case DateOrder.BEFORE:
            return day < other
        case DateOrder.ON_OR_BEFORE:
            return z3.And(day < NEVER, day <= other)
        case DateOrder.AFTER:
            return z3.And(day < NEVER, other < NEVER, day > other)
        case DateOrder.ON_OR_AFTER:
            return z3.And(day < NEVER, other < NEVER, day >= other)
        case _:
            assert_never(order)
