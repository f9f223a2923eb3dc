"""A program says what the rulebook says: run plainly, it comes to what the reading of the rulebook comes to."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.program_helpers import BrokenError, counter, narrow, printed_truths, run
from xinfang_rules import Case, load
from xinfang_rules.engines.outcome import ALL_STATUSES, Due, unpack_rule
from xinfang_rules.engines.python.printed import made, narrow_source, print_run
from xinfang_rules.errors import CalendarError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.conditions import Among, Condition, CountBetween
from xinfang_rules.language.truth import EITHER, FALSE, TRUE
from xinfang_rules.program.graph import Graph, Node, Op
from xinfang_rules.program.lower import lower
from xinfang_rules.program.narrowing import narrowing
from xinfang_rules.program.schedule import schedule
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.testing import sample_cases, sample_near_deadlines, sensible_day
from xinfang_rules.testing.case_generator import edition_for
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

AS_OF = date(2024, 9, 20)
LAST_YEAR = date(9999, 11, 20)


def drawn(book: Rulebook, number: int, seed: int, *, known: list[str] | None = None) -> Iterator[tuple[Case, date]]:
    """Cases known in part, complete ones, cases at the edge of a time limit, and cases that contradict themselves."""
    try:
        partial = list(sample_cases(number, rulebook=book, as_of=sensible_day(book), seed=seed, known=known))
        complete = list(sample_cases(number, rulebook=book, as_of=sensible_day(book), seed=seed, complete=True))
    except ValueError:  # its constraints leave no complete case
        partial, complete = [], []
    yield from partial
    yield from complete
    yield from sample_near_deadlines(number, rulebook=book, seed=seed)
    random = Random(seed)
    for (one, day), (other, _) in zip(partial, reversed(complete), strict=True):
        yield mixed(one, other, random), day


def mixed(one: Case, other: Case, random: Random) -> Case:
    """Takes each group of facts from either case, so that days and facts may contradict each other."""
    data, more = (case.model_dump(mode="json", exclude_unset=True) for case in (one, other))
    chosen = {key: random.choice([data, more]).get(key) for key in sorted({*data, *more} - {"case_id"})}
    return Case.model_validate({key: group for key, group in chosen.items() if group is not None})


def moved(case: Case, by: timedelta) -> Case:
    """Moves every day of a case."""

    def move(value: object) -> object:
        if isinstance(value, dict):
            return {key: move(one) for key, one in value.items()}
        return min(value, date.max - by) + by if isinstance(value, date) else value

    return Case.model_validate(move(case.model_dump(exclude_unset=True, exclude={"case_id"})))


def compare(edition: Edition, cases: Iterator[tuple[Case, date]]) -> dict[str, int]:
    """Holds a program against the reading of the rulebook; says how many cases came to what."""
    program, following, nth = lower(edition), narrowing(edition), counter(edition)
    told = range(0, len(edition.conditions), 2)
    printed_narrow, printed_run = made(narrow_source(following)), print_run(schedule(program, told))
    encoder, reference = Encoder(edition), evaluator_for(edition, "interpreter")
    names = {slot: name for name, slot in edition.layout.items()}
    came_to = {"decided": 0, "refused": 0, "uncountable": 0}
    for case, as_of in cases:
        today = as_of.toordinal()
        stated = encoder.encode(case, today)
        try:
            state = reference.state(case, as_of)
        except InadmissibleError:
            came_to["refused"] += 1
            with pytest.raises(BrokenError):
                narrow(following, stated, today)
            assert printed_narrow(stated.copy(), today, {})
            continue
        except CalendarError:
            came_to["uncountable"] += 1
            values, _ = narrow(following, stated, today)
            assert run(program, values, today, nth).uncountable
            continue
        came_to["decided"] += 1
        values, by = narrow(following, stated, today)
        narrowed, last = stated.copy(), dict[int, int]()
        assert not printed_narrow(narrowed, today, last)
        assert narrowed == values
        assert last == {slot if slot in names else slot - 1: number for slot, number in by.items()}
        derived = {names.get(slot) or names[slot - 1]: edition.constraints[number].id for slot, number in by.items()}
        assert derived == state.derived
        ran = run(program, values, today, nth)
        assert not ran.uncountable
        assert ran.truths == list(state.truths)
        assert ran.holds == list(state.holds)
        assert ran.values == state.values
        assert ran.dues == state.dues
        assert ran.active == {unpack_rule(one): one & ALL_STATUSES for one in state.active}
        dues, noted, truths = dict[int, Due](), list[int](), [FALSE] * len(edition.conditions)
        printed_run(values, today, truths, dues, noted.append, nth)
        assert [truths[unit] for unit in told] == [ran.truths[unit] for unit in told]
        assert values == ran.values
        assert dues == ran.dues
        assert sorted(noted) == sorted(state.active)
    return came_to


def test_the_shipped_rules_mean_the_same_as_a_program() -> None:
    book = load()
    came_to = compare(book.latest, drawn(book, 60, seed=5))
    assert came_to["decided"] > 150
    assert came_to["refused"] > 10


def test_days_that_cannot_be_counted_are_found() -> None:
    book = load()
    cases = sample_cases(60, rulebook=book, as_of=AS_OF, seed=3)
    came_to = compare(book.latest, ((moved(case, LAST_YEAR - AS_OF), LAST_YEAR) for case, _ in cases))
    assert came_to["uncountable"] > 5
    assert came_to["decided"] > 5


@pytest.mark.parametrize("seed", range(20))
def test_random_rulebooks_mean_the_same_as_programs(seed: int) -> None:
    random = Random(seed)
    for _ in range(3):
        book = random_rulebook(random.randbytes(PACK_LENGTH))
        edition = edition_for(book, sensible_day(book))
        compare(edition, (one for one in drawn(book, 4, seed) if edition_for(book, one[1]) is edition))


def test_what_is_known_wholly_has_one_reading() -> None:
    """The two-valued reading of a complete case is the interval reading of it, notices of holidays apart."""
    book = load()
    edition = book.latest
    program, reference = lower(edition, two_valued=True), evaluator_for(edition, "interpreter")
    nth, certain = counter(edition), 0
    for case, as_of in sample_cases(100, rulebook=book, as_of=AS_OF, seed=8, complete=True):
        state = reference.state(case, as_of)
        if EITHER in state.truths:
            continue
        certain += 1
        values = state.values.copy()
        ran = run(program, values, as_of.toordinal(), nth)
        assert ran.truths == list(state.truths)
        assert ran.holds == list(state.holds)
        if all(due.low == due.high for due in state.dues.values() if due.may_run):
            assert ran.active == {unpack_rule(one): one & ALL_STATUSES for one in state.active}
            assert ran.dues == state.dues
    assert certain > 50


@pytest.mark.parametrize("number", ["1 or x()", None, 1.5])
def test_nothing_but_integers_reaches_generated_code(number: Any) -> None:
    conditions: list[Condition] = [
        Among("a", number, 3, ("true",)),
        Among("a", 1, number, ("true",)),
        CountBetween("a", number, 5),
        CountBetween("a", 0, number),
    ]
    for condition in conditions:
        with pytest.raises((TypeError, ValueError, KeyError)):
            printed_truths([condition], {"a": 0}, [3, 3])
    for condition in (Among("a", 1, 3, ("true",)), CountBetween("a", 1, 2)):
        with pytest.raises((TypeError, ValueError)):
            printed_truths([condition], {"a": number}, [3, 3])


def test_equal_nodes_are_one_node() -> None:
    graph = Graph()
    known, other = graph.among(0, TRUE), graph.among(1, FALSE)
    assert graph.conjunction(known, other) == graph.conjunction(other, known, other)
    assert graph.sum(graph.sum(graph.low(2), graph.number(3)), graph.number(4)) == graph.sum(
        graph.low(2), graph.number(7)
    )
    assert graph.below(graph.low(2), graph.high(3)) == graph.negation(graph.at_most(graph.high(3), graph.low(2)))


def test_what_is_known_beforehand_is_folded() -> None:
    graph = Graph()
    known = graph.among(0, TRUE)
    assert graph.conjunction(known, graph.negation(known)) == graph.false
    assert graph.disjunction(known, graph.negation(known)) == graph.true
    assert graph.conjunction(graph.true, known) == known
    assert graph.conjunction() == graph.true
    assert graph.select(known, graph.select(known, graph.low(2), graph.low(4)), graph.low(4)) == graph.select(
        known, graph.low(2), graph.low(4)
    )
    assert graph.at_most(graph.number(2), graph.number(3)) == graph.true


def test_operands_come_before_what_operates_on_them() -> None:
    graph = lower(load().latest).graph
    assert all(operand < number for number, node in enumerate(graph.nodes) for operand in node.operands)
    assert {node.op for node in graph.nodes} <= set(Op)
    assert len(set(graph.nodes)) == len(graph.nodes)
    assert all(isinstance(node, Node) for node in graph.nodes)
