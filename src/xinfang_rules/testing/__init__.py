"""What holds for every case, and the means to show it: for this library's own tests and for those of its users.

    from xinfang_rules import load
    from xinfang_rules.testing import LAWS, assert_invariant, assert_same, differing, sample_cases

    ours = load("xinfang-2022", overlays=["my-province/"])
    for law in LAWS:
        assert_invariant(law, rulebook=ours)
    for difference in differing(load("xinfang-2022"), ours, sample_cases(1000)):
        print(difference)

- Laws: `LAWS`, each a `Law` that holds a `Trial`; `assert_invariant` for these and for functions of one's own.
- Two rulebooks: `assert_same`, `differing`, and `hold_to_numbers` for overlays that change numbers alone.
- Cases: `sample_cases`, `sample_near_deadlines`; for Hypothesis `cases`, `complete_cases`, `timelines`,
  `near_deadlines`, `rulebooks` and `cases_of` (extra `testing`). `smallest` makes a case say less.
- Scenarios: `run_pack`, `run_scenario`, `read_scenarios`; as tests they are collected by the pytest plugin, which needs
  no import.

What stands in `__all__` follows semantic versioning. Everything is imported at first use, and `dir()` lists it from
then on.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xinfang_rules.testing.asserting import Invariant, assert_invariant, assert_same
    from xinfang_rules.testing.comparing import Failure
    from xinfang_rules.testing.coverage import Coverage
    from xinfang_rules.testing.differences import Cases, Difference, differing
    from xinfang_rules.testing.drafting import forgetting, sensible_day
    from xinfang_rules.testing.laws import LAWS, hold_to_numbers
    from xinfang_rules.testing.running import Outcome, Report, run_pack, run_scenario
    from xinfang_rules.testing.sampling import sample_cases, sample_near_deadlines
    from xinfang_rules.testing.scenarios import Scenario, ScenarioError, read_scenarios, scenario_files
    from xinfang_rules.testing.shrinking import smallest
    from xinfang_rules.testing.situations import Situation
    from xinfang_rules.testing.strategies import cases, cases_of, complete_cases, near_deadlines, rulebooks, timelines
    from xinfang_rules.testing.trial import Law, LawBrokenError, Trial, engines_at_hand, law

_HOMES = {
    "LAWS": "laws",
    "Cases": "differences",
    "Coverage": "coverage",
    "Difference": "differences",
    "Failure": "comparing",
    "Invariant": "asserting",
    "Law": "trial",
    "LawBrokenError": "trial",
    "Outcome": "running",
    "Report": "running",
    "Scenario": "scenarios",
    "ScenarioError": "scenarios",
    "Situation": "situations",
    "Trial": "trial",
    "assert_invariant": "asserting",
    "assert_same": "asserting",
    "cases": "strategies",
    "cases_of": "strategies",
    "complete_cases": "strategies",
    "differing": "differences",
    "engines_at_hand": "trial",
    "forgetting": "drafting",
    "hold_to_numbers": "laws",
    "law": "trial",
    "near_deadlines": "strategies",
    "read_scenarios": "scenarios",
    "rulebooks": "strategies",
    "run_pack": "running",
    "run_scenario": "running",
    "sample_cases": "sampling",
    "sample_near_deadlines": "sampling",
    "scenario_files": "scenarios",
    "sensible_day": "drafting",
    "smallest": "shrinking",
    "timelines": "strategies",
}

__all__ = [
    "LAWS",
    "Cases",
    "Coverage",
    "Difference",
    "Failure",
    "Invariant",
    "Law",
    "LawBrokenError",
    "Outcome",
    "Report",
    "Scenario",
    "ScenarioError",
    "Situation",
    "Trial",
    "assert_invariant",
    "assert_same",
    "cases",
    "cases_of",
    "complete_cases",
    "differing",
    "engines_at_hand",
    "forgetting",
    "hold_to_numbers",
    "law",
    "near_deadlines",
    "read_scenarios",
    "rulebooks",
    "run_pack",
    "run_scenario",
    "sample_cases",
    "sample_near_deadlines",
    "scenario_files",
    "sensible_day",
    "smallest",
    "timelines",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
