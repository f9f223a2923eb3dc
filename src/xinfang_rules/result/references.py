"""What a result names that it was worked out by."""

from typing import Annotated, Literal, TypeAlias

from pydantic import StrictInt

from xinfang_rules.result.closed_lists import OR_NAME
from xinfang_rules.result.result_parts import Day, ResultPart

ChangeKind: TypeAlias = Literal["sets", "replaces", "removes", "displaces", "extends", "constrains"]
"""How an overlay changes what stands underneath it.

It sets a number, a notice of holidays or a setting; replaces an entry by one of the same name; removes a rule;
displaces a rule by an exception to it; extends a question or a concept by a rule; constrains which cases are
admissible.
"""

OverlayStatus: TypeAlias = Literal["in_force", "superseded", "repealed", "unverified"]
"""What is known of whether an overlay holds."""


class Change(ResultPart):
    """What an overlay changes of what stands underneath it: of the pack, or of an overlay laid before it.

    Attributes:
        kind: In which way.
        what: The identifier of what is changed: a rule, a parameter, a question, a concept, a constraint,
            `settings.roll_on`, or `notices.2027`.
        by: The rules of the overlay that do it, where it is done by rules.
        text: What is different, in Chinese.
        because: On what grounds, in the overlay's own words.
    """

    kind: Annotated[ChangeKind, OR_NAME]
    what: str
    by: tuple[str, ...] = ()
    text: str
    because: str | None = None


class ConsultedInstrument(ResultPart):
    """An instrument that an overlay brings along.

    Attributes:
        id: Its identifier, by which citations name it.
        title: Its title.
        in_force_from: The first day of this edition of it.
        in_force_until: The last day, if there is one.
        text: Whether the whole text was at hand when it was encoded, or a part (`partial`).
    """

    id: str
    title: str
    in_force_from: Day
    in_force_until: Day | None = None
    text: Annotated[Literal["whole", "partial"], OR_NAME] = "whole"


class OverlayRef(ResultPart):
    """An overlay that is laid over a rulebook.

    Attributes:
        id: Its identifier; of notices alone, which need none, the name of their file.
        title: Its title.
        digest: SHA-256 of its rule files, as `xinfang_rules.rulebook.digests` takes it.
        changes: Everything that it changes of what stands underneath.
        place: Where it holds, such as 上海; None if everywhere, or if it does not say.
        in_force_from: The first day for which it is established that it holds; None if it does not say.
        in_force_until: The last one; None if it holds still.
        status: `in_force`, or what it is after that day: `superseded`, `repealed` or `unverified`.
        checked_on: The day on which somebody looked.
        instruments: The instruments that it brings along.
    """

    id: str
    title: str
    digest: str
    changes: tuple[Change, ...] = ()
    place: str | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    status: Annotated[OverlayStatus, OR_NAME] | None = None
    checked_on: Day | None = None
    instruments: tuple[ConsultedInstrument, ...] = ()


class ConsideredInstrument(ResultPart):
    """An instrument that is at hand for a petition, and whether it governs it.

    Attributes:
        id: Its identifier.
        title: Its title.
        place: Where it holds, such as 上海; None if everywhere.
        in_force_from: The first day for which it is established that it is in force; None if it does not say.
        in_force_until: The last one; None if it still is.
        edition: Of the regulation that governs, the first day of the edition in force.
        status: `governs`; `not_in_force` on the day of receipt; `unverified`, so that it is not applied; or
            `not_selected`, as neither day nor place makes it apply.
        because: Why, in Chinese.
        checked_on: The day on which somebody looked whether it is in force.
    """

    id: str
    title: str
    place: str | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    edition: Day | None = None
    status: Annotated[Literal["governs", "not_in_force", "unverified", "not_selected"], OR_NAME]
    because: str
    checked_on: Day | None = None


class CalendarRef(ResultPart):
    """What the working days rest on by which some last day was counted; the data themselves stand in the provenance.

    Attributes:
        festivals: The statute on festival days in force on the day of evaluation, as it is cited.
        missing_notices: The years whose notices would make some last day certain.
    """

    festivals: str
    missing_notices: tuple[StrictInt, ...] = ()


class InstrumentRef(ResultPart):
    """The instrument that governs; what was laid over it stands in the provenance.

    Attributes:
        id: The rulebook's identifier.
        title: The instrument's title.
    """

    id: str
    title: str
