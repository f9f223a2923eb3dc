"""Proofs about a rulebook: what holds of every admissible complete case, on every day, whatever the gaps between days.

Every edition is proved by itself, over the cases that it governs. What is proved: each question has exactly one answer
wherever it arises (`questions`); each rule has a case of its own, and each exception and each `unless` matters
(`rules`); last days keep their order and extensions their limit (`deadline_proofs`); no decision depends on conduct,
nationality or the number of representatives (`fairness_proofs`). What fails is shown by a smallest case, replayed by
evaluation. `precision` measures, on partial cases, what evaluation leaves open that logic decides.

Needs the package `z3-solver`, a wheel with no dependencies: `pip install "xinfang-rules[prove]"`.
"""

from time import perf_counter

from xinfang_rules.analysis.proof.deadline_proofs import prove_deadlines
from xinfang_rules.analysis.proof.fairness_proofs import prove_fairness
from xinfang_rules.analysis.proof.findings import PROOF_CODES, Finding, Proof, Proved, Unfinished, finding
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.analysis.proof.questions import prove_questions
from xinfang_rules.analysis.proof.rules import prove_rules
from xinfang_rules.engines.solver.limit import SECONDS, TimeLimit, Unsettled
from xinfang_rules.errors import Position
from xinfang_rules.rulebook.model import Edition, Rulebook

__all__ = ["PROOF_CODES", "SECONDS", "Finding", "Proof", "Proved", "TimeLimit", "Unfinished", "prove"]


def prove(book: Rulebook, edition: Edition, limit: TimeLimit | None = None) -> Proof:
    """Proves what has to hold of one edition.

    Args:
        book: The rulebook.
        edition: One of its editions.
        limit: How long it may take; without it, `SECONDS`.
    """
    started = perf_counter()
    proved: list[Proved] = []
    findings: list[Finding] = []
    try:
        prover = Prover(book, edition, limit or TimeLimit())
    except Unsettled:
        return Proof(
            edition.since, (), (), (Unfinished("everything", f"edition {edition.since}"),), perf_counter() - started
        )
    admissible = True
    with prover.trying("admissible", "some case"):
        admissible = prover.possible() is not None
    if not admissible:
        reasons = " and ".join(prover.reasons(lambda _: {}))
        message = f"no case is admissible: {reasons or 'no day lies within the edition'}"
        findings.append(finding(Position(edition.rulebook.id), "inadmissible", message))
    else:
        for family in (prove_questions, prove_rules, prove_deadlines, prove_fairness):
            statements, found = family(prover)
            proved.extend(statements)
            findings.extend(found)
    unfinished = tuple(prover.unfinished)
    return Proof(edition.since, tuple(proved), tuple(findings), unfinished, perf_counter() - started)
