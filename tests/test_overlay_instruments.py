"""Overlays of several instruments, partial texts, validity in place and time, and conflicts with what governs."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.overlay_helpers import CASE, Lay, places, refused
from xinfang_rules import ArgumentError, Result, Rulebook, RulebookError, evaluate, load, read_result
from xinfang_rules.rulebook.load import load_pack, shipped_overlays

IDENTITY = "overlay: {id: trial, title: 试点, bases: [xinfang-2022]}\n"
PARTIAL = """\
instrument:
  id: trial-partial
  title: 试点办法
  issuer: 试点机关
  promulgated: 2023-01-01
  in_force_from: 2023-02-01
  text: partial
articles:
  - {article: 4, chapter: 试点, title: 告知, paragraphs: [{gist: 告知, coverage: encoded, items: [甲, 乙]}]}
  - {article: 9, chapter: 试点, title: 报告, paragraphs: [{paragraph: 3, gist: 报告, coverage: encoded}]}
rules:
  - id: trial.notify
    title: 告知信访人
    cite: {at: "4.1.2", quote: 应当告知}
    when: {track: petition_procedure}
    obliges: {bearer: handling_organ, action: notify_in_writing}
  - id: trial.note
    title: 报告
    cite: {at: "9.3", quote: 应当报告}
    when: {track: petition_procedure}
    note: 报告一次。
"""
SELECTED = """\
instrument:
  id: trial-selected
  title: 试点条例
  issuer: 试点机关
  promulgated: 2023-01-01
  in_force_from: 2023-02-01
  selected: true
articles:
  - {article: 7, chapter: 试点, title: 告知, paragraphs: [{gist: 一, coverage: encoded}, {gist: 二, coverage: encoded}]}
rules:
  - id: trial.other
    title: 另行告知
    cite: {at: "7.2", quote: 另行告知}
    when: {track: petition_procedure}
    obliges: {bearer: handling_organ, action: notify_in_writing}
