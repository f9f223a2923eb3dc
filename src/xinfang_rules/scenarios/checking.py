"""Holding the names in expectations against the rulebook: what is misspelt must not look like what is not so."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from xinfang_rules.errors import Diagnostic, InstrumentError, did_you_mean
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.result import PROPOSALS
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.model import NOT_APPLICABLE, STATUSES, Edition, Rulebook
from xinfang_rules.scenarios.expectations import ABSENT, DecisionExpectation, NormExpectation, PresumedExpectation

if TYPE_CHECKING:
    from xinfang_rules.scenarios.scenario import Scenario

_Path = tuple[str | int, ...]

_SCENARIO = ".."
"""Stands first in a path that does not begin at the expectations, but at the scenario."""


def check_names(scenario: "Scenario", rulebook: Rulebook) -> list[Diagnostic]:
    """Returns what is wrong with the names in a scenario's expectations; the edition that governs has to know them."""
    try:
        edition, _ = governing_edition(scenario.case, scenario.as_of, rulebook)
    except InstrumentError as error:
        return [Diagnostic(scenario.position, "not-in-force", str(error))]
    return _Checker(scenario, edition, rulebook).check()


class _Checker:
    def __init__(self, scenario: "Scenario", edition: Edition, rulebook: Rulebook) -> None:
        self._scenario = scenario
        self._edition = edition
        self._rulebook = rulebook
        self._questions = {question.name: question for question in edition.questions}
        self._rules = {rule.id: rule for rule in edition.rules}
        self._found: list[Diagnostic] = []

    def check(self) -> list[Diagnostic]:
        expect, edition = self._scenario.expect, self._edition
        norms = [rule.id for rule in edition.rules if rule.norm is not None]
        self._decisions(expect.decisions)
        for name, provisions in expect.cites.items():
            if self._known(name, [*self._questions, *norms], ("cites", name), "question", key=True):
                self._provisions(name, provisions)
        self._norms(expect.norms)
        for section, names in (("applies", expect.applies), ("does_not_apply", expect.does_not_apply)):
            self._all_known(section, names, self._rules, "rule")
        self._all_known("notes", expect.notes, [rule.id for rule in edition.rules if rule.note is not None], "rule")
        self._all_known("needs", expect.needs, self._rulebook.facts, "fact")
        self._all_known("refused", expect.refused, [constraint.id for constraint in edition.constraints], "constraint")
        proposals = {rule.norm.action for rule in edition.rules if rule.norm and "proposal" in rule.norm.action.marks}
        self._values("proposals", expect.proposals, sorted(PROPOSALS | proposals))
        for index, name in enumerate(self._scenario.presume):
            self._known(name, edition.presumptions.names, (_SCENARIO, "presume", index), "presumption")
        if expect.presumed is not None:
            self._presumed(expect.presumed)
        return self._found

    def _presumed(self, expect: PresumedExpectation) -> None:
        self._decisions(expect.decisions, ("presumed",))
        self._norms(expect.norms, ("presumed",))
        facts = self._rulebook.facts
        for name, resting in expect.grounds.items():
            self._known(name, [*self._questions, *self._rules], ("presumed", "grounds", name), "rule", key=True)
            for index, fact in enumerate(resting):
                self._known(fact, facts, ("presumed", "grounds", name, index), "fact")
        sets = [each.name for each in self._edition.presumptions.sets]
        for index, fact in enumerate(expect.not_presumed):
            self._known(fact, [*facts, *sets], ("presumed", "not_presumed", index), "fact")
        for index, fact in enumerate(expect.facts):
            self._known(fact, facts, ("presumed", "facts", index), "fact")
        for name in expect.limited:
            self._known(name, sets, ("presumed", "limited", name), "presumption", key=True)

    def _report(self, path: _Path, code: str, message: str, *, key: bool = False) -> None:
        whole = path[1:] if path[0] == _SCENARIO else ("expect", *path)
        self._found.append(Diagnostic(self._scenario.place(*whole, key=key), code, message))

    def _known(self, name: str, known: Iterable[str], path: _Path, kind: str, *, key: bool = False) -> bool:
        known = list(known)
        if name in known:
            return True
        wanted = {"notes": "rule with a note", "cites": "question or norm"}.get(str(path[0]), kind)
        self._report(path, f"unknown-{kind}", f"there is no {wanted} {name}{did_you_mean(name, known)}", key=key)
        return False

    def _all_known(self, section: str, names: list[str], known: Iterable[str], kind: str) -> None:
        for index, name in enumerate(names):
            self._known(name, known, (section, index), kind)

    def _value(self, value: str, allowed: Sequence[str], path: _Path) -> None:
        if value not in allowed:
            message = f"{value} is none of {', '.join(allowed)}{did_you_mean(value, allowed)}"
            self._report(path, "unknown-value", message)

    def _values(self, section: str, values: list[str], allowed: Sequence[str], inside: _Path = ()) -> None:
        for index, value in enumerate(values):
            self._value(value, allowed, (*inside, section, index))

    def _decisions(self, expected: Mapping[str, DecisionExpectation], inside: _Path = ()) -> None:
        for name, decision in expected.items():
            path = (*inside, "decisions", name)
            if not self._known(name, self._questions, path, "question", key=True):
                continue
            answers = list(self._questions[name].answers)
            if decision.answer:
                without = [status for status in DecisionStatus if status is not DecisionStatus.DECIDED]
                self._value(decision.answer, [*answers, *without], (*path, "answer"))
            self._values("candidates", decision.candidates, answers, path)
            self._values("alternatives", decision.alternatives, answers, path)

    def _norms(self, expected: Mapping[str, NormExpectation], inside: _Path = ()) -> None:
        for name, norm in expected.items():
            path = (*inside, "norms", name)
            if not self._known(name, self._rules, path, "rule", key=True):
                continue
            spec = self._rules[name].norm
            if spec is None:
                message = f"{name} gives no norm; expect it under applies or does_not_apply"
                self._report(path, "unknown-rule", message, key=True)
                continue
            statuses = STATUSES[spec.kind]
            settled = [status for status in statuses if status != NOT_APPLICABLE]
            if norm.status:
                self._value(norm.status, [*settled, NormStatus.UNKNOWN, NormStatus.PRESUMED, ABSENT], (*path, "status"))
            self._values("candidates", norm.candidates, statuses, path)

    def _provisions(self, name: str, provisions: list[str]) -> None:
        instrument = self._rulebook.instrument
        cited = {citation.instrument for rule in self._edition.rules for citation in rule.citations}
        items = {(paragraph.article, paragraph.paragraph): len(paragraph.items) for paragraph in instrument.paragraphs}
        for index, provision in enumerate(provisions):
            path = ("cites", name, index)
            other, colon, _ = provision.partition(":")
            if colon:  # which provisions it has is known where it is encoded
                if other not in cited:
                    message = f"no rule cites an instrument {other}{did_you_mean(other, cited)}"
                    self._report(path, "unknown-provision", message)
                continue
            article, paragraph, item = numbers_of(provision)
            if items.get((article, paragraph), -1) < (item or 0):
                self._report(path, "unknown-provision", f"《{instrument.title}》 has no {provision}")
            elif "." not in provision and (article, 2) in items:
                choices = ", ".join(f"{article}.{number}" for place, number in items if place == article)
                message = f"article {article} has several paragraphs; name one of {choices}"
                self._report(path, "unknown-provision", message)
