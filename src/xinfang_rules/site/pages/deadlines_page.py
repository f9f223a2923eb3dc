"""The page of the deadline calculator: its place, and what it counts by for those whose browser runs no scripts."""

from collections.abc import Iterator

from xinfang_rules.calendar import working_calendar
from xinfang_rules.site.links import DEADLINES, PERIODS, SUPERVISION, Links
from xinfang_rules.site.markdown import Page, blocks, bullets
from xinfang_rules.site.pages.periods_page import counting
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.period_rows import period_rows


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page; not for a rulebook whose pages stand beside those of another, which counts by both."""
    if book.further or not period_rows(book):
        return
    links, noticed = Links(DEADLINES, book), working_calendar(book.edition.calendar).noticed_through
    parts = [
        "所填内容只在本机的浏览器里计算，不发送，不保存；要留存的，可以打印，或者存下本页的网址。",
        '<div class="xinfang-deadlines"></div>\n'
        "<noscript><p>查期限须在浏览器中启用脚本；没有启用的，可以查下面所列的“期限一览”。</p></noscript>",
        "## 期限怎样计算",
        bullets(
            [
                *counting(book),
                f"放假通知收录至{noticed}年。以后的日子是否上班尚不能确定的，算出最早和最晚的一日。",
                f"全部期限见{links.to(PERIODS, '期限一览')}，逾期的后果见{links.to(SUPERVISION, '责任与监督')}。",
            ]
        ),
    ]
    yield Page(DEADLINES, "查期限", blocks(parts), boost=2.0)
