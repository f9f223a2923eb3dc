"""An overlay brings facts, bearers, actions and questions of its own, and everything takes them."""

import json
import pickle
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from tests.site.building import build
from xinfang_rules import Case, CaseError, Rulebook, RulebookError, evaluate, load, read_result
from xinfang_rules.cli.main import main
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.testing import PROPERTIES, Example, sample_cases
from xinfang_rules.testing.example import engines_at_hand

OVERLAY = Path(__file__).parent / "local_facts.yaml"
AS_OF = date(2024, 3, 20)
# Received on 1 March: ten days end on 11 March.
CASE: dict[str, Any] = {
    "timeline": {"received_on": "2024-03-01"},
    "local": {"pilot_zone": True, "means": ["home"], "visited_on": "2024-03-05"},
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(overlays=OVERLAY)


def test_the_shared_stay_and_the_local_come_last(book: Rulebook) -> None:
    shared = load()
    assert list(book.facts)[: len(shared.facts)] == list(shared.facts)
    assert list(book.facts)[len(shared.facts) :] == [
        *("local.pilot_zone", "local.window", "local.helpers", "local.means", "local.visited_on")
    ]
    assert [bearer.label for bearer in book.bearers[len(shared.bearers) :]] == ["试点专员"]
    assert "trial_service" in book.questions
    assert shared.case_model is Case
    assert book.latest.rulebook.laid[0].digest != ""


def test_what_rests_on_them_is_decided_owed_and_read_back(book: Rulebook) -> None:
    result = evaluate(CASE, as_of=AS_OF, rulebook=book)
    assert result.decisions["trial_service"].answer == "home"
    (visit,) = [norm for norm in result.norms if norm.rule == "trial.visit"]
    assert (visit.due, visit.status, visit.done_on) == (date(2024, 3, 11), "met", date(2024, 3, 5))
    again = read_result(result.model_dump_json())
    (read,) = [norm for norm in again.norms if norm.rule == "trial.visit"]
    assert (read.bearer, read.bearer.label, read.action.label) == ("local.officer", "试点专员", "上门走访")
    assert pickle.loads(pickle.dumps(result)) == result
    assert "上门走访" in result.explain("trial.visit")
    for what, written in (("result", result), ("compact", result.compact())):
        Draft202012Validator(schema_of(what, book)).validate(json.loads(written.model_dump_json()))


def test_what_is_not_known_of_them_is_asked_for(book: Rulebook) -> None:
    result = evaluate({"local": {"pilot_zone": True}}, as_of=AS_OF, rulebook=book)
    (need,) = [need for need in result.needs if need.fact == "local.means"]
    assert need.decides == ("trial_service",)
    assert [choice.label for choice in need.choices] == ["电话回访", "上门走访"]


def test_a_case_without_the_group_leaves_it_unknown(book: Rulebook) -> None:
    case = Case.from_facts({"timeline.received_on": date(2024, 3, 1)})
    result = evaluate(case, as_of=AS_OF, rulebook=book)
    assert result.decisions["trial_service"].status == "undetermined"
    visit = next(norm for norm in result.norms if norm.rule == "trial.visit")
    assert "met" in visit.candidates  # whether it was done is not known either


def test_a_case_with_the_group_is_no_case_of_another_rulebook(book: Rulebook) -> None:
    case = book.case_model.from_facts({"local.pilot_zone": True})
    with pytest.raises(CaseError, match="a case has no key 'local'"):
        evaluate(case, as_of=AS_OF, rulebook=load())
    assert pickle.loads(pickle.dumps(case)) == case
    assert case.with_facts({"local.helpers": 2}).model_dump() == {"local": {"pilot_zone": True, "helpers": 2}}
    with pytest.raises(CaseError, match=r"did you mean local\.helpers"):
        case.with_facts({"local.helper": 2})


def test_the_command_takes_them_and_says_what_is_wrong(tmp_path: Path) -> None:
    def run(case: dict[str, Any]) -> Any:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case), encoding="utf-8")
        return CliRunner().invoke(main, ["evaluate", str(path), "--as-of", str(AS_OF), "--overlay", str(OVERLAY)])

    assert "试点服务：上门服务" in run(CASE).output
    wrong = run({"local": {"means": ["hime"], "visitedon": 1}})
    assert "是否为 home？" in wrong.output
    assert "是否为 visited_on？" in wrong.output


