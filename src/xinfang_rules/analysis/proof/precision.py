"""Precision: how often evaluation, in Kleene's logic, leaves a partial case undecided that logic decides.

Evaluation treats each unknown fact by itself, so that a condition which is true whatever the fact is may still be
unknown to it. A solver that looks at all complete cases behind a partial one is not misled. What evaluation decides
has to be what logic decides; the other way about is measured.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

import z3
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from hypothesis.errors import Unsatisfiable

from xinfang_rules.analysis.proof.counterexamples import StatedFacts, Witness, case_data, minimize
from xinfang_rules.analysis.proof.findings import Finding, finding, place_of
from xinfang_rules.analysis.proof.prover import new_world
from xinfang_rules.engines.solver.limit import TimeLimit, Unsettled
from xinfang_rules.engines.solver.printer import LAST_DAY, Formulas, disjunction
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.program.lower import lower
from xinfang_rules.rulebook.model import Edition, Question
from xinfang_rules.testing.strategies import cases, complete_cases, forgetting

SEED = 20220501
"""From which the partial cases are drawn, so that they are the same every time."""

_ROUNDS = 60
"""How often a model that does not agree with the calendar is made more exact before it is given up."""

_TRIED = 3
"""From how many cases of one kind the smallest is sought."""


class Missed(NamedTuple):
    """A question that evaluation leaves open and logic does not.

    Attributes:
        question: The question.
        answer: The only answer that is possible.
        times: In how many cases.
        candidates: The answers that evaluation leaves possible in the smallest case found.
        witness: That case.
    """

    question: str
    answer: str
    times: int
    candidates: tuple[str, ...]
    witness: Witness

    def __str__(self) -> str:
        return f"{self.question} is {self.answer}, {self.times} times; evaluation leaves {', '.join(self.candidates)}"


class Measured(NamedTuple):
    """What came of a measurement.

    Attributes:
        wanted: How many partial cases were to be evaluated.
        cases: How many of them logic decided in time.
        asked: How many questions that makes.
        undecided: How many of them evaluation left open.
        missed: Those of them that logic decides, one entry for each question and answer.
        findings: Where evaluation excludes an answer that a complete case has.
    """

    wanted: int
    cases: int
    asked: int
    undecided: int
    missed: tuple[Missed, ...]
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        of = "" if self.cases == self.wanted else f" of {self.wanted} (the others were not settled in time)"
        return (
            f"{self.cases}{of} partial cases, {self.asked} answers: {self.undecided} left open by evaluation, "
            f"{sum(missed.times for missed in self.missed)} of them decided by logic"
        )


def measure(edition: Edition, number: int, as_of: date, limit: TimeLimit | None = None) -> Measured:
    """Measures on so many generated partial cases, as long as the limit lets it; without one, for `SECONDS`."""
    limit = limit or TimeLimit()
    measurement: _Measurement | None = None
    try:
        measurement = _Measurement(edition, as_of, limit)
        for case in drawn_cases(edition, number, as_of, limit):
            measurement.take(case)
            limit.check()
    except Unsettled:
        if measurement is None:
            return Measured(number, 0, 0, 0, (), ())
    taken, undecided, findings = measurement.taken, measurement.undecided, tuple(measurement.findings)
    return Measured(number, taken, taken * len(edition.questions), undecided, measurement.missed(), findings)


class _Measurement:
    """What was seen so far."""

    def __init__(self, edition: Edition, as_of: date, limit: TimeLimit) -> None:
        self._edition = edition
        self._as_of = as_of
        self._limit = limit
        self._logic = Logic(edition, as_of, limit)
        self._evaluator = evaluator_for(edition)
        self._missed: dict[tuple[str, int], list[Case]] = {}
        self.taken = 0
        self.undecided = 0
        self.findings: list[Finding] = []

    def take(self, case: Case) -> None:
        """Holds evaluation against logic on one case; one that logic does not settle in time counts for nothing."""
        masks = self._masks(case)
        findings: list[Finding] = []
        missed: list[tuple[str, int]] = []
        try:
            with self._logic.knowing(case):
                for question in self._edition.questions:
                    mask = masks[question.name]
                    if self._logic.unsound(question, mask):
                        findings.append(self._unsound(question, case))
                    elif (only := self._logic.only_answer(question, mask)) is not None:
                        missed.append((question.name, only))
            self.taken += 1
            self.undecided += sum(mask.bit_count() > 1 for mask in masks.values())
        except Unsettled:
            pass
        self.findings.extend(findings)
        for key in missed:
            self._missed.setdefault(key, []).append(case)

    def _unsound(self, question: Question, case: Case) -> Finding:
        message = f"{question.name} has an answer in a complete case that evaluation excludes in this one"
        witness = Witness(self._as_of, (case_data(_stated(case)),), reproduced=True)
        return finding(place_of(question, self._edition), "unsound", message, witness)

    def missed(self) -> tuple[Missed, ...]:
        """Sums up what evaluation left open, with the smallest case for each."""
        found: list[Missed] = []
        for (name, only), listed in self._missed.items():
            question = self._edition.question(name)
            assert question is not None

            def good(stated: StatedFacts, question: Question = question, only: int = only) -> bool:
                try:
                    case = self._edition.case_model.model_validate(case_data(stated))
                    mask = self._masks(case)[question.name]
                except InadmissibleError:
                    return False
                try:
                    with self._logic.knowing(case):
                        return self._logic.only_answer(question, mask) == only
                except Unsettled:
                    return False

            small = min((minimize(_stated(case), good, self._limit) for case in listed[:_TRIED]), key=len)
            case = self._edition.case_model.model_validate(case_data(small))
            mask = self._masks(case)[question.name]
            open_ones = tuple(value for place, value in enumerate(question.values) if mask >> place & 1)
            witness = Witness(self._as_of, (case_data(small),), reproduced=True)
            found.append(Missed(question.name, question.values[only], len(listed), open_ones, witness))
        return tuple(found)

    def _masks(self, case: Case) -> dict[str, int]:
        state = self._evaluator.state(case, self._as_of)
        return {question.name: state.values[question.slot] for question in self._edition.questions}


def _stated(case: Case) -> StatedFacts:
    """Returns what a case states, fact by fact."""
    stated: StatedFacts = {}
    for name, spec in case.facts.items():
        value = getattr(getattr(case, spec.group), spec.key)
        if value is not None:
            stated[name, None] = value
    return stated


def day_of(edition: Edition) -> date:
    """Returns the day of evaluation for measurements: two years after the edition came into force."""
    return edition.since + timedelta(days=731)


def drawn_cases(edition: Edition, number: int, as_of: date, limit: TimeLimit) -> Iterator[Case]:
    """Draws partial cases, the same every time: half of them say little, half are complete but for some facts."""
    forgotten = st.tuples(st.permutations(list(edition.facts)), st.integers(1, len(edition.facts)))
    nearly = st.builds(
        lambda case, some: forgetting(case, some[0][: some[1]]), complete_cases(edition, as_of), forgotten
    )
    yield from _drawn(cases(edition, as_of), number - number // 2, limit)
    yield from _drawn(nearly, number // 2, limit)


def _drawn(strategy: st.SearchStrategy[Case], number: int, limit: TimeLimit) -> list[Case]:
    drawn: list[Case] = []

    @seed(SEED)
    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(case: Case) -> None:
        limit.check()
        drawn.append(case)

    if number:
        with suppress(Unsatisfiable):  # no case was found that is admissible
            draw()
    return drawn


class Logic:
    """What logic makes of partial cases on one day.

    Attributes:
        formulas: The formulas. What is not asked for before a case is known has to be asked for anew with each case.
    """

    def __init__(self, edition: Edition, as_of: date, limit: TimeLimit) -> None:
        self._edition = edition
        self._limit = limit
        self._today = as_of.toordinal()
        self._encoder = Encoder(edition)
        self.formulas = Formulas(lower(edition, two_valued=True), new_world(edition, limit, as_of))
        self._solver, self._days = self.formulas.world.solver, self.formulas.world.days
        self._solver.add(*(formula for _, formula in self.formulas.admissible()))
        self._answers = {question.name: self.formulas.answers(question) for question in edition.questions}

    @contextmanager
    def knowing(self, case: Case) -> Iterator[None]:
        """Knows what a case states, for a while."""
        formulas = list(self._known(case))
        self._solver.push()
        try:
            self._solver.add(*formulas)
            yield
        finally:
            self._solver.pop()

    def _known(self, case: Case) -> Iterator[Any]:
        values, layout = self._encoder.encode(case, self._today), self._edition.layout
        for name, term in self.formulas.facts.items():
            low = values[layout[name]]
            if isinstance(term, tuple):
                if low != (1 << len(term)) - 1:
                    yield disjunction(bit for place, bit in enumerate(term) if low >> place & 1)
                continue
            high = values[layout[name] + 1]
            if low == high:
                yield term == low
                continue
            if low > EARLIEST:
                yield term >= low
            if high < NEVER:
                yield term <= high

    def unsound(self, question: Question, mask: int) -> bool:
        """Tells whether an answer is possible that evaluation excludes."""
        bits = self._answers[question.name]
        left = disjunction(bit for place, bit in enumerate(bits) if mask >> place & 1)
        return self.model(z3.Not(left)) is not None

    def only_answer(self, question: Question, mask: int) -> int | None:
        """Returns the place of the only answer possible, if evaluation left several open."""
        bits = self._answers[question.name]
        left = [place for place in range(len(bits)) if mask >> place & 1]
        if len(left) < 2 or (model := self.model(disjunction(bits[place] for place in left))) is None:
            return None
        first = next(place for place in left if z3.is_true(model.eval(bits[place], model_completion=True)))
        others = disjunction(bits[place] for place in left if place != first)
        return first if self.model(others) is None else None

    def model(self, formula: Any) -> Any:
        """Returns a model that agrees with the calendar, or None if there is none.

        Raises:
            Unsettled: If it is not found out in time.
        """
        self._solver.push()
        try:
            self._solver.add(formula)
            for _ in range(_ROUNDS):
                model = self._limit.ask(self._solver)
                if model is None or not self._days.refine(model, LAST_DAY):
                    return model
            raise Unsettled
        finally:
            self._solver.pop()
