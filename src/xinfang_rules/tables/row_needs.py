"""Needs in the rows of a table: of each that leaves an answer open, the fact that decides most.

Each value that an open fact of a row may have is a row of a block by itself; those of many rows are tried together.
What is tried, and how facts are ranked, is as `xinfang_rules.evaluation.needs` has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from math import lcm
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xinfang_rules.engines.reference.statuses import EXERCISED, MET, NOT_APPLICABLE
from xinfang_rules.engines.table.arrays import BLOCK, Flags, pack
from xinfang_rules.engines.table.block import Block, bounded, domains
from xinfang_rules.engines.table.runner import Part, TableOutcome, TableRunner
from xinfang_rules.engines.table.table_program import Wanted, prepared
from xinfang_rules.engines.table.tape import BOUND, Key
from xinfang_rules.evaluation.candidate_values import BOUNDS
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.standing import ever_open, waits
from xinfang_rules.language.truth import NEVER, Values
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.tables.fact_columns import SEPARATOR
from xinfang_rules.tables.output_columns import JOINED, Output

Integers: TypeAlias = npt.NDArray[Any]
Inputs: TypeAlias = Mapping[Key, Any]

_ROWS: Final = 192
"""Rows of which the facts are tried together: about a block of values."""

_LATER: Final = np.iinfo(np.int32).max

NEEDS: Final = "needs"
"""Wants the most decisive fact of each row."""

COLUMNS: Final = (
    Output(NEEDS, NEEDS, "texts", notes={"needs": "the fact that decides most where an answer is open"}),
    Output(f"{NEEDS}{SEPARATOR}decides", NEEDS, "texts", notes={"needs": "the questions that it decides or narrows"}),
)


class MostDecisive(NamedTuple):
    """A fact, and the questions that it decides or narrows."""

    fact: str
    decides: tuple[str, ...]


class Standings(NamedTuple):
    """How a norm stands in each row, as `xinfang_rules.evaluation.standing.Standing` tells it of one case."""

    statuses: Integers
    earliest: Integers
    latest: Integers

    def open(self) -> Integers:
        """Returns how much is open."""
        known: Integers = np.bitwise_count(self.statuses).astype(np.int64) - 1 + (self.earliest != self.latest)
        return known

    def taken(self, places: Integers) -> "Standings":
        """Returns some rows, each as often as it is named."""
        return Standings(*(held[places] for held in self))


class _Base(NamedTuple):
    """What is found of each row before anything is tried.

    Attributes:
        masks: The answers that each question may have.
        standings: How each norm stands.
        is_open: Of each norm, where it is worth finding out more.
    """

    masks: Sequence[Integers]
    standings: Sequence[Standings]
    is_open: Sequence[Flags]


_Settings: TypeAlias = tuple[int, int, bool, list[tuple[int, int]]]
"""What is tried of a fact of a row: the row, the place of the fact, whether few values may do, the slots and values."""


class _Trials(NamedTuple):
    """What is tried, an entry for each value: of which row, with which fact, and where the value is written.

    Attributes:
        rows: The row.
        groups: The number of the row and the fact.
        order: Which it is of the values of that fact.
        slots: The slot.
        values: The mask or the number.
        facts: For each group, the place of the fact among those of the edition.
        owners: For each group, the row.
        brief: For each group, whether a few values may be enough, see `BOUNDS`.
    """

    rows: Integers
    groups: Integers
    order: Integers
    slots: Integers
    values: Integers
    facts: Integers
    owners: Integers
    brief: Flags


class RowNeeds:
    """Finds the most decisive facts of rows that an edition governs; not to be shared between threads."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._evaluator = evaluator_for(edition)
        self._finder = self._evaluator.needs_finder
        self._rules = ever_open(edition)
        self._reads = [self._finder.watched(rule).reads for rule in self._rules]
        self._questions = [question.name for question in edition.questions]
        dues = tuple(rule.id for rule in self._rules if DUE + rule.id in edition.layout)
        names = (*self._questions, *(STATUS + rule.id for rule in self._rules))
        self._runner = TableRunner(prepared(Wanted(names, dues), edition))
        self._domains, self._bounded = domains(edition), bounded(edition)
        self._facts = tuple(edition.facts)

    def find(self, block: Block) -> list[MostDecisive | None]:
        """Finds the fact of each row of a block; None where no answer is open, or no fact does anything."""
        found: list[MostDecisive | None] = []
        for start in range(0, block.rows, _ROWS):
            found.extend(self._of(block.taken(np.arange(start, min(start + _ROWS, block.rows)))))
        return found

    def _of(self, block: Block) -> Iterator[MostDecisive | None]:
        inputs, broken = self._runner.narrowed(block)
        inputs = {key: held.copy() for key, held in inputs.items()}  # it narrows again
        found = self._runner.possible(block, inputs, broken)
        standings = [standings_of(rule.id, found) for rule in self._rules]
        is_open = [self._is_open(rule, found, now) for rule, now in zip(self._rules, standings, strict=True)]
        base = _Base([found.masks[name].copy() for name in self._questions], standings, is_open)
        refused = found.broken | found.uncountable
        values = list(replace(block, inputs=inputs).each(self._edition.layout.width))
        best: dict[int, MostDecisive] = {}
        for some in _in_blocks(self._trials(block, values, base, refused)):
            best.update(self._ranked(block, inputs, some, base))
        for row in range(block.rows):
            undecided = not refused[row] and any(int(mask[row]) & (int(mask[row]) - 1) for mask in base.masks)
            yield best.get(row) or self._by_itself(block, row) if undecided else None

    def _by_itself(self, block: Block, row: int) -> MostDecisive | None:
        """Asks the scalar engine: no fact does anything by itself."""
        (values,) = block.taken(np.array([row])).each(self._edition.layout.width)
        today = int(block.today[row])
        needs = self._evaluator.needs(values, self._evaluator.under(values, today))
        return next((MostDecisive(need.fact, need.decides) for need in needs if need.fact is not None), None)

    def _is_open(self, rule: Rule, found: TableOutcome, now: Standings) -> Flags:
        """Tells in which rows it is worth finding out more of a norm, see `standing.open_norms`."""
        due = found.dues.get(rule.id)
        several = np.bitwise_count(now.statuses) > 1
        may_not_apply = now.statuses & NOT_APPLICABLE != 0
        if rule.general:
            return np.zeros_like(several)
        if due is None:
            return np.asarray(several & ~may_not_apply, np.bool_)
        waiting = np.array([waits(mask) for mask in range(1 << 7)])[now.statuses]
        left = now.statuses & ~now.statuses.dtype.type(NOT_APPLICABLE)
        applies = several | (waiting & (now.open() > 0))
        found_open: Flags = np.where(
            may_not_apply, due.may_run & (left != MET) & (left != EXERCISED) & (left != 0), applies
        )
        return found_open

    # What is tried

    def _trials(self, block: Block, values: Sequence[Values], base: _Base, refused: Flags) -> Iterator[list[_Settings]]:
        """Yields for each row what is tried of its facts."""
        finder, places = self._finder, {name: place for place, name in enumerate(self._facts)}
        for row in range(block.rows):
            questions = tuple(
                name
                for name, mask in zip(self._questions, base.masks, strict=True)
                if int(mask[row]) & (int(mask[row]) - 1)
            )
            if refused[row] or not questions:
                continue
            norms = tuple(rule for rule, some in zip(self._rules, base.is_open, strict=True) if some[row])
            candidates, today = finder.parts.holding(norms).trials, int(block.today[row])
            turns = candidates.turns(values[row], today)
            reading = frozenset[str]().union(*(finder.watched(rule).reads for rule in norms))
            behind = frozenset[str]().union(*map(finder.facts_behind, questions))
            asked = frozenset[str]().union(*map(finder.facts_read, questions))
            tried: list[_Settings] = []
            for name in self._facts:
                if name in behind:
                    brief = self._edition.facts[name].kind == "date" and name not in asked
                    settings = candidates.settings(values[row], name, today, turns)
                    few = islice(settings, None if not brief or name in reading else BOUNDS)
                    if some := [(slot, value) for _, slot, value, _ in few]:
                        tried.append((row, places[name], brief, some))
            yield tried

    def _ranked(self, block: Block, inputs: Inputs, trials: _Trials, base: _Base) -> Iterator[tuple[int, MostDecisive]]:
        groups = trials.groups
        tried = self._set(block, inputs, trials)
        found = self._runner.possible(tried, *self._runner.narrowed(tried))
        counts = ~(found.broken | found.uncountable)
        after = [standings_of(rule.id, found) for rule in self._rules]
        counts &= trials.order < self._enough(trials, base, after, counts)[groups]
        many = np.bincount(groups, counts, len(trials.facts))
        answers, decides = self._answers(trials, base.masks, [found.masks[name] for name in self._questions], counts)
        left = self._left(trials, base, after, counts)
        deciding = np.flatnonzero((many > 0) & decides.any(axis=0))
        share = [np.divide(total[deciding], many[deciding]) for total in (answers, left)]
        order = deciding[np.lexsort((trials.facts[deciding], share[1], share[0], trials.owners[deciding]))]
        _, first = np.unique(trials.owners[order], return_index=True)
        for group in order[first]:
            names = (name for name, does in zip(self._questions, decides[:, group], strict=True) if does)
            yield int(trials.owners[group]), MostDecisive(self._facts[trials.facts[group]], tuple(names))

    def _set(self, block: Block, inputs: Inputs, trials: _Trials) -> Block:
        """Returns a block with a row for each trial."""
        known = Block(block.rows, inputs, block.today, block.known).taken(trials.rows)
        changed: dict[Key, Any] = dict(known.inputs)
        by_slot = np.argsort(trials.slots, kind="stable")
        slots, starts = np.unique(trials.slots[by_slot], return_index=True)
        for slot, (start, end) in zip(slots.tolist(), pairwise([*starts, len(by_slot)]), strict=True):
            places = by_slot[start:end]
            values = trials.values[places]
            if slot not in self._domains:
                for bound in (slot, slot + 1):
                    changed[bound, BOUND] = changed[bound, BOUND].copy()
                    changed[bound, BOUND][places] = values
                continue
            here = np.zeros(known.rows, np.bool_)
            here[places] = True
            elsewhere = ~pack(here)
            for value in range(self._domains[slot]):
                so = np.zeros(known.rows, np.bool_)
                so[places] = values == 1 << value
                changed[slot, value] = changed[slot, value] & elsewhere | pack(so)
        return Block(known.rows, changed, known.today, known.known)

    def _enough(self, trials: _Trials, base: _Base, after: Sequence[Standings], counts: Flags) -> Integers:
        """Returns how many values of each fact are tried: of some days few, once all norms that read them are."""
        enough = np.where(trials.brief, BOUNDS, _LATER)
        some = np.flatnonzero(trials.brief[trials.groups])
        if not len(some):
            return enough
        groups, rows = trials.groups[some], trials.rows[some]
        for rule_reads, now, left_open, then in zip(self._reads, base.standings, base.is_open, after, strict=True):
            reading = np.array([name in rule_reads for name in self._facts])[trials.facts[groups]] & left_open[rows]
            if not reading.any():
                continue
            own = now.taken(rows[reading])
            new = then.taken(some[reading])
            narrower = (new.statuses & own.statuses != own.statuses) | (new.earliest != own.earliest)
            narrower |= new.latest != own.latest
            narrower &= counts[some[reading]]
            first = np.full(len(enough), _LATER)
            np.minimum.at(first, groups[reading][narrower], trials.order[some[reading]][narrower] + 1)
            involved = np.unique(groups[reading])
            enough[involved] = np.maximum(enough[involved], first[involved])
        return enough

    def _answers(
        self, trials: _Trials, masks: Sequence[Integers], found: Sequence[Integers], counts: Flags
    ) -> tuple[Any, Any]:
        """Returns for each fact how much its values leave open of the questions in all, and which they narrow."""
        whole = lcm(*(int(many) for mask in masks for many in np.unique(np.bitwise_count(mask)) if many))
        total = np.zeros(len(trials.facts))
        decides = np.zeros((len(masks), len(trials.facts)), np.bool_)
        for number, (mask, came) in enumerate(zip(masks, found, strict=True)):
            before = mask[trials.rows]
            many = np.bitwise_count(before).astype(np.int64)
            left = came & before
            mine = counts & (many > 1)
            shares = np.bitwise_count(left) * (whole // np.maximum(many, 1))
            total += np.bincount(trials.groups, np.where(mine, shares, 0), len(total))
            decides[number, trials.groups[mine & (left != before)]] = True
        return total, decides

    def _left(self, trials: _Trials, base: _Base, after: Sequence[Standings], counts: Flags) -> Any:
        """Returns for each fact how much its values leave open of the norms in all."""
        known = zip(base.standings, base.is_open, strict=True)
        opens = [np.where(left_open, now.open(), 1) for now, left_open in known]
        whole = lcm(*(int(many) for some in opens for many in np.unique(some) if many))
        total = np.zeros(len(trials.rows), np.int64)
        for before, left_open, then in zip(opens, base.is_open, after, strict=True):
            if left_open.any():
                shares = np.where(left_open, whole // np.maximum(before, 1), 0)
                total += then.open() * shares[trials.rows]
        return np.bincount(trials.groups, np.where(counts, total, 0), len(trials.facts))


def standings_of(rule: str, found: TableOutcome) -> Standings:
    """Returns how the norm of a rule stands in each row."""
    statuses, due = found.masks[STATUS + rule], found.dues.get(rule)
    if due is None:
        never = np.full(len(statuses), NEVER, np.int32)
        return Standings(statuses, never, never)
    runs = due.may_run & (statuses & ~statuses.dtype.type(NOT_APPLICABLE) != 0)
    latest = np.where(runs & ~due.may_wait, due.high, NEVER)
    return Standings(statuses, np.where(runs, due.low, NEVER), latest)


def needs_arrays(needs: RowNeeds, part: Part | None, where: Flags) -> list[pa.Array]:
    """Returns `COLUMNS` for the rows of a block; facts are looked for in some of those that are not known in full."""
    facts: list[str | None] = [None] * len(where)
    decides: list[str | None] = [None] * len(where)
    (rows,) = np.nonzero(where)
    if part is not None and len(rows):
        found = needs.find(part.block.taken(np.searchsorted(part.places, rows)))
        for row, one in zip(rows, found, strict=True):
            if one is not None:
                facts[row], decides[row] = one.fact, JOINED.join(one.decides)
    return [pa.array(column, pa.string()).dictionary_encode() for column in (facts, decides)]


def _in_blocks(trials: Iterator[list[_Settings]]) -> Iterator[_Trials]:
    """Puts the trials of as many rows together as a block takes."""
    waiting: list[_Settings] = []
    many = 0
    for of_row in trials:
        more = sum(len(settings) for *_, settings in of_row)
        if waiting and many + more > BLOCK:
            yield _laid_out(waiting)
            waiting, many = [], 0
        waiting.extend(of_row)
        many += more
    if waiting:
        yield _laid_out(waiting)


def _laid_out(groups: Sequence[_Settings]) -> _Trials:
    sizes = np.array([len(settings) for *_, settings in groups])
    own = np.repeat(np.arange(len(groups)), sizes)
    owners = np.array([row for row, *_ in groups])
    set_to = np.array([setting for *_, settings in groups for setting in settings], np.int64)
    return _Trials(
        owners[own],
        own,
        np.arange(len(own)) - np.repeat(np.cumsum(sizes) - sizes, sizes),
        set_to[:, 0],
        set_to[:, 1],
        np.array([fact for _, fact, _, _ in groups]),
        owners,
        np.array([brief for _, _, brief, _ in groups]),
    )
