"""A program without cells: whatever reads something settled reads what it is made of, down to the facts.

A scalar engine settles a cell once and skips what stands behind a guard that is false. Over a block of rows nothing can
be skipped, and every node is worked out once in any case: cells have nothing to add, and what is not wanted falls away.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.graph import BEYOND, Graph, Op
from xinfang_rules.program.lower import Program, cell_roots, value_node
from xinfang_rules.program.period_lowering import DueNodes, done_bounds

Leaf: TypeAlias = Callable[[Op, tuple[int, ...]], int | None]
"""Returns the node that takes the place of one that reads a slot; None if it stays."""


class Inlined(NamedTuple):
    """What a program settles, as nodes that read nothing but facts.

    Attributes:
        bits: By the slot of a concept, a question or a status: for each value the node that is true if it is possible.
        days: By the first slot of the last day of a norm: its two bounds.
        dues: By the same slot: what is known of the last day, where the norm may apply; `may_run` says so too.
        done: By the same slot: the bounds of the day on which what the norm asks for was done.
        uncountable: The node that is true where some last day cannot be counted.
        unsettled: The node that is true where not all is settled though all is known: a notice that is not at hand may
            turn a day that was counted, or a question has two answers.
    """

    bits: dict[int, tuple[int, ...]]
    days: dict[int, tuple[int, int]]
    dues: dict[int, DueNodes]
    done: dict[int, tuple[int, int]]
    uncountable: int
    unsettled: int


def inlined(program: Program) -> Inlined:
    """Inlines the cells of a program; new nodes are added to its graph."""
    graph = program.graph
    bits: dict[int, tuple[int, ...]] = {}
    days: dict[int, tuple[int, int]] = {}
    dues: dict[int, DueNodes] = {}
    done: dict[int, tuple[int, int]] = {}
    made: dict[int, int] = {}
    beyond: list[int] = []
    unsettled: list[int] = []

    def leaf(op: Op, data: tuple[int, ...]) -> int | None:
        if op is Op.IN and data[0] in bits:
            return graph.disjunction(*(bit for place, bit in enumerate(bits[data[0]]) if data[1] >> place & 1))
        if op in (Op.LOW, Op.HIGH) and data[0] in days:
            return days[data[0]][op is Op.HIGH]
        return None

    for cell in program.cells:
        substituted(graph, [cell.guard, *cell_roots(cell)], leaf, made)
        guard, never = made[cell.guard], graph.number(NEVER)
        bits[cell.slot] = tuple(value_node(graph, cell, place, guard, made[bit]) for place, bit in enumerate(cell.bits))
        if cell.rule is None:
            unsettled.append(_two_of(graph, bits[cell.slot]))
        if cell.due is None:
            continue
        low, high, may_run, may_wait, open_after = (made[node] for node in cell.due.nodes)
        may_run = graph.conjunction(guard, may_run)
        days[cell.due.slot] = (
            graph.select(guard, made[cell.due.low], never),
            graph.select(guard, made[cell.due.high], never),
        )
        dues[cell.due.slot] = DueNodes(low, high, may_run, may_wait, open_after)
        norm = program.edition.rules[cell.rule].norm if cell.rule is not None else None
        first, last = substituted(graph, done_bounds(program.lowering, norm.done if norm else None), leaf, made)
        done[cell.due.slot] = first, last
        for day in {low, high}:
            finite = graph.negation(graph.equal(day, never))
            beyond.append(graph.conjunction(guard, graph.at_most(graph.number(BEYOND), day), finite))
        unsettled.append(graph.conjunction(guard, graph.came(open_after)))
    return Inlined(bits, days, dues, done, graph.disjunction(*beyond), graph.disjunction(*unsettled))


def _two_of(graph: Graph, bits: Sequence[int]) -> int:
    """Returns the node that is true where more than one of some is."""
    some, two = graph.false, list[int]()
    for bit in bits:
        two.append(graph.conjunction(some, bit))
        some = graph.disjunction(some, bit)
    return graph.disjunction(*two)


def substituted(graph: Graph, roots: Iterable[int], leaf: Leaf, made: dict[int, int]) -> list[int]:
    """Returns nodes rebuilt with others in the place of what reads slots.

    Args:
        graph: The nodes; takes the new ones.
        roots: The nodes that are rebuilt, with all that they operate on.
        leaf: Tells what takes the place of a node that reads a slot.
        made: Which node has become which so far; added to.
    """
    roots = list(roots)
    for number in sorted(graph.reached(roots, made)):
        op, operands, data = graph[number]
        found = leaf(op, data) if op in (Op.IN, Op.LOW, Op.HIGH) else None
        made[number] = graph.rebuilt(number, tuple([made[one] for one in operands])) if found is None else found
    return [made[root] for root in roots]
