"""Proofs that need working days: what only some holidays open, and the bounds of the calendar."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import z3

from tests.calendar_helpers import CALENDAR, DATA
from tests.proof_helpers import NOTICE, TWO, decide, findings, pack_in, replayed, rule
from xinfang_rules.analysis.proof.prover import Prover
from xinfang_rules.calendar import roll_on
from xinfang_rules.engines.solver.limit import TimeLimit
from xinfang_rules.engines.solver.working_day_bounds import DayFunctions


@pytest.fixture
def pack(tmp_path: Path) -> Any:
    return pack_in(tmp_path / "pack")


def test_a_gap_that_only_some_holidays_open_is_found(pack: Any, tmp_path: Path) -> None:
    # Five working days end after the tenth calendar day only around the long holidays.
    notice, objection = NOTICE.replace("fifteen", "ten"), NOTICE.replace("fifteen", "five")
    book = pack(
        decide("take", "{due.n.objection: {on_or_before: due.n.give}}")
        + decide("leave", "{due.n.give: {happened: false}}", name="rule.none")
        + rule("n.give", obliges=notice)
        + rule("n.objection", obliges=objection)
    )
    finding = next(f for f in findings(book) if f.diagnostic.code == "gap")
    (result,) = replayed(finding, book, tmp_path)
    due = {norm.rule: norm.due for norm in result.norms}
    assert due["n.objection"] is not None
    assert due["n.give"] is not None
    assert due["n.objection"] > due["n.give"]


def test_more_working_days_never_end_earlier(pack: Any) -> None:
    rules = decide("take", "{due.n.five: {happened: true, before: due.n.six}}")
    rules += decide("leave", "{due.n.five: {happened: false}}")
    rules += rule("n.five", obliges=NOTICE.replace("fifteen", "five"))
    rules += rule("n.six", obliges=NOTICE.replace("fifteen", "six"))
    assert findings(pack(rules)) == []


def test_the_bounds_of_working_days_are_those_of_the_calendar() -> None:
    solver = z3.Solver()
    start = z3.Int("start")
    days = DayFunctions(solver, DATA, TimeLimit())
    rolled = days.rolled_on(start)
    assert days.rolled_on(rolled) is rolled
    eve = date(2024, 9, 30).toordinal() + 1  # 1 October, the first of seven days off
    solver.add(start == eve)
    assert solver.check(rolled < eve) == z3.unsat
    exact = roll_on(eve, CALENDAR).first
    assert date.fromordinal(exact) == date(2024, 10, 8)
    while solver.check() == z3.sat and days.refine(solver.model(), eve + 100):
        pass
    assert solver.model().eval(rolled).as_long() == exact
    assert solver.check(rolled != exact) == z3.unsat


def test_what_evaluation_does_not_bear_out_is_said_to_be_so(pack: Any) -> None:
    book = pack(TWO)
    found = Prover(book, book.latest, TimeLimit()).find(lambda done: False, z3.BoolVal(True))
    assert found is not None
    assert not found[0].reproduced
    assert "not reproduced" in str(found[0])


def test_a_month_has_28_days_at_the_least(pack: Any) -> None:
    longer = decide("take", "{due.n.month: {on_or_after: due.n.least}}")
    never = decide("leave", "{due.n.month: {happened: false}}", name="rule.none")
    rules = rule("n.month", obliges=NOTICE.replace("fifteen", "month"))
    rules += rule("n.least", obliges=NOTICE.replace("fifteen", "least"))
    assert findings(pack(longer + never + rules)) == []
    # Not thirty: that from 31 January a month ends with February is what is found, whether or not that day is hit upon.
    found = findings(pack(longer + never + rules.replace("days.least", "days.thirty")))
    assert "gap" in [finding.diagnostic.code for finding in found]
