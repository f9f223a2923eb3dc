"""Scenarios: which rules they show at work, counted by hand."""

from pathlib import Path

import pytest

from tests.scenarios_helpers import LATE, PACK, outcome_of
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.coverage import measure
from xinfang_rules.scenarios.running import run_pack


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(PACK)


def test_coverage_is_what_was_counted_by_hand(rulebook: Rulebook) -> None:
    report = run_pack(PACK, rulebook)
    assert report.failed == ()
    counted = {rule.rule: (rule.held, rule.not_held) for rule in report.coverage.rules}
    assert counted == {
        "outcome.take": (1, 1),  # 1: the answer expected; 4: does not apply, for the question does not arise
        "outcome.pass-on": (0, 1),  # 2: displaced; that 1 names it as an alternative is no assertion that it holds
        "notice.give": (2, 0),  # 1 and 2; in 3 only that it may apply is expected
        "review.request": (0, 0),
        "improve.late": (1, 1),  # 2: applies, and in the proposals; 1: absent
        "matter.urgent": (1, 0),
        "remark.urgent": (1, 0),
        "conduct.truthful": (1, 0),
    }
    assert {constraint.constraint: constraint.refused for constraint in report.coverage.constraints} == {
        "order.receipt": 1,
        "urgent.society": 0,
    }
    assert [gap.partition(" (")[0] for gap in report.coverage.gaps] == [
        "outcome.pass-on: never asserted to hold",
        "notice.give: never asserted not to hold",
        "review.request: never asserted to hold nor not to hold",
        "matter.urgent: never asserted not to hold",
        "remark.urgent: never asserted not to hold",
        "urgent.society: never asserted to refuse",
    ]  # conduct.truthful always holds, so that nothing is missing
    assert "（" not in report.coverage.gaps[0]
    assert "《小示范办法》第一条第二项：需要反馈结果的，转送" in report.coverage.gaps[0]


def test_only_what_is_expected_and_comes_counts(tmp_path: Path, rulebook: Rulebook) -> None:
    wrong = outcome_of(tmp_path, LATE, "decisions: {outcome: pass_on}\nnorms: {notice.give: met}\n", rulebook)
    assert (wrong.held, wrong.not_held) == (frozenset(), frozenset())
    wrong = outcome_of(tmp_path, LATE, "does_not_apply: [outcome.take]\napplies: [matter.urgent]\n", rulebook)
    assert (wrong.held, wrong.not_held) == (frozenset(), frozenset())
    unasked = outcome_of(tmp_path, LATE, "decisions: {outcome: {status: decided}}", rulebook)
    assert unasked.held == frozenset()


def test_coverage_of_one_edition(rulebook: Rulebook) -> None:
    report = run_pack(PACK, rulebook)
    assert measure([rulebook.latest], report.outcomes) == report.coverage
    assert all(not rule.held for rule in measure([rulebook.latest], []).rules)
