"""What comes out of an evaluation: decisions, norms with due dates and status, and what is still needed."""

from xinfang_rules.result.conclusions import PROPOSALS, Choice, Decision, ExpectedDays, Need, Norm
from xinfang_rules.result.deadline_list import Changes, Deadline, Deadlines
from xinfang_rules.result.labels import Labels
from xinfang_rules.result.outcome_differences import OutcomeDifference
from xinfang_rules.result.provenance import CalendarSource, Provenance, RulebookRef, SourceDifference
from xinfang_rules.result.references import CalendarRef, Change, ChangeKind, InstrumentRef, OverlayRef
from xinfang_rules.result.result import Result, ResultDetails, bind
from xinfang_rules.result.result_parts import Citation, Note, Reading, ResultPart, assembled

__all__ = [
    "PROPOSALS",
    "CalendarRef",
    "CalendarSource",
    "Change",
    "ChangeKind",
    "Changes",
    "Choice",
    "Citation",
    "Deadline",
    "Deadlines",
    "Decision",
    "ExpectedDays",
    "InstrumentRef",
    "Labels",
    "Need",
    "Norm",
    "Note",
    "OutcomeDifference",
    "OverlayRef",
    "Provenance",
    "Reading",
    "Result",
    "ResultDetails",
    "ResultPart",
    "RulebookRef",
    "SourceDifference",
    "assembled",
    "bind",
]
