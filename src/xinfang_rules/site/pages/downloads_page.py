"""The page of what can be taken away: the periods for a spreadsheet, the rulebook on paper, the JSON Schemas."""

import csv
import json
from collections.abc import Iterator
from io import StringIO

from xinfang_rules.cells import cell
from xinfang_rules.rulebook.schemas import SCHEMAS, schema_of
from xinfang_rules.site.links import DOWNLOADS, PERIODS, PRINT, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, escape
from xinfang_rules.site.parts.consequence_words import missed_words
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.period_rows import period_rows

PERIODS_CSV = "downloads/periods.csv"
HEADS = (
    "阶段",
    "谁",
    "性质",
    "做什么",
    "情形",
    "期限",
    "从何时起",
    "延长、扣除和顺延",
    "后果",
    "条款",
    "原文片段",
    "解释",
    "规则",
)
_JOINT = "；"


def schema_path(what: str) -> str:
    """Returns where a JSON Schema is written."""
    return f"downloads/{what}.schema.json"


def files(book: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Yields every download: where it is written, and its bytes."""
    yield PERIODS_CSV, periods_csv(book)
    for what in SCHEMAS:
        text = json.dumps(schema_of(what, book.rulebook), ensure_ascii=False, indent=2) + "\n"
        yield schema_path(what), text.encode()


def periods_csv(book: SiteContext) -> bytes:
    """Writes the periods as CSV; the mark at the start tells Excel that it is UTF-8."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in period_rows(book):
        citations = row.rule.citations
        cells = [
            row.chapter,
            row.norm.bearer.label,
            row.nature,
            row.norm.action.label,
            row.rule.title,
            _JOINT.join(row.lengths),
            _JOINT.join(row.starts),
            _JOINT.join(row.changes),
            _JOINT.join(missed_words(row.rule, book)),
            _JOINT.join(dict.fromkeys(book.short_label(citation) for citation in citations)),
            _JOINT.join(citation.quote for citation in citations),
            row.rule.interpretive or "",
            row.rule.id,
        ]
        writer.writerow(map(cell, cells))
    return written.getvalue().encode("utf-8-sig")


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    links = Links(DOWNLOADS, book)
    table = links.to(PERIODS_CSV, "期限表（CSV）")
    paper = links.to(PRINT, "全部条文的规则，排成一篇")
    titles = {what: escape(str(schema_of(what, book.rulebook)["title"])) for what in SCHEMAS}
    parts = [
        "## 期限表",
        f"{table}：Excel、WPS 表格都能直接打开，内容与{links.to(PERIODS, '期限一览')}相同，另有后果一栏。",
        "## 打印全部规则",
        f"{paper}：打开以后用浏览器的“打印”，纸张选 A4，也可以另存为 PDF。每一章另起一页。",
        "其他各页也都可以直接打印，菜单和搜索框不会印出来。",
        "## 给信息系统的开发者",
        bullets(links.to(schema_path(what), f"{title}（JSON Schema）") for what, title in titles.items()),
    ]
    yield Page(DOWNLOADS, "下载和打印", blocks(parts))
