"""China's Regulations on Petition Work (《信访工作条例》) as rules: a case in, decisions and duties with citations out.

    from datetime import date
    from xinfang_rules import evaluate

    result = evaluate({"organ": {"kind": "other"}, "petition": {"request": "new"}}, as_of=date(2024, 5, 1))
    result.decisions["disposition"].status
    result.needs[0].question

Everything is imported at first use, so that `import xinfang_rules` costs next to nothing. What there is stands in
`__all__`; `dir()` lists only what has been imported, because tools that walk through all modules, such as freezegun,
ask for whatever it lists.
"""

from typing import TYPE_CHECKING

from xinfang_rules._version import __version__
from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.errors import (
        ArgumentError,
        CalendarError,
        CaseError,
        DiagnosedError,
        Diagnostic,
        EngineDisagreement,
        EngineError,
        InstrumentError,
        Language,
        Position,
        RegisterError,
        ResultError,
        RulebookError,
        TextError,
        XinfangError,
    )
    from xinfang_rules.evaluation.case_reading import read_case
    from xinfang_rules.evaluation.choosing import instruments_for
    from xinfang_rules.evaluation.evaluate import Locate, evaluate
    from xinfang_rules.evaluation.replay import Replay, replay
    from xinfang_rules.facts.case import (
        FACTS,
        Accusation,
        AdministrativeRoute,
        ArbitrationRoute,
        Case,
        Category,
        Channel,
        Competence,
        DutyRoute,
        Form,
        GivenOpinion,
        Handling,
        History,
        Intake,
        JudicialRoute,
        LegalBasis,
        NoticeContent,
        OpinionContent,
        Order,
        Organ,
        OrganConduct,
        OrganKind,
        OrganLevel,
        PartyRoute,
        Petition,
        ProhibitedAct,
        Remedy,
        RequestKind,
        Sender,
        Timeline,
        VisitLevel,
    )
    from xinfang_rules.facts.day_bounds import DayBounds
    from xinfang_rules.facts.group import FactGroup
    from xinfang_rules.facts.outputs import Action, Bearer
    from xinfang_rules.facts.specs import FactKind, Facts, FactSpec
    from xinfang_rules.facts.values import UNKNOWN, Term, Unknown
    from xinfang_rules.renaming import Rename, Renamed, RenamedWarning
    from xinfang_rules.result import (
        CalendarRef,
        CalendarSource,
        Change,
        Choice,
        Citation,
        ConsideredInstrument,
        ConsultedInstrument,
        Deadline,
        Deadlines,
        Decision,
        ExpectedDays,
        InstrumentRef,
        Labels,
        Need,
        Norm,
        Note,
        OutcomeDifference,
        OverlayRef,
        Provenance,
        Reading,
        Result,
        RulebookRef,
        SourceDifference,
    )
    from xinfang_rules.result.compact import (
        CompactDecision,
        CompactLabels,
        CompactNeed,
        CompactNorm,
        CompactNote,
        CompactOverlay,
        CompactProvenance,
        CompactResult,
    )
    from xinfang_rules.result.compact_presumed import (
        CompactPresumed,
        CompactPresumedDecision,
        CompactPresumedFact,
        CompactPresumedNorm,
    )
    from xinfang_rules.result.deadline_list import to_ical
    from xinfang_rules.result.presumed import (
        Grounds,
        NotPresumed,
        Presumed,
        PresumedDecision,
        PresumedFact,
        PresumedNorm,
    )
    from xinfang_rules.result.result_reading import read_result
    from xinfang_rules.result.status_enums import DeadlineKind, DecisionStatus, NormKind, NormStatus
    from xinfang_rules.rulebook.editions import Editions
    from xinfang_rules.rulebook.load import load, shipped_packs
    from xinfang_rules.rulebook.model import Edition, Instrument, Paragraph, QuestionSpec, Rulebook, RulebookId

