"""Derivation: what a stratum settles once its conditions are known, read as it is written."""

from collections.abc import Sequence

from xinfang_rules.engines.outcome import Outcome, active
from xinfang_rules.engines.reference.precedence import answered, concept_truth
from xinfang_rules.engines.reference.statuses import NOT_APPLICABLE, statuses
from xinfang_rules.language.truth import FALSE, TRUE
from xinfang_rules.rulebook.model import Rule, Stratum
from xinfang_rules.rulebook.names import STATUS


def settle_plainly(stratum: Stratum, norms: Sequence[Rule], state: Outcome) -> None:
    """Settles the concepts and questions of a stratum, and norms without a period."""
    rules, layout = state.edition.rules, state.edition.layout
    for concept in stratum.concepts:
        state.values[concept.slot] = concept_truth(concept, rules, state.truths)
    for question in stratum.questions:
        state.values[question.slot], _ = answered(question, rules, state.truths)
    for rule in norms:
        held = state.truths[rule.unit]
        if rule.norm is not None and held & TRUE:
            mask = statuses(rule.norm, state) | (NOT_APPLICABLE if held & FALSE else 0)
            state.values[layout[STATUS + rule.id]] = mask
            state.active.append(active(rule.index, mask))
