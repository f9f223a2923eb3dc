"""A printer of programs as z3 terms: what evaluation computes for a complete case, said of all of them at once.

Each fact is a variable: a truth value, an enumeration and each member of a set one truth value for each value it can
take, a count and a day a whole number, `NEVER` for a day that has not come. Every conjunction and disjunction of the
two-valued program gets a variable of its own, defined when it is first asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple, assert_never

import z3

from xinfang_rules.calendar.working_days import LAST_ORDINAL
from xinfang_rules.engines.solver.limit import TimeLimit
from xinfang_rules.engines.solver.working_day_bounds import DayFunctions
from xinfang_rules.language.conditions import Condition
from xinfang_rules.language.scope import Kind, Name, member_name
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.program.graph import Node, Op
from xinfang_rules.program.lower import DueCell, Program, value_node
from xinfang_rules.rulebook.model import Question, Rule

MOST = 1_000_000
"""The largest count that a case can state."""

FIRST_DAY = EARLIEST + 1
LAST_DAY = LAST_ORDINAL - 2 * MOST
"""Every day of a case lies between these; later ones leave no room to count from."""


class World(NamedTuple):
    """What formulas speak of besides facts.

    Attributes:
        solver: Takes the definitions.
        today: The term for the day of evaluation.
        days: The working days.
        limit: How long it may take.
    """

    solver: Any
    today: Any
    days: DayFunctions
    limit: TimeLimit


class Formulas:
    """A two-valued program in one solver.

    Args:
        program: The program.
        world: The solver, and what all formulas in it share.
        shared: Facts that other formulas have already, by name; the others are made.
        label: Tells the variables of these formulas from those of others.

    Attributes:
        facts: For each fact, and each member of a set, its term, or one truth value for each value in mask order.
    """

    def __init__(
        self, program: Program, world: World, shared: Mapping[str, Any] | None = None, label: str = ""
    ) -> None:
        self.program = program
        self.world = world
        self.facts: dict[str, Any] = {}
        self._label = label
        self._defined = 0
        self._made: dict[int, Any] = {}
        self._slots: dict[int, Any] = {}
        layout = program.edition.layout
        for entry in program.edition.scope.values():
            if entry.name not in program.edition.facts:
                continue
            members = entry.kind is Kind.MEMBERS
            for name in [member_name(entry.name, value) for value in entry.values] if members else [entry.name]:
                term = (shared or {}).get(name)
                self.facts[name] = self._slots[layout[name]] = self._new(entry, name) if term is None else term
        self._cells: dict[int, tuple[int, ...]] = {}
        self._dues: dict[str, DueCell] = {}
        graph = program.graph
        for cell in program.cells:
            bits = enumerate(cell.bits)
            self._cells[cell.slot] = tuple(value_node(graph, cell, place, cell.guard, bit) for place, bit in bits)
            if cell.due is not None:
                self._dues[cell.name.partition(".")[2]] = cell.due
                self._cells[cell.due.slot] = (graph.select(cell.guard, cell.due.low, graph.number(NEVER)),)

    def _new(self, entry: Name, name: str) -> Any:
        label, add = name + self._label, self.world.solver.add
        if entry.kind is Kind.MEMBERS or entry.boolean:
            yes = z3.Bool(label)
            return yes, z3.Not(yes)
        if entry.kind is Kind.CHOICE:
            bits = tuple(z3.Bool(f"{label}={value}") for value in entry.values)
            add(z3.Or(*bits), *(z3.Not(z3.And(*pair)) for pair in combinations(bits, 2)))
            return bits
        number = z3.Int(label)
        if entry.kind is Kind.COUNT:
            add(entry.least <= number, number <= MOST)
        else:
            last = self.world.today if entry.event else LAST_DAY
            add(z3.Or(number == NEVER, z3.And(number >= FIRST_DAY, number <= last)))
        return number

    # Nodes

    def term(self, number: int) -> Any:
        """Returns the term of a node.

        Raises:
            Unsettled: If the time is up.
        """
        waiting = [number]
        while waiting:
            if waiting[-1] in self._made:
                waiting.pop()
                continue
            node = self.program.graph[waiting[-1]]
            # Of a cell that is read, what it is made of is printed before; so no chain of cells is too long.
            read = self._cells.get(node.data[0], ()) if node.op in (Op.IN, Op.LOW) else ()
            missing = [one for one in (*node.operands, *read) if one not in self._made]
            if missing:
                waiting.extend(missing)
            else:
                self._made[waiting.pop()] = self._printed(node)
        return self._made[number]

    def _printed(self, node: Node) -> Any:
        op, made = node.op, [self._made[one] for one in node.operands]
        match op:
            case Op.TRUTH:
                return z3.BoolVal(bool(node.data[0]))
            case Op.NUMBER:
                return z3.IntVal(node.data[0])
            case Op.TODAY:
                return self.world.today
            case Op.IN:
                slot, mask = node.data
                return disjunction(bit for place, bit in enumerate(self._read(slot)) if mask >> place & 1)
            case Op.LOW:
                return self._read(node.data[0])[0] if node.data[0] in self._cells else self._slots[node.data[0]]
            case Op.AT_MOST:
                return made[0] <= made[1]
            case Op.EQUAL:
                return made[0] == made[1]
            case Op.NOT:
                return z3.Not(made[0])
            case Op.AND:
                return self.define("and", z3.And(*made))
            case Op.OR:
                return self.define("or", z3.Or(*made))
            case Op.ADD:
                return made[0] + made[1]
            case Op.SUBTRACT:
                return made[0] - made[1]
            case Op.MIN:
                return z3.If(made[0] < made[1], made[0], made[1])
            case Op.MAX:
                return z3.If(made[0] > made[1], made[0], made[1])
            case Op.SELECT:
                return z3.If(made[0], made[1], made[2])
            case Op.FIRST | Op.LAST:  # whatever notices will say, it is one day
                return self._working_day(node)
            case Op.MONTHS:
                return self.world.days.months_after(made[0], node.data[0])
            case Op.HIGH:
                raise AssertionError("where everything is known, the bounds of a number are one node")
            case _:
                assert_never(op)

    def _read(self, slot: int) -> tuple[Any, ...]:
        if slot in self._cells:
            return tuple(self._made[node] for node in self._cells[slot])
        found: tuple[Any, ...] = self._slots[slot]
        return found

    def _working_day(self, node: Node) -> Any:
        """Prints a working day; the first one after the day before some day is that day, rolled on."""
        graph, (start,), (number,) = self.program.graph, node.operands, node.data
        op, operands, _ = graph[start]
        less = graph.constant(operands[1]) if op is Op.ADD else None
        if number == 1 and less is not None:
            return self.world.days.rolled_on(self.term(graph.sum(operands[0], graph.number(less + 1))))
        return self.world.days.nth_after(self._made[start], number)

    def define(self, name: str, formula: Any) -> Any:
        """Returns a variable that stands for a formula.

        Raises:
            Unsettled: If the time is up.
        """
        self.world.limit.check()
        self._defined += 1
        variable = z3.Const(f"[{name} {self._defined}]{self._label}", formula.sort())
        self.world.solver.add(variable == formula)
        return variable

    # What an edition names

    def admissible(self) -> Iterator[tuple[str, Any]]:
        """Yields every constraint, by its identifier."""
        for constraint in self.program.edition.constraints:
            yield constraint.id, self.condition(constraint.condition)

    def condition(self, condition: Condition) -> Any:
        """Returns the term of a condition."""
        return self.term(self.program.lowering.condition(condition).true)

    def unit(self, index: int) -> Any:
        """Returns the term of a condition of the edition."""
        return self.term(self.program.conditions[index].true)

    def when(self, index: int | None) -> Any:
        """Returns the same; true if there is none."""
        return self.term(self.program.lowering.when(index).true)

    def own(self, rule: Rule) -> Any:
        """Returns the term of a rule's own condition."""
        return self.unit(rule.condition_id)

    def holds(self, rule: Rule) -> Any:
        """Returns the term that says that a rule holds after what defeats it; its question may not arise."""
        return self.term(self.program.holds[rule.index].true)

    def arises(self, rule: Rule) -> Any:
        """Returns the term that says that the question which a rule answers arises; true for other rules."""
        arises = (one.arises for one in self.program.edition.questions if one.name == rule.question)
        return self.when(next(arises, None))

    def answers(self, question: Question) -> tuple[Any, ...]:
        """Returns one term for each answer, then `not_applicable` and `no_rule`."""
        return self.choice(question.name)

    def choice(self, name: str) -> tuple[Any, ...]:
        """Returns one term for each value of a name, in mask order."""
        slot = self.program.edition.layout[name]
        return tuple(map(self.term, self._cells[slot])) if slot in self._cells else self._read(slot)

    def day(self, name: str) -> Any:
        """Returns the term of a date, or of the last day of a norm: `NEVER` where it does not apply or run."""
        return self.term(self.program.graph.low(self.program.edition.layout[name]))

    def last_day(self, rule: Rule) -> Any:
        """Returns the last day of a norm that has a period, whether or not the norm applies."""
        return self.term(self._dues[rule.id].low)


def conjunction(parts: Iterable[Any]) -> Any:
    """Joins formulas by and; none make true."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else z3.And(*listed) if listed else z3.BoolVal(True)


def disjunction(parts: Iterable[Any]) -> Any:
    """Joins formulas by or; none make false."""
    listed = list(parts)
    return listed[0] if len(listed) == 1 else z3.Or(*listed) if listed else z3.BoolVal(False)
