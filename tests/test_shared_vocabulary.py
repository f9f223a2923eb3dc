"""Shared facts under another instrument: what a pack says of them, and what of a case it does not consider."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import FACTS, Action, Bearer, Case, Rulebook, RulebookError, evaluate, load, read_result
from xinfang_rules.facts.shared import shared_vocabulary
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.rulebook.serialize import from_plain, to_plain
from xinfang_rules.site.words.scenario_words import facts_of
from xinfang_rules.testing import sample_cases

PACK: dict[str, Any] = {
    "instrument": {
        "id": "xinfang-2005",
        "title": "信访条例",
        "issuer": "国务院",
        "promulgated": "2005-01-10",
        "in_force_from": "2005-05-01",
        "in_force_until": "2022-04-30",
    },
    "articles": [
        {
            "article": number,
            "chapter": "全",
            "title": "条",
            "paragraphs": [{"gist": "示范", "coverage": "organisational", "reason": "示范", "items": list("甲乙丙丁")}]
            * (1 if number in (15, 16, 29, 33) else 2),
        }
        for number in range(1, 52)
    ],
    "settings": {
        "counting": {"interpretive": "示范"},
        "governed_by": {"day": "timeline.received_on", "interpretive": "示范"},
        "roll_on": {"bearers": [], "interpretive": "示范"},
    },
    "shared_facts": [
        {
            "fact": "organ.kind",
            "at": ["21.1"],
            "title": "本机关属于哪一类",
            "values": {"petition_office": "县级以上人民政府信访工作机构"},
        },
        {"fact": "timeline.received_on", "at": ["21.1"]},
    ],
    "shared_bearers": [{"bearer": "petition_office", "title": "县级以上人民政府信访工作机构", "at": ["21.1"]}],
    "rules": [
        {
            "id": "office.register",
            "title": "登记",
            "cite": {"at": "21.1", "quote": "予以登记"},
            "when": {"organ.kind": "petition_office", "petition.belongs_to_congress_or_court": False},
            "obliges": {"bearer": "petition_office", "action": "register"},
        }
    ],
}
RECEIVED = {"timeline": {"received_on": "2021-03-01"}}


def written(place: Path, **changed: Any) -> Path:
    (place / "pack.yaml").write_text(json.dumps({**PACK, **changed}, ensure_ascii=False), encoding="utf-8")
    return place


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return load(written(tmp_path))


def test_a_pack_has_the_facts_that_it_names_and_those_that_name_it(book: Rulebook) -> None:
    own = {name for name, spec in FACTS.items() if spec.instrument == "xinfang-2005"}
    assert set(book.facts) == {"organ.kind", "timeline.received_on", *own}
    assert book.case_model is Case
    assert {*book.facts, *book.facts.beside} == set(FACTS)
    assert own.isdisjoint(load().facts)
    assert {*load().facts, *own} == set(FACTS)


def test_a_fact_is_worded_as_the_pack_words_it(book: Rulebook) -> None:
    spec, shared = book.facts["organ.kind"], FACTS["organ.kind"]
    assert (spec.instrument, spec.at, spec.title) == ("xinfang-2005", ("21.1",), "本机关属于哪一类")
    assert spec.member_labels["petition_office"] == "县级以上人民政府信访工作机构"
    assert spec.member_labels["other"] == shared.member_labels["other"]
    assert spec.ask == shared.ask
    assert shared.member_labels["petition_office"] == "党委和政府信访部门"


def test_a_bearer_is_called_as_the_pack_calls_it_also_when_the_result_is_read_back(
    book: Rulebook, tmp_path: Path
) -> None:
    case = {**RECEIVED, "organ": {"kind": "petition_office"}, "petition": {"belongs_to_congress_or_court": False}}
    result = evaluate(case, as_of=date(2021, 3, 2), rulebook=book)
    for one in (result, read_result(result.model_dump_json())):
        (norm,) = one.norms
        assert norm.bearer == Bearer.PETITION_OFFICE
        assert norm.bearer.label == "县级以上人民政府信访工作机构"
    assert Bearer.PETITION_OFFICE.label == "党委和政府信访部门"
    linked = from_plain(json.loads(json.dumps(to_plain(book, tmp_path))), tmp_path)
    assert [term.label for term in linked.bearers] == [term.label for term in book.bearers]
    assert dict(linked.facts) == dict(book.facts)
    assert dict(linked.facts.beside) == dict(book.facts.beside)


def test_the_schema_of_its_cases_is_worded_as_it_words_them(book: Rulebook) -> None:
    schemas = {name: schema_of("case", of) for name, of in (("own", book), ("2022", load()), ("any", None))}
    told = {
        name: json.dumps(schema["$defs"]["Organ"]["properties"]["kind"], ensure_ascii=False)
        for name, schema in schemas.items()
    }
    assert "县级以上人民政府信访工作机构" in told["own"]
    assert "党委和政府信访部门" not in told["own"]
    assert "党委和政府信访部门" in told["2022"]
    assert schemas["2022"]["$defs"] == schemas["any"]["$defs"]


def test_what_a_case_states_besides_is_told_and_changes_nothing(book: Rulebook) -> None:
    case = Case.from_facts({"timeline.received_on": "2021-03-01", "organ.kind": "petition_office"})
    plain = evaluate(case, as_of=date(2021, 3, 2), rulebook=book)
    stated = evaluate(
        case.with_facts({"remedy.duty": "none", "petition.hardship": True, "petition.joint": "unknown"}),
        as_of=date(2021, 3, 2),
        rulebook=book,
    )
    (note,) = (note.text for note in stated.notes if note not in plain.notes)
    assert note == (
        "填写了“生活确有困难”（petition.hardship）、“申请查处违法行为或者申请履行保护职责”（remedy.duty），"
        "但本案适用的《信访条例》不用这些事实，没有考虑。"
    )
    assert (stated.norms, stated.decisions) == (plain.norms, plain.decisions)


@pytest.mark.parametrize("name", ["xinfang-2005", "xinfang-2022"])
def test_whatever_is_stated_of_other_instruments_only_adds_a_remark(name: str) -> None:
    law, values = load(name), {"bool": True, "count": 2, "date": "2021-07-01"}
    others = law.facts.beside
    assert others
    for number, drawn in enumerate(sample_cases(40, rulebook=law, seed=7)):
        stated = {
            spec.name: spec.members[0]
            if spec.kind == "enum"
            else list(spec.members)
            if spec.members
            else values[spec.kind]
            for place, spec in enumerate(others.values())
            if place % 3 == number % 3
        }
        plain = evaluate(drawn.case, as_of=drawn.as_of, rulebook=law)
        more = evaluate(drawn.case.with_facts(stated), as_of=drawn.as_of, rulebook=law)
        assert (more.decisions, more.norms) == (plain.decisions, plain.norms)
        added = [note.text for note in more.notes if note not in plain.notes]
        assert len(added) == 1
        assert all(fact in added[0] for fact in stated)


def test_2022_takes_a_fact_of_2005_and_says_that_it_does_not_consider_it() -> None:
    case = {"timeline": {"received_on": "2024-03-01"}, "organ": {"level": "government"}}
    (note,) = (note.text for note in evaluate(case, as_of=date(2024, 3, 4)).notes)
    assert note == "填写了“本机关的层级”（organ.level），但本案适用的《信访工作条例》不用这项事实，没有考虑。"


def test_terms_of_another_instrument_are_not_at_hand(book: Rulebook) -> None:
    assert Action.DECIDE_ACCEPTANCE in book.actions
    assert Action.DECIDE_ACCEPTANCE not in load().actions
    within = {spec.within for spec in (*shared_vocabulary().actions, *shared_vocabulary().bearers)}
    assert within <= {"", "xinfang-2005"}


def test_the_facts_of_a_scenario_are_shown_in_the_words_of_the_pack(book: Rulebook) -> None:
    case = Case.from_facts({"organ.kind": "petition_office", "petition.hardship": True})
    told = {spec.title: value for spec, value in facts_of(case, book.facts)}
    assert told == {"本机关属于哪一类": "县级以上人民政府信访工作机构", "生活确有困难": "是"}
    told = {spec.title: value for spec, value in facts_of(case, load().facts)}
    assert told == {"机关类别": "党委和政府信访部门", "生活确有困难": "是"}


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no shared fact": ({"shared_facts": [{"fact": "organ.kin", "at": ["1.1"]}]}, "unknown-name", "mean organ.kind?"),
    "no value": (
        {"shared_facts": [{"fact": "organ.kind", "at": ["1.1"], "values": {"othr": "其他"}}]},
        "unknown-value",
        "mean other?",
    ),
    "two values of one label": (
        {"shared_facts": [{"fact": "organ.kind", "at": ["1.1"], "values": {"discipline": "政法部门"}}]},
        "fact-form",
        "has this label already",
    ),
    "no such provision": (
        {"shared_facts": [{"fact": "organ.kind", "at": ["52"]}]},
        "unknown-provision",
        "xinfang-2005 has",
    ),
    "no shared action": ({"shared_actions": [{"action": "registr", "title": "登记"}]}, "unknown-name", "register?"),
    "a fact that the pack does not name": (
        {"rules": [{**PACK["rules"][0], "when": {"petition.hardship": True}}]},
        "unknown-name",
        "petition.hardship is a shared fact, of which this pack does not say (shared_facts) what it serves here",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_in_its_place(wrong: str, tmp_path: Path) -> None:
    changed, code, message = WRONG[wrong]
    with pytest.raises(RulebookError) as refused:
        load(written(tmp_path, **changed))
    assert [found.code for found in refused.value.diagnostics if message in found.message][:1] == [code]


def test_an_overlay_may_read_a_shared_fact_that_the_pack_does_not(book: Rulebook, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    rule = {**PACK["rules"][0], "id": "local.aid", "when": {"petition.hardship": True}}
    told = {"overlay": {"id": "mine", "title": "叠加"}, "shared_facts": [{"fact": "petition.hardship", "at": ["8.1"]}]}
    overlay.write_text(json.dumps({**told, "rules": [rule]}), encoding="utf-8")
    (tmp_path / "pack").mkdir()
    laid = load(written(tmp_path / "pack"), overlays=[overlay])
    assert set(laid.facts) == {*book.facts, "petition.hardship"}
    case = {**RECEIVED, "petition": {"hardship": True}}
    result = evaluate(case, as_of=date(2021, 3, 2), rulebook=laid)
    assert [norm.rule for norm in result.norms if norm.applies == "yes"] == ["local.aid"]
    assert result.notes == ()


def test_an_overlay_does_not_say_how_terms_are_called(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    told = {"overlay": {"id": "mine", "title": "叠加"}, "shared_bearers": PACK["shared_bearers"]}
    overlay.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(RulebookError, match="is the pack's own to say"):
        load(overlays=[overlay])
