"""The shipped rulebooks, and which of them cannot be used: a broken one does not stand in the way of the others."""

from datetime import date
from typing import NamedTuple

from xinfang_rules.errors import DiagnosedError, RulebookError
from xinfang_rules.rulebook.load import load, packs_directory, shipped_packs
from xinfang_rules.rulebook.model import Rulebook


class Unusable(NamedTuple):
    """A shipped rulebook that cannot be used.

    Attributes:
        name: Its name.
        error: What is wrong with it.
        since: The first day on which its instrument is in force; None if not even that can be read.
        until: The last day, if there is one.
    """

    name: str
    error: RulebookError
    since: date | None
    until: date | None

    def governs(self, day: date) -> bool | None:
        """Tells whether its instrument is in force on a day; None if nobody knows."""
        if self.since is None:
            return None
        return self.since <= day and (self.until is None or day <= self.until)


class Shipped(NamedTuple):
    """The shipped rulebooks: those that can be used, and the others."""

    usable: tuple[Rulebook, ...]
    unusable: tuple[Unusable, ...]


_kept: list[Shipped] = []
"""The shipped rulebooks once all of them could be used; until then they are looked at again for every case."""


def shipped() -> Shipped:
    """Returns the shipped rulebooks; they do not change while a process runs.

    Raises:
        RulebookError: If there is none that can be used.
    """
    if _kept:
        return _kept[0]
    usable: list[Rulebook] = []
    unusable: list[Unusable] = []
    for name in shipped_packs():
        try:
            usable.append(load(name))
        except RulebookError as error:
            unusable.append(Unusable(name, error, *_in_force(name)))
    if not usable:
        raise RulebookError(found for pack in unusable for found in pack.error.diagnostics)
    found = Shipped(tuple(usable), tuple(unusable))
    if not unusable:
        _kept[:] = [found]
    return found


def _in_force(name: str) -> tuple[date | None, date | None]:
    """Reads from when to when an instrument is in force, whatever is wrong with the rest of its rulebook."""
    from xinfang_rules.rulebook.entries import RuleFile  # seldom wanted
    from xinfang_rules.sources.reader import read_document
    from xinfang_rules.sources.validation import read_entries

    try:
        file, _ = read_entries(read_document(packs_directory() / name / "instrument.yaml"), RuleFile)
    except DiagnosedError:
        return None, None
    instrument = None if file is None else file.instrument
    return (None, None) if instrument is None else (instrument.in_force_from, instrument.in_force_until)
