"""Arguments other than the case: days, rulebooks, paths and names, in their usual forms or refused in words."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from tests.dossier_helpers import dossier
from xinfang_rules import ArgumentError, Case, XinfangError, evaluate, load
from xinfang_rules.arguments import day_of
from xinfang_rules.dossier import examine
from xinfang_rules.site.site_context import read_book
from xinfang_rules.testing import assert_invariant, assert_same, differing, forgetting, sample_cases

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"


REMARK = """\
overlay: {id: mine, title: 试}
rules:
  - {id: note.extra, title: 试, cite: {at: "2.2", quote: 十五日内告知}, note: 试}
"""


class FakeDate(date):
    """A day of another class, as freezegun makes them."""


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ArgumentError) as caught:
        call()
    assert isinstance(caught.value, XinfangError)
    assert isinstance(caught.value, TypeError), "who guards against wrong types catches TypeError"
    return str(caught.value)


def as_of_day(as_of: Any) -> date:
    return evaluate({}, as_of=as_of).as_of


# Midnight in China is 16:00 in Greenwich, and 11:00 the same day in New York, which is five hours behind in winter.
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 4, 30, 15, 59, tzinfo=UTC), date(2024, 4, 30)),
        (datetime(2024, 4, 30, 16, 0, tzinfo=UTC), date(2024, 5, 1)),
        (datetime(2024, 1, 31, 11, 0, tzinfo=timezone(timedelta(hours=-5))), date(2024, 2, 1)),
        (datetime(2024, 5, 1, 0, 30, tzinfo=timezone(timedelta(hours=14))), date(2024, 4, 30)),
    ],
)
def test_a_moment_stands_for_its_day_in_china(moment: datetime, day: date) -> None:
    assert as_of_day(moment) == day


def test_a_moment_without_a_time_zone_stands_for_the_date_it_shows() -> None:
    assert as_of_day(datetime(2024, 4, 30, 23, 59)) == date(2024, 4, 30)  # noqa: DTZ001  # this is what is tested


@given(st.datetimes(min_value=datetime(1992, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # the zone is given beside
def test_the_fixed_offset_is_the_time_of_shanghai(moment: datetime) -> None:
    try:
        expected = moment.astimezone(ZoneInfo("Asia/Shanghai")).date()
    except OverflowError:
        return
    assert day_of(moment) == expected


def test_a_day_of_another_class_becomes_a_plain_one() -> None:
    assert type(as_of_day(FakeDate(2024, 5, 1))) is date


def test_a_day_written_as_text_is_refused_with_what_to_write() -> None:
    told = refused(lambda: as_of_day("2024-05-01"))
    assert told == ("as_of is a day (datetime.date), not the text '2024-05-01'; write date.fromisoformat('2024-05-01')")


@pytest.mark.parametrize(
    "wrong",
    ["yesterday", "2024-02-30", None, 20240501, 10**5000, float("nan"), b"2024-05-01", [], object(), date],
    ids=lambda wrong: type(wrong).__name__,
)
def test_what_is_no_day_is_refused(wrong: Any) -> None:
    assert "as_of is a day (datetime.date), not" in refused(lambda: as_of_day(wrong))
    assert "day is a day" in refused(lambda: load().edition_on(wrong))


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_moment_at_the_end_of_time_is_refused(moment: datetime) -> None:
    assert "no day that can be counted" in refused(lambda: as_of_day(moment))


@pytest.mark.parametrize("wrong", [5, None, [], b"compiled"])
def test_what_is_no_engine_or_question_is_refused(wrong: Any) -> None:
    assert "engine is the name of an engine" in refused(lambda: evaluate({}, as_of=date(2024, 5, 1), engine=wrong))
    result = evaluate({}, as_of=date(2024, 5, 1))
    if wrong is not None:
        assert "about is a name" in refused(lambda: result.explain(wrong))
        assert "why_not is a name" in refused(lambda: result.explain("disposition", why_not=wrong))


# A set of presumptions, a group of columns, a column, a question, a fact: each is named by one of its own.
@pytest.mark.parametrize(
    ("call", "example"),
    [
        (lambda wrong: evaluate({}, as_of=date(2024, 5, 1), presume=wrong), "ordinary"),
        (lambda wrong: examine(dossier("06-unpaid-wages-2024"), as_of=date(2024, 5, 1), presume=wrong), "ordinary"),
        (lambda wrong: assert_same(load(), load(), number=1, besides=wrong), "disposition"),
        (lambda wrong: forgetting(Case(), wrong), "organ.kind"),
        (lambda wrong: list(sample_cases(1, known=wrong)), "organ.kind"),
    ],
)
def test_what_names_nothing_is_refused_with_a_name_that_could_stand_there(
    call: Callable[[Any], object], example: str
) -> None:
    assert refused(lambda: call(5)).endswith(f'not 5; write ["{example}"]')
    assert refused(lambda: call([1])).endswith(f'not 1; write "{example}"')


def with_rulebook(wrong: Any) -> Iterator[Callable[[], object]]:
    day = date(2024, 5, 1)
    yield lambda: evaluate({}, as_of=day, rulebook=wrong)
    yield lambda: assert_same(wrong, load(), number=1)
    yield lambda: assert_same(load(), wrong, number=1)
    yield lambda: assert_invariant(lambda _: True, rulebook=wrong, number=1)
    yield lambda: list(differing(load(), wrong, [Case()], as_of=day))
    yield lambda: list(sample_cases(1, rulebook=wrong))


@pytest.mark.parametrize("number", range(6))
def test_the_name_of_a_rulebook_is_refused_with_what_to_write(number: int) -> None:
    told = refused(list(with_rulebook("xinfang-2022"))[number])
    assert "is a Rulebook, as load returns it, not the text 'xinfang-2022'; write load('xinfang-2022')" in told
    refused(list(with_rulebook(Path("rules")))[number])


@pytest.mark.parametrize("number", range(6))
def test_an_empty_name_is_no_way_to_the_shipped_rulebook(number: int) -> None:
    assert "the text ''" in refused(list(with_rulebook(""))[number])


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    file = tmp_path / "mine" / "overlay.yaml"
    file.parent.mkdir()
    file.write_text("overlay: {id: mine, title: 试}\n", encoding="utf-8")
    return file


def test_one_path_is_one_overlay(overlay: Path) -> None:
    for given_as in (str(overlay), overlay, [overlay], (str(overlay),), iter([overlay]), str(overlay.parent)):
        assert load(BASE, overlays=given_as).identity.overlays == ("mine",)


def test_the_pages_take_one_overlay_as_a_path_too(overlay: Path) -> None:
    assert read_book(BASE, str(overlay)).rulebook.identity.overlays == ("mine",)


@pytest.mark.parametrize("wrong", [b"/", 5, None, [5], [b"x"], [None], load])
def test_what_is_no_path_is_refused(wrong: Any) -> None:
    assert "path" in refused(lambda: load(BASE, overlays=wrong))


@pytest.mark.parametrize("wrong", [None, 5, b"xinfang-2022", ["xinfang-2022"], object()])
def test_what_is_no_pack_is_refused(wrong: Any) -> None:
    assert "pack is a path" in refused(lambda: load(wrong))
    if wrong is not None:
        assert "statutes is a path" in refused(lambda: load(BASE, statutes=wrong))


def test_any_kind_of_path_is_a_path(overlay: Path) -> None:
    assert load(BASE, overlays=PurePosixPath(overlay)).identity.overlays == ("mine",)


def test_one_name_is_one_name(overlay: Path) -> None:
    case = Case.model_validate({"petition": {"joint": True, "hardship": True}})
    assert forgetting(case, "petition.joint") == forgetting(case, ["petition.joint"])
    (made,) = sample_cases(1, known="petition.joint", seed=1)
    assert set(made.case.model_dump(exclude={"timeline"}).get("petition", {})) <= {"joint"}
    overlay.write_text(REMARK, encoding="utf-8")
    ours = load(BASE, overlays=overlay)
    assert_same(load(BASE), ours, number=3, besides="notes")
    with pytest.raises(AssertionError, match=r"notes: .* note\.extra"):
        assert_same(load(BASE), ours, number=3)


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"there is no fact petition\.join \(did you mean petition\.joint\?\)"):
        forgetting(Case(), "petition.join")
    refused(lambda: forgetting(Case(), [5]))  # type: ignore[list-item]
    refused(lambda: assert_same(load(), load(), number=1, besides=5))  # type: ignore[arg-type]
