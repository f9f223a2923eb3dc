"""Scenarios: what is wrong with a file is found where it is."""

import re
from pathlib import Path

import pytest

from tests.scenarios_helpers import PACK, WORKED
from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.running import run_pack, run_scenario
from xinfang_rules.scenarios.scenario import SCENARIO_CODES, ScenarioError, read_scenarios, scenario_files
from xinfang_rules.sources.document import SOURCE_CODES

BAD = Path(__file__).resolve().parent / "bad_scenarios"
SAMPLES = sorted(BAD.glob("*.yaml"))
FROM_ELSEWHERE = {"duplicate-key"}
"""The one code here that the reader gives; what is wrong with a case is shown among the unknown keys."""

EXPECT = re.compile(r"# expect: (\d+):(\d+) ([a-z-]+)(?: (\(did you mean \S+\?\)))?")
HINT = re.compile(r" (\(did you mean \S+\?\))")

Finding = tuple[int, int, str, str]
"""Line, column, code, and the hint or an empty string."""


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(PACK)


def expected(sample: Path) -> list[Finding]:
    found: list[Finding] = []
    for line in sample.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            match = EXPECT.fullmatch(line)
            assert match is not None, line
            row, column, code, hint = match.groups()
            found.append((int(row), int(column), code, hint or ""))
    return sorted(found)


def shown(diagnostic: Diagnostic) -> Finding:
    hint = HINT.search(diagnostic.message)
    position = diagnostic.position
    return position.line, position.column, diagnostic.code, "" if hint is None else hint[1]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_exactly_what_is_wrong_is_found_where_it_is(sample: Path, rulebook: Rulebook) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenarios(sample, rulebook)
    assert sorted(map(shown, caught.value.diagnostics)) == expected(sample)
    assert {diagnostic.position.source for diagnostic in caught.value.diagnostics} == {str(sample)}
    assert len(str(caught.value).splitlines()) == len(caught.value.diagnostics)
    assert not re.search(r"\b(True|False|None|dict|Dictionary)\b", str(caught.value)), "files are not Python"


def test_every_code_has_its_file_and_every_file_its_code() -> None:
    codes = {sample.stem.partition("+")[0]: sample for sample in SAMPLES}
    assert set(codes) == set(SCENARIO_CODES) | FROM_ELSEWHERE
    assert set(SOURCE_CODES) >= FROM_ELSEWHERE
    for code, sample in codes.items():
        assert code in {found for _, _, found, _ in expected(sample)}


def test_without_a_rulebook_only_the_form_is_checked(rulebook: Rulebook) -> None:
    (scenario,) = read_scenarios(BAD / "unknown-fact.yaml")
    with pytest.raises(ScenarioError, match=r"did you mean petition\.competence"):
        run_scenario(scenario, rulebook)


def test_a_title_is_unique_in_the_whole_pack(tmp_path: Path, rulebook: Rulebook) -> None:
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    for name in ("a.yaml", "b.yml"):
        (scenarios / name).write_text(WORKED.read_text(encoding="utf-8"), encoding="utf-8")
    assert run_pack(scenarios / "a.yaml", rulebook).failed == ()
    with pytest.raises(ScenarioError) as caught:
        run_pack(tmp_path, rulebook)
    assert [found.code for found in caught.value.diagnostics] == ["duplicate-title"] * 5
    assert caught.value.diagnostics[0].position == Position(str(scenarios / "b.yml"), 3, 15)
    assert f"{scenarios / 'a.yaml'}:3:5" in caught.value.diagnostics[0].message


def test_the_findings_of_all_files_come_together(tmp_path: Path, rulebook: Rulebook) -> None:
    scenarios = tmp_path / "scenarios" / "deeper"
    scenarios.mkdir(parents=True)
    (scenarios / "a.yaml").write_text("scenarios: {", encoding="utf-8")
    (scenarios / "b.yaml").write_text("scenarios: 5", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("not: looked at", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        run_pack(tmp_path, rulebook)
    assert [Path(found.position.source).name for found in caught.value.diagnostics] == ["a.yaml", "b.yaml"]


def test_scenario_files_are_found_in_a_pack_in_its_scenarios_or_by_name() -> None:
    assert scenario_files(PACK) == scenario_files(PACK / "scenarios") == scenario_files(WORKED) == [WORKED]
