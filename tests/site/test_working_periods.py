"""The page of the periods, its worked case and its picture, and the same as a file for spreadsheets."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.site.working_helpers import book, having, rendered, rows, text, written
from xinfang_rules.days import day_words
from xinfang_rules.site.pages.downloads_page import files
from xinfang_rules.site.reading.worked_example import Walk, longest_walk, other_beginnings

REFORM = """overlay: {id: trial, title: 试行, changes: [{sets: handling.days, because: 试}]}
parameters:
  - parameter: handling.days
    values: [{from: 2022-05-01, value: 45}]
"""


@pytest.fixture(scope="module")
def reform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    overlay = tmp_path_factory.mktemp("reform") / "reform.yaml"
    overlay.write_text(REFORM, encoding="utf-8")
    return overlay


@pytest.fixture(scope="module")
def walk() -> Walk:
    found = longest_walk(book())
    assert found is not None
    return found


def table_of(*overlays: Path) -> list[list[str]]:
    return rows(rendered(written("xinfang-2022", *overlays)["periods.md"]), "xf-periods")


def csv_of(*overlays: Path) -> list[dict[str, str]]:
    content = dict(files(book("xinfang-2022", *overlays)))["downloads/periods.csv"]
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_every_period_of_the_regulation_is_in_the_table() -> None:
    found = [(row[2], row[5]) for row in table_of()]
    assert ("15日", "第二十二条第一款") in found
    assert ("能够当场告知的，当日其他情形，15日", "第二十三条第二款") in found
    assert ("15日", "第二十三条第三款") in found
    assert ("5个工作日", "第二十三条第三款") in found
    assert ("60日", "第三十四条") in found
    assert found.count(("30日", "第三十五条")) == 2  # to ask for review, and to review
    assert found.count(("30日", "第三十六条第一款")) == 2
    assert len([rule for rule in book().edition.rules if rule.norm and rule.norm.period]) == len(found)


def test_what_changes_a_last_day_stands_beside_the_period() -> None:
    by_deed = {row[1]: row for row in table_of()}
    conclude = next(row for deed, row in by_deed.items() if deed.startswith("应当按期办结"))
    assert "可以延长，延长不超过30日" in conclude[4]  # 34
    assert conclude[3] == "受理之日"
    reexamine = next(row for deed, row in by_deed.items() if deed.startswith("应当提出复核意见"))
    assert "不计算在期限内" in reexamine[4]  # 36.2
    request = next(row for deed, row in by_deed.items() if deed.startswith("可以请求复查"))
    assert "顺延至下一个工作日" in request[4]


def test_the_time_for_deciding_on_an_extension_is_not_read_as_its_length() -> None:
    (extend,) = [row for row in table_of() if "延长办理期限" in row[1] and row[1].startswith("可以")]
    assert extend[2] == "批准延期须在60日内"  # 34
    assert "30日" in extend[4]
    (line,) = [row for row in csv_of() if row["规则"] == "handling.may-extend"]
    assert line["期限"] == "批准延期须在60日内"
    assert "30日" in line["延长、扣除和顺延"]


def test_duties_for_which_nothing_says_how_soon_are_named() -> None:
    body = text(rendered(written()["periods.md"])).partition("没有规定期限的")[2]
    assert "信访部门收到信访事项，应当予以登记第二十二条第一款" in body
    assert "予以书面答复" in body  # 35 dates the opinion, not the reply
    assert "按期办结" not in body
    assert "及时督办" not in body


def test_the_worked_case_names_the_days_that_it_assumes(walk: Walk) -> None:
    # No article says by when a matter must be accepted, or a reply reach the petitioner.
    assert walk.assumed[:2] == ("timeline.accepted_on", "timeline.reply_received_on")
    assert "timeline.review_requested_on" not in walk.assumed  # 35 gives 30 days
    assert "受理之日、收到书面答复之日" in text(rendered(written()["periods.md"]))


def test_duties_without_a_number_of_days_stand_apart() -> None:
    prompt = rows(rendered(written()["periods.md"]), "xf-following")
    assert any("及时督办" in row[0] and row[2] == "第四十条第一款" for row in prompt)
    assert not any("及时督办" in row[1] for row in table_of())


def test_the_worked_case_goes_from_receipt_to_re_examination(walk: Walk) -> None:
    # 15 days of article 22 or 23, 60 of 34, then 30 for each of the four steps of 35 and 36.
    lengths = [step.span.within.value for step in walk.steps if step.span.within]
    assert lengths == [15, 60, 30, 30, 30, 30]
    assert [step.norm.citations[0].article for step in walk.steps][1:] == [34, 35, 35, 36, 36]
    assert walk.steps[0].start == walk.received
    for before, after in pairwise(walk.steps):
        assert after.start == before.last_day


def test_last_days_are_the_days_of_the_period_and_only_the_petitioner_gains_a_holiday(walk: Walk) -> None:
    for step in walk.steps:
        assert step.span.within is not None
        plain = step.start + timedelta(days=step.span.within.value)
        if step.norm.bearer == "petitioner":
            assert plain <= step.last_day <= plain + timedelta(days=10)
            assert step.moved == (step.last_day - plain).days
        else:
            assert step.last_day == plain


def test_the_worked_case_of_another_pack_is_counted_by_its_own_rules() -> None:
    found = longest_walk(book("scenario_pack"))
    assert found is not None
    # Received 1 March 2024: 15 days end on the 16th; the reply comes then; 30 days more end on 15 April, a Monday.
    assert [step.last_day for step in found.steps] == [date(2024, 3, 16), date(2024, 4, 15)]


def test_the_picture_says_the_days_and_what_it_shows(walk: Walk) -> None:
    (svg,) = having(rendered(written()["periods.md"]), "xf-timeline")
    assert text(svg[0]) == "《信访工作条例》的期限：从收到之日到最后一步"
    assert svg[0].tag == "{http://www.w3.org/2000/svg}title"
    assert svg[1].tag == "{http://www.w3.org/2000/svg}desc"
    assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"
    drawn = [text(day) for day in having(svg, "xf-day")]
    assert drawn == [day_words(walk.received), *(day_words(step.last_day) for step in walk.steps)]


def test_what_is_written_in_the_picture_does_not_overlap_and_fits() -> None:
    (svg,) = having(rendered(written()["periods.md"]), "xf-timeline")
    beside = [line for line in svg if line.get("class") in ("xf-day", "xf-deed", "xf-detail")]
    heights = [float(line.get("y", "")) for line in beside]
    assert all(after - before >= 17 for before, after in pairwise(heights))
    width = float(svg.get("viewBox", "").split()[2])
    assert width <= 390 - 2 * 12
    for line in beside:
        size = 17 if line.get("class") == "xf-day" else 15
        assert float(line.get("x", "")) + size * _letters(text(line)) <= width


def _letters(line: str) -> float:
    return sum(1 if letter > "\u2000" else 0.6 for letter in line)


def test_the_table_beside_the_picture_says_the_same(walk: Walk) -> None:
    (worked,) = having(rendered(written()["periods.md"]), "xf-worked")
    beside = rows(worked, "xf-steps-table")
    assert [row[2] for row in beside] == [day_words(step.last_day) for step in walk.steps]
    assert [row[3] for row in beside][1:] == [
        "第三十四条",
        "第三十五条",
        "第三十五条",
        "第三十六条第一款",
        "第三十六条第一款",
    ]


def test_other_ways_to_begin_have_their_own_last_day(walk: Walk) -> None:
    begun = {step.rule.id: step for step in other_beginnings(walk, book())}
    assert {step.start for step in begun.values()} == {walk.received}
    # 23.3: what is forwarded is told within 15 days; an objection has 5 working days, a week where no holiday is in it.
    assert begun["notice.forwarded"].last_day == walk.received + timedelta(days=15)
    assert (begun["objection.raise"].last_day - walk.received).days >= 7
    listed = [row[0] for row in rows(rendered(written()["periods.md"]), "xf-beginnings")]
    assert len(listed) == len(begun)
    assert any("书面告知信访人" in row for row in listed)


def test_a_reform_of_one_number_changes_table_picture_and_file(reform: Path) -> None:
    assert ("45日", "第三十四条") in [(row[2], row[5]) for row in table_of(reform)]
    assert not any(row[2] == "60日" for row in table_of(reform))
    (svg,) = having(rendered(written("xinfang-2022", reform)["periods.md"]), "xf-timeline")
    assert [text(way) for way in having(svg, "xf-way")] == ["15日", "45日", "30日", "30日", "30日", "30日"]
    days = [date(*map(int, re.findall(r"\d+", text(day)))) for day in having(svg, "xf-day")]
    assert days[2] - days[1] == timedelta(days=45)
    assert [row["期限"] for row in csv_of(reform) if row["规则"] == "handling.conclude"] == ["45日"]


def test_the_file_has_the_same_periods_and_opens_in_excel() -> None:
    content = dict(files(book()))["downloads/periods.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    found = csv_of()
    assert [row["条款"] for row in found] == [row[5] for row in table_of()]
    conclude = next(row for row in found if row["规则"] == "handling.conclude")
    assert (conclude["性质"], conclude["期限"], conclude["从何时起"]) == ("应当", "60日", "受理之日")


def test_the_schemas_can_be_downloaded() -> None:
    schemas = {path: json.loads(content) for path, content in files(book()) if path.endswith(".json")}
    assert set(schemas) == {f"downloads/{what}.schema.json" for what in ("case", "result", "compact", "rules")}
    assert "timeline" in schemas["downloads/case.schema.json"]["properties"]


def test_every_download_is_linked_from_its_page() -> None:
    body = written()["downloads.md"].body
    for path, _ in files(book()):
        assert f"]({path})" in body


def test_the_picture_is_one_drawing_on_any_pack() -> None:
    for pack in ("cli_pack", "scenario_pack"):
        assert len(list(_pictures(pack))) == 1
    assert not list(_pictures("bad_rules/_base"))  # has no scenario to work from


def _pictures(pack: str) -> Iterator[ElementTree.Element]:
    return having(rendered(written(pack)["periods.md"]), "xf-timeline")
