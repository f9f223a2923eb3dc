"""The plainest way to run a program: node by node, statement by statement. Engines are compared with it, and it with
the reading of the rulebook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from xinfang_rules.calendar import add_months, working_calendar
from xinfang_rules.engines.outcome import Due
from xinfang_rules.engines.python.printed import print_run
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.conditions import Condition
from xinfang_rules.language.truth import FALSE, NEVER, Values
from xinfang_rules.program.condition_lowering import Lowering, May
from xinfang_rules.program.graph import BEYOND, LAST_DAY, Graph, Op
from xinfang_rules.program.lower import Program
from xinfang_rules.program.narrowing import Block, Branch, Break, Cap, Keep, Narrowing, Raise
from xinfang_rules.program.schedule import truths
from xinfang_rules.rulebook.model import Edition

Count = Callable[[int, int], tuple[int, int]]


class BrokenError(Exception):
    """Nothing is left possible."""


def counter(edition: Edition) -> Count:
    calendar = working_calendar(edition.calendar)

    def nth(start: int, number: int) -> tuple[int, int]:
        try:
            return calendar.nth_after(start, number)
        except CalendarError:
            return BEYOND, BEYOND

    return nth


def months_after(start: int, months: int) -> int:
    try:
        return add_months(start, months)
    except CalendarError:
        return BEYOND


@dataclass
class Machine:
    """What nodes are worth where these are the values; `worked_out` holds what need not be worked out again."""

    graph: Graph
    values: Values
    today: int
    nth: Count
    worked_out: dict[int, int] = field(default_factory=dict)

    def value(self, number: int) -> int:
        if number not in self.worked_out:
            self.worked_out[number] = self._value(number)
        return self.worked_out[number]

    def _value(self, number: int) -> int:
        op, operands, data = self.graph[number]
        match op:
            case Op.TRUTH | Op.NUMBER:
                return data[0]
            case Op.TODAY:
                return self.today
            case Op.IN:
                return self.values[data[0]] & data[1] != 0
            case Op.LOW:
                return self.values[data[0]]
            case Op.HIGH:
                return self.values[data[0] + 1]
            case Op.AT_MOST:
                return self.value(operands[0]) <= self.value(operands[1])
            case Op.EQUAL:
                return self.value(operands[0]) == self.value(operands[1])
            case Op.NOT:
                return not self.value(operands[0])
            case Op.AND:
                return all(self.value(part) for part in operands)
            case Op.OR:
                return any(self.value(part) for part in operands)
            case Op.ADD:
                return self.value(operands[0]) + self.value(operands[1])
            case Op.SUBTRACT:
                return self.value(operands[0]) - self.value(operands[1])
            case Op.MIN:
                return min(map(self.value, operands))
            case Op.MAX:
                return max(map(self.value, operands))
            case Op.SELECT:
                return self.value(operands[1 if self.value(operands[0]) else 2])
            case Op.FIRST | Op.LAST:
                return self.nth(self.value(operands[0]), data[0])[op is Op.LAST]
            case Op.MONTHS:
                return months_after(self.value(operands[0]), data[0])

    def truth(self, may: May) -> int:
        return bool(self.value(may.true)) | bool(self.value(may.false)) << 1


@dataclass
class Ran:
    """What a run came to."""

    values: Values
    truths: list[int]
    holds: list[int]
    active: dict[int, int]
    dues: dict[int, Due]

    @property
    def uncountable(self) -> bool:
        """Whether a last day lies after year 9999."""
        return any(due.may_run and any(LAST_DAY < day != NEVER for day in due[:2]) for due in self.dues.values())


def run(program: Program, values: Sequence[int], today: int, nth: Count) -> Ran:
    """Runs a program on values that are completed; changes them not."""
    machine = Machine(program.graph, list(values), today, nth)
    active: dict[int, int] = {}
    dues: dict[int, Due] = {}
    for cell in program.cells:
        if not machine.value(cell.guard):
            machine.values[cell.slot] = cell.otherwise
            continue
        mask = sum(bool(machine.value(bit)) << place for place, bit in enumerate(cell.bits))
        machine.values[cell.slot] = mask
        if cell.rule is not None:
            active[cell.rule] = mask
            if cell.due is not None:
                low, high, may_run, may_wait, open_after = map(machine.value, cell.due.nodes)
                dues[cell.rule] = Due(low, high, bool(may_run), bool(may_wait), open_after)
                machine.values[cell.due.slot] = machine.value(cell.due.low)
                machine.values[cell.due.slot + 1] = machine.value(cell.due.high)
    told = [machine.truth(program.conditions[unit]) for unit in range(len(program.edition.conditions))]
    holds = [machine.truth(program.holds[rule.index]) for rule in program.edition.rules]
    return Ran(machine.values, told, holds, active, dues)


def narrow(narrowing: Narrowing, values: Sequence[int], today: int) -> tuple[Values, dict[int, int]]:
    """Returns what the constraints leave of values, and for each slot that they narrow the last one that did."""
    machine = Machine(narrowing.graph, list(values), today, lambda start, number: (BEYOND, BEYOND))
    by: dict[int, int] = {}
    for _ in range(narrowing.most_rounds + 1):
        before = machine.values.copy()
        for constraint, block in enumerate(narrowing.blocks):
            here = machine.values.copy()
            _run_block(machine, block)
            by.update({slot: constraint for slot, value in enumerate(machine.values) if value != here[slot]})
        if machine.values == before:
            return before, by
    raise BrokenError


def _run_block(machine: Machine, block: Block) -> None:
    for statement in block:
        machine.worked_out.clear()
        values, today = machine.values, machine.today
        match statement:
            case Keep(slot, mask):
                values[slot] &= mask
                if not values[slot]:
                    raise BrokenError
            case Raise(slot, low, event):
                bound = machine.value(low)
                values[slot] = max(values[slot], NEVER if event and bound > today else bound)
                _check(values, slot)
            case Cap(slot, high, event):
                bound = machine.value(high)
                values[slot + 1] = min(values[slot + 1], today if event and today < bound < NEVER else bound)
                _check(values, slot)
            case Branch(cases, otherwise):
                chosen = next((inner for test, inner in cases if machine.value(test)), otherwise)
                _run_block(machine, chosen)
            case Break():
                raise BrokenError


def _check(values: Values, slot: int) -> None:
    if values[slot] > values[slot + 1]:
        raise BrokenError


def printed_truths(conditions: Sequence[Condition], slots: Mapping[str, int], values: Sequence[int]) -> list[int]:
    """The truths of conditions by printed code."""
    lowering = Lowering(slots, frozenset(), two_valued=False)
    told = {number: lowering.condition(condition) for number, condition in enumerate(conditions)}
    return printed(lowering, told)(values)


def printed(lowering: Lowering, told: Mapping[int, May]) -> Callable[[Sequence[int]], list[int]]:
    """Prints what tells truths."""
    function = print_run(truths(lowering.graph, told))

    def tell(values: Sequence[int]) -> list[int]:
        found = [FALSE] * len(told)
        function(list(values), 0, found, {}, id, lambda start, number: (BEYOND, BEYOND))
        return found

    return tell
