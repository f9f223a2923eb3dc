"""Laws of conditions: for any names, conditions and knowledge, whatever the rules say."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinfang_rules.logic.conditions import (
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
)
from xinfang_rules.logic.force import ImpossibleError, Knowledge
from xinfang_rules.logic.generate import compile_function, function_source
from xinfang_rules.logic.interpret import truth
from xinfang_rules.logic.scope import Kind, Layout, Name, Scope, member_name, truth_name
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, UNBOUNDED, Values, negation

TODAY = 7
LAST_DAY = 12
MOST = 5

law = settings(max_examples=2 * settings().max_examples)


# Random worlds


@dataclass(frozen=True)
class World:
    shape: "Shape"
    layout: Layout
    events: frozenset[str]
    values: Values

    @property
    def scope(self) -> Scope:
        return self.shape.scope()

    def truth(self, condition: Condition, values: Values | None = None) -> int:
        return truth(condition, self.values if values is None else values, self.layout)

    def forced(self, condition: Condition, wanted: bool, values: Values | None = None) -> Knowledge:
        start = list(self.values if values is None else values)
        knowledge = Knowledge(start, self.layout, TODAY, self.events)
        knowledge.force(condition, wanted)
        return knowledge

    def slots(self) -> Iterator[tuple[int, Name]]:
        """Every slot at which a value starts, with the name it belongs to; a set has one for each member."""
        for name in self.scope.values():
            if name.kind is Kind.MEMBERS:
                for member in name.values:
                    yield self.layout[member_name(name.name, member)], truth_name(name.name)
            else:
                yield self.layout[name.name], name

    def possible(self, slot: int, name: Name) -> list[int]:
        """What the value at a slot may be; for a count or a day at least a few of what it may be."""
        if name.kind is Kind.CHOICE:
            return [bit for bit in (1 << n for n in range(len(name.values))) if bit & self.values[slot]]
        low, high = self.values[slot], self.values[slot + 1]
        last = TODAY if name.name in self.events else LAST_DAY + 2
        found = list(range(low, min(high, last) + 1))
        if name.kind is Kind.DATE and high == NEVER:
            found.append(NEVER)
        return found

    def admits(self, complete: Values) -> bool:
        return all(
            complete[slot] & self.values[slot]
            if name.kind is Kind.CHOICE
            else self.values[slot] <= complete[slot] <= self.values[slot + 1]
            for slot, name in self.slots()
        )


@dataclass(frozen=True)
class Shape:
    """How many names of each kind a scope has; what is made of it is made once."""

    truths: int
    choices: tuple[int, ...]
    members: int
    counts: int
    dates: int

    @cache  # noqa: B019  # there are few shapes
    def scope(self) -> Scope:
        dates = [Name(f"date{n}", Kind.DATE) for n in range(self.dates)]
        counts = [Name(f"count{n}", Kind.COUNT) for n in range(self.counts)]
        members = [Name("set0", Kind.MEMBERS, tuple(f"m{k}" for k in range(self.members)))] if self.members else []
        choices = [
            Name(f"choice{n}", Kind.CHOICE, tuple(f"v{k}" for k in range(size))) for n, size in enumerate(self.choices)
        ]
        truths = [truth_name(f"truth{n}") for n in range(self.truths)]
        return Scope([*truths, *dates, *members, *counts, *choices])

    @cache  # noqa: B019
    def conditions(self) -> st.SearchStrategy[Condition]:
        return conditions(self.scope())


shapes = st.builds(
    Shape,
    st.integers(1, 2),
    st.sampled_from([(), (3,), (1, 4)]),
    st.integers(0, 2),
    st.integers(1, 2),
    st.integers(1, 3),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    shape = draw(shapes)
    scope = shape.scope()
    dates = [name.name for name in scope.values() if name.kind is Kind.DATE]
    layout = Layout(scope)
    world = World(shape, layout, frozenset(name for name in dates if draw(st.booleans())), [0] * layout.width)
    for slot, name in world.slots():
        _learn(draw, world, slot, name)
    return world


def _learn(draw: st.DrawFn, world: World, slot: int, name: Name) -> None:
    values = world.values
    if name.kind is Kind.CHOICE:
        values[slot] = draw(st.integers(1, name.domain))
        return
    if name.kind is Kind.COUNT:
        values[slot] = draw(st.integers(0, MOST))
        values[slot + 1] = draw(st.sampled_from([*range(values[slot], MOST + 1), UNBOUNDED]))
        return
    last = TODAY if name.name in world.events else LAST_DAY
    values[slot] = low = draw(st.sampled_from([*range(1, last + 1), NEVER]))
    endings = [*range(low, last + 1), NEVER] if low < NEVER else [NEVER]
    if low < NEVER and name.name not in world.events:
        endings.append(NEVER - 1)
    values[slot + 1] = draw(st.sampled_from(endings))


def completions(draw: st.DrawFn, world: World, count: int) -> list[Values]:
    found: list[Values] = []
    for _ in range(count):
        complete = [0] * world.layout.width
        for slot, name in world.slots():
            complete[slot] = draw(st.sampled_from(world.possible(slot, name)))
            if name.kind is not Kind.CHOICE:
                complete[slot + 1] = complete[slot]
        found.append(complete)
    return found


def conditions(scope: Scope) -> st.SearchStrategy[Condition]:
    dates = [name.name for name in scope.values() if name.kind is Kind.DATE]
    counts = [name.name for name in scope.values() if name.kind is Kind.COUNT]
    choices = {name.name: name.domain for name in scope.values() if name.kind is Kind.CHOICE}
    for name in scope.values():
        if name.kind is Kind.MEMBERS:
            choices |= {member_name(name.name, member): 3 for member in name.values}

    def among(name: str) -> st.SearchStrategy[Condition]:
        domain = choices[name]
        return st.builds(Among, st.just(name), st.integers(0, domain), st.just(domain), st.just(()))

    date, bound = st.sampled_from(dates), st.integers(0, MOST + 1)
    atom: st.SearchStrategy[Condition] = st.one_of(
        st.sampled_from(sorted(choices)).flatmap(among),
        st.builds(CountBetween, st.sampled_from(counts), bound, bound | st.just(UNBOUNDED)),
        st.builds(Happened, date),
        st.builds(Compared, date, st.sampled_from(list(DateOrder)), date),
        st.builds(InSequence, date, date),
    )

    def joined(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(part, max_size=3).map(tuple)
        return st.one_of(st.builds(AllOf, parts), st.builds(AnyOf, parts), st.builds(Not, part))

    return st.recursive(atom, joined, max_leaves=8)


@st.composite
def situations(draw: st.DrawFn) -> tuple[World, Condition, list[Values]]:
    world = draw(worlds())
    return world, draw(world.shape.conditions()), completions(draw, world, 6)


Situation = tuple[World, Condition, list[Values]]


# Laws


@law
@given(st.data())
def test_the_compiled_function_says_what_the_interpreter_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    several = data.draw(st.lists(world.shape.conditions(), min_size=1, max_size=4))
    compiled = compile_function(function_source(several, world.layout, "check"), "check")
    assert list(compiled(world.values)) == [world.truth(condition) for condition in several]


@law
@given(situations())
def test_truth_is_sound_and_on_complete_knowledge_single(situation: Situation) -> None:
    world, condition, complete = situation
    partial = world.truth(condition)
    assert partial in (TRUE, FALSE, EITHER)
    for values in complete:
        assert world.admits(values)
        settled = world.truth(condition, values)
        assert settled in (TRUE, FALSE)
        assert settled & partial


@law
@given(situations())
def test_learning_only_removes_truth_values(situation: Situation) -> None:
    world, condition, complete = situation
    for first, second in zip(complete[::2], complete[1::2], strict=True):
        between = list(first)  # what is known when only these two are still possible
        for slot, name in world.slots():
            if name.kind is Kind.CHOICE:
                between[slot] = first[slot] | second[slot]
            else:
                between[slot] = min(first[slot], second[slot])
                between[slot + 1] = max(first[slot], second[slot])
        assert world.truth(condition, between) | world.truth(condition) == world.truth(condition)


@law
@given(situations(), st.booleans())
def test_forcing_loses_no_completion_that_fits(situation: Situation, wanted: bool) -> None:
    world, condition, complete = situation
    fitting = [values for values in complete if world.truth(condition, values) == (TRUE if wanted else FALSE)]
    try:
        knowledge = world.forced(condition, wanted)
    except ImpossibleError:
        assert not fitting
        return
    narrowed = World(world.shape, world.layout, world.events, knowledge.values)
    assert all(map(narrowed.admits, fitting))
    for slot, name in world.slots():
        assert narrowed.possible(slot, name), "something is left of every value"
        if name.kind is Kind.CHOICE:
            assert knowledge.values[slot] | world.values[slot] == world.values[slot]
        else:
            assert knowledge.values[slot] >= world.values[slot]
            assert knowledge.values[slot + 1] <= world.values[slot + 1]


@law
@given(situations(), st.booleans())
def test_forcing_what_is_settled(situation: Situation, wanted: bool) -> None:
    """What is so already changes nothing; what cannot be is refused."""
    world, condition, complete = situation
    for values in (world.values, *complete):
        settled = world.truth(condition, values)
        if settled == (TRUE if wanted else FALSE):
            assert world.forced(condition, wanted, values).values == values
        elif settled != EITHER:
            with pytest.raises(ImpossibleError):
                world.forced(condition, wanted, values)


@law
@given(situations())
def test_negation_and_the_two_forms_of_a_negated_list(situation: Situation) -> None:
    world, condition, _ = situation
    assert world.truth(Not(condition)) == negation(world.truth(condition))
    assert world.truth(Not(Not(condition))) == world.truth(condition)
    match condition:
        case AllOf(parts):
            assert world.truth(Not(condition)) == world.truth(AnyOf(tuple(map(Not, parts))))
        case AnyOf(parts):
            assert world.truth(Not(condition)) == world.truth(AllOf(tuple(map(Not, parts))))
