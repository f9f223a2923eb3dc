"""What comes out of an evaluation: decisions, norms with due dates and status, and what is still needed.

The models are imported at first use: a page that only reads a result takes none.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.result.conclusions import PROPOSALS, Choice, Decision, ExpectedDays, Need, Norm
    from xinfang_rules.result.deadline_list import Changes, Deadline, Deadlines
    from xinfang_rules.result.labels import Labels
    from xinfang_rules.result.outcome_differences import OutcomeDifference
    from xinfang_rules.result.provenance import CalendarSource, Provenance, RulebookRef, SourceDifference
    from xinfang_rules.result.references import (
        CalendarRef,
        Change,
        ChangeKind,
        ConsideredInstrument,
        ConsultedInstrument,
        InstrumentRef,
        OverlayRef,
    )
    from xinfang_rules.result.result import Result, ResultDetails, bind
    from xinfang_rules.result.result_parts import Citation, Note, Reading, ResultPart, assembled

_HOMES = {
    "conclusions": "PROPOSALS Choice Decision ExpectedDays Need Norm",
    "deadline_list": "Changes Deadline Deadlines",
    "labels": "Labels",
    "outcome_differences": "OutcomeDifference",
    "provenance": "CalendarSource Provenance RulebookRef SourceDifference",
    "references": "CalendarRef Change ChangeKind ConsideredInstrument ConsultedInstrument InstrumentRef OverlayRef",
    "result": "Result ResultDetails bind",
    "result_parts": "Citation Note Reading ResultPart assembled",
}
"""For each module the names that it defines."""

__all__ = [
    "PROPOSALS",
    "CalendarRef",
    "CalendarSource",
    "Change",
    "ChangeKind",
    "Changes",
    "Choice",
    "Citation",
    "ConsideredInstrument",
    "ConsultedInstrument",
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


def __getattr__(name: str) -> object:
    return imported(globals(), name, _HOMES)
