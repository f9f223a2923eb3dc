"""Old names are read for a while wherever a name can stand, each with a notice that names the new one."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.test_hostile_data import ODD, outcome
from xinfang_rules import CaseError, Rulebook, RulebookError, evaluate, load, read_case
from xinfang_rules.cli.main import main
from xinfang_rules.evaluation.replay import replay
from xinfang_rules.renaming import Rename, Renamed, RenamedWarning, in_time, number_of
from xinfang_rules.scenarios.running import run_pack
from xinfang_rules.scenarios.scenario import ScenarioError, read_scenarios

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
AS_OF = date(2024, 3, 8)
RENAMED = """
renamed:
  - {kind: fact, old: petition.office, new: petition.competence, until: 9.0.0}
  - {kind: fact, old: intake.came_on, new: timeline.received_on, until: 9.0.0}
  - {kind: value, of: petition.competence, old: mine, new: own, until: 9.0.0}
  - {kind: value, of: order.prohibited_acts, old: bombs, new: dangerous_items, until: 9.0.0}
  - {kind: rule, old: notice.tell, new: notice.give, until: 9.0.0}
  - {kind: parameter, old: notice.period, new: notice.days, until: 9.0.0}
  - {kind: question, old: result, new: outcome, until: 9.0.0}
  - {kind: answer, of: outcome, old: accept, new: take, until: 9.0.0}
  - {kind: concept, old: matter.pressing, new: matter.urgent, until: 9.0.0}
  - {kind: constraint, old: order.entry, new: order.receipt, until: 9.0.0}
"""
OLD = {"petition": {"office": "mine", "request": "new"}, "intake": {"came_on": "2024-03-01"}}
NOW = {"petition": {"competence": "own", "request": "new"}, "timeline": {"received_on": "2024-03-01"}}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    place = shutil.copytree(BASE, tmp_path / "pack")
    (place / "renamed.yaml").write_text(RENAMED, encoding="utf-8")
    return place


@pytest.fixture
def book(pack: Path) -> Rulebook:
    return load(pack)


@contextmanager
def told(*old: str) -> Iterator[None]:
    """Expects that these old names are told, each with the new one, and no others."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = [str(warning.message) for warning in caught if issubclass(warning.category, RenamedWarning)]
    assert sorted({text.split()[2] for text in said}) == sorted(old), said
    assert all("is called" in text and "until version 9.0.0" in text for text in said)


# Cases


def test_a_case_by_old_names_is_the_case_by_the_names_of_now(book: Rulebook) -> None:
    with told("petition.office", "intake.came_on", "mine"):
        old = evaluate(OLD, as_of=AS_OF, rulebook=book)
    with told():
        now = evaluate(NOW, as_of=AS_OF, rulebook=book)
    assert old == now
    assert now.decisions["outcome"].answer == "take"


def test_a_member_of_a_set_goes_by_its_old_name_too(book: Rulebook) -> None:
    for old, now in ((["bombs"], ["dangerous_items"]), ({"bombs": True}, {"dangerous_items": True})):
        with told("bombs"):
            first = evaluate({**NOW, "order": {"prohibited_acts": old}}, as_of=AS_OF, rulebook=book)
        assert first == evaluate({**NOW, "order": {"prohibited_acts": now}}, as_of=AS_OF, rulebook=book)


def test_the_text_of_a_case_is_read_with_what_was_renamed(book: Rulebook) -> None:
    text = "petition: {office: mine}\n"
    with told("petition.office", "mine"):
        case = read_case(text, renamed=book.renamed)
    assert case.petition.competence == "own"
    with pytest.raises(CaseError, match="office"):
        read_case(text)


def test_both_names_at_once_are_refused(book: Rulebook) -> None:
    both = {"petition": {"office": "own", "competence": "lower"}}
    with pytest.raises(CaseError, match=r"petition\.office"):
        evaluate(both, as_of=AS_OF, rulebook=book)


def test_what_nobody_renamed_is_refused_as_before(book: Rulebook) -> None:
    wrong: Any
    for wrong in ({"petition": {"offices": "own"}}, {"petition": {"office": "nobody"}}, {"petition": 1}, [], "x"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RenamedWarning)
            with pytest.raises(CaseError):
                evaluate(wrong, as_of=AS_OF, rulebook=book)


# Rule files


