"""Incremental evaluation: where a few facts of an evaluated case change, only what rests on them is settled anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xinfang_rules.calendar.working_days import LAST_ORDINAL, checked
from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.engines.python.moving_day import MovingDay
from xinfang_rules.language.truth import NEVER, Values

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import NarrowBy, Nth

_REMEMBERED = 16_384
"""Working days that are kept as they were counted."""


class PrintedCell(NamedTuple):
    """A cell of a program with a function of its own, see `xinfang_rules.program.lower.Cell`.

    Attributes:
        slot: Where its mask is written.
        due: For a norm with a period the index of its rule, and the first slot of its last day; else None.
        reads: The first slots that it reads.
        settle: Takes values, the day of evaluation, and what finds working days; returns the mask. For a norm with a
            period it returns the last days, if any, and what is written of them as well.
    """

    slot: int
    due: tuple[int, int] | None
    reads: frozenset[int]
    settle: Callable[[Values, int, "Nth"], Any]

    @property
    def writes(self) -> tuple[int, ...]:
        """The first slots that it writes."""
        return (self.slot,) if self.due is None else (self.slot, self.due[1])


class PrintedConstraints(NamedTuple):
    """The constraints of an edition, each with a function of its own, in the order of `Edition.constraints`.

    Attributes:
        most_rounds: How many rounds may narrow something, see `xinfang_rules.program.narrowing.Narrowing`.
        each: The first slots that each reads, and what narrows by it.
    """

    most_rounds: int
    each: "Sequence[tuple[frozenset[int], NarrowBy]]"


class Incremental:
    """Evaluates by the cells of a program, in an order in which each is written before it is read.

    Sets of cells are integers, with one bit for each.
    """

    def __init__(self, cells: Sequence[PrintedCell], constraints: PrintedConstraints, nth: "Nth") -> None:
        self._cells = cells
        self._working_days = lru_cache(maxsize=_REMEMBERED)(nth)
        self._writer = {slot: place for place, cell in enumerate(cells) for slot in cell.writes}
        self._readers = _readers(cell.reads for cell in cells)
        self._most_rounds = constraints.most_rounds
        self._narrows = [narrow for _, narrow in constraints.each]
        self._bound_by = _readers(reads for reads, _ in constraints.each)

    def cell(self, slot: int) -> int:
        """Returns the cell that writes a slot."""
        return 1 << self._writer[slot]

    def behind(self, slots: Iterable[int]) -> int:
        """Returns the cells on which those that write some slots rest, and these themselves."""
        found = 0
        waiting = [self._writer[slot] for slot in slots]
        for place in waiting:
            if not found >> place & 1:
                found |= 1 << place
                waiting.extend(self._writer[slot] for slot in self._cells[place].reads if slot in self._writer)
        return found

    def narrow(self, values: Values, today: int, changed: int) -> list[int] | None:
        """Narrows values, in place, to what the constraints leave possible.

        The constraints are gone through in rounds, as `Narrow` does; one whose facts stay as they were is left out.

        Args:
            values: Values that were narrowed, and in which one fact has changed since.
            today: The day of evaluation.
            changed: Its first slot.

        Returns:
            The first slots of the facts that changed, this one among them; None if nothing is left possible.
        """
        bound_by = self._bound_by
        found, rounds, waiting = [changed], 0, bound_by.get(changed, 0)
        while waiting:
            later = 0  # waits for the next round
            while waiting:
                lowest = waiting & -waiting
                waiting ^= lowest
                by: dict[int, int] = {}
                if self._narrows[lowest.bit_length() - 1](values, today, by):
                    return None
                for slot in by:
                    found.append(slot)
                    touched = bound_by[slot]
                    after = touched & -(lowest << 1)
                    waiting |= after
                    later |= touched ^ after
            rounds += 1
            if later and rounds > self._most_rounds:
                return None
            waiting = later
        return found

    def run(
        self, base: Outcome, values: Values, changed: Iterable[int], wanted: int
    ) -> tuple[Mapping[int, Due | None], int]:
        """Evaluates. What rests on nothing but what comes out as it was, is not settled anew.

        Args:
            base: An evaluation.
            values: Its values, with some facts changed; filled in further, in place.
            changed: The first slots of these facts.
            wanted: The cells that are wanted, with all on which they rest; others stay as they were.

        Returns:
            The last days of the norms that were settled anew, by rule index, None where there are none; and the cells
            that came out otherwise.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        cells, readers, today, nth = self._cells, self._readers, base.today, self._nth
        dues: dict[int, Due | None] = {}
        waiting = found = 0
        for slot in changed:
            waiting |= readers.get(slot, 0)
        waiting &= wanted
        while waiting:
            lowest = waiting & -waiting
            waiting ^= lowest
            slot, due, _, settle = cells[lowest.bit_length() - 1]
            if due is None:
                mask = settle(values, today, nth)
            else:
                mask, row, low, high = settle(values, today, nth)
                rule, first = due
                dues[rule] = row
                if row != base.dues.get(rule):
                    found |= lowest
                    if row is not None and (LAST_ORDINAL < row[0] != NEVER or LAST_ORDINAL < row[1] != NEVER):
                        checked(LAST_ORDINAL + 1)  # says what is wrong
                if low != values[first] or high != values[first + 1]:
                    found |= lowest
                    values[first], values[first + 1] = low, high
                    waiting |= readers.get(first, 0) & wanted
            if mask != values[slot]:
                found |= lowest
                values[slot] = mask
                waiting |= readers.get(slot, 0) & wanted
        return dues, found

    def _nth(self, start: Any, number: int) -> tuple[Any, Any]:
        count = self._working_days
        if not isinstance(start, MovingDay):
            return count(start, number)
        first = start.counting(("first", number), lambda day: count(day, number)[0])
        return first, start.counting(("last", number), lambda day: count(day, number)[1])


def _readers(reading: Iterable[Iterable[int]]) -> dict[int, int]:
    """Returns the set of those that read a slot, by the slot."""
    found: dict[int, int] = {}
    for place, slots in enumerate(reading):
        for slot in slots:
            found[slot] = found.get(slot, 0) | 1 << place
    return found
