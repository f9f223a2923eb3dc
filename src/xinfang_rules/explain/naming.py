"""What names and their values are called in Chinese, by an edition and the facts."""

import re
from collections.abc import Mapping
from typing import Final

from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import YES_NO
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named

STATUS_LABELS: Final[Mapping[str, str]] = FrozenDict({status.value: status.label for status in NormStatus})
"""What the statuses of norms are called."""
DECISION_LABELS: Final[Mapping[str, str]] = FrozenDict({status.value: status.label for status in DecisionStatus})
"""What the statuses of decisions are called."""


def titled(name: str, edition: Edition) -> str:
    """Returns the Chinese title of a name: a fact, a concept, a question, a norm's last day or status."""
    titles = _titles(edition)
    if name not in titles:
        titles[name] = _title(name, edition)
    return titles[name]


@per_edition
def _titles(_: Edition) -> dict[str, str]:
    return {}


def _title(name: str, edition: Edition) -> str:
    base, _, member = name.partition("[")
    if base in edition.facts:
        spec = edition.facts[base]
        return f"{spec.title}包括“{spec.member_labels[member[:-1]]}”" if member else spec.title
    for question in edition.questions:
        if question.name == name:
            return question.title
    for concept in edition.concepts:
        if concept.name == name:
            return concept.title
    rule = edition.rule(norm_named(name) or name)
    return f"“{rule.title}”的最后一日" if name.startswith(DUE) else f"“{rule.title}”"


def value_label(name: str, value: str, edition: Edition) -> str:
    """Returns the Chinese label of one value of a name."""
    labels = _labels(edition)
    if (name, value) not in labels:
        labels[name, value] = _label(name, value, edition)
    return labels[name, value]


@per_edition
def _labels(_: Edition) -> dict[tuple[str, str], str]:
    return {}


def _label(name: str, value: str, edition: Edition) -> str:
    base = name.partition("[")[0]
    if value in YES_NO and (base != name or edition.scope[base].boolean):
        return YES_NO[value]
    if base in edition.facts:
        return edition.facts[base].member_labels[value]
    if name.startswith(STATUS):
        return STATUS_LABELS[value]
    for question in edition.questions:
        if question.name == name:
            return question.answers.get(value) or DECISION_LABELS[value]
    return value


_NAME: Final = re.compile(r" ?([a-z][a-z_]*) ?")


def meaning_of(spec: FactSpec, facts: Facts) -> str:
    """Writes the meaning of a fact with Chinese labels; empty where the title says it all."""

    def label(found: re.Match[str]) -> str:
        word = found.group(1)
        other = facts.get(f"{spec.group}.{word}")
        return f"“{YES_NO.get(word) or spec.member_labels.get(word) or (other.title if other else word)}”"

    return _NAME.sub(label, spec.meaning)
