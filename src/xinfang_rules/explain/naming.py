"""What names and their values are called in Chinese, by an edition and the facts."""

import re
from collections.abc import Mapping
from typing import Final

from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import YES_NO
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS, norm_named

STATUS_LABELS: Final[Mapping[str, str]] = FrozenDict({status.value: status.label for status in NormStatus})
"""What the statuses of norms are called."""
DECISION_LABELS: Final[Mapping[str, str]] = FrozenDict({status.value: status.label for status in DecisionStatus})
"""What the statuses of decisions are called."""


@remembered
def titled(name: str, edition: Edition) -> str:
    """Returns the Chinese title of a name: a fact, a concept, a question, a norm's last day or status."""
    base, _, member = name.partition("[")
    if base in edition.facts:
        spec = edition.facts[base]
        return f"{spec.title}包括“{spec.member_labels[member[:-1]]}”" if member else spec.title
    if (question := edition.question(name)) is not None:
        return question.title
    for concept in edition.concepts:
        if concept.name == name:
            return concept.title
    rule = edition.rule(norm_named(name) or name)
    return f"“{rule.title}”的最后一日" if name.startswith(DUE) else f"“{rule.title}”"


@remembered
def value_label(name: str, value: str, edition: Edition) -> str:
    """Returns the Chinese label of one value of a name."""
    base = name.partition("[")[0]
    if value in YES_NO and (base != name or edition.scope[base].boolean):
        return YES_NO[value]
    if base in edition.facts:
        return edition.facts[base].member_labels[value]
    if name.startswith(STATUS):
        return STATUS_LABELS[value]
    question = edition.question(name)
    return value if question is None else question.answers.get(value) or DECISION_LABELS[value]


_NAME: Final = re.compile(r" ?([a-z][a-z_]*) ?")


def meaning_of(spec: FactSpec, facts: Facts) -> str:
    """Writes the meaning of a fact with Chinese labels; empty where the title says it all."""

    def label(found: re.Match[str]) -> str:
        word = found.group(1)
        other = facts.get(f"{spec.group}.{word}")
        return f"“{YES_NO.get(word) or spec.member_labels.get(word) or (other.title if other else word)}”"

    return _NAME.sub(label, spec.meaning)