_HOMES = {
    "errors": (
        "ArgumentError CalendarError CaseError DiagnosedError Diagnostic EngineDisagreement EngineError "
        "InstrumentError Language Position RegisterError ResultError RulebookError TextError XinfangError"
    ),
    "evaluation.case_reading": "read_case",
    "evaluation.choosing": "instruments_for",
    "evaluation.evaluate": "Locate evaluate",
    "evaluation.replay": "Replay replay",
    "facts.case": (
        "FACTS Accusation AdministrativeRoute ArbitrationRoute Case Category Channel Competence DutyRoute "
        "Form GivenOpinion Handling History Intake JudicialRoute LegalBasis NoticeContent OpinionContent Order Organ "
        "OrganConduct OrganKind OrganLevel PartyRoute Petition ProhibitedAct Remedy RequestKind Sender Timeline "
        "VisitLevel"
    ),
    "facts.day_bounds": "DayBounds",
    "facts.group": "FactGroup",
    "facts.outputs": "Action Bearer",
    "facts.specs": "FactKind FactSpec Facts",
    "facts.values": "UNKNOWN Term Unknown",
    "renaming": "Rename Renamed RenamedWarning",
    "result": (
        "CalendarRef CalendarSource Change Choice Citation ConsideredInstrument ConsultedInstrument Deadline Deadlines "
        "Decision ExpectedDays InstrumentRef Labels Need Norm Note OutcomeDifference OverlayRef Provenance Reading "
        "Result RulebookRef SourceDifference"
    ),
    "result.compact": (
        "CompactDecision CompactLabels CompactNeed CompactNorm CompactNote CompactOverlay CompactProvenance "
        "CompactResult"
    ),
    "result.compact_presumed": ("CompactPresumed CompactPresumedDecision CompactPresumedFact CompactPresumedNorm"),
    "result.deadline_list": "to_ical",
    "result.presumed": "Grounds NotPresumed Presumed PresumedDecision PresumedFact PresumedNorm",
    "result.result_reading": "read_result",
    "result.status_enums": "DeadlineKind DecisionStatus NormKind NormStatus",
    "rulebook.editions": "Editions",
    "rulebook.load": "load shipped_packs",
    "rulebook.model": "Edition Instrument Paragraph QuestionSpec Rulebook RulebookId",
}
"""For each module the public names that it defines."""

__all__ = [
    "FACTS",
    "UNKNOWN",
    "Accusation",
    "Action",
    "AdministrativeRoute",
    "ArbitrationRoute",
    "ArgumentError",
    "Bearer",
    "CalendarError",
    "CalendarRef",
    "CalendarSource",
    "Case",
    "CaseError",
    "Category",
    "Change",
    "Channel",
    "Choice",
    "Citation",
    "CompactDecision",
    "CompactLabels",
    "CompactNeed",
    "CompactNorm",
    "CompactNote",
    "CompactOverlay",
    "CompactPresumed",
    "CompactPresumedDecision",
    "CompactPresumedFact",
    "CompactPresumedNorm",
    "CompactProvenance",
    "CompactResult",
    "Competence",
    "ConsideredInstrument",
    "ConsultedInstrument",
    "DayBounds",
    "Deadline",
    "DeadlineKind",
    "Deadlines",
    "Decision",
    "DecisionStatus",
    "DiagnosedError",
    "Diagnostic",
    "DutyRoute",
    "Edition",
    "Editions",
    "EngineDisagreement",
    "EngineError",
    "ExpectedDays",
    "FactGroup",
    "FactKind",
    "FactSpec",
    "Facts",
    "Form",
    "GivenOpinion",
    "Grounds",
    "Handling",
    "History",
    "Instrument",
    "InstrumentError",
    "InstrumentRef",
    "Intake",
    "JudicialRoute",
    "Labels",
    "Language",
    "LegalBasis",
    "Locate",
    "Need",
    "Norm",
    "NormKind",
    "NormStatus",
    "NotPresumed",
    "Note",
    "NoticeContent",
    "OpinionContent",
    "Order",
    "Organ",
    "OrganConduct",
    "OrganKind",
    "OrganLevel",
    "OutcomeDifference",
    "OverlayRef",
    "Paragraph",
    "PartyRoute",
    "Petition",
    "Position",
    "Presumed",
    "PresumedDecision",
    "PresumedFact",
    "PresumedNorm",
    "ProhibitedAct",
    "Provenance",
    "QuestionSpec",
    "Reading",
    "RegisterError",
    "Remedy",
    "Rename",
    "Renamed",
    "RenamedWarning",
    "Replay",
    "RequestKind",
    "Result",
    "ResultError",
    "Rulebook",
    "RulebookError",
    "RulebookId",
    "RulebookRef",
    "Sender",
    "SourceDifference",
    "Term",
    "TextError",
    "Timeline",
    "Unknown",
    "VisitLevel",
    "XinfangError",
    "__version__",
    "evaluate",
    "instruments_for",
    "load",
    "read_case",
    "read_result",
    "replay",
    "shipped_packs",
    "to_ical",
]


def __getattr__(name: str) -> object:
    return imported(globals(), name, _HOMES)
