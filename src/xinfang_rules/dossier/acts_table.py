"""The table of acts of a pack, `acts.yaml`, read, and checked against the rulebook."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from xinfang_rules.arguments import StrPath
from xinfang_rules.dossier.acts_file import ActsAddition, ActsFile, CheckEntry, DecidedTest, Row, Selection, Test
from xinfang_rules.errors import Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.once import MAKING
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.apart import document_apart, read_apart
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.files import ACTS, file_of
from xinfang_rules.rulebook.load import load, overlay_place, pack_place, packs_directory, shipped_overlays
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.sources.document import Document
from xinfang_rules.sources.reader import parse
from xinfang_rules.sources.validation import place_in, read_entries

_TAKEN: Final = ("day", "received", "act", "kind", "outcome")


@dataclass(frozen=True, slots=True, eq=False)
class ActsTable:
    """What `acts.yaml` of a pack says.

    Attributes:
        file: What it says.
        digest: SHA-256 of its text.
        citations: The provisions of each check.
        rulebook: The rulebook that it goes with.
    """

    file: ActsFile = field(repr=False)
    digest: str
    citations: Mapping[str, tuple[Citation, ...]] = field(repr=False)
    rulebook: Rulebook = field(repr=False)


def load_acts(
    pack: StrPath = "xinfang-2022", *, overlays: Iterable[StrPath] = (), statutes: Path | None = None
) -> ActsTable:
    """Loads the table of acts of a pack; the same one is read once per process.

    Args:
        pack: The name of a shipped pack, or a directory of rule files.
        overlays: What is laid over the pack, see `load`; what the `acts.yaml` of an overlay adds is read too.
        statutes: A directory of official texts against which quotes are checked, if given; it is then read anew.

    Raises:
        RulebookError: If the pack has no such table, or anything is wrong with it; it lists every finding.
    """
    place = pack_place(pack)
    with MAKING:
        if statutes is not None:
            table = _read(place, statutes)
        else:
            table = _shipped(place) if place.parent == packs_directory() else _read(place)
        layers = tuple(overlays)
        return (_shipped_overlaid if {*layers} <= {*shipped_overlays()} else _overlaid)(table, place, layers)


@lru_cache(maxsize=8)
def _shipped(place: Path) -> ActsTable:
    return _read(place)


def has_acts(pack: StrPath) -> bool:
    """Tells whether a pack has a table of acts."""
    return any(file_of(pack_place(pack), ACTS))


def _read(place: Path, statutes: Path | None = None) -> ActsTable:
    document = document_apart(place, ACTS)
    if document is None:
        message = f"the pack has no {ACTS}, which says how the record of a dossier becomes facts"
        raise RulebookError([Diagnostic(Position(str(place)), "not-found", message)])
    return _table(place, document.text) if statutes is None else _checked(document, place, statutes)


@lru_cache(maxsize=8)
def _table(place: Path, text: str) -> ActsTable:
    return _checked(parse(text, str(place / ACTS), form="yaml", seen=True), place, None)


@lru_cache(maxsize=8)
def _shipped_overlaid(table: ActsTable, place: Path, overlays: tuple[StrPath, ...]) -> ActsTable:
    return _overlaid(table, place, overlays)


def _overlaid(table: ActsTable, place: Path, overlays: tuple[StrPath, ...]) -> ActsTable:
    """Adds what overlays add, each checked against the rulebook with all of them laid over it."""
    if not overlays:
        return table
    book = load(place, overlays=overlays)
    file, digest, found = table.file, sha256(table.digest.encode()), list[Diagnostic]()
    for name in overlays:
        read = read_apart(overlay_place(name) or Path(name), ACTS, ActsAddition)
        if read is None:
            continue
        more, document = read
        taken = [
            Diagnostic(place_in(document, (section, name), key=True), "duplicate-id", f"{name} is already given")
            for section in ("acts", "facts", "bearers")
            for name in getattr(more, section) if name in getattr(file, section)
        ]  # fmt: skip
        file = file.with_addition(more)
        checker = _Checker(file, book, document, None)
        checker.check(more)
        found += [*taken, *checker.found]
        digest.update(document.text.encode())
    if found:
        raise RulebookError(sorted(found))
    return ActsTable(file, digest.hexdigest(), table.citations, book)


def _checked(document: Document, place: Path, statutes: Path | None) -> ActsTable:
    file, found = read_entries(document, ActsFile)
    if file is None:
        raise RulebookError(found)
    book = load(place)
    checker = _Checker(file, book, document, official_text(statutes, book.instrument.id))
    checker.check(file)
    checker.check_whole()
    if checker.found:
        raise RulebookError(sorted(checker.found))
    return ActsTable(file, sha256(document.text.encode()).hexdigest(), checker.citations, book)


class _Checker:
    """Holds a table against its rulebook: every name that it uses exists, every value is one of the fact."""

    def __init__(self, file: ActsFile, book: Rulebook, document: Document, official: OfficialText | None) -> None:
        self.found: list[Diagnostic] = []
        self.citations: dict[str, tuple[Citation, ...]] = {}
        self._file = file
        self._book = book
        self._document = document
        self._official = official
        self._rules = {rule.id for edition in book.editions for rule in edition.rules}

    def check(self, file: ActsFile | ActsAddition) -> None:
        """Looks at what the document gives of the table."""
        for act, entry in file.acts.items():
            for name, told in entry.fields.items():
                if "." in told.of:
                    self._fact(told.of, ("acts", act, "fields", name, "of"))
        for name, row in file.facts.items():
            self._row(name, row, ("facts", name))
        for role, asked in file.roles.items():
            self._each(asked.questions, self._book.questions, "question", ("roles", role, "questions"))
            self._each(asked.bearers, self._bearers, "bearer", ("roles", role, "bearers"))
        for bearer, of in file.bearers.items():
            self._known(bearer, self._bearers, "bearer", ("bearers", bearer))
            self._kinds(() if of.kind is None else (of.kind,), ("bearers", bearer, "kind"))
        for reader, audience in file.audiences.items():
            self._each(audience.bearers, self._bearers, "bearer", ("audiences", reader, "bearers"))

    def check_whole(self) -> None:
        """Looks at what only the table of a pack has."""
        for key, claim in self._file.claims.items():
            for word, facts in claim.words.items():
                for name, value in facts.items():
                    path = ("claims", key, "words", word, name)
                    self._value(self._fact(name, path), value, path)
        for check, found in self._file.checks.items():
            self._check(check, found)
        actions = {action.value for action in self._book.actions}
        self._each(self._file.follows, actions, "action", ("follows",))
        self._structure()

    def _structure(self) -> None:
        structure = self._file.structure
        for key in ("raises", "accepts", "settles", "opinion"):
            self._known(getattr(structure, key), self._file.acts, "act", ("structure", key))
        for key in ("moves", "handles", "goes_on", "remedies"):
            self._each(getattr(structure, key), self._file.acts, "act", ("structure", key))
        if structure.opinion in self._file.acts:
            self._each(structure.answers, self._file.acts[structure.opinion].kind, "kind", ("structure", "answers"))
        for role, act in structure.asked_by.items():
            self._known(act, self._file.acts, "act", ("structure", "asked_by", role))
        self._selection(structure.undone_by, ("structure", "undone_by"), it=False)

    @property
    def _bearers(self) -> set[str]:
        return {bearer.value for bearer in self._book.bearers}

    def _row(self, name: str, row: Row, path: tuple[Any, ...]) -> None:
        spec = self._fact(name, path)
        acts: tuple[str, ...] = ()
        if row.act is not None:
            self._selection(row.act, (*path, "act"), it=False)
            acts = row.act.act
        elif row.arrival is not None:
            acts = self._file.structure.arriving
        elif row.piece is not None:
            acts = (self._file.structure.raises,)
        self._roles(path, row.record, row.number_of, it=False)
        taken = row.take or row.arrival or row.piece
        if taken is not None:
            key = "take" if row.take else "arrival" if row.arrival else "piece"
            fields = [name for act in acts if act in self._file.acts for name in self._file.acts[act].fields]
            self._known(taken, (*_TAKEN, *fields), "thing that such an act tells", (*path, key))
        for number, branch in enumerate(row.first_of or ()):
            self._value(spec, branch.value, (*path, "first_of", number, "value"))
            if branch.when is not None:
                self._test(branch.when, (*path, "first_of", number, "when"), it=False)
        if row.standing is not None:
            self._known(row.standing.rule, self._rules, "rule", (*path, "standing", "rule"))
            self._selection(row.standing.of, (*path, "standing", "of"), it=False)
            for status, value in row.standing.statuses.items():
                self._value(spec, value, (*path, "standing", "statuses", status))
        for key, value in (row.map or {}).items():
            self._value(spec, value, (*path, "map", key))
        if row.none is not None:
            self._value(spec, row.none, (*path, "none"))

    def _check(self, check: str, entry: CheckEntry) -> None:
        path = ("checks", check)
        self._selection(entry.each, (*path, "each"), it=False)
        self._test(entry.when, (*path, "when"), it=True)
        provisions = Provisions(self._book.instrument)
        cited = [
            provisions.resolve(cite, (*path, "cite", number), self._report) for number, cite in enumerate(entry.cite)
        ]
        for number, one in enumerate(cited):
            place = one and (one.article, one.paragraph, one.item)
            if one and place and self._official and not self._official.has(one.quote, *place):
                message = f"{entry.cite[number].at} does not have these words"
                self._report((*path, "cite", number, "quote"), "quote-mismatch", message)
        self.citations[check] = tuple(Citation.model_validate(one._asdict()) for one in cited if one is not None)
        if entry.last_day is not None:
            self._known(entry.last_day, self._rules, "rule", (*path, "last_day"))
        self._each(entry.follows, self._rules, "rule", (*path, "follows"))

    def _selection(self, selection: Selection, path: tuple[Any, ...], *, it: bool) -> None:
        self._each(selection.act, self._file.acts, "act", (*path, "act"))
        known = [self._file.acts[act] for act in selection.act if act in self._file.acts]
        for key, allowed in (
            ("kind", {name for act in known for name in act.kind}),
            ("kind_if", {name for act in known for name in act.kind}),
            ("outcome", {name for act in known for name in act.outcome}),
        ):
            for number, value in enumerate(getattr(selection, key) or ()):
                self._known(value, allowed, key, (*path, key, value if key == "kind_if" else number))
        for kind, test in selection.kind_if.items():
            self._test(test, (*path, "kind_if", kind), it=True)
        if selection.when is not None:
            self._test(selection.when, (*path, "when"), it=True)
        if selection.piece == "it" or selection.time in ("after_it", "before_it"):
            self._it(path, it=it)
        self._roles(path, selection.by, selection.not_by, selection.to, it=it)

    def _roles(self, path: tuple[Any, ...], *roles: str | None, it: bool) -> None:
        if any(str(role).startswith("it.") for role in roles):
            self._it(path, it=it)

    def _it(self, path: tuple[Any, ...], *, it: bool) -> None:
        if not it:
            self._report(path, "unknown-value", "`it` stands only where an act is spoken of")

    def _kinds(self, kinds: Iterable[str], path: tuple[Any, ...]) -> None:
        facts = self._book.facts
        self._each(kinds, facts["organ.kind"].members if "organ.kind" in facts else (), "kind of organ", path)

    def _test(self, test: Test, path: tuple[Any, ...], *, it: bool) -> None:
        for key, parts in (("all", test.all_), ("any", test.any_)):
            for number, part in enumerate(parts or ()):
                self._test(part, (*path, key, number), it=it)
        if test.not_ is not None:
            self._test(test.not_, (*path, "not"), it=it)
        for key, selection in (("there_is", test.there_is), ("is_there_no", test.is_there_no)):
            if selection is not None:
                self._selection(selection, (*path, key), it=it)
        if test.reached is not None:
            self._it((*path, "reached"), it=it)
        self._roles((*path, "told"), test.told, it=it)
        if (organ := test.organ) is not None:
            named = (organ.organ, organ.is_, organ.over, organ.directly_over, organ.of)
            self._roles((*path, "organ"), *named, it=it)
            self._kinds(organ.kind or (), (*path, "organ", "kind"))
        if test.decided is not None:
            self._decided(test.decided, (*path, "decided"))
        if test.falls_due is not None:
            self._known(test.falls_due.rule, self._rules, "rule", (*path, "falls_due", "rule"))
            days = {name for act in self._file.acts.values() for name, told in act.fields.items() if told.of == "day"}
            if test.falls_due.on is not None:
                self._known(test.falls_due.on, days, "day that an act tells", (*path, "falls_due", "on"))
            self._it((*path, "falls_due"), it=it)

    def _decided(self, test: DecidedTest, path: tuple[Any, ...]) -> None:
        self._known(test.question, self._book.questions, "question", (*path, "question"))
        if test.question in self._book.questions:
            answers = self._book.questions[test.question].answers
            for key, named in (("is", test.is_), ("is_not", test.is_not)):
                self._each(named or (), answers, "answer", (*path, key))

    def _fact(self, name: str, path: tuple[Any, ...]) -> FactSpec | None:
        self._known(name, self._book.facts, "fact", path, key=True)
        return self._book.facts.get(name)

    def _value(self, spec: FactSpec | None, value: object, path: tuple[Any, ...]) -> None:
        if spec is None:
            return
        fits = {
            "bool": isinstance(value, bool),
            "count": type(value) is int,
            "enum": value in spec.members,
            "set": value == (),
        }.get(spec.kind, False)
        if not fits:
            allowed = ", ".join(spec.members) or {"bool": "true, false"}.get(spec.kind, "a number")
            self._report(path, "unknown-value", f"{value!r} is no value of {spec.name}: {allowed}")

    def _each(self, names: Iterable[str], among: Any, what: str, path: tuple[Any, ...]) -> None:
        for number, name in enumerate(names):
            self._known(name, among, what, (*path, number))

    def _known(self, name: str, among: Any, what: str, path: tuple[Any, ...], *, key: bool = False) -> None:
        if name not in among:
            message = f"there is no {what} {name}{did_you_mean(name, among)}"
            self.found.append(Diagnostic(place_in(self._document, path, key=key), "unknown-name", message))

    def _report(self, path: Any, code: str, message: str, **_: Any) -> None:
        self.found.append(Diagnostic(place_in(self._document, tuple(path)), code, message))


def table_of(rulebook: Rulebook | None, acts: ActsTable | None) -> ActsTable:
    """Returns the table that was given, or that of a rulebook's pack, or of the shipped one.

    Raises:
        RulebookError: If the pack has none.
    """
    if acts is not None:
        return acts
    if rulebook is None:
        return load_acts()
    known = [name for name in rulebook.identity.overlays if name in shipped_overlays()]
    return load_acts(rulebook.identity.id, overlays=known)


@lru_cache(maxsize=8)
def dated_rules(table: ActsTable) -> frozenset[str]:
    """Names the rules of whose norms checks read the last day."""
    told = {check.last_day for check in table.file.checks.values() if check.last_day is not None}
    return frozenset(told).union(*(_dated_in(check.when) for check in table.file.checks.values()))


def _dated_in(test: Test) -> frozenset[str]:
    parts = (*(test.all_ or ()), *(test.any_ or ()), *(() if test.not_ is None else (test.not_,)))
    own = () if test.falls_due is None else (test.falls_due.rule,)
    return frozenset(own).union(*map(_dated_in, parts))


def checks_of(table: ActsTable) -> Iterator[tuple[str, CheckEntry, tuple[Citation, ...]]]:
    """Yields the checks of a table, each with its provisions."""
    for name, check in table.file.checks.items():
        yield name, check, table.citations[name]
