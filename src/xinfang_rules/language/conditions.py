"""The tree that a rule's conditions become. Frozen data; every pass over it stands in a module of its own."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple, TypeAlias, assert_never

from xinfang_rules.frozen_record import Record
from xinfang_rules.language.truth import NEVER, UNBOUNDED

Mask: TypeAlias = int
"""One bit for each value of a name."""


class DateOrder(StrEnum):
    """How a day stands to another day. A day that has not happened stands in no order before anything."""

    BEFORE = "before"
    ON_OR_BEFORE = "on_or_before"
    AFTER = "after"
    ON_OR_AFTER = "on_or_after"


class AllOf(Record):
    """True when every part is; an empty conjunction is true."""

    parts: tuple["Condition", ...]


class AnyOf(Record):
    """True when some part is."""

    parts: tuple["Condition", ...]


class Not(Record):
    """True when the part is false."""

    part: "Condition"


class Among(Record):
    """The named truth value, enumeration, set member, concept, decision or status has one of some values.

    `allowed` is a mask over the name's values, in the order in which its scope lists them; `chosen` are the same
    values by name, for people.
    """

    name: str
    allowed: Mask
    domain: Mask
    chosen: tuple[str, ...]


class CountBetween(Record):
    """The named count lies between two bounds, both included; `parameters` names where the bounds come from.

    Of a day the bounds are ordinals, as they are written out: one that has not come lies between none.
    """

    name: str
    least: int
    most: int
    parameters: tuple[str, ...] = ()


class Happened(Record):
    """The named day has come: what it dates has happened."""

    name: str


class Compared(Record):
    """The named day has come and stands in an order to another day (`before` what has not happened is true)."""

    name: str
    order: DateOrder
    other: str


class InSequence(Record):
    """`later` has not happened without `earlier`, nor on a day before it."""

    earlier: str
    later: str


Atom: TypeAlias = Among | CountBetween | Happened | Compared | InSequence
Condition: TypeAlias = AllOf | AnyOf | Not | Atom

ALWAYS = AllOf(())


def atoms(condition: Condition) -> Iterator[Atom]:
    """Yields the leaves, left to right."""
    waiting = [condition]
    while waiting:
        match waiting.pop():
            case AllOf(parts) | AnyOf(parts):
                waiting.extend(reversed(parts))
            case Not(part):
                waiting.append(part)
            case atom:
                yield atom


def names(condition: Condition) -> tuple[str, ...]:
    """Returns every name the condition reads, each once, in order of first reading."""
    found: dict[str, None] = {}
    for atom in atoms(condition):
        match atom:
            case Compared(name, _, other):
                found.update({name: None, other: None})
            case InSequence(earlier, later):
                found.update({earlier: None, later: None})
            case _:
                found[atom.name] = None
    return tuple(found)


def blamed(leaf: Atom) -> tuple[str, ...]:
    """Returns the names a leaf reads, first what is wrong where it does not hold: of a sequence what came later."""
    return (leaf.later, leaf.earlier) if isinstance(leaf, InSequence) else names(leaf)


def parameters(*conditions: Condition) -> tuple[str, ...]:
    """Returns the parameters the conditions compare with, each once, in order of first reading."""
    read = (leaf for condition in conditions for leaf in atoms(condition))
    return tuple(dict.fromkeys(name for leaf in read if isinstance(leaf, CountBetween) for name in leaf.parameters))


def conjunction(*parts: Condition | None) -> Condition:
    """Joins what is given, leaving out None and flattening nested conjunctions."""
    flat: list[Condition] = []
    for part in parts:
        if isinstance(part, AllOf):
            flat.extend(part.parts)
        elif part is not None:
            flat.append(part)
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


class AtMost(Record):
    """A number or day is not after another. No rule file writes it: it is what all leaves but `Among` come down to.

    Attributes:
        one: The name of the number or day, or the number itself.
        other: The name of the other, or the number itself.
        strictly: Whether it must lie before the other, unless that is a day that has not come.
    """

    one: str | int
    other: str | int
    strictly: bool = False


class Literal(NamedTuple):
    """A core leaf, and whether it must hold or must not."""

    leaf: Among | AtMost
    holds: bool = True


def core(leaf: Atom) -> tuple[Literal, ...]:
    """Puts a leaf as a conjunction of core leaves: what reads only these understands every leaf."""
    match leaf:
        case Among():
            return (Literal(leaf),)
        case CountBetween(name, least, most):
            enough = Literal(AtMost(least, name))
            return (enough,) if most == UNBOUNDED else (enough, Literal(AtMost(name, most)))
        case Happened(name):
            return (_came(name),)
        case InSequence(earlier, later):
            return (Literal(AtMost(earlier, later)),)
        case Compared(name, order, other):
            match order:
                case DateOrder.BEFORE:
                    return (Literal(AtMost(other, name), holds=False),)
                case DateOrder.ON_OR_BEFORE:
                    return (Literal(AtMost(other, name, strictly=True), holds=False),)
                case DateOrder.AFTER:
                    return _came(name), Literal(AtMost(name, other), holds=False)
                case DateOrder.ON_OR_AFTER:
                    return _came(name), Literal(AtMost(name, other, strictly=True), holds=False)
                case _:
                    assert_never(order)
        case _:
            assert_never(leaf)


def _came(day: str) -> Literal:
    return Literal(AtMost(day, NEVER - 1))