"""


def folder(place: Path, **files: str) -> Path:
    place.mkdir()
    for name, text in files.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place


def decided(book: Rulebook, **changed: object) -> Result:
    return evaluate({**CASE, **changed}, as_of=date(2024, 3, 2), rulebook=book)


def labels(result: Result, rule: str) -> list[str]:
    norm = next(norm for norm in result.norms if norm.rule == rule)
    return [citation.label for citation in norm.citations]


# Instruments


def test_an_overlay_has_several_instruments_each_in_its_file(tmp_path: Path) -> None:
    book = load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=PARTIAL, two=SELECTED))
    result = decided(book)
    assert labels(result, "trial.notify") == ["《试点办法》第四条第二项（文本不全）"]
    assert labels(result, "trial.other") == ["《试点条例》第七条第二款"]
    (note,) = [note for note in result.notes if note.rule == "trial.note"]
    assert note.citations[0].label == "《试点办法》第九条第三款（文本不全）"


def test_the_provenance_names_the_instruments_and_how_complete_their_texts_are(tmp_path: Path) -> None:
    book = load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=PARTIAL, two=SELECTED))
    result = decided(book)
    told = json.loads(result.model_dump_json())["provenance"]["overlays"][0]["instruments"]
    assert [(one["id"], one["in_force_from"], one["text"]) for one in told] == [
        ("trial-partial", "2023-02-01", "partial"),
        ("trial-selected", "2023-02-01", "whole"),
    ]
    assert read_result(result.model_dump_json()).provenance == result.provenance


def test_a_partial_text_is_said_wherever_it_is_explained(tmp_path: Path) -> None:
    result = decided(load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=PARTIAL)))
    assert "《试点办法》第四条第二项（文本不全）" in result.explain("trial.notify")


RULE = "rules: [{id: trial.third, title: 试, cite: {at: '7.1', quote: 告知}, note: 试}]\n"


def test_with_several_instruments_a_rule_elsewhere_says_which_it_cites(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=PARTIAL, two=SELECTED, three=RULE))
    assert places(list(caught.value.diagnostics)) == {("three.yaml", 1, 48, "unknown-instrument")}
    named = RULE.replace("at: '7.1'", "in: trial-selected, at: '7.1'")
    (tmp_path / "trial" / "three.yaml").write_text(named, encoding="utf-8")
    assert load(overlays=tmp_path / "trial").latest.rule("trial.third").citations[0].instrument == "trial-selected"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PARTIAL.replace("article: 9", "article: 4"), 10),  # numbers rise
        (PARTIAL.replace("paragraph: 3, ", "paragraph: 3, gist: 甲, coverage: open}, {paragraph: 2, "), 10),
        (SELECTED.replace("{gist: 二", "{paragraph: 2, gist: 二"), 9),  # only of a partial text
        (SELECTED.replace("  selected: true\n", ""), 8),  # a whole instrument begins with article 1
    ],
)
def test_numbers_that_cannot_be_are_refused(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(RulebookError) as caught:
        load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=text))
    found = [each for each in caught.value.diagnostics if each.code == "numbering"]
    assert [each.position.line for each in found] == [line]


def test_what_is_not_at_hand_of_a_partial_text_cannot_be_cited(tmp_path: Path) -> None:
    text = PARTIAL.replace('at: "9.3"', 'at: "9"').replace('at: "4.1.2"', 'at: "5"')
    with pytest.raises(RulebookError) as caught:
        load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=text))
    assert sorted(found.message for found in caught.value.diagnostics if found.code == "unknown-provision") == [
        "article 9 has paragraph 3",
        "trial-partial has articles 4, 9",
    ]


# Over which bases


def test_an_overlay_is_laid_over_its_bases_only(lay: Lay) -> None:
    other = IDENTITY.replace("xinfang-2022", "xinfang-2005") + "notices: []\n"
    (found,) = refused(lay, other)
    assert (found.code, found.message) == ("overlay", "trial is laid over xinfang-2005, not over xinfang-2022")


def test_a_file_counts_only_over_the_bases_that_it_names(tmp_path: Path) -> None:
    both = IDENTITY.replace("[xinfang-2022]", "[xinfang-2005, xinfang-2022]")
    there = f"over: xinfang-2005\n{RULE}"
    place = folder(tmp_path / "trial", overlay=both, one=SELECTED, there=there)
    assert {rule.id for rule in load(overlays=place).latest.rules} & {"trial.third", "trial.other"} == {"trial.other"}
    (place / "there.yaml").write_text(there.replace("-2005", "-2022"), encoding="utf-8")
    assert load(overlays=place).latest.rule("trial.third").citations[0].article == 7


def test_a_file_names_no_base_over_which_its_overlay_cannot_be_laid(tmp_path: Path) -> None:
    with pytest.raises(RulebookError) as caught:
        load(overlays=folder(tmp_path / "trial", overlay=IDENTITY, one=SELECTED, two=f"over: xinfang-2005\n{RULE}"))
    assert places(list(caught.value.diagnostics)) == {("two.yaml", 1, 7, "unknown-instrument")}


def test_a_change_that_is_made_over_another_base_is_not_idle_here(lay: Lay) -> None:
    changed = "changes: [{extends: disposition, over: xinfang-2005, because: 试点}]"
    text = IDENTITY.replace("[xinfang-2022]", f"[xinfang-2005, xinfang-2022], {changed}")
    assert lay(text).identity.overlays == ("trial",)
    (found,) = refused(lay, text.replace("over: xinfang-2005", "over: xinfang-2022"))
    assert found.code == "idle-change"


# Validity

VALID = (
    "overlay: {id: trial, title: 试点条例, bases: [xinfang-2022], place: 上海, "
    "in_force: {from: 2023-02-01, until: 2024-06-30}, status: unverified, checked_on: 2025-01-01}\n"
)


def remarks(book: Rulebook, received: str) -> list[str]:
    result = evaluate({**CASE, "timeline": {"received_on": received}}, as_of=date(2025, 6, 1), rulebook=book)
    return [note.text for note in result.notes if note.rule is None]


def applied(book: Rulebook, received: str) -> bool:
    timeline = {"received_on": received, "accepted_on": received}
    result = evaluate({**CASE, "timeline": timeline}, as_of=date(2025, 6, 1), rulebook=book)
    return any(norm.rule == "trial.other" for norm in result.norms)


def test_what_nobody_has_verified_is_applied_and_said(lay: Lay) -> None:
    book = lay(VALID + SELECTED)
    assert remarks(book, "2024-06-30") == []
    (said,) = remarks(book, "2024-07-01")
    assert said == (
        "叠加的“试点条例”（trial）在2024年6月30日以后是否仍然有效，2025年1月1日核对时没有查明；"
        "本结果以使用者主张它有效为前提。"
    )
    (contrary,) = remarks(lay(VALID + SELECTED + CONFLICT), "2024-07-01")
    assert contrary == said.replace("为前提。", "为前提，与《信访工作条例》不一致的规定没有适用。")
    assert applied(book, "2024-06-30")
    assert applied(book, "2024-07-01")


@pytest.mark.parametrize(("status", "word"), [("repealed", "废止"), ("superseded", "被取代")])
def test_what_has_ended_is_not_applied_from_the_day_after(lay: Lay, status: str, word: str) -> None:
    book = lay(VALID.replace("unverified", status) + SELECTED)
    assert applied(book, "2024-06-30")
    assert not applied(book, "2024-07-01")
    (said,) = remarks(book, "2024-07-01")
    assert said == f"叠加的“试点条例”（trial）自2024年6月30日以后已经{word}（2025年1月1日核对时所知），本案没有适用它。"


def test_before_its_first_day_it_is_not_applied_whatever_its_rules_say(lay: Lay) -> None:
    book = lay(VALID + SELECTED)
    assert not applied(book, "2023-01-31")
    assert applied(book, "2023-02-01")
    (said,) = remarks(book, "2023-01-31")
    assert said == "叠加的“试点条例”（trial）自2023年2月1日起施行；本案适用2023年1月31日的规定，没有适用它。"


def test_the_provenance_tells_where_and_when_an_overlay_holds(lay: Lay) -> None:
    (told,) = decided(lay(VALID + SELECTED)).provenance.overlays
    assert (told.place, told.status, told.in_force_from, told.in_force_until, told.checked_on) == (
        "上海",
        "unverified",
        date(2023, 2, 1),
        date(2024, 6, 30),
        date(2025, 1, 1),
    )


@pytest.mark.parametrize(
    "said",
    [
        "status: unverified",
        "in_force: {from: 2023-02-01}, checked_on: 2025-01-01",
        "in_force: {from: 2023-02-01}, status: unverified, checked_on: 2025-01-01",
        "in_force: {from: 2023-02-01, until: 2024-01-01}, status: in_force, checked_on: 2025-01-01",
        "in_force: {from: 2023-02-01, until: 2023-01-31}, status: repealed, checked_on: 2025-01-01",
    ],
)
def test_a_validity_that_does_not_add_up_is_refused(lay: Lay, said: str) -> None:
    (found,) = refused(lay, f"overlay: {{id: trial, title: 试点, {said}}}\n")
    assert found.code == "bad-form"


# Conflicts

CONFLICT = """\
  - id: trial.conclude
    title: 自受理之日起六个月内办结
    cite: {at: "7.1", quote: 六个月}
    when: {track: petition_procedure}
    obliges: {bearer: handling_organ, action: conclude}
    exception_to: handling.conclude
    conflicts: {with: xinfang-2022, at: "34", quote: 应当自受理之日起60日内办结, because: "办结期限为{handling.days}"}
