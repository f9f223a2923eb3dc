"""Presumptions: named sets of facts that an evaluation may take to be so where a case does not state them."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.scope import Named
from xinfang_rules.rulebook.cited import Cited

Value: TypeAlias = bool | int | str | tuple[str, ...]
"""What a fact is taken to be, as a case states it; of a set its members."""


class Presumption(NamedTuple):
    """A set of facts that may be presumed together.

    Attributes:
        name: Its name.
        title: What is presumed, in Chinese.
        because: Why that may be presumed, in Chinese.
        citations: The provisions on which that rests; none where they are silent.
        facts: The facts, each with what it is taken to be.
        only_if_dated: Days without each of which, stated and come, nothing of it is presumed.
        bundles: The names that it shares with other sets, by which all of them are asked for.
        limit: Where it must not be used, in Chinese; empty if nothing is said.
        not_for: The readers of a dossier for whom it is refused.
        says: How its facts are worded, `{}` being the title of each; None for their own words.
        unless_late: Facts that are not presumed where a norm of one of these rules was, or may have been, missed.
    """

    name: Named
    title: str
    because: str
    citations: tuple[Cited, ...]
    facts: Mapping[Named, Value]
    only_if_dated: tuple[Named, ...]
    bundles: tuple[Named, ...]
    limit: str = ""
    not_for: tuple[Named, ...] = ()
    says: str | None = None
    unless_late: Mapping[Named, tuple[Named, ...]] = FrozenDict()


class NeverPresumed(NamedTuple):
    """A fact that no set may presume.

    Attributes:
        fact: Its name.
        because: Why not, in Chinese.
        citations: The provisions on which that rests.
    """

    fact: Named
    because: str
    citations: tuple[Cited, ...]


class Presumptions(NamedTuple):
    """What a rulebook says of presumptions.

    Attributes:
        sets: The sets.
        never: The facts that are never presumed.
    """

    sets: tuple[Presumption, ...] = ()
    never: tuple[NeverPresumed, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which sets can be asked for: of bundles, then of single sets."""
        return tuple(
            dict.fromkeys([*(name for one in self.sets for name in one.bundles), *(s.name for s in self.sets)])
        )

    def named(self, names: Iterable[str]) -> tuple[Presumption, ...]:
        """Returns the sets that are asked for, each once, in the order of the rulebook; unknown names ask for none."""
        wanted = frozenset(names)
        return tuple(one for one in self.sets if one.name in wanted or wanted.intersection(one.bundles))


NO_PRESUMPTIONS: Final = Presumptions()
