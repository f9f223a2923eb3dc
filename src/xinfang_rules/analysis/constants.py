"""Constant conditions: true, or false, whatever the case, by constraint propagation, without a solver."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.engines.reference.propagate import Domains, ImpossibleError
from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Atom, Condition, CountBetween, Not, atoms, names
from xinfang_rules.language.scope import Kind, Scope
from xinfang_rules.language.truth import EARLIEST, NEVER, TRUE, UNBOUNDED, Values

Shape: TypeAlias = tuple[object, ...]
"""A condition without the order of its parts and without the words it was written in: equal shapes, equal meaning."""


def shape(condition: Condition) -> Shape:
    """Returns the shape of a condition."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            kind = type(condition)
            shapes = frozenset(shape(part) for part in _flat(parts, kind))
            return next(iter(shapes)) if len(shapes) == 1 else (kind.__name__, shapes)
        case Not(Not(part)):
            return shape(part)
        case Not(Among(name, allowed, domain)):
            return ("Among", name, domain ^ allowed)
        case Not(part):
            return ("Not", shape(part))
        case Among(name, allowed, _):
            return ("Among", name, allowed)
        case CountBetween(name, least, most):
            return ("CountBetween", name, least, most)
        case _:
            return (condition,)


def _flat(parts: Iterable[Condition], kind: type[AllOf] | type[AnyOf]) -> Iterator[Condition]:
    for part in parts:
        if isinstance(part, kind):
            yield from _flat(part.parts, kind)
        else:
            yield part


def constant(condition: Condition, scope: Scope) -> bool | None:
    """Tells whether a condition is the same in every case.

    Returns:
        True if it always holds, False if it never does, None if it depends on the case, as far as propagation from
        knowing nothing can tell.
    """
    if not _possible(condition, scope):
        return False
    return None if _possible(Not(condition), scope) else True


def _possible(condition: Condition, scope: Scope) -> bool:
    conjuncts = _conjuncts([condition])
    if {shape(Not(part)) for part in conjuncts} & {shape(part) for part in conjuncts}:
        return False
    values: Values = []
    layout: dict[str, int] = {}
    for atom in atoms(condition):
        for name in names(atom):
            if layout.setdefault(name, len(values)) == len(values):
                values.extend(_anything(atom, scope))
    domains = Domains(values, layout, NEVER, ())
    try:
        domains.require(condition, True)
        domains.require(condition, True)  # of what stands first, what stands last may leave nothing
    except ImpossibleError:
        return False
    return bool(truth(condition, values, layout) & TRUE)


def _anything(atom: Atom, scope: Scope) -> list[int]:
    """Returns all that a condition can ask of a name, in the form of values."""
    match atom:
        case Among(name, _, domain):
            hidden = sum(scope[name].bit(value) for value in scope[name].hidden) if name in scope else 0
            return [domain & ~hidden]
        case CountBetween(name):
            if name in scope and scope[name].kind is Kind.DATE:
                return [EARLIEST, NEVER]
            return [scope[name].least if name in scope else 0, UNBOUNDED]
        case _:
            return [EARLIEST, NEVER]


def _conjuncts(parts: Iterable[Condition]) -> list[Condition]:
    found: list[Condition] = []
    for part in parts:
        match part:
            case AllOf(inner):
                found.extend(_conjuncts(inner))
            case Not(AnyOf(inner)):
                found.extend(_conjuncts(map(Not, inner)))
            case Not(Not(inner_part)):
                found.extend(_conjuncts([inner_part]))
            case _:
                found.append(part)
    return found
