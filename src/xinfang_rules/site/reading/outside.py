"""What of the rules beside an instrument is shipped, and how much of each text was at hand: the shipped overlays."""

from typing import Any, NamedTuple

from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import shipped_overlays
from xinfang_rules.rulebook.overlay_entries import OverlayEntry
from xinfang_rules.rulebook.shipped_overlays import bases_of, described
from xinfang_rules.sources.reader import read_pack_document


class Outside(NamedTuple):
    """A shipped overlay: what it says of itself, its instruments as their files give them, how many rules it has."""

    described: OverlayEntry
    instruments: tuple[dict[str, Any], ...]
    rules: int


def outside(base: str) -> list[Outside]:
    """Lists the shipped overlays that may be laid over a shipped pack, without linking them."""
    return [_read(name) for name in sorted(shipped_overlays()) if base in bases_of(name)]


def _read(name: str) -> Outside:
    files: list[Any] = [read_pack_document(path).data for path in rule_files(shipped_overlays()[name]).files]
    rules = {rule["id"] for data in files for rule in data.get("rules", ())}
    return Outside(described(name), tuple(data["instrument"] for data in files if "instrument" in data), len(rules))
