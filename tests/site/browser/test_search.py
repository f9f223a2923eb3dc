"""Searching the documentation, typed into its search field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.conftest import BuiltSite


@pytest.fixture(scope="module")
def searching(browser: Browser, site_url: str) -> Iterator[Page]:
    """The start page, whose search takes one query after another."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page.goto(site_url)
    page.get_by_role("button", name="检索").click()
    yield page
    page.close()


def search(page: Page, query: str) -> None:
    field = page.get_by_role("searchbox", name="检索")
    field.fill("")
    page.locator(".xs-results > .xs-group").first.wait_for(state="detached")
    field.fill(query)
    page.locator(".xs-results > .xs-group").first.wait_for()


def best(page: Page, url: str) -> list[str]:
    """Returns the addresses that come before all sections."""
    links = page.locator(".xs-group").first.locator("li > a")
    return [str(address).removeprefix(url) for address in links.evaluate_all("links => links.map((link) => link.href)")]


def first_address(page: Page, url: str) -> str:
    return best(page, url)[0].partition("#")[0]


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("不予受理", {"process/disposition.html", "articles/19.html"}),
        ("六十日", {"periods.html", "articles/34.html"}),
        ("60日", {"periods.html", "articles/34.html"}),
        ("三项建议", {"proposals.html"}),
        ("19.3", {"articles/19.html"}),
        ("第十九条第三款", {"articles/19.html"}),
        ("第19条", {"articles/19.html"}),
        ("第十九条", {"articles/19.html"}),
        ("31.1.6", {"articles/31.html"}),
        ("第三十一条第六项", {"articles/31.html"}),
        ("复查 期限", {"periods.html", "articles/35.html", "petitioners.html"}),
        ("期限一览", {"periods.html"}),
        ("handling.conclude", {"articles/34.html", "rules.html"}),
        ("覆盖文件", {"guide/overlays.html"}),
        ("overlay", {"guide/overlays.html", "en/quickstart.html", "guide/command-line.html"}),
    ],
)
def test_a_search_finds_the_page_first(searching: Page, site_url: str, query: str, pages: set[str]) -> None:
    search(searching, query)
    assert first_address(searching, site_url) in pages


# What legal staff type, and the pages on which the law or what follows from it is told; from the articles, by hand.
EVERYDAY = [
    ("超期", {"supervision.html", "articles/45.html"}),  # 45.1.1: 未在规定期限内办结
    ("过期", {"supervision.html", "articles/45.html"}),
    ("未登记", {"articles/43.html", "articles/44.html"}),  # 43, item 1, and 44.1
    ("泄露检举", {"articles/30.html", "articles/46.html"}),  # 30.3, and 46, item 5
    ("不受理怎么办", {"process/disposition.html", "articles/44.html", "petitioners.html"}),  # 44.2
    ("复查期限", {"articles/35.html"}),
    ("越级上访", {"articles/20.html"}),  # 20.1
    ("实名举报", {"articles/30.html"}),
    ("涉法涉诉", {"articles/22.html", "articles/28.html", "articles/31.html"}),  # 22.2, 28.2, 31.1
    ("多久答复", {"periods.html"}),
    ("60天", {"articles/34.html", "periods.html"}),
    ("听证", {"articles/31.html", "articles/36.html"}),  # 31.6, 36.2
    ("五人以上", {"articles/20.html"}),  # 20.3
    ("精神病人", {"articles/26.html"}),  # 26.4: 生活不能自理的人
    ("外国人", {"articles/48.html"}),
    ("转送几天", {"articles/22.html"}),  # 22.1: 15日
    ("三级终结", {"articles/36.html"}),  # 36.3
    ("督办", {"articles/40.html"}),  # 40.1
    ("延期", {"articles/34.html"}),
    ("劳动仲裁", {"articles/31.html"}),  # 31.2
    ("举报干部", {"articles/30.html"}),  # 30.2
    ("春节", {"periods.html"}),
    ("退回", {"articles/23.html"}),  # 23.3: 交还相关材料
    ("匿名", {"articles/23.html", "articles/19.html"}),  # 23.2 但书; 19.1
    ("匿名举报", {"articles/30.html"}),
    ("15天", {"periods.html", "articles/22.html", "articles/23.html"}),
    ("十五天", {"periods.html", "articles/22.html", "articles/23.html"}),
    ("受理告知书", {"articles/23.html"}),  # 23.2, 23.3
    ("告知书", {"articles/23.html"}),
    ("欠薪", {"articles/31.html"}),  # 31.2
    ("拆迁", {"process/track.html"}),  # a claim: by which procedure, 31 says
    ("信访积案", {"articles/18.html"}),  # 18.2: 包案化解
    ("三不予两不再", {"process/disposition.html"}),  # 19.3 and 36.3 as conclusions
    ("律师", {"petitioners.html"}),
    ("代理人", {"petitioners.html"}),
    ("不满意", {"articles/35.html"}),
    ("国家赔偿", {"process/track.html"}),
    ("节假日", {"periods.html"}),
    ("追责", {"supervision.html"}),
    ("打击报复", {"articles/18.html"}),  # 18.4; what follows, 46.6
    ("举报", {"articles/30.html"}),
    ("22条", {"articles/22.html"}),
    ("36条3款", {"articles/36.html"}),
    ("31.6", {"articles/31.html"}),  # an article of one paragraph is cited by its items
    ("转来不属于我们", {"articles/23.html"}),  # 23.3: 异议
    ("代表几人", {"articles/20.html"}),  # 20.3
    ("没有受理日期", {"articles/34.html"}),  # 34: from what is accepted
    ("告知逾期", {"articles/44.html"}),  # 44, item 3
    ("下载期限表", {"downloads.html"}),
    ("没有覆盖", {"coverage.html"}),
    ("复查要多久", {"periods.html", "articles/35.html"}),
]


