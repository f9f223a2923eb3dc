"""Holding a result against what a scenario expects, and telling the difference so that it can be acted upon."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.errors import Position
from xinfang_rules.explain.render_zh import INDENT, trace
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.result import Citation, Decision, Norm, Result
from xinfang_rules.result.presumed import Presumed, PresumedDecision, PresumedNorm
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.scenarios.expectations import ABSENT, DecisionExpectation, NormExpectation, PresumedExpectation
from xinfang_rules.scenarios.scenario import Scenario

_WHY_LINES = 14


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met.

    Attributes:
        position: Where it stands.
        about: What it is about, such as `decisions.disposition`.
        expected: What was expected.
        came: What came.
        citations: The provisions concerned, as the law is cited; empty where there is none.
        why: The explanation, in Chinese; may be trimmed or empty.
    """

    position: Position
    about: str
    expected: str
    came: str
    citations: tuple[str, ...] = ()
    why: str = ""

    def __str__(self) -> str:
        lines = [f"{self.position}: {self.about}", f"  expected: {self.expected}", f"  came:     {self.came}"]
        if self.citations:
            lines.append(f"  citation: {'；'.join(self.citations)}")
        if self.why:
            lines.extend(["  why:", *("    " + line for line in _trimmed(self.why))])
        return "\n".join(lines)


def _trimmed(why: str) -> list[str]:
    lines = why.splitlines()
    more = len(lines) - _WHY_LINES
    return lines if more <= 0 else [*lines[:_WHY_LINES], f"……（另有{more}行）"]


def compare(
    scenario: Scenario, result: Result, state: Outcome, why: bool
) -> tuple[tuple[Failure, ...], frozenset[str], frozenset[str]]:
    """Holds a result against the expectations of a scenario; each failure is explained if asked `why`.

    Returns:
        The expectations that were not met; the rules that those which were met show to hold, and not to hold.
    """
    comparison = _Comparison(scenario, result, state, why)
    comparison.run()
    return tuple(comparison.failures), frozenset(comparison.held), frozenset(comparison.not_held)


def rule_truth(rule: Rule, state: Outcome) -> int:
    """Returns the truth of a rule of any kind: that it holds, and that the question arises if it answers one."""
    if rule.note is not None:
        return state.truth(rule.condition_id)
    held = state.holds[rule.index]
    question = state.edition.question(rule.question)
    if question is None or question.arises is None:
        return held
    arises = state.truth(question.arises)
    if FALSE in (held, arises):
        return FALSE
    return TRUE if held == arises == TRUE else TRUE | FALSE


