"""Code generation: a program, and what follows from constraints, as Python functions."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

from xinfang_rules.engines.outcome import Due
from xinfang_rules.language.truth import FALSE, Values
from xinfang_rules.program.narrowing import Narrowing
from xinfang_rules.program.schedule import Schedule
from xinfang_rules.program.writer import Syntax, Writer
from xinfang_rules.tuple_getter import picker

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

Run: TypeAlias = Callable[[Values, int, list[int], dict[int, Due], Callable[[int], object], Nth], None]
"""Settles everything: writes cells into the values, what may be true of what is told into a list of truths (false so
far), and last days into a mapping, and notes norms."""


def print_narrow(narrowing: Narrowing) -> Narrow:
    """Prints what follows from constraints."""
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
    function: Narrow = _made(writer, "narrow", pick=picker(narrowing.reads))
    return function


def print_run(planned: Schedule) -> Run:
    """Prints a schedule."""
    writer = Writer(planned.graph, SYNTAX, planned.reads)
    writer.put(0, "def run(v, today, t, dues, note, nth):")
    _unpack(writer, planned.reads)
    if planned.told:
        writer.put(1, f"{' = '.join(f't{number:d}' for number in planned.told)} = {FALSE}")
    writer.steps(planned.steps, 1)
    writer.put(1, "return")
    function: Run = _made(writer, "run", pick=picker(planned.reads), row=partial(tuple.__new__, Due))
    return function


def _unpack(writer: Writer, slots: Sequence[int]) -> None:
    if slots:
        writer.put(1, f"{_listed('v', slots)}= pick(v)")


def _listed(letter: str, numbers: Iterable[int]) -> str:
    return "".join(f"{letter}{number:d}, " for number in numbers)


def _made(writer: Writer, name: str, **given: Any) -> Any:
    """Executes source, which may use nothing but literals and what is given, and returns what it defines."""
    namespace: dict[str, Any] = {"__builtins__": {}, **given}
    exec(compile("\n".join([*writer.lines, ""]), f"<xinfang_rules {name}>", "exec"), namespace)
    return namespace[name]
