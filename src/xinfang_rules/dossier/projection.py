"""From the record of a part to the facts of its case, row by row of `acts.yaml`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from xinfang_rules.dossier.acts_file import ClaimShorthand, Row, Selection, StandingOf
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record, open_since
from xinfang_rules.dossier.recorded_act import Context, Step
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.values import UNKNOWN

Standing: TypeAlias = Callable[[StandingOf, Part], str | None]
"""Returns the status of a norm of an earlier part on the day on which a part's piece arrived; None if nobody knows."""

Facts: TypeAlias = dict[str, Any]

_OF_THE_HANDLING: Final = frozenset({"handler", "reviewer", "reexaminer", "petitioner"})


class Projection:
    """Makes cases of parts.

    Args:
        record: The record.
        standing: Evaluates an earlier part.
    """

    def __init__(self, record: Record, standing: Standing) -> None:
        self._record = record
        self._standing = standing
        self._closed = True
        self._kept: dict[tuple[str | None, ...], tuple[str, ...]] = {}
        self._asked: dict[tuple[bool, bool], list[_Asked]] = {}

    def facts(self, part: Part, *, closed: bool = True) -> Facts:
        """Returns the facts of a part by their names.

        Args:
            part: The part.
            closed: Whether what is not recorded has not happened, as far as the record is said to be complete.
        """
        self._closed, self._kept = closed, {}
        facts = self._stated(part)
        which = part.role == "receiver", part.arrival.act == self._record.structure.raises
        if which not in self._asked:
            self._asked[which] = list(self._rows(*which))
        for asked in self._asked[which]:
            if asked.name not in facts:
                value = asked.read(self, asked, part)
                if value is not None:
                    facts[asked.name] = value
        return facts

    def _rows(self, received: bool, direct: bool) -> "Iterator[_Asked]":
        """Yields the rows that are asked of a part; where the record has no act of a row, only what that tells."""
        for asked in _rows_asked(self._record.table)[received, direct]:
            if asked.row.act is None or self._record.has(asked.row.act.act):
                yield asked
            elif asked.day or asked.row.none is not None:
                yield _Asked(asked.name, asked.row, asked.day, Projection._not_recorded, asked.kept_by)

    def hangs_on_answers(self, part: Part) -> bool:
        """Tells whether an act shows a fact only where the part has an answer, and there is such an act."""
        hanging = _hanging(self._record.table)
        return any(not sure for selection in hanging for _, sure in self._record.chosen(selection, part.context))

    def _stated(self, part: Part) -> Facts:
        dossier = self._record.dossier
        claim, organ = dossier.claims[part.context.claim], dossier.organs[part.context.organ]
        facts = {**named(dossier.matter), **named(organ.facts), **named(claim.facts)}
        for key, shorthand in self._record.table.file.claims.items():
            facts.update(told_of_claim(shorthand, getattr(claim, key, None)))
        return facts

    def _of_arrival(self, asked: "_Asked", part: Part) -> Any:
        return mapped(asked.row, part.arrival.taken(asked.row.arrival or ""))

    def _of_piece(self, asked: "_Asked", part: Part) -> Any:
        return mapped(asked.row, self._record.raised[part.context.piece].taken(asked.row.piece or ""))

    def _of_organ(self, asked: "_Asked", part: Part) -> Any:
        return getattr(self._record.dossier.organs[part.context.organ], asked.row.organ or "")

    def _number_of(self, asked: "_Asked", part: Part) -> Any:
        return len(part.context.who(asked.row.number_of or "") or ()) or None

    def _of_standing(self, asked: "_Asked", part: Part) -> Any:
        standing = asked.row.standing
        status = None if standing is None else self._standing(standing, part)
        return None if standing is None or status is None else standing.statuses.get(status)

    def _first_of(self, asked: "_Asked", part: Part) -> Any:
        record, context = self._record, part.context
        for branch in asked.row.first_of or ():
            truth = True if branch.when is None else record.truth(branch.when, context)
            if truth is not False:
                return branch.value if truth else None
        return None

    def _of_act(self, asked: "_Asked", part: Part) -> Any:
        row, day = asked.row, asked.day
        selection = row.act
        assert selection is not None, "the row is read so only if it has one"
        assert row.take is not None, "the table was checked: a row that reads an act takes something of it"
        chosen = self._record.chosen(selection, part.context)
        if not chosen:
            return self._none(asked, part, selection.act)
        step, sure = chosen[0 if row.pick == "first" else -1]
        if not sure and len(chosen) > 1:
            return UNKNOWN if day else None  # one of several, and nobody knows which
        value = step.taken(row.take)
        if not day:
            return None if not sure else mapped(row, value)
        if value is None:  # it is not recorded that it was received
            recorded = (f"{act}.{row.take}" for act in selection.act)
            return self._none(asked, part, tuple(recorded), since=step)
        if sure:
            return value
        # If it is not this act, then it is what it would be without it.
        return _perhaps(value) if self._none(asked, part, selection.act) is None else UNKNOWN

    def _not_recorded(self, asked: "_Asked", part: Part) -> Any:
        assert asked.row.act is not None, "the row is read so only if it has one"
        return self._none(asked, part, asked.row.act.act)

    def _none(self, asked: "_Asked", part: Part, acts: tuple[str, ...], *, since: Step | None = None) -> Any:
        """Returns what a fact is if the record shows no such act."""
        record = self._record
        kept = self._kept.get(asked.kept_by)
        if kept is None:
            kept = self._kept[asked.kept_by] = self._keepers(asked, part.context)
        until = record.shown_until(kept, acts) if self._closed else None
        complete = until is not None and until >= record.as_of
        if not asked.day:
            return asked.row.none if complete else None
        if complete:
            return None
        return UNKNOWN if until is None or since is not None else open_since(until)

    def _keepers(self, asked: "_Asked", context: Context) -> tuple[str, ...]:
        row = asked.row
        if row.record != "self":
            return context.who(row.record) or context.who("superior") or (context.organ,)
        assert row.act is not None, "only what an act shows may be shown by a record"
        return self._record.keepers(row.act, context) or (context.organ,)


