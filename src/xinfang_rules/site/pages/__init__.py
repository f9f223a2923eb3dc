"""The generated pages, one module for each kind: from a `Book`, Markdown."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from xinfang_rules.site.book import Book
from xinfang_rules.site.page import Page
from xinfang_rules.site.pages import (
    articles,
    changes,
    coverage,
    downloads,
    facts,
    gaps,
    periods,
    petitioners,
    printing,
    process,
    proposals,
    rules_index,
    scenarios,
    supervision,
)

Writer: TypeAlias = Callable[[Book], Iterator[Page]]

WRITERS: Final[tuple[Writer, ...]] = (
    articles.pages,
    process.pages,
    periods.pages,
    proposals.pages,
    supervision.pages,
    petitioners.pages,
    rules_index.pages,
    facts.pages,
    scenarios.pages,
    gaps.pages,
    coverage.pages,
    changes.pages,
    downloads.pages,
    printing.pages,
)
"""What writes the pages, in the order in which they stand in the site."""
