"""The search index that the browser fetches: what Material for MkDocs writes, as plain text and a third of its size."""

import html
import json
import re
from typing import Any

_MARKUP = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")
_WORD_MARK = "\u200b"
"""What word segmentation leaves between Chinese words; the search here needs none."""


def compacted(index: str) -> str:
    """Rewrites an index."""
    data = json.loads(index)
    for entry in data["docs"]:
        for field in ("title", "text"):
            entry[field] = plain(entry[field])
    return _written(data)


def searchable(index: str, words: dict[str, Any]) -> str:
    """Makes what the search of these pages reads: the pages of an index and the words that lead to them."""
    return _written({"docs": json.loads(index)["docs"], **words})


def emptied(index: str) -> str:
    """Leaves of an index what the theme wants to see on every page, which is not the pages."""
    return _written({"config": json.loads(index)["config"], "docs": []})


def plain(markup: str) -> str:
    """Returns the text of an entry without its markup."""
    text = html.unescape(_MARKUP.sub(" ", markup)).replace(_WORD_MARK, "")
    return _SPACE.sub(" ", text).strip()


def _written(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
