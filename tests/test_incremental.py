"""What evaluates a changed case anew in parts finds what evaluating it as a whole finds."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from operator import eq, gt, le, lt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from xinfang_rules import Case, evaluate, load
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.python.engine import Printed
from xinfang_rules.engines.python.functions import cells_of, narrow_of
from xinfang_rules.engines.python.incremental import PrintedCell
from xinfang_rules.engines.python.linked_functions import GIVEN
from xinfang_rules.engines.python.moving_day import Course, MovingDay, Reckoning
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.candidate_values import CandidateValues
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.evaluation.trying import Trying
from xinfang_rules.language.truth import NEVER, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.testing import sample_near_deadlines
from xinfang_rules.testing.strategies import cases, forgetting

EDITION = load().latest
AS_OF = date(2024, 9, 20)
TODAY = AS_OF.toordinal()
ENCODER, NARROW, CELLS = Encoder(EDITION), narrow_of(EDITION), cells_of(EDITION)
TRIALS = CandidateValues(EDITION, EDITION, deadlines_of(EDITION.calendar))


def engine_of(edition: Edition) -> Printed:
    engine = make_engine("compiled", edition)
    assert isinstance(engine, Printed)
    return engine


ENGINE = engine_of(EDITION)


def evaluated(case: Case) -> Outcome:
    facts = ENCODER.encode(case, TODAY)
    assert NARROW(facts, TODAY, {}) == 0
    return ENGINE.run(facts, TODAY)


def changed(base: Outcome) -> Iterator[tuple[int, Values]]:
    """Yields the values of an evaluation with one fact changed, and the first slot of that."""
    turns = TRIALS.turns(base.values, TODAY)
    for name in EDITION.facts:
        for one, values in islice(TRIALS.of(base.values, name, TODAY, turns), 5):
            yield EDITION.layout[one], values


@given(cases(EDITION, AS_OF))
@settings(max_examples=25)
def test_constraints_that_read_what_changed_leave_what_all_of_them_leave(case: Case) -> None:
    for slot, values in changed(evaluated(case)):
        before, by_all = values.copy(), values.copy()
        broken = NARROW(by_all, TODAY, {}) != 0
        narrowed = ENGINE.incremental.narrow(values, TODAY, slot)
        assert (narrowed is None) == broken
        if narrowed is not None:
            assert values == by_all
            assert {place for place, value in enumerate(values) if value != before[place]} <= {
                place + more for place in narrowed for more in (0, 1)
            }


@given(cases(EDITION, AS_OF))
@settings(max_examples=25)
def test_cells_that_rest_on_what_changed_come_out_as_all_of_them_do(case: Case) -> None:
    base = evaluated(case)
    for slot, values in changed(base):
        narrowed = ENGINE.incremental.narrow(values, TODAY, slot)
        if narrowed is None:
            continue
        whole = ENGINE.run(fresh(values), TODAY)
        dues, others = ENGINE.incremental.run(base, values, narrowed, -1)
        assert values == whole.values
        assert {rule: due for rule, due in {**base.dues, **dues}.items() if due is not None} == whole.dues
        for place, cell in enumerate(CELLS):
            differs = any(values[one] != base.values[one] for one in written(cell))
            if cell.due is not None:
                differs = differs or whole.dues.get(cell.due[0]) != base.dues.get(cell.due[0])
            assert bool(others >> place & 1) == differs


def fresh(values: Values) -> Values:
    """Returns what is known of the facts, and of nothing that is evaluated."""
    found = ENCODER.encode(Case(), TODAY)
    evaluated = {slot for cell in CELLS for slot in written(cell)}
    return [found[place] if place in evaluated else value for place, value in enumerate(values)]


def written(cell: PrintedCell) -> tuple[int, ...]:
    return cell.writes if cell.due is None else (*cell.writes, cell.due[1] + 1)


# Days that are tried together.

Number = Any  # an `int`, or a day that stands for others
Step = tuple[str, int, int]

DAYS = st.integers(735_000, 760_000) | st.integers(3_651_000, 3_652_059)  # 2013 to 2081, and the end of year 9999
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(["plus", "less", "months", "first", "last"]), st.integers(0, 9), st.integers(1, 400)),
    st.tuples(st.just("from"), st.integers(0, 9), st.integers(7_500_000, 7_600_000) | st.just(NEVER)),
    st.tuples(st.just("both"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.sampled_from(["<=", "<", "==", ">"]), st.integers(0, 9), DAYS | st.just(NEVER - 1) | st.just(NEVER)),
    st.tuples(st.sampled_from(["<=?", "<?", "==?", ">?"]), st.integers(0, 9), st.integers(0, 9)),
)


def outcomes(day: Number, steps: list[Step]) -> list[bool]:
    """Takes steps as printed functions do, each from a number that was reached before; returns what they compare."""
    reached, found = [day], list[bool]()
    for kind, place, other in steps:
        one = reached[place % len(reached)]
        match kind:
            case "plus":
                reached.append(one + other)
            case "less":
                reached.append(one - other)
            case "from":
                reached.append(other - one)
            case "both":
                reached.append(one + reached[other % len(reached)])
            case "months":
                reached.append(GIVEN["months"](one, other))
            case "first" | "last":
                reached.append(ENGINE.incremental._nth(one, other)[kind == "last"])
            case _:
                by = {"<": lt, "<=": le, "==": eq, ">": gt}[kind.rstrip("?")]
                found.append(bool(by(one, reached[other % len(reached)] if kind.endswith("?") else other)))
    return found


@given(st.lists(DAYS, min_size=1, max_size=60, unique=True).map(sorted), st.lists(STEPS, max_size=12))
@settings(max_examples=200)
def test_a_day_stands_for_no_day_for_which_a_comparison_comes_out_otherwise(days: list[int], steps: list[Step]) -> None:
    start, by = 0, Reckoning()
    while start < len(days):
        course = Course(days, start)
        found = outcomes(MovingDay(course, by), steps)
        assert all(outcomes(day, steps) == found for day in days[start : start + course.length])
        start += course.length


def test_a_day_stands_for_all_days_up_to_that_on_which_a_comparison_turns() -> None:
    days = list(range(736_330, 736_430))  # from 1 January 2017, a Sunday, on
    course = Course(days, 0)
    day = MovingDay(course, Reckoning())
    assert day + 30 <= 736_400
    assert not day > 736_395
    assert course.length == 736_370 - 736_330 + 1
    course = Course(days, 0)
    # The first working day of 2017 is Tuesday, 3 January: Monday is off for New Year. The fourth day comes after it.
    assert ENGINE.incremental._nth(MovingDay(course, Reckoning()), 1)[0] == date(2017, 1, 3).toordinal()
    assert course.length == 2


def test_days_tried_together_do_what_they_do_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names = sorted(EDITION.facts)
    told = [
        (forgetting(each.case, names[at::3]), each.as_of) for at, each in enumerate(sample_near_deadlines(6, seed=2))
    ]

    def needs() -> list[Any]:
        return [evaluate(case, as_of=day, rulebook=load()).needs for case, day in told]

    together = needs()

    def one_by_one(self: Trying, name: str) -> Iterator[tuple[str, Values, None]]:
        for changed, values in self._part.trials.of(self._facts, name, self._today, self._turns):
            yield changed, values, None

    monkeypatch.setattr(Trying, "_values", one_by_one)
    assert needs() == together
    assert any(need.kind == "date" for found in together for need in found)
