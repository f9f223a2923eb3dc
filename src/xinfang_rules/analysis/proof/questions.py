"""Every question has one answer wherever it arises: never none, never two."""

from itertools import combinations
from typing import Any

import z3

from xinfang_rules.analysis.proof.cases import literals
from xinfang_rules.analysis.proof.encoding import conjunction, disjunction
from xinfang_rules.analysis.proof.findings import Finding, Proved, finding, place_of
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.evaluation.evaluator import Evaluated
from xinfang_rules.logic.truth import TRUE
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.vocabulary.outputs import DecisionStatus

_FAMILIES = 10
"""How many families of cases are shown for one question."""


def prove_questions(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves that every question has exactly one answer wherever it arises."""
    findings: list[Finding] = []
    gaps = overlaps = 0
    questions = prover.edition.questions
    for question in questions:
        found = _gaps(prover, question)
        gaps += not found
        findings.extend(found)
        found = _overlaps(prover, question)
        overlaps += not found
        findings.extend(found)
    total = len(questions)
    return [
        Proved("answered", f"{gaps} of {total} questions have an answer wherever they arise"),
        Proved("single", f"{overlaps} of {total} questions never have two different answers"),
    ], findings


def _gaps(prover: Prover, question: Question) -> list[Finding]:
    """Looks for cases without an answer; one for each family of cases that share what the smallest one states."""
    unanswered = prover.encoding.answers(question)[-1]
    known: list[Any] = []
    findings: list[Finding] = []

    def shows(done: Evaluated) -> bool:
        return done.result.decisions[question.name].status is DecisionStatus.NO_RULE

    while len(findings) < _FAMILIES:
        found = prover.find(shows, unanswered, *known)
        if found is None:
            break
        witness, stated = found
        message = f"{question.name} arises, and no rule answers it"
        findings.append(finding(place_of(question, prover.edition), "gap", message, witness))
        family = list(literals(stated, prover.encoding.facts))
        if not family:
            break
        known.append(z3.Not(conjunction(family)))
    return findings


def _overlaps(prover: Prover, question: Question) -> list[Finding]:
    """Looks for cases with two answers; one for each pair of rules. Only rules of one line can hold together."""
    encoding, rules = prover.encoding, prover.edition.rules
    pairs = [
        (rules[one], rules[other])
        for line in question.lines
        for one, other in combinations(line, 2)
        if rules[one].answer != rules[other].answer
    ]
    arises = encoding.when(question.arises)
    together = {(a, b): z3.And(arises, encoding.holds(a), encoding.holds(b)) for a, b in pairs}
    findings: list[Finding] = []

    def shows(done: Evaluated) -> bool:
        return _conflict(done, question, pair)

    while together and len(findings) < _FAMILIES:
        model = prover.possible(disjunction(together.values()))
        if model is None:
            break
        pair = next(p for p, formula in together.items() if z3.is_true(model.eval(formula, model_completion=True)))
        found = prover.find(shows, together.pop(pair))
        if found is not None:
            one, other = pair
            message = (
                f"{question.name} is both {one.answer} (rule {one.id}) and {other.answer} (rule {other.id}), "
                "and nothing orders them"
            )
            findings.append(finding(one.position, "overlap", message, found[0]))
    return findings


def _conflict(done: Evaluated, question: Question, pair: tuple[Rule, Rule]) -> bool:
    held = all(done.state.holds[rule.index] == TRUE for rule in pair)
    return held and done.result.decisions[question.name].status is DecisionStatus.CONFLICT
