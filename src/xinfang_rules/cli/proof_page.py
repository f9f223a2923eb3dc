"""What `xinfang check --prove` says."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from xinfang_rules.cli.output import echo

if TYPE_CHECKING:
    from xinfang_rules.analysis.proof import Finding, Proof, TimeLimit
    from xinfang_rules.analysis.proof.counterexamples import Witness
    from xinfang_rules.rulebook.model import Edition, Rulebook

_INDENT = "  "


def lacking(*, kleene: bool) -> str | None:
    """Says in one line what is to be installed before anything can be proved or measured; None if nothing."""
    if find_spec("z3") is None:
        return "xinfang check: --prove needs z3-solver, a wheel: pip install 'xinfang-rules[prove]'"
    if kleene and find_spec("hypothesis") is None:
        return "xinfang check: --kleene needs hypothesis, a wheel: pip install hypothesis"
    return None


def proved(book: "Rulebook", kleene: int | None, limit: "TimeLimit") -> bool:
    """Proves every edition of a rulebook and says so; findings go to standard error, one per line.

    With `kleene`, evaluation is held against logic on so many partial cases.

    Returns:
        Whether everything could be proved.
    """
    from xinfang_rules.analysis.proof import prove

    good = True
    days = book.editions.days
    for number, edition in enumerate(book.editions):
        if number and limit.passed:
            left = f"{len(days) - number} editions, those from {days[number]} to {days[-1]}"
            echo(f"{_INDENT}not finished: the time is up, and nothing is proved of {left}")
            return False
        proof = prove(book, edition, limit)
        echo(f"{_INDENT}proof, edition {edition.since}: {_said(proof, limit)}")
        for name, statement in proof.proved:
            echo(f"{_INDENT * 2}{name:<14}{statement}")
        for about in dict.fromkeys(statement.about for statement in proof.unfinished):
            names = ", ".join(statement.of for statement in proof.unfinished if statement.about == about)
            echo(f"{_INDENT * 2}not finished  {about}: {names}")
        _tell(proof.findings)
        good = good and not proof.findings and not proof.unfinished
        if kleene is not None:
            good = _measured(edition, kleene, limit) and good
    return good


def _said(proof: "Proof", limit: "TimeLimit") -> str:
    found, left = len(proof.findings), len(proof.unfinished)
    said = "no findings" if not found else f"{found} finding{'' if found == 1 else 's'}"
    if left:
        named = f"{left} statement{' is' if left == 1 else 's are'} not proved, the time is up or the solver gave up"
        return f"not finished: {named} (limit {limit.seconds:g} s); {said} so far"
    return f"{said}, over all admissible complete cases on every day, in {proof.seconds:.1f} s"


def _measured(edition: "Edition", number: int, limit: "TimeLimit") -> bool:
    from xinfang_rules.analysis.proof.precision import day_of, measure

    measured = measure(edition, number, day_of(edition), limit)
    echo(f"{_INDENT * 2}{'kleene':<14}{measured}")
    for missed in measured.missed:
        _case(f"left open: {missed}", missed.witness)
    _tell(measured.findings)
    return not measured.findings and measured.cases == measured.wanted


def _tell(findings: "tuple[Finding, ...]") -> None:
    for finding in findings:
        echo(str(finding), err=True)
        if finding.witness is not None:
            _case(f"{finding.diagnostic.code}: {finding.diagnostic.message}", finding.witness)


def _case(about: str, witness: "Witness") -> None:
    """Writes a case to standard output, as the file that shows it."""
    echo(f"# {about}\n{witness}")
