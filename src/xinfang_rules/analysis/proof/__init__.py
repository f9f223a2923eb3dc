"""Proofs about a rulebook: what holds of every admissible complete case, on every day, whatever the gaps between days.

Every edition is proved by itself, over the cases that it governs. What is proved: each question has exactly one answer
wherever it arises (`questions`); each rule has a case of its own, and each exception and each `unless` matters
(`rules`); last days keep their order and extensions their limit (`deadlines`); no decision depends on conduct,
nationality or the number of representatives (`fairness`). What fails is shown by a smallest case, replayed by
evaluation. `kleene` measures, on partial cases, what evaluation leaves open that logic decides.

Needs the package `z3-solver`, a wheel with no dependencies: `pip install "xinfang-rules[prove]"`.
"""

from time import perf_counter

from xinfang_rules.analysis.proof.deadlines import prove_deadlines
from xinfang_rules.analysis.proof.fairness import prove_fairness
from xinfang_rules.analysis.proof.findings import PROOF_CODES, Finding, Proof, Proved, finding
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.analysis.proof.questions import prove_questions
from xinfang_rules.analysis.proof.rules import prove_rules
from xinfang_rules.errors import Position
from xinfang_rules.rulebook.model import Edition, Rulebook

__all__ = ["PROOF_CODES", "Finding", "Proof", "Proved", "prove"]


def prove(book: Rulebook, edition: Edition) -> Proof:
    """Proves what has to hold of one edition.

    Args:
        book: The rulebook.
        edition: One of its editions.
    """
    started = perf_counter()
    prover = Prover(book, edition)
    proved: list[Proved] = []
    findings: list[Finding] = []
    if prover.possible() is None:
        reasons = " and ".join(prover.reasons(lambda _: {}))
        message = f"no case is admissible: {reasons or 'no day lies within the edition'}"
        findings.append(finding(Position(edition.rulebook.id), "inadmissible", message))
    else:
        for family in (prove_questions, prove_rules, prove_deadlines, prove_fairness):
            statements, found = family(prover)
            proved.extend(statements)
            findings.extend(found)
    return Proof(edition.since, tuple(proved), tuple(findings), perf_counter() - started)
