"""The shape of what rule files say of working days: the statute's festivals, and notices."""

from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from xinfang_rules.sources.entry_base import Entry, IsoDate, Line, Text


class DayEntry(Entry):
    """A day that comes every year: of the Gregorian or the lunar calendar, or a solar term."""

    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    lunar_month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    term: Line | None = None
    offset: StrictInt = 0

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        given = [name for name in ("month", "lunar_month", "term") if getattr(self, name) is not None]
        if len(given) != 1 or (self.day is None) is not (self.term is not None):
            raise ValueError("give month and day, lunar_month and day, or term")
        return self


class SourceEntry(Entry):
    """Where something is said that is no instrument at hand."""

    document: Line
    at: Text | None = None
    issued: IsoDate | None = None
    quote: Annotated[str, Field(strict=True, min_length=2, max_length=40)] | None = None


class ReachEntry(Entry):
    """So many days before the first day, and after the last."""

    before: Annotated[StrictInt, Field(ge=0, le=31)]
    after: Annotated[StrictInt, Field(ge=0, le=31)]


class FestivalEntry(Entry):
    """A festival, and how far around it a notice moves working days."""

    festival: Text
    title: Line
    off: ReachEntry
    worked: ReachEntry


class FestivalEditionEntry(Entry):
    """The days off for all citizens from a day on, by festival."""

    since: Annotated[IsoDate, Field(alias="from")]
    source: SourceEntry
    days: dict[str, Annotated[list[DayEntry], Field(min_length=1)]]


class AroundEntry(Entry):
    """A festival that falls within some days of the year."""

    festival: Text
    first: Annotated[DayEntry, Field(alias="from")]
    last: Annotated[DayEntry, Field(alias="through")]


class JoinedEntry(AroundEntry):
    """Where one festival makes one holiday with another."""

    other: Annotated[Text, Field(alias="with")]
    off_after: StrictInt


class SingleEntry(Entry):
    """What becomes of a festival of one day, by its weekday."""

    weekday: Annotated[StrictInt, Field(ge=1, le=7)]
    off: list[StrictInt] = Field(default_factory=list)
    worked: list[StrictInt] = Field(default_factory=list)


class RunEntry(Entry):
    """A holiday of several days."""

    festival: Text
    days: StrictInt
    joined: StrictInt | None = None
    anywhere: StrictBool = False


class FurtherEntry(AroundEntry):
    """A festival that makes the days worked in exchange for another's move back further."""

    of: Text
    before: StrictInt


class ExchangeEntry(ReachEntry):
    """Which days may be worked in exchange."""

    longest_work: StrictInt
    source: SourceEntry
    further: FurtherEntry


class ForecastEntry(Entry):
    """What is expected of a notice that is not there yet."""

    since: Annotated[IsoDate, Field(alias="from")]
    source: SourceEntry
    label: Line
    single: Annotated[list[SingleEntry], Field(min_length=7, max_length=7)]
    runs: list[RunEntry]
    not_covered: AroundEntry
    exchange: ExchangeEntry


class CalendarEntry(Entry):
    """The festival days of the statute, and how far a notice may reach."""

    worked_from: StrictInt
    festivals: Annotated[list[FestivalEntry], Field(min_length=1)]
    joined: JoinedEntry
    computed_through: Annotated[StrictInt, Field(ge=2000, le=2100)]
    ask: Annotated[str, Field(strict=True, pattern=r"\{year\}")]
    editions: Annotated[list[FestivalEditionEntry], Field(min_length=1)]
    forecast: ForecastEntry


class DaysEntry(Entry):
    """Days in a row, the first and the last of them included."""

    first: Annotated[IsoDate, Field(alias="from")]
    last: Annotated[IsoDate, Field(alias="through")]


def _as_days(value: object) -> object:
    return value if isinstance(value, dict) else {"from": value, "through": value}


NoticeDay: TypeAlias = Annotated[DaysEntry, BeforeValidator(_as_days)]


class NoticeEntry(Entry):
    """A notice of the holidays of a year, or of single days that are otherwise than what else is known."""

    year: Annotated[StrictInt, Field(ge=1999, le=2100)]
    document: Line
    only_these_days: StrictBool = False
    off: list[NoticeDay] = Field(default_factory=list)
    worked: list[NoticeDay] = Field(default_factory=list)
