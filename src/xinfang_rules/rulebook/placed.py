"""Entries of rule files, each with its place; a pack of them with overlays laid over it, nothing linked yet."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Final, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.facts.vocabulary_entries import (
    ActionEntry,
    BearerEntry,
    CaseEntry,
    FactEntry,
    GroupEntry,
    SharedActionEntry,
    SharedBearerEntry,
    SharedFactEntry,
)
from xinfang_rules.language.parse import Path
from xinfang_rules.result import OverlayRef
from xinfang_rules.rulebook.calendar_entries import CalendarEntry, NoticeEntry
from xinfang_rules.rulebook.entries import (
    ConceptEntry,
    ConstraintEntry,
    NeverPresumedEntry,
    ParameterEntry,
    PresumptionEntry,
    QuestionEntry,
    RemarkEntry,
    RenameEntry,
    RuleEntry,
)
from xinfang_rules.rulebook.instrument_entries import (
    ArticleEntry,
    InstrumentCountingEntry,
    InstrumentEntry,
    SettingsEntry,
)
from xinfang_rules.sources.document import Document, one_line
from xinfang_rules.sources.validation import place_in

EntryT = TypeVar("EntryT", bound=BaseModel)

LOCAL: Final = "local"
"""The group of the facts that overlays add, and the first part of the names of their bearers and actions."""

MOST_DISPLACERS: Final = 100
"""How many rules may displace one, directly or through others: each of them is looked at for each that it displaces."""

Fragment: TypeAlias = tuple[tuple[int, int], int | None, str]
"""An article and its paragraph, the item if there is one, and words that are quoted of it."""


class Problems:
    """Collects the findings of a whole pack."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.unread = False
        """Whether some file could not be read: what it gives would be missed everywhere else."""

    def at(self, position: Position, code: str, message: str) -> None:
        """Notes a finding at a place."""
        self.found.append(Diagnostic(position, code, one_line(message)))

    def about(self, place: FilePath, code: str, message: str) -> None:
        """Notes a finding about a whole directory or file."""
        self.at(Position(one_line(str(place))), code, message)


@dataclass(frozen=True, slots=True)
class Placed(Generic[EntryT]):
    """An entry and where it stands; `instrument` is what its citations mean unless they say otherwise."""

    entry: EntryT
    document: Document
    path: Path
    instrument: str
    problems: Problems

    def report(self, path: Path, code: str, message: str, *, key: bool = False) -> None:
        """Notes a finding at a path inside the entry."""
        self.problems.at(self.place(path, key=key), code, message)

    def place(self, path: Path, *, key: bool = False) -> Position:
        """Returns where the value, or the key, at a path inside the entry stands."""
        return place_in(self.document, (*self.path, *path), key=key)

    def position(self) -> Position:
        """Returns where the entry starts."""
        return self.document.position(self.path)


@dataclass(frozen=True, slots=True)
class LaidOverlay:
    """An overlay as it was laid: what results say of it, where each change is made, and whether it names itself."""

    reference: OverlayRef
    places: tuple[Position, ...]
    named: bool


