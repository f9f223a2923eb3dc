"""Constraint propagation over a block: one round of all statements, as nodes.

What a statement does to the values of one case stands here as what the values are after it: every statement makes new
nodes of those that the one before it left (static single assignment), and those after the last one are the round.
"""

from typing import NamedTuple

from xinfang_rules.engines.table.inlining import substituted
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.graph import Graph, Op
from xinfang_rules.program.narrowing import Block, Branch, Break, Cap, Keep, Narrowing, Raise


class Round(NamedTuple):
    """One round.

    Attributes:
        after: The nodes that stand for what is known after it, by input, as far as it may change.
        changed: The node that is true where it narrowed something.
        broken: The node that is true where nothing is left possible.
    """

    after: dict[Key, int]
    changed: int
    broken: int


def one_round(narrowing: Narrowing, domains: dict[int, int]) -> Round:
    """Lays out a round; new nodes are added to the graph of the statements.

    A round goes through the constraints forwards, then once more backwards through what they say of days that follow
    one another: a chain of days comes to rest within it, in whichever direction something follows. `domains` says by
    slot how many values each name has that has a closed list of them.
    """
    state = _State(narrowing.graph, domains)
    for block in narrowing.blocks:
        state.take(block, narrowing.graph.true)
    backwards = (statement for block in reversed(narrowing.blocks) for statement in reversed(block))
    state.take(tuple(one for one in backwards if isinstance(one, (Raise, Cap))), narrowing.graph.true)
    return state.round()


class _State:
    """What is known after some statements."""

    def __init__(self, graph: Graph, domains: dict[int, int]) -> None:
        self._graph = graph
        self._domains = domains
        self._bits: dict[int, tuple[int, ...]] = {}
        self._numbers: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._made: dict[int, int] = {}
        self._broken: list[int] = []

    def _now(self, *numbers: int) -> list[int]:
        """Returns nodes as they read what is known now."""
        return substituted(self._graph, numbers, self._leaf, self._made)

    def _leaf(self, op: Op, data: tuple[int, ...]) -> int | None:
        if op is Op.IN:
            bits = self._bits.get(data[0])
            if bits is None:
                return None
            return self._graph.disjunction(*(bit for value, bit in enumerate(bits) if data[1] >> value & 1))
        return self._numbers.get(data[0] + (op is Op.HIGH))

    def take(self, block: Block, where: int) -> None:
        """Takes statements in the rows in which a node is true."""
        graph = self._graph
        for statement in block:
            match statement:
                case Keep(slot, mask):
                    self._keep(slot, mask, where)
                case Raise(slot, low, event):
                    self._raise(slot, low, where, event=event)
                case Cap(slot, high, event):
                    self._cap(slot, high, where, event=event)
                case Break():
                    self._broken.append(where)
                case Branch(cases, otherwise):
                    tests = self._now(*(test for test, _ in cases))
                    left = where
                    for test, (_, inner) in zip(tests, cases, strict=True):
                        self.take(inner, graph.conjunction(left, test))
                        left = graph.conjunction(left, graph.negation(test))
                    self.take(otherwise, left)

    def _keep(self, slot: int, mask: int, where: int) -> None:
        graph, old = self._graph, self._bits_of(slot)
        kept = graph.disjunction(*(bit for value, bit in enumerate(old) if mask >> value & 1))
        self._broken.append(graph.conjunction(where, graph.negation(kept)))
        elsewhere = graph.negation(where)
        self._bits[slot] = tuple(
            bit if mask >> value & 1 else graph.conjunction(bit, elsewhere) for value, bit in enumerate(old)
        )
        self._made.clear()

    def _bits_of(self, slot: int) -> tuple[int, ...]:
        if slot not in self._bits:
            self._bits[slot] = tuple(self._graph.among(slot, 1 << value) for value in range(self._domains[slot]))
        return self._bits[slot]

    def _raise(self, slot: int, low: int, where: int, *, event: bool) -> None:
        graph, today = self._graph, self._graph.today()
        (bound,) = self._now(low)
        if event:
            bound = graph.select(graph.at_most(bound, today), bound, graph.number(NEVER))
        old, other = self._bounds(slot)
        self._bound(slot, where, graph.larger(old, bound), old)
        self._broken.append(graph.conjunction(where, graph.below(other, self._numbers[slot])))

    def _cap(self, slot: int, high: int, where: int, *, event: bool) -> None:
        graph, today = self._graph, self._graph.today()
        (bound,) = self._now(high)
        if event:
            ahead = graph.conjunction(graph.came(bound), graph.below(today, bound))
            bound = graph.select(ahead, today, bound)
        other, old = self._bounds(slot)
        self._bound(slot + 1, where, graph.smaller(old, bound), old)
        self._broken.append(graph.conjunction(where, graph.below(self._numbers[slot + 1], other)))

    def _bounds(self, slot: int) -> tuple[int, int]:
        graph = self._graph
        return self._numbers.get(slot, graph.low(slot)), self._numbers.get(slot + 1, graph.high(slot))

    def _bound(self, slot: int, where: int, new: int, old: int) -> None:
        self._before.setdefault(slot, old)
        self._numbers[slot] = self._graph.select(where, new, old)
        self._made.clear()

    def round(self) -> Round:
        """Sums up."""
        graph = self._graph
        after: dict[Key, int] = {}
        changed: list[int] = []
        for slot, bits in self._bits.items():
            for value, bit in enumerate(bits):
                before = graph.among(slot, 1 << value)
                if bit != before:
                    after[slot, value] = bit
                    changed.append(graph.conjunction(before, graph.negation(bit)))
        for slot, bound in self._numbers.items():
            after[slot, BOUND] = bound
            changed.append(graph.negation(graph.equal(self._before[slot], bound)))
        return Round(after, graph.disjunction(*changed), graph.disjunction(*self._broken))
