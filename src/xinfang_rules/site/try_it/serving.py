"""Which rulebooks can be tried in the browser."""

from typing import Any, Final, NamedTuple

from xinfang_rules.engines.javascript.printed_module import printable
from xinfang_rules.site.site_context import SiteContext

PROGRAM: Final = "try/program.js"
"""What the rules come to, printed as functions: a module among those of the widget."""


class Deciding(NamedTuple):
    """Data with the functions that decide by them, of another rulebook than that of the site.

    Attributes:
        data: The data.
        program: The module of the functions, as it would stand beside those of the site's rulebook.
    """

    data: Any
    program: str


def can_be_tried(book: SiteContext) -> bool:
    """Tells whether the form takes a rulebook: not where a fact or a question has too many values for the browser."""
    editions = book.rulebook.editions
    return all(printable(editions[run[-1]]) for run in editions.runs())
