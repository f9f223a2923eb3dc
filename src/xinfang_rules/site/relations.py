"""What the rules of an edition have to do with each other: what each reads, and on which other rules it rests."""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from xinfang_rules.explain.concepts import DEEPEST, stands_for
from xinfang_rules.explain.requirements import Group, Leaf, normal, own_condition
from xinfang_rules.language.conditions import Among, Condition, atoms, names
from xinfang_rules.program.reach import own_units, rule_names
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.site.grouping import grouped

_Answers = Mapping[tuple[str, str], tuple[Rule, ...]]
"""The rules that give each answer of each question."""


def readers(edition: Edition) -> dict[str, tuple[Rule, ...]]:
    """Returns, for each name, the rules that read it, in the order of the law."""
    return grouped((name, rule) for rule in edition.rules for name in rule_names(edition, rule))


def foundations(edition: Edition) -> dict[str, tuple[Rule, ...]]:
    """Returns, for each rule, the other rules on which it rests.

    A rule rests on the rules that define a concept it reads, that give an answer it asks for, whose norm's status or
    last day it reads, and on those that it is an exception to. Those that can never hold together with it, such as
    the rules for another kind of organ, are left out.
    """
    by_id = {rule.id: rule for rule in edition.rules}
    concepts = grouped((rule.concept, rule) for rule in edition.rules if rule.concept is not None)
    answers = grouped(((rule.question, rule.answer or ""), rule) for rule in edition.rules if rule.question is not None)
    asked = {rule.id: _demands(rule, answers, edition) for rule in edition.rules}
    return {
        rule.id: tuple(
            dict.fromkeys(
                other
                for other in _rests_on(rule, edition, by_id, concepts, answers)
                if _compatible(asked[rule.id], asked[other.id])
            )
        )
        for rule in edition.rules
    }


def dated_beside(rule: Rule, edition: Edition) -> Rule | None:
    """Finds the duty whose period is also that of a duty without one.

    That is a duty of the same bearer that can arise together with it and is done by the same day, or that arises
    under the very same condition. None where the rule has a period of its own or there is no such duty.
    """
    own = rule.norm
    if own is None or own.kind is not NormKind.OBLIGATION or own.period is not None or own.promptly:
        return None
    for other in edition.rules:
        norm = other.norm
        if norm is None or norm.kind is not NormKind.OBLIGATION or norm.period is None or norm.bearer is not own.bearer:
            continue
        same_day = own.done is not None and norm.done is not None and own.done.day == norm.done.day
        together = same_day and _compatible(_demands(rule, {}, edition), _demands(other, {}, edition))
        if together or (own.done is None and own_condition(other) == own_condition(rule)):
            return other
    return None


def _compatible(demands: Mapping[str, int], others: Mapping[str, int]) -> bool:
    return all(mask & others[name] for name, mask in demands.items() if name in others)


def _demands(rule: Rule, answers: _Answers, edition: Edition) -> dict[str, int]:
    """Returns the values (as masks) that a rule leaves to each name, whatever else is so.

    What the rules behind an answer have in common is asked for by whatever asks for that answer.
    """
    found: dict[str, int] = {}
    for leaf in _necessary(rule.condition, edition):
        atom = leaf.atom
        if isinstance(atom, Among):
            _narrow(found, atom.name, atom.allowed if leaf.wanted else atom.domain ^ atom.allowed)
            behind = [
                _demands(each, {}, edition) for value in atom.chosen for each in answers.get((atom.name, value), ())
            ]
            if leaf.wanted and behind:
                for name in set.intersection(*map(set, behind)):
                    _narrow(found, name, reduce(or_, (each[name] for each in behind)))
    return found


def _narrow(found: dict[str, int], name: str, mask: int) -> None:
    found[name] = found.get(name, mask) & mask


def _necessary(condition: Condition, edition: Edition, *, wanted: bool = True, depth: int = 0) -> Iterator[Leaf]:
    """Yields what must be so, with what the concepts among it stand for."""
    required = normal(condition, wanted=wanted)
    for part in required.parts if isinstance(required, Group) and required.every else (required,):
        if isinstance(part, Leaf):
            yield part
            meant = stands_for(part.atom, edition) if depth < DEEPEST else None
            if meant is not None:
                yield from _necessary(meant, edition, wanted=part.wanted, depth=depth + 1)


def _rests_on(
    rule: Rule,
    edition: Edition,
    by_id: Mapping[str, Rule],
    concepts: Mapping[str, tuple[Rule, ...]],
    answers: _Answers,
) -> Iterator[Rule]:
    for condition in (edition.conditions[unit] for unit in own_units(rule)):
        for atom in atoms(condition):
            if isinstance(atom, Among):
                for value in atom.chosen:
                    yield from answers.get((atom.name, value), ())
        for name in names(condition):
            yield from concepts.get(name, ())
            if (rule_id := norm_named(name)) is not None:
                yield by_id[rule_id]
    yield from (by_id[other] for other in rule.exception_to if other in by_id)
