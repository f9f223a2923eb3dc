"""Which files of a pack, an overlay and their scenarios are read; whatever else lies there is told, or left alone."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sources_helpers import device, listener, pipe
from xinfang_rules.analysis.mutation.known_mutants import MutantsError, read_known
from xinfang_rules.errors import DiagnosedError, RulebookError
from xinfang_rules.rulebook import files, load as loading
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.statutes import official_text
from xinfang_rules.scenarios.running import run_pack
from xinfang_rules.scenarios.scenario import ScenarioError, read_scenarios, scenario_files
from xinfang_rules.site.search.search_words import read_search_words
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import read_regular

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
SECRET = "root-password: 31415926"  # what stands in a file outside, and is nobody's business

posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices of POSIX")


def note(rule: str) -> str:
    return f'rules:\n  - {{id: {rule}, title: 试, cite: {{at: "2.2", quote: 十五日内告知}}, note: 试}}\n'


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """An overlay of one file."""
    directory = tmp_path / "overlay"
    directory.mkdir()
    (directory / "overlay.yaml").write_text("overlay: {id: trial, title: 试行}\n", encoding="utf-8")
    return directory


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "outside" / "secret.yaml"
    file.parent.mkdir()
    file.write_text(SECRET + "\n", encoding="utf-8")
    return file


def notes(overlay: Path) -> set[str]:
    """The notes that an overlay adds."""
    base = {rule.id for rule in load(BASE).latest.rules}
    return {rule.id for rule in load(BASE, overlays=overlay).latest.rules} - base


def refused(overlay: Path) -> list[tuple[str, str]]:
    with pytest.raises(RulebookError) as caught:
        load(BASE, overlays=overlay)
    return told(caught.value)


def told(error: DiagnosedError) -> list[tuple[str, str]]:
    assert SECRET not in str(error)
    assert str(error).replace("\n", "").isprintable()
    return [(Path(found.position.source).name, found.code) for found in error.diagnostics]


# What is read


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "A.YAML", "a.Yml", "deep/er/a.yaml", "二.yaml", "x.yaml/a.yaml"])
def test_yaml_below_the_directory_is_read_in_capitals_or_not(name: str, overlay: Path) -> None:
    file = overlay / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(note("note.added"), encoding="utf-8")
    assert notes(overlay) == {"note.added"}


PASSED_OVER = [
    *(".hidden.yaml", "._a.yaml", ".a.yaml.swp", ".#a.yaml", ".git/a.yaml", "deep/.svn/a.yaml"),
    *(".ipynb_checkpoints/a-checkpoint.yaml", "..data/a.yaml"),
    *("a.yaml~", "#a.yaml#", "a.yaml.bak", "a.yaml.orig", "a.yaml.rej", "a.yml.old", "a.yaml.swp", "a.yaml.tmp"),
]
LEFT_ALONE = ["README.md", "README", "offices.csv", "Makefile", "依据.docx", "map.png", "x.py", "yaml", "json"]


@pytest.mark.parametrize("name", [*PASSED_OVER, *LEFT_ALONE])
def test_hidden_names_copies_and_files_of_other_kinds_are_passed_over(name: str, overlay: Path) -> None:
    file = overlay / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[", encoding="utf-8")  # whoever reads it is refused
    assert notes(overlay) == set()


@posix
def test_a_mounted_config_map_is_read_once(tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    release = mount / "..2026_11_29_05_00_00.31415926"
    release.mkdir(parents=True)
    (release / "overlay.yaml").write_text("overlay: {id: trial, title: 试行}\n", encoding="utf-8")
    (release / "a.yaml").write_text(note("note.mounted"), encoding="utf-8")
    (mount / "..data").symlink_to(release.name)
    for name in ("overlay.yaml", "a.yaml"):
        (mount / name).symlink_to(f"..data/{name}")
    assert notes(mount) == {"note.mounted"}
    read = files.rule_files(mount).files
    assert [file.name for file in read] == ["a.yaml", "overlay.yaml"]

    # An update swaps the inner link; the outer ones stay.
    newer = mount / "..2026_11_30_05_00_00.27182818"
    newer.mkdir()
    shutil.copy(release / "overlay.yaml", newer)
    (newer / "a.yaml").write_text(note("note.renewed"), encoding="utf-8")
    (mount / "..data").unlink()
    (mount / "..data").symlink_to(newer.name)
    assert notes(mount) == {"note.renewed"}


@posix
def test_one_file_by_two_names_is_read_once(overlay: Path) -> None:
    (overlay / "z.yaml").write_text(note("note.added"), encoding="utf-8")
    (overlay / "a.yaml").symlink_to("z.yaml")
    assert notes(overlay) == {"note.added"}
    assert [file.name for file in files.rule_files(overlay).files] == ["overlay.yaml", "z.yaml"]


@posix
def test_what_the_caller_names_may_be_a_link(overlay: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.yaml"
    file.write_text("overlay: {id: trial, title: 试行}\n" + note("note.added"), encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(file)
    assert notes(tmp_path / "link.yaml") == {"note.added"}
    (tmp_path / "current").symlink_to(overlay)
    assert notes(tmp_path / "current") == set()


# What looks as if it was read


@pytest.mark.parametrize(
    "name",
    [
        *("review.json", "review.JSON", "review.jsonc", "a.yaml.txt", "a.yml.disabled", "a.yaml.1", "a.yaml (1)"),
        *("a.ymal", "a.yalm", "a.yam", "审查。yaml", "审查．yml", "审查.ｙａｍｌ", "deep/a.json"),
    ],
)
def test_what_looks_like_a_rule_file_and_is_not_read_is_told(name: str, overlay: Path) -> None:
    file = overlay / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SECRET, encoding="utf-8")
    (code,) = [f"{code}: " for _, code in refused(overlay)]
    assert code == "not-read: "


@posix
@pytest.mark.parametrize(
    "name", ["\u202elmay.yaml", "a\n0  b.yaml", "a\u200b.yaml", "a.ya\u200bml", "d\x1b[2J/a.yaml", "\udcff.yaml"]
)
def test_a_name_with_characters_that_cannot_be_seen_is_told(name: str, overlay: Path) -> None:
    file = overlay / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    assert [code for _, code in refused(overlay)] == ["control-character"]


@pytest.mark.parametrize("name", ["deep/search.yaml", "deep/mutants.yaml", "Search.yaml", "search.yml", "MUTANTS.YAML"])
def test_search_words_and_mutants_have_one_place(name: str, overlay: Path) -> None:
    file = overlay / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("synonyms: [[甲, 乙]]\n", encoding="utf-8")
    if (overlay / name.lower()).exists() and name == "Search.yaml":
        pytest.skip("names in capitals are the same here")
    assert refused(overlay) == [(file.name, "not-read")]


def test_search_words_and_mutants_in_their_place_are_no_rules(overlay: Path) -> None:
    (overlay / "search.yaml").write_text("synonyms: [[甲, 乙]]\n", encoding="utf-8")
    (overlay / "mutants.yaml").write_text("survivors: [{mutant: a, reason: 甲}]\n", encoding="utf-8")
    assert notes(overlay) == set()


def test_a_directory_that_was_not_made_for_rules_is_refused(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 20)
    for number in range(30):
        (overlay / f"{number}.csv").touch()
        (overlay / f"{number}.json").touch()
    assert [f"{code}: " for _, code in refused(overlay)] == ["too-many-files: "]
    assert files.rule_files(overlay).files == ()


def test_one_problem_does_not_hide_the_others(overlay: Path) -> None:
    (overlay / "review.json").touch()
    (overlay / "b.yaml").write_text("rulez: []\n", encoding="utf-8")
    assert refused(overlay) == [("b.yaml", "unknown-key"), ("review.json", "not-read")]


# Links, pipes, devices


@posix
@pytest.mark.parametrize("absolute", [True, False])
def test_a_link_out_of_the_overlay_is_refused_and_its_content_not_shown(
    absolute: bool, overlay: Path, secret: Path
) -> None:
    for target in (secret, secret.with_suffix(".txt")):
        target.write_text(SECRET, encoding="utf-8")
        (overlay / "a.yaml").symlink_to(target if absolute else Path("..", "outside", target.name))
        assert refused(overlay) == [("a.yaml", "linked")]
        (overlay / "a.yaml").unlink()


@posix
def test_a_link_through_a_hidden_one_does_not_lead_out(overlay: Path, secret: Path) -> None:
    (overlay / "..data").symlink_to(secret.parent)
    (overlay / "a.yaml").symlink_to("..data/secret.yaml")
    assert refused(overlay) == [("a.yaml", "linked")]


@posix
@pytest.mark.parametrize("target", ["../outside", "..", ".", "deep", "/"])
def test_a_linked_directory_is_told_and_not_looked_into(target: str, overlay: Path, secret: Path) -> None:
    (overlay / "deep").mkdir()
    (overlay / "more").symlink_to(target)
    assert refused(overlay) == [("more", "linked")]


@posix
def test_links_to_nothing_and_in_a_circle_are_told(overlay: Path) -> None:
    (overlay / "a.yaml").symlink_to("nothing.yaml")
    (overlay / "b.yaml").symlink_to("c.yaml")
    (overlay / "c.yaml").symlink_to("b.yaml")
    assert refused(overlay) == [("a.yaml", "linked"), ("b.yaml", "linked"), ("c.yaml", "linked")]


@posix
def test_links_of_other_kinds_are_left_alone(overlay: Path, secret: Path) -> None:
    (overlay / "README.md").symlink_to(secret)
    (overlay / "gone.csv").symlink_to("nothing")
    assert notes(overlay) == set()


SPECIAL = {"pipe": pipe, "socket": listener, "device": device}
special = pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
Make = Callable[[Path], None]


@posix
@special
def test_what_is_no_file_is_refused_at_once_wherever_rules_are_read(make: Make, overlay: Path) -> None:
    make(overlay / "a.yaml")
    code = "linked" if make is device else "special-file"
    assert refused(overlay) == [("a.yaml", code)]
    (overlay / "a.yaml").rename(overlay / "pipe")  # of no name that is read
    assert notes(overlay) == set()


@posix
@special
def test_what_is_no_file_is_no_overlay_and_no_pack(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.yaml"
    make(place)
    name = "zero" if make is device else "a.yaml"
    assert (name, "special-file") in refused(place)
    with pytest.raises(RulebookError) as caught:
        load(place)
    assert "special-file: " in str(caught.value)


@posix
@special
def test_what_is_no_file_is_refused_at_once_as_search_words_mutants_scenarios_and_texts(
    make: Make, overlay: Path, tmp_path: Path
) -> None:
    code = "linked" if make is device else "special-file"
    instrument = load(BASE).instrument
    make(overlay / "search.yaml")
    with pytest.raises(RulebookError) as caught:
        read_search_words([overlay], instrument, [])
    assert told(caught.value) == [("search.yaml", code)]
    make(overlay / "mutants.yaml")
    with pytest.raises(MutantsError) as mutants:
        read_known(overlay)
    assert told(mutants.value) == [("mutants.yaml", code)]
    (overlay / "scenarios").mkdir()
    make(overlay / "scenarios" / "a.yaml")
    with pytest.raises(ScenarioError) as scenarios:
        scenario_files(overlay)
    assert told(scenarios.value) == [("a.yaml", code)]
    with pytest.raises(ScenarioError) as one:
        read_scenarios(overlay / "scenarios" / "a.yaml")
    assert told(one.value) == [("a.yaml", "special-file")]
    make(tmp_path / f"{instrument.id}.json")
    with pytest.raises(RulebookError):
        official_text(tmp_path, instrument.id)


OPEN = Path("/proc/self/fd")


@pytest.mark.skipif(not OPEN.is_dir(), reason="open files as Linux tells them")
def test_what_is_refused_is_not_left_open(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = len(list(OPEN.iterdir()))
    for name, code in ((".", "is-directory"), ("pipe", "special-file"), ("no", "not-found")):
        with pytest.raises(SourceError) as caught:
            read_regular(tmp_path / name)
        assert [found.code for found in caught.value.diagnostics] == [code]
    assert len(list(OPEN.iterdir())) == before


# Scenarios


@posix
def test_scenarios_follow_the_same_rule(overlay: Path, secret: Path) -> None:
    directory = overlay / "scenarios" / "deep"
    directory.mkdir(parents=True)
    for name in ("a.yaml", "b.YML", ".c.yaml", "d.yaml~", "README.md", "search.yaml"):
        (directory / name).touch()
    assert [file.name for file in scenario_files(overlay)] == ["a.yaml", "b.YML", "search.yaml"]
    assert scenario_files(overlay) == scenario_files(overlay / "scenarios")
    (directory / "e.json").touch()
    (directory / "f.yaml").symlink_to(secret)
    (overlay / "scenarios" / "more").symlink_to(secret.parent)
    for place in (overlay, overlay / "scenarios"):
        with pytest.raises(ScenarioError) as caught:
            scenario_files(place)
        assert told(caught.value) == [("e.json", "not-read"), ("f.yaml", "linked"), ("more", "linked")]
    with pytest.raises(ScenarioError):
        run_pack(overlay, load(BASE))
    assert notes(overlay) == set(), "what is wrong with scenarios changes no rule"


# What stands there now


def test_a_file_rewritten_with_the_same_time_and_size_is_read_anew(overlay: Path) -> None:
    file = overlay / "a.yaml"
    for rule in ("note.first", "note.other", "note.first"):
        file.write_text(note(rule), encoding="utf-8")
        os.utime(file, ns=(1_000_000_000, 1_000_000_000))
        assert notes(overlay) == {rule}


def test_a_file_under_another_name_is_read_anew(overlay: Path) -> None:
    (overlay / "a.yaml").write_text(note("note.added"), encoding="utf-8")
    first = load(BASE, overlays=overlay)
    assert load(BASE, overlays=overlay) is first
    (overlay / "a.yaml").rename(overlay / "b.yaml")
    again = load(BASE, overlays=overlay)
    assert {Path(rule.position.source).name for rule in again.latest.rules} == {"b.yaml", "rules.yaml"}


def test_official_texts_are_read_anew(tmp_path: Path) -> None:
    text = tmp_path / "model-rules.json"
    load(BASE, statutes=tmp_path)
    text.write_text('{"articles": []}', encoding="utf-8")
    with pytest.raises(RulebookError):
        load(BASE, statutes=tmp_path)


def test_files_that_change_while_they_are_read_are_read_again(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read is a rulebook that stood there as a whole, not half of the old one and half of the new one."""
    for name in ("a", "b"):
        (overlay / f"{name}.yaml").write_text(note(f"note.{name}-old"), encoding="utf-8")
    read, changes = loading._read, iter([True, False])

    def read_and_change(*arguments: Any) -> Any:
        made = read(*arguments)
        if next(changes, False):
            for name in ("a", "b"):
                (overlay / f"{name}.yaml").write_text(note(f"note.{name}-new"), encoding="utf-8")
        return made

    base = {rule.id for rule in load(BASE).latest.rules}
    monkeypatch.setattr(loading, "_read", read_and_change)
    found = {rule.id for rule in load(BASE, overlays=overlay).latest.rules} - base
    assert found == {"note.a-new", "note.b-new"}


def test_files_that_never_rest_are_refused(overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, number = loading._read, iter(range(100))

    def read_and_change(*arguments: Any) -> Any:
        made = read(*arguments)
        (overlay / "a.yaml").write_text(note(f"note.x{next(number)}"), encoding="utf-8")
        return made

    monkeypatch.setattr(loading, "_read", read_and_change)
    assert [code for _, code in refused(overlay)] == ["unreadable"]
