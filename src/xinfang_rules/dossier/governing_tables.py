"""Which instrument governs each piece of a dossier: the one in force when it was received, with its table of acts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from xinfang_rules.dossier.acts_file import ActEntry, ActsFile, ClaimShorthand
from xinfang_rules.dossier.acts_table import ActsTable, has_acts, load_acts
from xinfang_rules.dossier.dossier_model import Dossier
from xinfang_rules.dossier.read_errors import by_name
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.recorded_act import last_day
from xinfang_rules.dossier.wording import piece_words
from xinfang_rules.errors import CaseError
from xinfang_rules.facts.case_errors import Place
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.rulebook.shipped import head_of, shipped_heads

EntryT = TypeVar("EntryT", ActEntry, ClaimShorthand)


class Governed(NamedTuple):
    """The pieces that an instrument governs.

    Attributes:
        table: Its table of acts, in which a spanning dossier's acts by other instruments have their names too.
        digest: SHA-256 of the table as it stands in its file.
        pieces: The pieces; None if it governs the whole dossier.
        words: Which pieces these are, in Chinese.
        unread: The acts of these pieces that are none of the instrument's, in Chinese: they are not considered.
    """

    table: ActsTable
    digest: str
    pieces: frozenset[str] | None = None
    words: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def governing_tables(
    data: Dossier | Mapping[str, Any], as_of: date, place: Place = by_name
) -> tuple[Dossier, tuple[Governed, ...]]:
    """Reads a dossier by the tables of the shipped instruments, and says which of them governs which pieces.

    A piece is governed by one instrument from its receipt to the end of its remedies; raised again later, it is another
    piece. Where the day of receipt is known within bounds, the last of them decides; where it is not, the day of the
    report.

    Args:
        data: The dossier.
        as_of: The day of the report.
        place: Says where a part of the data stands.

    Returns:
        The dossier, and the instruments, oldest first.

    Raises:
        CaseError: If it is no dossier.
    """
    newest = load_acts()
    try:
        dossier = dossier_from_data(data, newest, place)
    except CaseError as error:
        tables = _tables()
        if len(tables) == 1:
            raise
        try:
            dossier = dossier_from_data(data, tables[-1], place)
        except CaseError:
            raise error from None
        governed = _governed(dossier, tables, as_of)
        if [one.table.rulebook for one in governed] == [newest.rulebook]:
            raise
        return dossier, governed
    since = newest.rulebook.instrument.in_force_from
    raised = (act for act in dossier.acts if act.act == newest.file.structure.raises)
    days = (last_day(act.day or UNKNOWN) for act in raised)  # received on that day at the earliest
    if all(day is None or day >= since for day in days):
        return dossier, (Governed(newest, newest.digest),)
    tables = _tables()
    governed = _governed(dossier, tables, as_of) if len(tables) > 1 else ()
    if [one.table.rulebook for one in governed] in ([], [newest.rulebook]):
        return dossier, (Governed(newest, newest.digest),)
    dossier_from_data(dossier, tables[-1], place)
    return dossier, governed


def _tables() -> list[ActsTable]:
    """Returns the tables of the shipped instruments, oldest first, each knowing the words for acts of all."""
    heads = [(head.since, head.name) for head in shipped_heads() if head.since is not None and has_acts(head.name)]
    found = [load_acts(name) for _, name in sorted(heads)]
    digest = sha256("".join(table.digest for table in found).encode()).hexdigest()
    return [replace(table, file=_with_words(table, found), digest=digest) for table in found]


def acts_of_all() -> ActsTable:
    """Returns the table of the newest shipped instrument, with the words for acts of all of them."""
    return _tables()[-1]


def _with_words(table: ActsTable, tables: list[ActsTable]) -> ActsFile:
    layers = [one.file for one in (*reversed(tables), table)]  # the table's own words prevail
    acts = _joined([layer.acts for layer in layers], ("kind", "outcome", "fields"))
    claims = _joined([layer.claims for layer in layers], ("words",))
    return table.file.model_copy(update={"acts": acts, "claims": claims})


def _joined(layers: Iterable[Mapping[str, EntryT]], keys: tuple[str, ...]) -> dict[str, EntryT]:
    """Joins entries by their names; under some keys, each has what those before it have too."""
    found: dict[str, EntryT] = {}
    for layer in layers:
        for name, entry in layer.items():
            more = {key: {**getattr(found[name], key), **getattr(entry, key)} for key in keys if name in found}
            found[name] = entry.model_copy(update=more) if more else entry
    return found


def _governed(dossier: Dossier, tables: list[ActsTable], as_of: date) -> tuple[Governed, ...]:
    """Returns the instruments that govern pieces of a dossier; what none governs falls to the oldest, which says so."""
    record = Record(dossier, tables[-1], as_of)
    days = {piece: last_day(step.received or step.day) or as_of for piece, step in record.raised.items()}
    of_tables: list[set[str]] = [set() for _ in tables]
    for piece, day in days.items():
        governing = (number for number, table in enumerate(tables) if head_of(table.rulebook).governs(day))
        of_tables[next(governing, 0)].add(piece)
    found: list[Governed] = []
    for table, pieces in zip(tables, of_tables, strict=True):
        if pieces:
            plain = load_acts(table.rulebook.identity.id)
            words = tuple(said for piece, said in piece_words(record) if piece in pieces)
            unread = _unread(record, plain, pieces)
            found.append(Governed(table, plain.digest, frozenset(pieces), words, unread))
    return tuple(found)


def _unread(record: Record, plain: ActsTable, pieces: set[str]) -> tuple[str, ...]:
    titles = {
        record.table.file.acts[step.act].title
        for step in record.steps
        if step.piece in pieces and step.act not in plain.file.acts
    }
    return tuple(sorted(titles))
