"""Grounds in the rows of a block: the presumed facts on which a conclusion rests, as `Result.presumed` tells them.

What is left out of the facts of one row, to see whether its conclusion still stands, is a row of a block by itself:
those of all rows are tried together, round after round.
"""

from collections.abc import Generator, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from xinfang_rules.engines.table.arrays import Flags, Masks, pack, unpack
from xinfang_rules.engines.table.runner import TableOutcome
from xinfang_rules.minimal_subset import minimising
from xinfang_rules.rulebook.model import NO_RULE, NOT_APPLICABLE, Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.tables.presumed_rows import Presuming, Supplied, facts_near
from xinfang_rules.tables.row_needs import standings_of

Kept: TypeAlias = tuple[int, ...]
"""Facts by their places among those that are presumed."""

_Search: TypeAlias = Generator[list[int], bool, list[int]]
_Told: TypeAlias = tuple[npt.NDArray[Any], ...]

_AT_ONCE: Final = 16_384
"""Conclusions that are tried together."""


def grounds_of_rows(
    presuming: Presuming, supplied: Supplied, would: Mapping[str, _Told], wanted: Mapping[str, Flags]
) -> dict[str, dict[int, str]]:
    """Finds the facts on which conclusions rest.

    Args:
        presuming: What presumed them.
        supplied: What is presumed in some rows; what was found of them is written over.
        would: By the name of each conclusion, what is told of it in these rows, see `told`.
        wanted: By the same name, for which of the rows its grounds are wanted.

    Returns:
        By the name and the row, the facts.
    """
    names = [fact.fact for fact, _ in supplied.facts]
    held = [unpack(bits) for _, bits in supplied.facts]
    pairs = [(name, int(row)) for name, flags in wanted.items() for row in np.flatnonzero(flags)]
    found: dict[str, dict[int, str]] = {name: {} for name in wanted}
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        searches = {pair: _search(list(_order(presuming.edition, pair, names, held))) for pair in some}
        waiting = {pair: next(search) for pair, search in searches.items()}
        while waiting:
            good = _tried(presuming, supplied, would, waiting)
            for pair, stands in good.items():
                try:
                    waiting[pair] = searches[pair].send(stands)
                except StopIteration as ended:
                    del waiting[pair]
                    name, row = pair
                    found[name][row] = "|".join(names[place] for place in sorted(ended.value))
    return found


def _order(edition: Edition, pair: tuple[str, int], names: list[str], held: list[Flags]) -> Iterator[tuple[int, bool]]:
    """Yields what is presumed in a row, what is left out first first, and whether it is likely to matter."""
    name, row = pair
    near = facts_near(name, edition)
    return ((place, names[place] in near) for place in reversed(range(len(names))) if held[place][row])


def _search(order: list[tuple[int, bool]]) -> _Search:
    likely = [place for place, near in order if near]
    enough = yield likely
    return (yield from minimising(likely if enough else [place for place, _ in order]))


def _tried(
    presuming: Presuming,
    supplied: Supplied,
    would: Mapping[str, _Told],
    waiting: Mapping[tuple[str, int], list[int]],
) -> dict[tuple[str, int], bool]:
    """Tells of each conclusion whether it stands when only some facts are presumed."""
    rows: dict[tuple[int, Kept], int] = {}
    at = {pair: rows.setdefault((pair[1], tuple(kept)), len(rows)) for pair, kept in waiting.items()}
    block = supplied.part.block.taken(np.array([row for row, _ in rows], np.intp))
    flags = np.zeros((len(supplied.facts), len(rows)), np.bool_)
    for (_, kept), place in rows.items():
        flags[list(kept), place] = True
    facts = ((fact, pack(some)) for (fact, _), some in zip(supplied.facts, flags, strict=True))
    tried = presuming.under(block, facts)
    found = presuming.runner.possible(tried, *presuming.runner.narrowed(tried))
    good: dict[tuple[str, int], bool] = {}
    by_name: dict[str, list[tuple[str, int]]] = {}
    for pair in waiting:
        by_name.setdefault(pair[0], []).append(pair)
    for name, pairs in by_name.items():
        own = np.array([row for _, row in pairs])
        places = np.array([at[pair] for pair in pairs])
        same = np.ones(len(pairs), np.bool_)
        for one, other in zip(would[name], told(presuming.edition, name, found), strict=True):
            same &= one[own] == other[places]
        good.update(zip(pairs, map(bool, same), strict=True))
    return good


def told(edition: Edition, name: str, found: TableOutcome) -> _Told:
    """Returns what makes up a conclusion: of a norm its statuses, its earliest and its latest last day."""
    if name.startswith(STATUS):
        return standings_of(name.removeprefix(STATUS), found)
    return (decision_key(edition, name, found.masks[name]),)


def decision_key(edition: Edition, name: str, masks: Masks) -> npt.NDArray[np.int64]:
    """Returns a number for what a result tells of a mask: the answers that are possible, and whether it is decided."""
    values = edition.scope[name].values
    answers = sum(1 << place for place, value in enumerate(values) if value not in (NOT_APPLICABLE, NO_RULE))
    wide = masks.astype(np.int64)
    several = wide & (wide - 1) != 0
    return np.where(several, wide & answers | 1 << len(values), wide)
