"""Findings as columns: many of them, each once, with all the parts of a row that have it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

from xinfang_rules.dossier.report import FindingKind

KINDS: Final = tuple(FindingKind)
"""The kinds of findings: what is amiss first."""

NOTHING: Final = -1
"""Stands for what is not told."""


@dataclass(eq=False)
class Names:
    """Names that stand for numbers, in the order in which they are met."""

    places: dict[Any, int] = field(default_factory=dict)

    def place(self, name: Any) -> int:
        """Returns the number of a name."""
        return self.places.setdefault(name, len(self.places))

    def both(self, one: int, other: int) -> int:
        """Returns the number of two names together, each a tuple."""
        listed = list(self.places)
        return one if set(listed[other]) <= set(listed[one]) else self.place((*listed[one], *listed[other]))


@dataclass(frozen=True, eq=False)
class FindingColumns:
    """Findings, one after the other; numbers throughout, `NOTHING` for what is not told.

    Attributes:
        row: The place of the row in its block.
        part: The part, or where several are, all of them: a place among the names of parts.
        of: The rule, or the check: a place among names.
        kind: The place of the kind in `KINDS`.
        would_be: Likewise, of what is only presumed.
        who: Whose it is: a place among names.
        due_earliest: The ordinal of the earliest last day.
        due_latest: Of the latest.
        done_on: Of the day on which it was done.
        days_left: Days that are left.
        days_late: Days by which it is late.
        late_at_least: The fewest that these can be.
        late_at_most: The most.
        possible: Which statuses are possible: a place among names.
        presumed: 1 where it is so, or may be, only if presumed facts are.
        days_presumed: 1 where only its last day and the days by which it is late are so.
        title: What was to be done, or is wrong, in Chinese: a place among names.
        order: Which comes first in its row: by the part, then by the act that a check speaks of.
    """

    row: Any
    part: Any
    of: Any
    kind: Any
    would_be: Any
    who: Any
    due_earliest: Any
    due_latest: Any
    done_on: Any
    days_left: Any
    days_late: Any
    late_at_least: Any
    late_at_most: Any
    possible: Any
    presumed: Any
    days_presumed: Any
    title: Any
    order: Any


_FIELDS: Final = tuple(one.name for one in fields(FindingColumns))
_SAME: Final = (
    *("row", "of", "who", "due_earliest", "due_latest", "kind", "would_be"),
    *("days_late", "done_on", "title", "days_presumed"),
)
"""What findings of several parts have in common that are one."""


def columns(rows: Any, **told: Any) -> FindingColumns:
    """Makes findings of some rows of what is told of them."""
    size = len(rows)
    values = {name: np.broadcast_to(np.asarray(told.get(name, NOTHING), np.int32), (size,)) for name in _FIELDS}
    return FindingColumns(**{**values, "row": rows})


def together(found: Sequence[FindingColumns]) -> FindingColumns:
    """Puts findings one after the other."""
    return FindingColumns(
        *(np.concatenate([getattr(one, name) for one in found]) if found else np.zeros(0, np.int32) for name in _FIELDS)
    )


def once(found: FindingColumns, parts: Names) -> FindingColumns:
    """Returns findings of one rule or check, those that several parts of a row have once, with all these parts.

    To the names of parts are added those that stand together.
    """
    if not len(found.row) or np.bincount(found.row).max() < 2:
        return found
    keys = [getattr(found, name) for name in _SAME]
    order = np.lexsort((found.order, *keys[::-1]))
    new = np.ones(len(order), np.bool_)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, len(order)))
    held = found.part[order[starts]].astype(np.int64)
    for number in range(1, int(sizes.max())):
        more = sizes > number
        pairs, inverse = np.unique(held[more] << 32 | found.part[order[starts[more] + number]], return_inverse=True)
        held[more] = np.array([parts.both(int(pair) >> 32, int(pair) & (1 << 32) - 1) for pair in pairs])[inverse]
    kept = order[starts]
    left = {name: getattr(found, name)[kept] for name in _FIELDS}
    return FindingColumns(**{**left, "part": held.astype(np.int32)})
