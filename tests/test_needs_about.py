"""What is asked about some answers and norms alone is what is asked about everything, with nothing else looked at."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from xinfang_rules import ArgumentError, Case, XinfangError, evaluate, load, read_result
from xinfang_rules.testing import cases

BOOK = load("xinfang-2022")
DAY = date(2024, 6, 3)
NAMES = [*BOOK.questions, *(rule.id for rule in BOOK.latest.rules if rule.norm is not None)]
LETTER: dict[str, Any] = {"organ": {"kind": "petition_office"}, "petition": {"request": "new", "category": "grievance"}}


@settings(max_examples=25)
@given(cases(), st.sampled_from([(), ("ordinary",)]))
def test_about_everything_it_is_what_is_needed(case: Case, presume: tuple[str, ...]) -> None:
    result = evaluate(case, as_of=DAY, rulebook=BOOK, presume=presume)
    assert result.needs_about(NAMES) == result.needs
    assert result.needs_about(()) == ()


@settings(max_examples=25)
@given(cases(), st.sampled_from([*BOOK.questions]))
def test_about_one_question_it_names_the_facts_that_narrow_it(case: Case, question: str) -> None:
    result = evaluate(case, as_of=DAY, rulebook=BOOK)
    about = {need.fact for need in result.needs_about([question])}
    assert all(need.decides == (question,) for need in result.needs_about([question]))
    # Where no single fact narrows anything, the open facts of its first rule are named: by itself one question may
    # have more of these than beside others.
    assert {need.fact for need in result.needs if question in need.decides} <= about


def test_the_order_is_by_what_these_leave_open() -> None:
    result = evaluate(LETTER, as_of=DAY, rulebook=BOOK, presume="ordinary")
    about = [need.fact for need in result.needs_about("disposition") if need.presumed is None]
    # Articles 22.1.1 and 22.1.2: the letter is forwarded whatever way it should have gone, but to whom it belongs
    # settles most; which arbitration there is settles only the track.
    assert "petition.competence" in about[:3]
    assert "remedy.arbitration" in [need.fact for need in result.needs]
    assert "remedy.arbitration" not in about


def test_a_name_that_there_is_not_is_refused() -> None:
    result = evaluate(LETTER, as_of=DAY, rulebook=BOOK)
    with pytest.raises(XinfangError, match="did you mean disposition"):
        result.needs_about(["dispositon"])
    with pytest.raises(XinfangError, match="neither a question"):
        result.needs_about(["remedy.exhausted"])  # a rule, but of no norm
    with pytest.raises(ArgumentError):
        result.needs_about([3])  # type: ignore[list-item]


def test_of_a_result_from_storage_it_cannot_be_told() -> None:
    stored = read_result(evaluate(LETTER, as_of=DAY, rulebook=BOOK).model_dump_json())
    with pytest.raises(XinfangError, match="stored without its needs"):
        stored.needs_about(["disposition"])
