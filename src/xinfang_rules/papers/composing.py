"""Drawing up a document from a case and its result: its words, and whether all that it has to say is known."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

from xinfang_rules._version import __version__
from xinfang_rules.days import day_words
from xinfang_rules.errors import ArgumentError, did_you_mean
from xinfang_rules.evaluation.case_reading import adopted, case_from_data
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.facts.values import UNKNOWN, YES_NO
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.papers.document_file import ELSEWHERE, HELD, PLACE, Condition
from xinfang_rules.papers.documents import DocumentSpec, PaperElement, load_documents, words_of
from xinfang_rules.papers.paper import CLOSE, OPEN, MissingElement, Paper, PaperError, PaperLine
from xinfang_rules.result import Decision, Norm, Result
from xinfang_rules.result.presumed import MARK, PresumedDecision, shown_norm
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.citations import together
from xinfang_rules.rulebook.load import load, shipped_overlays
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.readings import may_lapse

_ASKED: Final = 3
"""How many questions are told of what is missing."""

_Truth = Literal["yes", "no", "unknown"]


class _UnknownError(Exception):
    """What belongs at a place is not known; tells which conclusions to ask about, or which fact."""

    def __init__(self, about: str = "", fact: str = "") -> None:
        self.about = about
        self.fact = fact


_NO_NAMES: Final[Mapping[str, str]] = FrozenDict()


def documents_for(
    case: Case | Mapping[str, Any],
    result: Result,
    rulebook: Rulebook | None = None,
    *,
    documents: Mapping[str, DocumentSpec] | None = None,
) -> tuple[DocumentSpec, ...]:
    """Returns the documents that a case calls for, in the order in which they are listed.

    Args:
        case: The case; a plain mapping is validated first.
        result: Its result.
        rulebook: The rulebook of the result; if None, the shipped one that the result names, with its overlays.
        documents: What there is to choose from, as `load_documents` returns it; the shipped ones if None.

    Raises:
        ArgumentError: If the rulebook is not that of the result.
        CaseError: If the mapping is no case.
        RulebookError: If the shipped documents do not go with the rulebook.
    """
    known, edition = _known(result, rulebook, documents)
    read = _read(case, edition)
    return tuple(spec for spec in known.values() if _Writer(spec, read, result, edition, _NO_NAMES).fits() == "yes")


def draw_up(
    document: str,
    case: Case | Mapping[str, Any],
    result: Result,
    rulebook: Rulebook | None = None,
    *,
    documents: Mapping[str, DocumentSpec] | None = None,
    names: Mapping[str, str] = _NO_NAMES,
    draft: bool = False,
) -> Paper:
    """Draws up a document.

    Args:
        document: Its name, such as `acceptance-notice`.
        case: The case; a plain mapping is validated first.
        result: The result of `evaluate` for this case, still with its evaluation, so that it can tell what is missing.
        rulebook: The rulebook of the result; if None, the shipped one that the result names, with its overlays.
        documents: What there is to choose from, as `load_documents` returns it; the shipped ones if None.
        names: What the organ (`organ`) and the one above it (`superior`) are called, as far as that is known.
        draft: Whether it is drawn up although something is not known, which is then marked.

    Returns:
        The document. What is not held here, such as the names of people, stands in it as a marked blank.

    Raises:
        PaperError: If the document is not for the case, or what it has to say is not known and it is no draft.
        ArgumentError: If the rulebook is not that of the result.
        CaseError: If the mapping is no case.
        RulebookError: If the shipped documents do not go with the rulebook.
    """
    known, edition = _known(result, rulebook, documents)
    if document not in known:
        message = f"there is no document {document}{did_you_mean(document, known)}; there are {', '.join(known)}"
        chinese = f"没有 {document} 这种文书{did_you_mean(document, known, 'zh')}；可用的有：{'、'.join(known)}"
        raise PaperError(message, chinese)
    return _Writer(known[document], _read(case, edition), result, edition, names).paper(draft=draft)


def _known(
    result: Result, rulebook: Rulebook | None, documents: Mapping[str, DocumentSpec] | None
) -> tuple[Mapping[str, DocumentSpec], Edition]:
    """Returns the documents to choose from, and what the result was worked out by.

    Raises:
        ArgumentError: If the rulebook is another one.
    """
    told = result.provenance
    overlays = [overlay.id for overlay in told.overlays]
    if rulebook is None and shipped_overlays().keys() >= {*overlays}:
        rulebook = load(told.rulebook.id, overlays=overlays)
    day = told.rulebook.edition
    edition = None if rulebook is None or day is None else rulebook.edition_on(day)
    by = told.rulebook.digest, *(overlay.digest for overlay in told.overlays)
    at_hand = (
        () if edition is None else (edition.rulebook.digest, *(overlay.digest for overlay in edition.rulebook.laid))
    )
    if edition is None or edition.since != day or at_hand != by:
        message = "this is not the rulebook by which the result was worked out: give that one, or evaluate again"
        raise ArgumentError(
            f"rulebook: {message}", "所给的不是作出本结果的规则书：请给出原来的规则书，或者重新评估案件"
        )
    return load_documents(rulebook) if documents is None else documents, edition


def _read(case: Case | Mapping[str, Any], edition: Edition) -> Case:
    return adopted(case if isinstance(case, BaseCase) else case_from_data(case, edition.case_model), edition.case_model)


class _Writer:
    def __init__(
        self, spec: DocumentSpec, case: Case, result: Result, edition: Edition, names: Mapping[str, str]
    ) -> None:
        self._spec = spec
        self._case = case
        self._result = result
        self._edition = edition
        self._names = names
        self._norms: Mapping[str, Norm] = {norm.rule: norm for norm in result.norms}
        self._notes: dict[str, None] = {}
        self._missing: list[MissingElement] = []
        presumed = result.presumed
        self._presumed = {} if presumed is None else {each.fact: each for each in presumed.facts}
        self._presumed_norms = {} if presumed is None else presumed.norms

    # For which cases it is

    def fits(self) -> _Truth:
        applies = [self._applies(rule) for rule in self._spec.for_norms]
        norms: _Truth = "yes" if "yes" in applies else "unknown" if "unknown" in applies else "no"
        return _all([norms, self._holds(self._spec.when)])

    def paper(self, *, draft: bool) -> Paper:
        fits = self.fits()
        if fits != "yes":
            raise self._not_for(fits)
        lines = tuple(self._lines())
        missing = tuple(self._missing)
        if missing and not draft:
            said = "\n".join(one.text() for one in missing)
            message = f"{self._spec.name} cannot be drawn up, as it is not known what it has to say: "
            message += ", ".join(dict.fromkeys(one.element for one in missing)) + " (or as a draft)"
            raise PaperError(message, f"{self._spec.title}应当写明的内容还不能确定（可以先出草稿）：\n{said}", missing)
        rulebook, day = self._result.provenance.rulebook, day_words(self._result.as_of)
        origin = f"xinfang-rules {__version__}，规则书 {rulebook.id}（{rulebook.digest[:12]}），{day}的情况。"
        return Paper(self._spec.name, self._spec.title, lines, tuple(self._notes), missing, origin)

    def _not_for(self, fits: _Truth) -> PaperError:
        rules = "；".join(self._edition.rule(rule).title for rule in self._spec.for_norms)
        if fits == "no":
            answers = "、".join(
                f"{decision.title}：{decision.label}" for decision in self._result.decisions.values() if decision.label
            )
            message = f"{self._spec.name} is not for this case: none of {', '.join(self._spec.for_norms)} applies"
            chinese = f"本案不出具{self._spec.title}：它用于“{rules}”。" + (answers and f"本案的结论：{answers}。")
            return PaperError(message, chinese)
        asked = self._questions([*self._spec.for_norms, *self._spec.when])
        message = f"whether {self._spec.name} is for this case is not known yet"
        chinese = f"是否应当出具{self._spec.title}，还不能确定。" + "".join(asked)
        return PaperError(message, chinese, (MissingElement("", self._spec.title, "是否应当出具", asked, ()),))

    def _applies(self, rule: str) -> _Truth:
        presumed = self._presumed_norms.get(rule)
        if presumed is not None and presumed.applies != "unknown":
            return presumed.applies
        norm = self._norms.get(rule)
        return "no" if norm is None else norm.applies

    # Its lines

    def _lines(self) -> Iterator[PaperLine]:
        named: dict[str, list[PaperElement]] = {}
        for element in self._spec.elements:
            named.setdefault(element.entry.element, []).append(element)
        for name, branches in named.items():
            for branch in branches:
                holds = self._holds(branch.entry.when)
                if holds == "no":
                    continue
                if holds == "unknown":
                    fact = next((each for each in branch.entry.when if each in self._edition.facts), "")
                    self._miss(branch, "写哪一种", _UnknownError(", ".join(branch.entry.when), fact))
                    yield PaperLine(name, branch.entry.kind, f"{OPEN}待查明：{branch.entry.title}{CLOSE}")
                else:
                    yield PaperLine(name, branch.entry.kind, self._filled(branch))
                break
            else:
                if branches[0].mandatory:
                    self._miss(branches[0], "本案的情形", _UnknownError())
                    yield PaperLine(name, branches[0].entry.kind, f"{OPEN}待查明：{branches[0].entry.title}{CLOSE}")

    def _filled(self, element: PaperElement) -> str:
        pieces: list[str] = []
        end = 0
        for found in PLACE.finditer(element.entry.text):
            pieces.append(element.entry.text[end : found.start()])
            end = found.end()
            kind, name = found.groups()
            try:
                pieces.append(self._said(kind, name))
            except _UnknownError as unknown:
                what = words_of(kind, name, self._edition)
                self._miss(element, what, unknown)
                pieces.append(f"{OPEN}待查明：{what}{CLOSE}")
        return "".join([*pieces, element.entry.text[end:]])

    def _said(self, kind: str, name: str) -> str:
        if kind in HELD:
            return self._names.get(kind) or f"{OPEN}{name}{CLOSE}"
        if kind == ELSEWHERE:
            return "；".join(self._elsewhere()) or f"{OPEN}{name}{CLOSE}"
        if kind in ("day", "fact"):
            return self._fact(name)
        if kind == "due":
            return self._due(name)
        if kind == "title":
            norm, rule = self._norms.get(name), self._edition.rule(name)
            self._rest("解释", rule.interpretive if norm is None else norm.interpretive)
            return rule.title
        if kind == "note":
            return self._rule_note(name)
        if kind == "law" and self._edition.question(name) is None:
            return "、".join(cited.label for cited in self._edition.rule(name).citations[:1])
        decision = self._decision(name)
        if kind == "law":
            return together(cited.label for cited in decision.citations)
        if kind == "ground":
            return "；".join(self._edition.rule(rule).title for rule in decision.rules)
        return (decision.label or "").removesuffix(MARK)

    def _elsewhere(self) -> Iterator[str]:
        """Yields the rights of the petitioner that are open by other instruments, each with its last day."""
        for stated in self._result.norms:
            norm = shown_norm(stated, self._presumed_norms.get(stated.rule))
            ours = stated.citations[0].instrument == self._spec.rulebook.instrument.id
            if norm is None or ours or norm.status is not NormStatus.OPEN or "petitioner" not in norm.bearer.marks:
                continue
            if not may_lapse(self._edition.rule(norm.rule)):
                continue
            self._rest_on("norms", norm.rule)
            for text in (norm.interpretive, *(reading.text for reading in norm.rests_on)):
                self._rest("解释", text)
            law = together(citation.label for citation in norm.citations)
            yield f"{norm.label.removesuffix(MARK)}（{law}）{_until(norm)}"

    def _rule_note(self, rule: str) -> str:
        said = self._edition.rule(rule)
        for note in self._result.notes:
            if note.rule == rule:
                self._rest("解释", said.interpretive)
                return note.text
        raise _UnknownError(rule)

    def _fact(self, name: str) -> str:
        spec, value = self._edition.facts[name], self._value(name)
        if value is None or value is UNKNOWN:
            raise _UnknownError(fact=name)
        if isinstance(value, date):
            return day_words(value)
        if spec.kind == "date":  # within bounds: a document tells a day
            raise _UnknownError(fact=name)
        if spec.kind == "count":
            return str(value)
        if spec.kind == "bool":
            return YES_NO["true" if value else "false"]
        if spec.kind == "enum":
            return spec.member_labels[str(value)]
        stated = {label: value.get(member, UNKNOWN) for member, label in spec.member_labels.items()}
        if UNKNOWN in stated.values():
            raise _UnknownError(fact=name)
        return "、".join(label for label, so in stated.items() if so) or "没有"

    def _value(self, name: str) -> Any:
        group, _, key = name.partition(".")
        value = getattr(getattr(self._case, group, None), key, None)
        if value in (None, UNKNOWN) and (presumed := self._presumed.get(name)) is not None:
            self._rest("推定", presumed.text.removesuffix("。"))
            return presumed.value
        return value

    def _due(self, rule: str) -> str:
        norm = self._norms.get(rule)
        presumed = self._presumed_norms.get(rule)
        day = None if norm is None else norm.due
        if day is None and presumed is not None and presumed.due is not None:
            day = presumed.due
            self._rest_on("days", rule)
        if day is None:
            raise _UnknownError(rule)
        if norm is not None:
            for text in (norm.interpretive, *(reading.text for reading in norm.rests_on)):
                self._rest("解释", text)
        return day_words(day)

    def _decision(self, question: str) -> Decision | PresumedDecision:
        decision = self._result.decisions.get(question)
        presumed = None if self._result.presumed is None else self._result.presumed.decisions.get(question)
        found: Decision | PresumedDecision | None = decision if decision is not None and decision.answer else None
        if found is None and presumed is not None and presumed.answer:
            found = presumed
            self._rest_on("decisions", question)
        if found is None:
            raise _UnknownError(question)
        for text in (*found.interpretive, *(reading.text for reading in found.rests_on)):
            self._rest("解释", text)
        return found

    # Conditions

    def _holds(self, condition: Condition) -> _Truth:
        return _all([self._is_among(name, [*values]) for name, values in condition.items()])

    def _is_among(self, name: str, values: list[str | bool]) -> _Truth:
        if self._edition.question(name) is None:
            value = self._value(name)
            if value is None or value is UNKNOWN:
                return "unknown"
            return "yes" if (value if isinstance(value, bool) else str(value)) in values else "no"
        decision = self._result.decisions.get(name)
        try:
            return "yes" if self._decision(name).answer in values else "no"
        except _UnknownError:
            left = () if decision is None else decision.candidates
            return "unknown" if any(value in left for value in values) else "no"

    # What it rests on, and what is missing

    def _rest(self, what: str, text: str | None) -> None:
        if text:
            self._notes[f"{what}：{text}"] = None

    def _rest_on(self, kind: Literal["norms", "days", "decisions"], name: str) -> None:
        grounds = None if self._result.presumed is None else self._result.presumed.grounds
        for fact in () if grounds is None else getattr(grounds, kind).get(name, ()):
            if fact in self._presumed:
                self._rest("推定", self._presumed[fact].text.removesuffix("。"))

    def _miss(self, element: PaperElement, what: str, unknown: _UnknownError) -> None:
        asked = (self._edition.facts[unknown.fact].ask,) if unknown.fact else self._questions(unknown.about.split(", "))
        labels = tuple(dict.fromkeys(citation.label for citation in element.mandatory))
        missing = MissingElement(element.entry.element, element.entry.title, what, asked, labels)
        if missing not in self._missing:
            self._missing.append(missing)

    def _questions(self, names: list[str]) -> tuple[str, ...]:
        known = [name for name in names if name in self._norms or name in self._result.decisions]
        if not known:
            return ()
        return tuple(need.question for need in self._result.needs_about(known)[:_ASKED])


def _all(truths: list[_Truth]) -> _Truth:
    return "no" if "no" in truths else "unknown" if "unknown" in truths else "yes"


def _until(norm: Norm) -> str:
    if norm.due is not None:
        return f"，最后一日为{day_words(norm.due)}"
    if norm.due_earliest is None or norm.due_latest is None:
        return ""
    return f"，最后一日在{day_words(norm.due_earliest)}至{day_words(norm.due_latest)}之间"
