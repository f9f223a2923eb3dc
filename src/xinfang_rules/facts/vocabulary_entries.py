"""The shape of a vocabulary in rule files: groups of facts, facts, bearers and actions."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, StrictBool, StrictInt

from xinfang_rules.facts.specs import FactKind, class_name
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.facts.vocabulary_files import TermSpec
from xinfang_rules.sources.entry_base import Entry, IsoDate, Line, Provision
from xinfang_rules.sources.validation import Path

Key: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
TermName: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^(local\.)?[a-z][a-z0-9_]*$", max_length=80)]


class CaseEntry(Entry):
    """What a case is. A base pack that says so has a vocabulary of its own; any other shares that of the library."""

    title: Line


class GroupEntry(Entry):
    """A group of facts."""

    group: Key
    title: Line


class FactEntry(Entry):
    """A fact: one of a closed list of values, several of them, a number or a day; never a text."""

    fact: Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=80)]
    title: Line
    kind: FactKind = "bool"
    type: Annotated[str | None, Field(strict=True, pattern=r"^[A-Z][A-Za-z0-9]*$")] = None
    ask: Line
    at: Annotated[list[Provision], Field(min_length=1)]
    meaning: Line | None = None
    says: Line | None = None
    negated: Line | None = None
    any_member: Line | None = None
    values: Annotated[dict[Key, Line] | None, Field(min_length=1)] = None
    least: Annotated[StrictInt, Field(ge=0, le=1)] = 0
    whose: Line | None = None
    origin: StrictBool = False
    set_day: StrictBool = False
    conduct: StrictBool = False
    personal: StrictBool = False
    within: Annotated[str | None, Field(alias="in")] = None
    in_force_from: IsoDate | None = None
    in_force_until: IsoDate | None = None


class BearerEntry(Entry):
    """Who is bound or entitled. Marked is the person whose matter it is, and who includes all organs, or everybody."""

    bearer: TermName
    title: Line
    at: list[Provision] = Field(default_factory=list)
    within: Annotated[str | None, Field(alias="in")] = None
    petitioner: StrictBool = False
    organs: StrictBool = False
    anyone: StrictBool = False


class ActionEntry(Entry):
    """What is to be done. Marked are proposals, written notices to the petitioner, and what concludes a matter."""

    action: TermName
    title: Line
    at: list[Provision] = Field(default_factory=list)
    within: Annotated[str | None, Field(alias="in")] = None
    proposal: StrictBool = False
    notice: StrictBool = False
    conclusion: StrictBool = False


class SharedFactEntry(Entry):
    """A shared fact that the rules of a pack read: which provisions it serves there, and how they word it otherwise.

    In an overlay, one that its rules read though those underneath do not.
    """

    fact: Line
    at: Annotated[list[Provision], Field(min_length=1)]
    within: Annotated[str | None, Field(alias="in")] = None
    title: Line | None = None
    ask: Line | None = None
    meaning: Line | None = None
    says: Line | None = None
    negated: Line | None = None
    any_member: Line | None = None
    values: Annotated[dict[Key, Line], Field(min_length=1)] | None = None
    whose: Line | None = None


class SharedBearerEntry(Entry):
    """A shared bearer as a pack calls it."""

    bearer: Line
    title: Line | None = None
    at: list[Provision] = Field(default_factory=list)


class SharedActionEntry(Entry):
    """A shared action as a pack calls it."""

    action: Line
    title: Line | None = None
    at: list[Provision] = Field(default_factory=list)


class VocabularyFile(Entry):
    """A file of the shared vocabulary; `of` is the instrument whose provisions it names."""

    case: CaseEntry | None = None
    of: Literal["xinfang-2022"]
    groups: list[GroupEntry] = Field(default_factory=list)
    facts: list[FactEntry] = Field(default_factory=list)
    bearers: list[BearerEntry] = Field(default_factory=list)
    actions: list[ActionEntry] = Field(default_factory=list)


_BRACES: Final = re.compile("[{}]")

_FOR: Final[dict[str, tuple[FactKind, ...]]] = {
    "type": ("enum", "set"),
    "values": ("enum", "set"),
    "any_member": ("set",),
    "least": ("count",),
    "whose": ("date",),
    "origin": ("date",),
    "set_day": ("date",),
    "says": ("enum", "set", "count"),
    "negated": ("bool", "enum", "set", "count"),
}
"""Which kinds of facts have what."""


def odd_parts(
    entry: FactEntry | BearerEntry | ActionEntry | SharedBearerEntry | SharedActionEntry,
) -> Iterator[tuple[Path, str]]:
    """Yields what does not fit together in a fact, a bearer or an action, each with its place in the entry."""
    for index, at in enumerate(entry.at):
        if at in entry.at[:index]:
            yield ("at", index), f"{at} stands there already"
    if isinstance(entry, FactEntry):
        yield from _odd_facts(entry)
    if isinstance(entry, BearerEntry) and len(marks := term_spec(entry).marks) > 1:
        yield (marks[1],), f"a bearer is the petitioner, includes all organs, or is anyone: not {' and '.join(marks)}"


def _odd_facts(entry: FactEntry) -> Iterator[tuple[Path, str]]:
    for name, kinds in _FOR.items():
        if getattr(entry, name) and entry.kind not in kinds:
            yield (name,), f"{name} is for a fact of kind {' or '.join(kinds)}, not {entry.kind}"
    if entry.kind in _FOR["values"] and entry.values is None:
        yield ("kind",), f"a fact of kind {entry.kind} has values"
    labels: dict[str, str] = {}
    if entry.kind == "enum" and len(entry.values or ()) == 1:
        yield ("values",), "one of several values is what a fact of kind enum is; this one has no other"
    for value, label in (entry.values or {}).items():
        if labels.setdefault(label, value) != value:
            yield ("values", value), f"{labels[label]} has this label already"
        if value == UNKNOWN:
            yield ("values", value), f"{UNKNOWN} is what every fact may be, and no value of its own"
        if _BRACES.search(label):
            yield ("values", value), "a label has no braces"
    for name in ("title", "any_member", "whose"):
        if _BRACES.search(getattr(entry, name) or ""):
            yield (name,), "only the sentences says and negated have braces, where the value stands"
    for name in ("says", "negated"):
        sentence, wanted = getattr(entry, name), entry.kind in _FOR["values"]
        if sentence is not None and (_BRACES.findall(sentence) != ["{", "}"] * wanted or ("{}" in sentence) != wanted):
            yield (name,), "the sentence has {} once, where the value stands" if wanted else "there is no value to say"
    if entry.kind == "date" and entry.whose is None:
        yield (), "a fact of kind date says whose act it records: whose"
    since, until = entry.in_force_from, entry.in_force_until
    if since is not None and until is not None and until < since:
        yield ("in_force_until",), f"this day is before {since}, on which the fact comes into force"


def told(entry: FactEntry) -> dict[str, Any]:
    """Returns what an entry says of a fact, as `fact_spec` takes it; the days apart."""
    said = entry.model_dump(exclude_defaults=True, exclude={"fact", "within", "in_force_from", "in_force_until"})
    return {"type": class_name(entry.fact), **said} if entry.values else said


def term_spec(entry: BearerEntry | ActionEntry) -> TermSpec:
    """Returns a bearer or an action without its place."""
    name, marks = (
        (entry.bearer, ("petitioner", "organs", "anyone"))
        if isinstance(entry, BearerEntry)
        else (entry.action, ("proposal", "notice", "conclusion"))
    )
    marked = tuple(mark for mark in marks if getattr(entry, mark))
    return TermSpec(name, entry.title, tuple(entry.at), marked, entry.within or "")
