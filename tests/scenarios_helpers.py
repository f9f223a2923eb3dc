"""What the tests of scenarios share: the pack, three cases, and the outcome of one expectation about a case."""

from pathlib import Path
from textwrap import indent

from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.running import ScenarioOutcome, run_scenario
from xinfang_rules.scenarios.scenario import read_scenarios

PACK = Path(__file__).resolve().parent / "scenario_pack"
WORKED = PACK / "scenarios" / "worked.yaml"

NEW = "petition: {request: new, competence: own}"
LATE = NEW + "\ntimeline: {received_on: 2024-03-01}"
OPEN = "petition: {request: new}\ntimeline: {received_on: 2024-03-01}"


def outcome_of(
    tmp_path: Path, case: str, expect: str, rulebook: Rulebook, *, engine: str = "compiled", why: bool = True
) -> ScenarioOutcome:
    text = f"scenarios:\n  - scenario: 试一试\n    as_of: 2024-03-20\n    case:\n{indent(case, ' ' * 6)}\n"
    file = tmp_path / "tried.yaml"
    file.write_text(f"{text}    expect:\n{indent(expect, ' ' * 6)}\n", encoding="utf-8")
    (scenario,) = read_scenarios(file, rulebook)
    return run_scenario(scenario, rulebook, engine=engine, why=why)
