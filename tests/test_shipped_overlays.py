"""The shipped overlays: well-formed over each base, true to their texts, shown at work by their scenarios."""

from pathlib import Path

import pytest

from tests.cli_helpers import run
from tests.overlay_texts import FILES, written
from xinfang_rules import RulebookError, load
from xinfang_rules.analysis.lint import Severity, lint, severity
from xinfang_rules.analysis.mutation.mutants import mutants
from xinfang_rules.analysis.mutation.mutation_run import mutate_overlay
from xinfang_rules.rulebook.load import load_pack, packs_directory, shipped_overlays, shipped_packs
from xinfang_rules.rulebook.shipped_overlays import bases_of, described
from xinfang_rules.scenarios.overlay_running import run_overlay

NAMES = sorted(shipped_overlays())
LAID = [(name, base) for name in NAMES for base in bases_of(name)]
FINDINGS = ("decision-failure", "procedure-breach", "mass-discipline", "escalation", "neglected-proposals")
IDS = ["-".join(laid) for laid in LAID]


def test_a_folder_is_named_as_its_overlay() -> None:
    assert NAMES
    for name, place in shipped_overlays().items():
        assert described(name).id == name == place.name
        assert place.is_relative_to(packs_directory())
        assert set(described(name).bases or ()) <= {"xinfang-2005", "xinfang-2022"}
        assert not (place / "instrument.yaml").exists(), "that would make it a base pack"


def test_what_is_no_shipped_overlay_is_refused() -> None:
    with pytest.raises(RulebookError, match="did you mean shanghai"):
        described("shanghay")


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
def test_an_overlay_has_no_findings_over_its_bases(name: str, base: str) -> None:
    pack, book = load_pack(base, overlays=[name])
    assert [str(found) for found in lint(pack, book) if severity(found) is not Severity.INFO] == []


@pytest.mark.parametrize(("name", "base"), LAID, ids=IDS)
def test_quotes_and_numbers_are_those_of_the_texts(name: str, base: str, tmp_path: Path) -> None:
    at_hand = written(tmp_path)
    pack, _ = load_pack(base, overlays=[name], statutes=tmp_path)  # refused if anything differs
    mine = set(pack.instruments) - {pack.base}
    if at_hand and mine & set(FILES):
        assert mine <= set(at_hand)


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_pass_and_show_every_rule_both_to_hold_and_not_to_hold(name: str) -> None:
    report = run_overlay(name)
    assert [str(outcome) for outcome in report.failed] == []
    assert report.coverage.gaps == ()


def test_all_overlays_can_be_laid_together() -> None:
    for base in shipped_packs():
        mine = [name for name in NAMES if base in bases_of(name)]
        assert load(base, overlays=mine).identity.overlays == tuple(mine)


def test_what_is_mutated_is_the_overlays_own_and_is_noticed_over_any_base() -> None:
    packs = [load_pack(base, overlays=["responsibility-2016"])[0] for base in bases_of("responsibility-2016")]
    own = {mutant.entry for mutant in mutants(packs[0], own=True)}
    assert own == {f"responsibility.{name}" for name in ("collective", "individual", "other", *FINDINGS)}
    place = shipped_overlays()["responsibility-2016"]
    report = mutate_overlay(place, [(pack, {}) for pack in reversed(packs)], limit=3, jobs=1)
    assert report.all_mutants == len(mutants(packs[0], own=True))
    assert len(report.verdicts) >= 3  # over the second base, what the first did not notice
    assert report.stale == ()


def test_a_bare_name_is_checked_and_tested_over_each_base() -> None:
    done = run("test", "responsibility-2016")
    assert (done.exit_code, done.output.partition(",")[0]) == (0, "responsibility-2016: 4 scenarios")
    looked = [line for line in run("check", "visits-2014").output.splitlines() if "《" in line]
    assert looked[0] == "xinfang-2005 + visits-2014 《信访条例》: no findings"
