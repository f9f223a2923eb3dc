"""Numbers and rules that change on many days: everything is checked when loaded, editions are linked when asked for."""

import copy
import gc
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, strategies as st

from tests.facts_helpers import NO_OTHER_WAY
from xinfang_rules import Result, Rulebook, evaluate, load
from xinfang_rules.errors import RulebookError
from xinfang_rules.facts.case import FACTS
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.citations import Provisions
from xinfang_rules.rulebook.edition_linker import EditionLinker, Linker
from xinfang_rules.rulebook.editions import KEPT
from xinfang_rules.rulebook.holidays import link_calendar
from xinfang_rules.rulebook.instruments import build_instruments
from xinfang_rules.rulebook.linker import MOST_EDITIONS
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.rulebook.model import Edition, RulebookId
from xinfang_rules.rulebook.pack import Problems, read_pack
from xinfang_rules.rulebook.presumptions import NO_PRESUMPTIONS
from xinfang_rules.rulebook.serialize import to_plain

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
FIRST = date(2022, 5, 1)
SUNDAYS = [FIRST + timedelta(days=7 * number) for number in range(400)]
AS_OF = date(2024, 4, 25)
CASE = {
    "petition": {"category": "grievance", "competence": "own"},
    "remedy": NO_OTHER_WAY,
    "timeline": {"received_on": "2024-03-01", "accepted_on": "2024-03-04"},
}


