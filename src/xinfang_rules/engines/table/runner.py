"""Running the tapes of an edition over blocks of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.engines.table.arrays import WORD, Bits, Flags, Masks, Numbers, join, mask_type, pack, unpack
from xinfang_rules.engines.table.block import Block
from xinfang_rules.engines.table.table_program import TableProgram
from xinfang_rules.engines.table.tape import Key, Tape

Bounds: TypeAlias = tuple[Numbers, Numbers]

_Turn: TypeAlias = tuple[int, int]
"""How many times rows have been taken out, and whether it is an even round: what came out of it the next one reads."""

_MOST_LEFT: Final = 0.5
"""Where a larger share of the rows than this is not known in full, all are taken as if none were."""


_FEW: Final = 0.4
"""Where a smaller share of the rows than this still changes, they are taken out of the block to go on."""


class LastDays(NamedTuple):
    """What is known of the last days of a norm, as `xinfang_rules.engines.outcome.Due` tells it of one case.

    Attributes:
        low: The earliest, an ordinal.
        high: The latest, an ordinal; `NEVER` where none is known.
        may_run: Where the norm may apply and its period may have started; elsewhere nothing else means anything.
        may_wait: Where the period may not have started.
        open_after: The day after which days were counted that a missing notice may turn; `NEVER` for none.
        done_low: The earliest day on which what the norm asks for was done; `NEVER` where it was not.
        done_high: The latest.
    """

    low: Numbers
    high: Numbers
    may_run: Flags
    may_wait: Flags
    open_after: Numbers
    done_low: Numbers
    done_high: Numbers


@dataclass(frozen=True, eq=False)
class TableOutcome:
    """What was found of a block. Of a row that is refused, nothing else means anything.

    The numbers are written over when the runner runs again.

    Attributes:
        masks: For each name that was wanted and has a closed list of values, which are possible.
        bounds: For each name that was wanted and is a count or a day, the smallest and the largest number possible.
        dues: For each rule whose norm's last days were wanted, what is known of them.
        broken: The rows that break a constraint.
        uncountable: The rows of which some last day lies outside of what can be counted.
    """

    masks: Mapping[str, Masks]
    bounds: Mapping[str, Bounds]
    dues: Mapping[str, LastDays]
    broken: Flags
    uncountable: Flags

    def replaced(self, places: npt.NDArray[np.intp], part: "TableOutcome") -> "TableOutcome":
        """Returns the same with what was found of some rows by themselves in the places of these."""

        def put(whole: npt.NDArray[Any], some: npt.NDArray[Any]) -> npt.NDArray[Any]:
            changed = whole.copy()
            changed[places] = some
            return changed

        bounds: dict[str, Bounds] = {}
        for name, (low, high) in self.bounds.items():
            bounds[name] = put(low, part.bounds[name][0]), put(high, part.bounds[name][1])
        return TableOutcome(
            {name: put(held, part.masks[name]) for name, held in self.masks.items()},
            bounds,
            {rule: LastDays(*map(put, held, part.dues[rule])) for rule, held in self.dues.items()},
            put(self.broken, part.broken),
            put(self.uncountable, part.uncountable),
        )


class Part(NamedTuple):
    """Rows of a block that are not known in full.

    Attributes:
        places: Which they are.
        block: They by themselves.
        inputs: What constraints make of what is known of them, to be read before anything else is narrowed.
    """

    places: npt.NDArray[np.intp]
    block: Block
    inputs: Mapping[Key, Bits | Numbers]


class TableRunner:
    """Runs tapes over one block after the other; not to be shared between threads."""

    def __init__(self, program: TableProgram) -> None:
        self.program = program
        self._places: dict[tuple[int, _Turn], tuple[int, list[Any]]] = {}

    def run(self, block: Block) -> TableOutcome:
        """Works out what is wanted of each row of a block."""
        return self.run_apart(block)[0]

    def run_apart(self, block: Block) -> tuple[TableOutcome, Part | None]:
        """Does as `run`; returns the rows that are not known in full besides, if there are any."""
        left = ~unpack(block.known)[: block.rows]
        if np.count_nonzero(left) > _MOST_LEFT * block.rows:
            inputs, broken = self.narrowed(block)
            return self.possible(block, inputs, broken), Part(np.arange(block.rows), block, inputs)
        found, unsettled = self._exact(block)
        left |= unsettled
        (places,) = np.nonzero(left)
        if not len(places):
            return found, None
        some = block.taken(places)
        inputs, broken = self.narrowed(some)
        return found.replaced(places, self.possible(some, inputs, broken)), Part(places, some, inputs)

    def violations(self, block: Block) -> npt.NDArray[np.bool_]:
        """Tells which constraints are plainly false in each row, before anything follows from others: one row each."""
        found = self._run(self.program.admissible, block, block.inputs)
        return ~np.array([unpack(bits)[: block.rows] for bits in found], np.bool_).reshape(-1, block.rows).T

    def _run(self, tape: Tape, block: Block, inputs: Mapping[Key, Bits | Numbers], turn: _Turn = (0, 0)) -> list[Any]:
        """Runs a tape; what comes out may be read until it runs again in the same turn."""
        words, places = self._places.get((id(tape), turn), (0, []))
        if words != block.words:
            places = tape.places(block.words)
            self._places[id(tape), turn] = block.words, places
        return tape.run(places, inputs, block.today)

    def _exact(self, block: Block) -> tuple[TableOutcome, Flags]:
        *roots, hold, uncountable, unsettled = self._run(self.program.exact, block, block.inputs)
        return self._found(block, roots, ~hold, uncountable), unpack(unsettled)[: block.rows]

    def possible(self, block: Block, inputs: Mapping[Key, Bits | Numbers], broken: Bits) -> TableOutcome:
        """Works out what is possible in the rows of a block, by what `narrowed` found of them."""
        *roots, uncountable = self._run(self.program.possible, block, inputs)
        return self._found(block, roots, broken, uncountable)

    def narrowed(self, block: Block, rounds: int = 0, depth: int = 0) -> tuple[Mapping[Key, Bits | Numbers], Bits]:
        """Narrows what is known by the constraints, until nothing changes in any row that is not broken.

        As soon as few rows still change, only these go on.

        Args:
            block: The block.
            rounds: How many rounds its rows have been through.
            depth: How many times rows have been taken out.

        Returns:
            What is known then, to be read before any more is narrowed; and the rows that are broken.
        """
        program, inputs = self.program, dict(block.inputs)
        broken, rows = np.zeros(block.words, np.uint64), pack(np.ones(block.rows, np.bool_))
        going = rows
        for number in range(rounds, program.most_rounds + 1):
            *after, changed, failed = self._run(program.narrow, block, inputs, (depth, number % 2))
            broken |= failed
            going = changed & ~broken & rows
            if not going.any():
                return inputs, broken
            inputs.update(zip(program.narrowed, after, strict=True))
            (places,) = np.nonzero(unpack(going)[: block.rows])
            if len(places) < _FEW * block.rows:
                reads = {key: inputs[key] for key in program.narrow.reads if key in inputs}
                part = Block(block.rows, reads, block.today, block.known).taken(places)
                narrowed, failed = self.narrowed(part, number + 1, depth + 1)
                for key in program.narrowed:
                    inputs[key] = _replaced(inputs[key], places, narrowed[key])
                return inputs, broken | _replaced(np.zeros_like(broken), places, failed)
        return inputs, broken | going

    def _found(self, block: Block, roots: list[Any], broken: Bits, uncountable: Bits) -> TableOutcome:
        program, rows = self.program, block.rows
        found: dict[str, Masks] = {}
        bounds: dict[str, Bounds] = {}
        dues: dict[str, LastDays] = {}
        at = 0
        for name, many in zip(program.wanted.names, program.sizes, strict=True):
            some = roots[at : at + many]
            at += many
            if some[0].dtype == np.uint64:
                held = _masks(mask_type(many), block.words * WORD)
                join(some, held)
                found[name] = held[:rows]
            else:
                bounds[name] = _whole(some[0], rows), _whole(some[1], rows)
        for rule in program.wanted.dues:
            low, high, run, wait, *others = roots[at : at + 7]
            at += 7
            flags = unpack(run)[:rows], unpack(wait)[:rows]
            dues[rule] = LastDays(_whole(low, rows), _whole(high, rows), *flags, *(_whole(one, rows) for one in others))
        refused = unpack(broken)[:rows]
        return TableOutcome(found, bounds, dues, refused, unpack(uncountable & ~broken)[:rows])


def _masks(kind: type[np.unsignedinteger[Any]], rows: int) -> Masks:
    """Makes room for masks, in memory of Arrow, which keeps what was given back to it: new memory is slow to get."""
    return np.frombuffer(pa.allocate_buffer(rows * np.dtype(kind).itemsize), kind)


def _whole(numbers: Any, rows: int) -> Numbers:
    """Returns the numbers of the rows, also of one that is the same in every row."""
    return numbers[:rows] if np.ndim(numbers) else np.full(rows, numbers, np.int32)


def _replaced(whole: Any, places: npt.NDArray[np.intp], part: Any) -> Any:
    """Returns bits or numbers of a block with those of some rows put in their places."""
    if whole.dtype == np.uint64:
        flags = unpack(whole)
        flags[places] = unpack(part)[: len(places)]
        return pack(flags)
    numbers = whole.copy()
    numbers[places] = part[: len(places)]
    return numbers
