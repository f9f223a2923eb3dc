"""Exceptions, concepts and decisions: which rules hold once the truth of their conditions is known."""

from collections.abc import Sequence

from xinfang_rules.evaluation.picking import picker
from xinfang_rules.evaluation.state import State
from xinfang_rules.logic.truth import FALSE, TRUE
from xinfang_rules.result import Citation, Decision
from xinfang_rules.rulebook.model import Concept, Edition, Question, Rule
from xinfang_rules.vocabulary.outputs import DecisionStatus

_REMEMBERED = 4_096


def displaced(truth: int, by: Sequence[int], state: State) -> int:
    """Returns the truth of a rule: its condition holds, and that of no rule displacing it by exception does."""
    rules, truths = state.edition.rules, state.truths
    for index in by:
        other = truths[rules[index].unit]
        if not other & FALSE:
            return FALSE
        if other & TRUE:
            truth |= FALSE
    return truth


def settle_concept(concept: Concept, state: State) -> None:
    """A concept is true when one of its rules holds, false when none can."""
    truth = FALSE
    rules = state.edition.rules
    for index in concept.rules:
        rule = rules[index]
        held = state.truths[rule.unit]
        if rule.displaced_by:
            held = state.displaced[index] = displaced(held, rule.displaced_by, state)
        if held == TRUE:
            truth = TRUE
        elif held & TRUE and truth != TRUE:
            truth = TRUE | FALSE
    state.values[concept.slot] = truth


class Outcomes:
    """Answers one question, and remembers the answer to every pattern of truth values met so far."""

    def __init__(self, question: Question, edition: Edition) -> None:
        self._question = question
        self._rules = tuple(edition.rules[index] for line in question.lines for index in line)
        others = {edition.rules[index].unit for rule in self._rules for index in rule.displaced_by}
        units = [rule.unit for rule in self._rules] + ([] if question.arises is None else [question.arises])
        self._pattern = picker(dict.fromkeys([*units, *sorted(others)]))
        self._answers = tuple(question.answers)
        self._met: dict[tuple[int, ...], tuple[int, dict[int, int], Decision]] = {}

    def settle(self, state: State) -> None:
        """Finds the answers still possible, and the decision."""
        pattern = self._pattern(state.truths)
        found = self._met.get(pattern)
        if found is None:
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            mask, held = self._answer(state)
            found = self._met[pattern] = mask, self._displaced(held, state), self._decision(mask, held, state)
        mask, displaced_rules, decision = found
        state.values[self._question.slot] = mask
        state.displaced.update(displaced_rules)
        state.decisions[self._question.name] = decision

    def _displaced(self, holds: tuple[int, ...], state: State) -> dict[int, int]:
        pairs = zip(self._rules, holds, strict=True)
        return {rule.index: held for rule, held in pairs if held != state.truths[rule.unit]}

    def _answer(self, state: State) -> tuple[int, tuple[int, ...]]:
        """Returns the mask of the question, and the truth of each rule after what displaces it.

        A rule displaces every rule of a later line as soon as its own condition holds, even where it is itself
        displaced.
        """
        rules, truths = state.edition.rules, state.truths
        possible = certain = 0
        earlier_may = earlier_must = False
        holds: list[int] = []
        for line in self._question.lines:
            line_may = line_must = False
            for index in line:
                rule = rules[index]
                own = truths[rule.unit]
                held = displaced(own, rule.displaced_by, state)
                if earlier_must:
                    held = FALSE
                elif earlier_may:
                    held |= FALSE
                holds.append(held)
                if held & TRUE:
                    bit = 1 << self._answers.index(rule.answer or "")
                    possible |= bit
                    certain |= bit if held == TRUE else 0
                line_may = line_may or own & TRUE == TRUE
                line_must = line_must or own == TRUE
            earlier_may = earlier_may or line_may
            earlier_must = earlier_must or line_must
        return self._mask(self._arises(state), possible, certain), tuple(holds)

    def _arises(self, state: State) -> int:
        return TRUE if self._question.arises is None else state.truths[self._question.arises]

    def _mask(self, arises: int, possible: int, certain: int) -> int:
        not_applicable = 1 << len(self._answers)
        no_rule = not_applicable << 1
        if not arises & TRUE:
            return not_applicable
        mask = certain or possible
        if not certain and not (self._question.exhaustive and possible):
            mask |= no_rule
        return mask | not_applicable if arises & FALSE else mask

    def _decision(self, mask: int, holds: tuple[int, ...], state: State) -> Decision:
        question, arises = self._question, self._arises(state)
        if not arises & TRUE:
            return Decision(status=DecisionStatus.NOT_APPLICABLE, citations=question.citations)
        candidates = tuple(answer for bit, answer in enumerate(self._answers) if mask >> bit & 1)
        certain = [rule for rule, held in zip(self._rules, holds, strict=True) if held == TRUE]
        if arises == TRUE and len({rule.answer for rule in certain}) > 1:
            return Decision(
                status=DecisionStatus.CONFLICT,
                candidates=candidates,
                citations=_citations(certain),
                rules=tuple(rule.id for rule in certain),
            )
        if arises == TRUE and len(candidates) == 1 and mask.bit_count() == 1:
            possible = [rule for rule, held in zip(self._rules, holds, strict=True) if held & TRUE]
            giving = certain or possible
            return Decision(
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
        if not candidates and arises == TRUE:
            return Decision(status=DecisionStatus.NO_RULE)
        return Decision(status=DecisionStatus.UNDETERMINED, candidates=candidates)

    def _alternatives(self, answer: str, state: State) -> tuple[str, ...]:
        """Lists the answers whose own conditions hold although they are displaced; a remainder is none."""
        holding = {
            rule.answer
            for rule in self._rules
            if state.truths[rule.unit] == TRUE and not rule.otherwise and rule.answer != answer
        }
        return tuple(other for other in self._answers if other in holding)


def _citations(rules: list[Rule]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for rule in rules for citation in rule.citations))
