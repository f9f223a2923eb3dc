"""The one name space of a rulebook: what each name is, and where its value lies.

Facts, concepts, questions, due dates (`due.<rule>`) and statuses (`status.<rule>`) share it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from re import compile as pattern
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from xinfang_rules.errors import did_you_mean
from xinfang_rules.frozen import FrozenDict

BOOLEAN_VALUES: Final = ("true", "false")

Named: TypeAlias = Annotated[str, pattern(r"[a-z0-9][a-z0-9_.-]*(\[[a-z0-9_]+\])?")]
"""A name, of whatever: nothing that could be anything else where it is written."""


class Kind(StrEnum):
    """What a name's value is."""

    CHOICE = "choice"  # one of a closed list: truth values, enumerations, concepts, decisions, statuses
    MEMBERS = "members"  # a set: each member is a choice of its own
    COUNT = "count"
    DATE = "date"


class Name(NamedTuple):
    """One name of the scope.

    Attributes:
        name: As rule files write it.
        kind: What its value is.
        values: For a choice, its values in mask order; for a set, its members.
        hidden: Values that exist in the mask but cannot be written in a condition.
        boolean: Whether the values are true and false.
        event: Of a day, whether it records what happened: one after the day of evaluation has not happened yet.
        least: Of a count, the smallest value.
    """

    name: Named
    kind: Kind
    values: tuple[Named, ...] = ()
    hidden: frozenset[Named] = frozenset()
    boolean: bool = False
    event: bool = False
    least: int = 0

    @property
    def domain(self) -> int:
        """The mask of all values."""
        return (1 << len(self.values)) - 1

    def bit(self, value: str) -> int:
        """Returns the bit of a value."""
        return 1 << self.values.index(value)


def truth_name(name: str) -> Name:
    """A name whose value is true or false."""
    return Name(name, Kind.CHOICE, BOOLEAN_VALUES, boolean=True)


def member_name(name: str, member: str) -> str:
    """The name under which a set's member is held, such as `order.prohibited_acts[dangerous_items]`."""
    return f"{name}[{member}]"


def no_name(name: str, noun: str, scope: Mapping[str, Name], known: Iterable[str]) -> str:
    """Says that a rulebook does not have a name; of a scope that knows why (`unread`), why it does not.

    Args:
        name: The name.
        noun: What it would be: a name, a date, a count.
        scope: Where it was looked up.
        known: The names that it might have been.
    """
    why: str | None = getattr(scope, "unread", {}).get(name)
    return why or f"{name} is no {noun} of this rulebook{did_you_mean(name, known)}"


class Scope(FrozenDict[str, Name]):
    """All names of a rulebook."""

    def __init__(self, entries: Iterable[Name]) -> None:
        super().__init__((entry.name, entry) for entry in entries)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles by the names."""
        return type(self), (tuple(self.values()),)


class Layout(FrozenDict[str, int]):
    """Where each name's value lies in the list of values: the index of its first slot.

    Choices come first, so that many can be written at once; within a kind the order is that of the scope.

    Attributes:
        events: The days that record what happened.
        width: How many slots there are.
    """

    def __init__(self, scope: Scope) -> None:
        slots: dict[str, int] = {}
        width = 0
        kinds = list(Kind)
        for entry in sorted(scope.values(), key=lambda entry: kinds.index(entry.kind)):
            if entry.kind is Kind.MEMBERS:
                for member in entry.values:
                    slots[member_name(entry.name, member)] = width
                    width += 1
            else:
                slots[entry.name] = width
                width += 1 if entry.kind is Kind.CHOICE else 2
        super().__init__(slots)
        self.events = frozenset(entry.name for entry in scope.values() if entry.event)
        self.width = width
        self._scope = scope

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles by the scope, from which it follows."""
        return type(self), (self._scope,)
