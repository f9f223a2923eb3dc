"""The plugin in anybody's site: it generates pages from a pack, tells what is wrong, and refuses bad options."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from tools.command_help import command_help, with_command_help

from tests.site.building import ROOT, build, mkdocs
from tests.site.conftest import BuiltSite
from xinfang_rules.site.build import generated_files
from xinfang_rules.site.nav import chapters, navigation
from xinfang_rules.site.scripts.widgets import SEARCHED
from xinfang_rules.site.search.keywords import keywords
from xinfang_rules.site.search.page_index import plain, sections_of
from xinfang_rules.site.site_context import read_book

PACK = ROOT / "tests" / "cli_pack"
OVERLAY = """\
overlay: {id: trial, title: 试点, changes: [{sets: notice.days, because: 试}]}
parameters:
  - parameter: notice.days
    values: [{from: 2020-03-01, value: 21}]
"""


def project(place: Path, options: str, *, theme: str = "xinfang") -> Path:
    """Writes the smallest site that uses the plugin, with a pack and an overlay of its own."""
    shutil.copytree(PACK, place / "pack")
    (place / "overlay.yaml").write_text(OVERLAY, encoding="utf-8")
    (place / "docs").mkdir()
    (place / "docs" / "index.md").write_text("# 我们的规则\n\n[第二条](articles/2.md)\n", encoding="utf-8")
    config = f"site_name: 示范\ntheme: {theme}\nplugins:\n  - search\n  - xinfang-rules: {options}\n"
    (place / "mkdocs.yml").write_text(config, encoding="utf-8")
    return place


def test_a_site_of_a_pack_and_an_overlay_builds_strictly(tmp_path: Path) -> None:
    build(project(tmp_path, "{pack: pack, overlays: [overlay.yaml]}"), tmp_path / "site")
    article = (tmp_path / "site" / "articles" / "2" / "index.html").read_text(encoding="utf-8")
    assert "受理和转送" in article
    assert "21日" in (tmp_path / "site" / "periods" / "index.html").read_text(encoding="utf-8")


def test_generated_pages_stand_in_the_navigation_after_the_sites_own(tmp_path: Path) -> None:
    build(project(tmp_path, "{pack: pack}"), tmp_path / "site")
    start = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    tabs = start[: start.index("</header>")]
    places = [tabs.index(f">{title}</a>") for title in ("我们的规则", "条文", "办事流程", "场景", "查阅")]
    assert places == sorted(places)
    article = (tmp_path / "site" / "articles" / "2" / "index.html").read_text(encoding="utf-8")
    beside = article[article.index('id="xf-side"') : article.index("<main")]
    assert "第二章　收到" in beside
    assert 'aria-current="page"' in beside


def test_other_themes_work_too(tmp_path: Path) -> None:
    build(project(tmp_path, "{pack: pack}", theme="mkdocs"), tmp_path / "site")
    assert (tmp_path / "site" / "articles" / "3" / "index.html").is_file()


def test_a_site_can_be_built_from_python_and_watches_its_rules(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack, overlays: [overlay.yaml]}", theme="mkdocs")
    config = load_config(str(place / "mkdocs.yml"), strict=True)
    build_site(config)
    watched: list[str] = []

    class Server:
        """Notes what it is told to watch."""

        def watch(self, path: str) -> None:
            watched.append(path)

    config.plugins.run_event("serve", Server(), config=config, builder=None)
    assert (place / "site" / "periods" / "index.html").is_file()
    assert watched == [str(place / "pack"), str(place / "overlay.yaml")]


def test_what_is_wrong_with_a_pack_is_told_by_line_without_a_traceback(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack}")
    rules = place / "pack" / "rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("outcome: take}", "outcome: tale}", 1), encoding="utf-8")
    done = mkdocs(place, "build")
    line = next(n for n, text in enumerate(rules.read_text(encoding="utf-8").splitlines(), 1) if "tale" in text)
    assert done.returncode == 1
    assert f"{rules}:{line}:" in done.stderr
    assert "did you mean take?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("{pack: nowhere}", "neither a shipped pack"),
        ("{pack: 3}", "pack"),
        ("{overlays: [nowhere.yaml]}", "nowhere.yaml"),
        ("{statutes: nowhere}", "nowhere"),
        ("{pack: pack, further: [nowhere]}", "neither a shipped pack"),
        ("{paks: pack}", "paks"),
    ],
)
def test_a_bad_option_is_refused(tmp_path: Path, options: str, told: str) -> None:
    done = mkdocs(project(tmp_path, options), "build", "--strict")
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_of_the_site_is_not_overwritten(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack}")
    (place / "docs" / "periods.md").write_text("# 我们的期限\n", encoding="utf-8")
    done = mkdocs(place, "build")
    assert done.returncode == 1
    assert "periods.md" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_in_a_page_is_told(tmp_path: Path) -> None:
    place = project(tmp_path, "{pack: pack}")
    (place / "docs" / "help.md").write_text("# 帮助\n\n<!-- xinfang wonder --help -->\n", encoding="utf-8")
    with (place / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"\nhooks: [{ROOT / 'tools' / 'command_help.py'}]\n")
    done = mkdocs(place, "build")
    assert done.returncode == 1
    assert "help.md: there is no command xinfang wonder" in done.stderr


def test_the_documentation_builds_without_a_warning(built_site: BuiltSite) -> None:
    assert "WARNING" not in built_site.said


def test_every_page_of_this_documentation_stands_in_its_navigation() -> None:
    class Loader(yaml.SafeLoader):
        """Reads the tags that MkDocs knows as nothing."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    nav = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["nav"]
    named = json.dumps(nav)
    missing = [
        str(page.relative_to(ROOT / "docs"))
        for page in (ROOT / "docs").rglob("*.md")
        if f'"{page.relative_to(ROOT / "docs").as_posix()}"' not in named
    ]
    assert missing == []


