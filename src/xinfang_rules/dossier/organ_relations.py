"""What organs are to each other: which is over which, on which level, of which kind."""

from collections.abc import Callable, Iterable, Mapping

from xinfang_rules.dossier.acts_file import OrganTest, Who
from xinfang_rules.dossier.dossier_model import DossierOrgan
from xinfang_rules.dossier.recorded_act import Truth, any_of


class OrganRelations:
    """The organs of a dossier.

    Args:
        organs: The organs, by their labels.
        levels: The levels that there are, the lowest first.
    """

    def __init__(self, organs: Mapping[str, DossierOrgan], levels: Iterable[str]) -> None:
        self._organs = organs
        self._levels = {level: rank for rank, level in enumerate(levels)}

    def _above(self, organ: str) -> set[str]:
        """Returns the superiors of an organ, directly or through others."""
        found: set[str] = set()
        waiting = list(self._organs[organ].superior) if organ in self._organs else []
        while waiting:
            superior = waiting.pop()
            if superior not in found and superior != organ:
                found.add(superior)
                waiting.extend(self._organs[superior].superior)
        return found

    def truth(self, test: OrganTest, who: Callable[[Who], tuple[str, ...] | None]) -> Truth:
        """Returns what a test of an organ comes to.

        Args:
            test: The test.
            who: Returns whom a role names; None where nobody knows.
        """
        organs = who(test.organ)
        if not organs:
            return None
        known = self._organs
        if test.kind is not None:
            return any(known[organ].kind in test.kind for organ in organs)
        if test.has == "successor":
            return any(known[organ].successor is not None for organ in organs)
        if test.has == "superior":
            highest = max(self._levels, key=lambda level: self._levels[level], default=None)
            return (
                True if any(known[o].superior for o in organs) else False if known[organs[0]].level == highest else None
            )
        other = who(test.is_ or test.over or test.directly_over or test.of or "self")
        if not other:
            return None
        if test.is_ is not None:
            return not set(organs).isdisjoint(other)
        pairs = [(one, two) for one in organs for two in other]
        if test.over is not None:
            return any(one in self._above(two) for one, two in pairs) or (None if self._unplaced(other) else False)
        if test.directly_over is not None:
            return any(one in known[two].superior for one, two in pairs) or (None if self._unplaced(other) else False)
        return any_of(self._lies(test.level, *pair) for pair in pairs)

    def _unplaced(self, organs: Iterable[str]) -> bool:
        return not all(self._organs[organ].superior for organ in organs)

    def _lies(self, level: str | None, one: str, other: str) -> Truth:
        ranks = [self._levels.get(self._organs[organ].level or "") for organ in (one, other)]
        if ranks[0] is None or ranks[1] is None:
            return None
        return ranks[0] == ranks[1] if level == "same" else ranks[1] < ranks[0]
