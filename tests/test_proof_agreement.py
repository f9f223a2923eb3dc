"""Proofs: the shipped packs prove clean, and the formulas say what evaluation says."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import z3
from hypothesis import given, settings

from tests.proof_helpers import CALM, FEWER, FIRST, LONGER, TWO, URGENT, decide, pack_in, rule
from xinfang_rules import Case, load
from xinfang_rules.analysis.proof import prove
from xinfang_rules.analysis.proof.counterexamples import Witness, case_data
from xinfang_rules.analysis.proof.precision import Logic, measure
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.solver.limit import TimeLimit
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.conditions import Compared, Condition, DateOrder, Happened, InSequence
from xinfang_rules.language.truth import FALSE, NEVER, TRUE
from xinfang_rules.rulebook.load import shipped_packs
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.testing.strategies import complete_cases

SHIPPED = load("xinfang-2022")
LONG = 86_400  # seconds: the whole suite may run between the making and the asking
AS_OF = date(2024, 9, 20)


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    return pack_in(tmp_path / "pack")


# The shipped packs


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_proves_clean(name: str) -> None:
    book = load(name)
    for edition in book.editions:
        assert [str(finding) for finding in prove(book, edition).findings] == []


class Agreement:
    """Holds the formulas of an edition against its evaluation."""

    def __init__(self, book: Rulebook, as_of: date) -> None:
        self._edition, self._as_of = book.latest, as_of
        self._logic = Logic(book.latest, as_of, TimeLimit(LONG))
        formulas = self._logic.formulas
        norms = [rule for rule in book.latest.rules if rule.norm is not None]
        self._units = [formulas.unit(index) for index in range(len(book.latest.conditions))]
        self._holds = {rule.id: formulas.holds(rule) for rule in book.latest.rules if rule.note is None}
        self._statuses = {STATUS + rule.id: formulas.choice(STATUS + rule.id) for rule in norms}
        self._dues = {DUE + rule.id: formulas.day(DUE + rule.id) for rule in norms if rule.norm and rule.norm.period}

    def check(self, case: Case) -> None:
        edition = self._edition
        state = evaluator_for(edition).state(case, self._as_of)
        with self._logic.knowing(case):
            model = self._logic.model(z3.BoolVal(True))
            assert model is not None

        def mask(bits: Any) -> int:
            return sum(
                1 << place for place, bit in enumerate(bits) if z3.is_true(model.eval(bit, model_completion=True))
            )

        assert [mask([unit, z3.Not(unit)]) for unit in self._units] == state.truths
        for name, holds in self._holds.items():
            assert mask([holds, z3.Not(holds)]) == state.holds[edition.rule(name).index], name
        for question in edition.questions:
            assert mask(self._logic.formulas.answers(question)) == state.values[question.slot], question.name
        for name, bits in self._statuses.items():
            assert mask(bits) == state.values[edition.layout[name]], name
        for name, day in self._dues.items():
            slot = edition.layout[name]
            due = model.eval(day, model_completion=True).as_long()
            assert [due, due] == state.values[slot : slot + 2], name


AGREEMENT = Agreement(SHIPPED, AS_OF)


@settings(max_examples=settings().max_examples // 2)
@given(complete_cases(SHIPPED.latest, AS_OF))
def test_the_formulas_say_what_evaluation_says(case: Case) -> None:
    AGREEMENT.check(case)


def test_the_formulas_compare_days_as_evaluation_does() -> None:
    edition, names = SHIPPED.latest, ("timeline.received_on", "timeline.notified_on")
    logic = Logic(replace(edition, constraints=()), AS_OF, TimeLimit(LONG))
    solver = logic.formulas.world.solver
    one, other = (logic.formulas.day(name) for name in names)
    conditions: list[Condition] = [Compared(names[0], order, names[1]) for order in DateOrder]
    conditions += [Happened(names[0]), InSequence(*names)]
    values = evaluator_for(edition).state(Case(), AS_OF).values.copy()
    for first, second in product((700_000, 700_001, NEVER), repeat=2):
        for name, day in zip(names, (first, second), strict=True):
            slot = edition.layout[name]
            values[slot] = values[slot + 1] = day
        for condition in conditions:
            formula = logic.formulas.condition(condition)
            held = solver.check(one == first, other == second, formula) == z3.sat
            assert truth(condition, values, edition.layout) == (TRUE if held else FALSE), (condition, first, second)


def test_a_day_known_within_bounds_lies_within_them_for_the_formulas_too() -> None:
    bounds = {"not_before": date(2024, 3, 1), "not_after": date(2024, 3, 31)}
    logic = Logic(SHIPPED.latest, AS_OF, TimeLimit(LONG))
    received = logic.formulas.day("timeline.received_on")
    first, last = date(2024, 3, 1).toordinal(), date(2024, 3, 31).toordinal()
    case = Case.model_validate({"timeline": {"received_on": bounds}})
    with logic.knowing(case):
        assert [logic.model(received == day) is not None for day in (first - 1, first, last, last + 1)] == [
            False,
            True,
            True,
            False,
        ]
    data = case_data({("timeline.received_on", None): case.timeline.received_on})
    assert data == {"timeline": {"received_on": bounds}}
    assert "    not_after: 2024-03-31\n" in str(Witness(AS_OF, (data,), reproduced=True))


def test_the_formulas_count_every_kind_of_period_as_evaluation_does(pack: Any) -> None:
    owed = "bearer: handling_organ, action: conclude, done: timeline.concluded_on, period: "
    may = "bearer: petitioner, action: request_review, done: {on: timeline.review_requested_on, when: CALM}, period: "
    book = pack(
        TWO
        + rule("n.longer", obliges=f"{{{owed}{{from: timeline.received_on, within: days.five, {LONGER}}}}}")
        + rule("n.shorter", obliges=f"{{{owed}{{from: timeline.received_on, within: days.ten, {FEWER}}}}}")
        + rule("n.set", obliges=f"{{{owed}{{due: timeline.assigned_due_on}}}}")
        + rule("n.first", permits=f"{{{may}{FIRST}}}".replace("CALM", CALM), exception_to="n.set", when=URGENT)
        + rule("n.rolled", permits=f"{{{may}{{from: timeline.received_on, within: days.ten}}}}".replace("CALM", CALM))
        + rule(
            "n.met",
            obliges=f"{{bearer: petitioner, action: register, met_when: {CALM}}}",
            when="{due.n.set: FAR}".replace("FAR", "{after: due.n.rolled}"),
        )
        + rule("n.never", forbids=f"{{bearer: staff, action: refrain, breached_when: {URGENT}}}")
        + rule("n.soon", obliges="{bearer: staff, action: supervise, promptly: true}")
    )
    compared = Agreement(book, AS_OF)

    @settings(max_examples=settings().max_examples // 2)
    @given(complete_cases(book.latest, AS_OF))
    def agree(case: Case) -> None:
        compared.check(case)

    agree()


# Kleene


def test_what_evaluation_leaves_open_and_logic_decides_is_counted(pack: Any) -> None:
    either = f"{{any: [{URGENT}, {CALM}]}}"
    book = pack(decide("take", either))
    measured = measure(book.latest, 12, AS_OF)
    assert (measured.cases, measured.asked) == (12, 12)
    (missed,) = measured.missed
    assert (missed.question, missed.answer, missed.candidates) == ("outcome", "take", ("take", "no_rule"))
    assert missed.times == measured.undecided > 0
    assert missed.witness.cases == ({},)
    assert measured.findings == ()
    assert str(measured).startswith("12 partial cases, 12 answers: ")
