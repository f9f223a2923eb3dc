"""The functions of an edition: those that were printed when this library was built, or printed now."""

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from xinfang_rules.engines.python.incremental import PrintedCell, PrintedConstraints
from xinfang_rules.engines.python.linked_functions import linked_function
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Narrow, Run
    from xinfang_rules.program.schedule import Schedule

# What prints is long to import, and imported where something is printed.


def narrow_of(edition: Edition) -> "Narrow":
    """Returns the function that propagates the constraints of an edition."""
    with MAKING:
        function: Narrow | None = linked_function(edition, "narrow")
        if function is None:
            from xinfang_rules.engines.python.printed import print_narrow
            from xinfang_rules.program.narrowing import narrowing

            function = print_narrow(narrowing(edition))
        return function


def constraints_of(edition: Edition) -> PrintedConstraints:
    """Returns what narrows by each constraint of an edition by itself."""
    with MAKING:
        told = linked_function(edition, "constraints")
        if told is None:
            from xinfang_rules.engines.python.printed import constraints_source, made
            from xinfang_rules.program.narrowing import narrowing

            told = made(constraints_source(narrowing(edition), _constraint_reads(edition)))
        rounds, rows = told
        return PrintedConstraints(rounds, tuple([(frozenset(reads), narrow) for reads, narrow in rows]))


def run_of(edition: Edition, norms: Container[str] | None = None) -> "Run":
    """Returns the function that settles an edition.

    Args:
        edition: The edition.
        norms: The rules whose norms are wanted: then nothing is told but these. All of them if None: then what results
            are made of is told, too.
    """
    with MAKING:
        function: Run | None = linked_function(edition, "run") if norms is None else None
        if function is None:
            from xinfang_rules.engines.python.printed import print_run

            function = print_run(_scheduled(edition, norms))
        return function


def cells_of(edition: Edition) -> tuple[PrintedCell, ...]:
    """Returns what settles each cell of an edition by itself."""
    with MAKING:
        rows = linked_function(edition, "cells")
        if rows is None:
            from xinfang_rules.engines.python.printed import cells_source, made
            from xinfang_rules.program.lower import lower

            rows = made(cells_source(lower(edition)))
        return tuple(PrintedCell(slot, due, frozenset(reads), settle) for slot, due, reads, settle in rows)


def print_module(editions: Mapping[str, Edition], digest: str) -> str:
    """Prints functions as one module, which is byte-compiled where it is installed."""
    from xinfang_rules.engines.python.printed import cells_source, constraints_source, narrow_source, run_source
    from xinfang_rules.program.lower import lower
    from xinfang_rules.program.narrowing import narrowing

    printed = [f"DIGEST = {digest!r}"]
    for name, edition in editions.items():
        following = narrowing(edition)
        printed.append(narrow_source(following, f"narrow_{name}"))
        printed.append(constraints_source(following, _constraint_reads(edition), f"constraints_{name}"))
        printed.append(run_source(_scheduled(edition, None), f"run_{name}"))
        printed.append(cells_source(lower(edition), f"cells_{name}"))
    return "\n\n".join(printed)


def _constraint_reads(edition: Edition) -> list[list[int]]:
    slots = edition.layout
    return [[slots[name] for name in constraint.facts] for constraint in edition.constraints]


def _scheduled(edition: Edition, norms: Container[str] | None) -> "Schedule":
    from xinfang_rules.program.lower import lower
    from xinfang_rules.program.schedule import schedule

    program, rules = lower(edition), edition.rules
    if norms is None:
        return schedule(program, told_conditions(edition))
    return schedule(
        program, cells=(cell for cell in program.cells if cell.rule is None or rules[cell.rule].id in norms)
    )


def told_conditions(edition: Edition) -> set[int]:
    """Returns the conditions whose truth stands in results: of answers, concepts, remarks, and what was done."""
    rules = edition.rules
    told = {rule.condition_id for rule in rules if rule.question or rule.concept or rule.note}
    told.update(rules[index].condition_id for rule in rules for index in rule.defeated_by)
    told.update(question.arises for question in edition.questions if question.arises is not None)
    done = (rule.norm.done for rule in rules if rule.norm is not None)
    told.update(one.when for one in done if one is not None and one.when is not None)
    return told
