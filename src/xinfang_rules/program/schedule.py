"""In which order a program is worked out, behind which tests, and what is kept for later: printed by any syntax.

Most rules do not hold in most cases. What several of them require is therefore tested once for all of them, and
nothing that only they need is worked out elsewhere (guards, recursively those first that most have in common). A node
that is read more than once is worked out once: where some reader is certain to need it; where all of its readers stand
behind guards, behind each guard anew. What a guard has tested is known behind it, and nodes are specialized to it.
Where a cell has tiers, it is settled behind the first that may hold: where everything is known, no other is looked at.

A schedule is a tree of steps for the printer of an engine to write down one after the other. It may write a node where
it is read, in full, unless a `Let` before it in the same block or a block around it has named it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from xinfang_rules.program.condition_lowering import May
from xinfang_rules.program.graph import CHEAP, NUMERIC, Graph, Op, slots_read
from xinfang_rules.program.lower import Cell, Program, cell_roots
from xinfang_rules.program.period_lowering import DueNodes

_DEEPEST: Final = 32
"""Guards nest no deeper: many languages have a limit."""

_LONGEST: Final = 40
"""No expression is nested deeper."""


class Let(NamedTuple):
    """Works out a node, and names it in this block.

    Attributes:
        nodes: The node; or the `FIRST` and the `LAST` working day after the same day, which are found together.
    """

    nodes: tuple[int, ...]


class Tell(NamedTuple):
    """A condition may be true, and may be false too if a node is true; where this is not reached, it is false.

    Attributes:
        number: The number under which it is told, such as its index in `Edition.conditions`.
        may: Its nodes. Later steps read them off the truth that is told here.
        false: The node that is true when it may be false.
    """

    number: int
    may: May
    false: int


class Preset(NamedTuple):
    """Writes the mask of a cell for where its guard is not true.

    Attributes:
        slot: Where.
        mask: The mask.
    """

    slot: int
    mask: int


class Settle(NamedTuple):
    """Writes a cell whose guard is true, see `xinfang_rules.program.lower.Cell`."""

    cell: Cell


class Guard(NamedTuple):
    """Steps that are taken where all of some nodes are true, and those that are taken otherwise."""

    tests: tuple[int, ...]
    steps: "tuple[Step, ...]"
    otherwise: "tuple[Step, ...]" = ()


Step: TypeAlias = Let | Tell | Preset | Settle | Guard


@dataclass(frozen=True, eq=False)
class Schedule:
    """A program, ready to be printed.

    Attributes:
        graph: The nodes.
        steps: What to do.
        reads: The slots that some step reads and none writes, in order; in a program, those of facts.
        told: The numbers of what is told, in order.
    """

    graph: Graph
    steps: tuple[Step, ...]
    reads: tuple[int, ...]
    told: tuple[int, ...]


def schedule(program: Program, told: Iterable[int] = (), cells: Iterable[Cell] | None = None) -> Schedule:
    """Schedules a program.

    Args:
        program: The program.
        told: The conditions whose truth is wanted, told under their index in `Edition.conditions`.
        cells: The cells that are wanted, with all that they rest on; all of them if None.
    """
    wanted, tell = set(program.cells if cells is None else cells), sorted(set(told))
    plan = _Plan(program.graph)
    for stratum, at in zip(program.edition.strata, program.strata, strict=True):
        here = set(stratum.condition_ids)
        plan.tell({unit: program.conditions[unit] for unit in tell if unit in here})
        cells_here = [cell for cell in program.cells[at] if cell in wanted]
        for cell in cells_here:
            if cell.rule is None:
                plan.guarded([_Item(Settle(cell), cell.guard)])
        plan.guarded(_Item(Settle(cell), cell.guard) for cell in cells_here if cell.rule is not None)
    return _scheduled(plan, tell, {slot for cell in program.cells for slot in _slots(cell)})


def truths(graph: Graph, told: Mapping[int, May]) -> Schedule:
    """Schedules nothing but truth values, to be read off values in which every cell that they read is written.

    Args:
        graph: The nodes.
        told: The truth values, by the numbers under which they are told.
    """
    plan = _Plan(graph)
    plan.tell(told)
    return _scheduled(plan, sorted(told), set())


def _scheduled(plan: "_Plan", told: Sequence[int], written: Set[int]) -> Schedule:
    steps = plan.steps()
    read = {slot for number in plan.readers for slot in slots_read(plan.graph[number])}
    return Schedule(plan.graph, steps, tuple(sorted(read - written)), tuple(told))


def _slots(cell: Cell) -> Iterator[int]:
    yield cell.slot
    if cell.due is not None:
        yield from (cell.due.slot, cell.due.slot + 1)


class _Item(NamedTuple):
    """A step, and the node that is true where it is taken."""

    step: Tell | Settle
    guard: int


@dataclass(eq=False)
class _Place:
    """A place in the tree: a guard with what stands behind it, or a single step.

    Attributes:
        outer: The guard that it stands behind; None for the outermost place.
        known: Which truth values are known here.
        tests: What a guard tests.
        inner: What stands behind a guard, in order.
        other: What stands there where its tests are not all true.
        step: The step, specialized to what is known.
        roots: The nodes that its tests or its step read.
    """

    outer: "_Place | None"
    known: dict[int, bool] = field(default_factory=dict)
    tests: tuple[int, ...] = ()
    inner: "list[_Place]" = field(default_factory=list)
    other: "_Place | None" = None
    step: Tell | Preset | Settle | None = None
    roots: tuple[int, ...] = ()
    depth: int = 0

    def path(self) -> "list[_Place]":
        """The places around this one, the outermost first, and this one."""
        found, place = [], self
        while place.outer is not None:
            found.append(place)
            place = place.outer
        return [place, *reversed(found)]

    def within(self) -> "Iterator[_Place]":
        """Yields this place and all that stand behind it."""
        yield self
        for inner in self.inner:
            yield from inner.within()
        if self.other is not None:
            yield from self.other.within()


class _Plan:
    """The tree of places of one schedule, and where each node is read."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._root = _Place(None)
        self._told: set[int] = set()
        self.readers: dict[int, list[tuple[int, _Place]]] = {}
        self._homes: dict[tuple[int, int], int] = {}
        self._named: set[int] = set()
        self._twice: set[int] = set()  # what stands in a minimum or maximum is written twice
        self._deep: dict[int, int] = {}

    # The tree.

    def tell(self, told: Mapping[int, May]) -> None:
        """Adds truth values that are told."""
        self.guarded(_Item(Tell(number, may, may.false), may.true) for number, may in told.items())

    def guarded(self, items: Iterable[_Item]) -> None:
        """Adds steps, those first that have most in common; they do not read each other."""
        items = [item for item in items if item.guard != self.graph.false]
        self._group(self._root, items)
        self._told.update(node for item in items if isinstance(item.step, Tell) for node in item.step.may)

    def _group(self, outer: _Place, items: Sequence[_Item]) -> None:
        sharing: dict[int, list[_Item]] = {}
        for item in items:
            for test in self._tests(item.guard, outer):
                sharing.setdefault(test, []).append(item)
        left = dict.fromkeys(items)
        for test, some in sorted(sharing.items(), key=lambda entry: -len(entry[1])):
            group = [item for item in some if item in left]
            if len(group) < 2 or outer.depth >= _DEEPEST:
                continue
            for item in group:
                del left[item]
            self._group(self._guard(outer, (test,)), group)
        for item in left:
            self._add(outer, item)

    def _tests(self, guard: int, outer: _Place) -> list[int]:
        """Lists what is to be tested for a guard: its parts, as far as they are not known."""
        found: dict[int, None] = {}
        waiting = [guard]
        while waiting:
            number = waiting.pop()
            if number in outer.known or number == self.graph.true:
                continue
            if self.graph[number].op is Op.AND and number not in self._told:
                waiting.extend(self.graph[number].operands)
            else:
                found[number] = None
        return sorted(found, key=lambda number: (self.graph[number].op not in CHEAP, number))

    def _guard(self, outer: _Place, tests: tuple[int, ...]) -> _Place:
        known = dict(outer.known)
        for test in tests:
            self.graph.assume(test, True, known)
        special = tuple(self.graph.specialized(tests, outer.known, self._told))
        place = _Place(outer, known, special, roots=special, depth=outer.depth + 1)
        outer.inner.append(place)
        return place

    def _add(self, outer: _Place, item: _Item) -> None:
        tests = tuple(self._tests(item.guard, outer))
        step = item.step
        if isinstance(step, Settle) and step.cell.rule is None and tests:
            outer.inner.append(_Place(outer, outer.known, step=Preset(step.cell.slot, step.cell.otherwise)))
        known = dict(outer.known)
        self.graph.assume(item.guard, True, known)
        if tests:
            outer = self._guard(outer, tests)
            known.update(outer.known)
        if isinstance(step, Tell):
            (false,) = self.graph.specialized((step.false,), known, self._told)
            outer.inner.append(_Place(outer, known, step=step._replace(false=false), roots=(false,)))
            return
        for tier in step.cell.tiers:
            if outer.depth >= _DEEPEST or not self._tests(tier.true, outer):
                break
            may = self._guard(outer, (tier.true,))
            surely = self._guard(may, (self.graph.negation(tier.false),))
            self._settle(surely, step.cell, known)
            self._settle(self._other(surely, may, tier.false), step.cell, known)
            outer = self._other(may, outer, self.graph.negation(tier.true), tier.false)
        self._settle(outer, step.cell, known)

    def _other(self, guard: _Place, outer: _Place, *known_there: int) -> _Place:
        known = dict(outer.known)
        for number in known_there:
            self.graph.assume(number, True, known)
        guard.other = _Place(outer, known, depth=guard.depth)
        return guard.other

    def _settle(self, outer: _Place, cell: Cell, known: Mapping[int, bool]) -> None:
        cell = self._special(cell, {**known, **outer.known})
        outer.inner.append(_Place(outer, outer.known, step=Settle(cell), roots=tuple(cell_roots(cell))))

    def _special(self, cell: Cell, known: Mapping[int, bool]) -> Cell:
        due = cell.due
        found = iter(self.graph.specialized(cell_roots(cell), known, self._told))
        bits = tuple(next(found) for _ in cell.bits)
        if due is not None:
            nodes = DueNodes(*(next(found) for _ in due.nodes))
            due = due._replace(nodes=nodes, low=next(found), high=next(found))
        return cell._replace(guard=self.graph.true, bits=bits, due=due)

    # Where nodes are worked out.

    def steps(self) -> tuple[Step, ...]:
        """Returns the steps of the whole tree."""
        for place in self._root.within():
            self._survey(place)
        doubled = (node.operands for node in map(self.graph.__getitem__, self.readers) if node.op in (Op.MIN, Op.MAX))
        self._twice.update(operand for operands in doubled for operand in operands)
        for number in sorted(self.readers):
            self._deep[number] = 1 + max((self._deep.get(one, 0) for one in self.graph[number].operands), default=0)
        for number in self.readers:
            self._find_homes(number, self._root, self.readers[number], 1)
        return self._block(self._root)

    def _survey(self, place: _Place) -> None:
        """Notes who reads what; what has been told before is read off its truth."""
        seen: set[int] = set()
        waiting = [(root, -1 - id(place)) for root in place.roots]
        while waiting:
            number, reader = waiting.pop()
            if number in self._named:
                continue
            self.readers.setdefault(number, []).append((reader, place))
            if number not in seen:
                seen.add(number)
                waiting.extend((operand, number) for operand in self.graph[number].operands)
        if isinstance(place.step, Tell):
            self._named.update(place.step.may)

    def _find_homes(self, number: int, at: _Place, reading: list[tuple[int, _Place]], depth: int) -> None:
        """Finds the blocks in which a node is worked out, and by how many it is read there."""
        if any(place.outer is at for _, place in reading):
            self._homes[number, id(at)] = len({reader for reader, _ in reading})
            return
        behind: dict[int, list[tuple[int, _Place]]] = {}
        guards: dict[int, _Place] = {}
        for reader, place in reading:
            guard = place.path()[depth]
            guards[id(guard)] = guard
            behind.setdefault(id(guard), []).append((reader, place))
        for guard_id, some in behind.items():
            self._find_homes(number, guards[guard_id], some, depth + 1)

    # The steps.

    def _block(self, at: _Place) -> tuple[Step, ...]:
        steps: list[Step] = []
        for place in at.inner:
            steps.extend(self._lets([root for one in place.within() for root in one.roots], at))
            if place.step is not None:
                steps.append(place.step)
            else:
                otherwise = () if place.other is None else self._block(place.other)
                steps.append(Guard(place.tests, self._block(place), otherwise))
        return tuple(steps)

    def _lets(self, roots: Iterable[int], at: _Place) -> Iterator[Let]:
        """Yields what is to be named in a block before some nodes are read in it, or behind a guard in it."""
        for number in sorted(self.graph.reached(roots)):
            readers = self._homes.get((number, id(at)))
            if readers is not None and self._worth_naming(number, readers, at):
                del self._homes[number, id(at)]
                yield self._let(number, at)

    def _let(self, number: int, at: _Place) -> Let:
        twin = self._twin(number)
        if twin is None or self._homes.pop((twin, id(at)), None) is None:
            return Let((number,))
        return Let((number, twin) if self.graph[number].op is Op.FIRST else (twin, number))

    def _twin(self, number: int) -> int | None:
        """Returns the last working day that belongs to a first one, or the other way about, if any is read."""
        op, operands, data = self.graph[number]
        if op is Op.FIRST:
            other = self.graph.last_working_day(operands[0], data[0])
        elif op is Op.LAST:
            other = self.graph.first_working_day(operands[0], data[0])
        else:
            return None
        return other if other in self.readers else None

    def _worth_naming(self, number: int, readers: int, at: _Place) -> bool:
        op, operands, _ = self.graph[number]
        if op in _TRIVIAL or number in self._named:
            return False
        inner = operands[0] if op is Op.NOT else number
        if inner in self._named or self.graph[inner].op in CHEAP:
            return False  # a single test costs no more than a name
        if (twin := self._twin(number)) is not None:
            readers += self._homes.get((twin, id(at)), 0)
        if readers > 1 or self._deep[number] % _LONGEST == 0:
            return True
        return number in self._twice and op in NUMERIC


_TRIVIAL: Final = frozenset({Op.TRUTH, Op.NUMBER, Op.TODAY, Op.LOW, Op.HIGH})
