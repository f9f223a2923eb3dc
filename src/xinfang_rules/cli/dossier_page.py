"""A report on a dossier as a page: to be read, printed and filed."""

from collections.abc import Sequence
from typing import Final

from xinfang_rules.cli.text_page import ALARM, BOLD, FAINT, TextPage
from xinfang_rules.days import day_words
from xinfang_rules.dossier import DossierReport, ReportChange
from xinfang_rules.dossier.acts_file import AudienceEntry
from xinfang_rules.dossier.report_sections import Look, ReportSection, report_sections

_STYLES: Final[dict[Look, str]] = {"": "", "alarm": ALARM, "faint": FAINT}
_INDENTS: Final = {"timeline": 4, "presumed": 5}
_NUMBERED: Final = 5
_BELOW: Final = 4


def write_report(report: DossierReport, audience: AudienceEntry) -> None:
    """Writes a report to standard output: the sections of an audience, in its order, of whose duties it wants."""
    page = TextPage()
    for number, section in enumerate(report_sections(report, audience)):
        if number:
            page.gap()
        if section.title:
            page.paragraph(section.title, style=BOLD)
        _write(section, page)
    page.write()


def write_changes(before: DossierReport, after: DossierReport, changes: Sequence[ReportChange]) -> None:
    """Writes what changed between two reports to standard output."""
    page = TextPage()
    page.paragraph(f"卷宗 {after.dossier}　变化", style=BOLD)
    page.paragraph(f"{day_words(before.as_of)}的情况，与{day_words(after.as_of)}的情况相比")
    for number, change in enumerate(changes, 1):
        page.paragraph(change.text, head=f"{number:>3}. ", indent=5)
    if not changes:
        page.paragraph("没有变化。")
    page.write()


def _write(section: ReportSection, page: TextPage) -> None:
    for number, line in enumerate(section.lines, 1):
        indent = _NUMBERED if line.numbered else _INDENTS.get(section.name, 0)
        head = f"{number:>3}. " if line.numbered else ""
        text = f"{line.text} {line.fact}" if line.fact else line.text
        page.paragraph(text, head=head, indent=indent, style=_STYLES[line.look])
        for below in line.below:
            page.paragraph(below.text, indent=max(indent, _BELOW), style=_STYLES[below.look])
