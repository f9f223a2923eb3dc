"""Dossiers (卷宗): files as they are, act by act, projected into cases, evaluated, and merged into one report."""

from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.changes import ReportChange, report_changes
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct, DossierClaim, DossierOrgan
from xinfang_rules.dossier.examine import DecidedPart, decided_parts, examine, part_cases
from xinfang_rules.dossier.reading import read_dossier
from xinfang_rules.dossier.report import (
    DossierPart,
    DossierReport,
    Finding,
    FindingKind,
    Follow,
    GoverningPart,
    PartAnswer,
    Question,
    SpanningReport,
    TimelineEntry,
)
from xinfang_rules.dossier.schema import dossier_schema

__all__ = [
    "ActsTable",
    "DecidedPart",
    "Dossier",
    "DossierAct",
    "DossierClaim",
    "DossierOrgan",
    "DossierPart",
    "DossierReport",
    "Finding",
    "FindingKind",
    "Follow",
    "GoverningPart",
    "PartAnswer",
    "Question",
    "ReportChange",
    "SpanningReport",
    "TimelineEntry",
    "decided_parts",
    "dossier_schema",
    "examine",
    "load_acts",
    "part_cases",
    "read_dossier",
    "report_changes",
]
