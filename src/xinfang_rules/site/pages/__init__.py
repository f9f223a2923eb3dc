"""The generated pages, one module for each kind: from a `SiteContext`, Markdown."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from xinfang_rules.site.markdown import Page
from xinfang_rules.site.pages import (
    articles_page,
    changes_page,
    correspondence_page,
    coverage_page,
    deadlines_page,
    dossier_check_page,
    downloads_page,
    examples_page,
    facts_page,
    gaps_page,
    indicators_page,
    periods_page,
    petitioners_page,
    presumptions_page,
    printing_page,
    process_page,
    proposals_page,
    rules_index_page,
    scenarios_page,
    superiors_page,
    supervision_page,
    wizard_page,
)
from xinfang_rules.site.site_context import SiteContext

PageWriter: TypeAlias = Callable[[SiteContext], Iterator[Page]]

WRITERS: Final[tuple[PageWriter, ...]] = (
    wizard_page.pages,
    articles_page.pages,
    process_page.pages,
    deadlines_page.pages,
    dossier_check_page.pages,
    examples_page.pages,
    periods_page.pages,
    proposals_page.pages,
    supervision_page.pages,
    petitioners_page.pages,
    superiors_page.pages,
    rules_index_page.pages,
    facts_page.pages,
    scenarios_page.pages,
    correspondence_page.pages,
    gaps_page.pages,
    presumptions_page.pages,
    indicators_page.pages,
    coverage_page.pages,
    changes_page.pages,
    downloads_page.pages,
    printing_page.pages,
)
"""What writes the pages, in the order in which they stand in the site."""