def test_the_schemas_have_them(book: Rulebook) -> None:
    case = Draft202012Validator(schema_of("case", book))
    assert case.is_valid(CASE)
    assert not case.is_valid({"local": {"window": "other"}})
    assert not Draft202012Validator(schema_of("case")).is_valid(CASE)
    rules = schema_of("rules", book)
    assert rules["$defs"]["Condition"]["properties"]["local.pilot_zone"]["title"] == "属于试点区域的信访事项"


def test_engines_and_properties_hold_with_them(book: Rulebook) -> None:
    known = [name for name in book.facts if name.startswith(("local.", "timeline."))]
    for number, (case, as_of) in enumerate(sample_cases(12, rulebook=book, known=known)):
        results = [evaluate(case, as_of=as_of, rulebook=book, engine=name) for name in engines_at_hand()]
        assert all(result.norms == results[0].norms for result in results)
        for holds in PROPERTIES[number % 3 :: 3]:
            holds(Example(book, case, as_of, seed=number))


def test_what_an_overlay_adds_is_proved() -> None:
    pytest.importorskip("z3")
    done = CliRunner().invoke(main, ["check", "xinfang-2022", "--overlay", str(OVERLAY), "--prove"])
    assert done.exit_code == 0, done.output
    assert "5 of 5 questions have an answer wherever they arise" in done.output
    assert "added to it: 3 rules, 1 question, 1 parameter, 5 facts, 1 bearer, 1 action" in done.output


