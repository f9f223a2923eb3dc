"""The functions of an edition: those that were printed when this library was built, or printed now."""

from typing import TYPE_CHECKING

from xinfang_rules.engines.python.linked_functions import linked_function
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.model import Edition, Rulebook

if TYPE_CHECKING:
    from xinfang_rules.engines.python.printed import Narrow

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


def print_module(book: Rulebook) -> str:
    """Prints the functions of all editions of a rulebook as one module, byte-compiled where it is installed."""
    from xinfang_rules.engines.python.printed import narrow_source
    from xinfang_rules.program.narrowing import narrowing

    return "\n\n".join(narrow_source(narrowing(one), f"narrow_{number}") for number, one in enumerate(book.editions))
