"""The shape of what rule files say of an instrument: its articles, and the settings that concern all of its rules."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.entries import ActionName, BearerName, CiteEntry, Remark
from xinfang_rules.rulebook.overlay_entries import InstrumentId, as_list
from xinfang_rules.sources.entry_base import Entry, IsoDate, Line, QuestionId, Text


class ParagraphEntry(Entry):
    """A paragraph of the instrument; of a partial text it may say which one it is."""

    paragraph: Annotated[StrictInt | None, Field(ge=1)] = None
    gist: Text
    coverage: Literal["encoded", "definition", "organisational", "not_decidable", "open"]
    reason: Text | None = None
    items: list[Text] = Field(default_factory=list)


class ArticleEntry(Entry):
    """An article of the instrument."""

    article: Annotated[StrictInt, Field(ge=1)]
    chapter: Line
    title: Line
    paragraphs: Annotated[list[ParagraphEntry], Field(min_length=1)]

    def numbered(self) -> Iterator[tuple[int, ParagraphEntry]]:
        """Yields the paragraphs with their numbers: those that they say, else one after the other."""
        number = 0
        for paragraph in self.paragraphs:
            number = paragraph.paragraph or number + 1
            yield number, paragraph


class PublishedEntry(Entry):
    """Who publishes an official text, and where it is found."""

    by: Line
    address: Annotated[str, Field(pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._/%-]*)?$")]


class InstrumentEntry(Entry):
    """The instrument's identity, where its official text is published, and how much of it is accounted for.

    `text` says whether its whole text was at hand; `selected`, that only the articles listed are accounted for.
    """

    id: InstrumentId
    title: Line
    issuer: Line
    adopted: IsoDate | None = None
    promulgated: IsoDate
    in_force_from: IsoDate
    in_force_until: IsoDate | None = None
    published: PublishedEntry | None = None
    text: Literal["whole", "partial"] = "whole"
    selected: StrictBool = False


class GovernedByEntry(Entry):
    """Which day decides what law governs."""

    day: Text
    interpretive: Text
    disputed: StrictBool = False


class RollOnEntry(Entry):
    """Whose last day runs on to the next working day."""

    bearers: list[BearerName]
    interpretive: Text
    disputed: StrictBool = False


class CountingEntry(Entry):
    """How days are counted."""

    interpretive: Text


class InstrumentCountingEntry(Entry):
    """Whose last days run on to the next working day, of the periods that certain instruments set."""

    instruments: Annotated[list[Text], BeforeValidator(as_list), Field(alias="for", min_length=1)]
    roll_on: Literal["all"] | list[BearerName]
    cite: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)
    interpretive: Remark | None = None


class GraveEntry(Entry):
    """The conclusions that say on which readings they rest: articles of liability, and answers that refuse."""

    articles: list[Annotated[StrictInt, Field(ge=1)]] = Field(default_factory=list)
    answers: dict[QuestionId, list[QuestionId]] = Field(default_factory=dict)


class ConductNormEntry(Entry):
    """Norms that may rest on conduct; with `only: status`, whether they are met may, not whether they apply."""

    kind: NormKind
    bearer: BearerName
    action: ActionName
    only: Literal["status"] | None = None


class ConductEntry(Entry):
    """What the petitioner's conduct may lead to: no answer, and no norm but these, rests on these facts.

    A fact that serves one of the articles says whether it is such a fact.
    """

    facts: list[Text]
    articles: list[Annotated[StrictInt, Field(ge=1)]] = Field(default_factory=list)
    norms: list[ConductNormEntry]


class DutiesEntry(Entry):
    """Which facts tell what a duty of organs is for, as single facts or groups.

    What rests on a breach answers it; what rests on the sender, and does not speak of the petitioner, is owed to the
    organ that sent the matter.
    """

    breaches: list[Text] = Field(default_factory=list)
    senders: list[Text] = Field(default_factory=list)


class CalledEntry(Entry):
    """What the field calls several things together, in titles of pages: what a petition office proposes."""

    proposals: Line | None = None


class SettingsEntry(Entry):
    """Readings that concern the whole rulebook."""

    counting: CountingEntry
    governed_by: GovernedByEntry
    roll_on: RollOnEntry
    grave: GraveEntry = Field(default_factory=GraveEntry)
    conduct: ConductEntry | None = None
    duties: DutiesEntry = Field(default_factory=DutiesEntry)
    called: CalledEntry = Field(default_factory=CalledEntry)


class SettingsPart(Entry):
    """Settings as a file gives them: a pack all of them, an overlay those that it sets."""

    counting: CountingEntry | None = None
    governed_by: GovernedByEntry | None = None
    roll_on: RollOnEntry | None = None
    grave: GraveEntry | None = None
    conduct: ConductEntry | None = None
    duties: DutiesEntry | None = None
    called: CalledEntry | None = None