def searched(site: Path) -> Any:
    text = (site / SEARCHED).read_text(encoding="utf-8")
    return json.loads(text.removeprefix('xinfangRules.hold("search/pages", ').removesuffix(");\n"))


def test_a_chinese_sentence_has_no_space_where_its_source_breaks_the_line(built_site: BuiltSite) -> None:
    joined = re.compile(r"[、，。；：\u4e00-\u9fff](?:</\w+>)*\n(?:<(?:a|strong|em|code)\b[^>]*>)*[\u4e00-\u9fff]")
    broken = {}
    for path in built_site.pages():
        text = (built_site.directory / path).read_text(encoding="utf-8")
        article = text[text.index('<article class="xf-text">') : text.index("</article>")]
        found = joined.search(re.sub(r"<pre\b.*?</pre>", "", article, flags=re.DOTALL))
        if found:
            broken[path] = found[0]
    assert broken == {}


def test_a_line_of_code_stays_a_line(built_site: BuiltSite) -> None:
    text = (built_site.directory / "guide/channels.html").read_text(encoding="utf-8")
    assert re.search(r"<pre\b(?:(?!</pre>).)*仲裁\n劳动争议仲裁", text, re.DOTALL)


def test_what_is_searched_is_plain_text_and_small(built_site: BuiltSite) -> None:
    index = built_site.directory / SEARCHED
    assert "<p>" not in index.read_text(encoding="utf-8")
    assert index.stat().st_size < 4_000_000


def test_a_further_rulebook_stands_beside_under_its_year_and_comes_late_in_a_search(built_site: BuiltSite) -> None:
    page = built_site.directory / "xinfang-2005" / "articles" / "33.html"
    text = page.read_text(encoding="utf-8")
    assert "（2005年）" in text
    assert "法律、行政法规另有规定的，从其规定" in text
    pages = {entry["at"]: entry for entry in searched(built_site.directory)["docs"] if "section" in entry}
    assert {path.partition("/")[0] for path, entry in pages.items() if entry.get("late")} == {"xinfang-2005"}
    assert "late" not in pages["articles/34.html"]
    assert "（2005年）" in pages["xinfang-2005/articles/33.html"]["title"]
    # What the page decides by are the functions of the rulebook of the site: it must not offer them for another law.
    own, beside = ("process/disposition.html", "xinfang-2005/process/disposition.html")
    assert 'class="xinfang-try"' in (built_site.directory / own).read_text(encoding="utf-8")
    assert 'class="xinfang-try"' not in (built_site.directory / beside).read_text(encoding="utf-8")


