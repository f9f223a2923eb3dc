"""What a check of published figures says."""

from itertools import groupby

from xinfang_rules.cli.failures import FAILED
from xinfang_rules.cli.output import echo
from xinfang_rules.reports.figure_checks import check_figures
from xinfang_rules.reports.figures_file import read_figures


def write_findings(path: str) -> int:
    """Checks published figures, and writes what was found.

    Returns:
        The exit code: 1 if a figure does not fit.
    """
    entries = read_figures(path)
    names = {entry.id: " ".join(filter(None, (entry.org, entry.date))) for entry in entries}
    findings = check_figures(entries)
    for name, found in groupby(findings, key=lambda finding: finding.entry):
        echo(f"{name}　{names[name]}".rstrip("　 "))
        for finding in found:
            echo(f"  {'符合' if finding.fits else '不符'}　{finding.label}：{finding.text}")
    wrong = sum(not finding.fits for finding in findings)
    echo(f"共{len(findings)}项，不符{wrong}项。")
    return FAILED if wrong else 0
