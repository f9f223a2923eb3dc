"""A pack and an overlay in which every text is an attack: on the pages it is text, and nothing else."""

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from tests.site import hostile
from tests.site.conftest import BuiltSite
from tests.site.hostile import MARK, PARTS, QUOTED, STARTS
from xinfang_rules.cells import cell
from xinfang_rules.site.pages.downloads_page import PERIODS_CSV
from xinfang_rules.site.scripts.widgets import SEARCHED


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.told: list[str] = []
        self.comments: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        self.told.append(data)
        if self._inside in ("script", "style"):
            self.comments.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


WORDS = {"title", "aria-label", "alt", "data-label", "content", "placeholder"}
"""Attributes that are words for people."""


def harmless(name: str, value: str) -> bool:
    """Tells whether an attribute is an anchor, or leads to one or to a page of this site."""
    path, _, fragment = value.partition("#")
    if name == "href":
        page = path == "" or (path.endswith("/") and not re.match(r"[^./]*:", path))
        return page and re.fullmatch(r"[\w%-]*", fragment) is not None
    return name in ("id", "for") and re.fullmatch(r"[\w-]+", value) is not None


def foreign(page: str) -> Iterator[str]:
    """Yields whatever an attack has made of a page."""
    read = Elements()
    read.feed(page)
    read.close()
    for tag, attributes in read.elements:
        if MARK in tag:
            yield f"<{tag}>"
        for name, value in attributes:
            if MARK in name or (name.startswith("on") and name != "on"):
                yield f"<{tag} {name}={value!r}>"
            if name not in WORDS and MARK in (value or "") and not harmless(name, value or ""):
                yield f"<{tag} {name}={value!r}>"
    for text in read.comments:
        if MARK in text:
            yield f"comment or script: {text[:200]}"


RAW = ("<xssq", "<img src=xssq", "<svg on", "<script>xssq", "<b on", "</textarea>")
"""What would be markup for some reader of pages, though not for this one."""


def test_no_text_becomes_anything_else_on_any_page(hostile_site: BuiltSite) -> None:
    found: dict[str, list[str]] = {}
    told = 0
    for file in sorted(hostile_site.directory.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        told += text.count(MARK)
        for thing in (*foreign(text), *(raw for raw in RAW if raw in text)):
            found.setdefault(thing, []).append(file.relative_to(hostile_site.directory).as_posix())
    assert {thing: places[:3] for thing, places in found.items()} == {}
    assert told > 10_000, "the texts stand on the pages"


def test_every_attack_stands_on_a_page_as_the_text_that_it_is(hostile_site: BuiltSite) -> None:
    told = set()
    for file in hostile_site.directory.rglob("*.html"):
        read = Elements()
        read.feed(file.read_text(encoding="utf-8"))
        told.add("".join(read.told))
    whole = " ".join(told)
    for attack in (*STARTS, *PARTS, *QUOTED):
        assert " ".join(attack.split()) in whole, attack


def test_nothing_but_our_own_files_is_brought_in(hostile_site: BuiltSite) -> None:
    own = Path(hostile.__file__).read_text(encoding="utf-8")
    line = next(line for line in own.splitlines() if line.startswith("class Spoiler"))
    for file in hostile_site.directory.rglob("*.html"):
        assert line not in file.read_text(encoding="utf-8"), "a snippet"


def test_no_cell_of_the_table_is_a_formula(hostile_site: BuiltSite) -> None:
    text = (hostile_site.directory / PERIODS_CSV).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in set("=+-@＝＋－＠") or cell[:1] in set("\t\r\n")] == []
    assert {cell[1] for cell in cells if cell.startswith("'")} >= {"=", "+", "-", "@"}, "they were there"


def test_what_is_searched_in_is_text(hostile_site: BuiltSite) -> None:
    pages = hostile_site.directory / SEARCHED
    if pages.exists():
        assert "<script>xssq()</script>" in pages.read_text(encoding="utf-8").replace('\\"', '"')
    else:
        index = json.loads((hostile_site.directory / "search" / "search_index.json").read_text(encoding="utf-8"))
        assert len(index["docs"]) > 100


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *(("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1")),
        *(("\r=1", "'\r=1"), (" =1", "' =1"), ("＝1", "'＝1"), ("\n=1", "'\n=1")),
        *(("", ""), ("六十日", "六十日"), ("2.1-2.3", "2.1-2.3"), ("'=1", "'=1"), ("a=b", "a=b")),
    ],
)
def test_a_cell_that_would_be_a_formula_stands_behind_a_quotation_mark(text: str, wanted: str) -> None:
    assert cell(text) == wanted
