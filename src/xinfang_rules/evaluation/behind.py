"""What the answers of an edition rest on: conditions, norms and facts."""

from collections.abc import Iterable
from dataclasses import replace

from xinfang_rules.language.conditions import names
from xinfang_rules.language.scope import Kind
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import STATUS, norm_named
from xinfang_rules.rulebook.reads import norm_names, norm_units


def decisive_part(edition: Edition, norms: Iterable[Rule] = ()) -> Edition:
    """Returns an edition in which nothing is evaluated but what some answer rests on; places and slots are the same.

    Args:
        edition: The edition.
        norms: Rules whose norms are evaluated too, with all that these rest on.
    """
    wanted = [STATUS + rule.id for rule in norms]
    units, reached = _behind(edition, names=[*(question.name for question in edition.questions), *wanted])
    rules = {norm_named(name) for name in reached}
    strata = (
        stratum._replace(
            units=tuple(unit for unit in stratum.units if unit in units),
            concepts=tuple(concept for concept in stratum.concepts if concept.name in reached),
            norms=tuple(rule for rule in stratum.norms if rule.id in rules),
        )
        for stratum in edition.strata
    )
    return replace(edition, strata=tuple(s for s in strata if s.units or s.concepts or s.questions or s.norms))


def facts_read(edition: Edition, units: Iterable[int] = (), names: Iterable[str] = ()) -> frozenset[str]:
    """Names the facts that some conditions, or names that are no facts, rest on; of a set, its members."""
    reached, derived = _behind(edition, units, names)
    found = {name for unit in reached for name in _names(edition, unit)}
    found = found.union(*(_norm_reads(edition, name) for name in derived))
    return frozenset(name for name in found if name.partition("[")[0] in edition.facts)


def names_behind(edition: Edition, name: str) -> frozenset[str]:
    """Names all that a question, a concept, or a norm's last day or status rests on, itself included."""
    reached, derived = _behind(edition, units_of(name, edition))
    found = frozenset(read for unit in reached for read in _names(edition, unit))
    return found.union({name}, derived, *(_norm_reads(edition, read) for read in {name, *derived}))


def slots_of(edition: Edition, name: str) -> range:
    """Returns the places of a name, or of a member of a set, in the values."""
    slot = edition.layout[name]
    ranged = edition.scope[name.partition("[")[0]].kind in (Kind.COUNT, Kind.DATE)
    return range(slot, slot + (2 if ranged else 1))


def facts_behind(edition: Edition, units: Iterable[int] = (), names: Iterable[str] = ()) -> frozenset[str]:
    """Names the facts that conditions, or names that are no facts, rest on, and those bound to these by constraints."""
    facts = {name.partition("[")[0] for name in facts_read(edition, units, names)}
    grown = True
    while grown:
        grown = False
        for constraint in edition.constraints:
            bases = {name.partition("[")[0] for name in constraint.facts}
            if bases & facts and not bases <= facts:
                facts |= bases
                grown = True
    return frozenset(facts)


def _behind(edition: Edition, units: Iterable[int] = (), names: Iterable[str] = ()) -> tuple[set[int], set[str]]:
    """Follows conditions and names down to facts; returns the conditions and the names that are no facts."""
    reached: set[int] = set()
    read: set[str] = set()
    waiting, named = list(units), list(names)
    while waiting or named:
        if named:
            name = named.pop()
            if name not in read and name.partition("[")[0] not in edition.facts:
                read.add(name)
                waiting.extend(units_of(name, edition))
                named.extend(_norm_reads(edition, name))  # a period may start on the last day of another norm
        elif (unit := waiting.pop()) not in reached:
            reached.add(unit)
            named.extend(_names(edition, unit))
    return reached, read


def _names(edition: Edition, unit: int) -> tuple[str, ...]:
    """Lists the names that a condition reads."""
    read: dict[int, tuple[str, ...]] = edition.made.setdefault("names in conditions", {})
    if unit not in read:
        read[unit] = names(edition.units[unit])
    return read[unit]


def units_of(name: str, edition: Edition) -> list[int]:
    """Lists the conditions that settle a question, a concept, or a norm's due date and status."""
    units: list[int] = []
    rules: list[Rule] = []
    for question in edition.questions:
        if question.name == name:
            units.extend([] if question.arises is None else [question.arises])
            rules.extend(edition.rules[index] for line in question.lines for index in line)
    for concept in edition.concepts:
        if concept.name == name:
            rules.extend(edition.rules[index] for index in concept.rules)
    rules.extend(_norm_rule(edition, name))
    for rule in rules:
        units.append(rule.unit)
        units.extend(edition.rules[other].unit for other in rule.displaced_by)
        units.extend(() if rule.norm is None else norm_units(rule.norm))
    return units


def _norm_rule(edition: Edition, name: str) -> tuple[Rule, ...]:
    """Returns the rule of a norm's due date or status; none for any other name."""
    rule_id = norm_named(name)
    return () if rule_id is None else (edition.rule(rule_id),)


def _norm_reads(edition: Edition, name: str) -> set[str]:
    """Names what a norm's due date and status read other than by a condition."""
    norms = (rule.norm for rule in _norm_rule(edition, name))
    return {read for norm in norms if norm is not None for read in norm_names(norm)}
