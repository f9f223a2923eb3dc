"""The decision of each question: its status, its answer, and what it rests on."""

from xinfang_rules.bounded_cache import keep
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.precedence import answered, arises
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.truth import TRUE
from xinfang_rules.result import Citation, Decision, Reading
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Question, Rule
from xinfang_rules.tuple_getter import picker

_REMEMBERED = 4_096


def decisions_of(state: Outcome) -> dict[str, Decision]:
    """Returns the decision of every question, by the question's name, in the order of the rulebook."""
    return {one.name: one.decision(state) for one in _outcomes(state.edition)}


@per_edition
def _outcomes(edition: Edition) -> "tuple[Outcomes, ...]":
    return tuple(Outcomes(question, edition) for question in edition.questions)


class Outcomes:
    """Decides one question, and remembers the decision for every pattern of truth values met so far."""

    def __init__(self, question: Question, edition: Edition) -> None:
        self.name = question.name
        self._question = question
        self._rules = tuple(edition.rules[index] for line in question.tiers for index in line)
        others = {edition.rules[index].condition_id for rule in self._rules for index in rule.defeated_by}
        units = [rule.condition_id for rule in self._rules] + ([] if question.arises is None else [question.arises])
        self._pattern = picker(dict.fromkeys([*units, *sorted(others)]))
        self._answers = tuple(question.answers)
        self._met: dict[tuple[int, ...], Decision] = {}

    def decision(self, state: Outcome) -> Decision:
        """Returns the decision."""
        pattern = self._pattern(state.told)
        found = self._met.get(pattern)
        if found is None:
            found = keep(self._met, _REMEMBERED, pattern, self._decision(state))
        return found

    def _decision(self, state: Outcome) -> Decision:
        found, answers = self._found(state), self._question.answers
        labels = {answer: answers[answer] for answer in (*found.candidates, *found.alternatives)}
        return found.model_copy(update={"title": self._question.title, "labels": FrozenDict(labels)})

    def _found(self, state: Outcome) -> Decision:
        question, may_arise = self._question, arises(self._question, state.told)
        mask, holds = answered(question, state.edition.rules, state.told)
        if not may_arise & TRUE:
            read = question.interpretive
            return Decision.model_construct(
                status=DecisionStatus.NOT_APPLICABLE,
                citations=question.citations,
                rests_on=() if read is None else (Reading.model_construct(of=question.name, text=read),),
            )
        candidates = tuple(answer for bit, answer in enumerate(self._answers) if mask >> bit & 1)
        certain = [rule for rule in self._rules if holds[rule.index] == TRUE]
        if may_arise == TRUE and len({rule.answer for rule in certain}) > 1:
            return Decision.model_construct(
                status=DecisionStatus.CONFLICT,
                candidates=candidates,
                citations=_citations(certain),
                rules=tuple(rule.id for rule in certain),
            )
        if may_arise == TRUE and len(candidates) == 1 and mask.bit_count() == 1:
            possible = [rule for rule in self._rules if holds[rule.index] & TRUE]
            giving = certain or possible
            return Decision.model_construct(
                status=DecisionStatus.DECIDED,
                answer=candidates[0],
                label=question.answers[candidates[0]],
                candidates=candidates,
                alternatives=self._alternatives(candidates[0], state),
                citations=_citations(giving),
                rules=tuple(rule.id for rule in giving),
                interpretive=tuple(
                    dict.fromkeys(rule.interpretive for rule in giving if rule.interpretive is not None)
                ),
            )
        if not candidates and may_arise == TRUE:
            return Decision.model_construct(status=DecisionStatus.NO_RULE)
        return Decision.model_construct(status=DecisionStatus.UNDETERMINED, candidates=candidates)

    def _alternatives(self, answer: str, state: Outcome) -> tuple[str, ...]:
        """Lists the answers whose own conditions hold although they are displaced; a remainder is none."""
        holding = {
            rule.answer
            for rule in self._rules
            if state.told[rule.condition_id] == TRUE and not rule.default and rule.answer != answer
        }
        return tuple(other for other in self._answers if other in holding)


def _citations(rules: list[Rule]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for rule in rules for citation in rule.citations))
