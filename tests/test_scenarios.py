"""Scenarios: what is wrong with a file is found where it is, and an expectation that is not met tells what came."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.sources.document import SOURCE_CODES
from xinfang_rules.testing.comparing import Failure
from xinfang_rules.testing.coverage import measure
from xinfang_rules.testing.running import Outcome, run_pack, run_scenario
from xinfang_rules.testing.scenarios import SCENARIO_CODES, ScenarioError, read_scenarios, scenario_files

HERE = Path(__file__).resolve().parent
PACK = HERE / "scenario_pack"
WORKED = PACK / "scenarios" / "worked.yaml"
BAD = HERE / "bad_scenarios"
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


# Files


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


# Expectations

NEW = "petition: {request: new, competence: own}"
LATE = NEW + "\ntimeline: {received_on: 2024-03-01}"
OPEN = "petition: {request: new}\ntimeline: {received_on: 2024-03-01}"


def outcome_of(tmp_path: Path, case: str, expect: str, rulebook: Rulebook) -> Outcome:
    text = f"scenarios:\n  - scenario: 试一试\n    as_of: 2024-03-20\n    case:\n{indent(case, ' ' * 6)}\n"
    file = tmp_path / "tried.yaml"
    file.write_text(f"{text}    expect:\n{indent(expect, ' ' * 6)}\n", encoding="utf-8")
    (scenario,) = read_scenarios(file, rulebook)
    return run_scenario(scenario, rulebook)


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
        "norms: {notice.give: {applies: yes, due: 2024-03-16, due_earliest: null, days_late: 4, calendar: official}}",
        "norms: {notice.give: {due: 2024-03-17, days_late: null, days_left: 1, "
        "calendar: provisional, done_on: 2024-03-02}}",
        "norms.notice.give",
        "calendar provisional, days_late none, days_left 1, done_on 2024-03-02, due 2024-03-17",
        "calendar official, days_late 4, days_left none, done_on none, due 2024-03-16",
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


def test_every_failure_of_a_scenario_is_told_at_its_own_place(tmp_path: Path, rulebook: Rulebook) -> None:
    expect = "decisions: {outcome: pass_on}\napplies:\n  - conduct.truthful\n  - matter.urgent\nproposals: []"
    outcome = outcome_of(tmp_path, LATE, expect, rulebook)
    places = [(failure.about, failure.position.line, failure.position.column) for failure in outcome.failures]
    assert places == [("decisions.outcome", 8, 19), ("proposals", 12, 7), ("applies", 11, 11)]


def test_why_a_rule_does_not_hold_names_the_exception_to_it(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        """\
overlay: {id: ordinary, title: 例外}
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


# Coverage


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
