"""What rests on how petitioners behaved, or on who they are: no answer, and on conduct no norm but those named.

Conduct in the waiting room changes nothing about how a demand is handled. That is seen from what reads what, without
a solver, whenever a pack is linked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from xinfang_rules.facts.specs import Facts
from xinfang_rules.language.conditions import Condition, names
from xinfang_rules.rulebook.entries import RuleEntry
from xinfang_rules.rulebook.instrument_entries import ConductEntry
from xinfang_rules.rulebook.model import Constraint, Edition, Question, Rule
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.placed import Pack, Placed
from xinfang_rules.rulebook.reads import norm_names, norm_units

_CONSTRAINT = "constraint "
"""What the identifier of a constraint is written after, among the names of an edition."""
_APPLIES = "applies "
"""What the identifier of a rule with a norm is written after, for whether it applies."""


def check_conduct(
    pack: Pack,
    reads: Mapping[str, tuple[str, ...]],
    rules: Sequence[Rule],
    constraints: Sequence[Constraint],
    entries: Mapping[str, Placed[RuleEntry]],
    facts: Facts,
) -> None:
    """Reports answers that rest on conduct or on a person, and norms of handling that rest on conduct.

    Where the settings do not say what conduct may lead to, it may lead to nothing. Constraints of an overlay may read
    neither: whoever is, or behaved, so would be refused. What everything `reads` itself, says `direct_reads`.
    """
    settings = (None if pack.settings is None else pack.settings.entry.conduct) or ConductEntry(facts=[], norms=[])
    conduct = frozenset(facts_of(settings.facts, facts))
    personal = frozenset(name for name, spec in facts.items() if spec.personal)
    allowed = {(norm.kind, norm.bearer, norm.action): norm.only for norm in settings.norms}
    for protected, what in ((conduct, "conduct"), (personal, "who the petitioners are")):
        moved = _resting(reads, protected)
        for name, question in pack.questions.items():
            for path in paths(reads, name, protected) if name in moved else ():
                question.report((), "conduct", f"no answer may rest on {what}, and {_told(path)}")
        for constraint in constraints:
            placed = pack.constraints[constraint.id]
            read = [name for name in _bases(constraint) if name in protected]
            if read and placed.document.source in pack.sources:
                message = f"no case may be refused for {what}, and {constraint.id} reads {', '.join(read)}"
                placed.report((), "conduct", message)
    moved = _resting(reads, conduct)
    for rule in rules:
        if rule.norm is None:
            continue
        norm = rule.norm.kind, rule.norm.bearer, rule.norm.action
        start = STATUS + rule.id if norm not in allowed else _APPLIES + rule.id if allowed[norm] is not None else ""
        for path in paths(reads, start, conduct) if start in moved else ():
            message = f"{' '.join(norm)} is no consequence of conduct, and {_told(path)}"
            entries[rule.id].report((), "conduct", message)


def _resting(reads: Mapping[str, tuple[str, ...]], facts: frozenset[str]) -> set[str]:
    """Returns everything that rests on some of the facts, these included."""
    readers: dict[str, list[str]] = {}
    for name, read in reads.items():
        for other in read:
            readers.setdefault(other, []).append(name)
    found, waiting = set(facts), list(facts)
    while waiting:
        for name in readers.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def facts_of(named: Iterable[str], facts: Facts) -> Iterator[str]:
    """Yields the facts of the groups, and the single facts, that are named; and those that say they are of conduct."""
    wanted = frozenset(named)
    for name, spec in facts.items():
        if name in wanted or spec.group in wanted or spec.conduct:
            yield name


def _told(path: tuple[str, ...]) -> str:
    return f"{path[0]} rests on {', which rests on '.join(path[1:])}"


def paths(reads: Mapping[str, tuple[str, ...]], start: str, wanted: frozenset[str]) -> list[tuple[str, ...]]:
    """Returns the shortest path from a name to each wanted fact on which it rests by `direct_reads`."""
    found: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    for node in waiting:
        for name in reads.get(node, ()):
            if name not in found:
                found[name] = (*found[node], name)
                waiting.append(name)
    return [path for name, path in found.items() if name in wanted]


def direct_reads(
    rules: Sequence[Rule],
    questions: Iterable[Question],
    constraints: Iterable[Constraint],
    units: Callable[[Rule], Iterable[Condition]],
) -> dict[str, tuple[str, ...]]:
    """Returns what each question, concept, last day and status of an edition rests on itself.

    A fact rests on the constraints that tie it to others: what is known of these may narrow it.
    """
    found: dict[str, dict[str, None]] = {}

    def add(name: str, read: Iterable[str]) -> None:
        found.setdefault(name, {}).update(dict.fromkeys(each.partition("[")[0] for each in read))

    for rule in rules:
        own = [name for index in (rule.index, *rule.defeated_by) for name in names(rules[index].condition)]
        for owner in (rule.question, rule.concept):
            if owner is not None:
                add(owner, own)
        if rule.norm is not None:
            read = [*own, *norm_names(rule.norm), *(name for unit in units(rule) for name in names(unit))]
            for prefix in (STATUS, DUE):
                add(prefix + rule.id, read)
            add(_APPLIES + rule.id, own)
    for question in questions:
        add(question.name, () if question.condition is None else names(question.condition))
    for constraint in constraints:
        bases = _bases(constraint)
        if len(bases) > 1:
            add(_CONSTRAINT + constraint.id, bases)
            for base in bases:
                add(base, [_CONSTRAINT + constraint.id])
    return {name: tuple(read) for name, read in found.items()}


def _bases(constraint: Constraint) -> dict[str, None]:
    """Returns the facts that a constraint reads, each once."""
    return dict.fromkeys(name.partition("[")[0] for name in constraint.facts)


def edition_reads(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Returns what everything in a linked edition rests on itself; see `direct_reads`."""

    def units(rule: Rule) -> list[Condition]:
        return [] if rule.norm is None else [edition.conditions[unit] for unit in norm_units(rule.norm)]

    return direct_reads(edition.rules, edition.questions, edition.constraints, units)
