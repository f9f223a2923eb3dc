"""The shape of a mapping: which column of a register tells which act, fact or property of the claim, in which words.

A *slot* of `acts` is an act that each row may have; columns say when it was done, whether, of what kind. What no column
can say, because it is the same in every row, stands in the mapping itself: the organs, the claim, facts of the matter.
"""

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from xinfang_rules.dossier.dossier_model import DossierClaim, DossierOrgan, Label
from xinfang_rules.sources.entry_base import Entry, FactName, Line, RuleId, Text, as_tuple

Slot: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Target: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=80)]
Word: TypeAlias = StrictBool | StrictInt | Annotated[str, Field(strict=True)]
Words: TypeAlias = dict[Line, Word]

REFUSED: Final = "refused"
CLAIM_KEYS: Final = ("competent", "category", "remedy")


Lines: TypeAlias = Annotated[tuple[Line, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class WhenEntry(Entry):
    """In which rows there is the act: where a column that may be `choose`n from has one of some words."""

    column: Line
    is_: Annotated[Lines, Field(alias="is")]


class SlotEntry(Entry):
    """An act that each row may have.

    Attributes:
        act: Its kind, of `acts.yaml`.
        by: By which organ; left out where the petitioner does it, or a column says it.
        to: To which organ.
        piece: The piece that it belongs to, where a row has several.
        kind: Which kind of it, if every row's is the same.
        outcome: Which outcome, likewise.
        same_day: Whether it reached its addressee on the day on which it was done.
        fields: What else it states in every row.
        when: In which rows there is it, if not in all that tell a day of it.
        assumed: What is taken to be so here though the source of the mapping does not say it.
    """

    act: Slot
    by: Label | None = None
    to: Label | None = None
    piece: Label | None = None
    kind: Slot | None = None
    outcome: Slot | None = None
    same_day: StrictBool = False
    fields: dict[Slot, Word] = Field(default_factory=dict)
    when: WhenEntry | None = None
    assumed: Line | None = None


class GiveEntry(Entry):
    """One thing that a column says; exactly one of the first four keys.

    Attributes:
        set: `<slot>.day`, `.received`, `.done` (whether it was), `.by`, `.to`, `.kind`, `.outcome`, a field of the act;
            or `claim.competent`, `claim.category`, `claim.remedy`.
        fact: A fact of the matter.
        check: A norm of which the column gives the register's own last day; it is compared, never believed.
        bars: A presumption that must not be made where the column has one of the words that mean `true`.
        words: Which word means which value; or the name of a list of `words`. `unknown` is meant by what says nothing.
        others: What any other word means, or `unknown` if it says nothing; they are refused if this is left out.
        blank: What an empty cell means, if it means anything.
        alternative: Whether a column before tells the same: a row may have it in the one or in the other.
    """

    set: Target | None = None
    fact: FactName | None = None
    check: RuleId | None = None
    bars: Slot | None = None
    words: Words | Slot | None = None
    others: Word = REFUSED
    blank: Word | None = None
    alternative: StrictBool = False

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if len({"set", "fact", "check", "bars"} & self.model_fields_set) != 1:
            raise PydanticCustomError("one_key", "give one of set, fact, check, bars", {"zh": _ONE_KEY})
        return self


_ONE_KEY: Final = "set、fact、check、bars 之中写一项，只写一项"
Gives: TypeAlias = Annotated[tuple[GiveEntry, ...], BeforeValidator(as_tuple), Field(min_length=1)]


class ColumnEntry(Entry):
    """A column.

    Attributes:
        also: Other headings under which it is found.
        gives: What it says.
        choose: The words that may stand in it, where acts depend on them (`when`).
        use: `reference`, the number by which the office knows the case; `keep`, to be shown beside; `personal`, about a
            person: dropped, never read; `ignored`.
        shown: How what stands in a column that is kept is shown, such as the words for codes.
        assumed: What is taken to be so here though the source of the mapping does not say it.
    """

    also: Lines = ()
    gives: Gives = ()
    choose: Lines = ()
    use: Literal["reference", "keep", "personal", "ignored"] | None = None
    shown: dict[Line, Line] = Field(default_factory=dict)
    assumed: Line | None = None


class HeaderEntry(Entry):
    """Where the headings stand, if they are not to be looked for.

    Attributes:
        row: Their first row, from 1.
        rows: How many rows they have; two-line headings are read as `upper/lower` where the lower ones do not do.
    """

    row: Annotated[StrictInt, Field(ge=1, le=100)]
    rows: Annotated[StrictInt, Field(ge=1, le=3)] = 1


class DaysEntry(Entry):
    """How days are written, where the text does not say.

    Attributes:
        order: Of `3/5/2024`, which is the month: `mdy` or `dmy`. Such days are refused if this is left out.
        base: The year from which the workbook counts its days, if the file does not say so itself.
    """

    order: Literal["mdy", "dmy"] | None = None
    base: Literal[1900, 1904] = 1900


class MappingFile(Entry):
    """A mapping.

    Attributes:
        register: Its name.
        title: What it is called.
        source: Where the columns are known from, and how completely.
        assumed: What is taken to be so though the source does not say it.
        sheet: The sheet, if it has to have a name.
        header: Where the headings stand; looked for in the first rows if left out.
        days: How days are written.
        empty: The texts that stand for an empty cell.
        complete: Whether the register is kept up to the day on which it is looked at: then what it has a column for and
            does not tell has not happened.
        organs: The organs, as in a dossier.
        claim: The claim, as in a dossier.
        matter: Facts that are the same in every row, group by group.
        acts: The acts that each row may have, in the order in which they are usually done.
        never_presume: Presumptions that must not be made for any row, each with the reason.
        words: Lists of words that several columns have in common.
        columns: The columns, by their headings.
    """

    register_: Annotated[str, Field(alias="register", strict=True, pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    title: Line
    source: Text
    assumed: Lines = ()
    sheet: Line | None = None
    header: HeaderEntry | None = None
    days: DaysEntry = DaysEntry()
    empty: Lines = ()
    complete: StrictBool = False
    organs: dict[Label, DossierOrgan]
    claim: DossierClaim = DossierClaim()
    matter: dict[str, Any] = Field(default_factory=dict)
    acts: dict[Slot, SlotEntry]
    never_presume: dict[Slot, Line] = Field(default_factory=dict)
    words: dict[Slot, Words] = Field(default_factory=dict)
    columns: dict[Line, ColumnEntry]
