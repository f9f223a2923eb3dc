"""What the tests of dossiers share: the files of `examples/dossiers`, and what a report says in short."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from xinfang_rules.dossier import Dossier, DossierReport, FindingKind, examine, read_dossier

DOSSIERS = Path(__file__).parents[1] / "examples" / "dossiers"


@lru_cache
def dossier(name: str) -> Dossier:
    path = DOSSIERS / f"{name}.yaml"
    return read_dossier(path.read_text(encoding="utf-8"), name=path.name)


def examined(name: str, as_of: str) -> DossierReport:
    return examine(dossier(name), as_of=date.fromisoformat(as_of))


def answer(report: DossierReport, part: str, question: str, *, presumed: bool = False) -> str | None:
    """Returns what is decided; if `presumed`, what would be if the presumed facts were so, too."""
    found = next((a for a in report.part(part).answers if a.question == question), None)
    return None if found is None else found.answer or (found.would_be if presumed else None)


def found(report: DossierReport, of: str, who: str = "", part: str = "") -> tuple[str, str, int | None]:
    """Returns kind, last day and days late of the one finding of a rule or check."""
    findings = [f for f in report.findings if f.of == of and who in ("", f.who) and (not part or part in f.parts)]
    (finding,) = findings
    days = finding.due or (finding.due_earliest, finding.due_latest)
    told = days.isoformat() if isinstance(days, date) else "～".join("" if d is None else d.isoformat() for d in days)
    return finding.kind.value, told, finding.days_late


def of_kind(report: DossierReport, *kinds: FindingKind) -> set[tuple[str, str]]:
    return {(finding.who, finding.of) for finding in report.findings if finding.kind in kinds}
