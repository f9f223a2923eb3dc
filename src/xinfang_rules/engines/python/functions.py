"""The functions of an edition: those that were printed when this library was built, or printed now."""

from typing import TYPE_CHECKING

from xinfang_rules.engines.python.linked_functions import linked_function
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.model import Edition, Rulebook

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Narrow, Run

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


def run_of(edition: Edition) -> "Run":
    """Returns the function that settles everything, and tells what `told_conditions` names."""
    with MAKING:
        function: Run | None = linked_function(edition, "run")
        if function is None:
            from xinfang_rules.engines.python.printed import print_run
            from xinfang_rules.program.lower import lower
            from xinfang_rules.program.schedule import schedule

            function = print_run(schedule(lower(edition), told_conditions(edition)))
        return function


def told_conditions(edition: Edition) -> set[int]:
    """Returns the conditions whose truth stands in results: of answers, concepts, remarks, and what was done."""
    rules = edition.rules
    told = {rule.unit for rule in rules if rule.question or rule.concept or rule.note}
    told.update(rules[index].unit for rule in rules for index in rule.displaced_by)
    told.update(question.arises for question in edition.questions if question.arises is not None)
    done = (rule.norm.done for rule in rules if rule.norm is not None)
    told.update(one.when for one in done if one is not None and one.when is not None)
    return told


def print_module(book: Rulebook) -> str:
    """Prints the functions of all editions of a rulebook as one module, byte-compiled where it is installed."""
    from xinfang_rules.engines.python.printed import narrow_source, run_source
    from xinfang_rules.program.lower import lower
    from xinfang_rules.program.narrowing import narrowing
    from xinfang_rules.program.schedule import schedule

    sources: list[str] = []
    for number, edition in enumerate(book.editions):
        sources.append(narrow_source(narrowing(edition), f"narrow_{number}"))
        sources.append(run_source(schedule(lower(edition), told_conditions(edition)), f"run_{number}"))
    return "\n\n".join(sources)