def test_a_page_is_searched_by_its_headings_as_plain_text() -> None:
    assert plain("第三条 <em>a</em> &lt; b") == "第三条 a < b"
    page = """<h1 id="x">标题<a class="headerlink" href="#x">¶</a></h1><p class="law-around">← 前</p>
      <p>一<b>二</b></p><svg><text>图</text></svg>
      <h2 id="p1">第一款<a class="headerlink" href="#p1">¶</a></h2><ul><li>甲</li><li id="p2">乙 &amp; 丙</li></ul>"""
    assert list(sections_of(page)) == [
        ("", "标题", "一二", ["x"]),
        ("p1", "第一款", "甲 乙 & 丙", ["p1", "p2"]),
    ]


def test_articles_are_found_by_every_way_of_citing_them() -> None:
    words = keywords(read_book(PACK))
    assert {"2", "第二条", "2.1", "2.1.2", "第二条第一款", "第二条第一款第二项", "受理和转送"} <= set(
        words["articles/2.md"]
    )
    assert "十五日" in words["articles/2.md"]
    assert "五人" not in "".join(words["periods.md"])
    assert {"受理", "转送", "如何处理"} <= set(words["process/outcome.md"])


def test_an_article_of_one_paragraph_is_found_without_the_paragraph() -> None:
    assert {"第三十一条第六项", "第三十一条第一款第六项", "31.1.6"} <= set(keywords(read_book())["articles/31.md"])


def test_patterns_in_the_navigation_stand_for_generated_pages() -> None:
    generated = ["articles/index.md", "articles/1.md", "articles/2.md", "periods.md"]
    given = [{"首页": "index.md"}, {"条文": "articles/*.md"}, {"查阅": ["periods.md", {"更多": ["*.md"]}]}]
    named = {"articles/1.md": "第一章　总则", "articles/2.md": "第二章　收到"}
    assert navigation(given, [], generated, named) == [
        {"首页": "index.md"},
        {"条文": ["articles/index.md", {"第一章　总则": ["articles/1.md"]}, {"第二章　收到": ["articles/2.md"]}]},
        {"查阅": ["periods.md", {"更多": ["periods.md"]}]},
    ]


def test_chapters_are_numbered_in_their_order() -> None:
    named = chapters(read_book(PACK).rulebook.instrument)
    assert [named[f"articles/{number}.md"] for number in (1, 2, 3)] == ["第一章　总则", "第二章　收到", "第三章　秩序"]


def test_no_two_writers_give_the_same_page_and_every_page_has_a_heading() -> None:
    for path, content in generated_files(read_book(PACK)).items():
        if path.endswith(".md"):
            assert isinstance(content, str)
            head, _, body = content.removeprefix("---\n").partition("---\n")
            assert {"search", "title"} <= set(yaml.safe_load(head)) <= {"search", "tags", "title"}, path
            assert body.lstrip().startswith("# "), path


def test_the_help_of_commands_is_what_they_say_of_themselves() -> None:
    assert "--as-of YYYY-MM-DD" in command_help("xinfang evaluate")
    assert "evaluate" in command_help("xinfang")
    page = with_command_help("a\n\n<!-- xinfang schema --help -->\n\nb <!-- xinfang --help -->")
    assert page.startswith("a\n\n```text\n$ xinfang schema --help\nUsage: xinfang schema")
    assert page.endswith("b <!-- xinfang --help -->")
    with pytest.raises(LookupError, match="xinfang wonder"):
        command_help("xinfang wonder")


AFTER_THE_PAGES = """\
from xinfang_rules.cli.main import COMMANDS, main
from tools.command_help import command_help

for name in COMMANDS:
    command_help(f"xinfang {name}")
for name in COMMANDS:
    try:
        main([name, "-h"])
    except SystemExit as end:
        assert end.code == 0, name
"""


def test_asking_commands_for_their_help_leaves_them_as_they_were() -> None:
    # In a process of its own: a command keeps the help option that it was first asked for.
    done = subprocess.run([sys.executable, "-c", AFTER_THE_PAGES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
