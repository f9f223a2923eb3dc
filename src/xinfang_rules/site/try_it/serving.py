"""The files that the browser needs: the script and style as they stand here, the data made from a rulebook."""

import json
from collections.abc import Iterator
from importlib.resources import files as resources

from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it.form_data import exported

_PLACE = "assets/try"

SCRIPT = f"{_PLACE}/try.js"
"""The one script a page has to name. The others beside it are modules, which it fetches where a page needs them."""

STYLE = f"{_PLACE}/try.css"

DATA = f"{_PLACE}/data.json"


def files(book: SiteContext, *, directory_urls: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yields what the site has to serve, each file with its path from the root of the site.

    Args:
        book: What the site is generated from.
        directory_urls: Whether a page's address ends with a slash (`use_directory_urls` of MkDocs).
    """
    for asset in sorted(resources("xinfang_rules.site").joinpath(_PLACE).iterdir(), key=lambda asset: asset.name):
        yield f"{_PLACE}/{asset.name}", asset.read_bytes()
    data = exported(book, directory_urls=directory_urls)
    yield DATA, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
