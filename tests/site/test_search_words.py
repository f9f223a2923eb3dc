"""The words by which readers search: data of a pack and of its overlays, refused by line and column where they err."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.site.building import ROOT, build, mkdocs
from tests.site.test_plugin import project, searched
from xinfang_rules.errors import RulebookError
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.statutes import statutes_directory
from xinfang_rules.site.scripts.widgets import SEARCHED
from xinfang_rules.site.search.keywords import keywords
from xinfang_rules.site.search.search_words import Place, SearchFile, SearchWords, read_search_words
from xinfang_rules.site.site_context import read_book
from xinfang_rules.sources.reader import read_pack_document
from xinfang_rules.sources.validation import read_entries

PACK = ROOT / "tests" / "cli_pack"
PAGES = ("articles/1.md", "articles/2.md", "periods.md", "process/outcome.md")
WORDS = """\
synonyms:
  - [逾期, 超期]
counted:
  - [日, 天]
leads:
  - {words: [多久], to: [periods, 2]}
suggestions:
  - {title: 各项期限, to: periods}
"""


def written(place: Path, text: str) -> Path:
    place.mkdir(exist_ok=True)
    (place / "search.yaml").write_text(text, encoding="utf-8")
    return place


def read(*layers: Path) -> SearchWords:
    return read_search_words(layers, load(PACK).instrument, PAGES)


def test_words_of_an_overlay_come_after_those_of_the_pack(tmp_path: Path) -> None:
    pack = written(tmp_path / "pack", WORDS)
    local = written(tmp_path / "local", 'leads: [{words: [来访中心], to: ["2.1"]}]\n')
    words = read(pack, local)
    assert words.synonyms == (("逾期", "超期"),)
    assert words.leads[:2] == (
        (("多久",), (Place("periods.md"), Place("articles/2.md"))),
        (("来访中心",), (Place("articles/2.md", "p1"),)),
    )
    assert (("2.1", "第二条第一款"), (Place("articles/2.md", "p1"),)) in words.leads
    assert words.suggestions == (("各项期限", Place("periods.md")),)


def test_a_pack_needs_no_words(tmp_path: Path) -> None:
    words = read(PACK, tmp_path)
    assert replace(words, leads=()) == SearchWords()
    assert {place.path for _, places in words.leads for place in places} == {"articles/1.md", "articles/2.md"}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("leads: [{words: [多久], to: [period]}]", 1, "did you mean periods?"),
        ('leads:\n  - words: [多久]\n    to: [periods, "2.9"]', 3, "no provision"),
        ("leads: [{words: [多久], to: [77]}]", 1, "no provision"),
        ("suggestions:\n  - {title: 期限, to: prozess}", 2, "no page"),
        ("synonyms: [[逾期]]", 1, "at least 2"),
        ("synonym: [[逾期, 超期]]", 1, "did you mean synonyms?"),
        ("leads: [{words: [多久]}]", 1, "to is missing"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(RulebookError) as caught:
        read(written(tmp_path, text))
    (finding,) = caught.value.diagnostics
    assert finding.position.line == line
    assert finding.position.column > 0
    assert told in str(finding)


def test_a_site_carries_its_words_and_ways_into_itself(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack, overlays: [local]}")
    written(place / "pack", WORDS)
    written(place / "local", "leads: [{words: [来访中心], to: [2]}]\n")
    (place / "local" / "rules.yaml").write_text("overlay: {id: local, title: 本地}\n", encoding="utf-8")
    build(place, tmp_path / "site")
    words = searched(tmp_path / "site")
    assert {"words": ["来访中心"], "to": ["articles/2/"]} in words["leads"]
    assert words["suggestions"] == [{"title": "各项期限", "to": "periods/"}]


def test_a_wrong_word_ends_the_build_in_one_line(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack}")
    written(place / "pack", "leads: [{words: [多久], to: [period]}]")
    done = mkdocs(place, "build")
    assert done.returncode == 1
    assert f"{place / 'pack' / 'search.yaml'}:1:" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_theme_keeps_its_index(tmp_path: Path) -> None:
    build(project(tmp_path, "{pack: pack}", theme="mkdocs"), tmp_path / "site")
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert index["docs"]
    assert not (tmp_path / "site" / SEARCHED).exists()


def test_a_word_said_to_be_in_no_article_is_in_none() -> None:
    official = statutes_directory(ROOT)
    if official is None:
        pytest.skip("needs the official text in ../shared/statutes or XINFANG_STATUTES")
    text = "".join((official / "xinfang-2022.txt").read_text(encoding="utf-8").split())
    file, _ = read_entries(read_pack_document(ROOT / "rules/xinfang-2022/search.yaml"), SearchFile)
    assert file is not None
    assert file.silent
    assert [word for word in file.silent if word in text] == []


def test_a_number_of_people_is_found_as_people_say_it() -> None:
    # 20.3: 代表人数不得超过5人; the number stands in parameters.yaml alone.
    assert {"五人", "五人以上", "超过五人"} <= set(keywords(read_book())["articles/20.md"])