def test_the_site_has_them(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 规则\n", encoding="utf-8")
    settings = "site_name: 规则\ntheme: xinfang\nplugins: [xinfang-rules: {overlays: [%s]}]\n"
    (tmp_path / "mkdocs.yml").write_text(settings % OVERLAY, encoding="utf-8")
    build(tmp_path, tmp_path / "site")
    for page in ("facts", "rules"):
        assert "试点专员" in (tmp_path / "site" / page / "index.html").read_text(encoding="utf-8")


FACT = '\nfacts: [{{fact: {}, title: 甲, ask: 甲吗？, at: ["22.1"]}}]\n'
ENUM = "kind: enum, values: {a: 甲, "
WRONG = {
    "a fact of a shared group": (FACT.format("petition.pilot"), "overlay", "what an overlay adds is called local.…"),
    "a bearer without its prefix": ("\nbearers: [{bearer: officer, title: 甲}]\n", "overlay", "local.…, and this is"),
    "a group": ("\ngroups: [{group: pilot, title: 试点}]\n", "overlay", "to the group local, and no other"),
    "what a case is": ("\ncase: {title: 甲}\n", "duplicate-id", "what a case is"),
    "a fact twice": (FACT.format("local.a") + FACT.format("local.a")[7:], "syntax", ""),
    "a name that cases have": (FACT.format("local.stated"), "name-clash", "means something else in every case"),
    "no such provision": (FACT.format("local.a").replace("22.1", "99"), "unknown-provision", "articles 1 to 50"),
    "no such instrument": (FACT.format("local.a").replace("ask", "in: xinfang-22, ask"), "unknown-instrument", "22"),
    "an unknown bearer": (
        '\nrules: [{id: a, title: 甲, cite: {at: "22.1", quote: 登记}, obliges: {bearer: local.b, action: aid}}]\n',
        "unknown-value",
        "'local.b' is none of",
    ),
    "a value called unknown": (
        FACT.format("local.a").replace("ask", f"{ENUM}unknown: 乙}}, ask"),
        "fact-form",
        "every",
    ),
    "a label with braces": (FACT.format("local.a").replace("ask", ENUM + "'b': '{}'}, ask"), "fact-form", "no braces"),
    "a title with braces": (FACT.format("local.a").replace("title: 甲", "title: '甲{x}'"), "fact-form", "have braces"),
    "a sentence with a brace": (
        FACT.format("local.a").replace("ask", ENUM + "b: 乙}, says: '由{}收到{x}', ask"),
        "fact-form",
        "{} once",
    ),
    "a denial with a place for no value": (
        FACT.format("local.a").replace("ask", "negated: '不{}', ask"),
        "fact-form",
        "no value",
    ),
    "values of one class": (
        "\nfacts:\n"
        + "".join(
            f'  - {{fact: local.{name}, title: 甲, {ENUM}b: 乙}}, ask: 甲？, at: ["22.1"]}}\n'
            for name in ("a_b", "a__b")
        ),
        "duplicate-id",
        "called LocalAB too",
    ),
    "days the wrong way round": (
        FACT.format("local.a").replace("ask", "in_force_from: 2025-01-01, in_force_until: 2024-01-01, ask"),
        "fact-form",
        "before 2025-01-01",
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_vocabulary_is_told_with_its_place(wrong: tuple[str, str, str], tmp_path: Path) -> None:
    text, code, said = wrong
    file = tmp_path / "local.yaml"
    file.write_text("overlay: {id: trial, title: 试行}" + text, encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load(overlays=file)
    found = [found for found in refused.value.diagnostics if found.code == code]
    assert found, refused.value
    assert said in found[0].message
    assert (found[0].position.source, found[0].position.line >= 2) == (str(file), True)


def test_rules_read_a_fact_on_its_own_days_alone(tmp_path: Path) -> None:
    file = tmp_path / "local.yaml"
    text = OVERLAY.read_text(encoding="utf-8")
    late = text.replace("    title: 试点采用的方式\n", "    title: 试点采用的方式\n    in_force_from: 2025-01-01\n")
    file.write_text(late, encoding="utf-8")
    known = "local.means is a fact from 2025-01-01, and no name on 2022-05-01, when this is in force"
    with pytest.raises(RulebookError, match=f"unknown-name: {re.escape(known)}"):
        load(overlays=file)
    since = "    in_force_from: 2025-01-01\n    when: {local.means"
    file.write_text(late.replace("    when: {local.means", since), encoding="utf-8")
    book = load(overlays=file)
    assert [edition.since for edition in book.editions] == [date(2022, 5, 1), date(2025, 1, 1)]
    stated = {"timeline": {"received_on": "2024-03-01"}, "local": {"pilot_zone": True, "means": ["home"]}}
    result = evaluate(stated, as_of=AS_OF, rulebook=book)
    assert result.decisions["trial_service"].answer == "none"
    # The case is from March 2024, the fact from 2025 on: what was stated is not lost without a word.
    (said,) = [note.text for note in result.notes if "local.means" in note.text]
    assert said == (
        "填写了“试点采用的方式”（local.means），但这项事实自2025年1月1日起有效；"
        "本案适用2024年3月1日的规定，没有考虑它。"
    )
    for unstated in ({}, {"means": "unknown"}):
        told = evaluate({**stated, "local": {"pilot_zone": True, **unstated}}, as_of=AS_OF, rulebook=book)
        assert not any("local.means" in note.text for note in told.notes)
    stated["timeline"] = {"received_on": "2025-03-03"}
    assert not any("local.means" in note.text for note in evaluate(stated, as_of=AS_OF, rulebook=book).notes)


def test_a_day_that_is_none_any_more_is_told_with_its_days(tmp_path: Path) -> None:
    text = OVERLAY.read_text(encoding="utf-8")
    late = text.replace("    title: 上门走访日期\n", "    title: 上门走访日期\n    in_force_until: 2024-12-31\n")
    file = tmp_path / "local.yaml"
    file.write_text(late, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"unknown-date: local\.visited_on is a fact until 2024-12-31, and no name"):
        load(overlays=file)


def test_conduct_is_no_ground_in_an_overlay_either(tmp_path: Path) -> None:
    file = tmp_path / "local.yaml"
    text = OVERLAY.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    title: 试点采用的方式\n", "    title: 试点采用的方式\n    conduct: true\n"), encoding="utf-8"
    )
    with pytest.raises(RulebookError, match=r"no answer may rest on conduct, and trial_service rests on local\.means"):
        load(overlays=file)


def test_two_overlays_add_to_the_same_group(tmp_path: Path) -> None:
    shutil.copy(OVERLAY, tmp_path / "one.yaml")
    other = tmp_path / "two.yaml"
    other.write_text("overlay: {id: second, title: 试行二}" + FACT.format("local.second"), encoding="utf-8")
    assert list(load(overlays=[tmp_path / "one.yaml", other]).facts)[-1] == "local.second"
    other.write_text("overlay: {id: second, title: 试行二}" + FACT.format("local.window"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"local\.window is already given at"):
        load(overlays=[tmp_path / "one.yaml", other])
