"""Constraint propagation as data: what follows from the constraints, as statements that narrow what is known.

A constraint is a condition that every case satisfies. Where a case leaves just one way to satisfy one, that way is
forced: values that it rules out are removed. Removing goes on, constraint after constraint, until a round of all of
them removes nothing (a fixpoint), or nothing is left possible for some name: then the case is *broken*.

The statements are to be run on the values themselves, each after the one before it. Their tests and bounds are nodes of
a graph (see `graph`) that read the values as they stand when the statement is reached, so that nothing may be kept from
one statement to the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Atom, Condition, Literal, Not, atoms, core
from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.condition_lowering import Lowering, literal_may, may
from xinfang_rules.program.graph import Graph, slots_read
from xinfang_rules.rulebook.model import Edition


class Keep(NamedTuple):
    """values[slot] &= mask; broken if nothing is left."""

    slot: int
    mask: int


class Raise(NamedTuple):
    """values[slot] = max(values[slot], low); broken if that is more than values[slot + 1].

    Attributes:
        slot: The first slot of a count or day.
        low: The node of the bound.
        event: Whether it records what happened: where the bound is after today, `NEVER` takes its place.
    """

    slot: int
    low: int
    event: bool


class Cap(NamedTuple):
    """values[slot + 1] = min(values[slot + 1], high); broken if that is less than values[slot].

    Attributes:
        slot: The first slot of a count or day.
        high: The node of the bound.
        event: Whether it records what happened: where the bound is after today and not `NEVER`, today takes its place.
    """

    slot: int
    high: int
    event: bool


class Break(NamedTuple):
    """Nothing is left possible."""


class Branch(NamedTuple):
    """Of several cases the first whose test is true: `if`, `elif` and so on, and `else`.

    Attributes:
        cases: For each the node of its test, and what is done.
        otherwise: What is done if no test is true.
    """

    cases: "tuple[tuple[int, Block], ...]"
    otherwise: "Block" = ()


Statement: TypeAlias = Keep | Raise | Cap | Break | Branch
Block: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, eq=False)
class Narrowing:
    """What follows from the constraints of an edition.

    Attributes:
        graph: The nodes that the statements read.
        blocks: The statements of each constraint, in the order of `Edition.constraints`.
        reads: The slots that some statement reads or writes, in order.
        writes: The slots that some statement writes, in order.
        most_rounds: How many rounds may narrow something; the case is broken if one more does. What goes on longer
            goes on for ever, such as days that must each lie before the other.
    """

    graph: Graph
    blocks: tuple[Block, ...]
    reads: tuple[int, ...]
    writes: tuple[int, ...]
    most_rounds: int


def narrowing(edition: Edition) -> Narrowing:
    """Lowers the constraints of an edition."""
    lowering = Lowering(edition.layout, edition.layout.events, two_valued=False)
    events = frozenset(slot for name, slot in edition.layout.items() if name in edition.layout.events)
    blocks = tuple(tuple(_constraint(lowering, events, one.condition)) for one in edition.constraints)
    writes = {slot for block in blocks for slot in _written(block)}
    bounded = {one.slot for block in blocks for one in _flat(block) if isinstance(one, (Raise, Cap))}
    bounds = {slot + more for slot in bounded for more in (0, 1)}  # what writes a bound reads the other one
    reads = {slot for node in lowering.graph.nodes for slot in slots_read(node)}
    return Narrowing(
        lowering.graph, blocks, tuple(sorted(reads | writes | bounds)), tuple(sorted(writes)), most_rounds(edition)
    )


def most_rounds(edition: Edition) -> int:
    """Returns after how many rounds propagation comes to rest, if ever it does.

    Days in an order come to rest within as many rounds as there are names, and begin anew only where a leaf has been
    decided.
    """
    leaves = sum(1 for constraint in edition.constraints for _ in atoms(constraint.condition))
    return (leaves + 1) * len({name for constraint in edition.constraints for name in constraint.facts})


def _constraint(lowering: Lowering, events: frozenset[int], condition: Condition) -> Iterator[Statement]:
    forced = tuple(_force(lowering, events, condition, True))
    if isinstance(condition, (AllOf, Atom)):
        yield from forced  # each statement tests by itself whether it has anything to do
    else:
        yield from _when(lowering, may(lowering, condition, False), forced)


def _when(lowering: Lowering, test: int, block: Block) -> Iterator[Statement]:
    if test == lowering.graph.true:
        yield from block
    elif block and test != lowering.graph.false:
        yield Branch(((test, block),))


def _force(lowering: Lowering, events: frozenset[int], condition: Condition, wanted: bool) -> Iterator[Statement]:
    """Writes what makes a condition `wanted`, as far as that has just one way."""
    match condition:
        case Not(part):
            yield from _force(lowering, events, part, not wanted)
        case AllOf(parts) | AnyOf(parts):
            ways = [(may(lowering, part, wanted), tuple(_force(lowering, events, part, wanted))) for part in parts]
            yield from _join(lowering, ways, all_of=isinstance(condition, AllOf) is wanted)
        case leaf:
            literals = [one._replace(holds=one.holds is wanted) for one in core(leaf)]
            ways = [(literal_may(lowering, one), tuple(_literal(lowering, events, one))) for one in literals]
            yield from _join(lowering, ways, all_of=wanted)


def _join(lowering: Lowering, ways: Sequence[tuple[int, Block]], *, all_of: bool) -> Iterator[Statement]:
    """Forces all of some parts; or, of some alternatives, the only one that is possible."""
    if all_of or len(ways) == 1:
        for _, block in ways:
            yield from block
        return
    graph = lowering.graph
    cases: list[tuple[int, Block]] = []
    for place, (possible, block) in enumerate(ways):
        no_other = graph.negation(graph.disjunction(*(other for other, _ in ways[place + 1 :])))
        cases.append((possible, tuple(_when(lowering, no_other, block))))
        if possible == graph.true:
            break
    yield Branch(tuple(cases), (Break(),)) if cases else Break()


def _literal(lowering: Lowering, events: frozenset[int], literal: Literal) -> Iterator[Statement]:
    leaf, graph = literal.leaf, lowering.graph
    if isinstance(leaf, Among):
        yield Keep(lowering.slots[leaf.name], leaf.allowed if literal.holds else leaf.domain ^ leaf.allowed)
        return
    (low, high), (other_low, other_high) = lowering.bounds(leaf.one), lowering.bounds(leaf.other)
    one, never = graph.number(1), graph.number(NEVER)
    if literal.holds:
        if leaf.strictly:
            other_high = graph.select(graph.came(other_high), graph.sum(other_high, graph.number(-1)), never)
            low = graph.smaller(graph.sum(low, one), never)
        yield from _bound(Cap, lowering, events, leaf.one, other_high)
        yield from _bound(Raise, lowering, events, leaf.other, low)
    elif leaf.strictly:  # the other has come, and is no later
        yield from _bound(Cap, lowering, events, leaf.other, graph.smaller(high, graph.number(NEVER - 1)))
        yield from _bound(Raise, lowering, events, leaf.one, other_low)
    else:
        yield from _bound(Cap, lowering, events, leaf.other, graph.sum(high, graph.number(-1)))
        yield from _bound(Raise, lowering, events, leaf.one, graph.sum(other_low, one))


def _bound(
    kind: type[Raise | Cap], lowering: Lowering, events: frozenset[int], name: str | int, bound: int
) -> Iterator[Statement]:
    if isinstance(name, str):
        slot = lowering.slots[name]
        yield kind(slot, bound, slot in events)


def _written(block: Block) -> Iterator[int]:
    """Yields the slots that statements write."""
    for statement in _flat(block):
        match statement:
            case Keep(slot, _) | Raise(slot, _, _):
                yield slot
            case Cap(slot, _, _):
                yield slot + 1


def _flat(block: Block) -> Iterator[Statement]:
    for statement in block:
        yield statement
        if isinstance(statement, Branch):
            for _, inner in (*statement.cases, (0, statement.otherwise)):
                yield from _flat(inner)
