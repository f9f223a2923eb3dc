"""Incremental evaluation: where a few facts of an evaluated case change, only what rests on them is settled anew."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xinfang_rules.calendar.working_days import LAST_ORDINAL, checked
from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.language.truth import NEVER, Values

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Nth, Run


class PrintedCell(NamedTuple):
    """A cell of a program with a function of its own, see `xinfang_rules.program.lower.Cell`.

    Attributes:
        slot: Where its mask is written.
        otherwise: The mask where it is nothing else.
        rule: For a norm the index of its rule, else None.
        due: For a norm with a period the first slot of its last day, else None.
        reads: The first slots that it reads.
        settle: Settles it.
    """

    slot: int
    otherwise: int
    rule: int | None
    due: int | None
    reads: frozenset[int]
    settle: "Run"

    @property
    def writes(self) -> tuple[int, ...]:
        """The first slots that it writes."""
        return (self.slot,) if self.due is None else (self.slot, self.due)


class Incremental:
    """Evaluates by the cells of a program, in an order in which each is written before it is read.

    Sets of cells are integers, with one bit for each.

    Args:
        cells: The cells.
        nth: Finds working days.
    """

    def __init__(self, cells: Sequence[PrintedCell], nth: "Nth") -> None:
        self._cells = cells
        self._nth = nth
        self._writer = {slot: place for place, cell in enumerate(cells) for slot in cell.writes}
        self._resting: dict[int, int] = {}

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

    def resting_on(self, slots: Iterable[int]) -> int:
        """Returns the cells that rest on the facts with some first slots."""
        found = 0
        for slot in slots:
            found |= self._resting.get(slot) or self._resting_on(slot)
        return found

    def run(self, base: Outcome, values: Values, cells: int) -> Outcome:
        """Evaluates.

        Args:
            base: An evaluation.
            values: Its values, with some facts changed; filled in further, in place.
            cells: The cells that are settled anew; others stay as they were.

        Raises:
            CalendarError: If a last day lies outside what can be counted.
        """
        dues = base.dues.copy()
        while cells:
            lowest = cells & -cells
            cells ^= lowest
            self._settle(self._cells[lowest.bit_length() - 1], values, base.today, dues)
        return Outcome(base.edition, base.today, values, base.told, base.later, base.derived, dues)

    def _settle(self, cell: PrintedCell, values: Values, today: int, dues: dict[int, Due]) -> None:
        slot, otherwise, rule, due, _, settle = cell
        values[slot] = otherwise
        if rule is None or due is None:
            settle(values, today, {}, dues, id, self._nth)
            return
        values[due] = values[due + 1] = NEVER
        dues.pop(rule, None)
        settle(values, today, {}, dues, id, self._nth)
        if rule in dues and any(LAST_ORDINAL < day != NEVER for day in dues[rule][:2]):
            checked(LAST_ORDINAL + 1)  # says what is wrong

    def _resting_on(self, slot: int) -> int:
        found, slots = 0, {slot}
        for place, cell in enumerate(self._cells):
            if not slots.isdisjoint(cell.reads):
                found |= 1 << place
                slots.update(cell.writes)
        self._resting[slot] = found
        return found
