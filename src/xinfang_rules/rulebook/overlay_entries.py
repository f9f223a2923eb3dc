"""The shape of what an overlay says of itself: what it is, over what and when it holds, and what it changes."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from xinfang_rules.sources.entry_base import Entry, IsoDate, Line, Provision, RuleId, Text

InstrumentId: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]*$", max_length=80)]
Status: TypeAlias = Literal["in_force", "superseded", "repealed", "unverified"]


def as_list(value: object) -> object:
    """Takes one entry as a list of one."""
    return value if isinstance(value, list) else [value]


Bases: TypeAlias = Annotated[list[InstrumentId], BeforeValidator(as_list), Field(min_length=1)]
"""Instruments of base packs."""


def lies_over(bases: Collection[str] | None, base: str) -> bool:
    """Tells whether what names these bases counts over one of them; what names none counts over all."""
    return bases is None or base in bases


class ChangeEntry(Entry):
    """A change that an overlay makes to what stands underneath it, and on what grounds.

    It sets a number or a setting, replaces an entry by its own of the same name, removes a rule (from a day on),
    displaces a rule by an exception, extends a question or a concept by a rule, or constrains which cases are
    admissible. `over` names the bases over which it is made, if not over all.
    """

    sets: Text | None = None
    replaces: Text | None = None
    removes: RuleId | None = None
    displaces: RuleId | None = None
    extends: Text | None = None
    constrains: RuleId | None = None
    since: Annotated[IsoDate | None, Field(alias="from")] = None
    over: Bases | None = None
    because: Line


class ValidityEntry(Entry):
    """The days on which it is established that an overlay holds; without `until`, from the first on."""

    since: Annotated[IsoDate, Field(alias="from")]
    until: IsoDate | None = None


class OverlayEntry(Entry):
    """An overlay's identity, where and when it holds, and everything that it changes of what stands underneath it.

    `status` says what it is after the last day of `in_force`: superseded or repealed, and not applied; or unverified,
    and applied if a user lays it, which asserts that it holds. Without a last day it is in force. `checked_on` is the
    day on which somebody looked.
    """

    id: InstrumentId
    title: Line
    bases: Bases | None = None
    place: Line | None = None
    in_force: ValidityEntry | None = None
    status: Status | None = None
    checked_on: IsoDate | None = None
    changes: list[ChangeEntry] = Field(default_factory=list)

    @model_validator(mode="after")
    def _dated(self) -> Self:
        told = (self.in_force, self.status, self.checked_on)
        if any(part is None for part in told) and any(part is not None for part in told):
            raise ValueError("in_force, status and checked_on stand together: from when, what it is, who looked when")
        if self.in_force is not None:
            since, until = self.in_force.since, self.in_force.until
            if (until is None) is not (self.status == "in_force"):
                raise ValueError("what is in_force has no last day (until), and what has one is something else after")
            if until is not None and until < since:
                raise ValueError(f"the last day is before {since}, on which the overlay comes into force")
        return self

    def status_on(self, day: date) -> Status | None:
        """Returns its status on a day; None before its first, or where it says nothing of its days."""
        days = self.in_force
        if days is None or day < days.since:
            return None
        return "in_force" if days.until is None or day <= days.until else self.status

    @property
    def last_applied(self) -> date | None:
        """The last day on which its rules are applied; None if they are for as long as somebody lays it."""
        ended = self.status in ("superseded", "repealed")
        return self.in_force.until if ended and self.in_force is not None else None


class ConflictEntry(Entry):
    """A provision of a base with which a rule cannot stand together: over that base it is told, and not applied."""

    base: Annotated[InstrumentId, Field(alias="with")]
    at: Provision
    quote: Annotated[Line, Field(min_length=2)]
    because: Line
