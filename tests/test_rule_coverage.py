"""Every rule of the shipped pack is shown at work by a scenario, and shown not to work by another."""

import pytest

from xinfang_rules.rulebook.load import load, packs_directory, shipped_packs
from xinfang_rules.scenarios.running import run_pack


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_rule_holds_in_a_scenario_and_does_not_in_another_and_every_constraint_refuses_one(pack: str) -> None:
    report = run_pack(packs_directory() / pack, load(pack))
    gaps = report.coverage.gaps
    assert not gaps, f"{len(gaps)} gaps:\n" + "\n".join(gaps)