OVERLAY = """
overlay:
  id: old
  title: 旧名
  changes:
    - {sets: notice.period, because: 试}
    - {replaces: notice.tell, because: 试}
    - {displaces: outcome.pass-on, because: 试}
    - {extends: result, because: 试}
parameters:
  - {parameter: notice.period, values: [{from: 2020-03-01, value: 9}]}
rules:
  - id: notice.tell
    title: "{notice.period}内告知"
    cite: {at: "2.2", quote: 十五日内告知}
    when: {all: [{result: accept}, {not: {matter.pressing: true}}, {petition.office: [mine, lower]}]}
    obliges:
      bearer: receiving_organ
      action: notify_in_writing
      period: {from: intake.came_on, within: notice.period}
      done: timeline.notified_on
  - id: local.late
    title: 试
    cite: {at: "2.2", quote: 十五日内告知}
    note: 试
    when: {all: [{status.notice.tell: overdue}, {petition.representatives: {none: true}}]}
  - id: local.take
    title: 试
    cite: {at: "2.1.1", quote: 予以受理}
    decides: {result: accept}
    when: {due.notice.tell: {after: intake.came_on}}
    exception_to: [outcome.pass-on]
"""


def test_an_overlay_by_old_names_is_the_overlay_by_the_names_of_now(pack: Path, tmp_path: Path) -> None:
    old, now = tmp_path / "old.yaml", tmp_path / "now.yaml"
    text = OVERLAY.replace("{due.notice.tell: {after: intake.came_on}}", "{petition.joint: true}")
    old.write_text(text, encoding="utf-8")
    renames = [
        ("petition.office", "petition.competence"),
        ("intake.came_on", "timeline.received_on"),
        ("mine", "own"),
        ("notice.tell", "notice.give"),
        ("notice.period", "notice.days"),
        ("result", "outcome"),
        ("accept", "take"),
        ("matter.pressing", "matter.urgent"),
    ]
    for before, after in renames:
        text = text.replace(before, after)
    now.write_text(text, encoding="utf-8")
    with told(*(before for before, _ in renames)):
        first = load(pack, overlays=old)
    with told():
        second = load(pack, overlays=now)
    for name in ("parameters", "questions", "concepts", "constraints", "conditions"):
        assert getattr(first.latest, name) == getattr(second.latest, name), name
    assert [rule.id for rule in first.latest.rules] == [rule.id for rule in second.latest.rules]
    assert [rule.norm for rule in first.latest.rules] == [rule.norm for rule in second.latest.rules]
    assert first.latest.rule("notice.give").title == "9日内告知"


def test_an_old_name_can_be_removed_or_changed_by_an_overlay(pack: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "removes.yaml"
    overlay.write_text(
        "overlay: {id: less, title: 少, changes: [{removes: notice.tell, because: 试}]}\n", encoding="utf-8"
    )
    with told("notice.tell"):
        book = load(pack, overlays=overlay)
    assert "notice.give" not in [rule.id for rule in book.latest.rules]


def test_the_pack_itself_goes_by_the_names_of_now(pack: Path) -> None:
    rules = pack / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("within: notice.days", "within: notice.period"), "utf-8")
    with pytest.raises(RulebookError, match=r"notice\.period is no parameter"):
        load(pack)


# Scenarios, explanations, stored results


SCENARIOS = """
scenarios:
  - scenario: 旧名写的场景
    as_of: 2024-03-08
    case: {petition: {office: mine, request: new}, intake: {came_on: 2024-03-01}}
    expect:
      decisions: {result: accept}
      applies: [notice.tell]
"""


OWN = "case: {petition: {office: mine, request: new}, intake: {came_on: 2024-03-01}}"
GIVEN = SCENARIOS.replace("scenarios:", OWN.replace("case", "given") + "\nscenarios:").replace(OWN, "case: {}")


@pytest.mark.parametrize("text", [SCENARIOS, GIVEN], ids=["own", "given"])
def test_a_scenario_by_old_names_is_run(pack: Path, text: str) -> None:
    (pack / "scenarios").mkdir()
    (pack / "scenarios" / "old.yaml").write_text(text, encoding="utf-8")
    with told("petition.office", "mine", "intake.came_on", "result", "accept", "notice.tell"):
        report = run_pack(pack, load(pack))
    assert [outcome.passed for outcome in report.outcomes] == [True]
    with pytest.raises(ScenarioError):
        read_scenarios(pack / "scenarios" / "old.yaml")


