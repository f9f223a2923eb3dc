"""The deadline calculator in a real browser: the last days that the library gives, and what a reader does and sees."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.site.browser.serving import Served, write_page
from tests.site.try_it_helpers import generated
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.outcome import Outcome
from xinfang_rules.engines.reference.deadlines import DeadlineCounter
from xinfang_rules.errors import CalendarError, InstrumentError
from xinfang_rules.evaluation.admissibility import InadmissibleError
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.evaluation.governing import governing_edition
from xinfang_rules.facts.case import Case
from xinfang_rules.language.truth import EITHER, NEVER, TRUE
from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.rulebook.norm_spec import Span
from xinfang_rules.scenarios.scenario import read_all, scenario_files
from xinfang_rules.site.deadlines_data import periods_told
from xinfang_rules.site.site_context import SiteContext, Surroundings

COUNT = """
async (told) => {
  const need = await xinfangRules.load("deadlines"), data = xinfangRules.data("deadlines");
  const [counting, names] = ["counting", "day-names"].map((name) => need(`deadlines/${name}.js`));
  const days = new names.NamedDays(data.days);
  const found = JSON.parse(told).map(([way, rollsOn, starts, amounts]) => starts.map((start) => amounts.map((more) => {
    const { low, high, plainLow, plainHigh } = counting.counted(way, start, more, rollsOn, days.calendar);
    return [low, high, plainLow, plainHigh];
  })));
  return JSON.stringify(found);
}
"""
BACK = """
async (told) => {
  const need = await xinfangRules.load("deadlines"), data = xinfangRules.data("deadlines");
  const [counting, names] = ["counting", "day-names"].map((name) => need(`deadlines/${name}.js`));
  const days = new names.NamedDays(data.days);
  return JSON.stringify(JSON.parse(told).map(([way, rollsOn, ends]) => ends.map((end) => {
    const { surely, perhaps, passed } = counting.startsOf(way, end, 0, rollsOn, days.calendar);
    return [surely, perhaps, passed];
  })));
}
"""
KINDS = """
async () => {
  const { NamedDays } = (await xinfangRules.load("deadlines"))("deadlines/day-names.js");
  const data = xinfangRules.data("deadlines");
  const days = new NamedDays(data.days), found = [];
  for (let day = data.days.first; day <= data.days.last; day += 1) found.push(days.kind(day));
  const missing = [];
  for (let day = data.days.first; day + 40 < data.days.last; day += 97) missing.push(days.missing(day, day + 40));
  return JSON.stringify([data.days.first, found, missing]);
}
"""


class Counted(NamedTuple):
    """A way in which a period runs, as the rules have it and as the browser is told it."""

    name: str
    span: Span
    rolls_on: bool
    told: Any


def book(pack: str, *overlays: str) -> SiteContext:
    return SiteContext(*load_pack(pack, overlays=overlays), (), None)


@pytest.fixture(scope="module")
def books() -> tuple[SiteContext, SiteContext, SiteContext]:
    """The shipped rulebooks, and the newer one with what is laid over it."""
    return book("xinfang-2022"), book("xinfang-2005"), book("xinfang-2022", "channels")


@pytest.fixture(scope="module")
def shipped(books: tuple[SiteContext, SiteContext, SiteContext]) -> Iterator[Served]:
    main, older, _ = books
    served = Served(main, Surroundings({"xinfang-2005": older}, ["channels"]))
    write_page(served, "/deadlines.html", '<div class="xinfang-deadlines"></div>')
    yield served
    served.close()


@pytest.fixture(scope="module")
def ways(books: tuple[SiteContext, SiteContext, SiteContext]) -> list[Counted]:
    """Every way in which a period of any shipped rulebook runs; of those that are counted alike, one."""
    found: dict[Any, Counted] = {}
    for one in books:
        for norm in periods_told(one)["editions"][-1]["norms"]:
            spec = one.edition.rule(norm["id"]).norm
            assert spec is not None
            assert spec.period is not None
            for span, told in zip(spec.period.ways, norm["ways"], strict=True):
                way = Counted(norm["id"], span, spec.period.rolls_on, told)
                counted = [told.get(key) for key in ("days", "months", "working")]
                found[(*counted, way.rolls_on, *amounts(way))] = way
    return list(found.values())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900}, locale="zh-CN")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    opened.close()
    assert errors == []


def shown(page: Page, served: Served, asked: str = "") -> Page:
    page.goto("about:blank")
    page.goto(f"{served.root}/deadlines.html#{asked}")
    page.wait_for_selector(".xinfang-deadlines[data-state=ready]")
    return page


def days() -> list[int]:
    """Days on which counting is hard: long holidays, the ends of months and years, years without a notice, any day."""
    chance = random.Random(18)
    found = {date(2005, 5, 1).toordinal() + chance.randrange(20_000) for _ in range(60)}
    for first, last in (
        (date(2025, 9, 20), date(2025, 10, 9)),  # 国庆, joined with 中秋
        (date(2026, 2, 1), date(2026, 2, 25)),  # 春节
        (date(2026, 12, 20), date(2027, 2, 15)),  # 2027 has no notice
    ):
        found.update(range(first.toordinal(), last.toordinal() + 1))
    for month in range(1, 13):
        end = date(2027 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        found.update(end.toordinal() + shift for shift in (-1, 0, 1))
    found.update(date(2024, 2, day).toordinal() for day in (28, 29))
    return sorted(found)


def test_last_days_are_those_that_the_library_counts(page: Page, shipped: Served, ways: list[Counted]) -> None:
    starts = days()
    asked = [(way.told, way.rolls_on, starts, amounts(way)) for way in ways]
    page.goto(f"{shipped.root}/deadlines.html")
    came = json.loads(page.evaluate(COUNT, json.dumps(asked)))
    counter = counter_of(shipped.book.edition)
    wrong, ranges = [], 0
    for way, found in zip(ways, came, strict=True):
        end, plain = counter.end(way.span, way.rolls_on), counter.end(way.span, rolls_on=False)
        for start, listed in zip(starts, found, strict=True):
            for more, told in zip(amounts(way), listed, strict=True):
                wanted = [*end(start, more), *plain(start, more)]
                ranges += wanted[0] != wanted[1]
                if told != wanted:
                    wrong.append((way.name, date.fromordinal(start), more, told, wanted))
    assert wrong[:3] == []
    assert ranges > 100  # many wait for a notice


def test_last_days_are_those_of_all_scenarios_and_of_generated_cases(
    page: Page, shipped: Served, books: tuple[SiteContext, ...]
) -> None:
    rulebook = books[0].rulebook
    told = [(one.case, one.as_of) for one in read_all(scenario_files(pack_place("xinfang-2022")), rulebook)]
    found = [counted for case, day in (*told, *generated(told, 600)) for counted in last_days(case, day, rulebook)]
    assert len(found) > 900
    norms = {norm["id"]: norm for norm in periods_told(books[0])["editions"][-1]["norms"]}
    assert {rule for rule, *_ in found} == norms.keys()
    asked = [
        (norms[rule]["ways"][place], norms[rule].get("rollsOn", False), [start], [more])
        for rule, place, start, more, _ in found
    ]
    page.goto(f"{shipped.root}/deadlines.html")
    came = json.loads(page.evaluate(COUNT, json.dumps(asked)))
    wrong = [(*one, low, high) for one, [[[low, high, *_]]] in zip(found, came, strict=True) if one[-1] != (low, high)]
    assert wrong[:3] == []


def last_days(case: Case, as_of: date, rulebook: Rulebook) -> Iterator[tuple[str, int, int, int, tuple[int, int]]]:
    """Yields the last days of a case that the calculator can be asked for.

    Those are the last days of periods that surely run in one way, from a known day, prolonged by a known number of
    days: the rule, the way, that day, that number, and the first and the last day that the last day may be.
    """
    try:
        edition, _ = governing_edition(case, as_of, rulebook)
        state = evaluator_for(edition).evaluate(case, as_of).state
    except (CalendarError, InadmissibleError, InstrumentError):
        return
    for index, due in state.dues.items():
        rule = edition.rules[index]
        assert rule.norm is not None
        assert rule.norm.period is not None
        for place, span in enumerate(rule.norm.period.spans):
            chosen = TRUE if span.when is None else state.truth(span.when)
            if chosen & TRUE:
                slot = edition.layout[span.starts[0]]
                start, latest = state.values[slot : slot + 2]
                more = added(span, state, start)
                if chosen == TRUE and start == latest < NEVER and more is not None:
                    yield rule.id, place, start, more, (due.low, due.high)
                break


def added(span: Span, state: Outcome, start: int) -> int | None:
    """Returns by how many days a period of days is prolonged; None if that is not known."""
    extend, exclude = span.extend, span.exclude

    def known(name: str) -> int | None:
        low, high = state.values[state.edition.layout[name] :][:2]
        return low if low == high else None

    if exclude is not None:
        return known(exclude.days)
    if extend is None:
        return 0
    granted = TRUE if extend.when is None else state.truth(extend.when)
    if granted != TRUE:
        return None if granted == EITHER else 0
    assert span.within is not None
    on = start if extend.granted_on is None else known(extend.granted_on)
    days = known(extend.days)
    if on is None or days is None:
        return None
    return min(days, extend.at_most.value) if on <= start + span.within.value else 0


def amounts(way: Counted) -> list[int]:
    """Some days that are added: none, one, and as many as may be."""
    most = way.span.extend.at_most.value if way.span.extend else 17
    return [0, 1, most] if way.span.extend or way.span.exclude or way.span.pause else [0]


def counter_of(edition: Edition) -> DeadlineCounter:
    return DeadlineCounter(lambda: working_calendar(edition.calendar))


def test_backwards_are_just_the_days_from_which_the_library_counts_to_there(
    page: Page, shipped: Served, ways: list[Counted]
) -> None:
    ends = [day for day in days() if date(2025, 9, 1).toordinal() < day < date(2028, 1, 1).toordinal()]
    page.goto(f"{shipped.root}/deadlines.html")
    asked = [(way.told, way.rolls_on, ends) for way in ways]
    came = json.loads(page.evaluate(BACK, json.dumps(asked)))
    counter, wrong = counter_of(shipped.book.edition), []
    for way, found in zip(ways, came, strict=True):
        end = counter.end(way.span, way.rolls_on)
        for day, (surely, perhaps, passed) in zip(ends, found, strict=True):
            tried = [(start, *end(start, 0)) for start in range(passed - 20, passed + 60)]
            wanted = [start for start, low, high in tried if low == day == high]
            possible = [start for start, low, high in tried if low <= day <= high and low != high]
            over = max(start for start, _, high in tried if high < day)
            if (surely, perhaps, passed) != (wanted, possible, over):
                wrong.append((way.name, date.fromordinal(day), surely, perhaps, passed, wanted, possible, over))
    assert wrong[:3] == []


def test_each_day_is_worked_off_or_open_as_in_the_library(page: Page, shipped: Served) -> None:
    page.goto(f"{shipped.root}/deadlines.html")
    first, kinds, missing = json.loads(page.evaluate(KINDS))
    calendar = working_calendar(shipped.book.edition.calendar)
    named = {TRUE: "worked", EITHER: "open"}
    wanted = [named.get(calendar.truth(first + place), "off") for place in range(len(kinds))]
    assert kinds == wanted
    last = first + len(kinds) - 1
    assert missing == [list(calendar.missing_notices(day, day + 40)) for day in range(first, last - 40, 97)]
    assert NEVER not in (first, last)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        # 20 January and 30 days is 19 February, in the Spring Festival of 2026 (15 to 23 February): the 24th.
        ("event=timeline.reply_received_on&on=2026-01-20", "2026年2月24日（周二）"),
        # 2 December 2026 and 30 days is 1 January 2027, a day off by the statute; 2 and 3 January are a weekend that
        # may be worked or not... the 2nd and 3rd lie less than three days after it, so they are off. The 4th is a
        # Monday that the notice may give off, as it may the 5th; the 6th lies beyond (four days after the 1st is the
        # 5th): earliest the 4th, latest the 6th.
        ("event=timeline.reply_received_on&on=2026-12-02", "最早2027年1月4日（周一），最晚2027年1月6日（周三）"),
        # 9 January 2027 and 30 days is 8 February, the third of the first lunar month. The notice may give off six
        # days after it, to the 14th, a Sunday: earliest the 9th, latest the 15th.
        ("event=timeline.reply_received_on&on=2027-01-09", "最早2027年2月9日（周二），最晚2027年2月15日（周一）"),
        # 29 January 2026 and 60 days: 2 more of January, 28 of February, 30 of March.
        ("event=timeline.accepted_on&on=2026-01-29", "2026年3月30日（周一）"),
        # The same and 30 days more: 1 of March (the 31st), 29 of April.
        ("event=timeline.accepted_on&on=2026-01-29&more=handling.conclude.0:30", "2026年4月29日（周三）"),
    ],
)
def test_the_last_day_that_is_shown(page: Page, shipped: Served, asked: str, last: str) -> None:
    shown(page, shipped, asked)
    assert page.locator(".xd-card .xd-last strong").first.inner_text() == last


def test_working_days_are_crossed_out_and_counted_on_the_calendar(page: Page, shipped: Served) -> None:
    # 11 February 2026, a Wednesday: the 12th, 13th, the 14th (a Saturday worked in exchange), then 15 to 23 off,
    # the 24th and 25th: five working days.
    shown(page, shipped, "event=timeline.received_on&on=2026-02-11")
    card = page.locator(".xd-card", has_text="5个工作日").first
    assert card.locator(".xd-last strong").inner_text() == "2026年2月25日（周三）"
    card.locator("summary", has_text="怎样算出的").click()
    assert card.locator(".xd-month .xd-start .xd-date").inner_text() == "11"
    assert card.locator(".xd-month .xd-counted .xd-date").all_inner_texts() == ["12", "13", "14", "24"]
    assert card.locator(".xd-month .xd-skipped .xd-date").all_inner_texts() == [str(day) for day in range(15, 24)]
    assert card.locator(".xd-month .xd-last").inner_text().replace("\n", "") == "25最后一日"
    said = card.locator(".xd-how li").all_inner_texts()
    assert "不计入：春节9日（2026年2月15日（周日）至2026年2月23日（周一））。" in said
    assert "调休上班，计入：2026年2月14日（周六）。" in said


def test_by_keyboard_alone_from_the_choice_to_the_last_day_and_to_what_an_extension_makes_of_it(
    page: Page, shipped: Served
) -> None:
    shown(page, shipped)
    page.keyboard.press("Tab")  # the way of asking
    page.keyboard.press("Tab")  # the first of what happened
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=xd-event]:checked").get_attribute("value") == "timeline.accepted_on"
    page.fill("#xd-on", "2026-01-29")
    page.keyboard.press("Tab")
    assert page.locator(".xd-status").inner_text() == "办理机关、单位明确受理，2026年1月29日：算出2项期限。"
    more = page.locator("input[type=number]")
    more.focus()
    more.fill("10")
    more.press("Enter")
    more.blur()
    # 30 March and 10 days.
    assert page.locator(".xd-card .xd-last strong").first.inner_text() == "2026年4月9日（周四）"
    # No more than the article allows.
    page.fill("input[type=number]", "45")
    page.locator("input[type=number]").blur()
    assert page.locator(".xd-card .xd-last strong").first.inner_text() == "2026年4月29日（周三）"


def test_the_address_holds_what_is_asked_and_says_when_the_rules_have_changed(page: Page, shipped: Served) -> None:
    shown(page, shipped, "event=timeline.accepted_on&on=2026-01-29")
    address = page.url
    assert f"rules={shipped.book.rulebook.identity.digest[:12]}" in address
    assert page.locator(".xd-remark").count() == 0
    shown(page, shipped, address.partition("#")[2].replace("rules=", "rules=0"))
    assert "另一版规则" in page.locator(".xd-remark").inner_text()


def test_what_is_due_lists_the_day_on_which_each_thing_must_have_happened(page: Page, shipped: Served) -> None:
    shown(page, shipped, "due=2026-02-24")
    table = page.locator("h2", has_text="信访人收到处理意见的书面答复").locator("xpath=following-sibling::table[1]")
    cells = table.locator("tbody tr").first.locator("td").all_inner_texts()
    # 16 January and 30 days is 15 February, the first day off; 25 January and 30 days is 24 February itself.
    assert cells[1] == "2026年1月16日（周五）至2026年1月25日（周日）"
    assert cells[2] == "2026年1月15日（周四）或者以前"


def test_days_before_the_regulation_are_counted_by_the_older_one(page: Page, shipped: Served) -> None:
    shown(page, shipped, "event=timeline.accepted_on&on=2021-03-01")
    page.wait_for_selector(".xd-card")
    assert "《信访条例》（2005年）" in page.locator(".xd-remark").inner_text()
    # 1 March 2021 and 60 days: 30 of March, 30 of April.
    assert page.locator(".xd-card .xd-last strong").first.inner_text() == "2021年4月30日（周五）"
    address = page.locator(".xd-card h2 a").first.get_attribute("href")
    assert address == f"{shipped.root}/xinfang-2005/articles/33/#handling-conclude"


def test_other_channels_are_told_when_asked_for(page: Page, shipped: Served) -> None:
    shown(page, shipped)
    assert page.locator("[value='channel.decision_received_on']").count() == 0
    page.get_by_role("button", name="法定途径").click()
    page.locator("[value='channel.decision_received_on']").check()
    page.fill("#xd-on", "2026-03-02")
    page.locator("#xd-on").blur()
    card = page.locator(".xd-card", has_text="不服复议决定的")
    # 2 March 2026 and 15 days is the 17th, a Tuesday.
    assert "2026年3月17日（周二）" in card.locator(".xd-last strong").all_inner_texts()


def test_from_a_last_day_one_goes_on_to_what_runs_from_it(page: Page, shipped: Served) -> None:
    shown(page, shipped, "event=channel.duty_asked_on&on=2026-03-02&with=channels")
    page.wait_for_selector(".xd-card")
    assert page.locator("[value='due.duty.unperformed-sixty']").count() == 0
    card = page.locator(".xd-card", has_text="没有履行期限规定的，行政机关收到申请满60日")
    # 2 March and 60 days: 29 of March, 30 of April, 1 of May.
    assert card.locator(".xd-last strong").first.inner_text() == "2026年5月1日（周五）"
    card.get_by_role("button", name="接着算").click()
    assert page.locator("[name=xd-event]:checked").get_attribute("value") == "due.duty.unperformed-sixty"
    # 1 May and 60 days: 30 of May, 30 of June, a Tuesday.
    assert page.locator(".xd-card .xd-last strong").first.inner_text() == "2026年6月30日（周二）"


def test_a_last_day_is_copied_with_what_it_rests_on(page: Page, shipped: Served) -> None:
    shown(page, shipped, "event=timeline.reply_received_on&on=2026-01-20")
    assert page.locator(".xf-reading.xf-disputed").first.inner_text() == "解释（有争议）"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制", exact=True).click()
    page.get_by_text("已复制。").wait_for()
    # 20 January and 30 days are 19 February, in the holidays of Spring Festival, after which work begins on the 24th.
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[1:4] == ["信访人收到处理意见的书面答复：2026年1月20日（周二）", "2026年2月24日（周二）",
                           "依据：《信访工作条例》第三十五条"]  # fmt: skip
    assert copied[4].startswith("解释（有争议）：")
    assert copied[5] == page.url


def test_a_last_day_can_be_put_into_a_calendar(page: Page, shipped: Served) -> None:
    from icalendar import Calendar

    shown(page, shipped, "event=timeline.accepted_on&on=2026-01-29")
    with page.expect_download() as started:
        page.get_by_role("button", name="存入日历").first.click()
    (event,) = Calendar.from_ical(started.value.path().read_bytes()).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 3, 30), date(2026, 3, 31))
    assert str(event["SUMMARY"]) == "最后一日：有权处理的机关、单位应当按期办结"
    assert "第三十四条" in str(event["DESCRIPTION"])
    assert str(event["STATUS"]) == "CONFIRMED"
