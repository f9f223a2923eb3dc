"""Facts that the cases of a scenario file have in common: what a case takes from them, and what it takes back."""

from pathlib import Path

import pytest

from tests.scenarios_helpers import PACK
from xinfang_rules import Case
from xinfang_rules.rulebook.load import load
from xinfang_rules.scenarios.running import run_scenario
from xinfang_rules.scenarios.scenario import ScenarioError, read_scenarios

HEAD = """given:
  petition: {category: grievance, intake: direct}
  order: {prohibited_acts: [dangerous_items]}
  timeline: {received_on: 2024-03-01}
scenarios:
  - scenario: 试
    as_of: 2024-03-10
"""
EXPECT = "    expect: {needs: [petition.competence]}\n"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "given.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def case_of(tmp_path: Path, case: str, head: str = HEAD) -> Case:
    (scenario,) = read_scenarios(written(tmp_path, f"{head}    case: {case}\n{EXPECT}"))
    return scenario.case


def stated(case: Case) -> dict[str, object]:
    return case.model_dump(mode="json", exclude_unset=True)


@pytest.mark.parametrize(
    ("case", "same"),
    [
        # Besides what is given.
        ("{petition: {joint: true}}", "{petition: {category: grievance, intake: direct, joint: true}}"),
        # Instead of it; other facts of the group stay.
        ("{petition: {category: suggestion}}", "{petition: {category: suggestion, intake: direct}}"),
        # Not stated, which is not the same as unknown.
        ("{petition: {category: null}}", "{petition: {intake: direct}}"),
        ("{petition: {category: unknown}}", "{petition: {category: unknown, intake: direct}}"),
        ("{petition: null}", "{}"),
        ("{petition: {category: null, intake: null}}", "{}"),
    ],
)
def test_what_a_case_takes_and_takes_back(tmp_path: Path, case: str, same: str) -> None:
    head = "given: {petition: {category: grievance, intake: direct}}\n" + HEAD[HEAD.index("scenarios") :]
    whole = HEAD[HEAD.index("scenarios") :]
    assert stated(case_of(tmp_path, case, head)) == stated(case_of(tmp_path, same, whole))


def test_a_set_takes_the_place_of_the_given_one_whole(tmp_path: Path) -> None:
    acts = stated(case_of(tmp_path, "{order: {prohibited_acts: [illegal_assembly]}}"))["order"]
    assert isinstance(acts, dict)
    assert [act for act, done in acts["prohibited_acts"].items() if done] == ["illegal_assembly"]


def test_a_case_may_stand_by_itself(tmp_path: Path) -> None:
    text = f"{HEAD}    given: false\n    case: {{petition: {{joint: true}}}}\n{EXPECT}"
    (scenario,) = read_scenarios(written(tmp_path, text))
    assert stated(scenario.case) == {"petition": {"joint": True}}


@pytest.mark.parametrize(
    ("given", "case", "place", "code"),
    [
        # A given fact that is none, in every case the same: told once, where it stands.
        ("petition: {compentence: own}", "{}", (2, 14), "unknown-fact"),
        ("petition: {competence: own}", "{petition: {competence: owned}}", (6, 35), "unknown-value"),
        ("petition: {competence: owned}", "{petition: {competence: own}}", (2, 26), "unknown-value"),
        ("petition: {competence: null}", "{}", (2, 26), "null-fact"),
        # What was never given cannot be taken back.
        ("petition: {competence: own}", "{petition: {joint: null}}", (6, 30), "null-fact"),
        ("petition: {competence: own}", "{organ: null}", (6, 19), "value-type"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    tmp_path: Path, given: str, case: str, place: tuple[int, int], code: str
) -> None:
    text = f"given:\n  {given}\nscenarios:\n  - scenario: 试\n    as_of: 2024-03-10\n    case: {case}\n{EXPECT}"
    with pytest.raises(ScenarioError) as refused:
        read_scenarios(written(tmp_path, text + text[text.index("  - scenario") :].replace("试", "再试")))
    first = min(refused.value.diagnostics)
    assert (first.position.line, first.position.column) == place
    assert len([found for found in refused.value.diagnostics if found.position == first.position]) == 1


def test_a_contradiction_is_told_at_the_given_fact_that_makes_it(tmp_path: Path) -> None:
    text = """given: {timeline: {received_on: 2024-03-09}}
scenarios:
  - scenario: 试
    as_of: 2024-03-10
    case: {timeline: {registered_on: 2024-03-01}}
    expect: {refused: [order.other]}
"""
    (scenario,) = read_scenarios(written(tmp_path, text))
    assert scenario.place_of_fact("timeline.received_on").line == 1
    assert scenario.place_of_fact("timeline.registered_on").line == 5


def test_given_facts_decide(tmp_path: Path) -> None:
    text = """given: {petition: {competence: own, request: new}}
scenarios:
  - {scenario: 受理, as_of: 2024-03-10, case: {}, expect: {decisions: {outcome: take}}}
  - scenario: 转送
    as_of: 2024-03-10
    case: {petition: {competence: lower, feedback_required: true}}
    expect: {decisions: {outcome: pass_on}}
"""
    book = load(PACK)
    assert [run_scenario(each, book).failures for each in read_scenarios(written(tmp_path, text), book)] == [(), ()]
