"""What is no dossier is refused where it stands, and whoever wrote it is told what may stand there."""

import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.dossier_helpers import DOSSIERS, dossier
from xinfang_rules import ArgumentError, CaseError, DayBounds
from xinfang_rules.dossier import Dossier, dossier_schema, examine, part_cases, read_dossier
from xinfang_rules.sources.reader import read_document

TEXT = """\
dossier: file-1
organs:
  town: {kind: other, level: town, superior: county}
  county: {kind: other, level: county}
claims: {c1: {category: grievance, remedy: none, competent: town}}
acts:
  - {day: 2024-01-02, act: submit, to: town, channel: letter}
  - {day: 2024-01-05, act: accept, by: town}
  - {day: 2024-02-10, act: issue, by: town, kind: petition_opinion, outcome: support}
"""


# What is written instead of what, where the finding stands, and what it says.
WRONG = [
    ("act: accept", "act: acept", "acept", "did you mean accept?", "是否为 accept"),
    ("by: town}\n  - {day: 2024-02", "by: tow}\n  - {day: 2024-02", "tow}", "did you mean town?", "是否为 town"),
    ("accept, by: town}", "accept}", "{day: 2024-01-05", "says by which organ", "须写明由哪个机关作出"),
    ("submit, to: town,", "submit,", "{day: 2024-01-02", "says to which organ", "须写明对哪个机关"),
    ("channel: letter", "chanel: letter", "chanel", "did you mean channel?", "是否为 channel"),
    ("channel: letter", "channel: post", "post}", "'post' is none of", "没有“post”"),
    ("kind: petition_opinion", "kind: opinion", "opinion,", "mean petition_opinion?", "是否为 petition_opinion"),
    ("outcome: support", "outcome: supports", "supports", "did you mean support?", "是否为 support"),
    ("2024-01-05", "2024-01-32", "2024-01-32", "is no day", "日历上没有"),
    ("2024-01-05", "yesterday", "yesterday", "a day as YYYY-MM-DD", "应为日期"),
    ("2024-01-05", "{not_befor: 2024-01-05}", "not_befor:", "did you mean not_before?", "是否为 not_before"),
    ("2024-02-10", "2024-01-04", "2024-01-04", "write acts in order", "按先后顺序"),
    ("other, level: town", "other, level: villag", "villag", "is none of town", "没有“villag”"),
    ("other, level: town", "others, level: town", "others", "did you mean other?", "是否为 other"),
    ("superior: county}", "superior: town}", "town}\n  county", "town is a superior of itself", "town 成了自己的上级"),
    ("county: {kind: other, level: county}", "county: {kind: other, level: county, superior: town}", "town}\nclaims",
     "county is a superior of itself", "county 成了自己的上级"),
    ("superior: county}", "superior: contry}", "contry", "did you mean county?", "是否为 county"),
    ("superior: county}", "superiors: county}", "superiors", "did you mean superior?", "是否为 superior"),
    ("category: grievance", "category: complaint", "complaint", "none of suggestion", "没有“complaint”"),
    ("remedy: none", "remedy: nothing", "nothing", "none of none", "没有“nothing”"),
    ("remedy: none", "remedy: {judicial: court}", "court}", "none of none, court_litigation", "没有“court”"),
    ("remedy: none", "facts: {petition: {joint: perhaps}}", "perhaps", "petition.joint", "petition.joint"),
    ("competent: town", "competent: city", "city", "none of town, county", "没有“city”"),
    ("claims: {c1: {", "claims: {c1: {title: 张三 11010519491231002X, ", "张三 1", "an identity number", "身份号码"),
    ("channel: letter", "channel: letter, petitioner: a-11010519491231002X", "a-11", "an identity number", "身份号码"),
    ("dossier: file-1", "dossier: '11010519491231002X'", "'1101", "an identity number", "身份号码"),
    ("dossier: file-1", "dossier: 张三", "张三", "dossier", "dossier"),
    ("accept, by: town", "accept, by: town, due: 20240305", "20240305", "due is a day as YYYY", "due 应为日期"),
    ("accept, by: town", "accept, by: town, due: {not_befor: 2024-03-05}", "not_befor:", "did you mean not_before?",
     "是否为 not_before"),
    ("dossier: file-1", "dosier: file-1", "dosier", "did you mean dossier?", "是否为 dossier"),
    ("accept, by: town", "accept, by: town, piece: p2", "p2", "none of p1", "没有“p2”"),
    # A list of nothing is no way to say "all" or "unknown": what it belongs to would be about nothing.
    ("accept, by: town", "accept, by: town, claims: []", "[]", "claims is empty: write at least one", "至少写一项"),
    ("accept, by: town", "accept, by: town, piece: []", "[]", "piece is empty: write at least one", "至少写一项"),
    ("outcome: support", "outcome: {}", "{}", "outcome is empty: write at least one", "至少写一项"),
    ("kind: petition_opinion", "kind: {}", "{}", "kind is empty: write at least one", "至少写一项"),
    ("superior: county}", "superior: []}", "[]", "superior is empty: write at least one", "至少写一项"),
    ("competent: town", "competent: []", "[]", "competent is empty: write at least one", "至少写一项"),
    ("acts:\n", "records: [issued]\nacts:\n", "issued", "did you mean issue?", "是否为 issue"),
    ("{day: 2024-01-02, act: submit, to: town, channel: letter}", "{act: report, by: town}", "{act: report",
     "no submit", "没有“提出”"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "there", "english", "chinese"), WRONG)
