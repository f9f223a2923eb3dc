"""Code generation: programs, and what follows from constraints, as a JavaScript module that a page can serve.

For each edition the module has an object of three functions, or lists of them; `v` are the values, changed in place:

- `narrow[constraint](v, today, by)` narrows what is known by one constraint. It returns 0 where nothing changed, a
  negative number where something did, and a positive one where nothing is left possible; `by` takes the constraint, by
  the slot that it narrowed.
- `run(v, today, dues, nth)` settles everything. `dues` takes the last days of norms, by the index of the rule; `nth` is
  given a day and a number, see `xinfang_rules.program.graph`.
- `turn(v, today, dues, nth)` works out, after that, how norms would stand if last days that are no working days were
  taken the other way.

`periods.js`, which lies beside it, counts months. The module evaluates no source at run time, and nothing that a rule
file or a case wrote reaches it but numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import FALSE, NEVER
from xinfang_rules.program.lower import Cell, DueCell, Program, lower, undefeated
from xinfang_rules.program.narrowing import narrowing
from xinfang_rules.program.norm_lowering import statuses
from xinfang_rules.program.period_lowering import last_days
from xinfang_rules.program.schedule import schedule
from xinfang_rules.program.writer import Syntax, Writer
from xinfang_rules.rulebook.model import Edition, Rule

SYNTAX: Final = Syntax(
    conjunction=" && ",
    disjunction=" || ",
    negation="!({})",
    equal="===",
    unequal="!==",
    conditional="({0} ? {1} : {2})",
    guard="if ({}) {{",
    another="}} else if ({}) {{",
    otherwise="} else {",
    close="}",
    nothing="",
    variable="const {} = {};",
    variables="const [{}, {}] = {};",
    note="",
    row="due({})",
    end=";",
)

MOST_VALUES: Final = 31
"""Operators on bits take numbers of 32 bits there, of which the last one is the sign."""

_MONTHS: Final = 'import { months } from "./periods.js";\n'
"""Stands before a module that counts months."""
_HEAD: Final = f"""const due = (low, high, mayRun, mayWait, after) =>
  ({{ low, high, mayRun: mayRun > 0, mayWait: mayWait > 0, waits: after < {NEVER} }});
"""
_NAME: Final = re.compile(r"\bn\d+\b")
_NUMBER: Final = re.compile(r"(\d+)")


class PrintedEdition(NamedTuple):
    """An edition, printed.

    Attributes:
        source: An object literal.
        more: The values that the functions need besides those of the edition's layout, as they are before they run.
        rules: The slot of the truth of the first rule, after what displaces it; those of the others follow. Of a norm's
            rule its status tells.
        turned: The slots of the statuses of norms as they would be, by the index of the rule.
    """

    source: str
    more: tuple[int, ...]
    rules: int
    turned: Mapping[int, int]


def printable(edition: Edition) -> bool:
    """Tells whether an edition can be printed: whether no name has more values than a number has bits there."""
    return all(entry.kind is not Kind.CHOICE or len(entry.values) <= MOST_VALUES for entry in edition.scope.values())


def print_edition(edition: Edition) -> PrintedEdition:
    """Prints an edition that is `printable`."""
    program = lower(edition)
    rules = edition.layout.width
    held = [
        Cell(rule.id, rules + rule.index, may.true, (program.graph.true, may.false), FALSE, rule.index)
        for rule in edition.rules
        if rule.norm is None
        for may in [program.holds[rule.index]]
    ]
    first = rules + len(edition.rules)
    dated = [rule for rule in edition.rules if rule.norm and rule.norm.period and rule.norm.period.set_day is None]
    turned = [_turned(program, rule, first + 3 * place) for place, rule in enumerate(dated)]
    source = (
        f"({{\nnarrow: [{','.join(_narrow(edition))}],\n"
        f"run{_function(_with(program, program.cells, held))},\n"
        f"turn{_function(_with(program, (), turned))},\n}})"
    )
    more = (FALSE,) * len(edition.rules) + (0,) * (3 * len(dated))
    return PrintedEdition(source, more, rules, {cell.rule: cell.slot for cell in turned if cell.rule is not None})


def print_module(editions: Iterable[Sequence[str]]) -> str:
    """Puts editions together as a module, which exports them in their order.

    Args:
        editions: The sources of editions. Those that stand together may differ in numbers alone; they are written once.
    """
    lines, names = [_HEAD], list[str]()
    for some in editions:
        for made, number in _shared([_renamed(source) for source in some]):
            if made is not None:
                lines.append(f"const p{len(lines)} = (p) => {made};\n")
            names.append(f"p{len(lines) - 1}({number})")
    if any("months(" in line for line in lines):
        lines.insert(0, _MONTHS)
    return "".join([*lines, f"export const programs = [{', '.join(names)}];\n"])


def _shared(sources: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """Yields for each source what makes it, None if that was told before, and the numbers that it is made with."""
    split = [_NUMBER.split(source) for source in sources]
    whole = split[0]
    alike = all(other[::2] == whole[::2] for other in split)
    places = [place for place in range(1, len(whole), 2) if alike and any(o[place] != whole[place] for o in split)]
    if not alike or any(whole[place - 1][-1:].isalnum() for place in places):
        yield from ((source, "") for source in sources)
        return
    made = whole.copy()
    for index, place in enumerate(places):
        made[place] = f"p[{index}]"
    for number, numbers in enumerate(split):
        yield "".join(made) if number == 0 else None, f"[{', '.join(numbers[place] for place in places)}]"


def _renamed(source: str) -> str:
    """Counts the names of nodes from 0 on, so that they do not tell how many nodes there are."""
    found: dict[str, str] = {}
    return _NAME.sub(lambda name: found.setdefault(name.group(), f"n{len(found)}"), source)


def _with(program: Program, cells: Sequence[Cell], more: Sequence[Cell]) -> Program:
    """Returns a program with some of its own cells, and further ones after all of these."""
    own = program.strata[:-1] if cells else tuple(slice(0, 0) for _ in program.strata[:-1])
    start = program.strata[-1].start if cells else 0
    return replace(program, cells=(*cells, *more), strata=(*own, slice(start, len(cells) + len(more))))


def _turned(program: Program, rule: Rule, slot: int) -> Cell:
    lowering, norm = program.lowering, rule.norm
    assert norm is not None
    assert norm.period is not None
    other = norm.period._replace(rolls_on=not norm.period.rolls_on)
    due = last_days(lowering, other)
    applies = undefeated(lowering, rule, program.edition.rules)
    bits = statuses(lowering, norm, due)
    return Cell(rule.id, slot, applies.true, bits, 0, rule.index, DueCell(due, slot + 1, due.low, due.high))


def _narrow(edition: Edition) -> Iterator[str]:
    found = narrowing(edition)
    for constraint, block in enumerate(found.blocks):
        writer = Writer(found.graph, SYNTAX, ())
        writer.narrow(block, constraint, 0)
        yield f"\n(v, today, by) => {{ let again = 0, x;\n{_lines(writer)}return -again; }}"


def _function(program: Program) -> str:
    planned = schedule(program)
    writer = Writer(planned.graph, SYNTAX, ())
    writer.steps(planned.steps, 0)
    return f"(v, today, dues, nth) {{ let s;\n{_lines(writer)}}}"


def _lines(writer: Writer) -> str:
    return "".join(f"{line.strip()}\n" for line in writer.lines if line.strip())
