"""Whatever comes in as data: what comes out is a case or a `CaseError`, in few lines, and never a traceback."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from xinfang_rules import FACTS, Case, CaseError, XinfangError, evaluate, read_case

DAY = date(2024, 5, 1)


class Explosive:
    """Raises whatever is done with it."""

    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        return 7

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError

    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError


class ExplosiveText(str):
    """A text that raises where it is compared or shown."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    __str__ = __repr__


class ExplosiveDay(date):
    """A day that raises where it is counted."""

    def toordinal(self) -> int:
        raise RuntimeError


class ExplosiveMapping(Mapping[Any, Any]):
    """A mapping that raises where it is read."""

    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError

    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError

    def __len__(self) -> int:
        return 1


class Colour(Enum):
    RED = 1


def nested(levels: int, wrap: Callable[[Any], Any]) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = wrap(value)
    return value


def in_itself() -> dict[str, Any]:
    circle: dict[str, Any] = {}
    circle["petition"] = {"joint": circle, "petition": circle}
    circle["handling"] = {"opinion_states": [circle]}
    return circle


ODD: dict[str, Any] = {
    "5,000 digits": 10**5000,
    "minus 5,000 digits": -(10**5000),
    "nan": float("nan"),
    "infinity": float("-inf"),
    "bytes": b"\xff",
    "half a pair": "\ud800",
    "escape sequence": "\x1b[31m\r\n\u202e",
    "long": "x" * 1_000_000,
    "moment": datetime(2024, 5, 1, tzinfo=UTC),
    "explosive": Explosive(),
    "explosive text": ExplosiveText("grievance"),
    "explosive day": ExplosiveDay(2024, 5, 1),
    "explosive mapping": ExplosiveMapping(),
    "decimal": Decimal("NaN"),
    "fraction": Fraction(1, 3),
    "complex": 1j,
    "enum": Colour.RED,
    "class": Explosive,
    "function": nested,
    "deep mapping": nested(100_000, lambda value: {"petition": value}),
    "deep list": nested(100_000, lambda value: [value]),
    "deep tuple": nested(100_000, lambda value: (value,)),
    "circle": in_itself(),
    "mapping with odd keys": {10**5000: 1, None: 2, Explosive(): 3, (1,): 4, b"a": 5, "\ud800": 6},
    "ellipsis": ...,
    "range": range(3),
    "generator": iter(()),
}


def fit_to_be_shown(error: CaseError) -> None:
    assert 1 <= len(error.diagnostics) <= 51
    for text in (error.text("zh"), error.text("en")):
        lines = text.splitlines()
        assert len(lines) == len(error.diagnostics)
        assert [line for line in lines if not line.isprintable() or len(line) > 3000] == []
        text.encode()
    assert str(error) == error.text("en")
    assert {name for found in error.diagnostics for name in found.facts} <= set(FACTS)


def outcome(make: Callable[[], object]) -> CaseError | None:
    """Returns how data was refused, if it was; anything but an error of this library ends the test."""
    try:
        make()
    except CaseError as error:
        fit_to_be_shown(error)
        return error
    except XinfangError:  # it is a case, of a time without an instrument, for example
        return None
    return None


def judged(data: Any) -> CaseError | None:
    return outcome(lambda: evaluate(data, as_of=DAY))


@pytest.mark.parametrize("name", ODD)
def test_an_odd_value_is_judged_wherever_it_stands(name: str) -> None:
    value = ODD[name]
    judged(value)
    for fact, spec in FACTS.items():
        if judged({spec.group: {spec.key: value}}) is None:
            assert name in ("explosive text", "explosive day"), f"{fact} takes {name}"
    if isinstance(value, str):
        assert (judged({"case_id": value}) is None) == (name == "explosive text"), "only this is a short word"
    else:
        assert judged({"case_id": value}) is not None
    places: list[dict[str, Any]] = [
        {"petition": value},
        {"handling": {"opinion_states": [value, "claim"]}},
        {"handling": {"opinion_states": {"claim": value}}},
        {"petition": [value]},
    ]
    for data in places:
        assert judged(data) is not None
    with pytest.raises(CaseError):
        Case.from_facts({"order.public_order_finding": value})
    with pytest.raises(CaseError):
        Case.from_facts(value)
    with pytest.raises(CaseError):
        Case().with_facts(value)


KEYS: list[Any] = [10**5000, None, b"petition", Explosive(), "\ud800", "\x1b[2J", "x" * 1_000_000, 1.5]


@pytest.mark.parametrize("number", range(len(KEYS)))
def test_an_odd_key_is_judged_wherever_it_stands(number: int) -> None:
    key = KEYS[number]
    places: list[Any] = [{key: {}}, {"petition": {key: True}}, {"handling": {"opinion_states": {key: True}}}]
    for data in places:
        assert judged(data) is not None
    named: list[Any] = [{key: True}, {"handling.opinion_states": {key: True}}]
    for facts in named:
        assert outcome(partial(Case.from_facts, facts)) is not None


def test_what_a_text_or_a_day_of_another_class_says_counts() -> None:
    case = Case.from_facts(
        {"petition.category": ExplosiveText("grievance"), "timeline.received_on": ExplosiveDay(2024, 3, 1)}
    )
    assert case == Case.from_facts({"petition.category": "grievance", "timeline.received_on": "2024-03-01"})
    assert type(case.timeline.received_on) is date


def test_at_most_fifty_findings_are_listed_and_the_rest_is_counted() -> None:
    data: dict[Any, Any] = {"petition": {f"fact_{number}": 1 for number in range(100_000)}, 5: 6}
    error = judged(data)
    assert error is not None
    *listed, last = error.diagnostics
    assert len(listed) == 50
    assert (last.code, last.message, last.chinese) == ("more", "and 99951 more", "另有99951处未列出")


keys = st.text(max_size=20) | st.sampled_from([*FACTS, *Case.model_fields, "category", "joint", "received_on"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["unknown", "grievance", "2024-02-30", "2024-03-01"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys | scalars, inner, max_size=4)
        | st.dictionaries(st.sampled_from([*Case.model_fields]), st.dictionaries(keys, inner, max_size=4), max_size=3)
    ),
    max_leaves=12,
)


@given(anything)
def test_any_data_is_a_case_or_a_case_error(data: Any) -> None:
    judged(data)


@given(st.dictionaries(keys | scalars, anything, max_size=5))
def test_any_facts_by_name_are_a_case_or_a_case_error(data: Any) -> None:
    outcome(lambda: Case.from_facts(data))


@given(st.text(st.characters(exclude_categories=())) | st.binary(), st.sampled_from(["json", "yaml", None]))
@example("{" * 100_000, None)
@example("- " * 100_000, "yaml")
@example('{"a":' * 3 + "9" * 5000, None)
@example("? " * 5_000, "yaml")
@example("[" * 5_000 + "]" * 5_000, "yaml")
def test_any_text_is_a_case_or_a_case_error(text: str | bytes, form: Any) -> None:
    outcome(lambda: read_case(text, format=form))
