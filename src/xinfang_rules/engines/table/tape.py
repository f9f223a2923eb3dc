"""Nodes as a tape: one operation on arrays after the other, each written over what nothing reads any more.

A truth value is a bitmap, a number an array of numbers; a constant number stays a number. All arrays of a tape are made
once, so that the same memory serves block after block and stays in the caches of the processor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias, assert_never

import numpy as np

from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Numbers
from xinfang_rules.engines.table.day_tables import DayTables, months_after
from xinfang_rules.language.truth import NEVER
from xinfang_rules.program.graph import BEYOND, LAST_DAY, Graph, Op

_LARGEST: Final = 2**31 - 1

Key: TypeAlias = tuple[int, int]
"""An input: the slot and the number of a value; or the slot of a bound of a count or a day, and `BOUND`."""

BOUND: Final = -1

_TODAY: Final[Key] = (-1, BOUND)

_Apply: TypeAlias = Callable[..., object]
"""Takes two arrays and where to write (`out`)."""


class _Step(NamedTuple):
    apply: _Apply
    one: int
    other: int
    out: int


@dataclass(frozen=True, eq=False)
class Tape:
    """Operations that work out some nodes.

    Attributes:
        reads: The inputs, by the places where they go.
        constants: The numbers that are written out, by place.
        steps: The operations, by the places of their operands and of what comes out.
        bitmaps: The places of bitmaps that are written.
        numbers: The places of numbers that are written.
        roots: The places of what was to be worked out.
        size: How many places there are.
    """

    reads: Mapping[Key, int]
    constants: Mapping[int, int]
    steps: Sequence[_Step]
    bitmaps: Sequence[int]
    numbers: Sequence[int]
    roots: Sequence[int]
    size: int

    def places(self, words: int) -> list[Any]:
        """Makes the arrays for blocks of so many words."""
        places: list[Any] = [None] * self.size
        places[_FALSE], places[_TRUE] = np.zeros(words, np.uint64), np.full(words, ~np.uint64(0))
        for place, value in self.constants.items():
            places[place] = np.int32(value)
        for place in self.bitmaps:
            places[place] = np.empty(words, np.uint64)
        for place in self.numbers:
            places[place] = np.empty(words * WORD, np.int32)
        return places

    def run(self, places: list[Any], inputs: Mapping[Key, Bits | Numbers], today: Numbers) -> list[Any]:
        """Works out the roots: bitmaps or numbers, to be read before the tape runs again on these places.

        Args:
            places: What `places` made, for as many words as the inputs have.
            inputs: The inputs, by what reads them.
            today: The day of evaluation of each row.
        """
        for key, place in self.reads.items():
            places[place] = today if key == _TODAY else inputs[key]
        for apply, one, other, out in self.steps:
            apply(places[one], places[other], out=places[out])
        return [places[root] for root in self.roots]


def tape(graph: Graph, roots: Iterable[int], days: DayTables) -> Tape:
    """Writes the tape that works out some nodes, by their numbers."""
    writer = _Writer(graph, days)
    roots = list(roots)
    for number in sorted(graph.reached(roots)):
        writer.write(number)
    return writer.finished(roots)


_FALSE, _TRUE = 0, 1


class _Writer:
    """Writes steps on places that are written once each, then lets those share memory that are never read together."""

    def __init__(self, graph: Graph, days: DayTables) -> None:
        self._graph = graph
        self._days = days
        self._size = 2
        self._reads: dict[Key, int] = {}
        self._constants: dict[int, int] = {}
        self._constant_at: dict[int, int] = {}
        self._bitmaps: set[int] = set()
        self._steps: list[_Step] = []
        self._place: dict[int, int] = {graph.false: _FALSE, graph.true: _TRUE}
        self._wide: dict[int, int] = {}
        self._largest: dict[int, int] = {}

    def write(self, number: int) -> None:
        """Writes one node; what it operates on is written."""
        op, operands, data = self._graph[number]
        at = [self._place[one] for one in operands]
        fixed = [self._constants[place] for place in at if place in self._constants]
        constant = len(fixed) == len(at)
        self._largest[number] = self._bound(op, operands, data)
        match op:
            case Op.TRUTH:
                return
            case Op.NUMBER:
                place = self._constant(data[0])
            case Op.TODAY:
                place = self._read(_TODAY)
            case Op.IN:
                values = [value for value in range(data[1].bit_length()) if data[1] >> value & 1]
                place = self._joined(np.bitwise_or, [self._read((data[0], value)) for value in values])
            case Op.LOW | Op.HIGH:
                place = self._read((data[0] + (op is Op.HIGH), BOUND))
            case Op.AT_MOST | Op.EQUAL:
                if constant:
                    place = _TRUE if (fixed[0] <= fixed[1] if op is Op.AT_MOST else fixed[0] == fixed[1]) else _FALSE
                else:
                    compare = np.less_equal if op is Op.AT_MOST else np.equal
                    place = self._step(_packed(compare), at[0], at[1], bits=True)
            case Op.NOT:
                place = self._step(np.bitwise_xor, at[0], _TRUE, bits=True)
            case Op.AND | Op.OR:
                place = self._joined(np.bitwise_and if op is Op.AND else np.bitwise_or, at)
            case Op.ADD | Op.MIN | Op.MAX:
                if constant:
                    place = self._constant(_FOLDED[op](fixed))
                else:
                    apply: _Apply = _NUMERIC[op]
                    if op is Op.ADD and sum(self._largest[one] for one in operands) > _LARGEST:
                        apply = _add_up_to_largest
                    place = self._step(apply, *at)
            case Op.SUBTRACT:
                start = self._step(_filled, at[0], at[0]) if constant else at[0]
                place = self._step(np.subtract, start, at[1])
            case Op.SELECT:
                test = self._graph[operands[0]]
                if test.op is Op.NOT:
                    place = self._select(self._place[test.operands[0]], at[2], at[1])
                else:
                    place = self._select(*at)
            case Op.FIRST | Op.LAST | Op.MONTHS:
                start = self._step(_filled, at[0], at[0]) if constant else at[0]
                after = months_after(data[0]) if op is Op.MONTHS else self._days.look_up(data[0])[op is Op.LAST]
                place = self._step(after, start, start)
            case _:
                assert_never(op)
        self._place[number] = place

    def _bound(self, op: Op, operands: Sequence[int], data: tuple[int, ...]) -> int:
        """Returns a number that a node never exceeds."""
        largest = [self._largest[one] for one in operands]
        match op:
            case Op.NUMBER:
                return data[0]
            case Op.TODAY:
                return LAST_DAY
            case Op.LOW | Op.HIGH:
                return NEVER
            case Op.ADD:
                return min(sum(largest), _LARGEST)
            case Op.SUBTRACT:
                return largest[0]
            case Op.MIN:
                return min(largest)
            case Op.MAX:
                return max(largest)
            case Op.SELECT:
                return max(largest[1:])
            case Op.FIRST | Op.LAST | Op.MONTHS:
                return max(BEYOND, NEVER)
            case _:
                return 1

    def _new(self) -> int:
        self._size += 1
        return self._size - 1

    def _read(self, key: Key) -> int:
        if key not in self._reads:
            self._reads[key] = self._new()
        return self._reads[key]

    def _constant(self, value: int) -> int:
        value = min(value, _LARGEST)
        if value not in self._constant_at:
            self._constant_at[value] = place = self._new()
            self._constants[place] = value
        return self._constant_at[value]

    def _step(self, apply: _Apply, one: int, other: int, *, bits: bool = False) -> int:
        place = self._new()
        if bits:
            self._bitmaps.add(place)
        self._steps.append(_Step(apply, one, other, place))
        return place

    def _joined(self, apply: _Apply, parts: Sequence[int]) -> int:
        place = parts[0]
        for part in parts[1:]:
            place = self._step(apply, place, part, bits=True)
        return place

    def _select(self, test: int, one: int, other: int) -> int:
        """Selects by bits: a test of each row would be many times slower, as no processor foresees it."""
        if test in (_FALSE, _TRUE):
            return one if test == _TRUE else other
        if test not in self._wide:
            self._wide[test] = self._step(_widened, test, test)
        wide = self._wide[test]
        first, second = self._constants.get(one), self._constants.get(other)
        if second == 0:
            return self._step(np.bitwise_and, wide, one)
        if first == 0:
            difference = other
        elif first is not None and second is not None:
            difference = self._constant(first ^ second)
        else:
            difference = self._step(np.bitwise_xor, one, other)
        return self._step(np.bitwise_xor, self._step(np.bitwise_and, wide, difference), other)

    def finished(self, roots: Sequence[int]) -> Tape:
        """Shares memory among places, and returns the tape."""
        kept = [self._place[root] for root in roots]
        fixed = {_FALSE, _TRUE, *self._reads.values(), *self._constants}
        last: dict[int, int] = {}
        for index, step in enumerate(self._steps):
            last[step.one] = last[step.other] = index
        last.update(dict.fromkeys(kept, len(self._steps)))
        ends: dict[int, list[int]] = {}
        for place, index in last.items():
            if place not in fixed:
                ends.setdefault(index, []).append(place)
        shared = {place: place for place in fixed}
        free: dict[bool, list[int]] = {True: [], False: []}
        used: dict[bool, list[int]] = {True: [], False: []}
        steps: list[_Step] = []
        for index, (apply, one, other, out) in enumerate(self._steps):
            bits = out in self._bitmaps
            if free[bits]:
                shared[out] = free[bits].pop()
            else:
                shared[out] = out
                used[bits].append(out)
            steps.append(_Step(apply, shared[one], shared[other], shared[out]))
            for place in (*ends.get(index, ()), *(() if out in last else (out,))):
                free[place in self._bitmaps].append(shared[place])
        return Tape(
            self._reads,
            self._constants,
            steps,
            used[True],
            used[False],
            [shared[place] for place in kept],
            self._size,
        )


_NUMERIC: Final[Mapping[Op, _Apply]] = {Op.ADD: np.add, Op.MIN: np.minimum, Op.MAX: np.maximum}
_FOLDED: Final[Mapping[Op, Callable[[Any], int]]] = {Op.ADD: sum, Op.MIN: min, Op.MAX: max}


def _packed(compare: Callable[[Any, Any], Flags]) -> _Apply:
    def apply(one: Numbers, other: Numbers, *, out: Bits) -> None:
        out.view(np.uint8)[:] = np.packbits(compare(one, other), bitorder="little")

    return apply


def _widened(bits: Bits, _: Any, *, out: Numbers) -> None:
    """Makes -1 of true and 0 of false."""
    np.negative(np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.int8), out=out, dtype=np.int32)


def _filled(number: Any, _: Any, *, out: Numbers) -> None:
    out.fill(number)


def _add_up_to_largest(one: Numbers, other: Numbers, *, out: Numbers) -> None:
    """Adds what may become more than a number can be; nothing below 0. What is so large is no day: nothing reads it."""
    np.add(one, other, out=out)
    np.minimum(out.view(np.uint32), np.uint32(_LARGEST), out=out.view(np.uint32))
