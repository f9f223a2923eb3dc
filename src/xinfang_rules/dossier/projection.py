"""From the record of a part to the facts of its case, row by row of `acts.yaml`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from xinfang_rules.dossier.acts_file import ClaimShorthand, Row, Selection
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.expressions import Choice, Reading, choice_of, reading_of
from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record, open_since
from xinfang_rules.dossier.recorded_act import Context, Step, perhaps
from xinfang_rules.facts.values import UNKNOWN

Standing: TypeAlias = Callable[[str, Choice, Part], str | None]
"""Returns the status of a rule's norm in the part of an act on the day on which a part's piece arrived, if known."""

Facts: TypeAlias = dict[str, Any]

_OF_THE_HANDLING: Final = frozenset({"handler", "reviewer", "reexaminer", "petitioner"})


class Projection:
    """Makes cases of parts.

    Args:
        record: The record.
        standing: Evaluates an earlier part.
        closed: Whether what is not recorded has not happened, as far as the record is said to be complete.
    """

    def __init__(self, record: Record, standing: Standing, *, closed: bool = True) -> None:
        self._record = record
        self._standing = standing
        self._closed = closed
        self._until: dict[tuple[str | None, ...], date | None] = {}

    def facts(self, part: Part) -> Facts:
        """Returns the facts of a part by their names."""
        record = self._record
        self._until = {}
        received, direct = part.role == "receiver", part.arrival.act == record.structure.raises
        rows, not_told = _asked(record.table, record.acts, record.records, received, direct)
        facts: Facts = {}
        for untold in not_told:
            until = self._shown_until(untold.row, part.context, untold.row.choice.act)
            if until is not None and until >= record.as_of:
                facts.update(untold.none)
            else:
                facts.update(dict.fromkeys(untold.days, UNKNOWN if until is None else open_since(until)))
        stated = self._stated(part)
        for row in rows:
            if row.name not in stated:
                value = row.read(self, row, part)
                if value is not None:
                    facts[row.name] = value
        return facts | stated

    def _stated(self, part: Part) -> Facts:
        dossier = self._record.dossier
        claim, organ = dossier.claims[part.context.claim], dossier.organs[part.context.organ]
        facts = {**named(dossier.matter), **named(organ.facts), **named(claim.facts)}
        for key, shorthand in self._record.table.file.claims.items():
            facts.update(told_of_claim(shorthand, getattr(claim, key, None)))
        return facts

    def _of_arrival(self, row: "_Row", part: Part) -> Any:
        return mapped(row.map, part.arrival.taken(row.take))

    def _of_piece(self, row: "_Row", part: Part) -> Any:
        return mapped(row.map, self._record.raised[part.context.piece].taken(row.take))

    def _of_organ(self, row: "_Row", part: Part) -> Any:
        return getattr(self._record.dossier.organs[part.context.organ], row.take)

    def _number_of(self, row: "_Row", part: Part) -> Any:
        return len(part.context.who(row.take) or ()) or None

    def _of_standing(self, row: "_Row", part: Part) -> Any:
        standing = row.entry.standing
        assert standing is not None, "the row is read so only if it has one"
        status = self._standing(standing.rule, row.choice, part)
        return None if status is None else standing.statuses.get(status)

    def _first_of(self, row: "_Row", part: Part) -> Any:
        record, context = self._record, part.context
        for when, value in row.first_of:
            truth = True if when is None else when(record, context, None)
            if truth is not False:
                return value if truth else None
        return None

    def _of_act(self, row: "_Row", part: Part) -> Any:
        chosen, day = self._record.chosen(row.choice, part.context), row.day
        if not chosen:
            return self._none(row, part, row.choice.act)
        step, sure = chosen[0 if row.entry.pick == "first" else -1]
        if not sure and len(chosen) > 1:
            return UNKNOWN if day else None  # one of several, and nobody knows which
        value = step.taken(row.take)
        if not day:
            return None if not sure else mapped(row.map, value)
        if value is None:  # it is not recorded that it was received
            recorded = (f"{act}.{row.take}" for act in row.choice.act)
            return self._none(row, part, tuple(recorded), since=step)
        if sure:
            return value
        # If it is not this act, then it is what it would be without it.
        return perhaps(value) if self._none(row, part, row.choice.act) is None else UNKNOWN

    def _none(self, row: "_Row", part: Part, acts: tuple[str, ...], *, since: Step | None = None) -> Any:
        """Returns what a fact is if the record shows no such act."""
        until = self._shown_until(row, part.context, acts)
        complete = until is not None and until >= self._record.as_of
        if not row.day:
            return row.entry.none if complete else None
        if complete:
            return None
        return UNKNOWN if until is None or since is not None else open_since(until)

    def _shown_until(self, row: "_Row", context: Context, acts: tuple[str, ...]) -> date | None:
        """Returns until when the record would show acts of a row; None if nobody knows."""
        record = self._record
        if not self._closed or not record.has_column(acts):
            return None
        if row.kept_by not in self._until:
            if row.entry.record == "self":
                kept = record.keepers(row.choice, context)
            else:
                kept = context.who(row.entry.record) or context.who("superior") or ()
            self._until[row.kept_by] = record.kept_until(kept or (context.organ,))
        return self._until[row.kept_by]


def hangs_on_answers(record: Record, part: Part) -> bool:
    """Tells whether an act shows a fact only where a part has an answer, and there is such an act."""
    return any(not sure for choice in _hanging(record.table) for _, sure in record.chosen(choice, part.context))


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row of the table, ready to be read.

    Attributes:
        name: The fact.
        entry: What the table says.
        day: Whether the fact is a day.
        read: What reads it.
        take: What is taken: of an act, of an organ; or whose number.
        map: What each value becomes; None if it stays what it is.
        choice: The acts that it looks at; of others, of no kind.
        kept_by: What settles whose record would show them: the same of rows of which that is the same in one part.
        first_of: Tests, and the value where each holds.
    """

    name: str
    entry: Row
    day: bool
    read: "Callable[[Projection, _Row, Part], Any]"
    take: str
    map: Mapping[str, Any] | None
    choice: Choice
    kept_by: tuple[str | None, ...]
    first_of: tuple[tuple[Reading | None, Any], ...]


