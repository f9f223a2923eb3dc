"""The shape of a rule file: its sections. From it comes the JSON Schema that editors complete rule files with."""

from pydantic import Field

from xinfang_rules.facts.vocabulary_entries import (
    ActionEntry,
    BearerEntry,
    CaseEntry,
    FactEntry,
    GroupEntry,
    SharedActionEntry,
    SharedBearerEntry,
    SharedFactEntry,
)
from xinfang_rules.rulebook.calendar_entries import CalendarEntry, NoticeEntry
from xinfang_rules.rulebook.entries import (
    ConceptEntry,
    ConstraintEntry,
    NeverPresumedEntry,
    ParameterEntry,
    PresumptionEntry,
    QuestionEntry,
    RemarkEntry,
    RenameEntry,
    RuleEntry,
)
from xinfang_rules.rulebook.instrument_entries import (
    ArticleEntry,
    InstrumentCountingEntry,
    InstrumentEntry,
    SettingsPart,
)
from xinfang_rules.rulebook.overlay_entries import Bases, OverlayEntry
from xinfang_rules.sources.entry_base import Entry


class RuleFile(Entry):
    """A rule file: any of these sections, in any file of the pack.

    `over`, in a file of an overlay, names the bases over which the file counts, if not over all.
    """

    over: Bases | None = None
    instrument: InstrumentEntry | None = None
    articles: list[ArticleEntry] = Field(default_factory=list)
    settings: SettingsPart | None = None
    overlay: OverlayEntry | None = None
    remarks: list[RemarkEntry] = Field(default_factory=list)
    case: CaseEntry | None = None
    groups: list[GroupEntry] = Field(default_factory=list)
    facts: list[FactEntry] = Field(default_factory=list)
    bearers: list[BearerEntry] = Field(default_factory=list)
    actions: list[ActionEntry] = Field(default_factory=list)
    shared_facts: list[SharedFactEntry] = Field(default_factory=list)
    shared_bearers: list[SharedBearerEntry] = Field(default_factory=list)
    shared_actions: list[SharedActionEntry] = Field(default_factory=list)
    parameters: list[ParameterEntry] = Field(default_factory=list)
    questions: list[QuestionEntry] = Field(default_factory=list)
    concepts: list[ConceptEntry] = Field(default_factory=list)
    rules: list[RuleEntry] = Field(default_factory=list)
    constraints: list[ConstraintEntry] = Field(default_factory=list)
    presumptions: list[PresumptionEntry] = Field(default_factory=list)
    never_presumed: list[NeverPresumedEntry] = Field(default_factory=list)
    renamed: list[RenameEntry] = Field(default_factory=list)
    counting: list[InstrumentCountingEntry] = Field(default_factory=list)
    calendar: CalendarEntry | None = None
    notices: list[NoticeEntry] = Field(default_factory=list)
