"""Reading the files of a pack and laying overlays over it: still entries, each with its place, nothing linked yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Final, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

from xinfang_rules.errors import Diagnostic, Position, did_you_mean
from xinfang_rules.logic.parse import Path
from xinfang_rules.result import OverlayRef
from xinfang_rules.rulebook.calendar_entries import CalendarEntry, NoticeEntry
from xinfang_rules.rulebook.digests import layer_digest
from xinfang_rules.rulebook.entries import (
    ArticleEntry,
    ConceptEntry,
    ConstraintEntry,
    InstrumentEntry,
    OverlayEntry,
    ParameterEntry,
    QuestionEntry,
    RuleEntry,
    RuleFile,
    SettingsEntry,
)
from xinfang_rules.rulebook.files import MUTANTS, SCENARIOS, rule_files
from xinfang_rules.rulebook.shapes import place_in, read_entries
from xinfang_rules.sources.document import Document, SourceError, one_line
from xinfang_rules.sources.reading import read_pack_document

__all__ = ["MUTANTS", "SCENARIOS", "EntryT", "Pack", "Placed", "Problems", "read_pack", "rule_files"]

EntryT = TypeVar("EntryT", bound=BaseModel)

_KEYS: Final = {
    "parameters": "parameter",
    "questions": "question",
    "concepts": "concept",
    "rules": "id",
    "constraints": "constraint",
}
"""The key that names an entry, for each section in which names are unique."""

_Named: TypeAlias = dict[tuple[str, str], Position]
"""Where each name of a layer was first given, by section."""


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


@dataclass(slots=True)
class Pack:
    """A base pack with its overlays laid over it; `layered` tells whether there are any."""

    problems: Problems
    layered: bool = False
    instruments: dict[str, Placed[InstrumentEntry]] = field(default_factory=dict)
    articles: dict[str, list[Placed[ArticleEntry]]] = field(default_factory=dict)
    settings: Placed[SettingsEntry] | None = None
    overlays: list[OverlayEntry] = field(default_factory=list)
    laid: list[OverlayRef] = field(default_factory=list)
    digest: str = ""
    calendar_digest: str = ""
    parameters: dict[str, Placed[ParameterEntry]] = field(default_factory=dict)
    questions: dict[str, Placed[QuestionEntry]] = field(default_factory=dict)
    concepts: dict[str, Placed[ConceptEntry]] = field(default_factory=dict)
    rules: dict[str, Placed[RuleEntry]] = field(default_factory=dict)
    constraints: dict[str, Placed[ConstraintEntry]] = field(default_factory=dict)
    calendar: Placed[CalendarEntry] | None = None
    notices: list[Placed[NoticeEntry]] = field(default_factory=list)
    base: str = ""


def read_pack(base: FilePath, overlays: list[FilePath], calendar: FilePath, problems: Problems) -> Pack:
    """Reads a base pack, its overlays, and the working days they all count by.

    Args:
        base: The directory of the pack, or its only file.
        overlays: The overlays, in order.
        calendar: The directory of what is told of working days.
        problems: Takes everything that is wrong.
    """
    pack = Pack(problems, layered=bool(overlays))
    days, _, pack.calendar_digest = _read_layer(calendar, problems)
    for document, file in days:
        _lay_days(pack, document, file, {})
    files, whole, pack.digest = _read_layer(base, problems)
    instruments = [file.instrument.id for _, file in files if file.instrument is not None]
    if len(instruments) > 1 or (whole and not instruments):
        problems.about(base, "instrument", f"a base pack has one instrument, not {len(instruments)}")
    pack.base = instruments[0] if instruments else ""
    named: _Named = {}
    for document, file in files:
        if file.overlay is not None:
            problems.at(document.position(("overlay",), key=True), "overlay", "a base pack is no overlay")
        _lay(pack, document, file, pack.base, named, overlay=False)
        _lay_days(pack, document, file, named)
    if whole and pack.settings is None:
        problems.about(base, "instrument", "a base pack has one set of settings; there is none")
    for place in overlays:
        _lay_overlay(pack, place)
    return pack


def _lay_overlay(pack: Pack, place: FilePath) -> None:
    files, whole, digest = _read_layer(place, pack.problems)
    identities = [file.overlay for _, file in files if file.overlay is not None]
    only_notices = all(file.model_fields_set <= {"notices"} for _, file in files)
    if len(identities) > 1 or (whole and not identities and not only_notices):
        message = f"an overlay names itself once (overlay: id, title), not {len(identities)} times"
        pack.problems.about(place, "overlay", message)
    pack.overlays.extend(identities)
    name, title = (identities[0].id, identities[0].title) if identities else (place.name, place.name)
    pack.laid.append(OverlayRef(id=name, title=title, digest=digest))
    own = next((file.instrument.id for _, file in files if file.instrument is not None), pack.base)
    named: _Named = {}
    for document, file in files:
        _lay(pack, document, file, own, named, overlay=True)
        _lay_days(pack, document, file, named)


def _lay_days(pack: Pack, document: Document, file: RuleFile, named: _Named) -> None:
    """Lays what a file tells of working days over what is told so far; a later notice prevails."""
    if file.calendar is not None:
        entry = Placed(file.calendar, document, ("calendar",), pack.base, pack.problems)
        if pack.calendar is not None:
            entry.report((), "duplicate-id", f"the calendar is already given at {pack.calendar.position()}", key=True)
        pack.calendar = pack.calendar or entry
    for index, notice in enumerate(file.notices):
        placed = Placed(notice, document, ("notices", index), pack.base, pack.problems)
        before = placed.position()
        if not notice.only_these_days:
            before = named.setdefault(("notices", str(notice.year)), before)
        if before != placed.position():
            placed.report(("year",), "duplicate-id", f"the notice for {notice.year} is already given at {before}")
        pack.notices.append(placed)


def _read_layer(place: FilePath, problems: Problems) -> tuple[list[tuple[Document, RuleFile]], bool, str]:
    """Reads the files of a layer, tells whether these are all (what others hold cannot be missed), and its digest."""
    files, unread = rule_files(place)
    problems.found.extend(unread)
    problems.unread = problems.unread or bool(unread)
    if not files and not unread:
        problems.about(place, "empty-pack", "there are no rule files (*.yaml) here")
    read: list[tuple[Document, RuleFile]] = []
    texts: list[tuple[FilePath, str]] = []
    for path in files:
        try:
            document = read_pack_document(path)
        except SourceError as error:
            problems.found.extend(error.diagnostics)
            problems.unread = True
            continue
        texts.append((path, document.text))
        file, found = read_entries(document, RuleFile)
        problems.found.extend(found)
        if file is None:
            problems.unread = True
        else:
            read.append((document, file))
    return read, not unread and 0 < len(files) == len(read), layer_digest(place, texts)


def _lay(pack: Pack, document: Document, file: RuleFile, instrument: str, named: _Named, *, overlay: bool) -> None:
    def placed(entry: EntryT, *path: str | int) -> Placed[EntryT]:
        return Placed(entry, document, path, instrument, pack.problems)

    def each(entries: list[EntryT], section: str) -> Iterator[Placed[EntryT]]:
        for index, entry in enumerate(entries):
            item = placed(entry, section, index)
            if section not in _KEYS or _first(item, section, named):
                yield item

    if file.instrument is not None and (overlay or file.instrument.id == instrument):
        _add(pack.instruments, file.instrument.id, placed(file.instrument, "instrument"), "id", replace=False)
    pack.articles.setdefault(instrument, []).extend(each(file.articles, "articles"))
    if file.settings is not None:
        settings = placed(file.settings, "settings")
        if pack.settings is not None and not overlay:
            settings.report((), "instrument", "the pack has settings already", key=True)
        pack.settings = settings
    for parameter in each(file.parameters, "parameters"):
        _lay_parameter(pack, parameter, overlay=overlay)
    for question in each(file.questions, "questions"):
        _add(pack.questions, question.entry.question, question, "question", replace=overlay)
    for concept in each(file.concepts, "concepts"):
        _add(pack.concepts, concept.entry.concept, concept, "concept", replace=False)
    for rule in each(file.rules, "rules"):
        since, until = rule.entry.in_force_from, rule.entry.in_force_until
        if since is not None and until is not None and until < since:
            rule.report(
                ("in_force_until",), "bad-form", f"this day is before {since}, on which the rule comes into force"
            )
        _lay_replaceable(pack.rules, rule.entry.id, rule, "id", rule.entry.replace, overlay=overlay)
    for constraint in each(file.constraints, "constraints"):
        entry = constraint.entry
        _lay_replaceable(pack.constraints, entry.constraint, constraint, "constraint", entry.replace, overlay=overlay)
    for index, rule_id in enumerate(file.remove):
        position = document.position(("remove", index))
        if not overlay:
            pack.problems.at(position, "replace", "only an overlay removes rules")
        elif pack.rules.pop(rule_id, None) is None:
            hint = did_you_mean(rule_id, pack.rules)
            pack.problems.at(position, "unknown-rule", f"there is no rule {rule_id} to remove{hint}")


def _first(item: Placed[EntryT], section: str, named: _Named) -> bool:
    """Reports an entry whose name its own layer has given already."""
    key = _KEYS[section]
    name = getattr(item.entry, key)
    before = named.setdefault((section, name), item.position())
    if before == item.position():
        return True
    item.report((key,), "duplicate-id", f"{name} is already given at {before}")
    return False


def _add(into: dict[str, Placed[EntryT]], name: str, entry: Placed[EntryT], key: str, *, replace: bool) -> None:
    if name in into and not replace:
        entry.report((key,), "duplicate-id", f"{name} is already given at {into[name].position()}")
        return
    into[name] = entry


def _lay_replaceable(
    into: dict[str, Placed[EntryT]], name: str, entry: Placed[EntryT], key: str, replace: bool, *, overlay: bool
) -> None:
    if replace and not overlay:
        entry.report((key,), "replace", "only an overlay replaces what stands in a pack")
    elif replace and name not in into:
        entry.report((key,), "replace", f"there is no {name} under this overlay to replace{did_you_mean(name, into)}")
    elif overlay and name in into and not replace:
        message = f"{name} stands at {into[name].position()}; write `replace: true` to replace it"
        entry.report((key,), "replace", message)
    else:
        _add(into, name, entry, key, replace=replace)


def _lay_parameter(pack: Pack, parameter: Placed[ParameterEntry], *, overlay: bool) -> None:
    entry = parameter.entry
    days = [value.since for value in entry.values]
    for index, day in enumerate(days):
        if day in days[:index]:
            parameter.report(("values", index, "from"), "repeated-value", f"{day} has a value already")
    before = pack.parameters.get(entry.parameter)
    if overlay and before is not None:
        kept = before.entry.model_dump(by_alias=True, exclude_none=True)
        changed = entry.model_dump(by_alias=True, exclude_none=True)
        merged = ParameterEntry.model_validate({**kept, **changed})
        # A citation stays where it was written, so that what is wrong with it is shown there.
        home = before if entry.cite is None else parameter
        pack.parameters[entry.parameter] = Placed(merged, home.document, home.path, home.instrument, pack.problems)
        return
    missing = [name for name in ("title", "unit", "cite") if getattr(entry, name) is None]
    if overlay and len(missing) == 3:
        hint = did_you_mean(entry.parameter, pack.parameters)
        message = f"there is no parameter {entry.parameter} under this overlay to change{hint}"
        parameter.report(("parameter",), "unknown-parameter", message)
        return
    for name in missing:
        parameter.report((), "missing-key", f"{name} is missing here")
    if missing:
        return
    _add(pack.parameters, entry.parameter, parameter, "parameter", replace=False)
