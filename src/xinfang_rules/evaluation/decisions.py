"""The decision of each question: its status, its answer, and what it rests on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.precedence import answered, arises
from xinfang_rules.evaluation.making import MODELS, Making
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.truth import TRUE
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import Edition, Question, Rule
from xinfang_rules.tuple_getter import picker

if TYPE_CHECKING:
    from xinfang_rules.result import Decision

_REMEMBERED = 4_096

_UNDECIDED: Final[dict[str, Any]] = {
    "title": "",
    "status": DecisionStatus.UNDETERMINED,
    "answer": None,
    "label": None,
    "candidates": (),
    "alternatives": (),
    "labels": FrozenDict(),
    "citations": (),
    "rules": (),
    "interpretive": (),
    "rests_on": (),
}
"""The values of a decision of which nothing is told; in their order, as JSON has it."""


def decisions_of(state: Outcome, making: Making = MODELS) -> "dict[str, Decision]":
    """Returns the decision of every question, by the question's name, in the order of the rulebook."""
    return {one.name: one.decision(state) for one in outcomes_of(making, state.edition)}


@remembered
def outcomes_of(making: Making, edition: Edition) -> "tuple[Outcomes, ...]":
    """Returns what decides the questions of an edition."""
    return tuple(Outcomes(question, edition, making) for question in edition.questions)


class Outcomes:
    """Decides one question, and remembers the decision for every pattern of truth values met so far."""

    def __init__(self, question: Question, edition: Edition, making: Making) -> None:
        self.name = question.name
        self._making = making
        self._question = question
        self._rules = tuple(edition.rules[index] for line in question.tiers for index in line)
        others = {edition.rules[index].condition_id for rule in self._rules for index in rule.defeated_by}
        units = [rule.condition_id for rule in self._rules] + ([] if question.arises is None else [question.arises])
        self._pattern = picker(dict.fromkeys([*units, *sorted(others)]))
        self._answers = tuple(question.answers)
        self._met: dict[tuple[int, ...], Decision] = {}

    def decision(self, state: Outcome) -> "Decision":
        """Returns the decision."""
        pattern = self._pattern(state.told)
        found = self._met.get(pattern)
        if found is None:
            found = keep(self._met, _REMEMBERED, pattern, self._decision(state))
        return found

    def _decision(self, state: Outcome) -> "Decision":
        answers, values = self._question.answers, {**_UNDECIDED, **self._found(state)}
        named = (*values["candidates"], *values["alternatives"])
        values.update(title=self._question.title, labels=FrozenDict({answer: answers[answer] for answer in named}))
        made: Decision = self._making.part("Decision")(values)
        return made

    def _found(self, state: Outcome) -> dict[str, Any]:
        making, question, may_arise = self._making, self._question, arises(self._question, state.told)
        mask, holds = answered(question, state.edition.rules, state.told)
        if not may_arise & TRUE:
            read = question.interpretive
            return {
                "status": DecisionStatus.NOT_APPLICABLE,
                "citations": making.citations(question.citations),
                "rests_on": () if read is None else (making.part("Reading")({"of": question.name, "text": read}),),
            }
        candidates = tuple(answer for bit, answer in enumerate(self._answers) if mask >> bit & 1)
        certain = [rule for rule in self._rules if holds[rule.index] == TRUE]
        if may_arise == TRUE and len({rule.answer for rule in certain}) > 1:
            return {
                "status": DecisionStatus.CONFLICT,
                "candidates": candidates,
                "citations": making.citations(_cited(certain)),
                "rules": tuple(rule.id for rule in certain),
            }
        if may_arise == TRUE and len(candidates) == 1 and mask.bit_count() == 1:
            possible = [rule for rule in self._rules if holds[rule.index] & TRUE]
            giving = certain or possible
            return {
                "status": DecisionStatus.DECIDED,
                "answer": candidates[0],
                "label": question.answers[candidates[0]],
                "candidates": candidates,
                "alternatives": self._alternatives(candidates[0], state),
                "citations": making.citations(_cited(giving)),
                "rules": tuple(rule.id for rule in giving),
                "interpretive": tuple(
                    dict.fromkeys(rule.interpretive for rule in giving if rule.interpretive is not None)
                ),
            }
        if not candidates and may_arise == TRUE:
            return {"status": DecisionStatus.NO_RULE}
        return {"candidates": candidates}

    def _alternatives(self, answer: str, state: Outcome) -> tuple[str, ...]:
        """Lists the answers whose own conditions hold although they are displaced; a remainder is none."""
        holding = {
            rule.answer
            for rule in self._rules
            if state.told[rule.condition_id] == TRUE and not rule.default and rule.answer != answer
        }
        return tuple(other for other in self._answers if other in holding)


def _cited(rules: list[Rule]) -> Iterable[Cited]:
    return dict.fromkeys(cited for rule in rules for cited in rule.citations)
