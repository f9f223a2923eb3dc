"""Conditions as rows of numbers: equal ones are written once, and every row comes after the rows it names."""

from collections.abc import Mapping
from typing import Any

from xinfang_rules.explain.phrases import phrase
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Literal,
    Not,
    atoms,
    blamed,
    core,
)
from xinfang_rules.rulebook.model import Edition

ALL, ANY, NOT, LEAF, AMONG, AT_MOST = range(6)
"""What the first number of a row says; `logic.js` has the same list."""

Row = tuple[int, ...]


class Nodes:
    """The rows of one edition.

    Attributes:
        rows: The places of all rows, in order; they name slots of the edition.
        words: For each leaf put into words, by its row: what it requires, and what it requires when negated.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._layout: Mapping[str, int] = edition.layout
        self.rows: dict[Row, int] = {}
        self.words: dict[int, tuple[str, str]] = {}

    def node(self, condition: Condition) -> int:
        """Returns the row of a condition."""
        match condition:
            case AllOf(parts):
                return self._place(ALL, *map(self.node, parts))
            case AnyOf(parts):
                return self._place(ANY, *map(self.node, parts))
            case Not(part):
                return self._place(NOT, self.node(part))
            case Among(name, allowed, domain):
                return self._place(AMONG, self._layout[name], allowed, domain)
            case leaf:
                literals = [self._literal(one) for one in core(leaf)]
                read = [self._layout[name] for name in blamed(leaf)]
                return self._place(LEAF, literals[0] if len(literals) == 1 else self._place(ALL, *literals), *read)

    def _literal(self, literal: Literal) -> int:
        leaf = literal.leaf
        if isinstance(leaf, Among):
            row = self.node(leaf)
        else:
            one, other = (self._layout[n] if isinstance(n, str) else -1 - n for n in (leaf.one, leaf.other))
            row = self._place(AT_MOST, one, other, int(leaf.strictly))
        return row if literal.holds else self._place(NOT, row)

    def _place(self, *row: int) -> int:
        return self.rows.setdefault(row, len(self.rows))

    def word(self, condition: Condition) -> None:
        """Puts the leaves of a condition into words."""
        for atom in atoms(condition):
            holds, fails = (phrase(atom, self._edition, wanted=wanted) for wanted in (True, False))
            self.words[self.node(atom)] = (holds, fails)


def stated(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves out what says nothing: None, False and what is empty."""
    return {key: value for key, value in entries.items() if value is not None and value is not False and value != []}
