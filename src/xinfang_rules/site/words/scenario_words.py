"""Scenarios in Chinese: the facts of the case, what was expected, and what came of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xinfang_rules.days import day_words
from xinfang_rules.explain.naming import DECISION_LABELS, STATUS_LABELS
from xinfang_rules.explain.result_phrases import left_words, notice_words
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import UNKNOWN, YES_NO
from xinfang_rules.rulebook.model import Question, Rule
from xinfang_rules.scenarios.expectations import DecisionExpectation, NormExpectation
from xinfang_rules.scenarios.running import ScenarioOutcome
from xinfang_rules.site.links import Links
from xinfang_rules.site.markdown import escape

_UNKNOWN = "未知"


def stated_facts(case: Case, facts: Facts) -> Iterator[tuple[FactSpec, Any]]:
    """Yields the facts that a case states, as a rulebook has them, each with what is stated of it, in their order."""
    for name, shared in case.facts.items():
        spec = facts.get(name, shared)
        value = getattr(getattr(case, spec.group), spec.key)
        if value is not None:
            yield spec, value


def facts_of(case: Case, facts: Facts) -> Iterator[tuple[FactSpec, str]]:
    """Yields the same, each fact with its value in Chinese."""
    return ((spec, value_said(value, spec.member_labels)) for spec, value in stated_facts(case, facts))


def value_said(value: Any, labels: Mapping[str, str]) -> str:
    """Writes what is stated of a fact, by the labels of its members."""
    if value == UNKNOWN:
        return _UNKNOWN
    if isinstance(value, bool):
        return YES_NO[str(value).lower()]
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, DayBounds):
        return str(value)
    if isinstance(value, Mapping):
        return _members(value, labels)
    return labels.get(str(value), str(value))


def _members(stated: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Writes a set: what it has, and what is not known of it; what it has not goes without saying."""
    has = [labels[member] for member, value in stated.items() if value is True]
    open_ones = [labels[member] for member in labels if stated.get(member, UNKNOWN) == UNKNOWN]
    said = ["、".join(has)] if has else [] if open_ones else ["没有"]
    if open_ones:
        said.append(f"{_UNKNOWN}：{'、'.join(open_ones)}")
    return "；".join(said)


def outcome_line(outcome: ScenarioOutcome, rule: Rule, links: Links) -> str:
    """Writes a scenario in one line, with what it shows of a rule."""
    scenario = outcome.scenario
    shown = [f"截至{day_words(scenario.as_of)}"]
    if (norm := scenario.expect.norms.get(rule.id)) is not None:
        shown.extend(norm_words(norm))
    question = links.edition.question(rule.question)
    if question is not None and (decision := scenario.expect.decisions.get(question.name)) is not None:
        shown.append(decision_words(decision, question))
    came = "结果相符" if outcome.passed else "**结果不符**"
    return f"{links.scenario(scenario)}（{'，'.join(shown)}；{came}）"


def decision_words(decision: DecisionExpectation, question: Question) -> str:
    """Writes what is expected of a decision."""
    labels = question.answers
    said: list[str] = []
    if decision.answer:
        said.append(labels.get(decision.answer) or DECISION_LABELS[decision.answer])
    elif decision.status is not None:
        said.append(decision.status.label)
    if decision.candidates:
        said.append(f"仍有可能：{'、'.join(labels.get(name, name) for name in decision.candidates)}")
    if decision.alternatives:
        others = "”“".join(labels.get(name, name) for name in decision.alternatives)
        said.append(f"也符合“{others}”的条件，但以上述结论为先")
    return escape("；".join(said))


def norm_words(norm: NormExpectation) -> Iterator[str]:
    """Yields what is expected of a norm."""
    given = norm.model_fields_set
    if norm.absent:
        yield "不适用"
        return
    if norm.applies != "yes":
        yield "是否适用尚不能确定"
    if norm.status:
        yield escape(STATUS_LABELS[norm.status])
    if norm.candidates:
        yield escape(f"仍有可能：{'、'.join(STATUS_LABELS[name] for name in norm.candidates)}")
    for name, words in (("due", "最后一日"), ("due_earliest", "最后一日不早于"), ("due_latest", "最后一日不晚于")):
        if name in given:
            day = getattr(norm, name)
            yield f"{words}{day_words(day)}" if day is not None else f"没有确定的{words[:4]}"
    if norm.days_left is not None:
        yield left_words(norm.days_left)
    if norm.days_late is not None:
        yield f"逾期{norm.days_late}日"
    if norm.done_on is not None:
        yield f"履行于{day_words(norm.done_on)}"
    if norm.missing_notices:
        yield notice_words(norm.missing_notices)
