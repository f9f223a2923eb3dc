"""Identity numbers and mobile numbers are known by their form, and what only resembles them is let pass."""

import json
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from xinfang_rules import Case, CaseError, evaluate, read_case
from xinfang_rules.personal_numbers import personal_number, without_personal_numbers

# The example of GB 11643-1999 itself: a birth on 1949-12-31 in 110105, order 002, check X.
EXAMPLE = "11010519491231002X"

regions = st.sampled_from(["110105", "310101", "440524", "650102", "810000", "710000"])
births = st.dates(date(1900, 1, 1), date(2020, 12, 31))
orders = st.integers(0, 999).map("{:03}".format)


def identity(region: str, born: date, order: str) -> str:
    """Makes a number by the weights that the standard prints: with the check digit the sum is 1 (mod 11)."""
    first = f"{region}{born:%Y%m%d}{order}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
    (check,) = [check for check in range(11) if (rest + check) % 11 == 1]
    return first + ("X" if check == 10 else str(check))


def test_the_example_of_the_standard() -> None:
    assert identity("110105", date(1949, 12, 31), "002") == EXAMPLE
    assert personal_number(EXAMPLE) is not None


@given(
    regions,
    births,
    orders,
    st.sampled_from(["", "张三", "a-", "t", "（", "号"]),
    st.sampled_from(["", "号", " ", "-1"]),
)
def test_every_identity_number_is_known_in_any_text(
    region: str, born: date, order: str, before: str, after: str
) -> None:
    number = identity(region, born, order)
    found = personal_number(before + number.lower() + after)
    assert found is not None
    assert found.chinese == "公民身份号码"
    old = number[:6] + number[8:17]  # fifteen digits: the year in two, no check digit
    if born.year < 2000:
        assert personal_number(before + old + after) == found
    assert number[6:14] not in without_personal_numbers(before + number + after)


@given(regions, births, orders, st.integers(1, 10))
def test_a_wrong_check_digit_is_no_identity_number(region: str, born: date, order: str, off: int) -> None:
    number = identity(region, born, order)
    check = "0123456789X"["0123456789X".index(number[-1]) - off]
    assert personal_number(number[:-1] + check) is None


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138-0013-8000",
        "138 0013 8000",
        "+86 13800138000",
        "8613800138000",
        "电话１３８００１３８０００",
        "x:19912345678",
    ],
)
def test_mobile_numbers_are_known(text: str) -> None:
    found = personal_number(text)
    assert found is not None
    assert found.chinese == "手机号码"


@pytest.mark.parametrize(
    "text",
    ["XF-2024-0001", "2024010500001", "202401050000123", "12800138000", "138001380001", "1380013800",
     "110105194912310021", "010-62345678", "110105-19491231-002X", "20241301123456789"],
)  # fmt: skip
def test_what_only_resembles_one_is_let_pass(text: str) -> None:
    assert personal_number(text) is None
    assert without_personal_numbers(text) == text


@given(st.uuids(), st.binary(min_size=1, max_size=8))
def test_references_of_machines_are_let_pass(made: UUID, content: bytes) -> None:
    for reference in (str(made), made.hex, sha256(content).hexdigest()):
        assert Case(case_id=reference).case_id == reference


def test_digits_that_begin_the_last_part_of_a_reference_are_part_of_it() -> None:
    assert Case(case_id="550e8400-e29b-41d4-a716-a13800138000").case_id
    assert personal_number("a13800138000") is not None  # a label is a name that somebody chose


@pytest.mark.parametrize(
    "number", [EXAMPLE, "110105491231002", "13800138000", f"xf-{EXAMPLE}", "2024/13800138000", "张13800138000"]
)
def test_a_case_has_none_as_its_reference_whichever_way_it_comes(number: str) -> None:
    ways = (
        lambda: Case(case_id=number),
        lambda: Case.from_facts({"case_id": number}),
        lambda: Case().with_facts({"case_id": number}),
        lambda: read_case(json.dumps({"case_id": number})),
        lambda: evaluate({"case_id": number}, as_of=date(2024, 3, 1)),
    )
    for way in ways[1:]:
        with pytest.raises(CaseError) as refused:
            way()
        (found,) = refused.value.diagnostics
        assert found.code == "personal-number"
        assert number not in found.message + found.chinese
    with pytest.raises(ValueError, match="case_id"):
        ways[0]()


def test_dates_that_are_none_are_no_births() -> None:
    first = date(1950, 1, 1)
    for days in range(0, 400, 37):
        number = identity("110105", first + timedelta(days), "123")
        assert personal_number(number) is not None
        assert personal_number(number[:10] + "13" + number[12:]) is None
