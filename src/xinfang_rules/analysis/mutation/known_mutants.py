"""Equivalent mutants: those that no scenario of a pack can kill, each with its reason: `mutants.yaml`.

    survivors:
      - mutant: rules/notice.give drop-condition when.all.1: drop {petition.request: new}
        reason: 条件的其余部分已经包含它。

A mutant is named as the report names it. An entry is stale when its rule reads otherwise now, or when a scenario does
notice the change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from xinfang_rules.errors import DiagnosedError, Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.files import MUTANTS
from xinfang_rules.sources.entry_base import Entry, Text

MUTANT_CODES: Mapping[str, str] = MappingProxyType(
    {
        "missing-key": "a mapping lacks a key that it must have",
        "unknown-key": "a key that the list does not know",
        "value-type": "a value of the wrong type",
        "bad-form": "a text that is empty",
        "repeated-mutant": "a mutant listed twice",
        "unknown-mutant": "a mutant that the pack does not have, or no longer has",
        "killed-mutant": "a mutant that a scenario or the loader does notice",
    }
)
"""What can be wrong with the list, besides what can be wrong with any source."""


class SurvivorEntry(Entry):
    """A mutant that survives, and why that is in order."""

    mutant: Text
    reason: Text


class MutantsFile(Entry):
    """The file."""

    survivors: Annotated[list[SurvivorEntry], Field(min_length=1)]


class MutantsError(DiagnosedError):
    """The list cannot be used; every finding is listed."""


@dataclass(frozen=True, slots=True)
class Known:
    """A known survivor: why it survives, and where that is said."""

    reason: str
    position: Position


def read_known(directory: Path) -> dict[str, Known]:
    """Reads the known survivors of a pack, by the name of the mutant; none if there is no list.

    Raises:
        MutantsError: If anything is wrong with the file.
    """
    try:
        read = read_apart(directory, MUTANTS, MutantsFile)
    except RulebookError as error:
        raise MutantsError(sorted(error.diagnostics)) from None
    if read is None:
        return {}
    file, document = read
    known, found = dict[str, Known](), list[Diagnostic]()
    for index, entry in enumerate(file.survivors):
        position = document.position(("survivors", index, "mutant"))
        before = known.setdefault(entry.mutant, Known(entry.reason, position))
        if before.position != position:
            found.append(Diagnostic(position, "repeated-mutant", f"it is listed already at {before.position}"))
    if found:
        raise MutantsError(sorted(found))
    return known


def stale(known: Mapping[str, Known], all_of_them: list[str], killed: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Reports the entries of the list that no longer say what is so."""
    findings: list[Diagnostic] = []
    names = frozenset(all_of_them)
    for name, entry in known.items():
        if name not in names:
            message = f"the pack has no such mutant{did_you_mean(name, all_of_them)}"
            findings.append(Diagnostic(entry.position, "unknown-mutant", message))
        elif name in killed:
            findings.append(Diagnostic(entry.position, "killed-mutant", f"it is noticed by {killed[name]}"))
    return tuple(sorted(findings))
