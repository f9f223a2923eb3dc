"""Incremental linking: what was linked for one edition is cached for the next, until something it reads differs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.conditions import Condition
from xinfang_rules.language.scope import Layout, Name, Scope
from xinfang_rules.rulebook.norm_spec import Parameter

T = TypeVar("T")

Key: TypeAlias = tuple[str, str, int]
"""A section, a name in it, and which of the entries of that name: an overlay may change one from a day on."""


class Draft(NamedTuple, Generic[T]):
    """What an entry came to, and everything of its edition that was looked up for it.

    Attributes:
        made: What it came to; its conditions are numbered from 0.
        units: Its conditions.
        names: The names that were looked up.
        parameters: The parameters that were looked up.
    """

    made: T
    units: tuple[Condition, ...]
    names: Mapping[str, Name]
    parameters: Mapping[str, Parameter]


class Structure(NamedTuple):
    """What editions have in common in which the same rules are in force."""

    rules: Sequence[object]
    scope: Scope
    layout: Layout


class WatchedReads(Mapping[str, Name]):
    """A scope that notes which of its names are looked up; `unread` tells facts that cannot be on the day, and why."""

    def __init__(self, scope: Scope, unread: Mapping[str, str] = FrozenDict()) -> None:
        self._scope = scope
        self.unread = unread
        self.seen: dict[str, Name] = {}

    def __getitem__(self, name: str) -> Name:
        if name in self.unread:
            raise KeyError(name)
        found = self.seen[name] = self._scope[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._scope if name not in self.unread)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Drafts:
    """The drafts of a pack, one for each of its entries, and the structure of the edition that was linked last."""

    def __init__(self) -> None:
        self._drafts: dict[Key, Draft[Any]] = {}
        self._structure: Structure | None = None

    def structure(self, rules: Sequence[object], scope: Callable[[], Scope]) -> Structure:
        """Returns what the edition in which these rules are in force shares with the one before, or makes it anew."""
        if self._structure is None or self._structure.rules != rules:
            made = scope()
            self._structure = Structure(rules, made, Layout(made))
        return self._structure

    def find(self, key: Key, names: Mapping[str, Name], parameters: dict[str, Parameter]) -> Draft[Any] | None:
        """Returns the draft of an entry if it holds where these are the names and parameters."""
        kept = self._drafts.get(key)
        if kept is None or not kept.names.items() <= names.items() or not kept.parameters.items() <= parameters.items():
            return None
        return kept

    def keep(self, key: Key, draft: Draft[Any]) -> None:
        """Keeps the draft of an entry, in the place of the one before."""
        self._drafts[key] = draft
