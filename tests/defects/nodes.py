"""Spoils the program of the shipped rules, one node at a time: is it noticed?

    python -m tests.defects.nodes --nodes 100 --cases 9000

A node becomes another that is as like it as can be: `and` for `or`, the smaller for the larger number, one value less
in a list, a day later. What the spoiled program comes to is held against what the program itself does. A node that no
case notices is rare, or makes no difference: it is listed, for somebody to find out which.

Of the 100 that are chosen by default, 9,000 cases notice 98 (1,000 cases 93). The other two make no difference:

- `petition.competence` may be `same_level`, `lower` or `elsewhere`, without `same_level`. It stands in the second
  reading of conditions that want `own`. Where only `same_level` is left, the first reading rules `own` out, and the
  second is not asked; where more is left, so is `lower` or `elsewhere`: a case states one value or none, and the
  one constraint on it leaves `same_level` and `elsewhere`. Where nothing but `own` and `same_level` were left it
  would be noticed: `test_nodes` tries it.
- All of three conditions may fail, by which a matter is forwarded (an office's to its level, an office's down,
  another organ's down), with `or`. It goes into which other answers are possible. Each of the three wants a
  competence and an organ: where one of them surely holds, the conditions of the other answers of that line want
  another one, and are ruled out without it.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from tests.program_helpers import Count, counter

from xinfang_rules import load
from xinfang_rules.engines.outcome import Due
from xinfang_rules.engines.python.printed import Run, print_run
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.language.truth import FALSE, Values
from xinfang_rules.program.graph import Graph, Node, Op
from xinfang_rules.program.lower import Program, cell_roots, lower
from xinfang_rules.program.schedule import schedule
from xinfang_rules.testing import sample_cases, sample_near_deadlines

AS_OF = date(2024, 9, 20)
SWAPPED = {Op.AND: Op.OR, Op.OR: Op.AND, Op.MIN: Op.MAX, Op.MAX: Op.MIN, Op.FIRST: Op.LAST, Op.LAST: Op.FIRST}
SWAPPED |= {Op.SUBTRACT: Op.ADD}

Drawn = tuple[Values, int]
Found = tuple[Values, list[int], dict[int, Due], list[int]]


def spoiled(graph: Graph, number: int) -> Node | None:
    """A node that is nearly the same; None for one that is no operation."""
    op, operands, data = graph[number]
    if op in SWAPPED:
        return Node(SWAPPED[op], operands, data)
    if op is Op.IN and data[1] & (data[1] - 1):
        return Node(op, (), (data[0], data[1] & (data[1] - 1)))
    if op is Op.MONTHS:
        return Node(op, operands, (data[0] + 1,))
    if op is Op.AT_MOST or op is Op.EQUAL:
        return Node(Op.EQUAL if op is Op.AT_MOST else Op.AT_MOST, operands)
    if op is Op.ADD and (more := graph.constant(operands[1])) is not None:
        return Node(op, (operands[0], graph.number(more + 1)))
    if op is Op.SELECT:
        return Node(op, (operands[0], operands[2], operands[1]))
    return None


def live(program: Program) -> list[int]:
    """The nodes on which cells and conditions rest, in order."""
    found: set[int] = set()
    waiting = [node for cell in program.cells for node in (cell.guard, *cell_roots(cell))]
    for number in waiting:
        if number not in found:
            found.add(number)
            waiting.extend(program.graph[number].operands)
    return sorted(found)


def drawn(number: int) -> Iterator[Drawn]:
    """Completed values, of cases known in part and wholly and at the edges of time limits, each with its day."""
    evaluator = evaluator_for(load().latest)
    third = number // 3
    cases = [*sample_cases(third, as_of=AS_OF), *sample_cases(third, as_of=AS_OF, complete=True)]
    for case, as_of in [*cases, *sample_near_deadlines(third)]:
        try:
            outcome = evaluator.state(case, as_of)
        except InadmissibleError:
            continue
        if outcome.edition is evaluator.edition:
            yield outcome.values, as_of.toordinal()


def found(run: Run, values: Values, today: int, nth: Count, told: int) -> Found:
    ours, truths, dues, noted = values.copy(), [FALSE] * told, dict[int, Due](), list[int]()
    run(ours, today, truths, dues, noted.append, nth)
    return ours, truths, dues, sorted(noted)


def unnoticed(program: Program, numbers: Sequence[int], cases: Sequence[Drawn]) -> Iterator[tuple[int, Node]]:
    """Yields the nodes that can be spoiled and nobody notices, with what they were spoiled to."""
    nodes, nth, told = program.graph.nodes, counter(program.edition), len(program.edition.conditions)
    right = print_run(schedule(program, range(told)))
    expected = [found(right, values, today, nth, told) for values, today in cases]
    for number in numbers:
        wrong, before = spoiled(program.graph, number), nodes[number]
        if wrong is None:
            continue
        nodes[number] = wrong
        try:
            run = print_run(schedule(program, range(told)))
        finally:
            nodes[number] = before
        pairs = zip(cases, expected, strict=True)
        if all(found(run, values, today, nth, told) == one for (values, today), one in pairs):
            yield number, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=100)
    parser.add_argument("--cases", type=int, default=9_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    program = lower(load().latest)
    candidates = [number for number in live(program) if spoiled(program.graph, number) is not None]
    chosen = sorted(Random(given.seed).sample(candidates, min(given.nodes, len(candidates))))
    left = list(unnoticed(program, chosen, list(drawn(given.cases))))
    for number, wrong in left:
        print(f"{number}: {program.graph[number]} spoiled to {wrong}")
    print(f"{len(chosen) - len(left)} of {len(chosen)} noticed")


if __name__ == "__main__":
    main()
