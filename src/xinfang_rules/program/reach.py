"""The dependency graph of an edition: what each thing that is settled reads itself, and all that it rests on.

The nodes are names: facts (a member of a set by itself), concepts, questions, `due.` and `status.` with a rule, notes
by the rule that makes them, and numbers of the law (`PARAMETER` and their name). Edges come from conditions, and from
the days and counts that a norm reads besides. Where a cell of the program reads a slot, there is an edge; there may be
more, as the graph of the program leaves out what makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xinfang_rules.language.conditions import names, parameters
from xinfang_rules.language.scope import Kind
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.reads import norm_names, norm_parameters, norm_units

PARAMETER: Final = "parameter."
"""What the name of a number of the law is written after, among the names of an edition."""


class Behind(NamedTuple):
    """All that something rests on.

    Attributes:
        units: The conditions, as indices into `Edition.conditions`.
        names: The names, facts among them.
        facts: The facts among the names; of a set, its members.
    """

    units: frozenset[int]
    names: frozenset[str]
    facts: frozenset[str]


def base(name: str) -> str:
    """Returns the name of a set for a member of it, and every other name as it is."""
    return name.partition("[")[0]


def slots_of(edition: Edition, name: str) -> range:
    """Returns the places of a name, or of a member of a set, in the values."""
    slot = edition.layout[name]
    return range(slot, slot + (2 if edition.scope[base(name)].kind in (Kind.COUNT, Kind.DATE) else 1))


def behind(edition: Edition, names: Iterable[str] = (), units: Iterable[int] = ()) -> Behind:
    """Returns all that some names and conditions rest on, these included."""
    graph = _graph(edition)
    reached: set[int] = set()
    found: set[str] = set()
    waiting, named = list(units), list(names)
    while waiting or named:
        if named:
            name = named.pop()
            if name not in found:
                found.add(name)
                waiting.extend(graph.units.get(name, ()))
                named.extend(graph.named.get(name, ()))
        elif (unit := waiting.pop()) not in reached:
            reached.add(unit)
            named.extend(graph.read[unit])
    facts = frozenset(name for name in found if base(name) in edition.facts)
    return Behind(frozenset(reached), frozenset(found), facts)


def names_behind(edition: Edition, name: str) -> set[str]:
    """Returns the names that a name rests on, itself included: less than `behind`, and sooner."""
    reads = _own_reads(edition)
    found = more = {name}
    while more:
        more = {one for each in more if each in reads for one in reads[each]} - found
        found = found | more
    return found


def bound_facts(edition: Edition, facts: Iterable[str]) -> frozenset[str]:
    """Returns facts, a set by its own name, and all that constraints bind to them, directly or through others."""
    found = frozenset(map(base, facts))
    grown = True
    while grown:
        grown = False
        for constraint in edition.constraints:
            bound = frozenset(map(base, constraint.facts))
            if bound & found and not bound <= found:
                found |= bound
                grown = True
    return found


@per_edition
def direct_reads(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Returns, for each name that is settled, the names and numbers of the law that it reads itself."""
    units = _graph(edition).units
    reads = {
        name: found.union(PARAMETER + one for unit in units[name] for one in parameters(edition.conditions[unit]))
        for name, found in _own_reads(edition).items()
    }
    for rule in edition.rules:
        if rule.norm is not None:
            numbers = [PARAMETER + number for number in norm_parameters(rule.norm)]
            reads.update((name, reads[name].union(numbers)) for name in _of_norm(rule))
    return reads


