"""A second law needs no Python: a pack of another instrument, with facts, bearers, actions and questions of its own."""

import json
import pickle
import re
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from tests.site.building import ROOT, build
from tests.site.try_it_helpers import data_in
from xinfang_rules import Case, CaseError, Rulebook, evaluate, load, read_case, read_result
from xinfang_rules.analysis.mutation.mutants import mutants, mutated
from xinfang_rules.cli.main import main
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.rulebook.names import norm_of
from xinfang_rules.testing import PROPERTIES, Example, sample_cases, sample_near_deadlines
from xinfang_rules.testing.example import engines_at_hand

PACK = Path(__file__).parent / "second_law"
TEXT = ROOT.parent / "shared/statutes/channels/full/市场监督管理投诉举报处理暂行办法(2022-03-24).md"
ACCEPTABLE: dict[str, Any] = {
    "matter": {"complaint": True, "other_activity": False, "within_duties": True, "competent": True},
    "complaint": {
        "materials_given": True,
        "consumer": True,
        "dispute_shown": True,
        "taken_elsewhere": False,
        "over_three_years": False,
        "barred_otherwise": False,
    },
    "timeline": {"received_on": "2024-03-01"},
}
AS_OF = date(2024, 3, 13)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(PACK)


def test_it_has_what_it_brings_and_nothing_of_the_shared(book: Rulebook) -> None:
    assert set(book.facts.groups) == {"matter", "complaint", "mediation", "report", "timeline"}
    assert book.case_model is not Case
    assert not issubclass(book.case_model, Case)
    assert {name: list(question.answers) for name, question in book.questions.items()} == {
        "acceptance": ["not_covered", "not_accepted", "accepted"],
        "mediation_end": ["agreed", "terminated", "under_way"],
    }
    assert {rule.norm.bearer.label for rule in book.latest.rules if rule.norm} >= {"投诉人", "调解人员"}
    assert book.case_model.model_json_schema()["title"] == "市场监督管理投诉举报的事实"


def test_it_quotes_its_law(tmp_path: Path) -> None:
    if not TEXT.is_file():
        pytest.skip("the official text is not here")
    articles: list[dict[str, Any]] = []
    for line in TEXT.read_text(encoding="utf-8").splitlines():
        item = re.match(r"（[一二三四五六七八九十]+）(.*)", line)
        if article := re.match(r"第[一二三四五六七八九十]+条 (.*)", line):
            opening: dict[str, Any] = {"paragraph": 1, "text": article[1], "items": []}
            articles.append({"article": len(articles) + 1, "paragraphs": [opening]})
        elif item:
            items = articles[-1]["paragraphs"][-1]["items"]
            items.append({"item": len(items) + 1, "text": item[1]})
        elif line and articles:
            paragraphs = articles[-1]["paragraphs"]
            paragraphs.append({"paragraph": len(paragraphs) + 1, "text": line, "items": []})
    (tmp_path / "market-complaints-2022.json").write_text(json.dumps({"articles": articles}), encoding="utf-8")
    load(PACK, statutes=tmp_path)


def test_every_scenario_passes_and_shows_every_rule_both_ways() -> None:
    done = CliRunner().invoke(main, ["test", str(PACK)])
    assert done.exit_code == 0, done.output
    rules, constraints = re.findall(r"(\d+) of (\d+)", done.output)
    assert rules[0] == rules[1]
    assert constraints[0] == constraints[1]
    assert int(rules[1]) >= 30


def test_its_mutants_are_rules_with_its_own_bearers() -> None:
    pack, _ = load_pack(PACK)
    mutant = next(each for each in mutants(pack) if (each.entry, each.operator) == ("acceptance.decide", "norm-kind"))
    changed = mutated(pack, mutant)
    assert changed is not None
    assert norm_of(changed.rules["acceptance.decide"].entry)


def test_it_is_proved() -> None:
    pytest.importorskip("z3")
    done = CliRunner().invoke(main, ["check", str(PACK), "--prove", "--strict"])
    assert done.exit_code == 0, done.output
    assert "answered      2 of 2" in done.output
    assert "single        2 of 2" in done.output


