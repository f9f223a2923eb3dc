"""Conditions as rows of numbers: equal ones are written once, and every row comes after the rows it names."""

from collections.abc import Mapping
from typing import Any, assert_never

from xinfang_rules.explain.phrases import phrase
from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
    atoms,
)
from xinfang_rules.rulebook.model import Edition

ALL, ANY, NOT, AMONG, COUNT, HAPPENED, COMPARED, SEQUENCE = range(8)
"""What the first number of a row says; `logic.js` has the same list."""

_ORDERS = tuple(DateOrder)

Row = tuple[int, ...]


class Nodes:
    """The rows of one edition.

    Args:
        edition: The edition; rows name its slots.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._layout: Mapping[str, int] = edition.layout
        self._rows: dict[Row, int] = {}
        self._worded: dict[int, tuple[str, str]] = {}

    @property
    def rows(self) -> list[Row]:
        """All rows, in order."""
        return list(self._rows)

    @property
    def words(self) -> Mapping[int, tuple[str, str]]:
        """For each leaf put into words, by its row: what it requires, and what it requires when negated."""
        return self._worded

    def node(self, condition: Condition) -> int:
        """Returns the row of a condition."""
        row = self._row(condition)
        return self._rows.setdefault(row, len(self._rows))

    def word(self, condition: Condition) -> None:
        """Puts the leaves of a condition into words."""
        for atom in atoms(condition):
            self._worded[self.node(atom)] = (
                phrase(atom, self._edition, wanted=True),
                phrase(atom, self._edition, wanted=False),
            )

    def _row(self, condition: Condition) -> Row:
        slot = self._layout
        match condition:
            case AllOf(parts):
                return ALL, *map(self.node, parts)
            case AnyOf(parts):
                return ANY, *map(self.node, parts)
            case Not(part):
                return NOT, self.node(part)
            case Among(name, allowed, domain):
                return AMONG, slot[name], allowed, domain
            case CountBetween(name, least, most):
                return COUNT, slot[name], least, most
            case Happened(name):
                return HAPPENED, slot[name]
            case Compared(name, order, other):
                return COMPARED, slot[name], _ORDERS.index(order), slot[other]
            case InSequence(earlier, later):
                return SEQUENCE, slot[earlier], slot[later]
            case _:
                assert_never(condition)


def stated(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Leaves out what says nothing: None, False and what is empty."""
    return {key: value for key, value in entries.items() if value is not None and value is not False and value != []}
