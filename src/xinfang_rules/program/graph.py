"""The intermediate representation: a graph of operations on truth values and whole numbers, each written once.

A node is known by its number; what it operates on has smaller numbers, so that the order of the nodes is an order of
evaluation. Equal nodes are one node (hash-consing), and what is known beforehand is folded. There are nineteen
operations:

=================== ======== ====== ===============================================================================
operation           operands data   value
=================== ======== ====== ===============================================================================
`TRUTH`                      0 or 1 false or true
`NUMBER`                     number a whole number; a day is its ordinal, and `NEVER` stands after every day
`TODAY`                             the day of evaluation
`IN`                         slot,  whether some value of the mask is still possible
                             mask
`LOW`, `HIGH`                slot   the bounds of the count or day whose first slot it is; they are values[slot] and
                                    values[slot + 1]
`AT_MOST`           a, b            a <= b
`EQUAL`             a, b            a == b
`NOT`               a
`AND`, `OR`         a, b, …         two operands or more
`ADD`, `SUBTRACT`   a, b            a + b, a - b
`MIN`, `MAX`        a, b
`SELECT`            c, a, b         a where c is true, else b
`FIRST`, `LAST`     a        n      the first and the last day that may be the n-th working day after day a; see below
`MONTHS`            a        n      the day n months after day a: that of the same number, else the last of its month
=================== ======== ====== ===============================================================================

The last three never fail. Where a is after year 9999, or the day would be, they are `BEYOND`, and so is all that is
counted on from there: a day between `BEYOND` and `NEVER` is one that cannot be counted. `LAST` is `NEVER` where too few
working days are known. `FIRST` and `LAST` take 0 for the day before the first of the year 1. Of a later day none of
them is earlier, so that what they make of bounds are bounds: a month after each of the last days of January comes the
last of February, and a month after 1 February the first of March.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from xinfang_rules.language.truth import NEVER

LAST_DAY: Final = date.max.toordinal()
"""31 December 9999, the last day that can be counted."""

BEYOND: Final = LAST_DAY + 1
"""What stands for a day that cannot be counted."""


class Op(Enum):
    """What a node does."""

    TRUTH = "truth"
    NUMBER = "number"
    TODAY = "today"
    IN = "in"
    LOW = "low"
    HIGH = "high"
    AT_MOST = "at_most"
    EQUAL = "equal"
    NOT = "not"
    AND = "and"
    OR = "or"
    ADD = "add"
    SUBTRACT = "subtract"
    MIN = "min"
    MAX = "max"
    SELECT = "select"
    FIRST = "first"
    LAST = "last"
    MONTHS = "months"

    __hash__ = object.__hash__  # members are singletons; an enumeration's own hash is slow


NUMERIC: Final = frozenset(
    {Op.NUMBER, Op.TODAY, Op.LOW, Op.HIGH, Op.ADD, Op.SUBTRACT, Op.MIN, Op.MAX, Op.SELECT, Op.FIRST, Op.LAST, Op.MONTHS}
)
"""The operations whose value is a whole number; that of all others is true or false."""

CHEAP: Final = frozenset({Op.IN, Op.AT_MOST, Op.EQUAL})
"""Tests that cost no more than to read a name."""


class Node(NamedTuple):
    """One operation.

    Attributes:
        op: What it does.
        operands: The numbers of the nodes that it operates on, all smaller than its own.
        data: What it takes that is no node.
    """

    op: Op
    operands: tuple[int, ...] = ()
    data: tuple[int, ...] = ()


def slots_read(node: Node) -> tuple[int, ...]:
    """Returns the slot of the values that a node reads itself; nothing if it reads none."""
    if node.op is Op.IN or node.op is Op.LOW:
        return node.data[:1]
    return (node.data[0] + 1,) if node.op is Op.HIGH else ()


class Graph:
    """The nodes; new ones can be added, none is ever changed.

    Attributes:
        nodes: The nodes, by number.
        false: The number of the node that is false.
        true: The number of the node that is true.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self.false = self._add(Op.TRUTH, data=(0,))
        self.true = self._add(Op.TRUTH, data=(1,))

    def __getitem__(self, number: int) -> Node:
        return self.nodes[number]

    def __len__(self) -> int:
        return len(self.nodes)

    def reached(self, roots: Iterable[int], known: Container[int] = ()) -> set[int]:
        """Returns nodes with all that they operate on; sorted, they are in an order of evaluation.

        Args:
            roots: The nodes.
            known: Nodes that are left out, with what only they operate on.
        """
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            number = waiting.pop()
            if number not in found and number not in known:
                found.add(number)
                waiting.extend(self.nodes[number].operands)
        return found

    def _add(self, op: Op, operands: tuple[int, ...] = (), data: tuple[int, ...] = ()) -> int:
        node = Node(op, operands, data)
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return number

    # Truth values.

    def truth(self, value: bool) -> int:
        """True or false."""
        return self.true if value else self.false

    def among(self, slot: int, mask: int) -> int:
        """Some value of the mask is still possible."""
        return self._add(Op.IN, data=(slot, mask)) if mask else self.false

    def at_most(self, one: int, other: int) -> int:
        """A number is no larger than another."""
        first, second = self.constant(one), self.constant(other)
        if first is not None and second is not None:
            return self.truth(first <= second)
        return self.true if one == other else self._add(Op.AT_MOST, (one, other))

    def below(self, one: int, other: int) -> int:
        """A number is smaller than another."""
        return self.negation(self.at_most(other, one))

    def equal(self, one: int, other: int) -> int:
        """Two numbers are the same."""
        first, second = self.constant(one), self.constant(other)
        if first is not None and second is not None:
            return self.truth(first == second)
        return self.true if one == other else self._add(Op.EQUAL, (min(one, other), max(one, other)))

    def came(self, day: int) -> int:
        """A day is not `NEVER`."""
        return self.at_most(day, self.number(NEVER - 1))

    def never(self, day: int) -> int:
        """A day is `NEVER`."""
        return self.negation(self.came(day))

    def negation(self, part: int) -> int:
        """Not."""
        op, operands, data = self.nodes[part]
        if op is Op.TRUTH:
            return self.truth(not data[0])
        return operands[0] if op is Op.NOT else self._add(Op.NOT, (part,))

    def conjunction(self, *parts: int) -> int:
        """All of some."""
        return self._joined(Op.AND, parts, self.true, self.false)

    def disjunction(self, *parts: int) -> int:
        """Some of some."""
        return self._joined(Op.OR, parts, self.false, self.true)

    def _joined(self, op: Op, parts: tuple[int, ...], neutral: int, decisive: int) -> int:
        # What is nested stays so: a chain of precedence is read where it is named, and grows with every rule else.
        left = {part for part in parts if part != neutral}
        negated = {self.nodes[part].operands[0] for part in left if self.nodes[part].op is Op.NOT}
        if decisive in left or negated & left:
            return decisive
        return self._add(op, tuple(sorted(left))) if len(left) > 1 else min(left, default=neutral)

    # Numbers.

    def number(self, value: int) -> int:
        """A whole number."""
        return self._add(Op.NUMBER, data=(value,))

    def constant(self, number: int) -> int | None:
        """Returns the value of a node that is a whole number written out; None for every other node."""
        node = self.nodes[number]
        return node.data[0] if node.op is Op.NUMBER else None

    def today(self) -> int:
        """The day of evaluation."""
        return self._add(Op.TODAY)

    def low(self, slot: int) -> int:
        """The smallest number still possible."""
        return self._add(Op.LOW, data=(slot,))

    def high(self, slot: int) -> int:
        """The largest number still possible."""
        return self._add(Op.HIGH, data=(slot,))

    def sum(self, one: int, other: int) -> int:
        """Two numbers added."""
        first, second = self.constant(one), self.constant(other)
        if first is not None and second is not None:
            return self.number(first + second)
        if first is not None:
            one, other, second = other, one, first
        if second is None:
            return self._add(Op.ADD, (one, other))
        if second == 0:
            return one
        inner = self.nodes[one]
        if inner.op is Op.ADD and (more := self.constant(inner.operands[1])) is not None:
            return self.sum(inner.operands[0], self.number(more + second))
        return self._add(Op.ADD, (one, other))

    def difference(self, one: int, other: int) -> int:
        """One number less another."""
        return self._add(Op.SUBTRACT, (one, other))

    def smaller(self, one: int, other: int) -> int:
        """The smaller of two numbers."""
        return one if one == other else self._add(Op.MIN, (one, other))

    def larger(self, one: int, other: int) -> int:
        """The larger of two numbers."""
        return one if one == other else self._add(Op.MAX, (one, other))

    def select(self, test: int, one: int, other: int) -> int:
        """One number where a test is true, else another."""
        # What is selected by the same test once more is selected already.
        one = self._branch(test, one, 1)
        other = self._branch(test, other, 2)
        if one == other or test == self.true:
            return one
        return other if test == self.false else self._add(Op.SELECT, (test, one, other))

    def _branch(self, test: int, number: int, place: int) -> int:
        op, operands, _ = self.nodes[number]
        return operands[place] if op is Op.SELECT and operands[0] == test else number

    def first_working_day(self, start: int, number: int) -> int:
        """The first day that may be the n-th working day after another."""
        return self._add(Op.FIRST, (start,), (number,))

    def last_working_day(self, start: int, number: int) -> int:
        """The last day that may be the n-th working day after another."""
        return self._add(Op.LAST, (start,), (number,))

    def months_after(self, start: int, number: int) -> int:
        """The day so many months after another."""
        return self._add(Op.MONTHS, (start,), (number,)) if number else start

    # What is known beforehand.

    def rebuilt(self, number: int, operands: tuple[int, ...]) -> int:
        """Returns the node that does the same to other operands, folded anew."""
        op, old, data = self.nodes[number]
        if operands == old:
            return number
        make = _FOLDING.get(op)
        return self._add(op, operands, data) if make is None else make(self, *operands)

    def assume(self, number: int, value: bool, known: dict[int, bool]) -> None:
        """Adds to what is known that a truth value is true, or false, and what follows from it."""
        waiting = [(number, value)]
        for one, holds in waiting:
            op, operands, _ = self.nodes[one]
            known[one] = holds
            if op is Op.NOT:
                waiting.append((operands[0], not holds))
            elif op is (Op.AND if holds else Op.OR):
                waiting.extend((part, holds) for part in operands)

    def specialized(self, roots: Iterable[int], known: Mapping[int, bool], keep: Container[int] = ()) -> list[int]:
        """Returns nodes that have the same values as others where something is known (partial evaluation).

        Args:
            roots: The nodes.
            known: What is known: which truth values are true, and which are false.
            keep: Nodes that are left as they are unless they are known.
        """
        roots = list(roots)
        found: dict[int, int] = {}
        waiting = list(roots)
        below: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number in known:
                found[number] = self.truth(known[number])
            elif number in keep:
                found[number] = number
            elif number not in below:
                below.add(number)
                waiting.extend(self.nodes[number].operands)
        for number in sorted(below):
            found[number] = self.rebuilt(number, tuple([found[one] for one in self.nodes[number].operands]))
        return [found[root] for root in roots]


_FOLDING: Final[Mapping[Op, Callable[..., int]]] = {
    Op.AT_MOST: Graph.at_most,
    Op.EQUAL: Graph.equal,
    Op.NOT: Graph.negation,
    Op.AND: Graph.conjunction,
    Op.OR: Graph.disjunction,
    Op.ADD: Graph.sum,
    Op.MIN: Graph.smaller,
    Op.MAX: Graph.larger,
    Op.SELECT: Graph.select,
}
"""What makes a node of other operands anew, where something may be folded."""
