"""The ways to a case: facts by name, text, copies; validated ones are evaluated, others are refused."""

import copy
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from tests.test_case_round_trip import documents
from xinfang_rules import FACTS, ArgumentError, Case, CaseError, InstrumentError, evaluate, load, read_case
from xinfang_rules.facts.case import Category, Petition
from xinfang_rules.testing import DatedCase, assert_invariant, assert_same, differing

DAY = date(2024, 5, 1)
CASE = Case.model_validate({"petition": {"category": "grievance"}, "timeline": {"received_on": "2024-03-01"}})


def findings(call: Callable[[], object]) -> list[tuple[str, str, str]]:
    with pytest.raises(CaseError) as caught:
        call()
    assert all(found.chinese for found in caught.value.diagnostics)
    return [(str(found.position), found.code, found.message) for found in caught.value.diagnostics]


# Facts by name


def by_name(document: dict[str, Any]) -> dict[str, Any]:
    groups = {group: facts for group, facts in document.items() if group != "case_id"}
    return {f"{group}.{key}": value for group, facts in groups.items() for key, value in facts.items()}


@given(documents())
def test_facts_by_name_make_the_case_that_groups_make(document: dict[str, Any]) -> None:
    flat = {"case_id": document["case_id"]} if "case_id" in document else {}
    assert Case.from_facts({**flat, **by_name(document)}) == Case.model_validate(document)


@given(documents(), documents())
def test_a_case_with_facts_states_these_and_all_it_stated(before: dict[str, Any], change: dict[str, Any]) -> None:
    flat = by_name(change)
    case, changed = Case.model_validate(before), Case.model_validate(before).with_facts(flat)
    alone = Case.from_facts(flat)
    for name, spec in FACTS.items():
        expected = alone if name in flat else case
        assert getattr(getattr(changed, spec.group), spec.key) == getattr(getattr(expected, spec.group), spec.key)
    assert changed.case_id == case.case_id
    assert case == Case.model_validate(before), "the case itself stays as it is"


@pytest.mark.parametrize("make", [Case.from_facts, CASE.with_facts])
def test_a_wrong_name_or_value_is_refused_with_what_may_be_meant(make: Callable[[Any], Case]) -> None:
    wrong = {"petition.intak": "direct", "intake": "direct", "petition": {}, "petition.channel": "visits", 5: True}
    assert findings(lambda: make(wrong)) == [
        ("petition.intak", "unknown-key", "there is no fact 'petition.intak' (did you mean petition.intake?)"),
        ("intake", "unknown-key", "there is no fact 'intake' (did you mean petition.intake?)"),
        ("petition", "unknown-key", "petition is a group of facts: give each by its name, such as petition.category"),
        ("case", "key-type", "the case: a key is a text, not 5"),
        (
            "petition.channel",
            "unknown-value",
            "petition.channel: 'visits' is none of online, letter, phone, fax, visit, other, unknown "
            "(did you mean visit?)",
        ),
    ]
    assert findings(lambda: make({"petition.joint": None}))[0][1] == "null"
    assert findings(lambda: make(["petition.joint"]))[0][:2] == ("case", "value-type")
    assert len(findings(lambda: make({f"petition.x{number}": 1 for number in range(70)}))) == 51


def test_findings_name_the_facts_and_the_constraint_that_they_break() -> None:
    too_early = {"timeline.registered_on": "2024-02-01", "timeline.notified_on": "2024-02-02"}
    with pytest.raises(CaseError) as caught:
        evaluate(CASE.with_facts(too_early), as_of=DAY)
    told = [(found.code, found.facts, found.constraint) for found in caught.value.diagnostics]
    assert told == [
        ("contradiction", ("timeline.registered_on", "timeline.received_on"), "order.receipt"),
        ("contradiction", ("timeline.notified_on", "timeline.received_on"), "order.notice"),
    ]
    assert [found.text("zh") for found in caught.value.diagnostics] == [
        "登记日期（timeline.registered_on，2024-02-01）、收到日期（timeline.received_on，2024-03-01）不能同时成立：登记不早于收到",
        "书面告知日期（timeline.notified_on，2024-02-02）、收到日期（timeline.received_on，2024-03-01）不能同时成立：书面告知不早于收到",
    ]
    assert caught.value.text("en") == str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.diagnostics, again.text()) == (caught.value.diagnostics, caught.value.text())


