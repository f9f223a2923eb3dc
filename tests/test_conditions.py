"""Conditions: read from rule files, and their truth by hand. Their laws stand in properties/test_condition_laws.py."""

from collections.abc import Iterable
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

import pytest

from tests.program_helpers import printed, printed_truths
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.propagate import Domains, ImpossibleError
from xinfang_rules.language.conditions import (
    ALWAYS,
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
    atoms,
    conjunction,
    names,
)
from xinfang_rules.language.parse import Path, parse_condition
from xinfang_rules.language.scope import Kind, Layout, Name, Scope, truth_name
from xinfang_rules.language.truth import EARLIEST, EITHER, FALSE, NEVER, TRUE, UNBOUNDED, Values
from xinfang_rules.program.condition_lowering import Lowering

T, F, U = TRUE, FALSE, EITHER
SMALL = Scope(
    [
        truth_name("a"),
        truth_name("b"),
        Name("colour", Kind.CHOICE, ("red", "green", "none"), hidden=frozenset({"none"})),
        Name("acts", Kind.MEMBERS, ("x", "y")),
        Name("size", Kind.COUNT),
        Name("day", Kind.DATE),
        Name("other", Kind.DATE),
    ]
)
PLACES = Layout(SMALL)
A, B = Among("a", 1, 3, ("true",)), Among("b", 1, 3, ("true",))


# Reading

PARAMETERS = {"two": 2, "five": 5, "zero": 0}
X, Y = (Among(f"acts[{member}]", 1, 3, ("true",)) for member in "xy")