def numbers(days: Sequence[date] = SUNDAYS) -> str:
    """Writes an overlay in which the organ has 30 days from the first of these days on, 31 from the next, up to 89."""
    values = "".join(f"      - {{from: {day}, value: {30 + number % 60}}}\n" for number, day in enumerate(days))
    changes = "[{sets: handling.days, because: 试}]"
    identity = f"overlay: {{id: many, title: 多次, changes: {changes}}}\n"
    return f"{identity}parameters:\n  - parameter: handling.days\n    values:\n{values}"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "many.yaml"
    path.write_text(numbers(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def book(many: Path) -> Rulebook:
    return load(overlays=many)


def linked() -> int:
    """Counts the editions of the overlay that there are in this process."""
    gc.collect()
    return sum(isinstance(one, Edition) and one.rulebook.overlays == ("many",) for one in gc.get_objects())


def look_at_others(book: Rulebook) -> None:
    """Looks at so many editions that no other is kept."""
    assert [edition.since for edition in book.editions[-KEPT:]] == SUNDAYS[-KEPT:]


def due(result: Result) -> date | None:
    return next(norm.due for norm in result.norms if norm.rule == "handling.conclude")


# What is linked, and what it takes


MEASURED = """
import gc, resource, sys
from xinfang_rules import load
from xinfang_rules.rulebook.model import Edition

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

load()
before = most()
book = load(overlays=sys.argv[1])
linked = sum(isinstance(one, Edition) and one.rulebook.overlays == ("many",) for one in gc.get_objects())
loaded = most() - before
values = [edition.parameters["handling.days"].value for edition in book.editions]
print(len(values), sum(values), linked, loaded, most() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much memory a process has had")
def test_four_hundred_values_take_little_memory_even_if_all_are_looked_at(many: Path) -> None:
    command = [sys.executable, "-c", MEASURED, str(many)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    count, total, linked_at_load, loaded, walked = map(int, done.stdout.split())
    # Six times 30 to 89 (59.5 on average) for 360 editions, then 30 to 69 (49.5 on average) for the last 40.
    assert (count, total) == (400, 6 * 60 * 59.5 + 40 * 49.5)
    assert linked_at_load == 1
    assert loaded < 150 * 2**20
    assert walked < 150 * 2**20


def test_each_edition_has_the_number_of_its_days(book: Rulebook) -> None:
    assert list(book.editions.days) == SUNDAYS
    # 1 March 2024 lies 670 days after 1 May 2022, in the 96th week: 30 days and 95, less 60. Of these 65 days from
    # 4 March 27 are left of March and 30 of April; the last one is 8 May.
    assert due(evaluate(CASE, as_of=AS_OF, rulebook=book)) == date(2024, 5, 8)
    assert book.edition_on(FIRST - timedelta(days=1)) is None
    last = book.edition_on(date(2031, 1, 1))
    assert last is book.latest is book.editions[-1] is book.editions[399]
    assert [edition.since for edition in book.editions[1:3]] == SUNDAYS[1:3]
    with pytest.raises(IndexError):
        book.editions[400]


def test_an_edition_that_is_used_is_the_same_and_one_that_is_not_is_forgotten(book: Rulebook) -> None:
    held = book.editions[7]
    look_at_others(book)
    assert book.editions[7] is held
    assert linked() <= KEPT + 1
    result = evaluate(CASE, as_of=AS_OF, rulebook=book)
    look_at_others(book)
    assert due(result) == date(2024, 5, 8)
    assert "最后一日2024-05-08" in result.explain()


def test_few_editions_are_all_linked(tmp_path: Path) -> None:
    path = tmp_path / "few.yaml"
    path.write_text(numbers(SUNDAYS[:KEPT]), encoding="utf-8")
    few = load(overlays=path)
    assert few.editions.all_linked
    assert [id(edition) for edition in few.editions] == [id(edition) for edition in few.editions]


def test_threads_get_one_edition_of_each_day(book: Rulebook) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: (number % 20, book.editions[number % 20]), range(400)))
    assert all(edition.since == SUNDAYS[number] for number, edition in found)
    assert len({id(edition) for _, edition in found}) == 20


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda book: pickle.loads(pickle.dumps(book))])
def test_a_copy_links_when_asked_too(way: Callable[[Rulebook], Rulebook], book: Rulebook) -> None:
    again = way(book)
    assert again.editions.days == book.editions.days
    assert not again.editions.all_linked
    assert due(evaluate(CASE, as_of=AS_OF, rulebook=again)) == date(2024, 5, 8)


def test_a_result_is_explained_after_its_edition_was_forgotten(book: Rulebook) -> None:
    result = evaluate(CASE, as_of=AS_OF, rulebook=book)
    pickled, told, needs = pickle.dumps(result), result.explain(), result.needs
    del result
    look_at_others(book)
    again = pickle.loads(pickled)
    assert (again.explain(), again.needs) == (told, needs)


# Everything is found when loaded


def test_a_number_that_leaves_nothing_between_two_bounds_is_found_when_loaded(tmp_path: Path) -> None:
    path = tmp_path / "bounds.yaml"
    path.write_text(
        numbers()
        + '  - parameter: crowd.least\n    title: 至少\n    unit: person\n    cite: {at: "34", quote: 60日内办结}\n'
        + "    values: [{from: 2022-05-01, value: 3}, {from: 2026-01-04, value: 6}, {from: 2026-01-11, value: 3}]\n"
        + 'rules:\n  - id: crowd.note\n    title: 试\n    cite: {at: "34", quote: 60日内办结}\n    note: 试\n'
        + "    when: {petition.representatives: {at_least: crowd.least, at_most: representatives.limit}}\n",
        encoding="utf-8",
    )
    with pytest.raises(RulebookError) as caught:
        load(overlays=path)
    (found,) = caught.value.diagnostics
    assert found.code == "never-true"


CITE = 'cite: {at: "2.2", quote: 十五日内告知}'
NAMES = ("a", "b", "c", "d")
DAYS = st.dates(date(2020, 3, 1), date(2020, 3, 20))


@st.composite
def overlays(draw: st.DrawFn) -> str:
    """Draws rules and numbers that come and go within twenty days; some are wrong on some of these days."""
    lines = ["overlay: {id: many, title: 多次}", "parameters:"]
    for name in ("least", "most"):
        lines.append(f"  - parameter: {name}\n    title: 数\n    unit: person\n    {CITE}\n    values:")
        days = draw(st.lists(DAYS, min_size=1, max_size=6, unique=True))
        first = draw(st.sampled_from([date(2020, 3, 1), min(days)]))
        values = {first: 3, **{day: draw(st.integers(1, 4)) for day in days}}
        lines.extend(f"      - {{from: {day}, value: {value}}}" for day, value in values.items())
    lines.append("rules:")
    for name in NAMES:
        since, until = sorted(draw(st.tuples(DAYS, DAYS)))
        dated = draw(st.sampled_from(["", f"    in_force_from: {since}\n", f"    in_force_until: {until}\n"]))
        other = draw(st.sampled_from(NAMES))
        about = draw(
            st.sampled_from(
                [
                    f"    when: {{status.{other}: pending}}\n",
                    f"    exception_to: [{other}]\n",
                    "    when: {petition.representatives: {at_least: least, at_most: most}}\n",
                    "    when: {petition.representatives: {more_than: least}}\n",
                    "",
                ]
            )
        )
        lines.append(
            f"  - id: {name}\n    title: 不少于{{least}}\n    {CITE}\n{dated}{about}"
            "    obliges: {bearer: receiving_organ, action: register}"
        )
    return "\n".join(lines)


def one_by_one(path: Path) -> dict[date, Edition] | None:
    """Links every edition by itself, as if there were no other; None if anything is wrong with one of them."""
    problems = Problems()
    pack = read_pack(BASE, [path], packs_directory() / "calendar", problems)
    instruments = build_instruments(pack, problems)
    provisions = FrozenDict({name: Provisions(instrument) for name, instrument in instruments.items()})
    calendar = link_calendar(pack)
    assert calendar is not None
    assert pack.settings is not None
    settings = pack.settings.entry
    identity = RulebookId("model-rules", "示范办法", ("many",))
    days = {date(2020, 3, 1)}
    for parameter in pack.parameters.values():
        days.update(value.since for value in parameter.entry.values)
    for rule in pack.rules.values():
        since, until = rule.entry.in_force_from, rule.entry.in_force_until
        days.update([] if since is None else [since])
        days.update([] if until is None else [until + timedelta(days=1)])
    found = {
        day: EditionLinker(Linker(pack, settings, provisions, identity, calendar, FACTS, NO_PRESUMPTIONS), day).link()
        for day in sorted(days)
    }
    if problems.found:
        return None
    return {day: edition for day, edition in found.items() if edition is not None}


@given(overlays())
def test_a_pack_fails_when_loaded_or_every_edition_of_it_links(text: str) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "overlay.yaml"
        path.write_text(text, encoding="utf-8")
        alone = one_by_one(path)
        try:
            book = load(BASE, overlays=path)
        except RulebookError:
            assert alone is None
            return
        assert alone is not None
        assert list(alone) == list(book.editions.days)
        for edition in reversed(book.editions):
            expected = alone[edition.since]
            assert to_plain(edition)[0] != []
            for name in ("rules", "questions", "concepts", "constraints", "units", "strata", "parameters"):
                assert getattr(edition, name) == getattr(expected, name), name
            assert dict(edition.scope) == dict(expected.scope)
            assert dict(edition.layout) == dict(expected.layout)


# Too many


def test_as_many_editions_as_there_may_be_are_taken_and_one_more_is_not(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=number) for number in range(MOST_EDITIONS + 1)]
    path = tmp_path / "many.yaml"
    path.write_text(numbers(days[:-1]), encoding="utf-8")
    assert len(load(overlays=path).editions) == MOST_EDITIONS
    path.write_text(numbers(days), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load(overlays=path)
    (found,) = caught.value.diagnostics
    assert found.code == "too-many-editions"
    assert found.position.source == str(path)


def test_a_rule_for_every_week_makes_an_edition_for_every_week(tmp_path: Path) -> None:
    rule = "  - {{id: week.r{}, title: 试, cite: {{at: '34', quote: 60日内办结}}, note: 试, in_force_from: {}}}\n"
    path = tmp_path / "weeks.yaml"
    rules = "".join(rule.format(number, day) for number, day in enumerate(SUNDAYS[1:41]))
    path.write_text("overlay: {id: many, title: 多次}\nrules:\n" + rules, encoding="utf-8")
    weekly = load(overlays=path)
    before = len(load().latest.rules)
    assert [len(edition.rules) for edition in weekly.editions] == [before + number for number in range(41)]
    assert [edition.since for edition in weekly.editions.distinct()] == SUNDAYS[:41]


def test_where_numbers_alone_change_one_edition_stands_for_all(book: Rulebook) -> None:
    assert [edition.since for edition in book.editions.distinct()] == SUNDAYS[-1:]
