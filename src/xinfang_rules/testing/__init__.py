"""What holds for every case, and the means to show it: for this library's own tests and for those of its users.

    from xinfang_rules import load
    from xinfang_rules.testing import PROPERTIES, assert_invariant, assert_same, differing, sample_cases

    ours = load("xinfang-2022", overlays=["my-province/"])
    for each in PROPERTIES:
        assert_invariant(each, rulebook=ours)
    for difference in differing(load("xinfang-2022"), ours, sample_cases(1000)):
        print(difference)

- Properties: `PROPERTIES`, each held on an `Example`; `assert_invariant` for these and for functions of one's own.
- Two rulebooks: `assert_same`, `differing`, and `hold_to_numbers` for overlays that change numbers alone.
- Cases: `sample_cases`, `sample_near_deadlines`; for Hypothesis `cases`, `complete_cases`, `timelines`,
  `near_deadlines`, `presumptions`, `rulebooks` and `cases_of` (extra `testing`). `minimize` makes a case say less.
- Dossiers: for Hypothesis `dossiers`; `weakened` makes one say less.

What stands in `__all__` follows semantic versioning. Everything is imported at first use, and `dir()` lists it from
then on.
"""

from typing import TYPE_CHECKING

from xinfang_rules.lazy import imported

if TYPE_CHECKING:
    from xinfang_rules.evaluation.minimizer import minimize
    from xinfang_rules.scenarios import (  # the names of before, see `_MOVED`
        Coverage as Coverage,
        Failure as Failure,
        Scenario as Scenario,
        ScenarioError as ScenarioError,
        ScenarioOutcome as Outcome,  # noqa: F401
        ScenarioReport as Report,  # noqa: F401
        read_scenarios as read_scenarios,
        run_pack as run_pack,
        run_scenario as run_scenario,
        scenario_files as scenario_files,
    )
    from xinfang_rules.testing.asserting import Invariant, assert_invariant, assert_same
    from xinfang_rules.testing.case_generator import forgetting, sensible_day
    from xinfang_rules.testing.dated_cases import DatedCase
    from xinfang_rules.testing.differences import Cases, Difference, differing
    from xinfang_rules.testing.dossier_strategies import DatedDossier, dossiers, weakened
    from xinfang_rules.testing.example import Example, Property, PropertyViolation, engines_at_hand, holds_always
    from xinfang_rules.testing.properties import PROPERTIES, hold_to_numbers
    from xinfang_rules.testing.sampling import sample_cases, sample_near_deadlines
    from xinfang_rules.testing.strategies import (
        cases,
        cases_of,
        complete_cases,
        near_deadlines,
        presumptions,
        rulebooks,
        timelines,
    )

_HOMES = {
    "asserting": "Invariant assert_invariant assert_same minimize",
    "case_generator": "forgetting sensible_day",
    "dated_cases": "DatedCase",
    "differences": "Cases Difference differing",
    "dossier_strategies": "DatedDossier dossiers weakened",
    "example": "Property PropertyViolation Example engines_at_hand holds_always",
    "properties": "PROPERTIES hold_to_numbers",
    "sampling": "sample_cases sample_near_deadlines",
    "strategies": "cases cases_of complete_cases near_deadlines presumptions rulebooks timelines",
}
"""For each module the public names that it defines."""

_MOVED = {
    "LAWS": "xinfang_rules.testing.PROPERTIES",
    "Coverage": "xinfang_rules.scenarios.Coverage",
    "Failure": "xinfang_rules.scenarios.Failure",
    "Law": "xinfang_rules.testing.Property",
    "LawBrokenError": "xinfang_rules.testing.PropertyViolation",
    "Outcome": "xinfang_rules.scenarios.ScenarioOutcome",
    "Report": "xinfang_rules.scenarios.ScenarioReport",
    "Scenario": "xinfang_rules.scenarios.Scenario",
    "ScenarioError": "xinfang_rules.scenarios.ScenarioError",
    "Situation": "xinfang_rules.testing.DatedCase",
    "Trial": "xinfang_rules.testing.Example",
    "law": "xinfang_rules.testing.holds_always",
    "read_scenarios": "xinfang_rules.scenarios.read_scenarios",
    "run_pack": "xinfang_rules.scenarios.run_pack",
    "run_scenario": "xinfang_rules.scenarios.run_scenario",
    "scenario_files": "xinfang_rules.scenarios.scenario_files",
    "smallest": "xinfang_rules.testing.minimize",
}

__all__ = [
    "PROPERTIES",
    "Cases",
    "DatedCase",
    "DatedDossier",
    "Difference",
    "Example",
    "Invariant",
    "Property",
    "PropertyViolation",
    "assert_invariant",
    "assert_same",
    "cases",
    "cases_of",
    "complete_cases",
    "differing",
    "dossiers",
    "engines_at_hand",
    "forgetting",
    "hold_to_numbers",
    "holds_always",
    "minimize",
    "near_deadlines",
    "presumptions",
    "rulebooks",
    "sample_cases",
    "sample_near_deadlines",
    "sensible_day",
    "timelines",
    "weakened",
]


def __getattr__(name: str) -> object:
    return imported(globals(), name, _HOMES, _MOVED)