def test_the_command_decides_explains_and_says_what_is_wrong(tmp_path: Path) -> None:
    def run(name: str, case: dict[str, Any], *more: str) -> Any:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case), encoding="utf-8")
        return CliRunner().invoke(main, [name, str(path), *more, "--as-of", str(AS_OF), "--rulebook", str(PACK)])

    # Received on Friday, 1 March: seven working days end on Tuesday, 12 March (4 to 8, 11, 12).
    decided = run("evaluate", ACCEPTABLE)
    assert decided.exit_code == 0, decided.output
    assert "投诉是否受理：受理" in decided.output
    assert "2024-03-12" in decided.output
    explained = run("explain", {**ACCEPTABLE, "complaint": {"materials_given": False}}, "acceptance")
    assert "没有提供规定的材料的，不予受理" in explained.output
    wrong = run("evaluate", {"complaint": {"materials_giveN": True}, "mediation": {"grounds": ["withdrawal"]}})
    assert wrong.exit_code != 0
    assert "是否为 materials_given？" in wrong.output
    assert "是否为 withdrawn？" in wrong.output


def test_a_case_is_read_written_and_pickled_as_one_of_its_facts(book: Rulebook) -> None:
    case = read_case(json.dumps(ACCEPTABLE), rulebook=book)
    assert type(case) is book.case_model
    assert type(case).model_validate_json(case.model_dump_json()) == case
    assert pickle.loads(pickle.dumps(case)) == case
    again = pickle.loads(pickle.dumps(book))
    assert again.case_model is book.case_model
    result = evaluate(case, as_of=AS_OF, rulebook=again)
    assert result.decisions["acceptance"].answer == "accepted"
    stored = read_result(result.model_dump_json())
    bearers = {norm.rule: norm.bearer.label for norm in stored.norms}
    assert bearers["acceptance.decide"] == "有处理权限的市场监督管理部门"


def test_a_case_of_other_facts_is_refused_by_name(book: Rulebook) -> None:
    with pytest.raises(CaseError, match="a case has no key 'petition'"):
        evaluate(Case.from_facts({"petition.category": "grievance"}), as_of=AS_OF, rulebook=book)
    with pytest.raises(CaseError, match="a case has no key 'matter'"):
        evaluate(read_case(json.dumps(ACCEPTABLE), rulebook=book), as_of=AS_OF, rulebook=load())


def test_a_refusal_names_its_own_facts_as_examples(book: Rulebook) -> None:
    with pytest.raises(CaseError, match="such as matter, not a list"):
        evaluate([], as_of=AS_OF, rulebook=book)  # type: ignore[arg-type]  # what is no case
    with pytest.raises(CaseError, match=r"such as matter\.complaint, not a list"):
        book.case_model.from_facts([])  # type: ignore[arg-type]  # what is no mapping


def test_the_engines_agree_and_every_property_holds(book: Rulebook) -> None:
    some = [*sample_cases(15, rulebook=book), *sample_near_deadlines(15, rulebook=book)]
    some += sample_cases(10, rulebook=book, complete=True, seed=1)
    names = engines_at_hand()
    for number, (case, as_of) in enumerate(some):
        results = [evaluate(case, as_of=as_of, rulebook=book, engine=name) for name in names]
        assert all(result.decisions == results[0].decisions and result.norms == results[0].norms for result in results)
        example = Example(book, case, as_of, seed=number)
        for holds in Random(number).sample(PROPERTIES, 8):
            holds(example)


def test_its_documentation_is_built(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# 规则\n", encoding="utf-8")
    settings = f"site_name: 规则\ntheme: xinfang\nplugins: [xinfang-rules: {{pack: {PACK}}}]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    build(tmp_path, tmp_path / "site")
    facts = (tmp_path / "site" / "facts" / "index.html").read_text(encoding="utf-8")
    assert "提供了规定的材料" in facts
    assert "有处理权限的市场监督管理部门" in facts
    scripts = {path.as_posix(): path.read_bytes() for path in (tmp_path / "site" / "assets" / "xinfang").iterdir()}
    data = data_in(scripts)
    assert [fact["name"] for fact in data["facts"]][:2] == ["matter.complaint", "matter.report"]
