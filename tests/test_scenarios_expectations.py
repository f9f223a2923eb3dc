"""Scenarios: an expectation that is not met tells what came."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenarios_helpers import LATE, OPEN, PACK, WORKED, outcome_of
from xinfang_rules.errors import Position
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.scenarios.comparing import Failure
from xinfang_rules.scenarios.running import run_pack

# The case; an expectation that it meets; one that it misses; and of that what is told: about what, what was expected,
# what came, and parts of the rest.
EXPECTATIONS = [
    (
        LATE,
        "decisions: {outcome: take}",
        "decisions: {outcome: pass_on}",
        "decisions.outcome",
        "pass_on",
        "take",
        ["《小示范办法》第一条第一项", "如何处理：受理。", "（outcome.take）"],
    ),
    (
        OPEN,
        "decisions: {outcome: undetermined}",
        "decisions: {outcome: take}",
        "decisions.outcome",
        "take",
        "undetermined",
        ["《小示范办法》第一条第一项", "还需查明", "（petition.competence）"],
    ),
    (
        OPEN,
        "decisions: {outcome: {status: undetermined, candidates: [take, pass_on]}}",
        "decisions: {outcome: {status: decided, candidates: [take]}}",
        "decisions.outcome",
        "status decided, candidates take",
        "status undetermined, candidates take, pass_on",
        ["事实不足"],
    ),
    (
        LATE,
        "decisions: {outcome: {answer: take, alternatives: []}}",
        "decisions: {outcome: {answer: take, alternatives: [pass_on]}}",
        "decisions.outcome",
        "alternatives pass_on",
        "alternatives none",
        ["《小示范办法》第一条第一项"],
    ),
    (
        "petition: {request: review}",
        "decisions: {outcome: not_applicable}",
        "decisions: {outcome: undetermined}",
        "decisions.outcome",
        "undetermined",
        "not_applicable",
        ["《小示范办法》第一条"],
    ),
    (
        LATE,
        'cites: {outcome: ["1.1.1"]}',
        'cites: {outcome: ["1.1.1", "1.1.2"]}',
        "cites.outcome",
        "outcome cites 1.1.2",
        "《小示范办法》第一条第一项",
        ["如何处理：受理。"],
    ),
    (
        LATE,
        'cites: {notice.give: ["2.1"]}',
        'cites: {notice.give: ["2.2"]}',
        "cites.notice.give",
        "notice.give cites 2.2",
        "《小示范办法》第二条第一款",
        ["限期告知（notice.give）"],
    ),
    (
        "petition: {request: review}",
        'cites: {outcome: ["1"]}',
        'cites: {notice.give: ["2.1"]}',
        "cites.notice.give",
        "notice.give cites 2.1",
        "none",
        ["本案不适用。"],
    ),
    (
        LATE,
        "norms: {notice.give: overdue}",
        "norms: {notice.give: pending}",
        "norms.notice.give",
        "status pending",
        "status overdue",
        ["《小示范办法》第二条第一款", "最后一日：2024-03-16"],
    ),
    (
        LATE,
        "norms: {notice.give: {applies: yes, due: 2024-03-16, due_earliest: null, days_late: 4, missing_notices: []}}",
        "norms: {notice.give: {due: 2024-03-17, days_late: null, days_left: 1, "
        "missing_notices: [2027], done_on: 2024-03-02}}",
        "norms.notice.give",
        "days_late none, days_left 1, done_on 2024-03-02, due 2024-03-17, missing_notices 2027",
        "days_late 4, days_left none, done_on none, due 2024-03-16, missing_notices none",
        ["《小示范办法》第二条第一款"],
    ),
    (
        OPEN,
        "norms: {notice.give: {applies: unknown, status: unknown, candidates: [overdue, not_applicable]}}",
        "norms: {notice.give: {applies: yes, candidates: [pending]}}",
        "norms.notice.give",
        "applies yes, candidates pending",
        "applies unknown, candidates not_applicable, overdue",
        ["是否适用尚不能确定"],
    ),
    (
        "petition: {request: review}",
        "norms: {notice.give: absent}",
        "norms: {notice.give: {status: met, done_on: 2024-03-02}}",
        "norms.notice.give",
        "done_on 2024-03-02, status met",
        "absent",
        ["本案不适用。"],
    ),
    (
        LATE,
        "norms: {review.request: {status: not_open, due: null}}",
        "norms: {review.request: absent}",
        "norms.review.request",
        "absent",
        "not_open",
        ["《小示范办法》第二条第二款"],
    ),
    (
        LATE,
        "proposals: [propose_improvement]",
        "proposals: []",
        "proposals",
        "none",
        "propose_improvement (improve.late)",
        ["《小示范办法》第二条第三款", "（improve.late）"],
    ),
    (
        OPEN,
        "proposals: []",  # what only may apply is none
        "proposals: [propose_policy]",
        "proposals",
        "propose_policy",
        "none",
        [],
    ),
    (
        OPEN,
        "needs: [petition.competence]",
        "needs: [petition.competence, petition.joint]",
        "needs",
        "petition.joint is among the needs",
        "petition.competence, petition.feedback_required",
        [],
    ),
    (
        LATE,
        "applies: [outcome.take, improve.late]",
        "applies: [outcome.pass-on]",
        "applies",
        "outcome.pass-on applies",
        "does not apply",
        ["《小示范办法》第一条第二项", "为什么不是“转送”"],
    ),
    (
        OPEN,
        "applies: [conduct.truthful]",
        "applies: [notice.give]",
        "applies",
        "notice.give applies",
        "not certain",
        ["限期告知（notice.give）"],
    ),
    (
        "petition: {request: review, competence: own, major_urgent: false}",
        "does_not_apply: [outcome.take, matter.urgent, remark.urgent, improve.late]",
        "applies: [matter.urgent]",
        "applies",
        "matter.urgent applies",
        "does not apply",
        ["《小示范办法》第三条第一款", "重大、紧急的，是紧急事项（matter.urgent）"],
    ),
    (
        "petition: {competence: own}",  # whether the question arises is open
        "norms: {notice.give: {applies: unknown}}",
        "applies: [outcome.take]",
        "applies",
        "outcome.take applies",
        "not certain",
        ["如何处理"],
    ),
    (
        LATE,
        "does_not_apply: [outcome.pass-on]",
        "does_not_apply: [outcome.take]",
        "does_not_apply",
        "outcome.take does not apply",
        "applies",
        ["《小示范办法》第一条第一项", "属于自己职权的，受理（outcome.take）"],
    ),
    (
        "petition: {major_urgent: true}",
        "notes: [remark.urgent]\napplies: [remark.urgent]",
        "does_not_apply: [remark.urgent]",
        "does_not_apply",
        "remark.urgent does not apply",
        "applies",
        ["《小示范办法》第三条第一款"],
    ),
    (
        "petition: {major_urgent: false}",
        "does_not_apply: [remark.urgent]",
        "notes: [remark.urgent]",
        "notes",
        "the note of remark.urgent",
        "none",
        ["《小示范办法》第三条第一款", "紧急事项的说明（remark.urgent）"],
    ),
    (
        "timeline: {received_on: 2024-03-10, registered_on: 2024-03-01}",
        "refused: [order.receipt]",
        "refused: [urgent.society]",
        "refused",
        "refused by urgent.society",
        "refused by order.receipt",
        ["timeline.registered_on (2024-03-01)", "contradiction", "登记不早于收到", "tried.yaml:5:43: "],
    ),
    (
        LATE,
        "applies: [outcome.take]",
        "refused: [order.receipt]",
        "refused",
        "refused by order.receipt",
        "the case is admissible",
        [],
    ),
    (
        "petition: {major_urgent: true, may_affect_society: false}",
        "refused: [urgent.society]",
        "applies: [matter.urgent]",
        "expect",
        "an admissible case",
        "refused by urgent.society",
        ["cannot be true together: 紧急事项都可能影响社会"],
    ),
]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(PACK)


@pytest.mark.parametrize(
    ("case", "met", "missed", "about", "wanted", "came", "told"),
    EXPECTATIONS,
    ids=[f"{number}-{row[3]}" for number, row in enumerate(EXPECTATIONS, 1)],
)
def test_every_expectation_can_be_met_and_can_fail(
    case: str,
    met: str,
    missed: str,
    about: str,
    wanted: str,
    came: str,
    told: list[str],
    tmp_path: Path,
    rulebook: Rulebook,
) -> None:
    good = outcome_of(tmp_path, case, met, rulebook)
    assert good.passed, str(good)
    bad = outcome_of(tmp_path, case, missed, rulebook)
    assert not bad.passed
    (failure,) = bad.failures
    assert (failure.about, failure.expected, failure.came) == (about, wanted, came)
    lines = str(bad).splitlines()
    assert lines[0] == "试一试"
    assert lines[1] == f"{failure.position}: {about}"
    assert f"{tmp_path / 'tried.yaml'}:" in lines[1]
    assert lines[2:4] == [f"  expected: {wanted}", f"  came:     {came}"]
    for part in told:
        assert part in "\n".join(lines[4:])
    plain = outcome_of(tmp_path, case, missed, rulebook, engine="interpreter", why=False)
    assert plain.failures == (replace(failure, why=""),)


def test_every_failure_of_a_scenario_is_told_at_its_own_place(tmp_path: Path, rulebook: Rulebook) -> None:
    expect = "decisions: {outcome: pass_on}\napplies:\n  - conduct.truthful\n  - matter.urgent\nproposals: []"
    outcome = outcome_of(tmp_path, LATE, expect, rulebook)
    places = [(failure.about, failure.position.line, failure.position.column) for failure in outcome.failures]
    assert places == [("decisions.outcome", 8, 19), ("proposals", 12, 7), ("applies", 11, 11)]


def test_why_a_rule_does_not_hold_names_the_exception_to_it(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        """\
overlay:
  id: ordinary
  title: 例外
  changes: [{displaces: matter.urgent, because: 试}, {extends: matter.urgent, because: 试}]
