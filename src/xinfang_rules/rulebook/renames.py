"""The names that a pack says were changed: which of them are still read, and whether they lead somewhere."""

from collections.abc import Collection, Iterable

from xinfang_rules._version import __version__
from xinfang_rules.errors import did_you_mean
from xinfang_rules.renaming import Rename, Renamed, in_time
from xinfang_rules.rulebook.entries import RenameEntry
from xinfang_rules.rulebook.placed import Pack, Placed


def renamed_in(pack: Pack) -> Renamed:
    """Returns the names that were changed and are still read by their old ones."""
    entries = (placed.entry for placed in pack.renamed)
    renames = (Rename(entry.kind, entry.old, entry.new, entry.until, entry.of) for entry in entries)
    return Renamed(in_time(renames, __version__))


def check_renamed(pack: Pack, entries: Iterable[Placed[RenameEntry]]) -> None:
    """Reports a renaming that leads nowhere, or from a name that something has, in its own layer or below."""
    named: dict[str, Collection[str]] = {
        "fact": pack.fact_titles(),
        "rule": {rule.entry.id for rule in pack.every_rule()},
        "parameter": pack.parameters,
        "question": pack.questions,
        "concept": pack.concepts,
        "constraint": pack.constraints,
    }
    for placed in entries:
        entry = placed.entry
        names = named.get(entry.kind)
        if names is None:
            of = entry.of or ""
            question = pack.questions.get(of)
            names = pack.members_of(of) if entry.kind == "value" else ()
            names = question.entry.answers if entry.kind == "answer" and question is not None else names
        if entry.new not in names:
            hint = did_you_mean(entry.new, names)
            placed.report(("new",), "renaming", f"there is no {entry.kind} {entry.new} here{hint}")
        if entry.old in names:
            placed.report(("old",), "renaming", f"there still is a {entry.kind} {entry.old}")