"""


def test_a_rule_in_conflict_is_told_with_both_citations_and_not_applied(lay: Lay) -> None:
    book = lay(IDENTITY + SELECTED + CONFLICT)
    result = decided(book)
    assert not any(norm.rule == "trial.conclude" for norm in result.norms)
    assert any(norm.rule == "handling.conclude" and norm.due == date(2024, 4, 30) for norm in result.norms)
    (note,) = [note for note in result.notes if note.kind == "conflict"]
    assert note.rule == "trial.conclude"
    assert [citation.label for citation in note.citations] == ["《试点条例》第七条第一款", "《信访工作条例》第三十四条"]
    assert note.text == (
        "《试点条例》第七条第一款规定“自受理之日起六个月内办结”，"
        "与《信访工作条例》第三十四条（“应当自受理之日起60日内办结”）不一致：办结期限为60日。前者没有适用。"
    )
    assert read_result(result.model_dump_json()).notes == result.notes


def test_a_conflict_is_silent_where_its_conditions_do_not_hold(lay: Lay) -> None:
    result = decided(lay(IDENTITY + SELECTED + CONFLICT), petition={"category": "suggestion"})
    assert all(note.kind is None for note in result.notes)


def test_over_another_base_the_rule_is_what_it_is(lay: Lay) -> None:
    both = IDENTITY.replace("bases: [xinfang-2022]", "bases: [xinfang-2005, xinfang-2022]")
    (found,) = refused(lay, both + SELECTED + CONFLICT.replace("with: xinfang-2022", "with: xinfang-2005"))
    assert found.code == "undeclared-change"  # it displaces handling.conclude here, which is to be declared


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("with: xinfang-2022", "with: xinfang-2003", "unknown-instrument"),
        ('at: "34"', 'at: "34.2"', "unknown-provision"),
        ("应当自受理之日起60日内办结", "应当自受理之日起90日内办结", "quote-mismatch"),
    ],
)
def test_what_a_conflict_cites_is_held_against_the_base(lay: Lay, before: str, after: str, code: str) -> None:
    found = refused(lay, IDENTITY + SELECTED + CONFLICT.replace(before, after))
    assert (code, 23) in {(each.code, each.position.line) for each in found}


# By name


def test_a_bare_name_means_the_shipped_overlay_whatever_lies_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(iter(shipped_overlays()))
    folder(tmp_path / name, overlay=IDENTITY, one=SELECTED)
    monkeypatch.chdir(tmp_path)
    base = next(iter(load_pack(overlays=[f"./{name}"])[1].identity.overlays))
    assert base == "trial"
    assert (tmp_path / name).is_dir()
    assert all((place / "overlay.yaml").is_file() for place in shipped_overlays().values())
    with pytest.raises(ArgumentError):
        load(overlays=[3])  # type: ignore[list-item]  # that is what is tested


def test_groups_and_names_without_local_are_for_shipped_overlays(lay: Lay) -> None:
    text = IDENTITY + "groups: [{group: trial, title: 试点}]\nbearers: [{bearer: trial_officer, title: 专员}]\n"
    assert {found.code for found in refused(lay, text)} == {"overlay"}