# Copies


def unvalidated() -> dict[str, Case]:
    petition = CASE.petition.model_copy(update={"category": "grievence"})
    timeline = CASE.timeline.model_copy(update={"received_on": "2024-03-01"})
    made = {
        "copy with a wrong group": CASE.model_copy(update={"petition": {"category": "grievance"}}),
        "copy with a wrong value in a group": CASE.model_copy(update={"petition": petition}),
        "copy with a text for a day": CASE.model_copy(update={"timeline": timeline}),
        "copy that looks right": CASE.model_copy(update={"case_id": "A-1"}),
        "copy with a deep update": CASE.model_copy(update={"case_id": "A-1"}, deep=True),
        "constructed": Case.model_construct(petition="x"),  # type: ignore[arg-type]
        "constructed with a number for a truth": Case.model_construct(petition=Petition.model_construct(joint=1)),  # type: ignore[arg-type]
        "constructed empty": Case.model_construct(),
    }
    if sys.version_info >= (3, 13):
        made["replaced"] = copy.replace(CASE, case_id="A-1")
    made["copy of a copy"] = made["copy that looks right"].model_copy()
    made["pickled"] = pickle.loads(pickle.dumps(made["copy that looks right"]))
    return made


@pytest.mark.parametrize("name", unvalidated())
def test_what_was_made_without_validation_is_refused(name: str) -> None:
    case = unvalidated()[name]
    for use in (
        lambda: evaluate(case, as_of=DAY),
        lambda: evaluate(case, as_of=DAY, engine="interpreter"),
        lambda: case.with_facts({"petition.joint": True}),
    ):
        assert [code for _, code, _ in findings(use)] == ["unvalidated"]


def test_no_comparison_passes_over_what_was_made_without_validation() -> None:
    case = Case.model_construct()
    for compare in (
        lambda: list(differing(load(), load(), [case], as_of=DAY)),
        lambda: assert_same(load(), load(), cases=[DatedCase(case, DAY)]),
        lambda: assert_invariant(lambda trial: True, cases=[case], as_of=DAY),
    ):
        assert [code for _, code, _ in findings(compare)] == ["unvalidated"]


def test_copies_without_changes_are_as_good_as_the_case() -> None:
    expected = evaluate(CASE, as_of=DAY)
    for same in (CASE.model_copy(), CASE.model_copy(deep=True), copy.copy(CASE), copy.deepcopy(CASE)):
        assert evaluate(same, as_of=DAY) == expected


def test_a_group_made_without_validation_gets_into_no_case() -> None:
    petition = Petition.model_construct(category="grievence")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Case(petition=petition)
    with pytest.raises(ValidationError):
        Case.model_validate({"petition": petition})
    assert findings(lambda: evaluate({"petition": petition}, as_of=DAY))[0][:2] == (
        "petition.category",
        "unknown-value",
    )
    right = Petition.model_construct(category="grievance")  # type: ignore[arg-type]
    for case in (Case(petition=right), Case(petition=Petition(category=Category.GRIEVANCE))):
        assert case == Case.model_validate({"petition": {"category": "grievance"}})


def test_validating_a_copy_makes_it_a_case() -> None:
    case = Case.model_validate(CASE.model_copy(update={"case_id": "A-1"}).model_dump())
    assert evaluate(case, as_of=DAY).case_id == "A-1"


# Text


