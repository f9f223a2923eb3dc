"""The search index that the browser fetches: what Material for MkDocs writes, as plain text and a third of its size."""

import html
import json
import re

_MARKUP = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")
_WORD_MARK = "\u200b"
"""What word segmentation leaves between Chinese words; the search here needs none."""


def compacted(index: str) -> str:
    """Rewrites an index.

    Args:
        index: The JSON that the search plugin wrote.
    """
    data = json.loads(index)
    for entry in data["docs"]:
        for field in ("title", "text"):
            entry[field] = plain(entry[field])
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def plain(markup: str) -> str:
    """Returns the text of an entry without its markup."""
    text = html.unescape(_MARKUP.sub(" ", markup)).replace(_WORD_MARK, "")
    return _SPACE.sub(" ", text).strip()
