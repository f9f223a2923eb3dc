"""The files of the deadline calculator: scripts and style, and the data made from rulebooks."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.site.deadlines.period_data import days_told, periods_told
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it import scripts

_PLACE = "assets/deadlines"

SCRIPT = f"{_PLACE}/load.js"
"""The one script a page has to name."""


def files(
    book: SiteContext,
    further: Mapping[str, SiteContext] | None = None,
    offered: Iterable[str] = (),
    *,
    directory_urls: bool = True,
) -> Iterator[tuple[str, bytes]]:
    """Yields what the site has to serve, each file with its path from the root of the site.

    Args:
        book: What the site is generated from.
        further: Other rulebooks by the folders of their pages: for days on which the first one is not in force.
        offered: Overlays by name whose periods are told beside, where they are asked for.
        directory_urls: Whether a page's address ends with a slash.

    Raises:
        RulebookError: If anything is wrong with an overlay.
    """
    yield from scripts(_PLACE)
    told = periods_told(book, directory_urls=directory_urls)
    beside: list[dict[str, Any]] = []
    for folder, other in (further or {}).items():
        data = periods_told(other, folder=f"{folder}/", directory_urls=directory_urls)
        yield f"{_PLACE}/{folder}.json", _written(data)
        beside.append({**{key: data[key] for key in ("title", "year", "since", "until")}, "data": folder})
    laid = []
    rules = [rule.id for rule in book.edition.rules]
    for name in offered:
        over = _laid_over(book, name)
        data = periods_told(over, beside=rules, directory_urls=directory_urls)
        yield f"{_PLACE}/{name}.json", _written(data)
        laid.append({"title": over.rulebook.identity.laid[-1].title, "data": name})
    yield f"{_PLACE}/data.json", _written({**told, "days": days_told(book), "further": beside, "offered": laid})


def _laid_over(book: SiteContext, name: str) -> SiteContext:
    pack, rulebook = load_pack(pack_place(book.rulebook.instrument.id), overlays=[name])
    return SiteContext(pack, rulebook, (), None)


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
