"""Scenario files: cases with what is expected of them, read, run and compared; and how many rules they show at work.

    from xinfang_rules import load
    from xinfang_rules.scenarios import run_pack

    report = run_pack("rules/xinfang-2022", load("xinfang-2022"))
    report.failed

As tests they are collected by the pytest plugin, which needs no import. What stands in `__all__` follows semantic
versioning; everything is imported at first use.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.scenarios.comparing import Failure
    from xinfang_rules.scenarios.coverage import Coverage
    from xinfang_rules.scenarios.running import ScenarioOutcome, ScenarioReport, run_pack, run_scenario
    from xinfang_rules.scenarios.scenario import Scenario, ScenarioError, read_scenarios, scenario_files

_HOMES = {
    "comparing": "Failure",
    "coverage": "Coverage",
    "running": "ScenarioOutcome ScenarioReport run_pack run_scenario",
    "scenario": "Scenario ScenarioError read_scenarios scenario_files",
}
"""For each module the public names that it defines."""

__all__ = [
    "Coverage",
    "Failure",
    "Scenario",
    "ScenarioError",
    "ScenarioOutcome",
    "ScenarioReport",
    "read_scenarios",
    "run_pack",
    "run_scenario",
    "scenario_files",
]


def __getattr__(name: str) -> object:
    return imported(globals(), name, _HOMES)
