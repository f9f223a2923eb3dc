"""A small pack with questions of a test laid over it."""

from pathlib import Path

from xinfang_rules import Rulebook
from xinfang_rules.rulebook.load import load_pack


def with_overlay(place: Path, text: str) -> Rulebook:
    """Lays a text over the pack of the command line's tests."""
    overlay = place / "overlay.yaml"
    overlay.write_text(text, encoding="utf-8")
    return load_pack(Path(__file__).parent / "cli_pack", overlays=[overlay])[1]
