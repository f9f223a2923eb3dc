"""Lowering conditions: for each, the node that says that it may be true, and that which says that it may be false.

There are two readings. In the *interval* reading, what is known of a name is what is still possible (see
`xinfang_rules.language.truth`), and of a condition's two nodes at least one is true. In the *two-valued* reading
everything is known: the bounds of a number are one node, and a condition may be false where it may not be true.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, Literal, Not, core
from xinfang_rules.program.graph import Graph


class May(NamedTuple):
    """A truth value in two nodes.

    Attributes:
        true: The node that is true when it may be true.
        false: The node that is true when it may be false.
    """

    true: int
    false: int


@dataclass(frozen=True, eq=False)
class Lowering:
    """What is lowered, and how.

    Attributes:
        slots: Where each name lies in the values.
        events: The days that record what happened: none lies between the day of evaluation and `NEVER`.
        two_valued: Whether everything is known.
        graph: Where the nodes go.
        conditions: The conditions lowered so far, by their index in `Edition.conditions`.
    """

    slots: Mapping[str, int]
    events: Set[str]
    two_valued: bool
    graph: Graph = field(default_factory=Graph)
    conditions: dict[int, May] = field(default_factory=dict)

    def bounds(self, name: str | int) -> tuple[int, int]:
        """Returns the nodes of the smallest and the largest number that a name may have; of a number, itself twice."""
        if isinstance(name, int):
            number = self.graph.number(name)
            return number, number
        low = self.graph.low(self.slots[name])
        return low, low if self.two_valued else self.graph.high(self.slots[name])

    def when(self, condition: int | None) -> May:
        """Returns a condition already lowered, by its index; one that is always true for None."""
        return May(self.graph.true, self.graph.false) if condition is None else self.conditions[condition]

    def both(self, true: int, false: int) -> May:
        """Puts a truth value together; in the two-valued reading the first node says it all."""
        return May(true, self.graph.negation(true) if self.two_valued else false)

    def condition(self, condition: Condition) -> May:
        """Lowers a condition."""
        return May(may(self, condition, True), may(self, condition, False))


def may(lowering: Lowering, condition: Condition, wanted: bool) -> int:
    """Returns the node that is true when a condition may be `wanted`."""
    if lowering.two_valued and not wanted:
        return lowering.graph.negation(may(lowering, condition, True))
    match condition:
        case AllOf(parts) | AnyOf(parts):
            all_of = isinstance(condition, AllOf) is wanted
            return _joined(lowering, [may(lowering, part, wanted) for part in parts], all_of)
        case Not(part):
            return may(lowering, part, not wanted)
        case leaf:
            return _joined(lowering, [literal_may(lowering, one, wanted) for one in core(leaf)], wanted)


def literal_may(lowering: Lowering, literal: Literal, wanted: bool = True) -> int:
    """Returns the node that is true when a literal may be `wanted`."""
    graph, leaf, holds = lowering.graph, literal.leaf, literal.holds is wanted
    if isinstance(leaf, Among):
        return _among(lowering, leaf, holds)
    (low, high), (other_low, other_high) = lowering.bounds(leaf.one), lowering.bounds(leaf.other)
    if not leaf.strictly:
        return graph.at_most(low, other_high) if holds else graph.below(other_low, high)
    if holds:
        return graph.disjunction(graph.below(low, other_high), graph.never(other_high))
    return graph.conjunction(graph.came(other_low), graph.at_most(other_low, high))


def _joined(lowering: Lowering, parts: list[int], all_of: bool) -> int:
    return lowering.graph.conjunction(*parts) if all_of else lowering.graph.disjunction(*parts)


def _among(lowering: Lowering, leaf: Among, holds: bool) -> int:
    graph, slot = lowering.graph, lowering.slots[leaf.name]
    mask = leaf.allowed if holds else leaf.domain ^ leaf.allowed
    if mask == leaf.domain:
        return graph.true
    rest = leaf.domain ^ mask
    if lowering.two_valued and (rest.bit_count(), rest) < (mask.bit_count(), mask):
        return graph.negation(graph.among(slot, rest))  # so that a test and its contrary share a node
    return graph.among(slot, mask)
