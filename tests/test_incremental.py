"""What evaluates a changed case anew in parts finds what evaluating it as a whole finds."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from hypothesis import given, settings

from xinfang_rules import Case, load
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.python.engine import Printed
from xinfang_rules.engines.python.functions import cells_of, narrow_of
from xinfang_rules.engines.python.incremental import PrintedCell
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.candidate_values import CandidateValues
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import deadlines_of
from xinfang_rules.language.truth import Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.testing.strategies import cases

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