@per_edition
def _own_reads(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Returns, for each name that is settled, the names that it reads itself."""
    graph = _graph(edition)
    return {
        name: frozenset(graph.named.get(name, ())).union(*(graph.read[unit] for unit in units))
        for name, units in graph.units.items()
    }


def affected(edition: Edition, by: Iterable[str]) -> frozenset[str]:
    """Returns every name that reads certain names or numbers, directly or through others, and these themselves."""
    reached = set(by)
    reads = direct_reads(edition)
    grown = True
    while grown:
        more = {name for name, found in reads.items() if name not in reached and found & reached}
        reached |= more
        grown = bool(more)
    return frozenset(reached)


def settled_by(edition: Edition, units: Iterable[int]) -> frozenset[str]:
    """Returns the names that some conditions have a part in settling themselves, by an exception too."""
    wanted = frozenset(units)
    return frozenset(name for name, own in _graph(edition).units.items() if not wanted.isdisjoint(own))


def unit_owners(edition: Edition) -> Mapping[int, tuple[str, ...]]:
    """Returns, for each condition, the questions and rules that read it, by name; one that is shared has several."""
    owners: dict[int, dict[str, None]] = defaultdict(dict)
    for question in edition.questions:
        if question.arises is not None:
            owners[question.arises][question.name] = None
    for rule in edition.rules:
        for unit in own_units(rule):
            owners[unit][rule.id] = None
    return {unit: tuple(names) for unit, names in owners.items()}


def rule_names(edition: Edition, rule: Rule) -> tuple[str, ...]:
    """Returns the names that a rule and its norm read, each once; a set goes by its own name."""
    graph = _graph(edition)
    read = [base(name) for unit in own_units(rule) for name in graph.read[unit]]
    return tuple(dict.fromkeys((*read, *(() if rule.norm is None else norm_names(rule.norm)))))


def own_units(rule: Rule) -> tuple[int, ...]:
    """Returns the conditions of a rule: that on which it holds, and those of its norm."""
    return (rule.condition_id, *(() if rule.norm is None else norm_units(rule.norm)))


def names_read(edition: Edition) -> frozenset[str]:
    """Returns every name that a rule, a question, a period or a constraint reads; a set goes by its own name."""
    graph = _graph(edition)
    found = {name for unit in graph.read.values() for name in unit}
    found.update(name for some in graph.named.values() for name in some)
    found.update(name for constraint in edition.constraints for name in constraint.facts)
    return frozenset(map(base, found))


def facts_read(edition: Edition) -> tuple[str, ...]:
    """Returns the facts that the rules and constraints of an edition read, in their order."""
    read = names_read(edition)
    return tuple(name for name in edition.facts if name in read)


def parameter_readers(edition: Edition) -> Mapping[str, set[str]]:
    """Returns, for each number of the law that is read, the rules, questions and constraints that read it."""
    readers: dict[str, set[str]] = defaultdict(set)
    for unit, owners in unit_owners(edition).items():
        for number in parameters(edition.conditions[unit]):
            readers[number].update(owners)
    for rule in edition.rules:
        for number in () if rule.norm is None else norm_parameters(rule.norm):
            readers[number].add(rule.id)
    for constraint in edition.constraints:
        for number in parameters(constraint.condition):
            readers[number].add(constraint.id)
    return dict(readers)


class _Graph(NamedTuple):
    """The edges of an edition.

    Attributes:
        units: For each name that is settled, the conditions that settle it.
        named: For the last day and the status of each norm, the days and counts that it reads besides.
        read: For each condition, the names that it reads.
    """

    units: Mapping[str, tuple[int, ...]]
    named: Mapping[str, tuple[str, ...]]
    read: Mapping[int, tuple[str, ...]]


@per_edition
def _graph(edition: Edition) -> _Graph:
    units: dict[str, list[int]] = defaultdict(list)
    named: dict[str, tuple[str, ...]] = {}
    for question in edition.questions:
        units[question.name].extend([] if question.arises is None else [question.arises])
    for rule in edition.rules:
        own = [rule.condition_id, *(edition.rules[other].condition_id for other in rule.defeated_by)]
        for name in _settles(rule):
            units[name].extend(own)
        if rule.norm is not None:
            more, besides = tuple(norm_units(rule.norm)), tuple(norm_names(rule.norm))
            for name in _of_norm(rule):
                units[name].extend((*own, *more))
                named[name] = besides
    read = {unit: names(condition) for unit, condition in enumerate(edition.conditions)}
    return _Graph({name: tuple(dict.fromkeys(some)) for name, some in units.items()}, named, read)


def _settles(rule: Rule) -> Iterator[str]:
    """Yields what a rule has a part in settling besides a norm: its question, its concept, its note."""
    yield from (name for name in (rule.question, rule.concept) if name is not None)
    if rule.note is not None:
        yield rule.id


def _of_norm(rule: Rule) -> Iterator[str]:
    """Yields what a rule that gives a norm has a part in settling by that."""
    yield STATUS + rule.id
    if rule.norm is not None and rule.norm.period is not None:
        yield DUE + rule.id
