"""What the page on engines shows, worked out from the engines themselves and from the contract on imports.

A hook of MkDocs, see `mkdocs.yml`: each mark of `MARKS` that stands in a line of its own is replaced.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any, Final

from grimp import ImportGraph, build_graph

from xinfang_rules import load
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.javascript.printed_module import SYNTAX as JAVASCRIPT
from xinfang_rules.engines.python.printed import SYNTAX as PYTHON
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.program.graph import NUMERIC, Graph, Op
from xinfang_rules.program.lower import Program, lower
from xinfang_rules.program.narrowing import Branch, Break, Cap, Keep, Raise, Statement, narrowing
from xinfang_rules.program.writer import Syntax, Writer
from xinfang_rules.rulebook.model import Edition

ROOT: Final = Path(__file__).parents[1]
HOLE: Final = "—（没有）"
_DEPENDENCIES: Final = "xinfang_rules.program.reach"  # which rule reads what; it computes nothing

PURPOSES: Final[Mapping[str, str]] = {
    "python": "默认：评估、尚需查明、期限",
    "reference": "对照；拒绝案件的理由；变异测试",
    "durable": "独立复核条件，其余由照读的引擎算出",
    "javascript": "网页上的试算",
    "solver": "证明",
    "table": "整表评估：一次一块，每块 65,536 行",
}
"""What each engine is for."""

NODES: Final[Mapping[Op, tuple[str, Callable[[Graph, int, int], int]]]] = {
    Op.TRUTH: ("真、假", lambda g, c, d: g.true),
    Op.NUMBER: ("数", lambda g, c, d: g.number(7)),
    Op.TODAY: ("评估之日", lambda g, c, d: g.today()),
    Op.IN: ("某几个取值还有可能", lambda g, c, d: g.among(c, 1)),
    Op.LOW: ("数量、日期的下限", lambda g, c, d: g.low(d)),
    Op.HIGH: ("数量、日期的上限", lambda g, c, d: g.high(d)),
    Op.AT_MOST: ("不大于", lambda g, c, d: g.at_most(g.low(d), g.today())),
    Op.EQUAL: ("等于", lambda g, c, d: g.equal(g.low(d), g.today())),
    Op.NOT: ("不", lambda g, c, d: g.negation(g.among(c, 1))),
    Op.AND: ("并且", lambda g, c, d: g.conjunction(g.among(c, 1), g.came(g.low(d)))),
    Op.OR: ("或者", lambda g, c, d: g.disjunction(g.among(c, 1), g.came(g.low(d)))),
    Op.ADD: ("加", lambda g, c, d: g.sum(g.low(d), g.number(7))),
    Op.SUBTRACT: ("减", lambda g, c, d: g.difference(g.low(d), g.number(7))),
    Op.MIN: ("较小的", lambda g, c, d: g.smaller(g.low(d), g.today())),
    Op.MAX: ("较大的", lambda g, c, d: g.larger(g.low(d), g.today())),
    Op.SELECT: (
        "分情况",
        lambda g, c, d: g.select(g.among(c, 1), g.low(d), g.today()),
    ),
    Op.FIRST: ("第几个工作日，最早", lambda g, c, d: g.first_working_day(g.low(d), 5)),
    Op.LAST: ("第几个工作日，最晚", lambda g, c, d: g.last_working_day(g.low(d), 5)),
    Op.MONTHS: ("几个月以后", lambda g, c, d: g.months_after(g.low(d), 5)),
}
"""For each operation what it is called, and how to make one, of the slots of a choice and of a day."""

STATEMENTS: Final[Mapping[str, Callable[[Graph, int, int], Statement]]] = {
    "只留某几个取值": lambda g, c, d: Keep(c, 1),
    "提高下限": lambda g, c, d: Raise(d, g.today(), event=True),
    "降低上限": lambda g, c, d: Cap(d, g.today(), event=True),
    "拒绝": lambda g, c, d: Break(),
    "只剩一种可能的": lambda g, c, d: Branch(((g.among(c, 1), (Break(),)),)),
}
"""For each statement of the constraints what it is called, and how to make one."""


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Puts what is worked out where the page asks for it."""
    for mark, made in MARKS.items():
        if f"<!-- {mark} -->" in markdown:
            markdown = markdown.replace(f"<!-- {mark} -->", made())
    return markdown


# The engines


@cache
def imports() -> ImportGraph:
    """Returns which module of the library imports which."""
    return build_graph("xinfang_rules", exclude_type_checking_imports=True, cache_dir=None)


def engines() -> str:
    """Lists the engines: what each reads, by what it imports, and by which name it is chosen."""
    return _table(["引擎", "名称", "读什么", "用来"], _engines())


def _engines() -> Iterator[list[str]]:
    graph, names = imports(), {"reference": "interpreter", "python": "compiled"}
    for module in sorted(graph.find_children("xinfang_rules.engines")):
        engine = module.rpartition(".")[2]
        if engine not in PURPOSES:
            continue
        name = names.get(engine, engine)
        own = {module, *graph.find_descendants(module)}
        read = {each for one in own for each in graph.find_modules_directly_imported_by(one)}
        others = [other for other in PURPOSES if other != engine and any(_within(each, other) for each in read)]
        program = any(each.startswith("xinfang_rules.program.") for each in read - {_DEPENDENCIES})
        yield [
            f"`engines.{engine}`",
            f"`{name}`" if name in ENGINES else "不能选用",
            ("程序" if program else "规则书") + "".join(f"，并用 `{other}`" for other in others),
            PURPOSES[engine],
        ]