def test_an_explanation_is_asked_for_by_old_names(book: Rulebook) -> None:
    result = evaluate({**NOW, "petition": {"competence": "lower", "request": "new"}}, as_of=AS_OF, rulebook=book)
    with told("result"):
        assert result.explain("result") == result.explain("outcome")
    with told("result", "accept"):
        assert result.explain("result", why_not="accept") == result.explain("outcome", why_not="take")
    own = evaluate(NOW, as_of=AS_OF, rulebook=book)
    with told("notice.tell"):
        assert own.explain("notice.tell") == own.explain("notice.give")


def test_a_result_stored_by_old_names_comes_out_again(book: Rulebook) -> None:
    text = evaluate(NOW, as_of=AS_OF, rulebook=book).model_dump_json()
    stored = text.replace('"outcome":', '"result":').replace('"take"', '"accept"').replace("notice.give", "notice.tell")
    assert stored != text
    with told("result", "accept", "notice.tell"):
        again = replay(stored, NOW, rulebook=book)
    assert again.outcome == ()
    other = load(BASE)
    assert replay(stored, NOW, rulebook=other).outcome != ()


# The command line


def test_the_command_says_each_old_name_in_a_line(pack: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("petition: {office: mine, request: new}\nintake: {came_on: 2024-03-01}\n", encoding="utf-8")
    arguments = ["--rulebook", str(pack), "--as-of", "2024-03-08"]
    done = CliRunner().invoke(main, ["evaluate", str(case), *arguments])
    assert done.exit_code == 0, done.stderr
    assert sorted(done.stderr.splitlines()) == [
        "xinfang: renamed: intake.came_on 现名 timeline.received_on（事实）；旧名读到 9.0.0 版为止",
        "xinfang: renamed: mine 现名 own（事实的取值，属于 petition.competence）；旧名读到 9.0.0 版为止",
        "xinfang: renamed: petition.office 现名 petition.competence（事实）；旧名读到 9.0.0 版为止",
    ]
    done = CliRunner().invoke(main, ["explain", str(case), *arguments, "result"])
    assert "result 现名 outcome" in done.stderr


# How long


@pytest.mark.parametrize(
    ("version", "until", "read"),
    [("0.1.0", "0.2.0", True), ("0.1.9", "0.2.0", True), ("0.2.0", "0.2.0", False), ("0.10.0", "0.2.0", False)],
)
def test_an_old_name_is_read_until_its_version(version: str, until: str, read: bool) -> None:
    rename = Rename("rule", "a", "b", until)
    assert (list(in_time([rename], version)) == [rename]) is read


def test_a_name_past_its_version_is_not_read(pack: Path) -> None:
    (pack / "renamed.yaml").write_text(RENAMED.replace("9.0.0", "0.0.1"), encoding="utf-8")
    book = load(pack)
    assert not book.renamed
    with pytest.raises(CaseError):
        evaluate(OLD, as_of=AS_OF, rulebook=book)


def test_versions_are_compared_by_number() -> None:
    assert number_of("0.10.0rc1") == (0, 10, 0)
    assert number_of("0.9.3") < number_of("0.10.0")


def test_data_without_old_names_stays_as_it_is() -> None:
    renamed = Renamed([Rename("rule", "a.b", "c.d", "9.0.0"), Rename("fact", "x.y", "petition.joint", "9.0.0")])
    data: dict[str, Any] = {"rules": [{"id": "e.f", "when": {"any": [{"petition.joint": True}]}}], "remove": ["g.h"]}
    with told():
        assert renamed.rules(data) == data
        assert renamed.case({"petition": {"joint": True}, "more": 3}) == {"petition": {"joint": True}, "more": 3}


@pytest.mark.filterwarnings("ignore::xinfang_rules.renaming.RenamedWarning")
@pytest.mark.parametrize("name", ODD)
def test_odd_data_is_judged_where_names_were_changed_too(name: str, book: Rulebook) -> None:
    for data in (ODD[name], {"petition": ODD[name]}, {"petition": {"office": ODD[name]}}):
        found = [outcome(partial(evaluate, data, as_of=AS_OF, rulebook=where)) for where in (None, book)]
        if "office" not in str(found[0]):
            assert str(found[0]) == str(found[1])
