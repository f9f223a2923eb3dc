"""Loading a rulebook: a shipped pack by name, or a directory, with overlays laid over it."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xinfang_rules.arguments import StrPath, path_of, paths_of, wrong
from xinfang_rules.errors import Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.facts.vocabulary_files import packs_directory as packs_directory  # where whoever loads looks for it
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import MAKING
from xinfang_rules.rulebook.linked import contents, linked_rulebook
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.sources.document import SourceError

if TYPE_CHECKING:
    from xinfang_rules.rulebook.pack import Pack

_TRIES = 5

_OVERLAYS: Final = ("*/overlay.yaml", "local/*/overlay.yaml", "related/*/overlay.yaml")
"""Where the shipped overlays say what they are, below the directory of the shipped packs."""


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[str, ...]:
    """Lists the names of the shipped packs, those included of which it cannot be seen whether they are any.

    Raises:
        RulebookError: If the directory in which they lie cannot be read.
    """
    place = packs_directory()
    try:
        return tuple(sorted(path.name for path in place.iterdir() if not path.name.startswith(".") and _is_pack(path)))
    except OSError:
        raise _refusal(place, "not-found", "the directory of the shipped rulebooks cannot be read") from None


@lru_cache(maxsize=1)
def shipped_overlays() -> Mapping[str, Path]:
    """Returns where the shipped overlays lie, by their identifiers; none of them is read.

    Raises:
        RulebookError: If the directory in which they lie cannot be read.
    """
    place = packs_directory()
    try:
        found = [file.parent for pattern in _OVERLAYS for file in place.glob(pattern)]
    except OSError:
        raise _refusal(place, "not-found", "the directory of the shipped rulebooks cannot be read") from None
    return FrozenDict({path.name: path for path in sorted(found)})


def _is_pack(path: Path) -> bool:
    try:
        return (path / "instrument.yaml").is_file()
    except OSError:  # a directory into which this user may not look
        return True


def load(
    pack: StrPath = "xinfang-2022",
    *,
    overlays: StrPath | Iterable[StrPath] = (),
    statutes: StrPath | None = None,
) -> Rulebook:
    """Loads a rulebook. The same pack is read once per process; what comes back is immutable.

    Args:
        pack: The name of a shipped pack, or a directory of rule files.
        overlays: Shipped overlays by name, directories or single rule files, laid over the pack in this order; one
            alone may be given as it is. A text that names a shipped overlay means that one, whatever lies in the
            working directory; `./name` means a directory. A file that holds nothing but `notices` of holidays changes
            no rule.
        statutes: A directory of official texts against which quotes and numbering are checked, if given.

    Returns:
        The rulebook, checked and linked.

    Raises:
        RulebookError: If anything is wrong with the pack; it lists every finding.
        ArgumentError: If something is given that is no path.
    """
    place = pack_place(pack)
    layers = _layers(overlays)
    with MAKING:
        shipped_pack = place.parent == packs_directory()  # asked for at every evaluation
        base, texts = place if shipped_pack else _resolved(place), _texts_directory(statutes)
        if texts is not None:  # who asks for a check against the official texts wants the check, of the texts of now
            return _read(base, layers, texts)[1]
        shipped = {*shipped_overlays().values()} if layers else ()
        watched = tuple(layer for layer in layers if layer not in shipped)
        watched = watched if shipped_pack else (base, *watched)
        for _ in range(_TRIES):
            stamp = _stamp(watched)
            if stamp is None:
                return _read(base, layers, None)[1]
            with suppress(_ChangedError):
                return _load(base, layers, watched, stamp)
    raise _refusal(base, "unreadable", "the rule files change again and again while they are read")


def _layers(overlays: StrPath | Iterable[StrPath]) -> tuple[Path, ...]:
    given = (overlays,) if isinstance(overlays, str) else overlays
    if isinstance(given, Iterable) and not isinstance(given, (bytes, bytearray, memoryview)):
        given = tuple(each if (place := overlay_place(each)) is None else place for each in given)
    return tuple(map(_given, paths_of(given, "overlays")))


def overlay_place(name: object) -> Path | None:
    """Returns where a shipped overlay lies, by its name; None of anything else, such as a path."""
    return shipped_overlays().get(name) if isinstance(name, str) and "/" not in name else None


def rulebook_of(value: object, name: str = "rulebook") -> Rulebook:
    """Takes an argument as a rulebook.

    Raises:
        ArgumentError: If it is none, but a rulebook's name, for example.
    """
    if isinstance(value, Rulebook):
        return value
    named = str.__str__(value) if isinstance(value, str) else "xinfang-2022"
    raise wrong(name, "a Rulebook, as load returns it", value, f"load({named!r})")


def load_pack(
    pack: StrPath = "xinfang-2022",
    *,
    overlays: StrPath | Iterable[StrPath] = (),
    statutes: StrPath | None = None,
) -> "tuple[Pack, Rulebook]":
    """Loads a rulebook together with the entries it was linked from, for tools that look at how rules are written.

    See `load`, which takes the same; nothing is kept for the next call.
    """
    place, layers = _resolved(pack_place(pack)), _layers(overlays)
    with MAKING:
        return _read(place, layers, _texts_directory(statutes))


def _texts_directory(statutes: StrPath | None) -> Path | None:
    texts = None if statutes is None else _given(path_of(statutes, "statutes"))
    if texts is not None and not texts.is_dir():
        raise _refusal(texts, "not-found", "there is no such directory of official texts")
    return texts


def pack_place(pack: StrPath) -> Path:
    """Returns the directory of a pack: a shipped one by name, or the directory itself.

    Raises:
        RulebookError: If it is neither a shipped pack nor the name of anything.
        ArgumentError: If it is neither a name nor a path.
    """
    if isinstance(pack, str):
        shipped = shipped_packs()
        if pack in shipped:
            return packs_directory() / pack
        if not pack or ("/" not in pack and not os.path.exists(pack)):  # noqa: PTH110  # Path.exists can raise
            message = f"neither a shipped pack ({', '.join(shipped)}) nor a directory has this name"
            raise _refusal(pack, "empty-pack", message + did_you_mean(pack, shipped))
    path = path_of(pack, "pack")
    _given(path)
    return path


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links; a NUL character
        raise _refusal(path, "not-found", "no file can have this name") from None


def _given(path: Path) -> Path:
    """Returns a path in full, whether or not there is such a file, if a file can have the name."""
    found = _resolved(path)
    try:
        found.exists()
    except OSError:  # too long, for example
        raise _refusal(path, "not-found", "no file can have this name") from None
    return found


def _refusal(place: str | Path, code: str, message: str) -> RulebookError:
    from xinfang_rules.sources.document import one_line  # only wanted when something is wrong

    return RulebookError([Diagnostic(Position(one_line(str(place)) or '""'), code, message)])


def _stamp(layers: tuple[Path, ...]) -> tuple[object, ...] | None:
    """Tells what stands in the rule files now, so that one that was edited is read again, whatever its time says.

    A shipped pack does not change while a process runs, and is asked for at every evaluation.

    Returns:
        None if they cannot be read; what is wrong with them is then told anew each time.
    """
    try:
        return tuple(map(contents, layers))
    except SourceError:
        return None


class _ChangedError(Exception):
    """Files changed while they were read: what was read may have stood together at no time."""


@lru_cache(maxsize=32)
def _load(base: Path, layers: tuple[Path, ...], watched: tuple[Path, ...], stamp: tuple[object, ...]) -> Rulebook:
    book = None if layers else linked_rulebook(base, packs_directory())
    if book is None:
        book = _read(base, layers, None)[1]
    if stamp != _stamp(watched):
        raise _ChangedError
    return book


def _read(base: Path, layers: tuple[Path, ...], statutes: Path | None) -> "tuple[Pack, Rulebook]":
    # Imported here, as a rulebook that was linked before needs neither the files' shapes nor a reader of YAML.
    from xinfang_rules.rulebook.linker import link
    from xinfang_rules.rulebook.pack import Problems, read_pack
    from xinfang_rules.rulebook.statutes import official_texts

    pack = read_pack(base, list(layers), packs_directory() / "calendar", Problems())
    return pack, link(pack, lambda: official_texts(statutes, pack.instruments))