def read(data: Any) -> tuple[Condition | None, list[tuple[Path, str]]]:
    found: list[tuple[Path, str]] = []

    def report(path: Path, code: str, message: str, *, key: bool = False) -> None:
        assert message.isprintable()
        found.append((path, code))

    def parameter(name: str, path: Path) -> int | None:
        if name not in PARAMETERS:
            report(path, "unknown-parameter", name)
        return PARAMETERS.get(name)

    return parse_condition(data, ("when",), SMALL, parameter, report), found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"a": True}, A),
        ({"a": False}, Among("a", 2, 3, ("false",))),
        ({"a": True, "b": True}, AllOf((A, B))),
        ({"not": {"a": True}}, Not(A)),
        ({"all": [{"a": True}]}, AllOf((A,))),
        ({"any": [{"a": True}, {"all": [{"b": True}]}]}, AnyOf((A, AllOf((B,))))),
        ({"colour": "green"}, Among("colour", 2, 7, ("green",))),
        ({"colour": ["green", "red"]}, Among("colour", 3, 7, ("green", "red"))),
        ({"acts": {"includes": "x"}}, AnyOf((X,))),
        ({"acts": {"includes": ["x", "y"]}}, AnyOf((X, Y))),
        ({"acts": {"includes_all": ["x", "y"]}}, AllOf((X, Y))),
        ({"acts": {"empty": True}}, Not(AnyOf((X, Y)))),
        ({"acts": {"empty": False, "includes": "y"}}, AllOf((AnyOf((X, Y)), AnyOf((Y,))))),
        ({"size": {"at_least": "two"}}, CountBetween("size", 2, UNBOUNDED, ("two",))),
        ({"size": {"more_than": "two"}}, CountBetween("size", 3, UNBOUNDED, ("two",))),
        ({"size": {"at_most": "two"}}, CountBetween("size", 0, 2, ("two",))),
        ({"size": {"less_than": "two"}}, CountBetween("size", 0, 1, ("two",))),
        ({"size": {"more_than": "two", "at_most": "five"}}, CountBetween("size", 3, 5, ("two", "five"))),
        ({"size": {"none": True}}, CountBetween("size", 0, 0)),
        ({"size": {"none": False}}, CountBetween("size", 1, UNBOUNDED)),
        ({"day": {"happened": True}}, Happened("day")),
        ({"day": {"happened": False}}, Not(Happened("day"))),
        ({"day": {"on_or_after": "other"}}, Compared("day", DateOrder.ON_OR_AFTER, "other")),
        # 738886 is the ordinal of 1 January 2024: 2023 years of 365 days, 490 leap days (505 - 20 + 5), and the day.
        ({"day": {"on_or_after": "2024-01-01"}}, CountBetween("day", 738_886, NEVER - 1)),
        ({"day": {"after": "2024-01-01"}}, CountBetween("day", 738_887, NEVER - 1)),
        ({"day": {"on_or_before": "2024-01-01"}}, CountBetween("day", 1, 738_886)),
        ({"day": {"before": "2024-01-01"}}, CountBetween("day", 1, 738_885)),
        (
            {"day": {"happened": True, "before": "other"}},
            AllOf((Happened("day"), Compared("day", DateOrder.BEFORE, "other"))),
        ),
    ],
    ids=str,
)
def test_what_is_written_is_what_is_read(data: Any, expected: Condition) -> None:
    assert read(data) == (expected, [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [((), "condition-form")]),
        ({}, [((), "condition-form")]),
        ([], [((), "condition-form")]),
        ({"all": [], "a": True}, [(("all",), "condition-form")]),
        ({"any": [{"a": 1}, 3]}, [(("any", 0, "a"), "value-type"), (("any", 1), "condition-form")]),
        ({"c": True, "b": "yes"}, [(("c",), "unknown-name"), (("b",), "value-type")]),
        ({"acts[x]": True}, [(("acts[x]",), "unknown-name")]),
        ({"colour": "none"}, [(("colour",), "unknown-value")]),
        ({"colour": ["red", "red", None]}, [(("colour", 1), "repeated-value"), (("colour", 2), "unknown-value")]),
        ({"size": {"at_least": 2}}, [(("size", "at_least"), "number-in-rule")]),
        ({"size": {"at_least": "ten"}}, [(("size", "at_least"), "unknown-parameter")]),
        ({"size": {"less_than": "zero"}}, [(("size",), "never-true")]),
        ({"size": {"at_least": "five", "at_most": "two"}}, [(("size",), "never-true")]),
        ({"day": {"before": "size"}}, [(("day", "before"), "unknown-date")]),
        ({"day": {"before": "2023-02-29"}}, [(("day", "before"), "unknown-date")]),
        ({"day": {"before": "20240101"}}, [(("day", "before"), "unknown-date")]),
        (
            {"day": {"known": True, "on": "other"}},
            [(("day", "known"), "unknown-test"), (("day", "on"), "unknown-test")],
        ),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_reported_where_it_is(data: Any, expected: list[tuple[Path, str]]) -> None:
    assert read(data) == (None, [(("when", *path), code) for path, code in expected])


def test_names_and_atoms_of_a_condition() -> None:
    order = Compared("day", DateOrder.BEFORE, "other")
    condition = AllOf((AnyOf((B, Not(order))), InSequence("other", "day"), B, CountBetween("size", 0, 1), A))
    assert names(condition) == ("b", "day", "other", "size", "a")
    assert [type(atom) for atom in atoms(condition)] == [Among, Compared, InSequence, Among, CountBetween, Among]


def test_conjunction() -> None:
    assert conjunction() == ALWAYS
    assert conjunction(None, A, None) == A
    assert conjunction(AllOf((A, B)), None, AnyOf((A, B))) == AllOf((A, B, AnyOf((A, B))))


def test_every_value_has_a_place_of_its_own() -> None:
    assert dict(PLACES) == {"a": 0, "b": 1, "colour": 2, "acts[x]": 3, "acts[y]": 4, "size": 5, "day": 7, "other": 9}
    assert PLACES.width == 11


# Truth, by hand


def known(**given: int | tuple[int, int]) -> Values:
    values: Values = [0] * PLACES.width
    start: dict[str, int | tuple[int, int]] = {"a": U, "b": U, "colour": 7, "acts[x]": U, "acts[y]": U}
    start |= {"size": (0, UNBOUNDED), "day": (1, NEVER), "other": (1, NEVER)}
    for name, value in (start | given).items():
        slot = PLACES[name]
        if isinstance(value, int):
            values[slot] = value
        else:
            values[slot], values[slot + 1] = value
    return values


def settled(condition: Condition, values: Values) -> int:
    """The truth by the compiled function."""
    return printed_truths([condition], PLACES, values)[0]


def said(condition: Condition, values: Values) -> int:
    """The truth by the interpreter, which the compiled function must share."""
    found = truth(condition, values, PLACES)
    assert settled(condition, values) == found
    return found


@pytest.mark.parametrize(
    ("a", "b", "all_of", "any_of"),
    [
        (T, T, T, T),
        (T, U, U, T),
        (T, F, F, T),
        (U, T, U, T),
        (U, U, U, U),
        (U, F, F, U),
        (F, T, F, T),
        (F, U, F, U),
        (F, F, F, F),
    ],
)
def test_all_and_any_of_unknowns(a: int, b: int, all_of: int, any_of: int) -> None:
    values = known(a=a, b=b)
    assert said(AllOf((A, B)), values) == all_of
    assert said(AnyOf((A, B)), values) == any_of


def test_not_and_nothing() -> None:
    assert [said(Not(A), known(a=a)) for a in (T, F, U)] == [F, T, U]
    assert said(ALWAYS, known()) == T
    assert said(AnyOf(()), known()) == F
    assert said(Not(AnyOf(())), known()) == T


def test_what_is_true_of_the_same_fact_is_not_seen_through() -> None:
    """Kleene's reading knows no cases: a or not a is unknown while a is."""
    assert said(AnyOf((A, Not(A))), known()) == U


@pytest.mark.parametrize(("mask", "expected"), [(1, T), (2, T), (4, F), (3, T), (5, U), (6, U), (7, U)])
def test_among(mask: int, expected: int) -> None:
    assert said(Among("colour", 3, 7, ("red", "green")), known(colour=mask)) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(2, 4, T), (3, 3, T), (2, 5, U), (1, 2, U), (0, 1, F), (5, 5, F), (5, UNBOUNDED, F), (0, UNBOUNDED, U)],
)
def test_count_between_two_and_four(low: int, high: int, expected: int) -> None:
    assert said(CountBetween("size", 2, 4), known(size=(low, high))) == expected


