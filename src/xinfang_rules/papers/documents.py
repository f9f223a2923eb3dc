"""The documents that can be drawn up, read and held against a rulebook: every name, value and provision."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.errors import Diagnostic, Position, RulebookError, did_you_mean
from xinfang_rules.explain.naming import titled
from xinfang_rules.facts.values import YES_NO
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.parse import Path as Steps
from xinfang_rules.once import MAKING
from xinfang_rules.papers.document_file import (
    ELSEWHERE,
    HELD,
    PLACE,
    PLACES,
    RESERVED,
    Condition,
    DocumentEntry,
    DocumentsFile,
    ElementEntry,
)
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.citations import Provisions, numbers_of
from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import load, packs_directory, rulebook_of, shipped_packs
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import place_in, read_entries

PAGE: Final = "page.yaml"
"""The measures of the page stand in this file; see `page_layout`."""


class PaperElement(NamedTuple):
    """An element of a document, see `ElementEntry`; `mandatory` are the provisions that want it."""

    entry: ElementEntry
    mandatory: tuple[Citation, ...]


class DocumentSpec(NamedTuple):
    """A document that can be drawn up.

    Attributes:
        name: Its name.
        title: Its title, in Chinese.
        for_norms: The rules of the norms that it fulfils.
        when: For which answers and facts it is.
        elements: Its elements, in order; of those of one name the first whose condition is so stands.
        rulebook: The rulebook that it goes with.
    """

    name: str
    title: str
    for_norms: tuple[str, ...]
    when: Condition
    elements: tuple[PaperElement, ...]
    rulebook: Rulebook


def load_documents(
    rulebook: Rulebook | None = None, *, statutes: Path | None = None, own: StrPath | None = None
) -> Mapping[str, DocumentSpec]:
    """Loads the documents that go with a rulebook, by name: the shipped ones, then own ones.

    Args:
        rulebook: The rulebook; the shipped one of the Regulation if None.
        statutes: A directory of official texts against which quotes are checked, if given.
        own: A file or a directory of an office's own documents; one by the name of a shipped one takes its place.

    Raises:
        RulebookError: If anything is wrong with a file; it lists every finding.
        ArgumentError: If `rulebook` is none, or `own` no path.
    """
    with MAKING:
        book = load() if rulebook is None else rulebook_of(rulebook)
        shipped = _loaded(book, statutes)
        return shipped if own is None else {**shipped, **_read(path_of(own, "own"), book, statutes)}


@lru_cache(maxsize=8)
def _loaded(book: Rulebook, statutes: Path | None) -> Mapping[str, DocumentSpec]:
    return FrozenDict(_read(packs_directory() / "documents", book, statutes))


def _read(place: Path, book: Rulebook, statutes: Path | None) -> dict[str, DocumentSpec]:
    files, problems = rule_files(place)
    official, faults = official_text(statutes, book.instrument.id), list(problems)
    found: dict[str, DocumentSpec] = {}
    if not files and not problems:
        faults.append(Diagnostic(Position(str(place)), "not-found", "there is no file of documents here"))
    for path in files:
        if path.name == PAGE:
            continue
        try:
            document = read_pack_document(path)
        except SourceError as error:
            faults.extend(error.diagnostics)
            continue
        file, wrong = read_entries(document, DocumentsFile)
        faults.extend(wrong)
        checker = _Checker(book, official, document, faults)
        for index, entry in enumerate(() if file is None else file.documents):
            if not checker.belongs(entry, ("documents", index)):
                continue
            if entry.document in found:
                checker.report(("documents", index, "document"), "duplicate-id", f"{entry.document} again")
            found[entry.document] = checker.spec(entry, ("documents", index))
    if faults:
        raise RulebookError(sorted(faults))
    return found


class _Checker:
    """Holds the documents of a file against a rulebook."""

    def __init__(
        self, book: Rulebook, official: OfficialText | None, document: Document, found: list[Diagnostic]
    ) -> None:
        self._found = found
        self._document = document
        self._book = book
        self._official = official
        self._edition = book.latest
        self._rules = {rule.id: rule for rule in book.latest.rules}
        self._provisions = Provisions(book.instrument)

    def report(self, path: Steps, code: str, message: str, *, key: bool = False) -> None:
        self._found.append(Diagnostic(place_in(self._document, path), code, message))

    def belongs(self, entry: DocumentEntry, path: Steps) -> bool:
        """Tells whether a document is of the rulebook; reports one that is of none."""
        if entry.of != self._book.instrument.id:
            self._known(entry.of, dict.fromkeys(shipped_packs()), "rulebook", (*path, "of"))
        return entry.of == self._book.instrument.id

    def spec(self, entry: DocumentEntry, path: Steps) -> DocumentSpec:
        for index, rule in enumerate(entry.for_norms):
            self._rule(rule, (*path, "for_norms", index), norm=True)
        self._condition(entry.when, (*path, "when"))
        elements = tuple(
            self._element(element, (*path, "elements", index)) for index, element in enumerate(entry.elements)
        )
        norms = tuple(entry.for_norms)
        return DocumentSpec(entry.document, entry.title, norms, entry.when, elements, self._book)

    def _element(self, entry: ElementEntry, path: Steps) -> PaperElement:
        self._condition(entry.when, (*path, "when"))
        if entry.element in RESERVED:
            message = f"{entry.element} is a part of every document: {', '.join(RESERVED)}"
            self.report((*path, "element"), "reserved-name", message)
        for found in PLACE.finditer(entry.text):
            self._place(found[1], found[2], (*path, "text"))
        if {"{", "}"} & {*PLACE.sub("", entry.text)}:
            message = "a place is written {kind:name}; this text has a brace that belongs to none"
            self.report((*path, "text"), "bad-form", message)
        cited: list[Citation] = []
        for index, cite in enumerate(entry.mandatory):
            at = (*path, "mandatory", index)
            if cite.within is not None and cite.within != self._book.instrument.id:
                cited += self._elsewhere(cite, at)
                continue
            one = self._provisions.resolve(cite, at, self.report)
            if one is None:
                continue
            cited.append(Citation.model_validate(one._asdict()))
            if self._official and not self._official.has(one.quote, one.article, one.paragraph, one.item):
                message = f"{cite.at} does not have these words"
                self.report((*at, "quote"), "quote-mismatch", message)
        return PaperElement(entry, tuple(cited))

    def _elsewhere(self, cite: CiteEntry, path: Steps) -> list[Citation]:
        """Returns a provision of an instrument that an overlay brings: one that some rule cites, too."""
        cited = {one for rule in self._rules.values() for one in rule.citations if one.instrument == cite.within}
        if not cited:
            named = {one.instrument: one for rule in self._rules.values() for one in rule.citations}
            self._known(cite.within or "", named, "instrument", (*path, "in"))
        numbers = numbers_of(cite.at)
        found = next((one for one in cited if (one.article, one.paragraph, one.item) == numbers), None)
        if cited and found is None:
            self.report((*path, "at"), "unknown-provision", f"no rule cites {cite.at} of {cite.within}")
        return [] if found is None else [Citation.model_validate({**found._asdict(), "quote": cite.quote})]

    def _place(self, kind: str, name: str, path: Steps) -> None:
        if kind in ("day", "fact"):
            self._known(name, self._edition.facts, "fact", path)
            if kind == "day" and name in self._edition.facts and self._edition.facts[name].kind != "date":
                self.report(path, "bad-form", f"{name} is no date")
        elif kind in ("answer", "ground"):
            self._known(name, {one.name: one for one in self._edition.questions}, "question", path)
        elif kind == "law":
            questions = {one.name: one for one in self._edition.questions}
            self._known(name, {**questions, **self._rules}, "question or rule", path)
        elif kind in ("title", "note", "due"):
            self._rule(name, path, norm=kind == "due")
        elif kind not in (*HELD, ELSEWHERE):
            message = f"{kind} is no kind of place; there are {', '.join(PLACES)}{did_you_mean(kind, PLACES)}"
            self.report(path, "bad-form", message)

    def _rule(self, name: str, path: Steps, *, norm: bool) -> None:
        self._known(name, self._rules, "rule", path)
        if norm and name in self._rules and self._rules[name].norm is None:
            self.report(path, "bad-form", f"{name} gives no norm")

    def _condition(self, condition: Condition, path: Steps) -> None:
        asked = values_asked(self._edition)
        for name, values in condition.items():
            at = (*path, name)
            if name not in asked and name in self._edition.facts:
                self.report(at, "bad-form", f"{name} is neither yes or no nor one of several values")
            elif self._known(name, asked, "fact or question", at):
                for value in (value for value in values if value not in asked[name][1]):
                    allowed, told = [_written(each) for each in asked[name][1]], _written(value)
                    message = f"{told} is none of {', '.join(allowed)}{did_you_mean(told, allowed)}"
                    self.report(at, "unknown-value", message)

    def _known(self, name: str, known: Mapping[str, object], what: str, path: Steps) -> bool:
        if name not in known:
            self.report(path, "unknown-name", f"there is no {what} {name}{did_you_mean(name, known)}")
        return name in known


def values_asked(edition: Edition) -> Mapping[str, tuple[str, Mapping[Any, str]]]:
    """Returns what a condition of a document may ask: facts and questions, each with its title and its values."""
    asked: dict[str, tuple[str, Mapping[Any, str]]] = {}
    for name, fact in edition.facts.items():
        if fact.kind == "bool":
            asked[name] = fact.title, {True: YES_NO["true"], False: YES_NO["false"]}
        elif fact.kind == "enum":
            asked[name] = fact.title, fact.member_labels
    for question in edition.questions:
        asked[question.name] = question.title, question.answers
    return asked


def _written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def words_of(kind: str, name: str, edition: Edition) -> str:
    """Says what belongs at a place, in Chinese."""
    if kind in (*HELD, ELSEWHERE):
        return name
    what = titled(name, edition)
    return f"{what}的最后一日" if kind == "due" else what
