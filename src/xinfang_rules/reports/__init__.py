"""Reports (报告): the tables that the yearly report has to contain, out of a register; and checks of published figures.

from xinfang_rules.reports import write_report, yearly_report

report = yearly_report("register.csv", as_of=date(2025, 1, 10), period="2024")
write_report(report, "report.xlsx")

Reports need the extra `reports`; checking figures needs nothing.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.reports.figure_checks import FigureFinding, Verdict, check_figures
    from xinfang_rules.reports.figures_file import CheckEntry, FiguresEntry, read_figures
    from xinfang_rules.reports.report_files import write_report
    from xinfang_rules.reports.report_tables import (
        Line,
        ReportSection,
        ReportTable,
        YearlyReport,
        yearly_report,
    )

_HOMES = {
    "figure_checks": "FigureFinding Verdict check_figures",
    "figures_file": "CheckEntry FiguresEntry read_figures",
    "report_files": "write_report",
    "report_tables": "Line ReportSection ReportTable YearlyReport yearly_report",
}

__all__ = [
    "CheckEntry",
    "FigureFinding",
    "FiguresEntry",
    "Line",
    "ReportSection",
    "ReportTable",
    "Verdict",
    "YearlyReport",
    "check_figures",
    "read_figures",
    "write_report",
    "yearly_report",
]


def __getattr__(name: str) -> object:
    """Imports a name at its first use."""
    return imported(globals(), name, _HOMES)
