"""What the rules of an edition read: facts and other names, and parameters."""

from collections.abc import Iterator

from xinfang_rules.language.conditions import CountBetween, atoms, names
from xinfang_rules.rulebook.model import Edition, Parameter, Rule
from xinfang_rules.rulebook.reads import norm_names


def names_read(edition: Edition) -> frozenset[str]:
    """Returns every name that a rule, a question, a period or a constraint reads; a set goes by its own name."""
    found: set[str] = set()
    for condition in (*edition.units, *(constraint.condition for constraint in edition.constraints)):
        found.update(name.partition("[")[0] for name in names(condition))
    for rule in edition.rules:
        if rule.norm is not None:
            found.update(norm_names(rule.norm))
    return frozenset(found)


def parameter_readers(edition: Edition) -> dict[str, set[str]]:
    """Returns, for each parameter that is read, the rules, questions and constraints that read it."""
    readers: dict[str, set[str]] = {}

    def read(by: str, parameters: Iterator[str]) -> None:
        for parameter in parameters:
            readers.setdefault(parameter, set()).add(by)

    for rule in edition.rules:
        read(rule.id, _parameters_of_rule(rule, edition))
    for question in edition.questions:
        if question.arises is not None:
            read(question.name, _parameters_of_unit(question.arises, edition))
    for constraint in edition.constraints:
        read(
            constraint.id, (p for a in atoms(constraint.condition) if isinstance(a, CountBetween) for p in a.parameters)
        )
    return readers


def _parameters_of_unit(unit: int | None, edition: Edition) -> Iterator[str]:
    if unit is not None:
        for atom in atoms(edition.units[unit]):
            if isinstance(atom, CountBetween):
                yield from atom.parameters


def _parameters_of_rule(rule: Rule, edition: Edition) -> Iterator[str]:
    yield from _parameters_of_unit(rule.unit, edition)
    norm = rule.norm
    if norm is None:
        return
    units = [norm.met_when, norm.breached_when, None if norm.done is None else norm.done.when]
    counted: list[Parameter | None] = []
    for span in () if norm.period is None else norm.period.spans:
        units.append(span.when)
        counted.append(span.within)
        if span.extend is not None:
            units.append(span.extend.when)
            counted.append(span.extend.at_most)
        if span.exclude is not None:
            units.append(span.exclude.when)
    for unit in units:
        yield from _parameters_of_unit(unit, edition)
    yield from (parameter.name for parameter in counted if parameter is not None)