@dataclass(slots=True)
class Pack:
    """A base pack with its overlays laid over it.

    Attributes:
        problems: What is wrong with it.
        place: Where the base pack lies.
        shipped: Whether it is one that comes with the library, checked against the official text.
        base: The identifier of its instrument.
        case: What it says that a case is, if its facts, bearers and actions are its own and not the shared ones.
        groups: The groups of facts that it adds; so with `facts`, `bearers` and `actions`.
        shared_facts: What it says of shared facts; so with `shared_bearers` and `shared_actions`.
        added_facts: The shared facts that overlays read besides.
        digest: The digest of its own rule files.
        calendar_digest: The digest of the files on working days.
        fragments: What it quotes itself of its instrument, if it is a shipped one.
        counting: How the periods of an instrument are counted, where the settings do not say it.
        remarks_read: The names of the remarks that something refers to.
        otherwise: Rules as they are on the days on which an overlay leaves them as they stand underneath.
        overlays: The overlays, in order.
        touched: Where an overlay gives, changes or removes what has a name; later ones prevail.
        sources: The files of the overlays.
        own_days: The instruments of overlays that have several: which of these is asked is for their rules to say.
        vouched: The instruments of shipped overlays, whose paragraphs are held to their coverage.
        cited_elsewhere: Paragraphs that files cite which count only over other bases.
    """

    problems: Problems
    place: FilePath
    shipped: bool = False
    base: str = ""
    digest: str = ""
    calendar_digest: str = ""
    fragments: tuple[Fragment, ...] = ()
    instruments: dict[str, Placed[InstrumentEntry]] = field(default_factory=dict)
    articles: dict[str, list[Placed[ArticleEntry]]] = field(default_factory=dict)
    settings: Placed[SettingsEntry] | None = None
    counting: dict[str, Placed[InstrumentCountingEntry]] = field(default_factory=dict)
    remarks: dict[str, Placed[RemarkEntry]] = field(default_factory=dict)
    remarks_read: set[str] = field(default_factory=set)
    case: Placed[CaseEntry] | None = None
    groups: dict[str, Placed[GroupEntry]] = field(default_factory=dict)
    facts: dict[str, Placed[FactEntry]] = field(default_factory=dict)
    bearers: dict[str, Placed[BearerEntry]] = field(default_factory=dict)
    actions: dict[str, Placed[ActionEntry]] = field(default_factory=dict)
    shared_facts: dict[str, Placed[SharedFactEntry]] = field(default_factory=dict)
    added_facts: dict[str, Placed[SharedFactEntry]] = field(default_factory=dict)
    shared_bearers: dict[str, Placed[SharedBearerEntry]] = field(default_factory=dict)
    shared_actions: dict[str, Placed[SharedActionEntry]] = field(default_factory=dict)
    parameters: dict[str, Placed[ParameterEntry]] = field(default_factory=dict)
    questions: dict[str, Placed[QuestionEntry]] = field(default_factory=dict)
    concepts: dict[str, Placed[ConceptEntry]] = field(default_factory=dict)
    rules: dict[str, Placed[RuleEntry]] = field(default_factory=dict)
    otherwise: list[Placed[RuleEntry]] = field(default_factory=list)
    constraints: dict[str, Placed[ConstraintEntry]] = field(default_factory=dict)
    presumptions: dict[str, Placed[PresumptionEntry]] = field(default_factory=dict)
    never_presumed: dict[str, Placed[NeverPresumedEntry]] = field(default_factory=dict)
    calendar: Placed[CalendarEntry] | None = None
    notices: list[Placed[NoticeEntry]] = field(default_factory=list)
    renamed: list[Placed[RenameEntry]] = field(default_factory=list)
    overlays: list[LaidOverlay] = field(default_factory=list)
    touched: dict[str, Position] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    own_days: set[str] = field(default_factory=set)
    vouched: set[str] = field(default_factory=set)
    cited_elsewhere: set[tuple[str, int, int]] = field(default_factory=set)

    def shared(self, section: str) -> frozenset[str]:
        """Names the shared groups, facts, bearers or actions; none if the pack has its own alone."""
        if self.case is not None:
            return frozenset()
        vocabulary = shared_vocabulary()
        if section == "groups":
            return frozenset(vocabulary.facts.groups)
        if section == "facts":
            return frozenset(vocabulary.facts)
        return frozenset(term.name for term in getattr(vocabulary, section))

    def fact_titles(self) -> dict[str, str]:
        """Returns the title of every fact that a case may state."""
        shared = shared_vocabulary().facts.values() if self.case is None else ()
        titles = {spec.name: spec.title for spec in shared}
        return {**titles, **{name: placed.entry.title for name, placed in self.facts.items()}}

    def members_of(self, fact: str) -> tuple[str, ...]:
        """Returns the values of an enumeration or a set; none of any other name."""
        if fact in self.facts:
            return tuple(self.facts[fact].entry.values or ())
        spec = shared_vocabulary().facts.get(fact) if self.case is None else None
        return () if spec is None else spec.members

    def every_rule(self) -> list[Placed[RuleEntry]]:
        """Lists the rules of all days; of one name there may be several, each on days of its own."""
        return [*self.rules.values(), *self.otherwise]

    def rule_named(self, name: str) -> Placed[RuleEntry] | None:
        """Returns a rule of a name, as it is on some day; None if there is none on any."""
        return next((rule for rule in self.every_rule() if rule.entry.id == name), None)

    def rules_on(self, day: date) -> dict[str, Placed[RuleEntry]]:
        """Returns the rules that are in force on a day."""
        return {rule.entry.id: rule for rule in self.every_rule() if in_force(rule.entry, day)}


def in_force(entry: RuleEntry, day: date) -> bool:
    """Tells whether a rule is in force on a day."""
    started = entry.in_force_from is None or entry.in_force_from <= day
    return started and (entry.in_force_until is None or day <= entry.in_force_until)
