"""Non-interference: no decision depends on conduct, on nationality, or on how many speak for the others.

Proved twice: no question reads such a fact, however indirectly; and no two admissible complete cases that differ in
such facts only have different answers.
"""

from datetime import date
from typing import Any

import z3

from xinfang_rules.analysis.proof.counterexamples import StatedFacts, Witness, case_data, minimize
from xinfang_rules.analysis.proof.findings import Finding, Proved, finding, place_of
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.engines.solver.limit import Unsettled
from xinfang_rules.engines.solver.printer import LAST_DAY, Formulas, disjunction
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.conduct_limits import edition_reads, paths
from xinfang_rules.rulebook.model import Edition, Question

_ROUNDS = 60


def prove_fairness(prover: Prover) -> tuple[list[Proved], list[Finding]]:
    """Proves that no protected fact is read by, or changes, the answer of any question."""
    findings: list[Finding] = []
    unread = same = 0
    pair: _TwoCopies | None = None
    questions = prover.edition.questions
    for question in questions:
        read = reading_paths(prover.edition, question)
        unread += not read
        message = f"{question.name} reads {'; '.join(' <- '.join(path[::-1]) for path in read) or 'none of them'}"
        witness = None
        known = len(prover.unfinished)
        with prover.trying("fair to all", question.name):
            pair = pair or _TwoCopies(prover)
            witness = pair.difference(question)
            message += "" if witness is not None else ", although no case is decided otherwise for it"
        if read or witness is not None:
            findings.append(finding(place_of(question, prover.edition), "unfair", message, witness))
        elif len(prover.unfinished) == known:
            same += 1
    total = len(questions)
    return [
        Proved("fair to read", f"{unread} of {total} questions read no fact of order, nationality or representatives"),
        Proved("fair to all", f"{same} of {total} have the same answer whatever these facts are"),
    ], findings


# By dependency


def reading_paths(edition: Edition, question: Question) -> list[tuple[str, ...]]:
    """Returns the shortest path from a question to each protected fact that it reads, however indirectly."""
    return paths(edition_reads(edition), question.name, edition.facts.protected)


# By two copies


class _TwoCopies:
    """Two cases on one day that share every fact but the protected ones."""

    def __init__(self, prover: Prover) -> None:
        self._prover = prover
        ours = prover.formulas
        shared = {
            name: term
            for name, term in ours.facts.items()
            if name.partition("[")[0] not in prover.edition.facts.protected
        }
        self._theirs = Formulas(ours.program, ours.world, shared, label="'")
        self._admissible = [formula for _, formula in self._theirs.admissible()]

    def difference(self, question: Question) -> Witness | None:
        """Returns two small cases that differ in protected facts only and are answered differently.

        Raises:
            Unsettled: If it is not found out in time whether there are any.
        """
        ours, theirs = self._prover.formulas.answers(question), self._theirs.answers(question)
        differ = disjunction(z3.Xor(a, b) for a, b in zip(ours, theirs, strict=True))
        wanted: list[Any] = [*self._admissible, differ]
        witness: Witness | None = None
        for _ in range(_ROUNDS):
            try:
                model = self._prover.possible(*wanted)
            except Unsettled:
                if witness is None:
                    raise
                return witness
            if model is None:
                return witness
            as_of, one = self._prover.read(model)
            _, other = self._prover.read(model, self._theirs)
            if self._differ(question, one, other, as_of):
                return self._smallest(question, one, other, as_of)
            witness = Witness(as_of, (case_data(one), case_data(other)), reproduced=False)
            if not self._prover.days.refine(model, LAST_DAY):
                break
        return witness

    def _differ(self, question: Question, one: StatedFacts, other: StatedFacts, as_of: date) -> bool:
        found = []
        for stated in (one, other):
            done = self._prover.replay.run(stated, as_of)
            if done is None:
                return False
            decision = done.result.decisions[question.name]
            found.append((decision.status, decision.answer, decision.candidates))
        return found[0] != found[1] and all(status is not DecisionStatus.UNDETERMINED for status, _, _ in found)

    def _smallest(self, question: Question, one: StatedFacts, other: StatedFacts, as_of: date) -> Witness:
        """Makes the cases alike as far as they can be, then leaves out what can be left out of both."""
        for key in one:
            if one[key] != other[key]:
                alike = {**other, key: one[key]}
                if self._differ(question, one, alike, as_of):
                    other = alike

        def both(kept: StatedFacts) -> tuple[StatedFacts, StatedFacts]:
            return {key: one[key] for key in kept}, {key: other[key] for key in kept}

        kept = minimize(one, lambda fewer: self._differ(question, *both(fewer), as_of), self._prover.limit)
        first, second = both(kept)
        return Witness(as_of, (case_data(first), case_data(second)), reproduced=True)
