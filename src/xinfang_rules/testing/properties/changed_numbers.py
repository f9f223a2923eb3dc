"""Metamorphic testing of numbers: a changed number of the law changes what depends on it, and nothing else."""

from dataclasses import replace
from datetime import date
from weakref import WeakKeyDictionary

from xinfang_rules.facts.case import Case
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.conditions import parameters
from xinfang_rules.program.reach import PARAMETER, affected, direct_reads
from xinfang_rules.result import Result
from xinfang_rules.rulebook.model import Edition, Rule, Rulebook, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.norm_spec import Parameter
from xinfang_rules.rulebook.reads import replaced
from xinfang_rules.testing.differences import without_words
from xinfang_rules.testing.example import Example, PropertyViolation, holds_always

_CHANGED: WeakKeyDictionary[Rulebook, dict[tuple[str, int], Rulebook]] = WeakKeyDictionary()


@holds_always()
def numbers_move_only_what_reads_them(example: Example) -> None:
    """Another number of days changes last days and statuses, and what reads them; nothing else."""
    random = example.random("numbers_move_only_what_reads_them")
    names = [name for name in sorted(example.edition.parameters) if not _in_conditions(name, example.edition)]
    if not names:
        return
    name = random.choice(names)
    before = example.edition.parameters[name].value
    value = random.choice([max(before - 1, 0), before + 1, 2 * before + 3])
    changed = example.rulebook if value == before else _with_number(example.rulebook, name, value)
    hold_to_numbers(example.rulebook, changed, example.case, example.as_of, engine=example.engine)


def hold_to_numbers(
    base: Rulebook, changed: Rulebook, case: Case, as_of: date, *, engine: str = "compiled"
) -> tuple[str, ...]:
    """Checks that two rulebooks that differ in numbers alone decide a case the same, but for what the numbers move.

    Args:
        base: The rulebook.
        changed: The same with other numbers; an overlay, for example.
        case: The case.
        as_of: The day of evaluation.
        engine: The engine.

    Returns:
        The names of the decisions and the rules of the norms that may differ.

    Raises:
        PropertyViolation: If anything else differs.
    """
    before, after = (Example(book, case, as_of, engine) for book in (base, changed))
    mine, theirs = before.edition.parameters, after.edition.parameters
    moved = {name for name in mine if name not in theirs or mine[name].value != theirs[name].value}
    free = affected(before.edition, [PARAMETER + name for name in moved])
    _hold(before.result, after.result, free)
    return tuple(sorted(free))


def _hold(before: Result, after: Result, free: frozenset[str]) -> None:
    for name, decision in before.decisions.items():
        if name not in free and after.decisions[name] != decision:
            raise PropertyViolation(f"{name} changes, and reads none of the numbers", decision.citations, name)
    mine, theirs = (
        {norm.rule: norm for norm in result.norms if STATUS + norm.rule not in free} for result in (before, after)
    )
    for rule in mine.keys() | theirs.keys():
        if without_words(mine.get(rule)) != without_words(theirs.get(rule)):
            norm = mine.get(rule) or theirs[rule]
            raise PropertyViolation(f"{rule} changes, and reads none of the numbers", norm.citations, rule)
    ours = [note for note in before.notes if note.rule not in free]
    if ours != [note for note in after.notes if note.rule not in free]:
        raise PropertyViolation("the notes change, and read none of the numbers")


def _in_conditions(name: str, edition: Edition) -> bool:
    """Tells whether a condition compares with a number: it is then no number of days, and decides what it says."""
    readers = [reader for reader, read in direct_reads(edition).items() if PARAMETER + name in read]
    periods = {STATUS + rule.id for rule in edition.rules if rule.norm is not None and rule.norm.period is not None}
    constrained = name in parameters(*(constraint.condition for constraint in edition.constraints))
    timed = {reader for reader in readers if reader in periods or reader.startswith(DUE)}
    return constrained or not readers or set(readers) != timed


def _with_number(rulebook: Rulebook, name: str, value: int) -> Rulebook:
    """Returns the rulebook with another number in all its editions; made once."""
    made = _CHANGED.setdefault(rulebook, {})
    if (name, value) not in made:
        editions = rulebook.editions.changed(lambda edition: _changed(edition, name, value))
        made[name, value] = replace(rulebook, editions=editions)
    return made[name, value]


def _changed(edition: Edition, name: str, value: int) -> Edition:
    parameter = edition.parameters.get(name)
    if parameter is None:
        return edition
    new = parameter._replace(value=value)
    rules = tuple(_rule(rule, new) for rule in edition.rules)
    strata = tuple(
        Stratum(s.condition_ids, s.concepts, s.questions, tuple(rules[rule.index] for rule in s.norms))
        for s in edition.strata
    )
    parameters = FrozenDict({**edition.parameters, name: new})
    return replace(edition, rules=rules, strata=strata, parameters=parameters)


def _rule(rule: Rule, parameter: Parameter) -> Rule:
    if rule.norm is None or rule.norm.period is None:
        return rule

    def new(part: object) -> object:
        return parameter if isinstance(part, Parameter) and part.name == parameter.name else part

    return replace(rule, norm=replaced(rule.norm, new))
