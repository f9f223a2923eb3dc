"""From the record of a part to the facts of its case, row by row of `acts.yaml`."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

from xinfang_rules.dossier.acts_file import ClaimShorthand, Row, Selection, StandingOf
from xinfang_rules.dossier.acts_table import ActsTable
from xinfang_rules.dossier.parts import Part
from xinfang_rules.dossier.record import Record, open_since
from xinfang_rules.dossier.recorded_act import Step
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
        self._rows = _rows_asked(record.table)

    def facts(self, part: Part, *, closed: bool = True) -> Facts:
        """Returns the facts of a part by their names.

        Args:
            part: The part.
            closed: Whether what is not recorded has not happened, as far as the record is said to be complete.
        """
        self._closed = closed
        facts = self._stated(part)
        for name, row, day in self._rows[part.role == "receiver"]:
            if name not in facts:
                value = self._value(row, part, day=day)
                if value is not None:
                    facts[name] = value
        return facts

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

    def _value(self, row: Row, part: Part, *, day: bool) -> Any:
        record, context = self._record, part.context
        if row.direct and part.arrival.act != record.structure.raises:
            return None
        if row.act is not None:
            return self._of_act(row, row.act, part, day=day)
        if row.arrival is not None:
            return mapped(row, part.arrival.taken(row.arrival))
        if row.piece is not None:
            return mapped(row, record.raised[context.piece].taken(row.piece))
        if row.organ is not None:
            return getattr(record.dossier.organs[context.organ], row.organ)
        if row.number_of is not None:
            return len(context.who(row.number_of) or ()) or None
        if row.standing is not None:
            status = self._standing(row.standing, part)
            return None if status is None else row.standing.statuses.get(status)
        for branch in row.first_of or ():
            truth = True if branch.when is None else record.truth(branch.when, context)
            if truth is not False:
                return branch.value if truth else None
        return None

    def _of_act(self, row: Row, selection: Selection, part: Part, *, day: bool) -> Any:
        assert row.take is not None, "the table was checked: a row that reads an act takes something of it"
        chosen = self._record.chosen(selection, part.context)
        if not chosen:
            return self._none(row, part, selection.act, day=day)
        step, sure = chosen[0 if row.pick == "first" else -1]
        if not sure and len(chosen) > 1:
            return UNKNOWN if day else None  # one of several, and nobody knows which
        value = step.taken(row.take)
        if not day:
            return None if not sure else mapped(row, value)
        if value is None:  # it is not recorded that it was received
            recorded = (f"{act}.{row.take}" for act in selection.act)
            return self._none(row, part, tuple(recorded), day=True, since=step)
        if sure:
            return value
        # If it is not this act, then it is what it would be without it.
        return _perhaps(value) if self._none(row, part, selection.act, day=True) is None else UNKNOWN

    def _none(self, row: Row, part: Part, acts: tuple[str, ...], *, day: bool, since: Step | None = None) -> Any:
        """Returns what a fact is if the record shows no such act."""
        organs = self._keepers(row, part)
        until = self._record.shown_until(organs, acts) if self._closed else None
        complete = until is not None and until >= self._record.as_of
        if not day:
            return row.none if complete else None
        if complete:
            return None
        return UNKNOWN if until is None or since is not None else open_since(until)

    def _keepers(self, row: Row, part: Part) -> tuple[str, ...]:
        if row.record != "self":
            return part.context.who(row.record) or part.context.who("superior") or (part.context.organ,)
        assert row.act is not None, "only what an act shows may be shown by a record"
        return self._record.keepers(row.act, part.context) or (part.context.organ,)


@lru_cache(maxsize=8)
def rows_of(table: ActsTable) -> tuple[tuple[str, Row, bool, bool], ...]:
    """Returns the rows with their facts, whether these are days, and whether they are about the handling."""
    facts, file = table.rulebook.facts, table.file
    remedies = set(file.structure.remedies)
    return tuple(
        (name, row, facts[name].kind == "date", _of_the_handling(row, remedies)) for name, row in file.facts.items()
    )


@lru_cache(maxsize=8)
def _rows_asked(table: ActsTable) -> tuple[tuple[tuple[str, Row, bool], ...], ...]:
    """Returns the rows with their facts, and whether these are days: all, then those not about the handling."""
    rows = rows_of(table)
    return tuple(row[:3] for row in rows), tuple(row[:3] for row in rows if not row[3])


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
