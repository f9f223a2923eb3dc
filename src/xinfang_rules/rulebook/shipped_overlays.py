"""What the shipped overlays say of themselves, without anything being linked: where and when each holds, over what."""

from functools import lru_cache
from typing import Final

from xinfang_rules.errors import Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.rulebook.load import shipped_overlays, shipped_packs
from xinfang_rules.rulebook.overlay_entries import OverlayEntry
from xinfang_rules.rulebook.rule_file import RuleFile
from xinfang_rules.sources.reader import read_document
from xinfang_rules.sources.validation import read_entries

_FILE: Final = "overlay.yaml"


@lru_cache(maxsize=32)
def described(name: str) -> OverlayEntry:
    """Returns what a shipped overlay says of itself.

    Raises:
        RulebookError: If there is no such overlay, or if what it says cannot be read.
    """
    places = shipped_overlays()
    if name not in places:
        message = f"no shipped overlay ({', '.join(places)}) has this name{did_you_mean(name, places)}"
        raise RulebookError([Diagnostic(Position(name), "overlay", message)])
    document = read_document(places[name] / _FILE)
    file, found = read_entries(document, RuleFile)
    if file is None or file.overlay is None or file.overlay.id != name:
        message = f"the folder {name} holds the overlay of this name, and its {_FILE} says so (overlay: id, title)"
        raise RulebookError(found or [Diagnostic(document.position(()), "overlay", message)])
    return file.overlay


def bases_of(name: str) -> tuple[str, ...]:
    """Names the shipped packs over which a shipped overlay may be laid, the oldest first.

    Raises:
        RulebookError: If there is no such overlay, or if what it says cannot be read.
    """
    bases = described(name).bases
    return tuple(pack for pack in shipped_packs() if bases is None or pack in bases)