class _Comparison:
    def __init__(self, scenario: Scenario, result: Result, state: Outcome, why: bool) -> None:
        self._scenario = scenario
        self._result = result
        self._state = state
        self._why = why
        self.failures: list[Failure] = []
        self.held: set[str] = set()
        self.not_held: set[str] = set()

    def run(self) -> None:
        expect = self._scenario.expect
        for name, decision in expect.decisions.items():
            self._decision(name, decision)
        for name, provisions in expect.cites.items():
            self._cites(name, provisions)
        for name, norm in expect.norms.items():
            self._norm(self._state.edition.rule(name), norm)
        if "proposals" in expect.model_fields_set:
            self._proposals(expect.proposals)
        for index, fact in enumerate(expect.needs):
            needs = [need.fact for need in self._result.needs]
            if fact not in needs:
                self._fail(("needs", index), f"{fact} is among the needs", _listed(needs))
        for index, rule in enumerate(expect.applies):
            self._truth(("applies", index), rule, TRUE)
        for index, rule in enumerate(expect.does_not_apply):
            self._truth(("does_not_apply", index), rule, FALSE)
        for index, rule in enumerate(expect.notes):
            self._note(("notes", index), rule)
        if expect.presumed is not None and self._result.presumed is not None:
            self._presumed(expect.presumed, self._result.presumed)

    def _fail(
        self,
        path: tuple[str | int, ...],
        expected: str,
        came: str,
        citations: Iterable[Citation | Cited] = (),
        why: Callable[[], str] | None = None,
    ) -> None:
        about = ".".join(step for step in path if isinstance(step, str))
        labels = tuple(dict.fromkeys(citation.label for citation in citations))
        position = self._scenario.place("expect", *path, key=True)
        self.failures.append(Failure(position, about, expected, came, labels, why() if why and self._why else ""))

    # Decisions

    def _decision(self, name: str, expected: DecisionExpectation) -> None:
        decision = self._result.decisions[name]
        wrong = list(_decision_differences(expected, decision, _outcome(decision), decision.status))
        if wrong:
            citations = decision.citations or self._of_answer(name, expected.answer)
            self._fail(("decisions", name), *_joined(wrong), citations, partial(self._result.explain, name))
        elif expected.answer == decision.answer:
            rules = [self._state.edition.rule(rule) for rule in decision.rules]
            self.held.update(rule.id for rule in rules if len(rules) == 1 or rule_truth(rule, self._state) == TRUE)

    def _of_answer(self, question: str, answer: str) -> Iterator[Cited]:
        for rule in self._state.edition.rules:
            if rule.question == question and rule.answer == answer:
                yield from rule.citations

    def _cites(self, name: str, provisions: list[str]) -> None:
        if name in self._result.decisions:
            citations = self._result.decisions[name].citations
        else:
            norm = self._norm_of(name)
            citations = () if norm is None else norm.citations
        cited = {(c.instrument, (c.article, c.paragraph, c.item)) for c in citations}
        for index, provision in enumerate(provisions):
            instrument, _, at = provision.rpartition(":")
            if (instrument or self._state.edition.rulebook.id, numbers_of(at)) not in cited:
                labels = [citation.label for citation in citations]
                why = partial(self._result.explain, name)
                self._fail(("cites", name, index), f"{name} cites {provision}", _listed(labels), why=why)

    # Norms

    def _norm(self, rule: Rule, expected: NormExpectation) -> None:
        norm = self._norm_of(rule.id)
        wrong: list[tuple[str, str]] = []
        if norm is None:
            if not expected.absent:
                wrong.append((_told(expected), ABSENT))
        elif expected.absent:
            wrong.append((ABSENT, f"{norm.status}" + ("" if norm.applies == "yes" else ", applies unknown")))
        else:
            wrong.extend(_differences(expected, norm))
        if wrong:
            self._fail(("norms", rule.id), *_joined(wrong), rule.citations, partial(self._result.explain, rule.id))
        elif norm is None:
            self.not_held.add(rule.id)
        elif norm.applies == "yes":
            self.held.add(rule.id)

    def _norm_of(self, rule: str) -> Norm | None:
        return next((norm for norm in self._result.norms if norm.rule == rule), None)

    def _proposals(self, expected: list[str]) -> None:
        sure = [norm for norm in self._result.proposals if norm.applies == "yes"]
        if set(expected) != {norm.action for norm in sure}:
            came = [f"{norm.action} ({norm.rule})" for norm in sure]
            citations = [citation for norm in sure for citation in norm.citations]

            def why() -> str:
                return "\n".join(self._result.explain(norm.rule) for norm in sure if norm.action not in expected)

            self._fail(("proposals",), _listed(expected), _listed(came), citations, why)

    # Presumptions

    def _presumed(self, expect: PresumedExpectation, presumed: Presumed) -> None:
        for name, decision in expect.decisions.items():
            found = presumed.decisions.get(name)
            if found is None:
                self._not_presumed("decisions", name, _outcome(self._result.decisions[name]))
            elif wrong := list(
                _decision_differences(decision, found, found.answer or str(found.would_be), found.would_be)
            ):
                place = "presumed", "decisions", name
                self._fail(place, *_joined(wrong), found.citations, partial(self._result.explain, name))
        for name, norm in expect.norms.items():
            stands = presumed.norms.get(name)
            if stands is None:
                of_stated = self._norm_of(name)
                self._not_presumed("norms", name, ABSENT if of_stated is None else str(of_stated.status))
            elif wrong := list(_norm_differences(norm, stands)):
                place = "presumed", "norms", name
                citations = self._state.edition.rule(name).citations
                self._fail(place, *_joined(wrong), citations, partial(self._result.explain, name))
        for name, facts in expect.grounds.items():
            resting = presumed.grounds.decisions.get(name) or presumed.grounds.norms.get(name, ())
            if set(facts) != set(resting):
                self._fail(("presumed", "grounds", name), f"rests on {_listed(facts)}", f"rests on {_listed(resting)}")
        left = [each.fact or each.presumption for each in presumed.not_presumed]
        for part, came in (("not_presumed", left), ("facts", [each.fact for each in presumed.facts])):
            wanted = getattr(expect, part)
            if part in expect.model_fields_set and set(came) != set(wanted):
                self._fail(("presumed", part), _listed(wanted), _listed(came))
        if "limited" in expect.model_fields_set:
            used = {each.presumption for each in presumed.facts if each.limit}
            limited = {one.name: list(one.not_for) for one in self._state.edition.presumptions.named(used)}
            if limited != expect.limited:
                self._fail(("presumed", "limited"), str(expect.limited), str(limited))

    def _not_presumed(self, section: str, name: str, stated: str) -> None:
        came = f"{stated}, which rests on no presumption"
        self._fail(("presumed", section, name), "to follow from presumptions only", came)

    # Rules

    def _truth(self, path: tuple[str | int, ...], rule_id: str, expected: int) -> None:
        rule = self._state.edition.rule(rule_id)
        truth = rule_truth(rule, self._state)
        if truth == expected:
            (self.held if expected == TRUE else self.not_held).add(rule_id)
        else:
            words = {TRUE: "applies", FALSE: "does not apply", TRUE | FALSE: "not certain"}
            self._fail(
                path, f"{rule_id} {words[expected]}", words[truth], rule.citations, partial(self._explained, rule)
            )

    def _note(self, path: tuple[str | int, ...], rule_id: str) -> None:
        if any(note.rule == rule_id for note in self._result.notes):
            self.held.add(rule_id)
            return
        came = _listed([note.rule for note in self._result.notes if note.rule is not None])
        rule = self._state.edition.rule(rule_id)
        self._fail(path, f"the note of {rule_id}", came, rule.citations, partial(self._explained, rule))

    def _explained(self, rule: Rule) -> str:
        """Explains a rule of any kind: what its condition came to, and for an answer what stood against it."""
        if rule.norm is not None:
            return self._result.explain(rule.id)
        if rule.question is not None and rule_truth(rule, self._state) != TRUE:
            return self._result.explain(rule.question, why_not=rule.answer)
        lines = [f"{rule.title}（{rule.id}）", *trace(rule.condition, self._state)]
        for index in rule.defeated_by:
            other = self._state.edition.rules[index]
            if self._state.truth(other.condition_id) & TRUE:
                lines.append(f"{INDENT}例外：{other.title}（{other.id}）")
        return "\n".join(lines)


