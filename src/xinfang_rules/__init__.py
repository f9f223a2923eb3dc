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

from importlib import import_module
from typing import TYPE_CHECKING

from xinfang_rules._version import __version__
from xinfang_rules.once import MAKING

if TYPE_CHECKING:
    from xinfang_rules.case import FACTS, Case, FactSpec
    from xinfang_rules.case_reading import read_case
    from xinfang_rules.decide import Locate, evaluate
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
        ResultError,
        RulebookError,
        XinfangError,
    )
    from xinfang_rules.replay import Replay, replay
    from xinfang_rules.result import (
        CalendarRef,
        CalendarSource,
        Change,
        Choice,
        Citation,
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
    from xinfang_rules.result_reading import read_result
    from xinfang_rules.rulebook.load import load, shipped_packs
    from xinfang_rules.rulebook.model import Edition, Instrument, Paragraph, Rulebook, RulebookId
    from xinfang_rules.vocabulary.conduct import Order, OrganConduct
    from xinfang_rules.vocabulary.enums import (
        AdministrativeRoute,
        ArbitrationRoute,
        Category,
        Channel,
        Competence,
        DutyRoute,
        Form,
        Intake,
        JudicialRoute,
        LegalBasis,
        OpinionContent,
        OrganKind,
        PartyRoute,
        ProhibitedAct,
        RequestKind,
        Sender,
        VisitLevel,
    )
    from xinfang_rules.vocabulary.fact import UNKNOWN, FactGroup, Term, Unknown
    from xinfang_rules.vocabulary.handling import Handling
    from xinfang_rules.vocabulary.outputs import Action, Bearer, DecisionStatus, NormKind, NormStatus
    from xinfang_rules.vocabulary.parties import Organ, Petition
    from xinfang_rules.vocabulary.paths import Accusation, History, Remedy
    from xinfang_rules.vocabulary.specs import FactKind
    from xinfang_rules.vocabulary.timeline import Timeline

_HOMES = {
    "FACTS": "case",
    "UNKNOWN": "vocabulary.fact",
    "Accusation": "vocabulary.paths",
    "Action": "vocabulary.outputs",
    "AdministrativeRoute": "vocabulary.enums",
    "ArbitrationRoute": "vocabulary.enums",
    "ArgumentError": "errors",
    "Bearer": "vocabulary.outputs",
    "CalendarError": "errors",
    "CalendarRef": "result",
    "CalendarSource": "result",
    "Case": "case",
    "CaseError": "errors",
    "Category": "vocabulary.enums",
    "Change": "result",
    "Channel": "vocabulary.enums",
    "Choice": "result",
    "Citation": "result",
    "Competence": "vocabulary.enums",
    "Decision": "result",
    "DecisionStatus": "vocabulary.outputs",
    "DiagnosedError": "errors",
    "Diagnostic": "errors",
    "DutyRoute": "vocabulary.enums",
    "Edition": "rulebook.model",
    "EngineDisagreement": "errors",
    "EngineError": "errors",
    "ExpectedDays": "result",
    "FactGroup": "vocabulary.fact",
    "FactKind": "vocabulary.specs",
    "FactSpec": "case",
    "Form": "vocabulary.enums",
    "Handling": "vocabulary.handling",
    "History": "vocabulary.paths",
    "Instrument": "rulebook.model",
    "InstrumentError": "errors",
    "InstrumentRef": "result",
    "Intake": "vocabulary.enums",
    "JudicialRoute": "vocabulary.enums",
    "Labels": "result",
    "Language": "errors",
    "LegalBasis": "vocabulary.enums",
    "Locate": "decide",
    "Need": "result",
    "Norm": "result",
    "NormKind": "vocabulary.outputs",
    "NormStatus": "vocabulary.outputs",
    "Note": "result",
    "OpinionContent": "vocabulary.enums",
    "Order": "vocabulary.conduct",
    "Organ": "vocabulary.parties",
    "OrganConduct": "vocabulary.conduct",
    "OrganKind": "vocabulary.enums",
    "OutcomeDifference": "result",
    "OverlayRef": "result",
    "Paragraph": "rulebook.model",
    "PartyRoute": "vocabulary.enums",
    "Petition": "vocabulary.parties",
    "Position": "errors",
    "ProhibitedAct": "vocabulary.enums",
    "Provenance": "result",
    "Reading": "result",
    "Remedy": "vocabulary.paths",
    "Replay": "replay",
    "RequestKind": "vocabulary.enums",
    "Result": "result",
    "ResultError": "errors",
    "Rulebook": "rulebook.model",
    "RulebookError": "errors",
    "RulebookId": "rulebook.model",
    "RulebookRef": "result",
    "Sender": "vocabulary.enums",
    "SourceDifference": "result",
    "Term": "vocabulary.fact",
    "Timeline": "vocabulary.timeline",
    "Unknown": "vocabulary.fact",
    "VisitLevel": "vocabulary.enums",
    "XinfangError": "errors",
    "evaluate": "decide",
    "load": "rulebook.load",
    "read_case": "case_reading",
    "read_result": "result_reading",
    "replay": "replay",
    "shipped_packs": "rulebook.load",
}

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
    "Competence",
    "Decision",
    "DecisionStatus",
    "DiagnosedError",
    "Diagnostic",
    "DutyRoute",
    "Edition",
    "EngineDisagreement",
    "EngineError",
    "ExpectedDays",
    "FactGroup",
    "FactKind",
    "FactSpec",
    "Form",
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
    "Note",
    "OpinionContent",
    "Order",
    "Organ",
    "OrganConduct",
    "OrganKind",
    "OutcomeDifference",
    "OverlayRef",
    "Paragraph",
    "PartyRoute",
    "Petition",
    "Position",
    "ProhibitedAct",
    "Provenance",
    "Reading",
    "Remedy",
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
    "Timeline",
    "Unknown",
    "VisitLevel",
    "XinfangError",
    "__version__",
    "evaluate",
    "load",
    "read_case",
    "read_result",
    "replay",
    "shipped_packs",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with MAKING:
        found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
