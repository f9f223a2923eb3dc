"""Presuming in the rows of a block: what is open in a row is presumed as `evaluate` presumes it in that case."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from xinfang_rules.engines.table.arrays import Bits, Flags, Masks, Numbers, join, mask_type, pack, unpack
from xinfang_rules.engines.table.block import Block, domains
from xinfang_rules.engines.table.runner import Part, TableOutcome, TableRunner
from xinfang_rules.engines.table.table_program import TableProgram
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.evaluation.presuming import LATE, Offer, Supposed, offers_of
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.program.reach import base, behind, bound_facts
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import STATUSES, Edition
from xinfang_rules.rulebook.names import STATUS

Inputs: TypeAlias = Mapping[Key, Bits | Numbers]


class Supplied(NamedTuple):
    """What is presumed in the rows of a part of a block, and what follows.

    Attributes:
        part: These rows, as stated.
        facts: The facts, each with where it is presumed.
        found: What would be found of these rows.
    """

    part: Part
    facts: Sequence[tuple[Supposed, Bits]]
    found: TableOutcome


class Presuming:
    """Presumes in one block after the other; not to be shared between threads.

    Args:
        program: The tapes; they work out the statuses of the norms that `late_rules` names.
        names: The sets of presumptions that are asked for, or bundles of them.
    """

    def __init__(self, program: TableProgram, names: Iterable[str]) -> None:
        self.edition = program.edition
        self.runner = TableRunner(program)
        self.sets = tuple(one.name for one in self.edition.presumptions.named(names))
        self._offers = [offers_of(self.edition)[name] for name in self.sets]
        self._domains = domains(self.edition)
        self._bound = {slot for slot, _ in program.narrow.reads}

    def run(self, stated: TableOutcome, part: Part) -> Supplied | None:
        """Presumes in the rows that are not known in full; returns None if nothing is presumed."""
        wanted = [(fact, bits) for fact, bits in self._wanted(stated, part) if bits.any()]
        if not wanted:
            return None
        block = self.under(part.block, wanted)
        inputs, broken = self.runner.narrowed(block)
        some = reduce(np.bitwise_or, (bits for _, bits in wanted))
        (conflicts,) = np.nonzero(unpack(broken & some)[: block.rows])
        if len(conflicts):
            wanted = self._one_by_one(part.block, wanted, conflicts)
            block = self.under(part.block, wanted)
            inputs, broken = self.runner.narrowed(block)
        return Supplied(part, wanted, self.runner.possible(block, inputs, broken))

    def _wanted(self, stated: TableOutcome, part: Part) -> Iterator[tuple[Supposed, Bits]]:
        """Yields facts with the rows where they are open and may be as presumed, and their set's conditions are met."""
        admitted = pack(~(stated.broken[part.places] | stated.uncountable[part.places]))
        missed = {
            rule: pack(stated.masks[STATUS + rule][part.places] & _late_mask(self.edition, rule) != 0)
            for rule in late_rules(self._offers)
        }
        for offer in self._offers:
            usable = reduce(np.bitwise_and, (_dated(part.block.inputs, slot) for _, slot in offer.days), admitted)
            for fact in offer.facts:
                late = (missed[rule] for rule in offer.unless_late.get(fact.fact, ()))
                open_rows = usable & self._is_open(part.inputs, fact) & _is_possible(part.inputs, fact)
                yield fact, reduce(lambda kept, some: kept & ~some, late, open_rows)

    def _is_open(self, known: Inputs, fact: Supposed) -> Bits:
        """Returns where it is not known what a fact is."""
        if fact.number is not None:
            slot = fact.number[0]
            return pack(known[slot, BOUND] != known[slot + 1, BOUND])
        found: Any = np.zeros_like(known[fact.choices[0][0], 0])
        for slot, _ in fact.choices:
            some: Any = np.zeros_like(found)
            for value in range(self._domains[slot]):
                found |= some & known[slot, value]
                some |= known[slot, value]
        return found  # type: ignore[no-any-return]  # a bitmap, as the inputs are

    def under(self, block: Block, facts: Iterable[tuple[Supposed, Bits]]) -> Block:
        """Returns a block with facts put in where they are presumed."""
        inputs: dict[Key, Any] = dict(block.inputs)
        for fact, bits in facts:
            for slot, mask in fact.choices:
                for value in range(self._domains[slot]):
                    held = inputs[slot, value]
                    inputs[slot, value] = held | bits if mask >> value & 1 else held & ~bits
            if fact.number is not None:
                slot, number = fact.number
                for bound in (slot, slot + 1):
                    inputs[bound, BOUND] = np.where(unpack(bits), np.int32(number), inputs[bound, BOUND])
        return replace(block, inputs=inputs)

    def _one_by_one(
        self, block: Block, wanted: Sequence[tuple[Supposed, Bits]], places: Any
    ) -> list[tuple[Supposed, Bits]]:
        """Returns facts that can be so together, where not all can: each with those before it."""
        part = block.taken(places)
        found: list[tuple[Supposed, Bits]] = []
        for fact, bits in wanted:
            held = unpack(bits)
            mine = pack(held[places])
            if self._bound.intersection(_slots(fact)) and mine.any():  # nothing stands against any other
                tried = self.under(part, [(fact, mine)])
                mine &= ~self.runner.narrowed(tried)[1]
                held[places] = unpack(mine)[: len(places)]
            part = self.under(part, [(fact, mine)])
            found.append((fact, pack(held)))
        return found

    def sets_of(self, name: str, supplied: Supplied) -> Masks:
        """Returns the sets of which facts are presumed in each row that can make a difference to what has a name."""
        rows, near = supplied.part.block.rows, facts_near(name, self.edition)
        planes = [np.zeros(supplied.part.block.words, np.uint64) for _ in self.sets]
        for fact, bits in supplied.facts:
            if fact.fact in near:
                planes[self.sets.index(fact.told.presumption)] |= bits
        masks = np.empty(len(planes[0]) * 64, mask_type(len(planes)))
        join(planes, masks)
        return masks[:rows]


