"""Constant conditions: true, or false, whatever the case, by the domains of what they read, without a solver."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from xinfang_rules.language.conditions import AllOf, Among, AnyOf, Condition, CountBetween, Not
from xinfang_rules.language.scope import Scope
from xinfang_rules.language.truth import UNBOUNDED

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
        True if it always holds, False if it never does, None if it depends on the case, as far as this simple look
        at one name after another can tell.
    """
    match condition:
        case AllOf(parts):
            return _all(parts, scope)
        case AnyOf(parts):
            return _negated(_all(map(Not, parts), scope))
        case Not(part):
            return _negated(constant(part, scope))
        case Among(name, allowed, domain):
            return _among(allowed, _writable(name, domain, scope))
        case CountBetween(name, least, most):
            return _between(least, most, _least(name, scope))
        case _:
            return None


def _negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _among(allowed: int, domain: int) -> bool | None:
    if allowed & domain == domain:
        return True
    return None if allowed & domain else False


def _between(least: int, most: int, lowest: int) -> bool | None:
    if most < max(least, lowest):
        return False
    return True if least <= lowest and most >= UNBOUNDED else None


def _writable(name: str, domain: int, scope: Scope) -> int:
    """Returns the mask of the values that a condition can name."""
    entry = scope.get(name)
    hidden = 0 if entry is None else sum(entry.bit(value) for value in entry.hidden)
    return domain & ~hidden


def _least(name: str, scope: Scope) -> int:
    return scope[name].least if name in scope else 0


def _all(parts: Iterable[Condition], scope: Scope) -> bool | None:
    """Takes together what the parts leave of each name."""
    masks: dict[str, int] = {}
    bounds: dict[str, tuple[int, int]] = {}
    seen: set[Shape] = set()
    verdicts: list[bool | None] = []
    conjuncts = _conjuncts(parts)
    for part in conjuncts:
        verdicts.append(constant(part, scope))
        seen.add(shape(part))
        match part:
            case Among(name, allowed, domain):
                masks[name] = masks.get(name, _writable(name, domain, scope)) & allowed
            case Not(Among(name, allowed, domain)):
                masks[name] = masks.get(name, _writable(name, domain, scope)) & ~allowed
            case CountBetween(name, least, most):
                low, high = bounds.get(name, (_least(name, scope), UNBOUNDED))
                bounds[name] = (max(low, least), min(high, most))
            case _:
                pass
    opposite = any(shape(Not(part)) in seen for part in conjuncts)
    if False in verdicts or 0 in masks.values() or opposite or any(low > high for low, high in bounds.values()):
        return False
    return None if None in verdicts else True


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
