"""The documents that can be drawn up, read and held against a rulebook: every name, value and provision."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from xinfang_rules.errors import Diagnostic, RulebookError, did_you_mean
from xinfang_rules.explain.naming import titled
from xinfang_rules.language.parse import Path as Steps
from xinfang_rules.once import MAKING
from xinfang_rules.papers.document_file import PLACE, Condition, DocumentEntry, DocumentsFile, ElementEntry
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import load, packs_directory, rulebook_of
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.statutes import OfficialText, official_text
from xinfang_rules.sources.document import Document, SourceError
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import place_in, read_entries

PAGE: Final = "page.yaml"
"""The measures of the page stand in this file; see `page_layout`."""
_YES_NO: Final = (True, False)


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


def load_documents(rulebook: Rulebook | None = None, *, statutes: Path | None = None) -> Mapping[str, DocumentSpec]:
    """Loads the shipped documents that go with a rulebook, by name.

    Args:
        rulebook: The rulebook; the shipped one of the Regulation if None.
        statutes: A directory of official texts against which quotes are checked, if given.

    Raises:
        RulebookError: If anything is wrong with a file; it lists every finding.
        ArgumentError: If `rulebook` is none.
    """
    with MAKING:
        return _loaded(load() if rulebook is None else rulebook_of(rulebook), statutes)


@lru_cache(maxsize=8)
def _loaded(book: Rulebook, statutes: Path | None) -> Mapping[str, DocumentSpec]:
    files, problems = rule_files(packs_directory() / "documents")
    files = tuple(path for path in files if path.name != PAGE)
    checker = _Checker(book, official_text(statutes, book.instrument.id), list(problems))
    found: dict[str, DocumentSpec] = {}
    for path in files:
        try:
            document = read_pack_document(path)
        except SourceError as error:
            checker.found.extend(error.diagnostics)
            continue
        file, faults = read_entries(document, DocumentsFile)
        checker.found.extend(faults)
        for index, entry in enumerate(() if file is None else file.documents):
            if entry.of != book.instrument.id:
                continue
            if entry.document in found:
                checker.report(document, ("documents", index, "document"), "duplicate-id", f"{entry.document} again")
            found[entry.document] = checker.spec(entry, document, ("documents", index))
    if checker.found:
        raise RulebookError(sorted(checker.found))
    return found


class _Checker:
    """Holds documents against a rulebook."""

    def __init__(self, book: Rulebook, official: OfficialText | None, found: list[Diagnostic]) -> None:
        self.found = found
        self._book = book
        self._official = official
        self._edition = book.latest
        self._rules = {rule.id: rule for rule in book.latest.rules}
        self._provisions = Provisions(book.instrument)

    def report(self, document: Document, path: Steps, code: str, message: str) -> None:
        self.found.append(Diagnostic(place_in(document, path), code, message))

    def spec(self, entry: DocumentEntry, document: Document, path: Steps) -> DocumentSpec:
        for index, rule in enumerate(entry.for_norms):
            self._rule(rule, document, (*path, "for_norms", index), norm=True)
        self._condition(entry.when, document, (*path, "when"))
        elements = tuple(
            self._element(element, document, (*path, "elements", index)) for index, element in enumerate(entry.elements)
        )
        norms = tuple(entry.for_norms)
        return DocumentSpec(entry.document, entry.title, norms, entry.when, elements, self._book)

    def _element(self, entry: ElementEntry, document: Document, path: Steps) -> PaperElement:
        self._condition(entry.when, document, (*path, "when"))
        for kind, name in places_of(entry.text):
            self._place(kind, name, document, (*path, "text"))
        cited: list[Citation] = []
        for index, cite in enumerate(entry.mandatory):

            def report(path: Steps, code: str, message: str, *, key: bool = False) -> None:
                self.report(document, path, code, message)

            one = self._provisions.resolve(cite, (*path, "mandatory", index), report)
            if one is None:
                continue
            cited.append(Citation.model_validate(one._asdict()))
            if self._official and not self._official.has(one.quote, one.article, one.paragraph, one.item):
                message = f"{cite.at} does not have these words"
                self.report(document, (*path, "mandatory", index, "quote"), "quote-mismatch", message)
        return PaperElement(entry, tuple(cited))

    def _place(self, kind: str, name: str, document: Document, path: Steps) -> None:
        if kind in ("day", "fact"):
            self._known(name, self._edition.facts, "fact", document, path)
            if kind == "day" and name in self._edition.facts and self._edition.facts[name].kind != "date":
                self.report(document, path, "bad-form", f"{name} is no date")
        elif kind in ("answer", "ground"):
            self._known(name, {one.name: one for one in self._edition.questions}, "question", document, path)
        elif kind == "law":
            questions = {one.name: one for one in self._edition.questions}
            self._known(name, {**questions, **self._rules}, "question or rule", document, path)
        elif kind in ("title", "note", "due"):
            self._rule(name, document, path, norm=kind == "due")
        elif kind != "blank":
            message = f"{kind} is no kind of place; there are blank, day, fact, answer, ground, law, title, note, due"
            self.report(document, path, "bad-form", message)

    def _rule(self, name: str, document: Document, path: Steps, *, norm: bool) -> None:
        self._known(name, self._rules, "rule", document, path)
        if norm and name in self._rules and self._rules[name].norm is None:
            self.report(document, path, "bad-form", f"{name} gives no norm")

    def _condition(self, condition: Condition, document: Document, path: Steps) -> None:
        for name, values in condition.items():
            question = self._edition.question(name)
            if question is None:
                self._known(name, self._edition.facts, "fact or question", document, (*path, name))
            if question is None and name not in self._edition.facts:
                continue
            allowed = list(question.answers) if question else list(self._edition.facts[name].members) or _YES_NO
            for value in values:
                if value not in allowed:
                    words = ", ".join(map(str, allowed))
                    self.report(document, (*path, name), "unknown-value", f"{value} is none of {words}")

    def _known(self, name: str, known: Mapping[str, object], what: str, document: Document, path: Steps) -> None:
        if name not in known:
            message = f"there is no {what} {name}{did_you_mean(name, known)}"
            self.report(document, path, "unknown-name", message)


def places_of(text: str) -> Iterator[tuple[str, str]]:
    """Yields the places of a text: the kind and the name of each."""
    for found in PLACE.finditer(text):
        yield found[1], found[2]


def words_of(kind: str, name: str, edition: Edition) -> str:
    """Says what belongs at a place, in Chinese."""
    if kind == "blank":
        return name
    what = titled(name, edition)
    return f"{what}的最后一日" if kind == "due" else what
