"""Periods as statutes set them: in years, interrupted, suspended, with outer limits, each counted in its own way."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xinfang_rules import Norm, Result, evaluate
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.testing import sample_cases, sample_near_deadlines
from xinfang_rules.testing.example import Example, Property
from xinfang_rules.testing.properties import PROPERTIES

BASE = """\
# 测试用的虚构文件；期限的样子取自劳动争议调解仲裁法第二十七条、行政复议法第二十条、第二十一条、第六十二条。
instrument: {id: labour, title: 仲裁示范办法, issuer: 示范机关, promulgated: 2000-01-01, in_force_from: 2000-03-01}
articles:
  - article: 1
    chapter: 总则
    title: 仲裁
    paragraphs: [{gist: 一年内申请仲裁。, coverage: encoded}, {gist: 限期裁决。, coverage: encoded}]
settings:
  counting: {interpretive: 开始的当日不计入。}
  governed_by: {day: a.received_on, interpretive: 以收到之日为准。}
  roll_on: {bearers: [worker], interpretive: 只有权利顺延。}
case: {title: 争议}
groups: [{group: a, title: 争议}]
facts:
  - {fact: a.received_on, title: 收到日期, kind: date, whose: 劳动者, ask: 哪一天收到？, at: ["1.1"]}
  - {fact: a.known_on, title: 知道权利被侵害日期, kind: date, whose: 劳动者, ask: 哪一天知道？, at: ["1.1"]}
  - {fact: a.interrupted_on, title: 时效中断日期, kind: date, whose: 劳动者, ask: 哪一天中断？, at: ["1.1"]}
  - {fact: a.obstacle_from, title: 障碍发生日期, kind: date, whose: 劳动者, ask: 哪一天发生？, at: ["1.1"]}
  - {fact: a.obstacle_until, title: 障碍消除日期, kind: date, whose: 劳动者, ask: 哪一天消除？, at: ["1.1"]}
  - {fact: a.filed_on, title: 申请日期, kind: date, whose: 劳动者, ask: 哪一天申请？, at: ["1.1"]}
  - {fact: a.accepted_on, title: 受理日期, kind: date, whose: 劳动者, ask: 哪一天受理？, at: ["1.1"]}
  - {fact: a.decided_on, title: 决定日期, kind: date, whose: 劳动者, ask: 哪一天决定？, at: ["1.1"]}
  - {fact: a.act_on, title: 行为日期, kind: date, whose: 劳动者, ask: 哪一天作出？, at: ["1.1"]}
  - {fact: a.content_known_on, title: 知道行为内容日期, kind: date, whose: 劳动者, ask: 哪一天知道内容？, at: ["1.1"]}
  - {fact: a.remedy_known_on, title: 知道复议权利日期, kind: date, whose: 劳动者, ask: 哪一天知道权利？, at: ["1.1"]}
  - {fact: a.told, title: 已告知复议权利, ask: 告知了吗？, at: ["1.1"]}
  - {fact: a.real_estate, title: 因不动产提出, ask: 因不动产吗？, at: ["1.1"]}
bearers:
  - {bearer: worker, title: 劳动者, at: ["1.1"]}
  - {bearer: body, title: 仲裁委员会, at: ["1.2"]}
actions:
  - {action: apply, title: 申请, at: ["1.1"]}
  - {action: decide, title: 作出决定, at: ["1.2"]}
parameters:
  - parameter: years.one
    title: 一年
    unit: year
    cite: {at: "1.1", quote: 一年内}
    values: [{from: 2000-03-01, value: 1}]
  - parameter: days.sixty
    title: 六十日
    unit: day
    cite: {at: "1.2", quote: 限期}
    values: [{from: 2000-03-01, value: 60}]
rules:
  - id: labour.apply
    title: 知道权利被侵害的，一年内申请仲裁
    cite: {at: "1.1", quote: 一年内}
    permits:
      bearer: worker
      action: apply
      period:
        from: [a.known_on, a.interrupted_on]
        within: years.one
        pause: {from: a.obstacle_from, until: a.obstacle_until}
      done: a.filed_on
  - id: labour.decide
    title: 受理的，六十日内裁决
    cite: {at: "1.2", quote: 限期}
    obliges: {bearer: body, action: decide, period: {from: a.accepted_on, within: days.sixty}, done: a.decided_on}
"""

OVERLAY = """\
overlay: {id: channels, title: 途径}
instrument: {id: review, title: 复议示范办法, issuer: 示范机关, promulgated: 2000-01-01, in_force_from: 2000-03-01}
articles:
  - article: 1
    chapter: 总则
    title: 复议
    paragraphs: [{gist: 六十日内申请。, coverage: encoded}, {gist: 六十日内决定。, coverage: encoded}]