def _within(module: str, engine: str) -> bool:
    return f"{module}.".startswith(f"xinfang_rules.engines.{engine}.")


# What is printed


def operations() -> str:
    """Lists which printer prints which operation, found out by printing one."""
    edition = load().latest
    interval, exact = lower(edition), lower(edition, two_valued=True)
    printers = [_writes(PYTHON, interval), _writes(JAVASCRIPT, interval), _proves(exact), _tapes(edition, interval)]
    choice = next(edition.layout[name] for name, entry in edition.scope.items() if len(entry.values) > 2)
    day = edition.layout[edition.facts.dates[0]]
    rows = [
        [title, f"`{op.value}`", *(_tried(printer, partial(_made, make, choice, day)) for printer in printers)]
        for op, (title, make) in NODES.items()
    ]
    for title, state in STATEMENTS.items():
        rows.append(
            [
                f"约束：{title}",
                f"`{type(state(Graph(), choice, day)).__name__}`",
                *(_tried(_narrows(syntax), partial(_made, state, choice, day)) for syntax in (PYTHON, JAVASCRIPT)),
                "有（约束整个写成公式）",
                _tried(_takes(edition), partial(_made, state, choice, day)),
            ]
        )
    return _table(["运算", "名称", "python", "javascript", "solver", "table"], rows)


def _made(make: Callable[[Graph, int, int], Any], choice: int, day: int, graph: Graph) -> Any:
    return make(graph, choice, day)


def _tried(printer: Callable[[Callable[[Graph], Any]], object], make: Callable[[Graph], Any]) -> str:
    try:
        printer(make)
    except AssertionError:
        return HOLE
    return "有"


def _writes(syntax: Syntax, program: Program) -> Callable[[Callable[[Graph], Any]], object]:
    def write(make: Callable[[Graph], Any]) -> object:
        writer = Writer(program.graph, syntax, ())
        number = make(program.graph)
        return writer.number(number) if program.graph[number].op in NUMERIC else writer.test(number)

    return write


def _narrows(syntax: Syntax) -> Callable[[Callable[[Graph], Any]], object]:
    def write(make: Callable[[Graph], Any]) -> object:
        writer = Writer(graph := Graph(), syntax, ())
        writer.narrow((make(graph),), 0, 0)
        return writer.lines

    return write


def _proves(program: Program) -> Callable[[Callable[[Graph], Any]], object]:
    from xinfang_rules.analysis.proof.prover import new_world
    from xinfang_rules.engines.solver.limit import TimeLimit
    from xinfang_rules.engines.solver.printer import Formulas

    formulas = Formulas(program, new_world(program.edition, TimeLimit()))
    return lambda make: formulas.term(make(program.graph))


def _tapes(edition: Edition, program: Program) -> Callable[[Callable[[Graph], Any]], object]:
    from xinfang_rules.engines.table.day_tables import DayTables
    from xinfang_rules.engines.table.tape import tape

    days = DayTables(working_calendar(edition.calendar))
    return lambda make: tape(program.graph, [make(program.graph)], days)


def _takes(edition: Edition) -> Callable[[Callable[[Graph], Any]], object]:
    from xinfang_rules.engines.table.block import domains
    from xinfang_rules.engines.table.rounds import one_round

    empty = narrowing(edition)

    def take(make: Callable[[Graph], Any]) -> object:
        return one_round(replace(empty, graph=(graph := Graph()), blocks=((make(graph),),)), domains(edition))

    return take


# The layers


def layers() -> str:
    """Draws the contract on imports: each layer may import those below it, none above."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    whole = next(one for one in contracts if one.get("containers") == ["xinfang_rules"])
    rows = [[name.strip() for name in layer.replace(":", "|").split("|")] for layer in whole["layers"]]
    return _picture([row for row in rows if row != ["__main__"]])


def _picture(layers: list[list[str]]) -> str:
    """Draws each layer as a band, with a box for each of its modules, five beside each other."""
    width, height, gap, most = 760, 28, 6, 5
    parts: list[str] = []
    top = 0
    for layer in layers:
        rows = [layer[start : start + most] for start in range(0, len(layer), most)]
        band = len(rows) * (height + gap) + gap
        parts.append(f'<rect y="{top}" width="{width}" height="{band}" rx="6" fill="currentColor" opacity=".08"/>')
        each = (width - gap) / len(rows[0])
        for number, row in enumerate(rows):
            for place, name in enumerate(row):
                left, upper = gap + place * each, top + gap + number * (height + gap)
                parts.append(
                    f'<rect x="{left:.0f}" y="{upper}" width="{each - gap:.0f}" height="{height}" rx="4" fill="none" '
                    f'stroke="currentColor"/><text x="{left + (each - gap) / 2:.0f}" y="{upper + 19}" font-size="14" '
                    f'text-anchor="middle" fill="currentColor">{escape(name)}</text>'
                )
        top += band + gap
    told = "；".join("、".join(layer) for layer in layers)
    return (
        f'<svg viewBox="-1 -1 {width + 2} {top}" role="img" aria-label="各层自上而下：{escape(told)}">'
        f"{''.join(parts)}</svg>"
    )


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows))


MARKS: Final[Mapping[str, Callable[[], str]]] = {
    "engines": engines,
    "what the printers print": operations,
    "layers": layers,
}
"""What replaces each mark."""