@pytest.mark.parametrize(("query", "pages"), EVERYDAY)
def test_everyday_words_lead_to_the_law(searching: Page, site_url: str, query: str, pages: set[str]) -> None:
    search(searching, query)
    assert first_address(searching, site_url) in pages


def test_what_was_found_is_marked(searching: Page) -> None:
    search(searching, "六十日")
    marked = searching.locator(".xs-results mark").all_text_contents()
    assert set(marked) <= {"六十日", "60日"}
    assert marked


def test_a_number_is_found_whole(searching: Page, site_url: str) -> None:
    search(searching, "第九条")
    assert first_address(searching, site_url) == "articles/9.html"


def test_words_that_stand_nowhere_together_find_the_nearest(searching: Page, site_url: str) -> None:
    search(searching, "办理期限延长上限")
    assert first_address(searching, site_url) in {"articles/34.html", "periods.html", "facts.html"}


@pytest.mark.parametrize("query", ["xyzzyq", "首办责任"])
def test_what_the_regulation_does_not_know_finds_nothing_but_ways_into_the_site(
    searching: Page, site_url: str, query: str
) -> None:
    searching.get_by_role("searchbox", name="检索").fill(query)
    searching.get_by_text(f"没有找到“{query}”").wait_for()
    assert searching.locator(".xs-group").count() == 0
    suggested = searching.get_by_role("navigation", name="常用入口").get_by_role("link")
    assert suggested.count() == 6
    for link in suggested.all():
        address = link.evaluate("link => link.href")
        assert address.startswith(site_url)
        assert searching.request.get(address).ok


def test_what_the_text_does_not_have_is_said(searching: Page, site_url: str) -> None:
    search(searching, "撤回信访")
    assert searching.locator(".xs-status").inner_text().startswith("《信访工作条例》的条文里没有“撤回”。找到")
    assert first_address(searching, site_url) == "gaps.html"
    search(searching, "督办")
    assert searching.locator(".xs-status").inner_text().startswith("找到")


def test_ways_into_the_site_give_way_to_results(searching: Page) -> None:
    search(searching, "听证")
    assert not searching.get_by_role("navigation", name="常用入口").is_visible()


def test_the_search_is_loaded_when_it_is_opened_and_not_before(browser: Browser, site_url: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    loaded: list[str] = []
    context.on("response", lambda response: loaded.append(response.url.removeprefix(site_url)))
    page.goto(site_url + "articles/34.html", wait_until="networkidle")
    assert "search/pages.js" not in loaded
    assert not any(name.startswith("assets/xinfang/search.") and name.endswith(".js") for name in loaded)
    page.keyboard.press("/")
    search(page, "听证")
    assert "search/pages.js" in loaded
    context.close()


def test_a_result_leads_to_the_place_on_its_page(searching: Page, site_url: str) -> None:
    # 22.1: the petition office sends on within 15 days; 36.3: no longer accepted.
    # 19.3 whoever cites it; 23.2: whoever is anonymous; 30.1: an accusation; 20.3: the number of representatives.
    wanted = {"转送几天": "22.html#p1", "三级终结": "36.html#p3", "19.3": "19.html#p3", "36条3款": "36.html#p3",
              "第十九条第三款": "19.html#p3", "匿名": "23.html#p2", "实名举报": "30.html#p1", "越级上访": "20.html#p1",
              "打击报复": "18.html#p4", "督办": "40.html#p1", "受理告知书": "23.html#p2"}  # fmt: skip
    for query, place in wanted.items():
        search(searching, query)
        assert best(searching, site_url)[0] == f"articles/{place}", query
    # Other places that answer come with the first: 23.2 for a reply, 44.1 for a refusal, 19.3 for its ground.
    for query, place in (("多久答复", "23.html#p2"), ("不受理怎么办", "44.html#p1"), ("不受理怎么办", "19.html#p3")):
        search(searching, query)
        assert f"articles/{place}" in best(searching, site_url), query


def test_results_are_listed_by_section_and_the_law_of_before_comes_last(searching: Page, site_url: str) -> None:
    search(searching, "复查")
    sections = searching.locator(".xs-group > h2").all_inner_texts()
    assert sections[0] == "最合适"
    assert sections[-1] == "2005年条例"
    assert {"条文", "期限与督办", "查阅"} <= set(sections)
    older = searching.locator(".xs-group").last.locator(".xs-page").all_inner_texts()
    assert older
    assert all("（2005年）" in title for title in older)
    assert not any(place.startswith("xinfang-2005/") for place in best(searching, site_url))


def test_the_search_is_used_by_the_keyboard_alone(browser: Browser, site_url: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(site_url + "periods.html")
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="检索").wait_for()
    page.keyboard.type("22条")
    page.locator(".xs-group").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/22.html*")
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox", name="检索").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_role("searchbox", name="检索").is_visible()
    page.close()


def test_the_search_works_from_a_folder(browser: Browser, built_site: BuiltSite) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto((built_site.directory / "articles" / "34.html").as_uri())
    page.keyboard.press("/")
    search(page, "超期")
    page.locator(".xs-group li > a").first.click()
    page.wait_for_url("file://**/supervision.html*")
    page.close()
