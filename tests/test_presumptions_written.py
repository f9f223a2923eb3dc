"""Presumed conclusions as JSON, pickles, lists of last days, calendar files and compact results tell them."""

import json
import pickle
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from tests.test_presumptions import AS_OF, CASE, ORDINARY, presuming
from xinfang_rules import Case, evaluate, load, read_result
from xinfang_rules.testing.strategies import cases, presumptions


def test_json_tells_it_apart_and_is_read_back() -> None:
    result = presuming()
    data = json.loads(result.model_dump_json())
    assert data["decisions"]["disposition"]["status"] == "presumed"
    assert data["decisions"]["disposition"]["answer"] is None
    assert set(data["presumed"]["grounds"]["decisions"]["disposition"]) <= ORDINARY
    again = read_result(result.model_dump_json())
    assert again == result
    assert again.presumed is not None
    assert again.presumed.grounds == presuming().presumed.grounds  # type: ignore[union-attr]


def told_apart(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns data of a result without its presumed part, and as if nothing had been asked to be presumed."""
    return {**data, "presumed": None}, {**data, "provenance": {**data["provenance"], "presume": []}}


@pytest.mark.parametrize("form", ["whole", "compact"])
def test_what_is_stored_presumes_what_it_says_that_it_was_asked_to(form: str) -> None:
    result = presuming()
    stored = result if form == "whole" else result.compact()
    data = json.loads(stored.model_dump_json())
    for tampered, told in zip(told_apart(data), ("there is no part presumed", "presume is empty"), strict=True):
        with pytest.raises(ValidationError, match=told):
            type(stored).model_validate(tampered)
    assert type(stored).model_validate(data) == stored


def test_a_pickle_works_out_its_grounds_anew() -> None:
    result = presuming()
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert again.presumed.grounds == result.presumed.grounds  # type: ignore[union-attr]
    assert again.explain() == result.explain()


def test_a_list_of_last_days_tells_presumed_ones_apart() -> None:
    result = presuming(as_of=date(2024, 3, 10))
    items = {item.rule: item for item in result.deadlines().items}
    notice = items["notice.direct"]
    assert (notice.kind, notice.due, notice.label[-4:]) == ("presumed", None, "（推定）")
    assert notice.presumed is not None
    assert (notice.presumed.due, notice.presumed.days_left) == (date(2024, 3, 16), 6)  # 15 days from 2024-03-02 on
    assert notice.hangs_on is not None
    assert "petition.can_notify_on_spot" in notice.hangs_on
    # 34 rests on the acceptance that is stated, 60 days from 2024-03-05 on, 27 in March, 30 in April, 3 in May; and on
    # there having been no opinion before.
    conclude = items["handling.conclude"]
    assert conclude.presumed is not None
    assert (conclude.kind, conclude.presumed.due) == ("presumed", date(2024, 5, 3))


def test_a_calendar_file_says_of_presumed_days_that_they_are() -> None:
    written = presuming(as_of=date(2024, 3, 10)).deadlines().to_ical(key="1").decode()
    event = next(part for part in written.replace("\r\n ", "").split("BEGIN:VEVENT") if "20240316" in part)
    assert "STATUS:TENTATIVE" in event
    assert "推定的最后一日" in event


# In a few kilobytes


def test_a_compact_result_tells_presumed_conclusions_apart_with_what_they_rest_on() -> None:
    data = json.loads(presuming(as_of=date(2024, 3, 10)).compact().model_dump_json())
    assert data["decisions"]["disposition"]["status"] == "presumed"
    assert "answer" not in data["decisions"]["disposition"]
    supposed = data["presumed"]["decisions"]["disposition"]
    assert (supposed["would_be"], supposed["answer"], supposed["label"]) == ("decided", "accept", "受理（推定）")
    assert set(supposed["presuming"]) == {
        "petition.organs_involved",
        "petition.handler_reorganised",
        "history.same_matter_pending",
        "history.reexamination_concluded",
    }
    assert data["presumed"]["norms"]["notice.direct"]["due"] == "2024-03-16"
    assert "report" in data["presumed"]["ruled_out"]["urgent"]
    told = {norm["rule"] for norm in data["norms"]}
    assert "urgent.report" not in told
    assert "notice.direct" in told
    assert {fact["fact"]: fact["value"] for fact in data["presumed"]["facts"]}["petition.organs_involved"] == 1
    assert data["provenance"]["presume"] == ["ordinary"]
    assert len(json.dumps(data, ensure_ascii=False)) < 14_000


def test_a_compact_result_without_presumptions_has_no_word_of_them() -> None:
    assert "presum" not in evaluate(CASE, as_of=AS_OF).compact().model_dump_json()


# For tests of others


@settings(max_examples=30)
@given(cases(load(), AS_OF), presumptions(load()))
def test_whatever_is_presumed_is_read_back_from_json(case: Case, names: tuple[str, ...]) -> None:
    result = evaluate(case, as_of=AS_OF, presume=names)
    again = read_result(result.model_dump_json())
    assert again == result
    assert again.same_outcome(result)
    assert again.provenance.presume == names
    assert (again.presumed is None) == (not names)


@settings(max_examples=10)
@given(cases(load(), AS_OF), presumptions(load()))
def test_every_text_can_be_written_whatever_is_presumed(case: Case, names: tuple[str, ...]) -> None:
    result = evaluate(case, as_of=AS_OF, presume=names)
    told = result.explain()
    assert ("推定" in told) or result.presumed is None or not (result.presumed.facts or result.presumed.not_presumed)
    assert result.compact().model_dump_json()
    assert result.deadlines().as_of == AS_OF
