"""Build hook: links the shipped packs, so that no process that uses the library has to read and link their rule files.

What it writes is `xinfang_rules/_linked`: in the wheel, or of an editable installation in the checkout itself.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


def write_linked(place: Path, *, editable: bool) -> None:
    """Writes what `xinfang_rules.rulebook.linked` and `xinfang_rules.engines.python.functions` read.

    Args:
        place: The directory.
        editable: Whether rule files and library may change afterwards.
    """
    if str(ROOT / "src") not in sys.path:  # what is linked, is linked by what is built, not by what is installed
        sys.path.insert(0, str(ROOT / "src"))
    from xinfang_rules.engines.python.functions import print_module
    from xinfang_rules.rulebook.linked import as_linked
    from xinfang_rules.rulebook.load import load_pack, pack_place, shipped_packs
    from xinfang_rules.rulebook.shipped import HEADS, heads_as_linked

    place.mkdir(exist_ok=True)
    books = [(name, load_pack(name)[1]) for name in shipped_packs()]
    for name, book in books:
        editions = {str(number): edition for number, edition in enumerate(book.editions)}
        linked, digest = as_linked(book, pack_place(name), editable=editable)
        _write(place / f"{name}.json", linked)
        _write(place / f"{name.replace('-', '_')}.py", print_module(editions, digest))
    _write(place / HEADS, heads_as_linked(books))


def _write(path: Path, text: str) -> None:
    """Writes a file that others may be reading: they find the one of before, or this one, whole."""
    written = path.with_suffix(".tmp")
    written.write_text(text, "utf-8", newline="\n")
    written.replace(path)


class LinkedPacks(BuildHookInterface[Any]):
    """Has them written before a wheel is built, and taken up in it."""

    _PLACE = "xinfang_rules/_linked"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes them."""
        if version == "editable":
            write_linked(ROOT / "src" / self._PLACE, editable=True)
            return
        self._written = TemporaryDirectory()
        write_linked(Path(self._written.name), editable=False)
        build_data["force_include"][self._written.name] = self._PLACE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what was copied."""
        if version != "editable":
            self._written.cleanup()
