"""What changed between two reports: on two days, or of two versions of a dossier."""

from collections.abc import Iterator, Mapping
from typing import Final

from xinfang_rules.dossier.report import DossierReport, Finding, FindingKind
from xinfang_rules.result.presumed import MARK
from xinfang_rules.result.result_parts import ResultPart

_COMPARED: Final = ("kind", "would_be", "possible", "due", "due_earliest", "due_latest", "days_late", "done_on")


class ReportChange(ResultPart):
    """Something that is told otherwise in a later report.

    Attributes:
        part: The part of the dossier.
        what: The question, the duty or right, or the check, in Chinese.
        before: What the earlier report says of it; None if nothing.
        after: What the later one says; None if nothing.
    """

    part: str
    what: str
    before: str | None
    after: str | None

    @property
    def text(self) -> str:
        """The change in one line, in Chinese."""
        return f"{self.what}：{self.before or '（没有）'} → {self.after or '（没有）'}"


def report_changes(before: DossierReport, after: DossierReport) -> tuple[ReportChange, ...]:
    """Returns what changed: answers first, then findings. Days left that grow fewer are no change.

    Args:
        before: The earlier report.
        after: The later one; of the same dossier, or of another version of it.
    """
    return (*_answers(before, after), *_findings(before, after))


def _answers(before: DossierReport, after: DossierReport) -> Iterator[ReportChange]:
    told = [
        {
            (part.name, answer.question): (
                f"{part.organ_title}，{answer.title.removesuffix(MARK)}",
                answer.label + (f"（仍有可能：{'；'.join(answer.candidates)}）" if answer.candidates else ""),
            )
            for part in report.parts
            for answer in part.answers
        }
        for report in (before, after)
    ]
    for key in dict.fromkeys((*told[0], *told[1])):
        one, other = told[0].get(key), told[1].get(key)
        if (one and one[1]) != (other and other[1]):
            title = (other or one or ("", ""))[0]
            yield ReportChange(part=key[0], what=title, before=one and one[1], after=other and other[1])


def _findings(before: DossierReport, after: DossierReport) -> Iterator[ReportChange]:
    told = [_by_part(report) for report in (before, after)]
    for key in dict.fromkeys((*told[0], *told[1])):
        one, other = told[0].get(key), told[1].get(key)
        if _compared(one) != _compared(other):
            known = other or one
            what = "" if known is None else f"{known.whose}，{known.title.removesuffix(MARK)}"
            yield ReportChange(part=key[0], what=what, before=_said(one), after=_said(other))


def _by_part(report: DossierReport) -> Mapping[tuple[str, ...], Finding]:
    return {(part, f.of, f.who, f.title.removesuffix(MARK)): f for f in report.findings for part in f.parts}


def _compared(finding: Finding | None) -> object:
    if finding is None:
        return None
    late = finding.days_late if finding.done_on is not None else None  # what is missing is later day by day
    return (*(getattr(finding, name) for name in _COMPARED if name != "days_late"), late)


def _said(finding: Finding | None) -> str | None:
    if finding is None:
        return None
    day = finding.done_on or finding.due
    possible = "：" + "、或者".join(finding.possible) if finding.shown is FindingKind.UNTOLD else ""
    return finding.label + possible + ("" if day is None else f"（{day.isoformat()}）")
