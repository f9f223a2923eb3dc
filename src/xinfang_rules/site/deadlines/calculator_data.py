"""The data of the deadline calculator, made from rulebooks."""

from typing import Any

from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.site.deadlines.period_data import days_told, periods_told
from xinfang_rules.site.site_context import SiteContext, Surroundings


def data(book: SiteContext, around: Surroundings) -> dict[str, Any]:
    """Makes the data, and by their names those of other rulebooks, which the calculator asks for where it needs them.

    Raises:
        RulebookError: If anything is wrong with an overlay.
    """
    addresses = around.directory_urls
    found: dict[str, Any] = {}
    beside: list[dict[str, Any]] = []
    for folder, other in around.further.items():
        told = found[folder] = periods_told(other, folder=f"{folder}/", directory_urls=addresses)
        beside.append({**{key: told[key] for key in ("title", "year", "since", "until")}, "data": folder})
    laid = []
    rules = [rule.id for rule in book.edition.rules]
    for name in around.offered:
        over = SiteContext(*load_pack(pack_place(book.rulebook.instrument.id), overlays=[name]), (), None)
        found[name] = periods_told(over, beside=rules, directory_urls=addresses)
        laid.append({"title": over.rulebook.identity.laid[-1].title, "data": name})
    told = periods_told(book, directory_urls=addresses)
    return {**found, "deadlines": {**told, "days": days_told(book), "further": beside, "offered": laid}}
