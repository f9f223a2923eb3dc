"""What a release is held against: each step finds what it is there for."""

from datetime import date
from typing import Any

import pytest
from tools import release
from tools.names import gone, names_of_now

from xinfang_rules import __version__

TODAY = date(2027, 1, 2)
PROJECT = 'name = "x"\ndynamic = ["version"]\n'


def test_the_version_stands_in_one_place() -> None:
    assert list(release.version_problems("0.1.0", PROJECT)) == []
    assert len(list(release.version_problems("0.1.0", 'version = "0.1.0"\n'))) == 1
    assert len(list(release.version_problems("0.1", PROJECT))) == 1


@pytest.mark.parametrize(
    ("head", "wrong"),
    [
        ("## 0.1.0 (2027-01-02)", None),
        ("## 0.1.0 (unreleased)", "unreleased"),
        ("## 0.2.0 (2027-01-02)", "of 0.2.0, not of 0.1.0"),
        ("## 0.1.0 (2027-01-03)", "still to come"),
        ("# Changelog", "of no version"),
    ],
)
def test_the_newest_section_of_the_changelog_is_that_of_the_release(head: str, wrong: str | None) -> None:
    found = list(release.changelog_problems(f"# Changelog\n\n{head}\n\n## 0.0.9 (2026-01-01)\n", "0.1.0", TODAY))
    if head.startswith("## "):
        assert [wrong in problem for problem in found] == [True] if wrong else found == []
    else:
        assert found == ["the newest section is of 0.0.9, not of 0.1.0"]


def test_the_readmes_have_the_same_sections_and_the_same_code() -> None:
    one = "## A\n```console\n$ x\n```\n### B\n"
    assert list(release.twin_problems(one, one.replace("A", "甲"))) == []
    assert len(list(release.twin_problems(one, "## 甲\n```console\n$ x\n```\n"))) == 1
    assert len(list(release.twin_problems(one, "## 甲\n### 乙\n"))) == 1


def test_a_line_of_versions_is_supported() -> None:
    assert list(release.supported_problems("| 0.1.x | yes |", "0.1.4")) == []
    assert list(release.supported_problems("| 0.1.x | yes |", "0.2.0")) != []


def state(**changed: Any) -> dict[str, Any]:
    return {"version": "0.1.0", "schema_version": "1.0", "schema": "aa", "names": {"rule": ["a.b", "c.d"]}, **changed}


def test_another_form_of_results_has_another_number() -> None:
    assert list(release.schema_problems(None, state())) == []
    assert list(release.schema_problems(state(), state(version="0.2.0"))) == []
    assert len(list(release.schema_problems(state(), state(schema="bb")))) == 1
    assert list(release.schema_problems(state(), state(schema="bb", schema_version="1.1"))) == []


def test_a_name_that_is_gone_is_renamed_or_waits_for_a_major_version() -> None:
    less = state(version="0.2.0", names={"rule": ["a.b", "e.f"]})
    assert len(list(release.name_problems(state(), less, []))) == 1
    assert list(release.name_problems(state(), less, [("rule", "c.d")])) == []
    assert len(list(release.name_problems(state(), less, [("fact", "c.d")]))) == 1
    assert list(release.name_problems(state(), {**less, "version": "1.0.0"}, [])) == []
    assert list(release.name_problems(None, less, [])) == []


def test_what_belongs_to_a_question_or_a_fact_is_gone_with_its_own_name() -> None:
    before = {"answer": ["disposition accept", "track simple"], "command": ["check"]}
    assert list(gone(before, {"answer": ["disposition accept"]})) == [("answer", "simple"), ("command", "check")]


def test_an_old_name_is_taken_out_when_it_is_no_longer_read() -> None:
    renamed = [("rule", "a.b", "0.2.0"), ("fact", "c.d", "0.3.0")]
    assert list(release.past_problems(renamed, "0.1.9")) == []
    assert len(list(release.past_problems(renamed, "0.2.0"))) == 1
    assert len(list(release.past_problems(renamed, "0.10.0"))) == 2


def test_the_wheel_holds_the_source_and_the_rules_and_nothing_else() -> None:
    source, rules = ["xinfang_rules/__init__.py"], ["calendar/a.yaml"]
    good = ["xinfang_rules/__init__.py", "xinfang_rules/_rules/calendar/a.yaml", "xinfang_rules-0.1.0.dist-info/RECORD"]
    good += [f"xinfang_rules/_linked/xinfang_{year}.py" for year in (2005, 2022)]
    good += [f"xinfang_rules/_linked/xinfang-{year}.json" for year in (2005, 2022)]
    assert list(release.wheel_problems(good, source, rules)) == []
    assert len(list(release.wheel_problems(good[1:], source, rules))) == 1
    assert len(list(release.wheel_problems(good[:-1], source, rules))) == 1
    assert len(list(release.wheel_problems([*good, "tests/test_x.py"], source, rules))) == 1


def test_the_source_distribution_holds_what_is_committed() -> None:
    assert list(release.sdist_problems(["PKG-INFO", "Makefile"], ["Makefile"])) == []
    assert len(list(release.sdist_problems(["PKG-INFO"], ["Makefile"]))) == 1
    assert len(list(release.sdist_problems(["PKG-INFO", "Makefile", "x"], ["Makefile"]))) == 1


def test_the_names_of_now_are_those_that_files_and_programs_use() -> None:
    names = names_of_now()
    assert "timeline.received_on" in names["fact"]
    assert "petition.competence own" in names["value"]
    assert "handling.conclude" in names["rule"]
    assert "handling.days" in names["parameter"]
    assert "disposition" in names["question"]
    assert "evaluate" in names["function or class"]
    assert "check" in names["command"]
    assert list(gone(names, names)) == []


def test_what_is_released_next_is_not_recorded_as_released() -> None:
    before = release.recorded()
    assert before is None or before["version"] <= __version__


def test_a_step_that_fails_is_told_with_its_reason_and_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(release, "steps", lambda: iter([("one", list), ("two", lambda: ["this", "that"])]))
    assert release.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "ok      one",
        "not ok  two: this; that",
        "1 steps are not ok: not to be released",
    ]
    monkeypatch.setattr(release, "steps", lambda: iter([("one", list)]))
    assert release.main([]) == 0
