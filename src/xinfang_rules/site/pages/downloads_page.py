"""The page of what can be taken away: the periods for a spreadsheet, the rulebook on paper, the JSON Schemas."""

from collections.abc import Iterator

from xinfang_rules.rulebook.schemas import SCHEMAS, schema_of
from xinfang_rules.site.download_files import PERIODS_CSV, schema_path
from xinfang_rules.site.links import DOWNLOADS, PERIODS, PRINT, Links
from xinfang_rules.site.markdown import blocks, bullets, escape
from xinfang_rules.site.page import Page
from xinfang_rules.site.site_context import SiteContext


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    yield Page(DOWNLOADS, "下载和打印", _body(Links(DOWNLOADS, book)))


def _body(links: Links) -> str:
    table = links.to(PERIODS_CSV, "期限表（CSV）")
    paper = links.to(PRINT, "全部条文的规则，排成一篇")
    return blocks(
        [
            "## 期限表",
            f"{table}：用 Excel、WPS 表格都可以直接打开，内容与{links.to(PERIODS, '期限一览')}相同。",
            "## 打印全部规则",
            f"{paper}：打开以后用浏览器的“打印”，纸张选 A4，也可以另存为 PDF。每一章另起一页。",
            "其他各页也都可以直接打印，菜单和搜索框不会印出来。",
            "## 给信息系统的开发者",
            bullets(_schema(what, links) for what in SCHEMAS),
        ]
    )


def _schema(what: str, links: Links) -> str:
    title = escape(str(schema_of(what, links.book.rulebook)["title"]))
    return links.to(schema_path(what), f"{title}（JSON Schema）")
