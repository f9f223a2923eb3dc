"""Stratification: an edition is evaluated in the order of its dependencies; a cycle is refused and shown.

A condition's stratum is the highest level among the names it reads. Facts have level 0; a concept, a question or a
norm has the level after the last stratum that it needs.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from xinfang_rules.language.conditions import Condition, names
from xinfang_rules.rulebook.model import Concept, Question, Rule, Stratum
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.rulebook.reads import norm_names, replaced


class CycleError(Exception):
    """A name depends on itself; `path` names it first and last, what lies between in order."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(" -> ".join(path))


class Levels:
    """Computes strata and levels.

    Args:
        units: The conditions.
        needs: For each derived node, the units that must be known before it can be settled.
        days: For each norm's node, the days and counts that it reads other than by a condition.
        owner: For each derived name that conditions can read, its node.
    """

    def __init__(
        self,
        units: Sequence[Condition],
        needs: Mapping[str, Sequence[int]],
        days: Mapping[str, Sequence[str]],
        owner: Mapping[str, str],
    ) -> None:
        self._read = [names(unit) for unit in units]
        self._needs = needs
        self._days = days
        self._owner = owner
        self._levels: dict[str, int] = {}
        self._strata: dict[int, int] = {}

    def stratum(self, unit: int) -> int:
        """Returns the stratum of a condition.

        Raises:
            CycleError: If it depends on itself.
        """
        if unit not in self._strata:
            read = self._read[unit]
            self._strata[unit] = max((self.level(self._owner[n]) for n in read if n in self._owner), default=0)
        return self._strata[unit]

    def level(self, node: str) -> int:
        """Returns the level of a derived node: 1 or more.

        Raises:
            CycleError: If it depends on itself.
        """
        # A stack of its own, because a long chain of names is deeper than Python's.
        waiting = {} if node in self._levels else {node: iter(self._below(node))}
        while waiting:
            current, below = next(reversed(waiting.items()))
            deeper = next((name for name in below if name not in self._levels), None)
            if deeper is None:
                self._levels[current] = 1 + max((self._levels[name] for name in self._below(current)), default=0)
                del waiting[current]
            elif deeper in waiting:
                path = list(waiting)
                raise CycleError((*path[path.index(deeper) :], deeper))
            else:
                waiting[deeper] = iter(self._below(deeper))
        return self._levels[node]

    def _below(self, node: str) -> Iterable[str]:
        read = [name for unit in self._needs[node] for name in self._read[unit]]
        read.extend(self._days.get(node, ()))
        return dict.fromkeys(self._owner[name] for name in read if name in self._owner)


def renumbered(rule: Rule, places: Mapping[int, int], first: int) -> Rule:
    """Returns a rule whose conditions, numbered from 0, have their places among the units."""
    norm = replaced(rule.norm, lambda part: places[first + part] if type(part) is int else part)
    return replace(rule, condition_id=places[first + rule.condition_id], norm=norm)


def settled_levels(
    units: Sequence[Condition],
    own: Sequence[Sequence[int]],
    rules: Sequence[Rule],
    questions: Sequence[Question],
    concepts: Sequence[Concept],
) -> Levels:
    """Works out the level of everything in an edition.

    `own` are for each rule its conditions, by their places in `units`: that on which it holds, then those of its norm.

    Raises:
        CycleError: If something depends on itself.
    """

    def holding(index: int) -> list[int]:
        return [own[index][0], *(own[other][0] for other in rules[index].defeated_by)]

    owner: dict[str, str] = {}
    needs: dict[str, list[int]] = {}
    days: dict[str, tuple[str, ...]] = {}
    for concept in concepts:
        owner[concept.name] = concept.name
        needs[concept.name] = [unit for index in concept.rules for unit in holding(index)]
    for question in questions:
        owner[question.name] = question.name
        read = [unit for line in question.tiers for index in line for unit in holding(index)]
        needs[question.name] = read if question.arises is None else [*read, question.arises]
    for rule in rules:
        if rule.norm is not None:
            node = STATUS + rule.id
            owner[node] = owner[DUE + rule.id] = node
            needs[node] = [*holding(rule.index), *own[rule.index][1:]]
            days[node] = tuple(norm_names(rule.norm))
    levels = Levels(units, needs, days, owner)
    for unit in range(len(units)):
        levels.stratum(unit)
    for node in dict.fromkeys(owner.values()):
        levels.level(node)
    return levels


def strata_of(
    depths: Sequence[int],
    levels: Levels,
    rules: Sequence[Rule],
    questions: Sequence[Question],
    concepts: Sequence[Concept],
) -> tuple[Stratum, ...]:
    """Puts together what can be settled together; `depths` is the stratum of each unit, in order."""
    settled = [*(c.name for c in concepts), *(q.name for q in questions)]
    settled.extend(STATUS + rule.id for rule in rules if rule.norm is not None)
    count = max([1 + max(depths, default=0), *map(levels.level, settled)])
    return tuple(
        Stratum(
            condition_ids=tuple(range(bisect_left(depths, depth), bisect_right(depths, depth))),
            concepts=tuple(c for c in concepts if levels.level(c.name) == depth + 1),
            questions=tuple(q for q in questions if levels.level(q.name) == depth + 1),
            norms=tuple(r for r in rules if r.norm is not None and levels.level(STATUS + r.id) == depth + 1),
        )
        for depth in range(count)
    )
