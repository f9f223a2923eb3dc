"""Code generation: a program, and what follows from constraints, as Python functions."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from xinfang_rules.engines.outcome import Due
from xinfang_rules.engines.python.linked_functions import GIVEN
from xinfang_rules.language.truth import FALSE, NEVER, Values
from xinfang_rules.program.lower import Program, cell_reads
from xinfang_rules.program.narrowing import Narrowing
from xinfang_rules.program.schedule import Schedule, schedule
from xinfang_rules.program.writer import Syntax, Writer

SYNTAX: Final = Syntax(
    conjunction=" and ",
    disjunction=" or ",
    negation="not {}",
    equal="==",
    unequal="!=",
    conditional="({1} if {0} else {2})",
    guard="if {}:",
    another="elif {}:",
    otherwise="else:",
    close="",
    nothing="pass",
    variable="{} = {}",
    variables="{}, {} = {}",
    note="note({})",
    row="row(({}))",
    end="",
)

Nth: TypeAlias = Callable[[int, int], tuple[int, int]]
"""Takes a day and n; returns the first and the last day that may be the n-th working day after it, see `graph`."""

Narrow: TypeAlias = Callable[[Values, int, dict[int, int]], int]
"""Narrows values, in place, by the constraints; takes the day of evaluation, and in which to write by which constraint
each slot was narrowed last. Returns 0; where nothing is left possible, it leaves the values as they are, and returns
another number."""

NarrowBy: TypeAlias = Callable[[Values, int, dict[int, int]], int]
"""Narrows values, in place, by one constraint, once; takes what `Narrow` takes. Returns 0; another number where nothing
is left possible."""

Told: TypeAlias = list[int] | dict[int, int]
"""Truths, by number."""

Run: TypeAlias = Callable[[Values, int, Told, dict[int, Due], Callable[[int], object], Nth], None]
"""Settles everything: writes cells into the values, what may be true of what is told into a list of truths (false so
far), and last days into a mapping, and notes norms."""


def print_run(planned: Schedule) -> Run:
    """Prints a schedule."""
    function: Run = made(run_source(planned))
    return function


def narrow_source(narrowing: Narrowing, name: str = "made") -> str:
    """Writes what follows from constraints as the source of a function.

    Args:
        narrowing: What follows.
        name: The name of what makes the function when it is called with `GIVEN`.
    """
    writer = Writer(narrowing.graph, SYNTAX, narrowing.reads)
    writer.put(0, "def narrow(v, today, by):")
    _unpack(writer, narrowing.reads)
    writer.put(1, "rounds = 0")
    writer.put(1, "while 1:")
    writer.put(2, "again = 0")
    for constraint, block in enumerate(narrowing.blocks):
        writer.narrow(block, constraint, 2)
    writer.put(2, "if not again: break")
    writer.put(2, "rounds += 1")
    writer.put(2, f"if rounds > {narrowing.most_rounds:d}: return -1")
    writer.put(1, "if rounds:")
    for slot in narrowing.writes:
        writer.put(2, f"v[{slot:d}] = v{slot:d}")
    writer.put(2, "pass")
    writer.put(1, "return 0")
    return _wrapped(writer, name, narrowing.reads, "narrow")


def constraints_source(narrowing: Narrowing, reads: Iterable[Sequence[int]], name: str = "made") -> str:
    """Writes what follows from each constraint as a function of its own; see `narrow_source` and `NarrowBy`.

    Args:
        narrowing: What follows.
        reads: The first slots that each constraint reads.
        name: The name of what returns how many rounds may narrow something, and for each constraint these slots and its
            function.
    """
    lines, rows = [f"def {name}({', '.join(GIVEN)}):"], list[str]()
    for constraint, (block, slots) in enumerate(zip(narrowing.blocks, reads, strict=True)):
        writer = Writer(narrowing.graph, SYNTAX, ())
        writer.put(1, f"def k{constraint:d}(v, today, by):")
        writer.narrow(block, constraint, 2)
        writer.put(2, "return 0")
        lines.extend(writer.lines)
        rows.append(f"(({_listed('', slots)}), k{constraint:d}), ")
    return "\n".join([*lines, f"    return {narrowing.most_rounds:d}, ({''.join(rows)})", ""])


def run_source(planned: Schedule, name: str = "made") -> str:
    """Writes a schedule as the source of a function; see `narrow_source`."""
    writer = Writer(planned.graph, SYNTAX, planned.reads)
    writer.put(0, "def run(v, today, t, dues, note, nth):")
    _unpack(writer, planned.reads)
    if planned.told:
        writer.put(1, f"{_listed('t', planned.told)}= ({FALSE:d},) * {len(planned.told):d}")
    writer.steps(planned.steps, 1)
    writer.put(1, "return")
    return _wrapped(writer, name, planned.reads, "run")


def cells_source(program: Program, name: str = "made") -> str:
    """Writes the cells of a program, each as a function of its own; see `narrow_source` and `PrintedCell`."""
    lines = [f"def {name}({', '.join(GIVEN)}):"]
    rows: list[str] = []
    for place, cell in enumerate(program.cells):
        # The few slots that one reads are read where they stand.
        writer = Writer(program.graph, SYNTAX, (), returns=True)
        writer.put(1, f"def c{place:d}(v, today, nth):")
        writer.steps(schedule(program, (), [cell]).steps, 2)
        writer.put(2, f"return {cell.otherwise:d}{'' if cell.due is None else f', None, {NEVER:d}, {NEVER:d}'}")
        lines.extend(writer.lines)
        due = None if cell.due is None else f"({cell.rule:d}, {cell.due.slot:d})"
        rows.append(f"({cell.slot:d}, {due}, ({_listed('', sorted(cell_reads(program.graph, cell)))}), c{place:d})")
    return "\n".join([*lines, f"    return ({''.join(row + ', ' for row in rows)})", ""])


def _unpack(writer: Writer, slots: Sequence[int]) -> None:
    if slots:
        writer.put(1, f"{_listed('v', slots)}= pick(v)")


def _listed(letter: str, numbers: Iterable[int]) -> str:
    return "".join(f"{letter}{number:d}, " for number in numbers)


def _wrapped(writer: Writer, name: str, reads: Sequence[int], function: str) -> str:
    """Puts a function into one that makes it: what it uses beside literals is given to that."""
    head = [f"def {name}({', '.join(GIVEN)}):", f"    pick = picker(({_listed('', reads)}))"]
    return "\n".join([*head, *("    " + line for line in writer.lines), f"    return {function}", ""])


def made(source: str) -> Any:
    """Returns what the source of one of these functions makes."""
    namespace: dict[str, Any] = {"__builtins__": {}}
    exec(compile(source, "<xinfang_rules>", "exec"), namespace)
    return namespace["made"](**GIVEN)
