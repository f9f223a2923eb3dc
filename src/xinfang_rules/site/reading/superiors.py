"""Who is the organ one level above: what the text says, what it leaves open, what older local rules say.

Read from `superiors.yaml` of a pack: for reading alone, nothing is decided by it.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.citations import MAX_QUOTE, chinese_number
from xinfang_rules.rulebook.files import SUPERIORS
from xinfang_rules.sources.entry_base import Entry, IsoDate, Line, Provision, Text

_Quote = Annotated[Line, Field(max_length=MAX_QUOTE)]


class SaidEntry(Entry):
    """What a provision of the instrument itself says."""

    at: Provision
    quote: _Quote
    says: Line


class ReviewerEntry(Entry):
    """Whom a provision names: for which organ, as far as it says, and whom, in our own words."""

    organ: Line | None = None
    reviewed_by: Line
    at: Provision
    quote: _Quote


class OlderEntry(Entry):
    """A local rule that is older than the instrument; `source` is the file of its text, where that is at hand."""

    title: Line
    adopted: IsoDate
    source: Line
    rows: Annotated[list[ReviewerEntry], Field(min_length=1)]


class SuperiorsFile(Entry):
    """The file of a pack."""

    text: Annotated[list[SaidEntry], Field(min_length=1)]
    silent: list[Line] = Field(default_factory=list)
    standing: Text | None = None
    older: list[OlderEntry] = Field(default_factory=list)
    unseen: list[Line] = Field(default_factory=list)


@lru_cache(maxsize=4)
def read_superiors(place: Path | None) -> SuperiorsFile | None:
    """Reads the file of a pack; None where it has none.

    Args:
        place: Where the files of the pack lie; None where they lie nowhere.

    Raises:
        RulebookError: If the file is wrong; it lists every finding.
    """
    read = None if place is None else read_apart(place, SUPERIORS, SuperiorsFile)
    return None if read is None else read[0]


def provision_words(at: str) -> str:
    """Writes a provision as the law is cited."""
    marks = ("条", "款", "项")
    return "".join(f"第{chinese_number(int(number))}{mark}" for number, mark in zip(at.split("."), marks, strict=False))
