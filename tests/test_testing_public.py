"""`xinfang_rules.testing` as its users have it: what it exports, and how what fails is told."""

import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import xinfang_rules.testing
from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import Case, CaseError, Rulebook, evaluate, load
from xinfang_rules.scenarios import Scenario, read_scenarios, run_scenario
from xinfang_rules.testing import (
    PROPERTIES,
    Example,
    assert_invariant,
    assert_same,
    differing,
    minimize,
    sample_cases,
)
from xinfang_rules.testing.example import PropertyViolation, holds_always

BASE = load("xinfang-2022")
AS_OF = date(2024, 4, 20)

# Accepted 1 March, that day not counted: 30 days are left of March, so 60 days end on 30 April and 45 on 15 April.
ACCEPTED = Case.model_validate(
    {
        "petition": {"category": "grievance", "joint": True},
        "remedy": NO_OTHER_WAY,
        "history": {"opinion_issued": False},
        "timeline": {"accepted_on": "2024-03-01", "registered_on": "2024-03-01"},
    }
)


@pytest.fixture
def trial_book(tmp_path: Path) -> Rulebook:
    path = tmp_path / "trial.yaml"
    path.write_text(
        "overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试}]}\n"
        "parameters:\n  - parameter: handling.days\n    values: [{from: 2022-05-01, value: 45}]\n",
        encoding="utf-8",
    )
    return load("xinfang-2022", overlays=[path])


