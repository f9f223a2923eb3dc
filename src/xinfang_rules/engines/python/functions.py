"""The functions of an edition: those that were printed when this library was built, or printed now."""

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any, Final

from xinfang_rules.engines.python.incremental import PrintedCell, PrintedConstraints
from xinfang_rules.engines.python.linked_functions import linked_function
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.model import Edition

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Narrow, Run

# What prints is long to import, and imported where something is printed.


def narrow_of(edition: Edition) -> "Narrow":
    """Returns the function that propagates the constraints of an edition."""
    function: Narrow = _function(edition, "narrow")
    return function


def constraints_of(edition: Edition) -> PrintedConstraints:
    """Returns what narrows by each constraint of an edition by itself."""
    rounds, rows = _function(edition, "constraints")
    return PrintedConstraints(rounds, tuple([(frozenset(reads), narrow) for reads, narrow in rows]))


def run_of(edition: Edition, norms: Container[str] | None = None) -> "Run":
    """Returns the function that settles an edition.

    Args:
        edition: The edition.
        norms: The rules whose norms are wanted: then nothing is told but these. All of them if None: then what results
            are made of is told, too.
    """
    function: Run = _function(edition, "run", norms)
    return function


def cells_of(edition: Edition) -> tuple[PrintedCell, ...]:
    """Returns what settles each cell of an edition by itself."""
    rows = _function(edition, "cells")
    return tuple(PrintedCell(slot, due, frozenset(reads), settle) for slot, due, reads, settle in rows)


def print_module(editions: Mapping[str, Edition], digest: str) -> str:
    """Prints functions as one module, which is byte-compiled where it is installed."""
    sources = [_source(edition, what, f"{what}_{name}") for name, edition in editions.items() for what in _FUNCTIONS]
    return "\n\n".join([f"DIGEST = {digest!r}", *sources])


_FUNCTIONS: Final = ("narrow", "constraints", "run", "cells")


def _function(edition: Edition, what: str, norms: Container[str] | None = None) -> Any:
    with MAKING:
        function = linked_function(edition, what) if norms is None else None
        if function is None:
            from xinfang_rules.engines.python.printed import made

            function = made(_source(edition, what, norms=norms))
        return function


def _source(edition: Edition, what: str, name: str = "made", norms: Container[str] | None = None) -> str:
    from xinfang_rules.engines.python import printed
    from xinfang_rules.program.lower import lower
    from xinfang_rules.program.narrowing import narrowing
    from xinfang_rules.program.schedule import schedule

    match what:
        case "narrow":
            return printed.narrow_source(narrowing(edition), name)
        case "constraints":
            slots = edition.layout
            reads = [[slots[fact] for fact in constraint.facts] for constraint in edition.constraints]
            return printed.constraints_source(narrowing(edition), reads, name)
        case "cells":
            return printed.cells_source(lower(edition), name)
    program, rules = lower(edition), edition.rules
    if norms is None:
        return printed.run_source(schedule(program, told_conditions(edition)), name)
    cells = (cell for cell in program.cells if cell.rule is None or rules[cell.rule].id in norms)
    return printed.run_source(schedule(program, cells=cells), name)


def told_conditions(edition: Edition) -> set[int]:
    """Returns the conditions whose truth stands in results: of answers, concepts, remarks, and what was done."""
    rules = edition.rules
    told = {rule.condition_id for rule in rules if rule.question or rule.concept or rule.note}
    told.update(rules[index].condition_id for rule in rules for index in rule.defeated_by)
    told.update(question.arises for question in edition.questions if question.arises is not None)
    done = (rule.norm.done for rule in rules if rule.norm is not None)
    told.update(one.when for one in done if one is not None and one.when is not None)
    return told
