"""What leads the wizard: made from the pack's interview and its rules, and changed with them."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules.interview import load_interview
from xinfang_rules.site import wizard_data
from xinfang_rules.site.pages import wizard_page
from xinfang_rules.site.site_context import ALONE, SiteContext, read_book

SMALL = Path(__file__).parents[1] / "scenario_pack"
ROLE = """
ordinary: ordinary
roles:
  - role: office
    title: 机关
    goal: 怎样处置
    states: {organ.kind: other}
    answers: [outcome]
    bearers: [receiving_organ]
    first: matter
    questions: [matter]
questions:
  - question: matter
    title: 由谁处理
    ask: 由谁处理？
    options:
      - {option: own, title: 本机关, states: {petition.competence: own, petition.request: new}}
      - {option: other, title: 其他机关, states: {petition.competence: elsewhere, petition.request: new}}
"""
PRESUMED = """
presumptions:
  - presumption: first_time
    title: 通常情形
    because: 没有写明的，不当作例外。
    cite: {at: "1.1.2", quote: 予以转送}
    facts: {petition.feedback_required: false}
    bundles: [ordinary]
"""


@pytest.fixture(scope="module")
def book() -> SiteContext:
    return read_book()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    made = shutil.copytree(SMALL, tmp_path / "small")
    (made / "interview.yaml").write_text(ROLE, encoding="utf-8")
    (made / "presumptions.yaml").write_text(PRESUMED, encoding="utf-8")
    return made


def data_of(book: SiteContext) -> Any:
    return json.loads(json.dumps(wizard_data.data(book, ALONE)["wizard"]))


def test_the_roles_and_questions_are_those_of_the_interview(book: SiteContext) -> None:
    guide, data = load_interview(), data_of(book)
    assert [role["role"] for role in data["roles"]] == [*guide.roles]
    assert [question["question"] for question in data["questions"]] == [*guide.questions]
    assert data["sets"] == [*guide.ordinary]
    (labour,) = [
        option for question in data["questions"] for option in question["options"] if option["option"] == "labour"
    ]
    assert labour["states"]["remedy.arbitration"] == "labour"


def test_a_changed_number_changes_the_digest_and_a_scenario_does_not(pack: Path) -> None:
    before = data_of(read_book(pack))["digest"]
    shutil.rmtree(pack / "scenarios")
    assert data_of(read_book(pack))["digest"] == before
    rules = pack / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "{from: 2020-03-01, value: 15}" in text
    rules.write_text(text.replace("{from: 2020-03-01, value: 15}", "{from: 2020-03-01, value: 10}"), encoding="utf-8")
    assert data_of(read_book(pack))["digest"] != before


def test_there_is_a_page_where_the_pack_has_an_interview_that_a_browser_can_lead(pack: Path, book: SiteContext) -> None:
    assert [page.path for page in wizard_page.pages(read_book(pack))] == ["wizard.md"]
    assert [*wizard_page.pages(replace(book, further=True))] == []  # its rules are not those that the site serves
    (pack / "interview.yaml").unlink()
    without = read_book(pack)
    assert [*wizard_page.pages(without)] == []
    assert wizard_data.data(without, ALONE) == {}


def test_presumptions_that_hang_on_days_are_none_that_a_browser_makes(pack: Path) -> None:
    presumptions = pack / "presumptions.yaml"
    text = presumptions.read_text(encoding="utf-8")
    dated = text.replace("    facts:", "    only_if_dated: [timeline.received_on]\n    facts:")
    presumptions.write_text(dated, encoding="utf-8")
    assert [*wizard_page.pages(read_book(pack))] == []
