"""The parts of the dossiers of a block of rows: one for each organ that a piece came to, and each round there.

The counterpart of `xinfang_rules.dossier.parts`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from xinfang_rules.dossier.parts import Role
from xinfang_rules.dossier.recorded_act import END, PETITIONER
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.registers.act_columns import CLAIM
from xinfang_rules.registers.block_acts import ActBlock, BlockAct, Days, Flags, Numbers, Places
from xinfang_rules.registers.block_record import BlockContext, Named, is_about

_NONE: Final = 1 << 20
"""Stands after the place of every act."""


class BlockPart(NamedTuple):
    """A part that some rows have.

    Attributes:
        role: What it is to the organ.
        round: Which opinion it is about, from 1.
        rows: The rows of the block.
        came: The place of the act by which it is seen to be a part.
        context: Where expressions are read, of these rows.
    """

    role: Role
    round: int
    rows: Places
    came: Numbers
    context: BlockContext

    @property
    def name(self) -> str:
        """Piece, organ and claim, and the round if it is not the first."""
        name = f"{self.context.block.piece}/{self.context.organ}/{CLAIM}"
        return name if self.round == 1 else f"{name}/round{self.round}"


def parts_of(block: ActBlock) -> Iterator[BlockPart]:
    """Yields the parts of the rows of a block, those of rows that are unusual left out."""
    structure = block.table.file.structure
    arriving = [act for act in block.of(*structure.arriving) if act.to is not None]
    silent = block.of(*structure.handles)
    about = _About(block)
    for arrival in arriving:
        here = arrival.there & ~block.unusual
        for before in arriving:
            if before.to == arrival.to:
                here &= ~(before.there & (before.rank < arrival.rank))
        if here.any():
            yield from _of_arrival(about, arrival, str(arrival.to), arrival.rank, here)
    for done in silent:  # what an organ handles, though nothing is recorded of how it came there
        here = _answers(block, done) & ~block.unusual
        for before in arriving:
            if before.to == done.by:
                here &= ~before.there
        for before in silent:
            if before.by == done.by:
                here &= ~(_answers(block, before) & (before.rank < done.rank))
        if here.any():
            yield from _of_arrival(about, about.unrecorded(done), done.by, done.rank, here)


def _answers(block: ActBlock, act: BlockAct) -> Any:
    """Tells where there is an act that is no document, or one that surely answers a matter; see `dossier.parts`."""
    structure, kind = block.table.file.structure, act.told.get("kind")
    if act.act != structure.opinion:
        return act.there
    if kind is None:
        return np.zeros_like(act.there)
    answers = np.array([*(value in structure.answers for value in kind.values), False])  # the last: it is not told
    return act.there & answers[kind.codes]


class _About:
    """What is known of a block whichever organ is looked at: which handle the claim, which issued an opinion."""

    def __init__(self, block: ActBlock) -> None:
        self.block = block
        self.handlers = _handlers(block)
        self.answered: dict[str, Flags] = {}
        structure = block.table.file.structure
        for act in block.of(structure.opinion):
            self.answered[act.by] = self.answered.get(act.by, np.zeros(len(block), np.bool_)) | _answers(block, act)
        nothing = np.zeros(len(block), np.int32)
        self.raised, self.first, self.last = nothing, nothing + np.int32(EARLIEST), nothing + np.int32(NEVER)
        for act in block.of(block.table.file.structure.raises):
            self.raised = np.where(act.there, act.rank, self.raised)
            self.first = np.where(act.there, act.day.low, self.first)
            self.last = np.where(act.there, act.day.high, self.last)

    def unrecorded(self, done: BlockAct) -> BlockAct:
        """Returns the arrival of what an organ handles: not before it was raised, nor after that was done."""
        everywhere = np.ones(len(self.block), np.bool_)
        unknown = Days(np.full_like(self.first, EARLIEST), np.full_like(self.first, NEVER), everywhere)
        return BlockAct(
            "", "", done.by, done.there, done.perhaps, self.raised, unknown,
            Days(self.first, done.day.high, everywhere), everywhere, {}, {},
        )  # fmt: skip


def _of_arrival(about: _About, arrival: BlockAct, organ: str, came: Numbers, here: Flags) -> Iterator[BlockPart]:
    block, nobody = about.block, np.ones(len(about.block), np.bool_)
    for handles in about.handlers.values():
        nobody = nobody & ~handles
    nothing = np.zeros(len(block), np.bool_)
    bound = here & about.handlers.get(organ, nothing)
    answers = here & about.answered.get(organ, nothing)
    competent = np.array([organ in named for named in block.competent.values])[block.competent.codes]
    fallen = here & nobody & competent & ~answers
    others = {
        other: (about.handlers.get(other, nothing) | about.answered.get(other, nothing)) & (bound | answers)
        for other in {**about.handlers, **about.answered}
        if other != organ
    }
    others = {other: where for other, where in others.items() if where.any()}
    (rows,) = np.nonzero(here & ~(bound | answers | fallen))
    if len(rows):
        yield _part(about, arrival, organ, came, ("receiver", 1), rows)
    handles = bound | answers | fallen
    if not handles.any():
        return
    starts = _round_starts(about, organ, others)
    count = (starts < _NONE).sum(0)
    for number in range(1, int(count[handles].max()) + 2):
        goes_on = handles & (count >= number - 1)
        firsts: list[tuple[Role, Flags]] = [("handler", bound | fallen), ("issuer", answers & ~bound)]
        redo: list[tuple[Role, Flags]] = [("redo", handles)]
        for role, where in firsts if number == 1 else redo:
            (rows,) = np.nonzero(goes_on & where)
            if not len(rows):
                continue
            start = arrival.rank[rows] if number == 1 else starts[number - 2][rows]
            end = np.full(len(rows), END, np.int32)
            if number <= len(starts):
                end = np.where(count[rows] >= number, starts[number - 1][rows] + np.int32(1), end)
            left = {other: there[rows] for other, there in others.items()}
            yield _part(about, arrival, organ, came, (role, number), rows, start, end, left)


def _part(
    about: _About, arrival: BlockAct, organ: str, came: Numbers, which: tuple[Role, int], rows: Places,
    start: Numbers | None = None, end: Numbers | None = None, others: Mapping[str, Flags] | None = None,
) -> BlockPart:  # fmt: skip
    block, (role, number), arrived = about.block, which, arrival.taken(rows)
    some = block.taken(rows)
    start = arrived.rank if start is None else start
    end = np.full(len(rows), END, np.int32) if end is None else end
    sender: Named = () if arrived.by == PETITIONER else (arrived.by,) if arrived.by else None
    roles: dict[str, list[tuple[Named, Any]]] = {
        "self": [((organ,), np.True_)],
        "petitioner": [((PETITIONER,), np.True_)],
        "sender": [(sender, np.True_)],
        "handler": [(None if role == "receiver" else (organ,), np.True_)],
        "competent": [(tuple(named) or None, where) for named, where in _ways(some)],
        "superior": [(tuple(block.columns.organs[organ].superior), np.True_)],
    }
    for asked, act in block.table.file.structure.asked_by.items():
        roles[asked] = list(_asked(some, act, start, end))
    arrived_by = arrived.day.high if arrived.act else about.last[rows]
    context = BlockContext(some, organ, arrived, start, end, roles, arrived_by, others or {})
    return BlockPart(role, number, rows, came[rows], context)


def _ways(block: ActBlock) -> Iterator[tuple[Sequence[str], Any]]:
    present = np.unique(block.competent.codes)
    for code in present:
        yield block.competent.values[code], np.True_ if len(present) == 1 else block.competent.codes == code


def _asked(block: ActBlock, name: str, start: Numbers, end: Any) -> Iterator[tuple[Named, Any]]:
    """Yields to whom the first act of a kind was done in the round."""
    first, within = np.full(len(block), _NONE, np.int32), dict[int, Flags]()
    done = [act for act in block.of(name) if act.to is not None]
    for number, act in enumerate(done):
        within[number] = act.there & (start < act.rank) & (act.rank < end)
        first = np.where(within[number], np.minimum(first, act.rank), first)
    for number, act in enumerate(done):
        where = within[number] & (act.rank == first)
        if where.any():
            yield (str(act.to),), where
    yield (), first == _NONE


def _handlers(block: ActBlock) -> dict[str, Flags]:
    """Tells which organs handle the claim: who did so first, and whoever accepted it, until another is settled on."""
    structure = block.table.file.structure
    handled = block.of(*structure.handles)
    first = np.full(len(block), _NONE, np.int32)
    for act in handled:
        first = np.where(act.there, np.minimum(first, act.rank), first)
    found: dict[str, Flags] = {}
    did: dict[str, Flags] = {}
    for act in handled:
        did[act.by] = did.get(act.by, np.zeros(len(block), np.bool_)) | act.there
        binds = act.there if act.act == structure.accepts else act.there & (act.rank == first)
        found[act.by] = found.get(act.by, np.zeros(len(block), np.bool_)) | binds
    settled = block.of(structure.settles)
    last = np.full(len(block), -1, np.int32)
    for act in settled:
        last = np.where(act.there, np.maximum(last, act.rank), last)
    for act in settled:
        valid = act.there & (act.rank == last) & did.get(str(act.to), np.False_)
        if valid.any():
            found[str(act.to)] = found[str(act.to)] | valid
        for done in handled:
            if done.by != act.to:
                found[done.by] = found[done.by] & ~(valid & done.there & (done.rank < act.rank))
    return found


def _round_starts(about: _About, organ: str, others: Mapping[str, Flags]) -> Any:
    """Returns the places after which a further round begins: for each round from the second one a place a row."""
    block, structure = about.block, about.block.table.file.structure
    rows = len(block)
    mine = [(act, act.there & ~is_about(block, act, others) if others else act.there) for act in block.acts]
    opinions = [(act, where) for act, where in mine if act.act == structure.opinion and act.by == organ]
    sought = [(act, where) for act, where in mine if act.act in structure.remedies]
    starts: list[Any] = []
    outcomes = structure.undone_by.outcome or ()
    for act, where in mine:
        outcome = act.told.get("outcome")
        if act.act in structure.undone_by.act and outcome is not None:
            undone = np.array([*(value in outcomes for value in outcome.values), False])[outcome.codes]
            starts.append(np.where(where & undone, act.rank, _NONE))
    for opinion, where in opinions:
        before = np.full(rows, -1, np.int32)
        for other, there in opinions:
            nearer = there & (other.rank < opinion.rank) & (other.rank > before)
            before = np.where(nearer, other.rank, before)
        last, first, day = np.full(rows, -1, np.int32), np.full(rows, _NONE, np.int32), np.full(rows, NEVER, np.int32)
        decided = np.zeros(rows, np.bool_)
        for act, there in sought:
            between = there & (before < act.rank) & (act.rank < opinion.rank)
            last = np.where(between, np.maximum(last, act.rank), last)
            day = np.where(between & (act.rank < first), act.day.high, day)
            first = np.where(between, np.minimum(first, act.rank), first)
            decided |= between & (act.act in structure.undone_by.act)
        some = last >= 0
        void = (before < 0) & ~decided & ~_opinion_before(about, organ, first, day)
        place = np.where(some & ~void, last, np.where(~some & (before >= 0), opinion.rank - 1, _NONE))
        starts.append(np.where(where, place, _NONE))
    found = np.sort(np.array(starts, np.int32).reshape(-1, rows), axis=0)
    if len(found) > 1:  # one place, one round
        found[1:][found[1:] == found[:-1]] = _NONE
        found.sort(axis=0)
    return found


def _opinion_before(about: _About, organ: str, rank: Numbers, day: Numbers) -> Flags:
    """Tells where there was, or may have been, an opinion before the place of an act of which the last day is told."""
    block = about.block
    opinion = block.table.file.structure.opinion
    found = np.zeros(len(block), np.bool_)
    for act in block.of(opinion):
        found |= act.there & (act.rank < rank)
    until = block.shown_until((organ,), (opinion,))
    return found | ~((until > 0) & (until >= np.minimum(day, np.int32(block.today))))
