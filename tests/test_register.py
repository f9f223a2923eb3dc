"""How much of a plain register comes out decided, without and with presumptions, and what stays open."""

from collections.abc import Callable
from datetime import date
from functools import cache

from tests.register_rows import COLUMNS, Row, careful, case_of, rows
from xinfang_rules import FACTS, Case, Result, evaluate, load
from xinfang_rules.result.status_enums import DecisionStatus

AS_OF = date(2025, 3, 1)
"""After every row."""


def ordinary(_: Row) -> list[str]:
    return ["ordinary"]


def plainly(_: Row) -> list[str]:
    return []


@cache
def decided(presume: Callable[[Row], list[str]]) -> tuple[list[tuple[Row, Result]], float]:
    """Returns the rows of which it is asked how to dispose, each with its result; and the share that is decided."""
    results = [(row, evaluate(case_of(row), as_of=AS_OF, presume=presume(row))) for row in rows()]
    asked = [(row, result) for row, result in results if answered(result) is not DecisionStatus.NOT_APPLICABLE]
    return asked, sum(answered(result) is DecisionStatus.DECIDED for _, result in asked) / len(asked)


def answered(result: Result) -> DecisionStatus:
    found = None if result.presumed is None else result.presumed.decisions.get("disposition")
    return result.decisions["disposition"].status if found is None else found.would_be


def test_the_register_has_its_columns_and_every_row_is_a_case() -> None:
    assert len(set(COLUMNS)) == 36
    assert all(tuple(row) == COLUMNS for row in rows())
    assert all(isinstance(Case.model_validate(case_of(row)), Case) for row in rows())
    assert rows() == rows()


def test_of_a_plain_register_hardly_a_disposition_is_decided() -> None:
    assert decided(plainly)[1] < 0.1


def test_with_ordinary_presumptions_four_in_five_are() -> None:
    assert decided(ordinary)[1] >= 0.8


def test_each_of_them_names_what_it_rests_on_and_is_marked() -> None:
    asked, _ = decided(ordinary)
    for _, result in asked[::25]:
        assert result.presumed is not None
        if "disposition" in result.presumed.decisions:
            assert result.decisions["disposition"].status in ("presumed", "undetermined")
            resting = result.presumed.grounds.decisions["disposition"]
            assert resting
            assert set(resting) <= {fact.fact for fact in result.presumed.facts}


def test_what_stays_open_is_what_nobody_may_presume_or_what_the_register_leaves_out() -> None:
    never = {each.fact for each in load().latest.presumptions.never}
    left_out = {"petition.category", "remedy.litigation_rights"}  # an inquiry is of no category; a flag that is not set
    asked, _ = decided(ordinary)
    still = [result for _, result in asked if answered(result) is DecisionStatus.UNDETERMINED]
    for result in still[::5]:
        decisive = {need.fact for need in result.needs if "disposition" in need.decides and need.presumed is None}
        assert decisive & (never | left_out)
        assert decisive <= set(FACTS)


def test_of_repeated_pieces_it_is_not_presumed_that_they_are_the_first() -> None:
    asked, share = decided(careful)
    first = [answered(result) is DecisionStatus.DECIDED for row, result in asked if row["初重件标志"] == "初件"]
    again = [answered(result) is DecisionStatus.DECIDED for row, result in asked if row["初重件标志"] == "重件"]
    assert sum(first) / len(first) >= 0.8
    assert sum(again) / len(again) < 0.2  # of these the earlier piece has to be looked up
    assert share < decided(ordinary)[1]
