"""How often evaluation leaves a partial case undecided that logic decides.

Evaluation treats each unknown fact by itself, so that a condition which is true whatever the fact is may still be
unknown to it. A solver that looks at all complete cases behind a partial one is not misled. What evaluation decides
has to be what logic decides; the other way about is measured.
"""

from datetime import date
from typing import Any, NamedTuple

import z3
from hypothesis import HealthCheck, Phase, given, seed, settings

from xinfang_rules.analysis.proof.cases import Witness
from xinfang_rules.analysis.proof.days import DayFunctions
from xinfang_rules.analysis.proof.encoding import LAST_DAY, Encoding, disjunction
from xinfang_rules.analysis.proof.findings import Finding, finding, place_of
from xinfang_rules.analysis.proof.prover import checked, new_solver
from xinfang_rules.case import FACTS, Case
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.facts import Encoder
from xinfang_rules.logic.scope import Kind, member_name
from xinfang_rules.logic.truth import EARLIEST, UNBOUNDED
from xinfang_rules.rulebook.model import Edition, Question
from xinfang_rules.testing.strategies import cases

SEED = 20220501
"""From which the partial cases are drawn, so that they are the same every time."""


class Missed(NamedTuple):
    """A question that evaluation leaves open and logic does not.

    Attributes:
        question: The question.
        candidates: The answers that evaluation leaves possible.
        answer: The only one possible.
        witness: The partial case.
    """

    question: str
    candidates: tuple[str, ...]
    answer: str
    witness: Witness


class Measured(NamedTuple):
    """What came of a measurement.

    Attributes:
        cases: How many partial cases were evaluated.
        asked: How many questions that makes.
        undecided: How many of them evaluation left open.
        missed: Those of them that logic decides.
        findings: Where evaluation excludes an answer that a complete case has.
    """

    cases: int
    asked: int
    undecided: int
    missed: tuple[Missed, ...]
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        return (
            f"{self.cases} partial cases, {self.asked} answers: {self.undecided} left open by evaluation, "
            f"{len(self.missed)} of them decided by logic"
        )


def measure(edition: Edition, number: int, as_of: date) -> Measured:
    """Measures on generated partial cases.

    Args:
        edition: The edition.
        number: How many cases.
        as_of: The day of evaluation.
    """
    logic = _Logic(edition, as_of)
    evaluator = evaluator_for(edition)
    asked = undecided = 0
    missed: list[Missed] = []
    findings: list[Finding] = []
    drawn = drawn_cases(edition, number, as_of)
    for case in drawn:
        state = evaluator.state(case, as_of)
        witness = Witness(as_of, (case.model_dump(mode="json"),), reproduced=True)
        logic.know(case)
        for question in edition.questions:
            mask = state.values[question.slot]
            asked += 1
            undecided += mask.bit_count() > 1
            only, unsound = logic.against(question, mask)
            if only is not None:
                open_ones = tuple(value for bit, value in enumerate(question.values) if mask >> bit & 1)
                missed.append(Missed(question.name, open_ones, question.values[only], witness))
            if unsound:
                message = f"{question.name} has an answer in a complete case that evaluation excludes in this one"
                findings.append(finding(place_of(question, edition), "unsound", message, witness))
        logic.forget()
    return Measured(len(drawn), asked, undecided, tuple(missed), tuple(findings))


def drawn_cases(edition: Edition, number: int, as_of: date) -> list[Case]:
    """Draws partial cases, the same every time."""
    drawn: list[Case] = []

    @seed(SEED)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(edition, as_of))
    def draw(case: Case) -> None:
        drawn.append(case)

    draw()
    return drawn[:number]


class _Logic:
    """What logic makes of partial cases on one day."""

    def __init__(self, edition: Edition, as_of: date) -> None:
        self._edition = edition
        self._today = as_of.toordinal()
        self._encoder = Encoder(edition.scope, edition.layout)
        self._solver = new_solver()
        self._days = DayFunctions(self._solver)
        self._encoding = Encoding(edition, self._solver, z3.IntVal(self._today), self._days)
        self._solver.add(*(formula for _, formula in self._encoding.admissible()))
        for question in edition.questions:  # before anything is pushed, because definitions have to stay
            self._encoding.answers(question)

    def know(self, case: Case) -> None:
        """Adds what a case states, until `forget`."""
        values, layout = self._encoder.encode(case, self._today), self._edition.layout
        self._solver.push()
        for entry in self._edition.scope.values():
            if entry.name not in FACTS:
                continue
            names = [member_name(entry.name, m) for m in entry.values] if entry.kind is Kind.MEMBERS else [entry.name]
            for name in names:
                term, slot = self._encoding.facts[name], layout[name]
                if entry.kind in (Kind.CHOICE, Kind.MEMBERS):
                    self._solver.add(disjunction(bit for place, bit in enumerate(term) if values[slot] >> place & 1))
                    continue
                if values[slot + 1] < UNBOUNDED:  # which is also `NEVER`
                    self._solver.add(term <= values[slot + 1])
                if entry.kind is Kind.COUNT or values[slot] > EARLIEST:
                    self._solver.add(term >= values[slot])

    def forget(self) -> None:
        """Forgets the last case."""
        self._solver.pop()

    def against(self, question: Question, mask: int) -> tuple[int | None, bool]:
        """Holds what evaluation left possible against logic.

        Returns:
            The only answer possible, by its place, if evaluation left several open; and whether one is possible that
            evaluation excludes.
        """
        bits = self._encoding.answers(question)
        left = [place for place in range(len(bits)) if mask >> place & 1]
        unsound = self._model(z3.Not(disjunction(bits[place] for place in left))) is not None
        if len(left) < 2:
            return None, unsound
        model = self._model(disjunction(bits[place] for place in left))
        if model is None:
            return None, True
        first = next(place for place in left if z3.is_true(model.eval(bits[place], model_completion=True)))
        others = disjunction(bits[place] for place in left if place != first)
        return (first if self._model(others) is None else None), unsound

    def _model(self, formula: Any) -> Any:
        """Returns a model that agrees with the calendar, or None if there is none."""
        self._solver.push()
        try:
            self._solver.add(formula)
            while (model := checked(self._solver)) is not None:
                if not self._days.refine(model, LAST_DAY):
                    return model
            return None
        finally:
            self._solver.pop()
