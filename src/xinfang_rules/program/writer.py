"""Code generation: a schedule, and statements that narrow, written down in the syntax of some language.

The source is made of numbers and of names made of numbers: nothing that a rule file or a case wrote reaches it.

In it, `v` are the values, and `today` is the day of evaluation; `nth(day, n)` returns the first and the last day that
may be the n-th working day after a day, and `BEYOND` for both where there is none; `months(day, n)` returns the day n
months after a day (see `graph`). Of the values, those of facts are in variables of their own (`v17`). `t` takes what is
told of truths, each of which is in a variable besides (`t17`) and is false unless something else is told. `note` is
called with each norm that may apply, and `dues` takes its last days, by the index of its rule, as they stand in
`DueNodes`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from xinfang_rules.language.truth import EITHER, FALSE, NEVER, TRUE
from xinfang_rules.program.graph import CHEAP, NUMERIC, Graph, Op
from xinfang_rules.program.lower import Cell
from xinfang_rules.program.narrowing import Block, Branch, Break, Cap, Keep, Raise
from xinfang_rules.program.schedule import Guard, Let, Preset, Settle, Step, Tell

STATUS_BITS = 7
"""A norm that may apply is noted as the index of its rule, shifted by so many bits, and the mask of its statuses."""


@dataclass(frozen=True)
class Syntax:
    """What a language calls things.

    Attributes:
        conjunction: Joins what must all be true.
        disjunction: Joins what of some must be true.
        negation: Not.
        equal: Compares two numbers.
        unequal: The contrary.
        conditional: One of two values, by a test: a parenthesized expression.
        guard: Opens a block, by a test.
        another: Closes one and opens another, by a test.
        otherwise: Closes one and opens that for no test.
        close: Closes a block; empty if indentation does.
        nothing: A block's only statement that does nothing.
        variable: Makes a variable.
        variables: Makes two at once, of what `nth` returns.
        note: Notes a norm.
        row: Several values.
        end: Ends a statement.
    """

    conjunction: str
    disjunction: str
    negation: str
    equal: str
    unequal: str
    conditional: str
    guard: str
    another: str
    otherwise: str
    close: str
    nothing: str
    variable: str
    variables: str
    note: str
    row: str
    end: str


@dataclass(eq=False)
class Writer:
    """Writes lines of source.

    Attributes:
        graph: The nodes.
        syntax: How it is written.
        facts: The slots that are in variables.
        returns: Whether a cell is returned, its last days too, and not written.
        lines: What has been written.
    """

    graph: Graph
    syntax: Syntax
    facts: Collection[int]
    returns: bool = False
    lines: list[str] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _told: dict[tuple[int, ...], str] = field(default_factory=dict)

    # Expressions.

    def test(self, number: int) -> str:
        """Writes a truth value: an expression that counts as true where it is."""
        if number in self._names:
            return self._names[number]
        op, operands, data = self.graph[number]
        match op:
            case Op.TRUTH:
                return f"{data[0]:d}"
            case Op.IN:
                return f"{self._slot(data[0])} & {data[1]:d}"
            case Op.AT_MOST | Op.EQUAL:
                return self._compared("<=" if op is Op.AT_MOST else self.syntax.equal, operands)
            case Op.NOT:
                inner = self.graph[operands[0]]
                if operands[0] not in self._names and inner.op is Op.AT_MOST:
                    return self._compared(">", inner.operands)
                if operands[0] not in self._names and inner.op is Op.EQUAL:
                    return self._compared(self.syntax.unequal, inner.operands)
                return self.syntax.negation.format(self.test(operands[0]))
            case Op.AND:
                return self.all_of(operands)
            case Op.OR:
                return f"({self.syntax.disjunction.join(map(self.test, self._cheapest_first(operands)))})"
            case _:
                raise AssertionError(op)

    def all_of(self, tests: Iterable[int]) -> str:
        """Writes that several truth values are all true."""
        written = [self.test(one) for one in self._cheapest_first(tests)]
        return written[0] if len(written) == 1 else f"({self.syntax.conjunction.join(written)})"

    def number(self, number: int) -> str:
        """Writes a whole number."""
        if number in self._names:
            return self._names[number]
        op, operands, data = self.graph[number]
        match op:
            case Op.NUMBER:
                return f"{data[0]:d}"
            case Op.TODAY:
                return "today"
            case Op.LOW | Op.HIGH:
                return self._slot(data[0] + (op is Op.HIGH))
            case Op.ADD:
                return f"({self.number(operands[0])} + {self.number(operands[1])})"
            case Op.SUBTRACT:
                return f"({self.number(operands[0])} - {self.number(operands[1])})"
            case Op.MIN | Op.MAX:
                one, other = map(self.number, operands)
                return self.syntax.conditional.format(f"{one} {'<' if op is Op.MIN else '>'} {other}", one, other)
            case Op.SELECT:
                return self.syntax.conditional.format(self.test(operands[0]), *map(self.number, operands[1:]))
            case Op.FIRST | Op.LAST:
                return f"{self._nth(number)}[{int(op is Op.LAST)}]"
            case Op.MONTHS:
                return f"months({self.number(operands[0])}, {data[0]:d})"
            case _:
                raise AssertionError(op)

    def _slot(self, slot: int) -> str:
        return f"v{slot:d}" if slot in self.facts else f"v[{slot:d}]"

    def _compared(self, order: str, operands: Iterable[int]) -> str:
        one, other = map(self.number, operands)
        return f"{one} {order} {other}"

    def _nth(self, number: int) -> str:
        _, (day,), (count,) = self.graph[number]
        return f"nth({self.number(day)}, {count:d})"

    def _cheapest_first(self, tests: Iterable[int]) -> list[int]:
        return sorted(tests, key=lambda one: (one not in self._names, self.graph[one].op not in CHEAP, one))

    # Statements.

    def put(self, depth: int, line: str) -> None:
        """Writes one line."""
        self.lines.append("    " * depth + line)

    def steps(self, steps: Iterable[Step], depth: int) -> None:
        """Writes the steps of a schedule."""
        here: list[int] = []
        for step in steps:
            match step:
                case Let(nodes):
                    self._let(nodes, depth)
                    here.extend(nodes)
                case Tell(number, may, false):
                    told = f"t{number:d}"
                    self.put(depth, f"t[{number:d}] = {told} = {self._truth(false)}{self.syntax.end}")
                    self._names[may.true] = f"{told} & {TRUE}"
                    self._names[may.false] = f"{told} & {FALSE}"
                    self._told[may] = told
                case Preset(slot, mask) if not self.returns:
                    self.put(depth, f"v[{slot:d}] = {mask:d}{self.syntax.end}")
                case Settle(cell):
                    self._settle(cell, depth)
                case Guard():
                    self._guard(step, depth)
        for number in here:
            del self._names[number]

    def _guard(self, guard: Guard, depth: int) -> None:
        self.put(depth, self.syntax.guard.format(self.all_of(guard.tests)))
        self.steps(guard.steps, depth + 1)
        while len(guard.otherwise) == 1 and isinstance(guard.otherwise[0], Guard):
            guard = guard.otherwise[0]
            self.put(depth, self.syntax.another.format(self.all_of(guard.tests)))
            self.steps(guard.steps, depth + 1)
        if guard.otherwise:
            self.put(depth, self.syntax.otherwise)
            self.steps(guard.otherwise, depth + 1)
        self._close(depth)

    def _let(self, nodes: tuple[int, ...], depth: int) -> None:
        names = [f"n{number:d}" for number in nodes]
        if len(nodes) == 2:
            self.put(depth, self.syntax.variables.format(*names, self._nth(nodes[0])))
        else:
            write = self.number if self.graph[nodes[0]].op in NUMERIC else self.test
            self.put(depth, self.syntax.variable.format(names[0], write(nodes[0])))
        self._names.update(zip(nodes, names, strict=True))

    def _truth(self, false: int) -> str:
        if self.graph[false].op is Op.TRUTH:
            return f"{EITHER if false == self.graph.true else TRUE:d}"
        return self.syntax.conditional.format(self.test(false), EITHER, TRUE)

    def _mask(self, bits: tuple[int, ...]) -> str:
        if bits in self._told:
            return self._told[bits]
        surely, parts = 0, []
        for place, bit in enumerate(bits):
            if bit == self.graph.true:
                surely |= 1 << place
            elif bit != self.graph.false:
                parts.append(self.syntax.conditional.format(self.test(bit), 1 << place, 0))
        return " | ".join([*parts, f"{surely:d}"] if surely or not parts else parts)

    def _settle(self, cell: Cell, depth: int) -> None:
        end, mask, due = self.syntax.end, self._mask(cell.bits), cell.due
        row = low = high = ""
        if due is not None:
            first, last, may_run, may_wait, open_after = due.nodes
            tests = (self.syntax.conditional.format(self.test(one), 1, 0) for one in (may_run, may_wait))
            row = ", ".join([self.number(first), self.number(last), *tests, self.number(open_after)])
            row, low, high = self.syntax.row.format(row), self.number(due.low), self.number(due.high)
        if self.returns:
            self.put(depth, f"return {mask if due is None else f'{mask}, {row}, {low}, {high}'}{end}")
            return
        noted = "" if cell.rule is None else "s = "
        self.put(depth, f"v[{cell.slot:d}] = {noted}{mask}{end}")
        if cell.rule is not None:
            self.put(depth, self.syntax.note.format(f"{cell.rule << STATUS_BITS:d} | s"))
        if due is not None:
            self.put(depth, f"dues[{cell.rule:d}] = {row}{end}")
            self.put(depth, f"v[{due.slot:d}] = {low}{end}")
            self.put(depth, f"v[{due.slot + 1:d}] = {high}{end}")

    def _close(self, depth: int) -> None:
        if self.syntax.close:
            self.put(depth, self.syntax.close)

    # Statements that narrow. Nothing is named: every statement may change what the next one reads.

    def narrow(self, block: Block, constraint: int, depth: int) -> None:
        """Writes what follows from a constraint.

        Where it narrows something, `again` becomes 1 and `by` takes the constraint, by the slot; where nothing is left
        possible, the number of the constraint is returned, counted from 1.
        """
        broken = f"return {constraint + 1:d}{self.syntax.end}"
        if not block:
            self.put(depth, self.syntax.nothing)
        for statement in block:
            match statement:
                case Keep(slot, mask):
                    name = self._slot(slot)
                    self.put(depth, self.syntax.guard.format(f"{name} & {~mask:d}"))
                    self.put(depth + 1, f"{name} &= {mask:d}{self.syntax.end}")
                    self._narrowed(slot, constraint, self.syntax.negation.format(name), broken, depth + 1)
                case Raise(slot, low, event):
                    self._bound(slot, low, constraint, broken, depth, event=event, more=0)
                case Cap(slot, high, event):
                    self._bound(slot, high, constraint, broken, depth, event=event, more=1)
                case Break():
                    self.put(depth, broken)
                case Branch(cases, otherwise):
                    opening = self.syntax.guard
                    for test, inner in cases:
                        self.put(depth, opening.format(self.test(test)))
                        self.narrow(inner, constraint, depth + 1)
                        opening = self.syntax.another
                    if otherwise:
                        self.put(depth, self.syntax.otherwise)
                        self.narrow(otherwise, constraint, depth + 1)
                    self._close(depth)

    def _bound(
        self, slot: int, bound: int, constraint: int, broken: str, depth: int, *, event: bool, more: int
    ) -> None:
        name, other, end = self._slot(slot + more), self._slot(slot + 1 - more), self.syntax.end
        limit, order, against = self.number(bound), "<>"[more], "><"[more]
        if self.graph[bound].op not in _SHORT:
            self.put(depth, f"x = {limit}{end}")
            limit = "x"
        self.put(depth, self.syntax.guard.format(f"{name} {order} {limit}"))
        self.put(depth + 1, f"{name} = {limit}{end}")
        if event:
            late = f"{name} > today"
            if more:
                late = f"{late}{self.syntax.conjunction}{name} < {NEVER}"
            self.put(depth + 1, self.syntax.guard.format(late))
            self.put(depth + 2, f"{name} = {'today' if more else NEVER}{end}")
            self._close(depth + 1)
        self._narrowed(slot, constraint, f"{name} {against} {other}", broken, depth + 1)

    def _narrowed(self, slot: int, constraint: int, impossible: str, broken: str, depth: int) -> None:
        end = self.syntax.end
        self.put(depth, self.syntax.guard.format(impossible))
        self.put(depth + 1, broken)
        self._close(depth)
        self.put(depth, f"again = 1{end}")
        self.put(depth, f"by[{slot:d}] = {constraint:d}{end}")
        self._close(depth - 1)


_SHORT = frozenset({Op.NUMBER, Op.LOW, Op.HIGH, Op.ADD, Op.TODAY})
