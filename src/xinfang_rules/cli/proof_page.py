"""What `xinfang check --prove` says."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from xinfang_rules.analysis.proof import Finding
    from xinfang_rules.analysis.proof.cases import Witness
    from xinfang_rules.rulebook.model import Edition, Rulebook

_INDENT = "  "


def lacking(*, kleene: bool) -> str | None:
    """Says in one line what is to be installed before anything can be proved or measured; None if nothing."""
    if find_spec("z3") is None:
        return "xinfang check: --prove needs z3-solver, a wheel: pip install 'xinfang-rules[prove]'"
    if kleene and find_spec("hypothesis") is None:
        return "xinfang check: --kleene needs hypothesis, a wheel: pip install hypothesis"
    return None


def proved(book: "Rulebook", kleene: int | None) -> bool:
    """Proves every edition of a rulebook and says so; findings go to standard error, one per line.

    Args:
        book: The rulebook.
        kleene: On how many partial cases evaluation is held against logic; None for none.

    Returns:
        Whether everything could be proved.
    """
    from xinfang_rules.analysis.proof import prove

    good = True
    for edition in book.editions:
        proof = prove(book, edition)
        count = len(proof.findings)
        said = "no findings" if not count else f"{count} finding{'' if count == 1 else 's'}"
        echo(
            f"{_INDENT}proof, edition {edition.since}: {said}, over all admissible complete cases on every day, "
            f"in {proof.seconds:.1f} s"
        )
        for name, statement in proof.proved:
            echo(f"{_INDENT * 2}{name:<14}{statement}")
        _tell(proof.findings)
        good = good and not count
        if kleene is not None:
            good = _measured(edition, kleene) and good
    return good


def _measured(edition: "Edition", number: int) -> bool:
    from xinfang_rules.analysis.proof.kleene import day_of, measure

    measured = measure(edition, number, day_of(edition))
    echo(f"{_INDENT * 2}{'kleene':<14}{measured}")
    for missed in measured.missed:
        _case(f"left open: {missed}", missed.witness)
    _tell(measured.findings)
    return not measured.findings


def _tell(findings: "tuple[Finding, ...]") -> None:
    for finding in findings:
        echo(str(finding), err=True)
        if finding.witness is not None:
            _case(f"{finding.diagnostic.code}: {finding.diagnostic.message}", finding.witness)


def _case(about: str, witness: "Witness") -> None:
    """Writes a case to standard output, as the file that shows it."""
    echo(f"# {about}\n{witness}")