def test_what_is_wrong_is_told_where_it_stands(old: str, new: str, there: str, english: str, chinese: str) -> None:
    text = TEXT.replace(old, new)
    assert TEXT.count(old) == text.count(there) == 1
    before = text[: text.index(there)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    with pytest.raises(CaseError) as refused:
        read_dossier(text, name="file.yaml")
    told = [d for d in refused.value.diagnostics if english in d.message]
    assert told, refused.value
    assert str(told[0].position) == f"file.yaml:{line}:{column}"
    assert chinese in told[0].chinese


def test_a_dossier_is_the_same_from_json_and_from_data() -> None:
    read = read_dossier(TEXT)
    data = json.loads(read.model_dump_json(exclude_defaults=True))
    assert read_dossier(json.dumps(data)) == read
    assert Dossier.model_validate(data) == read
    # Lists that are left out are not written as lists of nothing, which nobody could read again.
    assert Dossier.model_validate_json(read.model_dump_json(exclude_none=True)) == read
    day = date(2024, 3, 1)
    assert examine(data, as_of=day) == examine(read, as_of=day)


@pytest.mark.parametrize("form", ["yaml", "data", "json"])
def test_a_day_that_an_act_tells_may_be_bounds(form: str) -> None:
    for stated, words in (
        ("{not_before: 2024-03-01, not_after: 2024-03-09}", "2024年3月1日至2024年3月9日之间"),
        ("{not_after: 2024-03-04}", "不晚于2024年3月4日"),
        ("2024-03-05", "2024年3月5日"),
        ("unknown", "何日不详"),
    ):
        read = read_dossier(TEXT.replace("accept, by: town", f"accept, by: town, due: {stated}"))
        data = json.loads(read.model_dump_json(exclude_defaults=True))
        assert Draft202012Validator(SCHEMA).is_valid(data)
        if form == "data":
            read = Dossier.model_validate(read.model_dump(exclude_defaults=True))
        elif form == "json":
            read = read_dossier(json.dumps(data))
        told = [entry.text for entry in examine(read, as_of=date(2024, 3, 1)).timeline]
        assert f"受理，登记的办结期限{words}" in told


def test_bounds_given_as_an_object_are_read_again_as_they_are_written() -> None:
    own = DayBounds(None, date(2024, 3, 4))
    told = read_dossier(TEXT).with_act(day="2024-03-01", act="register", by="town", due=own)
    again = read_dossier(told.model_dump_json(exclude_defaults=True))
    assert (again.acts[-1].__pydantic_extra__ or {})["due"] == {"not_after": "2024-03-04"}
    assert examine(again, as_of=date(2024, 3, 2)) == examine(told, as_of=date(2024, 3, 2))


def test_bounds_that_an_act_tells_are_not_turned_round() -> None:
    text = TEXT.replace("accept, by: town", "accept, by: town, due: {not_before: 2024-03-09, not_after: 2024-03-01}")
    with pytest.raises(CaseError, match="the bounds are inverted"):
        read_dossier(text)


def test_what_is_told_once_stands_once() -> None:
    cases = part_cases(dossier("two-claims"), as_of=date(2024, 4, 20))
    assert set(cases) == {"p1/office/land_price", "p1/office/low_income", "p1/land/land_price", "p1/civil/low_income"}
    assert cases["p1/land/land_price"]["timeline"]["received_on"] == date(2024, 3, 7)
    assert cases["p1/land/land_price"]["petition"]["forwarded_by"] == "petition_office"
    assert cases["p1/office/low_income"]["petition"]["competence"] == "same_level"
    assert "channel" not in cases["p1/land/land_price"]["petition"]  # who raised it, raised it with the office


def test_the_closed_world_is_told_and_not_assumed() -> None:
    partial = read_dossier(TEXT)
    told = part_cases(partial, as_of=date(2024, 3, 1))["p1/town/c1"]
    assert told["timeline"]["notified_on"] == "unknown"
    assert "hearing_held" not in told.get("handling", {})
    whole = part_cases(partial.complete_until(date(2024, 3, 1)), as_of=date(2024, 3, 1))["p1/town/c1"]
    assert "notified_on" not in whole["timeline"]
    assert whole["handling"]["hearing_held"] is False
    until = part_cases(partial.complete_until(date(2024, 2, 15)), as_of=date(2024, 3, 1))["p1/town/c1"]
    assert until["timeline"]["notified_on"].stated() == {"not_before": date(2024, 2, 16), "happened": "unknown"}
    # A register without a column for notices says nothing of them.
    columns = partial.complete_until(date(2024, 3, 1)).model_copy(update={"records": ("submit", "accept", "issue")})
    register = part_cases(columns, as_of=date(2024, 3, 1))["p1/town/c1"]
    assert register["timeline"]["notified_on"] == "unknown"
    assert register["timeline"]["reply_received_on"] == "unknown"


def test_acts_are_added_one_at_a_time() -> None:
    before = read_dossier(TEXT).complete_until(date(2024, 3, 1))
    after = before.with_act(day="2024-02-20", act="request_review", to="county", received="2024-02-20")
    assert len(after.acts) == len(before.acts) + 1
    assert after.acts[-1].day == date(2024, 2, 20)
    told = part_cases(after, as_of=date(2024, 3, 1))["p1/town/c1"]["timeline"]
    assert told["review_requested_on"] == date(2024, 2, 20)
    with pytest.raises(CaseError, match="write acts in order"):
        examine(after.with_act(day="2024-02-01", act="answer_review", by="county"), as_of=date(2024, 3, 1))


SCHEMA = dossier_schema()


@pytest.mark.parametrize("path", sorted(DOSSIERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_valid_by_the_schema(path: Any) -> None:
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(read_document(path).data)] == []


def test_the_schema_refuses_what_an_act_cannot_tell() -> None:
    validator = Draft202012Validator(SCHEMA)
    data: Any = json.loads(read_dossier(TEXT).model_dump_json(exclude_defaults=True))
    assert validator.is_valid(data)
    data["acts"][1]["channel"] = "letter"
    assert not validator.is_valid(data)


@pytest.mark.parametrize(
    "data", [5, "text", [], {"dossier": 1}, {1: 2}, {"acts": [{"day": object(), "act": object()}]}]
)
def test_what_is_no_dossier_at_all_is_refused_without_a_traceback(data: Any) -> None:
    with pytest.raises(CaseError) as refused:
        examine(data, as_of=date(2024, 3, 1))
    assert all(found.chinese for found in refused.value.diagnostics)


def test_what_was_done_on_an_unknown_day_waits_for_what_was_raised() -> None:
    text = TEXT.replace("{day: 2024-01-05, act: accept", "{act: forward, by: town, to: county}\n  - {act: accept")
    report = examine(read_dossier(text), as_of=date(2023, 12, 1))
    assert report.parts == ()


def test_organs_that_are_above_one_another_by_very_many_ways_take_no_longer() -> None:
    data = json.loads(read_dossier(TEXT).model_dump_json(exclude_defaults=True))
    for level in range(40):
        above = {"superior": [f"o{level + 1}{side}" for side in "ab"]} if level < 39 else {}
        for side in "ab":
            data["organs"][f"o{level}{side}"] = {"kind": "other", **above}
    data["organs"]["town"]["superior"] = ["county", "o0a"]
    assert examine(data, as_of=date(2024, 3, 1)).parts[0].refused == ""


def test_what_is_no_act_no_day_and_no_text_is_refused_in_words() -> None:
    file = read_dossier(TEXT)
    with pytest.raises(CaseError, match="act: missing-key: act is missing here"):
        file.with_act(day="2024-01-01")
    with pytest.raises(CaseError, match="day: value-type: day is a day as YYYY-MM-DD"):
        file.with_act(day=5, act="accept", by="town")
    for key in ("claims", "piece"):
        with pytest.raises(CaseError, match=f"{key}: bad-form: {key} is empty: write at least one") as empty:
            file.with_act(day="2024-03-01", act="decide_review", by="county", **{key: []})
        assert "至少写一项" in empty.value.text("zh")
    with pytest.raises(ArgumentError, match="act is an act"):
        file.with_act("accept")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(ArgumentError, match=r"write date\.fromisoformat"):
        file.complete_until("2024-01-01")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(ArgumentError, match="text is a text or its bytes"):
        read_dossier(5)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(ArgumentError, match="format is json or yaml"):
        read_dossier(TEXT, format="xml")  # type: ignore[arg-type]  # what is refused
