"""One block under two editions: which rows come out differently, and how, compared as bits and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from xinfang_rules.engines.outcome import Due
from xinfang_rules.engines.table.arrays import Flags, Masks, Numbers, distinct
from xinfang_rules.engines.table.differing import differing
from xinfang_rules.engines.table.runner import LastDays, TableOutcome, TableRunner
from xinfang_rules.engines.table.table_program import Wanted, prepared
from xinfang_rules.language.truth import NEVER
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.tables.output_columns import JOINED, last_day

What: TypeAlias = Literal["answer", "status", "last_day", "admission"]
"""What comes out differently: an answer to a question, the status of a norm, its last day, or that it is a case."""

Kind: TypeAlias = Literal["changed", "decided", "undecided", "possible"]
"""How it differs: what was certain, or possible, is out of the question now; of several possible ones one is certain
now; what was certain is one of several possible ones now; others are possible than were, some of them the same."""

ABSENT: Final = "-"
"""Stands for what a rulebook does not have, and for no last day."""

DAY: Final = "day"
DAYS: Final = "days"
"""Stand for one last day and for several possible ones."""

ADMISSION: Final = "admission"
DECIDED: Final = "decided"
REFUSED: Final = "refused"

_NOT_APPLICABLE: Final = "not_applicable"


class Turn(NamedTuple):
    """A way in which something comes out differently.

    Attributes:
        about: The question or the rule; `admission` where one of the two refuses the row.
        what: What of it.
        kind: How it differs.
        before: What the first rulebook gives: values, several possible ones with `|` between; of last days `-`, `day`
            or `days`; of an admission `decided` or `refused`.
        after: What the second gives.
        days: By how many days the last day moved, where there is one in both; the latest of several.
    """

    about: str
    what: What
    kind: Kind
    before: str
    after: str
    days: int | None = None


Turned: TypeAlias = tuple[npt.NDArray[np.intp], list[Turn], npt.NDArray[np.intp]]
"""Rows, the turns that there are among them, and for each row the place of its own."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two editions, ready to be run over the same blocks.

    Attributes:
        old: Runs the first.
        new: Runs the second.
        names: Questions and statuses that may differ.
        dues: Rules of norms whose last days may.
    """

    old: TableRunner
    new: TableRunner
    names: tuple[str, ...]
    dues: tuple[str, ...]

    def turned(self, old: TableOutcome, new: TableOutcome, fine: Flags) -> Iterator[Turned]:
        """Yields what comes out differently in the rows that neither refuses (`fine`)."""
        for name in self.names:
            one, ours = _masks(self.old, old, name)
            other, theirs = _masks(self.new, new, name)
            if ours == theirs:
                (places,) = np.nonzero((one != other) & fine)
            else:
                (places,) = np.nonzero(fine)
            if len(places):
                yield from _of_masks(name, places, (one, ours), (other, theirs))
        for rule in self.dues:
            yield from _of_days(rule, _days(old, rule, fine), _days(new, rule, fine), fine)


def pair_of(old: Edition, new: Edition) -> Pair:
    """Makes two editions ready; only what can differ is worked out."""
    found = differing(old, new)

    def runner(edition: Edition) -> TableRunner:
        names = tuple(name for name in found.names if name in edition.layout)
        dues = tuple(rule for rule in found.dues if STATUS + rule in edition.layout)
        return TableRunner(prepared(Wanted(names, dues), edition))

    return Pair(runner(old), runner(new), found.names, found.dues)


def _masks(runner: TableRunner, found: TableOutcome, name: str) -> tuple[Masks, tuple[str, ...]]:
    """Returns the masks of a name, and its values; of what an edition does not have, that nothing comes of it."""
    edition = runner.program.edition
    if name in found.masks:
        return found.masks[name], edition.scope[name].values
    return np.ones(len(found.broken), np.uint8), (_NOT_APPLICABLE if name.startswith(STATUS) else ABSENT,)


def _of_masks(
    name: str,
    places: npt.NDArray[np.intp],
    old: tuple[Masks, tuple[str, ...]],
    new: tuple[Masks, tuple[str, ...]],
) -> Iterator[Turned]:
    there, own = distinct([masks[places] for masks, _ in (old, new)], len(places))
    turns = [
        turn_of_values(name, *(_named(mask, values) for mask, (_, values) in zip(pair, (old, new), strict=True)))
        for pair in there
    ]
    differs = np.array([turn is not None for turn in turns], np.bool_)[own]
    if differs.any():
        kept = [turn for turn in turns if turn is not None]
        place = np.cumsum([turn is not None for turn in turns]) - 1
        yield places[differs], kept, place[own[differs]]


def _named(mask: int, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for place, value in enumerate(values) if mask >> place & 1)


def turn_of_values(name: str, before: tuple[str, ...], after: tuple[str, ...]) -> Turn | None:
    """Returns how possible values of a question or a status differ; None if they do not."""
    if set(before) == set(after):
        return None
    kind: Kind = "possible"
    if not set(before) & set(after):
        kind = "changed"
    elif len(after) == 1:
        kind = "decided"
    elif len(before) == 1:
        kind = "undecided"
    what: What = "status" if name.startswith(STATUS) else "answer"
    return Turn(name.removeprefix(STATUS), what, kind, JOINED.join(before), JOINED.join(after))


Told: TypeAlias = tuple[Numbers, Numbers]
"""The earliest and the latest last day, ordinals; 0 where none is told."""


def _days(found: TableOutcome, rule: str, fine: Flags) -> Told:
    if rule not in found.dues:
        nothing = np.zeros(len(fine), np.int32)
        return nothing, nothing
    return told_days(found.dues[rule])


def told_days(due: LastDays) -> Told:
    """Returns the last days that a result tells."""
    ends = (last_day(due, latest=latest) for latest in (False, True))
    low, high = (np.where(known, days, np.int32(0)) for days, known in ends)
    return low, high


def one_due(due: Due | None) -> LastDays:
    """Returns the last days of one case as those of a block of one row."""
    low, high, run, wait, after = due or Due(NEVER, NEVER, False, True, NEVER)
    numbers = [np.array([one], np.int32) for one in (low, high, after, NEVER)]
    runs, waits = np.array([run], np.bool_), np.array([wait], np.bool_)
    return LastDays(numbers[0], numbers[1], runs, waits, numbers[2], numbers[3], numbers[3])


def _of_days(rule: str, old: Told, new: Told, fine: Flags) -> Iterator[Turned]:
    differs = ((old[0] != new[0]) | (old[1] != new[1])) & fine
    (places,) = np.nonzero(differs)
    if len(places):
        ends = [ends[places].astype(np.int64) for ends in (*old, *new)]
        there, own = distinct(_codes(*ends), len(places))
        yield places, [_turn_of_days(rule, *codes) for codes in there], own


_KINDS: Final[tuple[Kind, ...]] = ("changed", "decided", "undecided", "possible")
_TOLD: Final = (ABSENT, DAY, DAYS)


def turn_of_days(rule: str, old: Told, new: Told) -> Turn | None:
    """Returns how the last days of one row differ; None if they do not."""
    fine = np.ones(1, np.bool_)
    return next((turns[0] for _, turns, _ in _of_days(rule, old, new, fine)), None)


def _codes(low: Any, high: Any, new_low: Any, new_high: Any) -> list[Any]:
    """Returns for each row the kind, what stands before and after, and by how many days the last day moved."""
    ends = (low, high), (new_low, new_high)
    told = [np.where((one == 0) & (two == 0), 0, np.where(one == two, 1, 2)) for one, two in ends]
    last, new_last = np.where(high == 0, NEVER, high), np.where(new_high == 0, NEVER, new_high)
    apart = (low > new_last) | (new_low > last) | (told[0] == 0) | (told[1] == 0)
    kind = np.select([apart, told[1] == 1, told[0] == 1], [0, 1, 2], 3)
    last_in_both, first_in_both = (high > 0) & (new_high > 0), (low > 0) & (new_low > 0)
    days = np.select([last_in_both, first_in_both], [new_high - high, new_low - low], 0)
    return [kind, *told, last_in_both | first_in_both, days]


def _turn_of_days(rule: str, kind: int, before: int, after: int, moved: int, days: int) -> Turn:
    return Turn(rule, "last_day", _KINDS[kind], _TOLD[before], _TOLD[after], days if moved else None)


def admission_turn(*, refuses_new: bool) -> Turn:
    """Returns that one of the two rulebooks refuses a row, the second or the first."""
    before, after = (DECIDED, REFUSED) if refuses_new else (REFUSED, DECIDED)
    return Turn(ADMISSION, "admission", "changed", before, after)
