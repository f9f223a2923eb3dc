"""The page on who is the organ one level above: the text, what it leaves open, what older local rules say."""

from collections.abc import Iterator

from xinfang_rules.days import day_words
from xinfang_rules.site.links import SUPERIORS, Links, article_path
from xinfang_rules.site.markdown import Page, blocks, bullets, escape
from xinfang_rules.site.parts.blocks import table
from xinfang_rules.site.reading.superiors import OlderEntry, SuperiorsFile, provision_words, read_superiors
from xinfang_rules.site.site_context import SiteContext

TITLE = "谁是上一级机关、单位"


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page; none for a pack that has nothing to say of it."""
    file = read_superiors(book.place)
    if file is not None:
        yield Page(SUPERIORS, TITLE, _body(file, Links(SUPERIORS, book)), boost=2.0)


def pointer(article: int, links: Links) -> str:
    """Writes a link to the page, for an article whose words it explains; empty for any other."""
    file = read_superiors(links.book.place)
    cited = [] if file is None else [int(each.at.partition(".")[0]) for each in file.text]
    return f"{links.to(SUPERIORS, TITLE)}：条文写明的和没有写明的，旧的地方性法规怎样写。" if article in cited else ""


def _body(file: SuperiorsFile, links: Links) -> str:
    own = escape(links.book.rulebook.instrument.title)
    said = ([escape(each.says), _provision(each.at, links), f"“{escape(each.quote)}”"] for each in file.text)
    parts = [
        f"## 《{own}》写明的",
        table(["内容", "条款", "原话片段"], said, "xf-owed-3"),
        "## 没有写明的",
        bullets(map(escape, file.silent)),
    ]
    if file.older:
        parts += [
            "## 旧的地方性法规怎样写",
            escape(file.standing or ""),
            table(["原机关", "由谁复查", "条款", "原话片段"], _older(file.older), "xf-owed-4"),
        ]
    if file.unseen:
        parts += ["没有收录的：", bullets(map(escape, file.unseen))]
    return blocks(parts)


def _older(listed: list[OlderEntry]) -> Iterator[list[str]]:
    for each in listed:
        yield [f"《{escape(each.title)}》（{day_words(each.adopted)}通过或者修正的文本）"]
        for row in each.rows:
            at = provision_words(row.at)
            yield [escape(row.organ or ""), escape(row.reviewed_by), at, f"“{escape(row.quote)}”"]


def _provision(at: str, links: Links) -> str:
    article, _, paragraph = at.partition(".")
    return links.to(article_path(int(article)), provision_words(at), f"p{paragraph or 1}")
