"""The deadline calculator: its data come from the rules, and change with them. What it shows is tested in a browser."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules.calendar import working_calendar
from xinfang_rules.facts.case import FACTS
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.site.deadlines_data import data as calculator_data, event_words, periods_told
from xinfang_rules.site.pages import deadlines_page
from xinfang_rules.site.pages.downloads_page import periods_csv
from xinfang_rules.site.site_context import SiteContext, Surroundings


def unread(*overlays: Path) -> SiteContext:
    """The shipped rulebook, without its scenarios, at which nothing here looks."""
    return SiteContext(*load_pack(overlays=overlays), (), None)


@pytest.fixture(scope="module")
def book() -> SiteContext:
    return unread()


@pytest.fixture(scope="module")
def data(book: SiteContext) -> Any:
    return calculator_data(book, Surroundings(offered=["channels"]))["deadlines"]


@pytest.fixture(scope="module")
def norms(data: Any) -> dict[str, Any]:
    (edition,) = data["editions"]
    return {norm["id"]: norm for norm in edition["norms"]}


def test_every_period_that_runs_from_a_day_is_told_once(book: SiteContext, norms: dict[str, Any]) -> None:
    periods = {rule.id: rule.norm.period for rule in book.edition.rules if rule.norm and rule.norm.period}
    assert norms.keys() == {name for name, period in periods.items() if period.set_day is None}
    assert {name for name, period in periods.items() if period.set_day is not None} == {"office.report-result"}


def test_the_facts_from_which_periods_run_are_told_in_everyday_words(data: Any) -> None:
    told = {name: event["title"] for name, event in data["editions"][0]["events"].items()}
    assert told == {
        "timeline.received_on": "本机关收到信访事项",
        "timeline.accepted_on": "办理机关、单位明确受理",
        "timeline.reply_received_on": "信访人收到处理意见的书面答复",
        "timeline.review_request_received_on": "复查机关收到复查请求",
        "timeline.review_reply_received_on": "信访人收到复查意见的书面答复",
        "timeline.reexamination_request_received_on": "复核机关收到复核请求",
    }


def test_no_organ_is_named_twice_in_a_row() -> None:
    dates = [spec for spec in FACTS.values() if spec.kind == "date"]
    assert [event_words(spec) for spec in dates if spec.whose and event_words(spec).count(spec.whose) > 1] == []


def test_lengths_and_what_moves_last_days_are_those_of_the_articles(norms: dict[str, Any]) -> None:
    def lengths(name: str) -> list[Any]:
        return [(way.get("days"), way.get("working", False)) for way in norms[name]["ways"]]

    assert lengths("office.dispatch") == [(15, False)]  # 22.1
    assert lengths("notice.direct") == [(None, False), (15, False)]  # 23.2: on the spot, or within 15 days
    assert lengths("objection.raise") == [(5, True)]  # 23.3: five working days
    assert lengths("handling.conclude") == [(60, False)]  # 34
    assert norms["handling.conclude"]["ways"][0]["extend"]["atMost"] == 30  # 34
    assert "exclude" in norms["reexamination.decide"]["ways"][0]  # 36.2: a hearing does not count
    assert norms["handling.may-extend"]["timed"] == "批准延期"  # 34: the sixty days are the time to approve it in
    assert {name for name, norm in norms.items() if norm.get("rollsOn")} == {"review.request", "reexamination.request"}


def test_what_follows_is_told_with_its_article(norms: dict[str, Any]) -> None:
    following = norms["handling.conclude"]["missed"]
    nearest = {each["text"]: each["cites"][0][0] for each in following if not each.get("further")}
    assert nearest["上级机关、单位应当责令改正"] == "第四十五条第一项"
    assert nearest["党委和政府信访部门应当及时督办"] == "第四十条第一款"
    (lapsed,) = norms["review.request"]["missed"]
    assert lapsed["text"] == "救济走到哪一步：请求复查的期限已过"
    assert lapsed["reading"]  # the text does not say what follows


def test_a_number_changed_in_the_rules_makes_an_edition(tmp_path: Path) -> None:
    overlay = tmp_path / "amended.yaml"
    overlay.write_text(
        "overlay: {id: amended, title: 修改, changes: [{sets: handling.days, because: 试}]}\n"
        "parameters:\n"
        "  - parameter: handling.days\n"
        "    values: [{from: 2022-05-01, value: 60}, {from: 2024-01-01, value: 45}]\n",
        encoding="utf-8",
    )
    told = periods_told(unread(overlay))
    days = [
        (date.fromordinal(edition["since"]), norm["ways"][0]["days"])
        for edition in told["editions"]
        for norm in edition["norms"]
        if norm["id"] == "handling.conclude"
    ]
    assert days == [(date(2022, 5, 1), 60), (date(2024, 1, 1), 45)]


def test_an_overlay_tells_its_own_periods_alone(book: SiteContext, norms: dict[str, Any]) -> None:
    (edition,) = calculator_data(book, Surroundings(offered=["channels"]))["channels"]["editions"]
    own = {norm["id"]: norm for norm in edition["norms"]}
    assert own.keys().isdisjoint(norms)
    # 行政诉讼法45: fifteen days from the receipt of the decision on reconsideration.
    ways = [way for way in own["litigation.after-decision"]["ways"] if way["from"] == ["channel.decision_received_on"]]
    assert 15 in [way.get("days") for way in ways]


def test_the_festival_days_are_those_of_the_statute(data: Any) -> None:
    days = data["days"]

    def of(title: str, year: int) -> list[str]:
        steps = next(steps for name, steps in days["festivals"] if name == title)
        found, day = [], days["first"]
        for step in steps:
            day += step
            found.append(date.fromordinal(day))
        return [str(day) for day in found if day.year == year]

    # 2027: 除夕 is 5 February, the first of the first lunar month the 6th.
    assert of("春节", 2027) == ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"]
    assert of("劳动节", 2024) == ["2024-05-01"]
    assert of("劳动节", 2025) == ["2025-05-01", "2025-05-02"]


def test_the_page_has_a_place_and_says_how_days_are_counted(book: SiteContext) -> None:
    (page,) = deadlines_page.pages(book)
    assert page.path == "deadlines.md"
    assert page.body.count('<div class="xinfang-deadlines"></div>') == 1
    assert "开始的当日不计入" in page.body
    assert f"收录至{working_calendar(book.edition.calendar).noticed_through}年" in page.body


def test_a_rulebook_beside_another_has_no_page(book: SiteContext) -> None:
    assert list(deadlines_page.pages(replace(book, further=True))) == []


def _rows(book: SiteContext) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(StringIO(periods_csv(book).decode("utf-8-sig")))


def test_the_table_for_spreadsheets_says_what_follows(book: SiteContext) -> None:
    rows = {row["规则"]: row["后果"] for row in _rows(book)}
    assert "上级机关、单位应当责令改正（第四十五条第一项、第三十四条）" in rows["handling.conclude"].split("；")
    assert rows["review.request"] == "救济走到哪一步：请求复查的期限已过（第三十五条）"
    assert rows["objection.raise"] == ""  # the text attaches nothing to a late objection
