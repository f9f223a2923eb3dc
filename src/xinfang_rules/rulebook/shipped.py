"""The shipped rulebooks: which there are, from when to when each governs; and all of them, where all are wanted.

Which of them governs is told by their heads, so that a process reads the rules of that one alone. A broken one does not
stand in the way of the others.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple

from xinfang_rules._version import __version__
from xinfang_rules.errors import DiagnosedError, Diagnostic, Position, RulebookError
from xinfang_rules.hashes import blake2b
from xinfang_rules.rulebook.linked import LINKED
from xinfang_rules.rulebook.load import load, packs_directory, shipped_packs
from xinfang_rules.rulebook.model import Rulebook

HEADS: Final = "heads.json"
"""Where the heads stand among what the build links."""

_FILES: Final = ("instrument.yaml", "settings.yaml")


class Head(NamedTuple):
    """What of a rulebook tells whether it governs a case.

    Attributes:
        name: Its name.
        title: The title of its instrument.
        governed_by: The fact whose day decides.
        since: The first day on which the instrument is in force; None if its files cannot be read.
        until: The last day, if there is one.
        error: Why they cannot be read.
    """

    name: str
    title: str = ""
    governed_by: str = ""
    since: date | None = None
    until: date | None = None
    error: RulebookError | None = None

    def governs(self, day: date) -> bool | None:
        """Tells whether the instrument is in force on a day; None if nobody knows."""
        if self.since is None:
            return None
        return self.since <= day and (self.until is None or day <= self.until)


def head_of(book: Rulebook) -> Head:
    """Returns the head of a rulebook that is at hand."""
    instrument = book.instrument
    return Head(instrument.id, instrument.title, book.governed_by, instrument.in_force_from, instrument.in_force_until)


_kept: list[tuple[Head, ...]] = []
"""The heads once all of them could be read; until then they are looked at again for every case."""


def shipped_heads() -> tuple[Head, ...]:
    """Returns the heads of the shipped rulebooks, by their names."""
    if _kept:
        return _kept[0]
    written: dict[str, tuple[str, str, str, str, str | None]] = {}
    with suppress(OSError, ValueError, KeyError, TypeError):  # cut off while it was written, for example
        told = json.loads((LINKED / HEADS).read_bytes())
        written = told["heads"] if told["version"] == __version__ else {}
    heads = tuple(_head(name, written.get(name)) for name in shipped_packs())
    if not any(head.error for head in heads):
        _kept[:] = [heads]
    return heads


def pack_governing(day: date) -> str | None:
    """Names the shipped rulebook whose instrument was in force on a day; None if there is none."""
    return next((head.name for head in shipped_heads() if head.governs(day)), None)


def heads_as_linked(books: Iterable[tuple[str, Rulebook]]) -> str:
    """Returns what the build writes of shipped rulebooks, by their names, for whoever has to choose among them."""
    heads = {
        name: [
            _state(name),
            head.title,
            head.governed_by,
            *(day and day.isoformat() for day in (head.since, head.until)),
        ]
        for name, head in ((name, head_of(book)) for name, book in books)
    }
    return json.dumps({"version": __version__, "heads": heads}, ensure_ascii=False) + "\n"


def _head(name: str, written: tuple[str, str, str, str, str | None] | None) -> Head:
    with suppress(OSError):
        if written is not None and written[0] == _state(name):
            _, title, governed_by, since, until = written
            last = None if until is None else date.fromisoformat(until)
            return Head(name, title, governed_by, date.fromisoformat(since), last)
    return _read_head(name)


def _state(name: str) -> str:
    made = blake2b(digest_size=32)
    for file in _FILES:
        made.update((packs_directory() / name / file).read_bytes() + b"\0")
    return made.hexdigest()


def _read_head(name: str) -> Head:
    """Reads from when to when an instrument is in force, whatever is wrong with the rest of its rulebook."""
    from xinfang_rules.rulebook.rule_file import RuleFile  # only in a checkout whose rules are being edited
    from xinfang_rules.sources.reader import read_document
    from xinfang_rules.sources.validation import read_entries

    instrument = settings = None
    found: list[Diagnostic] = []
    for file in _FILES:
        path = packs_directory() / name / file
        try:
            read, wrong = read_entries(read_document(path), RuleFile)
        except DiagnosedError as error:
            found += error.diagnostics
            continue
        found += wrong
        if read is not None:
            instrument, settings = read.instrument or instrument, read.settings or settings
    if instrument is None:
        return Head(
            name, error=RulebookError(found or [Diagnostic(Position(name), "instrument", "it has no instrument")])
        )
    day = None if settings is None or settings.governed_by is None else settings.governed_by.day
    return Head(name, instrument.title, day or "", instrument.in_force_from, instrument.in_force_until)


def shipped() -> tuple[Rulebook, ...]:
    """Returns the shipped rulebooks that can be used, that of the newest instrument first.

    Raises:
        RulebookError: If there is none.
    """
    usable: list[Rulebook] = []
    found: list[Diagnostic] = []
    for name in shipped_packs():
        try:
            usable.append(load(name))
        except RulebookError as error:
            found += error.diagnostics
    if not usable:
        raise RulebookError(found)
    return tuple(sorted(usable, key=lambda book: book.instrument.in_force_from, reverse=True))