def run_presuming(
    runner: TableRunner, presuming: Presuming | None, block: Block
) -> tuple[TableOutcome, Part | None, Supplied | None]:
    """Evaluates a block, and presumes in the rows that are not known in full, if anything is to be.

    A row of which a last day cannot be counted is refused, be it only under what is presumed.
    """
    found, part = runner.run_apart(block)
    supplied = None if presuming is None or part is None else presuming.run(found, part)
    if supplied is not None:
        uncountable = found.uncountable.copy()
        uncountable[supplied.part.places] |= supplied.found.uncountable
        found = replace(found, uncountable=uncountable)
    return found, part, supplied


def late_rules(offers: Iterable[Offer]) -> tuple[str, ...]:
    """Names the rules whose norms must not have been missed for something to be presumed."""
    return tuple(dict.fromkeys(rule for offer in offers for rules in offer.unless_late.values() for rule in rules))


def _late_mask(edition: Edition, rule: str) -> Any:
    norm = edition.rule(rule).norm
    assert norm is not None
    return np.uint8(sum(1 << place for place, status in enumerate(STATUSES[norm.kind]) if status in LATE))


def _dated(inputs: Inputs, slot: int) -> Bits:
    low, high = inputs[slot, BOUND], inputs[slot + 1, BOUND]
    flags: Flags = (low == high) & (low > EARLIEST) & (low < NEVER)
    return pack(flags)


def _is_possible(known: Inputs, fact: Supposed) -> Any:
    """Returns where a fact may be what it is presumed to be."""
    if fact.number is not None:
        slot, held = fact.number
        return pack((known[slot, BOUND] <= held) & (known[slot + 1, BOUND] >= held))
    return reduce(np.bitwise_and, (known[slot, mask.bit_length() - 1] for slot, mask in fact.choices))


def _slots(fact: Supposed) -> Iterator[int]:
    yield from (slot for slot, _ in fact.choices)
    if fact.number is not None:
        yield fact.number[0]


@remembered
def facts_near(name: str, edition: Edition) -> frozenset[str]:
    """Returns the facts that can make a difference to what has a name in an edition."""
    return bound_facts(edition, map(base, behind(edition, [name]).facts))
