"""Completeness and consistency: every question has one answer wherever it arises, never none, never two."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import z3

from xinfang_rules.analysis.proof.counterexamples import literals
from xinfang_rules.analysis.proof.findings import Finding, Proved, finding, place_of
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.engines.solver.printer import conjunction, disjunction
from xinfang_rules.evaluation.evaluator import Evaluated
from xinfang_rules.language.truth import TRUE
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.model import Question, Rule

_FAMILIES = 10
"""How many families of cases are shown for one question."""


def prove_questions(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves that every question has exactly one answer wherever it arises."""
    findings: list[Finding] = []
    proved = dict.fromkeys(("answered", "single"), 0)
    questions = prover.edition.questions
    for question in questions:
        for about, look in (("answered", _gaps), ("single", _overlaps)):
            before = len(findings)
            with prover.trying(about, question.name):
                for found in look(prover, question):
                    findings.append(found)  # noqa: PERF402  # what is found stays so if the time is up before the next
                proved[about] += len(findings) == before
    total = len(questions)
    return [
        Proved("answered", f"{proved['answered']} of {total} questions have an answer wherever they arise"),
        Proved("single", f"{proved['single']} of {total} questions never have two different answers"),
    ], findings


def _gaps(prover: Prover, question: Question) -> Iterator[Finding]:
    """Looks for cases without an answer; one for each family of cases that share what the smallest one states."""
    unanswered = prover.formulas.answers(question)[-1]
    known: list[Any] = []

    def shows(done: Evaluated) -> bool:
        return done.result.decisions[question.name].status is DecisionStatus.NO_RULE

    for _ in range(_FAMILIES):
        found = prover.find(shows, unanswered, *known)
        if found is None:
            break
        witness, stated = found
        message = f"{question.name} arises, and no rule answers it"
        yield finding(place_of(question, prover.edition), "gap", message, witness)
        family = list(literals(stated, prover.formulas.facts, prover.edition))
        if not family:
            break
        known.append(z3.Not(conjunction(family)))


def _overlaps(prover: Prover, question: Question) -> Iterator[Finding]:
    """Looks for cases with two answers; one for each pair of rules. Only rules of one line can hold together."""
    formulas, rules = prover.formulas, prover.edition.rules
    arises = formulas.when(question.arises)
    together: dict[tuple[Rule, Rule], Any] = {}
    for line in question.tiers:
        for one, other in combinations([rules[index] for index in line], 2):
            prover.limit.check()
            if one.answer != other.answer:
                together[one, other] = z3.And(arises, formulas.holds(one), formulas.holds(other))
    count = 0

    def shows(done: Evaluated) -> bool:
        held = all(done.state.holds[rule.index] == TRUE for rule in pair)
        return held and done.result.decisions[question.name].status is DecisionStatus.CONFLICT

    while together and count < _FAMILIES:
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
            count += 1
            yield finding(one.position, "overlap", message, found[0])