parameters:
  - parameter: years.five
    title: 五年
    unit: year
    cite: {at: "1.1", quote: 五年}
    values: [{from: 2000-03-01, value: 5}]
  - parameter: years.twenty
    title: 二十年
    unit: year
    cite: {at: "1.1", quote: 五年}
    values: [{from: 2000-03-01, value: 20}]
rules:
  - id: review.apply
    title: 六十日内申请复议
    cite: {at: "1.1", quote: 六十日内}
    permits:
      bearer: worker
      action: apply
      period:
        first:
          - {when: {a.told: false}, from: a.remedy_known_on, within: days.sixty}
          - {from: a.known_on, within: days.sixty}
        no_later_than:
          - {when: {a.told: false}, from: a.content_known_on, within: years.one}
          - {when: {a.real_estate: true}, from: a.act_on, within: years.twenty}
          - {when: {a.real_estate: false}, from: a.act_on, within: years.five}
      done: a.filed_on
  - id: review.decide
    title: 受理的，六十日内决定
    cite: {at: "1.2", quote: 六十日内}
    obliges: {bearer: body, action: decide, period: {from: a.accepted_on, within: days.sixty}, done: a.decided_on}
"""
COUNTED = "counting:\n  - {for: review, roll_on: ROLL, BY}\n"
CITED = 'cite: {at: "1.2", quote: 休假日}'
READ = "interpretive: 比照示范。"


def book_in(place: Path, overlay: str = OVERLAY, base: str = BASE) -> Rulebook:
    (place / "pack").mkdir(exist_ok=True)
    (place / "pack" / "rules.yaml").write_text(base, encoding="utf-8")
    (place / "overlay.yaml").write_text(overlay, encoding="utf-8")
    return load(place / "pack", overlays=[place / "overlay.yaml"])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book_in(tmp_path_factory.mktemp("periods"))


def decided(book: Rulebook, as_of: str, engine: str = "compiled", **facts: Any) -> Result:
    case = {"a": {"received_on": "2024-06-01", "told": True, "real_estate": True, **facts}}
    return evaluate(case, as_of=date.fromisoformat(as_of), rulebook=book, engine=engine)


def norm_of(result: Result, rule: str) -> Norm:
    return next(norm for norm in result.norms if norm.rule == rule)


def told(norm: Norm) -> str:
    return f"{norm.status} {norm.due or f'{norm.due_earliest} to {norm.due_latest}'}"


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "durable"])
@pytest.mark.parametrize(
    ("as_of", "facts", "expected"),
    [
        # 民法典 201, 202: a year from 10 May 2024 ends with Saturday 10 May 2025, which gives way to Monday the 12th.
        ("2024-05-10", {"known_on": "2024-05-10"}, "open 2025-05-12"),
        ("2025-05-13", {"known_on": "2024-05-10"}, "lapsed 2025-05-12"),
        # From the leap day: there is no 29 February 2025; the 28th is a Friday.
        ("2025-02-28", {"known_on": "2024-02-29"}, "open 2025-02-28"),
        # 劳动争议调解仲裁法 27.2: anew from the interruption; 1 November 2024 is a Friday.
        ("2024-06-01", {"known_on": "2023-05-10", "interrupted_on": "2023-11-01"}, "open 2024-11-01"),
        # What interrupts before the right is known interrupts nothing: Friday 10 May 2024.
        ("2024-06-01", {"known_on": "2023-05-10", "interrupted_on": "2023-01-03"}, "lapsed 2024-05-10"),
        # 27.3: an obstacle from 1 to 10 March is ten days; 10 May + 10 = Monday 20 May 2024.
        ("2024-06-01", {"known_on": "2023-05-10", "obstacle_from": "2024-03-01", "obstacle_until": "2024-03-10"},
         "lapsed 2024-05-20"),
        # While it lasts nothing ends, however long.
        ("2025-11-03", {"known_on": "2023-05-10", "obstacle_from": "2024-03-01"}, "open None to None"),
        # It arose on the day after the last: too late.
        ("2024-06-01", {"known_on": "2023-05-10", "obstacle_from": "2024-05-11"}, "lapsed 2024-05-10"),
        # It was there before: of 1 to 20 May 2023, the period is hindered from 11 to 20 May, ten days.
        ("2024-06-01", {"known_on": "2023-05-10", "obstacle_from": "2023-05-01", "obstacle_until": "2023-05-20"},
         "lapsed 2024-05-20"),
        # It was over before: nothing.
        ("2024-06-01", {"known_on": "2023-05-10", "obstacle_from": "2023-04-01", "obstacle_until": "2023-05-10"},
         "lapsed 2024-05-10"),
        # Saturday 8 June 2024 gives way to Tuesday 11 June (8 to 10 June are off: 端午节). Hindered on the 11th and
        # 12th, one has the 13th.
        ("2024-07-01", {"known_on": "2023-06-08", "obstacle_from": "2024-06-11", "obstacle_until": "2024-06-12"},
         "lapsed 2024-06-13"),
        # Known between two days: bounds. 10 to 14 May 2023; 14 May 2024 is a Tuesday.
        ("2024-04-01", {"known_on": {"not_before": "2023-05-10", "not_after": "2023-05-14"}},
         "open 2024-05-10 to 2024-05-14"),
        # Whether it was interrupted is unknown: by today at the latest, 1 April 2024 + 1 year.
        ("2024-04-01", {"known_on": "2023-05-10", "interrupted_on": "unknown"}, "open 2024-05-10 to 2025-04-01"),
    ],
)  # fmt: skip
def test_a_year_interrupted_and_suspended(
    book: Rulebook, as_of: str, facts: dict[str, Any], expected: str, engine: str
) -> None:
    assert told(norm_of(decided(book, as_of, engine, **facts), "labour.apply")) == expected


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "durable"])
@pytest.mark.parametrize(
    ("as_of", "facts", "expected"),
    [
        # 行政复议法 20.1: 60 days from 1 March 2024: 30 to 31 March, 30 more to Tuesday 30 April.
        ("2024-04-30", {"known_on": "2024-03-01"}, "open 2024-04-30"),
        # 20.3: not told. From 20 December 2023: 11 to 31 December, 31 to 31 January, 18 more to 18 February 2024, a
        # Sunday worked in exchange for the Spring Festival; but a year from 10 January 2023 had ended on Wednesday.
        ("2024-03-01", {"told": False, "content_known_on": "2023-01-10", "remedy_known_on": "2023-12-20"},
         "lapsed 2024-01-10"),
        ("2024-03-01", {"told": False, "content_known_on": "2023-12-10", "remedy_known_on": "2023-12-20"},
         "lapsed 2024-02-18"),
        # Never learned of the right: the outer limit runs by itself.
        ("2024-01-10", {"told": False, "content_known_on": "2023-01-10"}, "open 2024-01-10"),
        # 21: five years from 8 May 2018 end on Monday 8 May 2023, before 60 days from 20 April (19 June).
        ("2023-05-08", {"known_on": "2023-04-20", "act_on": "2018-05-08", "real_estate": False}, "open 2023-05-08"),
        # For real estate twenty: Monday 19 June 2023.
        ("2023-05-08", {"known_on": "2023-04-20", "act_on": "2018-05-08", "real_estate": True}, "open 2023-06-19"),
        ("2023-05-08", {"known_on": "2023-04-20", "act_on": "2018-05-08", "real_estate": "unknown"},
         "open 2023-05-08 to 2023-06-19"),
        # Nothing known, nothing done: neither runs.
        ("2023-05-08", {}, "not_open None to None"),
    ],
)  # fmt: skip
def test_outer_limits(book: Rulebook, as_of: str, facts: dict[str, Any], expected: str, engine: str) -> None:
    assert told(norm_of(decided(book, as_of, engine, **facts), "review.apply")) == expected


@pytest.mark.parametrize(
    "prop", [prop for prop in PROPERTIES if not prop.proved | prop.costly], ids=lambda prop: prop.name
)
def test_what_holds_of_every_period_holds_of_these(book: Rulebook, prop: Property) -> None:
    drawn = [*sample_cases(120, rulebook=book, as_of=date(2024, 6, 3), seed=17)]
    drawn += sample_near_deadlines(120, rulebook=book, seed=17)
    for seed, (case, as_of) in enumerate(drawn):
        prop(Example(book, case, as_of, seed=seed))


def test_months_of_a_limit_that_nobody_tells_are_asked_for(book: Rulebook) -> None:
    result = decided(book, "2023-05-08", known_on="2023-04-20", act_on="2018-05-08", real_estate="unknown")
    assert "a.real_estate" in [need.fact for need in result.needs]


@pytest.mark.parametrize(
    ("roll_on", "due"),
    # 60 days from 2 April 2024: 28 to 30 April, 31 to 31 May, one more: Saturday 1 June, then Monday 3 June.
    [("all", "2024-06-03"), ("[body]", "2024-06-03"), ("[worker]", "2024-06-01"), ("[]", "2024-06-01")],
)
def test_a_norm_is_counted_as_the_instrument_says_that_it_cites_first(tmp_path: Path, roll_on: str, due: str) -> None:
    counted = COUNTED.replace("ROLL", roll_on).replace("BY", CITED)
    result = decided(book_in(tmp_path, OVERLAY + counted), "2024-05-06", accepted_on="2024-04-02")
    assert str(norm_of(result, "review.decide").due) == due
    assert str(norm_of(result, "labour.decide").due) == "2024-06-01"  # as the settings say


@pytest.mark.parametrize(
    ("by", "rests"), [(CITED, []), (READ, ["counting.review"]), (f"{CITED}, {READ}", ["counting.review"])]
)
def test_a_right_that_does_not_run_on_rests_on_the_reading_that_says_so(
    tmp_path: Path, by: str, rests: list[str]
) -> None:
    book = book_in(tmp_path, OVERLAY + COUNTED.replace("ROLL", "[]").replace("BY", by))
    # 60 days from 2 April 2024 end on Saturday 1 June; on Sunday the right is lapsed, unless it ran on to Monday.
    norm = norm_of(decided(book, "2024-06-02", known_on="2024-04-02"), "review.apply")
    assert (str(norm.status), [reading.of for reading in norm.rests_on]) == ("lapsed", rests)


def test_the_last_day_is_told_with_all_that_made_it(tmp_path: Path) -> None:
    book = book_in(tmp_path, OVERLAY + COUNTED.replace("ROLL", "all").replace("BY", CITED))
    facts = {"known_on": "2023-05-10", "interrupted_on": "2023-11-01", "obstacle_from": "2024-03-01"}
    text = decided(book, "2024-06-01", **facts).explain("labour.apply")
    assert "期限中止：障碍尚未消除，最后一日待消除后确定。" in text
    assert "自知道权利被侵害日期（2023-05-10）、时效中断日期（2023-11-01）中最晚的一日次日起算1年" in text
    assert "中止：期限以内自障碍发生日期（2024-03-01）至障碍消除日期（尚无）的日数（首尾均含）不计入" in text
    text = decided(book, "2023-05-08", known_on="2023-04-20", act_on="2018-05-08").explain("review.apply")
    assert "最长：自行为日期（2018-05-08）次日起算20年" in text
    assert "顺延至下一个工作日（《复议示范办法》第一条第二款）" in text


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("within: years.one", "within: days.five", "only what runs for days, months or years is paused"),
        ("until: a.obstacle_until", "until: due.labour.decide", "is not the day of something that happened"),
        ("until: a.obstacle_until", "until: a.obstacle_untill", "did you mean"),
        ("[a.known_on, a.interrupted_on]", "[a.known_on, a.known_on]", "the same day twice"),
        ("[a.known_on, a.interrupted_on]", "[a.known_on, a.interupted_on]", "did you mean"),
        ("[a.known_on, a.interrupted_on]", "[]", "at least 1"),
        ("unit: year\n", "unit: years\n", "none of day, working_day, month, year"),
    ],
)
def test_what_is_written_wrongly_is_told(tmp_path: Path, before: str, after: str, message: str) -> None:
    five = "parameters:\n  - {parameter: days.five, title: 五日, unit: working_day, cite: {at: '1.1', quote: 五日}, "
    base = BASE.replace("parameters:\n", five + "values: [{from: 2000-03-01, value: 5}]}\n").replace(before, after)
    with pytest.raises(RulebookError, match=message):
        book_in(tmp_path, base=base)


@pytest.mark.parametrize(
    ("counting", "message"),
    [
        (
            "[{for: reveiw, roll_on: all, cite: {at: '1.1', quote: 示范}}]",
            "no instrument of this pack .did you mean review",
        ),
        ("[{for: labour, roll_on: all, cite: {at: '1.1', quote: 示范}}]", "is said underneath"),
        ("[{for: [review, review], roll_on: all, cite: {at: '1.1', quote: 示范}}]", "already given"),
        ("[{for: review, roll_on: all}]", "cite is missing|one of them is missing"),
        ("[{for: review, roll_on: some, interpretive: 试}]", "all"),
        ("[{for: review, roll_on: all, cite: {at: '3', quote: 示范}}]", "3"),
    ],
)
def test_what_is_said_wrongly_of_counting_is_told(tmp_path: Path, counting: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        book_in(tmp_path, OVERLAY + f"counting: {counting}\n")
