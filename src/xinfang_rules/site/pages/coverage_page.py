"""All articles at a glance: how far each is written as rules."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from xinfang_rules.days import day_words
from xinfang_rules.rulebook.files import rule_files
from xinfang_rules.rulebook.load import shipped_overlays
from xinfang_rules.rulebook.model import Paragraph
from xinfang_rules.rulebook.shipped_overlays import bases_of, described
from xinfang_rules.site.links import COVERAGE, SCENARIO_INDEX, Links, article_label, article_path
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, heading, section, table
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.sources.reader import read_pack_document

COVERAGES: Final = {
    "encoded": ("已写入规则", "由规则写出，可以据以判断。"),
    "definition": ("定义和范围", "界定规则所用的概念或者范围。"),
    "organisational": ("组织和原则", "领导、机构、原则等面向全局的规定，其适用不取决于个案。"),
    "not_decidable": ("不能据以判断", "与个案有关，但缺少能够据以判断的事实。"),
    "open": ("尚未写完", "因个案而适用，规则尚未写完。"),
}
"""The coverage of a paragraph: what each is called and means. An article of several is named after the first."""


def coverage_of(paragraphs: Sequence[Paragraph]) -> str:
    """Returns the coverage of an article: that of the paragraph that matters most for cases."""
    found = {paragraph.coverage for paragraph in paragraphs}
    return next(name for name in ("open", *COVERAGES) if name in found)


def badge(coverage: str) -> str:
    """Writes a coverage as a mark of its own colour, which says the same in words."""
    return f"**{COVERAGES[coverage][0]}**{{ .law-badge .law-{coverage.replace('_', '-')} }}"


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of coverage."""
    links = Links(COVERAGE, book)
    instrument = book.rulebook.instrument
    paragraphs = instrument.paragraphs
    counts = Counter(paragraph.coverage for paragraph in paragraphs)
    figures = [(badge(name), meaning, f"{counts[name]}款") for name, (_, meaning) in COVERAGES.items() if counts[name]]
    parts = [
        f"《{escape(instrument.title)}》共{len(book.paragraphs)}条、{len(paragraphs)}款，逐款说明。",
        table(("写入情况", "含义", "款数"), figures),
        *_outside(links),
        heading(2, "逐条一览", "grid"),
    ]
    for chapter, articles in groupby(book.paragraphs, key=lambda article: instrument.chapters[article]):
        parts.append(heading(3, book.chapter_name(chapter)))
        parts.append(section("law-grid", bullets(_cell(article, links) for article in articles)))
    parts.extend([heading(2, "规则和场景", "figures"), _figures(links)])
    parts.extend(paragraphs_covered(COVERAGES.keys() - {"encoded"}, "未写入规则的条款及理由", "without-rules", links))
    yield Page(COVERAGE, "写入规则的情况", blocks(parts))


def _outside(links: Links) -> Iterator[str]:
    """Tells what is shipped of other instruments, how much of each, and that nothing else is."""
    base = links.book.rulebook.instrument
    laid = [name for name in sorted(shipped_overlays()) if base.id in bases_of(name)]
    if not laid:
        return
    yield heading(2, f"《{escape(base.title)}》以外的规定", "outside")
    yield (
        "下列规定另有补充规则，不自动适用：试算、各页和期限一览都没有算入，使用的人主张其有效并叠加的，才适用。"
        "没有列出的规定（其他部门、其他地方的），没有收入。"
    )
    yield section("law-gaps law-outside", table(("规定", "地方", "文本", "规则", "查明有效的期间"), map(_laid, laid)))


def _laid(name: str) -> tuple[str, ...]:
    """Tells of a shipped overlay what it says of itself, and what its files hold, without linking them."""
    one, files = described(name), rule_files(shipped_overlays()[name]).files
    data: list[Any] = [read_pack_document(path).data for path in files]
    rules = {rule["id"] for each in data for rule in each.get("rules", ())}
    texts = _texts([each["instrument"] for each in data if "instrument" in each])
    in_force = "各条自定"
    if one.in_force is not None:
        until = one.in_force.until
        in_force = day_words(one.in_force.since) + ("" if until is None else f"至{day_words(until)}；以后没有查明")
    return escape(one.title), escape(one.place or "全国"), texts, f"{len(rules)}条", in_force


def _texts(instruments: list[dict[str, Any]]) -> str:
    partial = [instrument for instrument in instruments if instrument.get("text") == "partial"]
    told = [f"{len(instruments)}部"] if len(instruments) > 1 else []
    if partial:
        told.append("、".join(f"《{escape(instrument['title'])}》" for instrument in partial) + "文本不全")
    if any(instrument.get("selected") for instrument in instruments):
        told.append("只收规则用到的条")
    return "；".join(told) or "全文"


def _cell(article: int, links: Links) -> str:
    paragraphs = links.book.paragraphs[article]
    title = escape(links.book.rulebook.instrument.article_titles[article])
    coverage = coverage_of(paragraphs)
    rules = len(links.book.rules_of(article))
    partly = sum(paragraph.coverage == coverage for paragraph in paragraphs)
    share = "" if partly == len(paragraphs) else f" {partly}/{len(paragraphs)}款"
    told = f"{COVERAGES[coverage][0]}{share}" + (f" · {rules}条规则" if rules else "")
    link = links.to(article_path(article), f"{article_label(article)} {title}")
    return f"{link}<br>{told}\n{{ .law-cell .law-{coverage.replace('_', '-')} }}"


def _figures(links: Links) -> str:
    rules, outcomes = links.edition.rules, links.book.outcomes
    both = sum(rule.id in links.book.shown and rule.id in links.book.shown_not for rule in rules)
    passed = sum(outcome.passed for outcome in outcomes)
    rows = [
        ("规则", f"{len(rules)}条"),
        ("写明是解释的规则", f"{sum(rule.interpretive is not None for rule in rules)}条"),
        ("既有适用的场景、又有不适用的场景的规则", f"{both}条"),
        (links.to(SCENARIO_INDEX, "场景"), f"{len(outcomes)}件，{passed}件结果相符"),
        ("问题", f"{len(links.edition.questions)}个"),
        ("写明日数、人数等的参数", f"{len(links.edition.parameters)}个"),
    ]
    return table(("项目", "数量"), rows)


def paragraphs_covered(coverages: Container[str], title: str, place: str, links: Links) -> Iterator[str]:
    """Lists the paragraphs of some coverages, each with its reason, under a heading of its own."""
    rows = [
        (
            links.to(article_path(p.article), links.book.paragraph_name(p), f"p{p.paragraph}"),
            badge(p.coverage),
            escape(p.reason or p.gist),
        )
        for p in links.book.rulebook.instrument.paragraphs
        if p.coverage in coverages
    ]
    if rows:
        yield heading(2, title, place)
        yield section("law-gaps", table(("条款", "写入情况", "理由"), rows))
