"""What the concepts that a condition reads stand for: the conditions of the rules that define them."""

from collections.abc import Mapping
from typing import Final

from xinfang_rules.language.conditions import Among, AnyOf, Atom, Condition, Not, atoms, names
from xinfang_rules.rulebook.edition_cache import per_edition
from xinfang_rules.rulebook.model import Edition

DEEPEST: Final = 3
"""How many concepts, each standing for the next, are written out; there may be longer chains than anybody reads."""


def stands_for(atom: Atom, edition: Edition) -> Condition | None:
    """Returns what must be so where a concept is read as a leaf requires it; None for a leaf that reads none."""
    if not isinstance(atom, Among):
        return None
    found = _definitions(edition).get(atom.name)
    return Not(found) if found is not None and atom.chosen == ("false",) else found


@per_edition
def _definitions(edition: Edition) -> Mapping[str, Condition]:
    # An exception among its rules defines the same concept: whether it displaces another changes nothing here.
    defined: dict[str, Condition] = {}
    for concept in edition.concepts:
        conditions = tuple(edition.rules[index].condition for index in concept.rules)
        defined[concept.name] = conditions[0] if len(conditions) == 1 else AnyOf(conditions)
    return defined


def written_out(condition: Condition, edition: Edition) -> tuple[Atom, ...]:
    """Returns the leaves of a condition, and those of what its concepts stand for, as far as these are written out."""
    found: dict[Atom, None] = {}
    below: list[Condition] = [condition]
    for _ in range(DEEPEST + 1):
        new = [atom for part in below for atom in atoms(part) if atom not in found]
        found.update(dict.fromkeys(new))
        below = [part for atom in dict.fromkeys(new) if (part := stands_for(atom, edition)) is not None]
    return tuple(found)


def names_behind(condition: Condition, edition: Edition) -> tuple[str, ...]:
    """Returns the names that a condition reads, and those that its concepts do, as far as these are written out."""
    return tuple(dict.fromkeys(name for leaf in written_out(condition, edition) for name in names(leaf)))
