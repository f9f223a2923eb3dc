"""Texts of rules name the numbers of the law, which stand in parameters.yaml alone."""

from pathlib import Path

import pytest

from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import load

OVERLAY = """\
overlay: {id: trial, title: 试点, changes: [{sets: handling.days, because: 试}]}
parameters:
  - parameter: handling.days
    values: [{from: 2022-05-01, value: 60}, {from: 2024-01-01, value: 45}]
"""
RULE = """\
overlay: {id: trial, title: 试点}
rules:
  - id: trial.note
    title: 自受理之日起{handling.day}内办结
    cite: {at: "34", quote: 应当自受理之日起60日内办结}
    note: 至多{handling.extension_limit}
"""


def test_a_title_follows_the_number_of_its_edition(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(OVERLAY, encoding="utf-8")
    before, after = load(overlays=[tmp_path / "trial.yaml"]).editions
    assert "自受理之日起60日内办结" in before.rule("handling.conclude").title
    assert "自受理之日起45日内办结" in after.rule("handling.conclude").title
    # 34: the limit of the extension is another number, and stays.
    assert after.rule("handling.extension-limit").title == "延长办理期限不得超过30日"


def test_a_number_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(RULE, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load(overlays=[tmp_path / "trial.yaml"])
    (finding,) = caught.value.diagnostics
    assert finding.code == "unknown-parameter"
    assert finding.position.line == 4
    assert "did you mean handling.days?" in finding.message


def test_notes_name_numbers_too_and_other_braces_stay(tmp_path: Path) -> None:
    text = RULE.replace("自受理之日起{handling.day}内办结", '"{甲}{}"')
    (tmp_path / "trial.yaml").write_text(text, encoding="utf-8")
    rule = load(overlays=[tmp_path / "trial.yaml"]).latest.rule("trial.note")
    assert (rule.title, rule.note) == ("{甲}{}", "至多30日")


@pytest.mark.parametrize("number", ["30日", "60日", "15日", "5人", "5个工作日", "法定的日数", "法定的人数"])
def test_no_title_of_the_shipped_rules_repeats_a_number(number: str) -> None:
    files = (Path(__file__).parents[1] / "rules" / "xinfang-2022").glob("*.yaml")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.strip().startswith(("title:", "note:")) and number in line] == []
