"""The shape of files of indicators: columns of registers, days, indicators with their variants, tables of a report.

A condition is one of the rule language, over facts, concepts, questions, statuses (`status.<rule>`), last days
(`due.<rule>`), and what the file declares itself: columns of a register and derived days; `as_of` is the day of
evaluation. Numbers of the law stand in its rules; a number here is that of a source which counts so.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from xinfang_rules.rulebook.entries import CiteEntry, ConditionData
from xinfang_rules.rulebook.overlay_entries import as_list
from xinfang_rules.sources.entry_base import ConceptId, Entry, Line, QuestionId, Text

Cites: TypeAlias = Annotated[list[CiteEntry], BeforeValidator(as_list)]
Dotted: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_.\[\]-]*$", max_length=120)]


class SourceEntry(Entry):
    """Who counts so: a publication, or a program whose source is public."""

    source: QuestionId
    title: Line
    note: Text | None = None


class ColumnEntry(Entry):
    """A column of a register that is no fact of the law: whether somebody was satisfied, who has the matter.

    Attributes:
        column: Its name; in a table the dot is `__`, as of a fact.
        title: What it is called.
        kind: What its values are; a `text` is only grouped by.
        values: Of an `enum`, with their titles.
        headings: What the column is called in registers that are read by a mapping; there a value is written by its
            title, a truth as 是 or 否.
        told_by: What else in a mapping tells it: `check` of a norm (its own last day), `set` of a field of an act,
            `bars` of a presumption; or `value_of`, another column in which a value stands, and then it `is` what.
        blank: Of an `enum`, what an empty cell means in a register that is complete.
        set_day: Of a `date`, whether somebody set it, so that it may lie in the future.
        meaning: What counts as true, or what the values mean.
    """

    column: ConceptId
    title: Line
    kind: Literal["bool", "enum", "date", "text"] = "bool"
    values: dict[QuestionId, Line] = Field(default_factory=dict)
    headings: list[Line] = Field(default_factory=list)
    told_by: dict[Literal["check", "set", "bars", "value_of", "is"], Line] = Field(default_factory=dict)
    blank: QuestionId | None = None
    set_day: StrictBool = False
    meaning: Text | None = None

    @model_validator(mode="after")
    def _values_of_enum(self) -> Self:
        if (self.kind == "enum") is not bool(self.values):
            chinese = {"zh": "enum 要写 values，其他的不写"}
            raise PydanticCustomError("values", "an enum has values, and nothing else has", chinese)
        return self


class DayEntry(Entry):
    """A day that is worked out: so many days after another one, the day itself not counted."""

    day: ConceptId
    title: Line
    from_: Annotated[Dotted, Field(alias="from")]
    add: Annotated[StrictInt, Field(ge=1)]
    source: QuestionId


class VariantEntry(Entry):
    """One way to count an indicator.

    Attributes:
        variant: Its name.
        title: What distinguishes it.
        cohort: The day that has to lie in the period.
        denominator: Which cases count; all if left out.
        numerator: Which of these are a success.
        left_out: Which cases do not count, and why, in Chinese.
        cite: The provisions on which it rests.
        source: Who counts so, if it is not the law.
        interpretive: The reading it is, where neither says so.
    """

    variant: QuestionId
    title: Line
    cohort: Dotted
    denominator: ConditionData = None
    numerator: ConditionData
    left_out: Text
    cite: Cites = Field(default_factory=list)
    source: QuestionId | None = None
    interpretive: Text | None = None

    @model_validator(mode="after")
    def _somebody_says_so(self) -> Self:
        if not (self.cite or self.source or self.interpretive):
            message = "say who counts so: cite, source, or interpretive for a reading"
            chinese = {"zh": "写明谁这样计算：cite、source，或者作为解释的 interpretive"}
            raise PydanticCustomError("grounds", message, chinese)
        return self


class IndicatorEntry(Entry):
    """An indicator: a rate, or where only the numerator is of interest a `count`."""

    indicator: QuestionId
    title: Line
    meaning: Text
    kind: Literal["rate", "count"] = "rate"
    variants: Annotated[list[VariantEntry], Field(min_length=1)]


class TableEntry(Entry):
    """A table of a report: indicators, in rows by what they are grouped by.

    Attributes:
        title: What stands above it.
        by: What makes its rows: `month` of the cohort's day, or a column; one row if left out.
        show: The indicators, or single variants as `indicator.variant`; the first variant of an indicator is meant.
        top: How many rows, those of the highest first count, if not all.
        picture: How it is drawn, if it is: `rates` or `counts`, as bars.
    """

    title: Line
    by: Dotted | None = None
    show: Annotated[list[Dotted], Field(min_length=1)]
    top: Annotated[StrictInt, Field(ge=1)] | None = None
    picture: Literal["rates", "counts"] | None = None


class SectionEntry(Entry):
    """A part of a report, with the provision that asks for it."""

    section: QuestionId
    title: Line
    cite: CiteEntry
    tables: list[TableEntry] = Field(default_factory=list)
    lacks: Text | None = None


class IndicatorFile(Entry):
    """A file of indicators: any of these sections."""

    of: QuestionId | Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]*$")]
    sources: list[SourceEntry] = Field(default_factory=list)
    columns: list[ColumnEntry] = Field(default_factory=list)
    days: list[DayEntry] = Field(default_factory=list)
    indicators: list[IndicatorEntry] = Field(default_factory=list)
    report: list[SectionEntry] = Field(default_factory=list)