def test_count_without_a_largest() -> None:
    tests = {(3, UNBOUNDED): T, (3, 3): T, (2, UNBOUNDED): U, (0, 2): F}
    assert {size: said(CountBetween("size", 3, UNBOUNDED), known(size=size)) for size in tests} == tests


@pytest.mark.parametrize(
    ("day", "expected"),
    [((5, 5), T), ((1, NEVER - 1), T), ((1, NEVER), U), ((NEVER, NEVER), F)],
)
def test_happened(day: tuple[int, int], expected: int) -> None:
    assert said(Happened("day"), known(day=day)) == expected


ON5, ON6, NOT_YET = (5, 5), (6, 6), (NEVER, NEVER)
UNKNOWN, SOME_DAY, BY5, FROM5, FROM6 = (1, NEVER), (1, NEVER - 1), (1, 5), (5, NEVER), (6, NEVER)


@pytest.mark.parametrize(
    ("day", "other", "before", "on_or_before", "after", "on_or_after", "sequence"),
    [
        # `sequence`: other has not happened without day, nor on a day before it.
        (ON5, ON6, T, T, F, F, T),
        (ON5, ON5, F, T, F, T, T),
        (ON6, ON5, F, F, T, T, F),
        # What has not happened stands in no order before anything, and after every day.
        (ON5, NOT_YET, T, T, F, F, T),
        (NOT_YET, ON5, F, F, F, F, F),
        (NOT_YET, NOT_YET, F, F, F, F, T),
        # Unknown whether and when it happened.
        (UNKNOWN, ON5, U, U, U, U, U),
        (ON5, UNKNOWN, U, U, U, U, U),
        (UNKNOWN, NOT_YET, U, U, F, F, T),
        (NOT_YET, UNKNOWN, F, F, F, F, U),
        (SOME_DAY, NOT_YET, T, T, F, F, T),
        (NOT_YET, SOME_DAY, F, F, F, F, F),
        (SOME_DAY, ON5, U, U, U, U, U),
        # Bounds that settle it.
        (BY5, ON6, T, T, F, F, T),
        (BY5, ON5, U, T, F, U, T),
        (BY5, FROM5, U, T, F, U, T),
        (BY5, FROM6, T, T, F, F, T),
        (FROM6, ON5, F, F, U, U, F),
        (FROM5, ON5, F, U, U, U, U),
        (FROM6, BY5, F, F, U, U, F),
        ((6, 9), BY5, F, F, T, T, F),
        ((5, 9), BY5, F, U, U, T, U),
        (FROM5, NOT_YET, U, U, F, F, T),
    ],
)
def test_dates_in_order(
    day: tuple[int, int],
    other: tuple[int, int],
    before: int,
    on_or_before: int,
    after: int,
    on_or_after: int,
    sequence: int,
) -> None:
    values = known(day=day, other=other)
    found = [said(Compared("day", order, "other"), values) for order in DateOrder]
    assert found == [before, on_or_before, after, on_or_after]
    assert said(InSequence("day", "other"), values) == sequence


# Every knowledge of a small world: truth is exact for single tests, and forcing them loses nothing

DAYS = (1, 2, 3, 4, NEVER)
RANGES = [(low, high) for low in DAYS for high in (*DAYS, NEVER - 1) if low <= high]
COUNTS = [(low, high) for low in range(6) for high in (*range(low, 6), UNBOUNDED)]
WRITTEN_DAYS = [CountBetween("day", EARLIEST, 2), CountBetween("day", 3, NEVER - 1)]
DATE_TESTS = [
    *(Compared("day", order, "other") for order in DateOrder),
    InSequence("day", "other"),
    *WRITTEN_DAYS,
]


