"""Negation normal form of conditions: what must hold and what must not, in groups of which all or some are met."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from xinfang_rules.language.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not
from xinfang_rules.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single requirement: an atom that holds, or that does not."""

    atom: Atom
    wanted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Requirements of which every one, or some one, is met."""

    every: bool
    parts: tuple["Requirement", ...]


Requirement: TypeAlias = Leaf | Group

NOTHING: Final = Group(True, ())
NEVER: Final = Group(False, ())


def normal(condition: Condition, *, wanted: bool = True) -> Requirement:
    """Moves negation to the leaves and folds groups in groups of the same kind."""
    match condition:
        case Not(part):
            return normal(part, wanted=not wanted)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(condition, AllOf) is wanted
            folded = tuple(_folded([normal(part, wanted=wanted) for part in parts], every))
            if Group(not every, ()) in folded:
                return Group(not every, ())
            return folded[0] if len(folded) == 1 else Group(every, folded)
        case _:
            return Leaf(condition, wanted)


def _folded(parts: list[Requirement], every: bool) -> Iterator[Requirement]:
    seen: set[Requirement] = set()
    for part in parts:
        for inner in part.parts if isinstance(part, Group) and part.every is every else (part,):
            if inner not in seen:
                seen.add(inner)
                yield inner


def leaves(required: Requirement) -> Iterator[Leaf]:
    """Yields the single requirements."""
    if isinstance(required, Leaf):
        yield required
    else:
        for part in required.parts:
            yield from leaves(part)


def own_condition(rule: Rule) -> Condition:
    """Returns a rule's condition without the exception that the text words as one."""
    if rule.unless is None:
        return rule.condition
    if isinstance(rule.condition, AllOf):
        parts = rule.condition.parts[:-1]
        return parts[0] if len(parts) == 1 else AllOf(parts)
    return ALWAYS


def unconditional(condition: Condition) -> bool:
    """Tells whether a condition asks for nothing."""
    return normal(condition) == NOTHING
