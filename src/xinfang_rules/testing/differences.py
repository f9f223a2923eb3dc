"""Differential testing: which answers, norms, last days and statuses come out differently by two rulebooks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from xinfang_rules.arguments import day_of
from xinfang_rules.errors import XinfangError
from xinfang_rules.evaluation.evaluate import evaluate
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.models import BaseCase
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result import Citation, Decision, Norm, Result
from xinfang_rules.rulebook.load import rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.testing.case_generator import sensible_day
from xinfang_rules.testing.dated_cases import DatedCase

Cases: TypeAlias = Iterable[Case | DatedCase | Scenario]
"""Cases: by themselves, with the day for which to evaluate each, or as scenarios."""

DifferenceKind: TypeAlias = Literal["decision", "norm", "notes", "admission"]

REFUSED = "refused"
"""What comes out where a rulebook refuses a case."""

_DECIDED = "decided"
_ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two rulebooks decide differently.

    Attributes:
        case: The case.
        as_of: The day of evaluation.
        kind: What differs: a `decision`, a `norm`, the `notes`, or the `admission` of the case.
        about: The question or the rule of the norm; otherwise the kind.
        before: What the first rulebook gives, in one line.
        after: What the second gives.
        citations: The provisions on which the two rest, as the law is cited.
        title: The scenario's title, if the case is a scenario's.
    """

    case: Case
    as_of: date
    kind: DifferenceKind
    about: str
    before: str
    after: str
    citations: tuple[str, ...]
    title: str = ""

    def __str__(self) -> str:
        cited = f"（{'；'.join(self.citations)}）" if self.citations else ""
        return f"{self.about}: {self.before} -> {self.after}{cited}"


def differing(
    rulebook_a: Rulebook,
    rulebook_b: Rulebook,
    cases: Cases,
    *,
    as_of: date | None = None,
    engine: str = "compiled",
) -> Iterator[Difference]:
    """Yields what comes out differently by two rulebooks.

    Args:
        rulebook_a: The first rulebook, such as the law as it is.
        rulebook_b: The second, such as the law as it may become.
        cases: The cases; scenarios and what `sample_cases` makes bring their own day of evaluation.
        as_of: The day of evaluation of cases that bring none; if None, see `sample_cases`.
        engine: The engine.

    Yields:
        One difference for each decision and each norm, case by case.
    """
    books = rulebook_of(rulebook_a, "rulebook_a"), rulebook_of(rulebook_b, "rulebook_b")
    day = sensible_day(books[0]) if as_of is None else day_of(as_of)
    for item in cases:
        case, at = (item, day) if isinstance(item, BaseCase) else (item.case, item.as_of)
        case.require_validated()  # both rulebooks would refuse it, which is no difference
        title = item.title if isinstance(item, Scenario) else ""
        before, after = (_decided(case, at, book, engine) for book in books)
        if isinstance(before, Result) and isinstance(after, Result):
            for kind, about, one, other, citations in _differences(before, after):
                yield Difference(case, at, kind, about, one, other, citations, title)
        elif before != after:
            one, other = (REFUSED if isinstance(result, str) else _DECIDED for result in (before, after))
            yield Difference(case, at, "admission", "admission", one, other, (), title)


def _decided(case: Case, as_of: date, rulebook: Rulebook, engine: str) -> Result | str:
    try:
        return evaluate(case, as_of=as_of, rulebook=rulebook, engine=engine)
    except XinfangError as error:
        return str(error)


def _differences(before: Result, after: Result) -> Iterator[tuple[DifferenceKind, str, str, str, tuple[str, ...]]]:
    for name in dict.fromkeys([*before.decisions, *after.decisions]):
        one, other = before.decisions.get(name), after.decisions.get(name)
        if _without_names(one) != _without_names(other):
            yield "decision", name, _decision(one), _decision(other), _labels(one, other)
    mine, theirs = ({norm.rule: norm for norm in result.norms} for result in (before, after))
    for rule in dict.fromkeys([*mine, *theirs]):
        norm, changed = mine.get(rule), theirs.get(rule)
        if without_words(norm) != without_words(changed):
            yield "norm", rule, _norm(norm), _norm(changed), _labels(norm, changed)
    if before.notes != after.notes:
        yield "notes", "notes", _notes(before), _notes(after), ()


def _labels(*parts: Decision | Norm | None) -> tuple[str, ...]:
    citations: list[Citation] = [citation for part in parts if part is not None for citation in part.citations]
    return tuple(dict.fromkeys(citation.label for citation in citations))


def _decision(decision: Decision | None) -> str:
    if decision is None:
        return _ABSENT
    told = decision.answer or str(decision.status)
    if decision.answer is None and decision.candidates:
        told += f" ({', '.join(decision.candidates)})"
    if decision.alternatives:
        told += f", or {', '.join(decision.alternatives)}"
    return told + "".join(f", by {rule}" for rule in decision.rules)


def _without_names(decision: Decision | None) -> Decision | None:
    return None if decision is None else decision.model_copy(update={"title": "", "labels": FrozenDict()})


def without_words(norm: Norm | None) -> Norm | None:
    """Returns a norm without its title and its reading, which may name numbers that it does not read."""
    return None if norm is None else norm.model_copy(update={"label": "", "interpretive": None})


def _norm(norm: Norm | None) -> str:
    if norm is None:
        return _ABSENT
    told = norm.status if norm.applies == "yes" else f"{norm.status}, applies unknown"
    if norm.due is not None:
        told += f", due {norm.due}"
    elif norm.due_earliest or norm.due_latest:
        told += f", due {norm.due_earliest or '...'} to {norm.due_latest or '...'}"
    if norm.done_on is not None:
        told += f", done {norm.done_on}"
    return told


def _notes(result: Result) -> str:
    return ", ".join(note.rule or note.text for note in result.notes) or _ABSENT