def within(bounds: tuple[int, int], among: Iterable[int]) -> list[int]:
    return [value for value in among if bounds[0] <= value <= bounds[1]]


@pytest.mark.parametrize("condition", DATE_TESTS, ids=str)
def test_every_pair_of_days(condition: Condition) -> None:
    lowering = Lowering(PLACES, frozenset(), two_valued=False)
    compiled = printed(lowering, {0: lowering.condition(condition)})
    for day, other in product(RANGES, RANGES):
        pairs = list(product(within(day, (*DAYS, 5, 6)), within(other, (*DAYS, 5, 6))))
        truths = {pair: said_of(condition, day=pair[:1] * 2, other=pair[1:] * 2) for pair in pairs}
        values = known(day=day, other=other)
        assert compiled(values) == [truth(condition, values, PLACES)]
        assert truth(condition, values, PLACES) == reduce(or_, truths.values())
        for wanted in (TRUE, FALSE):
            fitting = [pair for pair in pairs if truths[pair] == wanted]
            try:
                left = forced(condition, wanted == TRUE, day=day, other=other)
            except ImpossibleError:
                assert not fitting
                continue
            for first, second in fitting:
                assert left[PLACES["day"]] <= first <= left[PLACES["day"] + 1]
                assert left[PLACES["other"]] <= second <= left[PLACES["other"] + 1]


@pytest.mark.parametrize(("least", "most"), [(0, 0), (0, 3), (2, 2), (2, 4), (3, UNBOUNDED), (0, UNBOUNDED)])
def test_every_count(least: int, most: int) -> None:
    condition = CountBetween("size", least, most)
    for size in COUNTS:
        numbers = within(size, range(8))
        truths = {number: said_of(condition, size=(number, number)) for number in numbers}
        assert said_of(condition, size=size) == reduce(or_, truths.values())
        for wanted in (TRUE, FALSE):
            fitting = [number for number in numbers if truths[number] == wanted]
            try:
                left = forced(condition, wanted == TRUE, size=size)
            except ImpossibleError:
                assert not fitting
                continue
            assert all(left[PLACES["size"]] <= number <= left[PLACES["size"] + 1] for number in fitting)


def said_of(condition: Condition, **given: Any) -> int:
    return truth(condition, known(**given), PLACES)


# Forcing, by hand


def forced(condition: Condition, wanted: bool, *, today: int = 7, events: tuple[str, ...] = (), **given: Any) -> Values:
    domains = Domains(known(**given), PLACES, today, events)
    before = domains.values.copy()
    domains.require(condition, wanted)
    changed = {n for n, slot in PLACES.items() if domains.values[slot : slot + 1] != before[slot : slot + 1]}
    assert changed <= domains.changed
    return domains.values


def test_the_one_way_left_is_taken() -> None:
    assert forced(AnyOf((A, B)), True, a=F) == known(a=F, b=T)
    assert forced(AnyOf((A, B)), True) == known()
    assert forced(AnyOf((A, B)), False) == known(a=F, b=F)
    assert forced(AllOf((A, Not(B))), True) == known(a=T, b=F)
    assert forced(AllOf((A, B)), False, a=T) == known(a=T, b=F)
    assert forced(CountBetween("size", 2, 4), False, size=(3, 9)) == known(size=(5, 9))
    assert forced(CountBetween("size", 2, 4), False, size=(1, 3)) == known(size=(1, 1))


def test_a_day_is_narrowed_by_the_other() -> None:
    before = Compared("day", DateOrder.BEFORE, "other")
    assert forced(before, True, other=(3, 9)) == known(day=(1, 8), other=(3, 9))
    assert forced(before, False, other=(5, 9)) == known(day=(5, NEVER), other=(5, 9)), "later, or never"
    not_after = Compared("day", DateOrder.AFTER, "other")
    assert forced(not_after, False, other=(5, 9)) == known(other=(5, 9)), "earlier, or never: two ways"
    assert forced(before, False, day=(3, 6), other=(5, 9)) == known(day=(5, 6), other=(5, 6))
    assert forced(InSequence("day", "other"), True, other=(3, 6)) == known(day=(1, 6), other=(3, 6))
    with pytest.raises(ImpossibleError):
        forced(before, False, day=(3, 4), other=(5, 9))


def test_an_event_lies_not_in_the_future() -> None:
    assert forced(Happened("day"), True, events=("day",)) == known(day=(1, 7))
    assert forced(Happened("day"), True) == known(day=(1, NEVER - 1))
    after = Compared("other", DateOrder.AFTER, "day")
    assert forced(Not(after), True, events=("day",), day=(3, NEVER), other=(9, 9)) == known(day=NOT_YET, other=(9, 9))
