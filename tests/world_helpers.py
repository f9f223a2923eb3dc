"""Random worlds for properties of conditions: a few names, what is known of them, and conditions over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.propagate import Domains
from xinfang_rules.language.conditions import (
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
from xinfang_rules.language.scope import Kind, Layout, Name, Scope, member_name, truth_name
from xinfang_rules.language.truth import NEVER, UNBOUNDED, Values

TODAY = 7
LAST_DAY = 12
MOST = 5


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

    def forced(self, condition: Condition, wanted: bool, values: Values | None = None) -> Domains:
        start = list(self.values if values is None else values)
        domains = Domains(start, self.layout, TODAY, self.events)
        domains.require(condition, wanted)
        return domains

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
