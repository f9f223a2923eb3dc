"""The findings of all parts, each once, in their order."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Final

from xinfang_rules.dossier.duty_findings import Evaluated, Trying, of_norms, told_of
from xinfang_rules.dossier.file_checks import of_checks, of_gaps
from xinfang_rules.dossier.record import Record
from xinfang_rules.dossier.report import Finding, FindingKind
from xinfang_rules.dossier.wording import Places, worded
from xinfang_rules.result.result_parts import completed

_ORDER: Final = {kind: place for place, kind in enumerate(FindingKind)}


def findings_of(
    record: Record,
    evaluated: Sequence[Evaluated],
    gaps: Mapping[str, str],
    *,
    trying: Trying | None,
    pieces: Container[str] | None,
) -> tuple[Finding, ...]:
    """Returns the findings: what is amiss first, in the order of `FindingKind`, then by day.

    Args:
        record: The record.
        evaluated: The parts.
        gaps: Of parts whose record is said to be complete and cannot be: why not, in Chinese.
        trying: Evaluates other facts, to work out on what each finding hangs or rests; that is left out if None.
        pieces: Of which pieces findings are wanted; None for all.
    """
    merged: dict[tuple[object, ...], tuple[Finding, dict[str, None]]] = {}
    told = [told_of(record, one) for one in evaluated]
    for finding in chain(
        of_norms(told, record, trying), of_checks(told, record, pieces), of_gaps(record, evaluated, gaps)
    ):
        key = (
            finding.who, finding.of, finding.due, finding.due_earliest, finding.due_latest, finding.kind,
            finding.would_be, finding.days_late, finding.done_on, finding.title, finding.days_presumed,
        )  # fmt: skip
        merged.setdefault(key, (finding, {}))[1].update(dict.fromkeys(finding.parts))
    places = Places(record, [part for part, _, _ in evaluated])
    found: list[Finding] = []
    for finding, names in merged.values():
        if len(names) > 1:
            completed(finding, parts=tuple(names))
        found.append(worded(finding, record, places.words(finding.parts)))
    return in_order(found, record.as_of)


def in_order(findings: Iterable[Finding], as_of: date) -> tuple[Finding, ...]:
    """Puts findings in order: what is amiss first, in the order of `FindingKind`, then by day."""
    return tuple(sorted(findings, key=lambda f: (_ORDER[f.shown], f.due or f.due_earliest or as_of, f.of)))