def test_every_name_of_the_public_list_can_be_imported() -> None:
    names = xinfang_rules.testing.__all__
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(xinfang_rules.testing, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = xinfang_rules.testing.nothing


@pytest.mark.parametrize("name", xinfang_rules.testing._MOVED)
def test_a_name_of_before_warns_and_is_the_same(name: str) -> None:
    package, _, today = xinfang_rules.testing._MOVED[name].rpartition(".")
    with pytest.warns(DeprecationWarning, match=rf"testing\.{name} is {package}\.{today} now"):
        assert getattr(xinfang_rules.testing, name) is getattr(import_module(package), today)


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, xinfang_rules.testing; print('hypothesis' in sys.modules, 'pydantic' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_without_hypothesis_one_line_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from xinfang_rules.testing import assert_same, sample_cases\n"
        "try:\n    from xinfang_rules.testing import cases\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    told = subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()
    assert told == ["strategies need Hypothesis: pip install 'xinfang-rules[testing]'"]


def test_a_difference_names_both_outcomes_and_the_provision(trial_book: Rulebook) -> None:
    found = {d.about: d for d in differing(BASE, trial_book, [ACCEPTED], as_of=AS_OF)}
    conclude = found["handling.conclude"]
    assert (conclude.kind, conclude.case, conclude.as_of) == ("norm", ACCEPTED, AS_OF)
    assert (conclude.before, conclude.after) == ("pending, due 2024-04-30", "overdue, due 2024-04-15")
    assert conclude.citations == ("《信访工作条例》第三十四条",)
    assert str(conclude) == (
        "handling.conclude: pending, due 2024-04-30 -> overdue, due 2024-04-15（《信访工作条例》第三十四条）"
    )
    # What article 40 orders where the period has run out; it reads the status.
    assert {"supervision.urge-late", "supervision.improve-late"} <= set(found)
    assert not any(difference.kind == "decision" for difference in found.values())


def test_a_case_that_one_rulebook_refuses_is_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "strict.yaml"
    path.write_text(
        "overlay: {id: strict, title: 试点, changes: [{constrains: strict.joint, because: 试}]}\nconstraints:\n"
        "  - {constraint: strict.joint, title: 不共同提出, because: 试点。, never: {petition.joint: true}}\n",
        encoding="utf-8",
    )
    (difference,) = differing(BASE, load("xinfang-2022", overlays=[path]), [ACCEPTED], as_of=AS_OF)
    assert (difference.kind, difference.before, difference.after) == ("admission", "decided", "refused")


def test_the_same_rulebook_decides_the_same() -> None:
    assert_same(BASE, BASE, number=20)
    assert list(differing(BASE, BASE, sample_cases(20, rulebook=BASE))) == []


def test_what_differs_is_shown_by_the_smallest_case(trial_book: Rulebook) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_same(BASE, trial_book, cases=[ACCEPTED], as_of=AS_OF)
    told = str(raised.value).splitlines()
    assert told[0] == "the rulebooks decide differently:"
    assert any(line.startswith("  handling.conclude: ") and "第三十四条" in line for line in told)
    assert told[-2:] == ["as of 2024-04-20, the smallest case found:", "  timeline: {accepted_on: '2024-03-01'}"]


def test_what_may_differ_is_passed_over(trial_book: Rulebook) -> None:
    free = [difference.about for difference in differing(BASE, trial_book, [ACCEPTED], as_of=AS_OF)]
    assert_same(BASE, trial_book, cases=[ACCEPTED], as_of=AS_OF, besides=free)


def test_an_invariant_of_ones_own_is_shown_broken_by_the_smallest_case() -> None:
    def not_on_time(trial: Example) -> bool:
        return all(norm.due != date(2024, 4, 30) or norm.applies != "yes" for norm in trial.result.norms)

    with pytest.raises(AssertionError) as raised:
        assert_invariant(not_on_time, rulebook=BASE, cases=[ACCEPTED], as_of=AS_OF)
    told = str(raised.value)
    assert told.startswith("broken: not_on_time\n  it does not hold\n  track: petition_procedure（")
    assert "accepted_on: '2024-03-01'" in told
    assert "joint" not in told
    assert "registered_on" not in told


def test_a_law_tells_what_it_says_the_provision_and_the_reason() -> None:
    @holds_always()
    def nothing_is_due(trial: Example) -> None:
        """Nothing is ever due."""
        for norm in trial.result.norms:
            if norm.rule == "handling.conclude" and norm.applies == "yes":
                raise PropertyViolation(f"{norm.rule} is due on {norm.due}", norm.citations, norm.rule)

    with pytest.raises(AssertionError) as raised:
        assert_invariant(nothing_is_due, rulebook=BASE, cases=[ACCEPTED], as_of=AS_OF)
    told = str(raised.value).splitlines()
    assert told[:4] == [
        "broken: nothing_is_due: Nothing is ever due.",
        "  handling.conclude is due on None",
        "  citation: 《信访工作条例》第三十四条",
        "  why:",
    ]
    assert told[-1] == "engine compiled, seed 0"


def test_the_laws_can_be_held_against_an_overlay(trial_book: Rulebook) -> None:
    for one in PROPERTIES:
        assert_invariant(one, rulebook=trial_book, number=1)


def test_the_smallest_case_is_admissible_and_says_no_more_than_it_must() -> None:
    def concluded(case: Case) -> bool:
        evaluate(case, as_of=AS_OF, rulebook=BASE)
        return isinstance(case.timeline.accepted_on, date)

    assert minimize(ACCEPTED, concluded).model_dump(mode="json") == {"timeline": {"accepted_on": "2024-03-01"}}
    with pytest.raises(CaseError):
        evaluate({"timeline": {"review_requested_on": "2024-04-01"}}, as_of=AS_OF, rulebook=BASE)


def test_a_scenario_that_fails_tells_expected_came_citation_and_why(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.yaml"
    path.write_text(
        "scenarios:\n  - scenario: 试一试\n    as_of: 2024-04-20\n    case:\n"
        f"      {ACCEPTED.model_dump_json()}\n" + "    expect: {norms: {handling.conclude: {due: 2024-04-15}}}\n",
        encoding="utf-8",
    )
    (scenario,) = read_scenarios(path, BASE)
    assert isinstance(scenario, Scenario)
    told = str(run_scenario(scenario, BASE)).splitlines()
    assert told[0] == "试一试"
    assert told[2:5] == [
        "  expected: due 2024-04-15",
        "  came:     due 2024-04-30",
        "  citation: 《信访工作条例》第三十四条",
    ]
    assert told[5] == "  why:"