def _outcome(decision: Decision) -> str:
    if decision.status is DecisionStatus.DECIDED:
        return str(decision.answer)
    return str(decision.status)


def _decision_differences(
    expected: DecisionExpectation, decision: Decision | PresumedDecision, outcome: str, status: DecisionStatus
) -> Iterator[tuple[str, str]]:
    told = expected.model_fields_set
    if "answer" in told and expected.answer != outcome:
        yield expected.answer, outcome
    if "status" in told and expected.status != status:
        yield f"status {expected.status}", f"status {status}"
    for part in ("candidates", "alternatives"):
        wanted, found = getattr(expected, part), getattr(decision, part)
        if part in told and set(wanted) != set(found):
            yield f"{part} {_listed(wanted)}", f"{part} {_listed(found)}"


def _norm_differences(expected: NormExpectation, norm: PresumedNorm) -> Iterator[tuple[str, str]]:
    if expected.absent or norm.applies == "no":
        if not (expected.absent and norm.applies == "no"):
            yield _told(expected), ABSENT if norm.applies == "no" else str(norm.would_be)
        return
    yield from _differences(expected, norm.model_copy(update={"status": norm.would_be}))


def _differences(expected: NormExpectation, norm: Norm | PresumedNorm) -> Iterator[tuple[str, str]]:
    compared: dict[str, Callable[[Any], Any]] = {"candidates": frozenset, "missing_notices": frozenset}
    for part in sorted(expected.model_fields_set):
        wanted, found = getattr(expected, part), getattr(norm, part)
        same = compared.get(part, lambda value: value)
        if same(wanted) != same(found):
            yield f"{part} {_shown(wanted)}", f"{part} {_shown(found)}"


def _told(expected: NormExpectation) -> str:
    parts = sorted(expected.model_fields_set)
    return ", ".join(f"{part} {_shown(getattr(expected, part))}" for part in parts)


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case date():
            return value.isoformat()
        case list() | tuple():
            return _listed(value)
        case _:
            return str(value)


def _listed(values: Sequence[object]) -> str:
    return ", ".join(map(str, values)) or "none"


def _joined(wrong: list[tuple[str, str]]) -> tuple[str, str]:
    return ", ".join(expected for expected, _ in wrong), ", ".join(came for _, came in wrong)
