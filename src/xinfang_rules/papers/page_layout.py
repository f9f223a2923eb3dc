"""The measures of a page of a document, as `rules/documents/page.yaml` has them."""

from functools import lru_cache
from math import floor
from typing import Annotated, Final

from pydantic import Field

from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.sources.entry_base import Entry, Line
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries

_POINTS: Final = 72 / 25.4
"""Points in a millimetre."""
_TWIPS: Final = 20
"""Twips in a point."""

_Length = Annotated[int, Field(strict=True, gt=0)]


class PageEntry(Entry):
    """A page; lengths in millimetres."""

    width: _Length
    height: _Length
    top: _Length
    left: _Length
    text_width: _Length
    text_height: _Length
    lines: _Length
    characters: _Length
    number_gap: _Length


class FontEntry(Entry):
    """A font; its size in points."""

    name: Line
    size: _Length


class FontsEntry(Entry):
    """The fonts of a document."""

    body: FontEntry
    title: FontEntry
    page_number: FontEntry


class PageLayout(Entry):
    """The page and its fonts."""

    page: PageEntry
    fonts: FontsEntry

    @property
    def line_pitch(self) -> int:
        """The height of a line, in twips: the text area, divided by its lines, all of which have to find place."""
        return floor(self.page.text_height * _POINTS / self.page.lines * _TWIPS)

    @property
    def character_space(self) -> int:
        """The space after a character of the body so that a line holds all, in twips; negative if they are closer."""
        return floor((self.page.text_width * _POINTS / self.page.characters - self.fonts.body.size) * _TWIPS)

    def characters(self, number: int) -> int:
        """Returns how wide some characters of the body are, in twips."""
        return number * (self.fonts.body.size * _TWIPS + self.character_space)


@lru_cache(maxsize=1)
def page_layout() -> PageLayout:
    """Returns the layout that is shipped.

    Raises:
        RulebookError: If anything is wrong with the file.
    """
    layout, found = read_entries(read_pack_document(packs_directory() / "documents/page.yaml"), PageLayout)
    if layout is None:
        raise RulebookError(found)
    return layout
