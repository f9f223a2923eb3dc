"""The reader's own copy of the official texts, against which quotes and numbering are checked.

One JSON file an instrument, `<instrument id>.json`: `{"articles": [{"article": 1, "paragraphs": [{"paragraph": 1,
"text": …, "items": [{"item": 1, "text": …}]}]}]}`; an item of several paragraphs may give the later ones as
`extra_paragraphs`, a list of texts. The texts are no part of this project.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xinfang_rules.errors import Diagnostic, Position, RulebookError
from xinfang_rules.sources.document import SourceError, one_line
from xinfang_rules.sources.reader import parse, read_regular

ENVIRONMENT_VARIABLE = "XINFANG_STATUTES"


@dataclass(frozen=True, slots=True)
class OfficialText:
    """The words of one instrument: paragraphs and items by their numbers, white space removed."""

    paragraphs: Mapping[tuple[int, int], str]
    items: Mapping[tuple[int, int, int], str]

    def words(self, article: int, paragraph: int, item: int | None) -> tuple[str, ...]:
        """Returns what may be quoted of a provision: an item with its opening, or a paragraph with its items."""
        opening = self.paragraphs.get((article, paragraph), "")
        if item is not None:
            return self.items.get((article, paragraph, item), ""), opening
        inside = (text for (a, p, _), text in self.items.items() if (a, p) == (article, paragraph))
        return opening, *inside

    def has(self, quote: str, article: int, paragraph: int, item: int | None) -> bool:
        """Tells whether a provision has these words."""
        return any(squeezed(quote) in part for part in self.words(article, paragraph, item))


def user_directory() -> Path:
    """Returns the folder of this user in which official texts are kept once imported; it need not be there."""
    from click import get_app_dir  # knows where each system keeps what belongs to a user

    return Path(get_app_dir("xinfang-rules")) / "statutes"


def statutes_directory(beside: Path | None = None) -> Path | None:
    """Finds the official texts: where the environment variable points, else beside a checkout, else the user's.

    Args:
        beside: A checkout of the project, next to which `shared/statutes` may lie.

    Returns:
        The directory, or None if there is none.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    if beside is not None and (beside.parent / "shared" / "statutes").is_dir():
        return beside.parent / "shared" / "statutes"
    own = user_directory()
    return own if os.path.isdir(own) else None  # noqa: PTH112  # Path.is_dir can raise


def official_text(directory: Path | None, instrument: str) -> OfficialText | None:
    """Reads an instrument's official text, or returns None where there is no copy of it.

    Raises:
        RulebookError: If there is one that cannot be read.
    """
    if directory is None or not (directory / f"{instrument}.json").exists():
        return None
    file = directory / f"{instrument}.json"
    try:
        return official_of(parse(read_regular(file), str(file), form="json").data)
    except (SourceError, LookupError, TypeError):
        message = "this is no official text of the shape that is read here"
        raise RulebookError([Diagnostic(Position(one_line(str(file))), "syntax", message)]) from None


def official_texts(directory: Path | None, instruments: Iterable[str]) -> dict[str, OfficialText]:
    """Reads the official texts of those instruments of which there is a copy.

    Raises:
        RulebookError: If there is one that cannot be read.
    """
    texts = {name: official_text(directory, name) for name in instruments}
    return {name: text for name, text in texts.items() if text is not None}


def official_of(data: Any) -> OfficialText:
    """Takes data of the shape described above as an official text."""
    paragraphs: dict[tuple[int, int], str] = {}
    items: dict[tuple[int, int, int], str] = {}
    for article in data["articles"]:
        for paragraph in article["paragraphs"]:
            place = (article["article"], paragraph["paragraph"])
            paragraphs[place] = squeezed(paragraph["text"])
            for item in paragraph["items"]:
                items[(*place, item["item"])] = squeezed([item["text"], *item.get("extra_paragraphs", ())])
    return OfficialText(paragraphs, items)


def numbering(text: OfficialText) -> dict[tuple[int, int], int]:
    """Counts the items of each paragraph."""
    counts = dict.fromkeys(text.paragraphs, 0)
    for article, paragraph, _ in text.items:
        counts[article, paragraph] += 1
    return counts


def squeezed(text: str | Iterable[str]) -> str:
    """Returns a text, or its parts, without white space."""
    return "".join("".join(text).split())