class _Untold(NamedTuple):
    """Rows of which the record has no act, and of which the same record would show one.

    Attributes:
        row: One of them.
        days: The facts that are days.
        none: What the others are if there was no such act.
    """

    row: _Row
    days: tuple[str, ...]
    none: Mapping[str, Any]


_READ: Final[Mapping[str, Callable[[Projection, _Row, Part], Any]]] = {
    "act": Projection._of_act,
    "arrival": Projection._of_arrival,
    "piece": Projection._of_piece,
    "organ": Projection._of_organ,
    "number_of": Projection._number_of,
    "standing": Projection._of_standing,
    "first_of": Projection._first_of,
}
"""What reads a row, by the key of its source."""

_NO_ACTS: Final = choice_of(Selection.model_construct(act=()))


@lru_cache(maxsize=8)
def _rows(table: ActsTable) -> tuple[tuple[_Row, bool], ...]:
    """Returns the rows ready to be read, each with whether it is about the handling."""
    return tuple((_row(name, row, day=day), handling) for name, row, day, handling in rows_of(table))


@lru_cache(maxsize=8)
def _hanging(table: ActsTable) -> tuple[Choice, ...]:
    """Returns the selections of which some acts count only where the part has an answer."""
    return tuple(row.choice for row, _ in _rows(table) if row.entry.act is not None and row.entry.act.kind_if)


def _row(name: str, row: Row, *, day: bool) -> _Row:
    source = (row.model_fields_set & _READ.keys()).pop()
    of = row.act if row.standing is None else row.standing.of
    choice = _NO_ACTS if of is None else choice_of(of)
    by = (row.record,) if row.record != "self" else (None, choice.by, choice.to, choice.piece)
    first_of = tuple(
        (None if branch.when is None else reading_of(branch.when), branch.value) for branch in row.first_of or ()
    )
    take = row.take or row.arrival or row.piece or row.organ or row.number_of or ""
    return _Row(name, row, day, _READ[source], take, row.map, choice, by, first_of)


@lru_cache(maxsize=256)
def _asked(
    table: ActsTable, acts: frozenset[str], records: frozenset[str] | None, received: bool, direct: bool
) -> tuple[tuple[_Row, ...], tuple[_Untold, ...]]:
    """Returns the rows that are read for a part, by whether it only received the matter, and whether directly.

    Args:
        table: The table.
        acts: The kinds of acts that the record has; of rows of others it tells no more than that.
        records: The kinds for which it has a place; None if for all.
        received: Whether the part only received the matter.
        direct: Whether it was raised there.
    """
    asked = [row for row, handling in _rows(table)
             if (direct or not row.entry.direct) and not (received and handling)]  # fmt: skip
    rows, groups = list[_Row](), dict[object, list[_Row]]()
    for row in asked:
        if row.entry.act is None or not acts.isdisjoint(row.choice.act):
            rows.append(row)
        elif row.day or row.entry.none is not None:
            placed = records is None or not records.isdisjoint(row.choice.act)
            groups.setdefault((row.kept_by, placed), []).append(row)
    untold = (
        _Untold(
            group[0],
            tuple(row.name for row in group if row.day),
            {row.name: row.entry.none for row in group if not row.day},
        )
        for group in groups.values()
    )
    return tuple(rows), tuple(untold)


@lru_cache(maxsize=8)
def rows_of(table: ActsTable) -> tuple[tuple[str, Row, bool, bool], ...]:
    """Returns the rows with their facts, whether these are days, and whether they are about the handling."""
    facts, file = table.rulebook.facts, table.file
    remedies = set(file.structure.remedies)
    return tuple(
        (name, row, facts[name].kind == "date", _of_the_handling(row, remedies)) for name, row in file.facts.items()
    )


def _of_the_handling(row: Row, remedies: set[str]) -> bool:
    """Tells whether a row is about what the handler does, or what follows it."""
    if row.record != "self" or row.act is None:
        return row.record != "self"
    return row.act.by in _OF_THE_HANDLING or set(row.act.act) <= remedies


def mapped(become: Mapping[str, Any] | None, value: Any) -> Any:
    """Returns what a value that an act tells becomes."""
    if become is None or value is None:
        return value
    return become.get(str(value).lower() if isinstance(value, bool) else value)


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