class _Asked(NamedTuple):
    """A row of the table.

    Attributes:
        name: The fact.
        row: The row.
        day: Whether the fact is a day.
        read: What reads it.
        kept_by: What settles whose record would show it: the same of rows of which that is the same in one part.
    """

    name: str
    row: Row
    day: bool
    read: "Callable[[Projection, _Asked, Part], Any]"
    kept_by: tuple[str | None, ...]


_READ: Final[Mapping[str, Callable[[Projection, _Asked, Part], Any]]] = {
    "act": Projection._of_act,
    "arrival": Projection._of_arrival,
    "piece": Projection._of_piece,
    "organ": Projection._of_organ,
    "number_of": Projection._number_of,
    "standing": Projection._of_standing,
    "first_of": Projection._first_of,
}
"""What reads a row, by the key of its source."""


@lru_cache(maxsize=8)
def rows_of(table: ActsTable) -> tuple[tuple[str, Row, bool, bool], ...]:
    """Returns the rows with their facts, whether these are days, and whether they are about the handling."""
    facts, file = table.rulebook.facts, table.file
    remedies = set(file.structure.remedies)
    return tuple(
        (name, row, facts[name].kind == "date", _of_the_handling(row, remedies)) for name, row in file.facts.items()
    )


@lru_cache(maxsize=8)
def _rows_asked(table: ActsTable) -> Mapping[tuple[bool, bool], tuple[_Asked, ...]]:
    """Returns the rows that are asked of a part, by whether it only received the matter, and whether directly."""
    rows = [
        (_Asked(name, row, day, _READ[(row.model_fields_set & _READ.keys()).pop()], _kept_by(row)), handling)
        for name, row, day, handling in rows_of(table)
    ]
    return {
        (received, direct): tuple(
            asked for asked, handling in rows if (direct or not asked.row.direct) and not (received and handling)
        )
        for received, direct in product((False, True), repeat=2)
    }


def _kept_by(row: Row) -> tuple[str | None, ...]:
    act = row.act
    return (row.record,) if act is None or row.record != "self" else (None, act.by, act.to, act.piece)


@lru_cache(maxsize=8)
def _hanging(table: ActsTable) -> tuple[Selection, ...]:
    """Returns the selections of which some acts count only where the part has an answer."""
    return tuple(row.act for row in table.file.facts.values() if row.act is not None and row.act.kind_if)


def _of_the_handling(row: Row, remedies: set[str]) -> bool:
    """Tells whether a row is about what the handler does, or what follows it."""
    if row.record != "self" or row.act is None:
        return row.record != "self"
    return row.act.by in _OF_THE_HANDLING or set(row.act.act) <= remedies


def mapped(row: Row, value: Any) -> Any:
    """Returns what a value that an act tells becomes."""
    if row.map is None or value is None:
        return value
    return row.map.get(str(value).lower() if isinstance(value, bool) else value)


def _perhaps(day: Any) -> Any:
    if isinstance(day, date):
        return DayBounds(day, day, UNKNOWN)
    if isinstance(day, DayBounds) and (day.not_before or day.not_after):
        return DayBounds(day.not_before, day.not_after, UNKNOWN)
    return UNKNOWN


def told_of_claim(shorthand: ClaimShorthand, told: Any) -> Mapping[str, Any]:
    """Returns the facts that a claim states in short; none if it says nothing."""
    if told is None:
        return {}
    if shorthand.fact is not None:
        return {shorthand.fact: told}
    if isinstance(told, Mapping):
        return {f"{shorthand.group}.{name}": value for name, value in told.items()}
    return shorthand.words[told]


def named(groups: Mapping[str, Any]) -> Facts:
    """Returns facts that are stated in groups by their dotted names."""
    return {
        f"{group}.{key}": value for group, facts in groups.items() if isinstance(facts, Mapping)
        for key, value in facts.items()
    }  # fmt: skip
