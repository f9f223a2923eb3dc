"""What a result names that it was worked out by."""

from typing import Annotated, Literal, TypeAlias

from pydantic import StrictInt

from xinfang_rules.result.closed_lists import OR_NAME
from xinfang_rules.result.result_parts import ResultPart

ChangeKind: TypeAlias = Literal["sets", "replaces", "removes", "displaces", "extends", "constrains"]
"""How an overlay changes what stands underneath it.

It sets a number, a notice of holidays or a setting; replaces an entry by one of the same name; removes a rule;
displaces a rule by an exception to it; extends a question or a concept by a rule; constrains which cases are
admissible.
"""


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


class OverlayRef(ResultPart):
    """An overlay that is laid over a rulebook.

    Attributes:
        id: Its identifier; of notices alone, which need none, the name of their file.
        title: Its title.
        digest: SHA-256 of its rule files, as `xinfang_rules.rulebook.digests` takes it.
        changes: Everything that it changes of what stands underneath.
    """

    id: str
    title: str
    digest: str
    changes: tuple[Change, ...] = ()


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