rules:
  - id: matter.ordinary
    title: 建议不是紧急事项
    cite: {at: "3.1", quote: 所称紧急事项}
    defines: matter.urgent
    when: {petition.category: suggestion}
    exception_to: matter.urgent
""",
        encoding="utf-8",
    )
    case = "petition: {major_urgent: true, category: suggestion}"
    outcome = outcome_of(tmp_path, case, "applies: [matter.urgent]", load(PACK, overlays=[overlay]))
    assert "例外：建议不是紧急事项（matter.ordinary）" in str(outcome)


def test_a_long_explanation_is_trimmed() -> None:
    reasons = [f"第{number}条理由" for number in range(1, 21)]
    told = str(Failure(Position("a.yaml", 1, 1), "decisions.track", "judicial", "arbitration", why="\n".join(reasons)))
    assert reasons[13] in told
    assert reasons[14] not in told
    assert told.endswith("    ……（另有6行）")
    assert "citation" not in told


def test_a_day_beyond_the_calendar_fails_the_scenario_and_not_the_run(tmp_path: Path, rulebook: Rulebook) -> None:
    text = WORKED.read_text(encoding="utf-8").replace("2024-03-20", "9999-12-31").replace("2024-03-01", "9999-12-30")
    file = tmp_path / "late.yaml"
    file.write_text(text, encoding="utf-8")
    report = run_pack(file, rulebook)
    (failure,) = next(o for o in report.failed if "四日" in o.scenario.title).failures
    assert (failure.about, failure.expected) == ("expect", "a result")
    assert "9999" in failure.came
