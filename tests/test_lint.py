"""Lint: each code is shown by a file of its name that is laid over the pack `odd_rules/_base`, with the exact places.

Each file says in comments what is found in it, and nothing else; `unused-fact` is found in every pack and is said only
in its own file.

    # expect: LINE:COLUMN code
    # expect: LINE:COLUMN code at _base/rules.yaml
"""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xinfang_rules.analysis.constants import constant
from xinfang_rules.analysis.lint import LINT_CODES, Severity, lint, severity
from xinfang_rules.cli.main import main
from xinfang_rules.errors import Diagnostic
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.language.conditions import ALWAYS, AnyOf
from xinfang_rules.language.scope import Scope
from xinfang_rules.rulebook.load import load, load_pack, shipped_packs
from xinfang_rules.rulebook.statutes import statutes_directory

OWN = shared_vocabulary().own

HERE = Path(__file__).resolve().parent
ODD = HERE / "odd_rules"
BASE = ODD / "_base"
SAMPLES = sorted(ODD.glob("*.yaml"))

EXPECT = re.compile(r"# expect: (\d+):(\d+) ([a-z-]+)(?: at (\S+))?")

Finding = tuple[str, int, int, str]
"""File, line, column and code."""


def code_of(sample: Path) -> str:
    return sample.stem.partition("+")[0]


def expected(sample: Path) -> list[Finding]:
    found: list[Finding] = []
    for line in sample.read_text(encoding="utf-8").splitlines():
        if line.startswith("# expect"):
            match = EXPECT.fullmatch(line)
            assert match is not None, line
            row, column, code, place = match.groups()
            found.append((place or sample.name, int(row), int(column), code))
    return sorted(found)


def shown(finding: Diagnostic) -> Finding:
    position = finding.position
    return Path(position.source).relative_to(ODD).as_posix(), position.line, position.column, finding.code


def looked_over(*overlays: Path) -> tuple[Diagnostic, ...]:
    return lint(*load_pack(BASE, overlays=overlays))


def test_every_code_has_its_file_and_every_file_its_code() -> None:
    assert {code_of(sample) for sample in SAMPLES} == set(LINT_CODES)
    for sample in SAMPLES:
        assert code_of(sample) in {code for *_, code in expected(sample)}, sample.name


def test_the_base_pack_is_clean_but_for_facts_that_it_does_not_need() -> None:
    (finding,) = looked_over()
    assert finding.code == "unused-fact"
    # Six facts are read: request, competence, major_urgent, representatives, received_on and notified_on.
    assert finding.message.startswith(f"{len(OWN) - 6} of {len(OWN)} facts of the case model are read by nothing: ")
    assert finding.message.endswith(", …")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_exactly_what_is_odd_is_found_where_it_is(sample: Path) -> None:
    findings = looked_over(sample)
    assert list(findings) == sorted(set(findings)), "in order, none twice"
    wanted = {code_of(sample), *LINT_CODES} - ({"unused-fact"} if code_of(sample) != "unused-fact" else set())
    assert sorted(shown(finding) for finding in findings if finding.code in wanted) == expected(sample)
    assert all(str(finding).isprintable() and len(finding.message) >= 15 for finding in findings)


def test_every_code_has_a_severity_and_a_description() -> None:
    by_severity = {kind: {name for name, code in LINT_CODES.items() if code.severity is kind} for kind in Severity}
    assert by_severity[Severity.ERROR] == {"never-holds"}
    assert by_severity[Severity.INFO] == {"rests-on-reading", "unused-fact"}
    assert all(code.description for code in LINT_CODES.values())


def test_what_every_edition_shows_is_told_once() -> None:
    """A rule that comes into force later makes a second edition, in which every rule is linked again."""
    sample = ODD / "early-rule.yaml"
    assert len(load(BASE, overlays=[sample]).editions) == 2
    assert [finding.code for finding in looked_over(sample)] == ["unused-fact", "early-rule"]


def test_a_condition_of_nothing_is_always_and_a_choice_of_nothing_never_so() -> None:
    assert constant(ALWAYS, Scope([])) is True
    assert constant(AnyOf(()), Scope([])) is False


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_pack_has_no_error_and_no_warning(pack: str) -> None:
    texts = statutes_directory(HERE.parent)
    findings = [str(f) for f in lint(*load_pack(pack, statutes=texts)) if severity(f) is not Severity.INFO]
    assert findings == []


# Command line


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_findings_that_only_tell_are_told_after_the_counts() -> None:
    result = run(BASE, "--strict")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "model-rules 《示范办法》: no findings"
    assert lines[-1].startswith(f"  unused-fact: {len(OWN) - 6} of {len(OWN)} facts ")


def test_warnings_are_shown_and_fail_when_strict() -> None:
    sample = ODD / "deontic-word.yaml"
    for strict, code in (([], 0), (["--strict"], 1)):
        result = run(BASE, "--overlay", sample, *strict)
        assert result.exit_code == code
        assert result.stdout.startswith("model-rules + odd 《示范办法》: 2 warnings\n")
        first, second = result.stderr.splitlines()
        assert first == f"{sample}:6:30: deontic-word: warning: the quote says 可以 (permits), but the rule obliges"
        assert second.startswith(f"{sample}:13:16: deontic-word: warning: ")


def test_errors_fail() -> None:
    result = run(BASE, "--overlay", ODD / "never-holds.yaml")
    assert result.exit_code == 1
    assert result.stdout.startswith("model-rules + odd 《示范办法》: 5 errors\n")
    assert all(": never-holds: error: this is false in every case" in line for line in result.stderr.splitlines())
