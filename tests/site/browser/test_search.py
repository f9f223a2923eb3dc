"""Searching the documentation, typed into its search field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

FIRST_RESULT = ".md-search-result__item:first-child a.md-search-result__link:first-child"


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    """The start page, whose search field takes one query after another."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page.goto(site_url)
    yield page
    page.close()


def search(page: Page, query: str) -> None:
    field = page.locator("input.md-search__input")
    for typed in ("", query):
        field.fill(typed)
        field.press("End")  # the theme looks at the field when a key is let go
        if not typed:
            page.get_by_text("键入以开始搜索").wait_for()
    page.locator(".md-search-result__item").first.wait_for()


def first_address(page: Page, url: str) -> str:
    address = page.locator(FIRST_RESULT).first.get_attribute("href")
    assert address is not None
    return address.removeprefix(url).partition("?")[0].partition("#")[0]


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("不予受理", {"process/disposition/", "articles/19/"}),
        ("六十日", {"periods/", "articles/34/"}),
        ("60日", {"periods/", "articles/34/"}),
        ("三项建议", {"proposals/"}),
        ("19.3", {"articles/19/"}),
        ("第十九条第三款", {"articles/19/"}),
        ("第19条", {"articles/19/"}),
        ("第十九条", {"articles/19/"}),
        ("31.1.6", {"articles/31/"}),
        ("第三十一条第六项", {"articles/31/"}),
        ("复查 期限", {"periods/", "articles/35/", "petitioners/"}),
        ("期限一览", {"periods/"}),
        ("handling.conclude", {"articles/34/", "rules/"}),
        ("覆盖文件", {"guide/overlays/"}),
        ("overlay", {"guide/overlays/", "en/quickstart/", "guide/command-line/"}),
    ],
)
def test_a_search_finds_the_page_first(searching: Page, site_url: str, query: str, pages: set[str]) -> None:
    search(searching, query)
    assert first_address(searching, site_url) in pages


def test_what_was_found_is_marked(searching: Page) -> None:
    search(searching, "六十日")
    marked = searching.locator(".md-search-result__item mark").all_text_contents()
    assert set(marked) <= {"六十日", "60日"}
    assert marked


def test_a_number_is_found_whole(searching: Page, site_url: str) -> None:
    search(searching, "第九条")
    assert first_address(searching, site_url) == "articles/9/"


def test_words_that_stand_nowhere_together_find_the_nearest(searching: Page, site_url: str) -> None:
    search(searching, "办理期限延长上限")
    assert first_address(searching, site_url) in {"articles/34/", "periods/", "facts/"}


def test_what_stands_nowhere_finds_nothing(searching: Page) -> None:
    field = searching.locator("input.md-search__input")
    field.fill("xyzzyq")
    field.press("End")
    searching.get_by_text("没有找到符合条件的结果").wait_for()
    assert searching.locator(".md-search-result__item").count() == 0
