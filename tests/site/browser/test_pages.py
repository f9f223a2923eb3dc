"""The pages of the documentation: they load, from this site alone, and are as wide as the window."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.site.browser.visiting import NARROW, WIDE, Visit
from tests.site.conftest import BuiltSite
from xinfang_rules._version import __version__

_TARGET = re.compile(r'<(?!link)[a-z]+\s[^>]*?\b(?:href|src)="([^"]*)"')
_ANCHOR = re.compile(r'\b(?:id|name)="([^"]*)"')
SITE = "http://site/"
A4_IN_POINTS = (595, 842)


def test_there_are_pages_for_articles_questions_and_readers_of_both_languages(built_site: BuiltSite) -> None:
    pages = set(built_site.pages())
    assert {
        "index.html",
        "articles/1.html",
        "articles/50.html",
        "process/disposition.html",
        "en/index.html",
        "guide/api.html",
    } <= pages


def test_no_page_has_an_error(visits: list[Visit]) -> None:
    assert {visit.path: visit.errors for visit in visits if visit.errors} == {}


def test_nothing_is_loaded_from_another_host(visits: list[Visit]) -> None:
    assert {visit.path: visit.foreign for visit in visits if visit.foreign} == {}


def test_everything_that_is_loaded_is_there(visits: list[Visit]) -> None:
    assert {visit.path: visit.missing for visit in visits if visit.missing} == {}


def test_no_page_is_wider_than_the_window(visits: list[Visit]) -> None:
    for width in (WIDE, NARROW):
        too_wide = {
            v.path: (v.widths[str(width)], v.too_wide[str(width)]) for v in visits if v.widths[str(width)] > width
        }
        assert too_wide == {}, width


@pytest.mark.parametrize(
    "path", ["compare.html", "check.html", "examples/wages-letter.html", "deadlines.html#due=2026-02-24"]
)
def test_a_row_shown_as_a_card_has_room_for_its_labels_and_its_text(page: Page, site_url: str, path: str) -> None:
    page.set_viewport_size({"width": NARROW, "height": 844})
    page.goto(site_url + path)
    page.locator("td[data-label]").first.wait_for()
    cells = page.locator("table.xf-table td[data-label]:visible")
    seen = cells.evaluate_all(
        "cells => cells.map((cell) => [cell.scrollHeight - cell.clientHeight, cell.clientWidth / innerWidth])"
    )
    assert max(over for over, _ in seen) <= 1
    assert min(share for _, share in seen) > 0.7


def test_headings_descend_one_level_at_a_time(visits: list[Visit]) -> None:
    wrong = {}
    for visit in visits:
        levels = [level for level, _ in visit.headings]
        steps = zip([0, *levels], levels, strict=False)
        skipped = [visit.headings[place] for place, (before, level) in enumerate(steps) if level > before + 1]
        if levels.count(1) != 1 or skipped:
            wrong[visit.path] = skipped or visit.headings[:3]
    assert wrong == {}


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def _anchors(file: Path) -> frozenset[str]:
    return frozenset(unescape(name) for name in _ANCHOR.findall(_text(file)))


def _links(site: BuiltSite) -> Iterator[tuple[str, str, Path, str]]:
    """Yields every link inside the site: the page, the link, the file it leads to, the anchor."""
    for path in site.pages():
        file = site.directory / path
        for target in _TARGET.findall(_text(file)):
            whole = urljoin(SITE + path, unescape(target))
            if whole.startswith(SITE):
                parts = urlsplit(whole)
                place = site.directory / unquote(parts.path).lstrip("/")
                yield path, target, place, unquote(parts.fragment)


def test_every_link_leads_to_something(built_site: BuiltSite) -> None:
    broken = {
        (path, target)
        for path, target, file, anchor in _links(built_site)
        if not file.is_file() or (anchor and file.suffix == ".html" and anchor not in _anchors(file))
    }
    assert broken == set()


def test_links_to_other_hosts_are_no_part_of_what_is_loaded(built_site: BuiltSite) -> None:
    loaded = re.compile(r'<(?:script|img|iframe|source)\s[^>]*\bsrc="(https?:)?//|<link\s[^>]*rel="stylesheet"[^>]*//')
    for path in built_site.directory.rglob("*.html"):
        assert not loaded.search(_text(path)), path


def test_a_question_is_drawn_as_steps_in_order(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}process/disposition.html")
    boxes = [step.bounding_box() for step in page.locator(".xf-step").all()]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == len(boxes) > 5
    assert tops == sorted(tops)
    assert all(box["width"] > 200 and box["height"] > 40 for box in boxes if box is not None)


def test_a_course_of_time_is_drawn_and_described(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}periods.html")
    drawings = page.locator(".xf-main svg[role=img]").all()
    assert drawings
    for drawing in drawings:
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert drawing.locator("title").text_content()


def test_an_article_prints_on_a4(context: BrowserContext, site_url: str) -> None:
    # 210 mm less margins of 16 mm on either side are 178 mm, 672 pixels of 1/96 inch.
    page = context.new_page()
    page.set_viewport_size({"width": 672, "height": 1000})
    page.goto(f"{site_url}articles/34.html")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 672
    assert not page.locator(".xf-top").is_visible()
    assert not page.locator(".xf-side").is_visible()
    paper = page.pdf(prefer_css_page_size=True)
    boxes = {
        tuple(int(float(side)) for side in found)
        for found in re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", paper)
    }
    assert boxes
    assert all(abs(w - A4_IN_POINTS[0]) <= 2 and abs(h - A4_IN_POINTS[1]) <= 2 for w, h in boxes), boxes


def test_an_article_on_paper_is_what_it_says_and_where_it_comes_from(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    page.goto(f"{site_url}articles/23.html")
    assert not page.locator(".xf-colophon").is_visible()
    page.emulate_media(media="print")
    technical = page.locator(".law-folded, .law-around, .law-around-rules, .law-elsewhere")
    assert technical.count() > 20
    assert [each.inner_text()[:40] for each in technical.all() if each.is_visible()] == []
    assert page.locator(".law-rule > .law-reading").first.is_visible()
    signed = page.locator(".xf-colophon").inner_text()
    assert page.locator(".xf-colophon").is_visible()
    for said in ("《信访工作条例》", f"xinfang-rules {__version__}", "年", "articles/23.html", "https://www.gov.cn/"):
        assert said in signed
    # It was thirteen pages, of which most were names of rules and their order.
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) <= 5


def test_what_is_folded_on_an_article_opens_where_a_link_leads_to_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}articles/23.html#notice-undeliverable")  # what a word of the rules means, folded
    assert page.locator("[id='notice-undeliverable']").is_visible()
