"""Linked rulebooks kept on disk, so that a process need not read and link the same rule files again.

What is kept goes by the bytes of every rule file, by where they lie (positions name the files), and by the state of
this library. It is plain data under a checksum. Whatever stands in the way, such as a disk that is full, a file that
is damaged or a directory that somebody else can write to, means no more than that the rule files are read.

`XINFANG_CACHE` names another directory, or is `off`, `0` or empty: nothing is kept.
"""

import json
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from xinfang_rules._version import __version__
from xinfang_rules.facts.shared import files_digest
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.serialize import from_plain, to_plain
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_regular

ENVIRONMENT_VARIABLE: Final = "XINFANG_CACHE"

_OFF: Final = ("", "0", "off")
_FORMAT: Final = 1
_SUFFIX: Final = ".rulebook"
_MOST_KEPT: Final = 16

_LIBRARY: Final = Path(__file__).parents[1]
_LINKING: Final = (".", "calendar", "facts", "language", "rulebook", "sources")
"""The directories of the library's modules on which a linked rulebook depends."""


def cache_directory() -> Path | None:
    """Returns where rulebooks are kept, whether or not it exists; None if they are not."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen is not None:
        return None if chosen.lower() in _OFF else Path(chosen)
    try:
        if sys.platform == "win32":
            home = Path(os.environ.get("LOCALAPPDATA", ""))
        elif sys.platform == "darwin":
            home = Path("~/Library/Caches").expanduser()
        else:
            home = Path(os.environ.get("XDG_CACHE_HOME", ""))
            home = home if home.is_absolute() else Path("~/.cache").expanduser()
    except RuntimeError:  # the user has no home
        return None
    return home / "xinfang-rules" if home.is_absolute() else None


def cache_key(places: Iterable[Path]) -> str | None:
    """Returns the name under which the rulebook of these files is kept, or None if they cannot be read."""
    try:
        files = [contents(place) for place in places]
        made_by = (_FORMAT, __version__, sys.implementation.cache_tag, _library_state(), files_digest())
        return _digest(json.dumps((made_by, files)).encode())
    except (OSError, ValueError, SourceError):
        return None


def contents(place: Path) -> tuple[tuple[str, str], ...]:
    """Returns the rule files of a pack or an overlay: where each lies, and a digest of its bytes.

    Raises:
        SourceError: If one of them cannot be read, or what looks like one is not read.
    """
    files, problems = rule_files(place)
    if problems:
        raise SourceError(problems)
    return tuple((str(file), _digest(read_regular(file))) for file in files)


def kept_rulebook(key: str) -> Rulebook | None:
    """Reads the rulebook that is kept under a key, or None if there is none that can be trusted."""
    try:
        directory = _own_directory()
        if directory is None:
            return None
        checksum, _, content = (directory / (key + _SUFFIX)).read_bytes().partition(b"\n")
        if checksum.decode() != _digest(key.encode() + content):
            return None
        return from_plain(json.loads(content))
    except Exception:  # whatever is wrong with what is kept, the rule files tell the same
        return None


def keep_rulebook(key: str, book: Rulebook) -> None:
    """Keeps a rulebook under a key, if that is possible."""
    try:
        directory = _own_directory(make=True)
        if directory is None:
            return
        content = json.dumps(to_plain(book), ensure_ascii=False, separators=(",", ":")).encode()
        _write(directory / (key + _SUFFIX), _digest(key.encode() + content).encode() + b"\n" + content)
        _tidy(directory)
    except Exception:  # the rulebook is there; whatever keeps it from being kept, it is read again next time
        return


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=32).hexdigest()


@lru_cache(maxsize=1)
def _library_state() -> tuple[tuple[str, int, int], ...]:
    """Tells one state of the library's source from another; asked once, as a process runs what it has imported."""
    modules = sorted(path for part in _LINKING for path in (_LIBRARY / part).glob("*.py"))
    if not modules:
        raise ValueError("the source cannot be looked at")
    found = [(path, path.stat()) for path in modules]
    return tuple((str(path), state.st_size, state.st_mtime_ns) for path, state in found)


def _own_directory(*, make: bool = False) -> Path | None:
    """Returns the directory if it is the user's own and nobody else can write to it."""
    directory = cache_directory()
    if directory is None:
        return None
    if make:
        directory.parent.mkdir(mode=0o700, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.stat()
    if not stat.S_ISDIR(found.st_mode):
        return None
    if sys.platform != "win32" and (found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return directory


def _write(path: Path, content: bytes) -> None:
    """Writes a file as a whole or not at all, whoever else writes it at the same time."""
    from tempfile import mkstemp  # long to import, and seldom wanted

    descriptor, name = mkstemp(suffix=".tmp", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _tidy(directory: Path) -> None:
    """Removes what was kept longest ago, and what a process left half-written when it was killed."""
    with suppress(OSError):  # another process may be doing the same
        kept = sorted(directory.glob("*" + _SUFFIX), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        oldest = kept[-1].stat().st_mtime_ns if kept else 0
        left = [path for path in directory.glob("*.tmp") if path.stat().st_mtime_ns < oldest]
        for path in (*kept[_MOST_KEPT:], *left):
            path.unlink(missing_ok=True)
