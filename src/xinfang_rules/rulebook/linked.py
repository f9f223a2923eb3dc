"""Precompiled rulebooks: what a shipped pack was linked to when this library was built, read instead of its rule files.

The build hook writes them. They are read as long as no rule file, and no file of the shared vocabulary, has changed
since; in a checkout, nor what links them. So every command sees the rules that lie in the files, wherever they lie.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from xinfang_rules._version import __version__
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.hashes import blake2b
from xinfang_rules.rulebook.files import SCENARIOS, rule_files
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.serialize import from_plain, to_plain
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_regular

LIBRARY: Final = Path(__file__).parents[1]

LINKED: Final = LIBRARY / "_linked"
"""The directory in which they lie; there is none where nothing was built."""

APART: Final = frozenset(
    (
        *("analysis", "cli", "dossier", "evaluation", "explain", "indicators", "interview", "papers", "registers"),
        *("reports", "scenarios", "service", "site", "tables", "testing", "texts"),
    )
)
"""The packages that use what was linked: nothing that links imports them, so they may change."""


class LinkedAs(NamedTuple):
    """Of which pack an edition, or a part of one, was linked before, and what its functions are called there.

    Attributes:
        pack: The pack.
        name: What the names of its functions end with.
        digest: What the rulebook was linked to: functions printed of another are not its own.
    """

    pack: str
    name: str
    digest: str


_known: WeakKeyDictionary[Edition, LinkedAs] = WeakKeyDictionary()


def linked_as(edition: Edition) -> LinkedAs | None:
    """Tells what an edition is among those that were linked before, so that what was made of it then serves it."""
    return _known.get(edition)


def linked_rulebook(pack: Path, home: Path) -> Rulebook | None:
    """Returns the rulebook of a pack as it was linked before; None if its files have to be read."""
    path = LINKED / f"{pack.name}.json"
    if pack.parent != home or not path.is_file():
        return None
    try:
        written = json.loads(path.read_bytes())
        if (written["version"], written["state"]) != (__version__, _state(pack)):
            return None
        plain, digest = written["plain"], written["digest"]
    except (OSError, ValueError, KeyError, TypeError, SourceError):  # whoever reads the files says what is wrong
        return None
    book = from_plain(plain, home)
    _known.update((edition, LinkedAs(pack.name, str(number), digest)) for number, edition in enumerate(book.editions))
    return book


def as_linked(book: Rulebook, pack: Path, *, editable: bool) -> tuple[str, str]:
    """Returns what is written of the rulebook of a pack, and the digest by which the functions printed of it know it.

    With `editable` it is for this checkout, in which what links changes too; not for a wheel.
    """
    state, plain = _state(pack, editable=editable), to_plain(book, pack.parent)
    digest = _digest((__version__, state, plain))
    written = {"version": __version__, "state": state, "digest": digest, "plain": plain}
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n", digest


def _state(pack: Path, *, editable: bool | None = None) -> str:
    """Tells one state of the rule files from another; in a checkout, one of what links them, too.

    Raises:
        OSError: If one of the files cannot be read.
    """
    home = f"{pack.parent}{os.sep}"
    files = sorted(
        (path.removeprefix(home).replace(os.sep, "/"), digest)
        for place in (pack, pack.parent / "calendar")
        for path, digest in _files(place)
    )
    if editable is None:
        editable = not pack.is_relative_to(LIBRARY)
    return _digest((sorted(_modules(LIBRARY)) if editable else None, files, shared_vocabulary().digest))


def _digest(data: object) -> str:
    return blake2b(json.dumps(data).encode(), digest_size=32).hexdigest()


def _modules(directory: str | Path) -> Iterator[tuple[str, int, int]]:
    """Yields the modules below a directory that have a part in linking, with their sizes and when they were written."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
            elif entry.name not in APART and not entry.name.startswith("_") and entry.is_dir():
                yield from _modules(entry.path)


def _files(directory: str | Path) -> Iterator[tuple[str, str]]:
    """Yields what lies below a directory, scenarios apart, with a digest; what is no file for itself has none."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name != SCENARIOS:
                    yield from _files(entry.path)
            elif entry.is_file():
                with open(entry.path, "rb") as file:  # noqa: PTH123  # a path for each would take as long as the reading
                    yield entry.path, blake2b(file.read(), digest_size=32).hexdigest()
            else:
                yield entry.path, ""


def contents(place: Path) -> tuple[tuple[str, str], ...]:
    """Returns the rule files of a pack or an overlay: where each lies, and a digest of its bytes.

    Raises:
        SourceError: If one of them cannot be read, or what looks like one is not read.
    """
    files, problems = rule_files(place)
    if problems:
        raise SourceError(problems)
    return tuple((str(file), blake2b(read_regular(file), digest_size=32).hexdigest()) for file in files)