@given(documents(), st.sampled_from(["json", None]), st.booleans())
def test_the_text_of_a_case_is_the_case(document: dict[str, Any], form: Any, encoded: bool) -> None:
    case = Case.model_validate(document)
    text = case.model_dump_json()
    assert read_case(text.encode() if encoded else text, format=form) == case


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ('{"organ": {}, "organ": {}}', None, ("x:1:15", "duplicate-key")),
        ("organ: {}\norgan: {}", None, ("x:2:1", "duplicate-key")),
        ("organ: {}\norgan: {}", "yaml", ("x:2:1", "duplicate-key")),
        ("organ: {}", "json", ("x:1:1", "syntax")),
        ('{"petition": {"joint": 1}}', "yaml", ("x:1:24", "value-type")),
        ('\ufeff{"petition":\n {"joint": 1}}', "json", ("x:2:12", "value-type")),
        ("", None, ("x", "empty")),
        ("[]", None, ("x:1:1", "value-type")),
        (b"\xff", None, ("x:1:1", "not-text")),
        (b"a\x00", "json", ("x:1:2", "not-text")),
        (b'{"petition": {"joint": 1}}', "json", ("x:1:24", "value-type")),
        ('{"case_id": "\\ud800"}', "json", ("x:1:14", "surrogate")),
        ('{"case_id": "\ud800"}', "json", ("x:1:14", "surrogate")),
        ('{"petition": {"representatives": ' + "9" * 5000 + "}}", "json", ("x:1:34", "number")),
        ("petition: {representatives: " + "9" * 5000 + "}", "yaml", ("x:1:29", "number")),
        ('{"petition": {"representatives": NaN}}', "json", ("x:1:34", "number")),
        ("petition: {representatives: .nan}", "yaml", ("x:1:29", "number")),
        ('{"a":' * 100_000, "json", ("x:1:321", "too-deep")),  # the 65th level opens after 64 times 5 characters
        ("[" * 100_000, "yaml", ("x:1:65", "too-deep")),
        ("petition: &a {}", "yaml", ("x:1:11", "anchor")),
        ("5: {}", "yaml", ("x:1:1", "key-type")),
        (" " * (16 * 2**20 + 1), "json", ("x", "too-large")),
    ],
    ids=lambda value: repr(value)[:20] if isinstance(value, (str, bytes)) else "",
)
def test_text_that_is_no_case_is_refused_with_its_place(text: Any, form: Any, expected: tuple[str, str]) -> None:
    found = findings(lambda: read_case(text, format=form, name="x"))
    assert found[0][:2] == expected


def test_what_is_no_text_is_refused_in_words() -> None:
    with pytest.raises(ArgumentError, match="text is a text or its bytes, not a mapping"):
        read_case({})  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="format is json or yaml, not the text 'toml'"):
        read_case("", format="toml")  # type: ignore[arg-type]


# Times without an instrument


def test_what_was_not_in_force_is_told_by_the_day_that_decides() -> None:
    with pytest.raises(InstrumentError) as caught:
        evaluate({}, as_of=date(2022, 4, 30), rulebook=load("xinfang-2022"))
    assert caught.value.text() == "判断基准日（2022-04-30）早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断"
    with pytest.raises(InstrumentError) as caught:
        evaluate({}, as_of=date(2005, 4, 30))
    # Article 51 of the Regulation of 2005, article 50 of that of 2022: each from 1 May.
    assert caught.value.text() == (
        "判断基准日（2005-04-30）早于2005年5月1日，《信访条例》尚未施行；"
        "早于2022年5月1日，《信访工作条例》尚未施行，不能据以判断"
    )
    book = load("xinfang-2022")
    ended = replace(book, instrument=book.instrument._replace(in_force_until=date(2024, 6, 30)))
    case = Case.from_facts({"timeline.received_on": "2024-07-01"})
    with pytest.raises(InstrumentError) as caught:
        evaluate(case, as_of=date(2024, 7, 2), rulebook=ended)
    assert caught.value.text() == "收到日期（2024-07-01）晚于2024年6月30日，《信访工作条例》已经失效，不能据以判断"
