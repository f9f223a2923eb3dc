"""Rows that are examined one by one: those with more than one piece, and those that may be no dossier at all."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from xinfang_rules.dossier.examine import examine, part_cases
from xinfang_rules.dossier.projection import named
from xinfang_rules.dossier.report import DossierPart, Finding
from xinfang_rules.errors import CaseError
from xinfang_rules.registers.block_examination import Examined
from xinfang_rules.registers.block_facts import BlockFacts
from xinfang_rules.registers.norm_findings import ROLES
from xinfang_rules.registers.register_tables import FINDINGS_SCHEMA, parts_batch
from xinfang_rules.result.status_enums import NormStatus

_STATUSES = {status.label: status.value for status in NormStatus}


class RefusedRow(NamedTuple):
    """A row that is no dossier.

    Attributes:
        row: Its place in the register, from 0.
        reason: Why, in Chinese.
    """

    row: int
    reason: str


class _Part(NamedTuple):
    row: int
    told: DossierPart
    facts: BlockFacts


def rows_alone(of: Examined, rows: Iterable[int]) -> tuple[pa.RecordBatch, pa.RecordBatch, list[RefusedRow]]:
    """Examines rows one by one; returns their parts, evaluated, their findings, and those that are no dossier."""
    parts: list[_Part] = []
    findings: list[dict[str, Any]] = []
    refused: list[RefusedRow] = []
    for row in rows:
        dossier = of.columns.row_dossier(row, of.complete_to)
        book = of.evaluator.rulebook
        try:
            report = examine(dossier, as_of=of.as_of, rulebook=book, acts=of.table, presume=of.presume)
            cases = part_cases(dossier, as_of=of.as_of, rulebook=book, acts=of.table)
        except CaseError as error:
            refused.append(RefusedRow(row, error.text("zh")))
            continue
        for told in report.parts:
            facts = BlockFacts(1, of.values)
            for fact, value in named(cases[told.name]).items():
                facts.put(fact, np.True_, value)
            parts.append(_Part(row, told, facts))
        findings.extend({"row": row, **_told(finding)} for finding in (report.findings if of.findings else ()))
    return _parts(of, parts), pa.RecordBatch.from_pylist(findings, schema=FINDINGS_SCHEMA), refused


def _parts(of: Examined, parts: list[_Part]) -> pa.RecordBatch:
    rows = np.array([part.row for part in parts], np.int64)
    units = list(of.evaluator.run([part.facts for part in parts], of.presumable(rows), [])) if parts else []
    names, organs = [part.told.name for part in parts], [part.told.organ for part in parts]
    return parts_batch(
        rows,
        (np.arange(len(parts)), names),
        (np.arange(len(parts)), organs),
        [ROLES.index(part.told.role) for part in parts],
        [part.told.round for part in parts],
        [part.told.refused or None for part in parts],
        of.out,
        of.put_together(units, len(parts)),
    )


def _told(finding: Finding) -> dict[str, Any]:
    """Returns what the columns of findings tell of one."""
    as_it_is = (
        *("of", "title", "who", "done_on", "days_left", "days_late", "late_at_least", "late_at_most"),
        *("presumed", "days_presumed"),
    )
    return {
        **{name: getattr(finding, name) for name in as_it_is},
        "parts": "|".join(finding.parts),
        "kind": finding.kind.value,
        "would_be": finding.would_be and finding.would_be.value,
        "due_earliest": finding.due or finding.due_earliest,
        "due_latest": finding.due or finding.due_latest,
        "possible": "|".join(_STATUSES[label] for label in finding.possible) or None,
    }
