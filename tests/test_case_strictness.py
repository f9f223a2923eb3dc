"""A case: which values each fact takes, and that none is guessed at."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from tests.case_helpers import CONTRACT, names, one, refusal, value_of
from xinfang_rules import CaseError
from xinfang_rules.errors import nearest
from xinfang_rules.facts.case import FACTS, Case, OpinionContent

# Strictness


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_takes_unknown_and_starts_as_not_stated(name: str) -> None:
    assert value_of(Case(), name) is None
    assert value_of(one(name, "unknown"), name) == "unknown"


@pytest.mark.parametrize("name", FACTS)
def test_no_fact_takes_null(name: str) -> None:
    group, key = name.split(".")
    assert "null is not a value" in refusal({group: {key: None}})


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("wrong", ["true", "Unknown", "", 1.0, -1, [1], {"a": True}, [["claim"]], "2024-02-30"])
def test_no_fact_guesses_at_a_wrong_value(name: str, wrong: Any) -> None:
    group, key = name.split(".")
    refusal({group: {key: wrong}})


@pytest.mark.parametrize("wrong", ["true", "yes", 1, 0, 1.0])
def test_a_truth_value_is_true_or_false_only(wrong: Any) -> None:
    refusal({"petition": {"complicated": wrong}})


@pytest.mark.parametrize("wrong", [True, 1.0, "1", -1, 10**9])
@pytest.mark.parametrize("name", names("count"))
def test_a_count_is_a_whole_number_within_bounds(name: str, wrong: Any) -> None:
    group, key = name.split(".")
    refusal({group: {key: wrong}})


@pytest.mark.parametrize("name", names("count"))
def test_a_count_starts_at_its_least_value(name: str) -> None:
    group, key = name.split(".")
    least = FACTS[name].least
    assert value_of(one(name, least), name) == least
    refusal({group: {key: least - 1}})


@pytest.mark.parametrize(
    "wrong",
    [
        "2023-02-29",
        "2024-13-01",
        "0000-01-01",
        "2024-5-1",
        "20240501",
        "2024-05-01T00:00:00",
        "２０２４-05-01",
        1714521600,
    ],
)
def test_a_day_is_written_in_full_and_exists(wrong: Any) -> None:
    refusal({"timeline": {"received_on": wrong}})


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(ValidationError):
        one("timeline.received_on", datetime(2024, 5, 1))  # noqa: DTZ001


def test_a_day_may_be_given_as_a_date() -> None:
    assert one("timeline.received_on", date(2024, 5, 1)) == one("timeline.received_on", "2024-05-01")


@pytest.mark.parametrize("name", names("enum"))
def test_a_wrong_value_of_an_enumeration_is_answered_with_the_allowed_ones(name: str) -> None:
    group, key = name.split(".")
    message = refusal({group: {key: "elswhere"}})
    assert [member for member in FACTS[name].members if f"'{member}'" not in message] == []


@pytest.mark.parametrize(
    "document",
    [
        {"petitioner": {}},
        {"petition": {"petitioner_name": "x"}},
        {"petition": {"Category": "grievance"}},
        {"petition.category": "grievance"},
        {"Petition": {}},
    ],
)
def test_an_unknown_key_is_refused(document: Any) -> None:
    assert "Extra inputs are not permitted" in refusal(document)


@pytest.mark.parametrize("key", ["case_id", *CONTRACT])
def test_null_stands_for_no_group_and_no_reference(key: str) -> None:
    refusal({key: None})


@pytest.mark.parametrize("wrong", ["unknown", [], True, "petition"])
def test_a_group_is_a_mapping(wrong: Any) -> None:
    refusal({"petition": wrong})


@pytest.mark.parametrize("wrong", [None, 5, [], "petition", True])
def test_a_case_is_a_mapping(wrong: Any) -> None:
    refusal(wrong)


@pytest.mark.parametrize("case_id", ["a", "2024/0017", "XF:2024.05-01_b", "x" * 64])
def test_a_reference_is_taken_as_it_is(case_id: str) -> None:
    assert Case.model_validate({"case_id": case_id}).case_id == case_id


@pytest.mark.parametrize("wrong", ["", "x" * 65, "张三", "a b", "a\n", "a\\b", "é", "a@b", 17, b"a", True])
def test_a_reference_has_no_room_for_a_name(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Case.model_validate({"case_id": wrong})


def test_a_case_does_not_change() -> None:
    case = one("petition.complicated", True)
    with pytest.raises(ValidationError, match="frozen"):
        case.petition.complicated = False  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        case.case_id = "x"  # type: ignore[misc]


# Sets


def test_a_list_is_the_complete_set() -> None:
    case = one("handling.opinion_states", ["opinion", "claim"])
    assert case.handling.opinion_states == {
        "claim": True,
        "facts_and_reasons": False,
        "opinion": True,
        "legal_basis": False,
    }
    assert set(value_of(one("order.prohibited_acts", []), "order.prohibited_acts").values()) == {False}


def test_a_mapping_leaves_the_other_members_unknown() -> None:
    case = one("handling.opinion_states", {"claim": True, "opinion": "unknown"})
    assert case.handling.opinion_states == {"claim": True, "opinion": "unknown"}


def test_members_are_read_as_terms() -> None:
    stated = one("handling.opinion_states", ["claim"]).handling.opinion_states
    assert isinstance(stated, dict)
    assert all(isinstance(member, OpinionContent) for member in stated)


@pytest.mark.parametrize(
    "wrong",
    [
        ["claims"],
        ["unknown"],
        [None],
        {"claims": True},
        {"claim": None},
        {"claim": 1},
        {"claim": "true"},
        "claim",
        True,
    ],
)
def test_a_set_takes_only_its_members_and_truth_values(wrong: Any) -> None:
    refusal({"handling": {"opinion_states": wrong}})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("dangerous_items", "not 'dangerous_items' (did you mean [dangerous_items]?)"),
        ("dangerous_item", "not 'dangerous_item' (did you mean [dangerous_items]?)"),
        ("unknwon", "not 'unknwon' (did you mean unknown?)"),
        (["dangerous_item"], "other_disorder (did you mean dangerous_items?)"),
        (["unknown"], "'unknown' is none of illegal_assembly, dangerous_items, insult_or_violence, "),
        ({"dangerous_items": "yes"}, "order.prohibited_acts.dangerous_items is true, false or unknown, not 'yes'"),
        ({"dangerous_items": 1}, "order.prohibited_acts.dangerous_items is true, false or unknown, not 1"),
    ],
)
def test_a_set_is_told_what_would_have_been_right(wrong: Any, said: str) -> None:
    with pytest.raises(CaseError) as refused:
        Case.from_facts({"order.prohibited_acts": wrong})
    (found,) = refused.value.diagnostics
    assert said in found.message


def test_a_member_and_a_key_that_are_both_wrong_are_both_told() -> None:
    with pytest.raises(CaseError) as refused:
        Case.from_facts({"order.prohibited_acts": {"dangerous_items": "yes", "overstay": True}})
    assert [found.code for found in refused.value.diagnostics] == ["value-type", "unknown-value"]


@given(st.text("abc", max_size=4), st.lists(st.text("abc", max_size=4)))
def test_nobody_is_asked_whether_what_they_wrote_was_meant(given_name: str, allowed: list[str]) -> None:
    assert nearest(given_name, [*allowed, given_name]) != given_name
