"""A page for every article, and the index of articles by chapter."""

from collections.abc import Iterator
from itertools import groupby

from xinfang_rules.explain.norm_words import measures, period_words
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Paragraph, Rule
from xinfang_rules.site.links import (
    ARTICLE_INDEX,
    COVERAGE,
    GENERAL,
    OTHER_INSTRUMENTS,
    Links,
    article_label,
    article_path,
)
from xinfang_rules.site.markdown import Page, blocks, bullets, details, escape, heading, section, table
from xinfang_rules.site.pages.coverage_page import badge, coverage_of
from xinfang_rules.site.parts.rule_section import kind_label, rule_section
from xinfang_rules.site.site_context import SiteContext

_SOURCE = "XINFANG_STATUTES"


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the index, then every article."""
    yield _index(book)
    for article in book.paragraphs:
        yield _article(article, book)
    others = book.standing.get((OTHER_INSTRUMENTS, 1), ())
    if others:
        yield _other_instruments(others, book)


# The index


def _index(book: SiteContext) -> Page:
    links = Links(ARTICLE_INDEX, book)
    instrument = book.rulebook.instrument
    parts = [
        f"《{escape(instrument.title)}》，{escape(instrument.issuer)}。"
        f"每条一页：各款的大意，据以写成的规则，期限、例外、解释和场景。"
        f"{links.to(COVERAGE, '写入规则的情况')}列明各条写入规则的程度。"
    ]
    for chapter, articles in groupby(book.paragraphs, key=lambda article: instrument.chapters[article]):
        parts.append(heading(2, book.chapter_name(chapter)))
        parts.append(
            section(
                "law-contents",
                table(("条", "标题", "写入情况", "规则"), [_index_row(article, links) for article in articles]),
            )
        )
    if (OTHER_INSTRUMENTS, 1) in book.standing:
        parts.append(links.article(OTHER_INSTRUMENTS))
    parts.append(heading(2, "怎样读规则", "reading"))
    parts.append(bullets(_how_to_read()))
    if book.text is None:
        parts.append(_how_to_compare())
    return Page(ARTICLE_INDEX, "条文", blocks(parts), boost=1.5)


def _index_row(article: int, links: Links) -> tuple[str, ...]:
    paragraphs = links.book.paragraphs[article]
    rules = sum(len(links.book.standing.get((article, paragraph.paragraph), ())) for paragraph in paragraphs)
    title = escape(links.book.rulebook.instrument.article_titles[article])
    return (links.article(article), links.article(article, title), badge(coverage_of(paragraphs)), f"{rules or '—'}")


# One article


def _article(article: int, book: SiteContext) -> Page:
    links = Links(article_path(article), book)
    paragraphs = book.paragraphs[article]
    rules = [rule for p in paragraphs for rule in book.standing.get((article, p.paragraph), ())]
    chapter = book.chapter_name(book.rulebook.instrument.chapters[article])
    around = _around(article, links)
    parts = [f"{chapter}\n{{ .law-chapter }}", around, _overview(rules, links)]
    parts.extend(_paragraph(paragraph, len(paragraphs) > 1, links) for paragraph in paragraphs)
    parts.append(_linked_articles(article, rules, links))
    parts.append(around)
    return Page(article_path(article), book.article_name(article), blocks(parts), boost=2.0)


def _around(article: int, links: Links) -> str:
    """Links the articles before and after an article."""
    places = []
    if article - 1 in links.book.paragraphs:
        places.append(f"← {links.titled_article(article - 1)}")
    if article + 1 in links.book.paragraphs:
        places.append(f"{links.titled_article(article + 1)} →")
    return f"{'　｜　'.join(places)}\n{{ .law-around }}" if places else ""


def _overview(rules: list[Rule], links: Links) -> str:
    """Lists the rules of an article that has several, so that one can be picked."""
    if len(rules) < 2:
        return ""
    periods = {
        rule.id: period_words(rule.norm, links.edition) or measures(rule, links.edition) for rule in rules if rule.norm
    }
    dated = any(periods.values())
    rows = []
    for rule in rules:
        bearer = "" if rule.norm is None else escape(rule.norm.bearer.label)
        row = (links.marked(rule), kind_label(rule), bearer)
        rows.append((*row, escape(periods.get(rule.id, ""))) if dated else row)
    heads = ("规则", "性质", "谁", "期限、限度") if dated else ("规则", "性质", "谁")
    return section("law-overview", details("law-readers", f"本条的{len(rules)}条规则一览", table(heads, rows)))


def _paragraph(paragraph: Paragraph, several: bool, links: Links) -> str:
    place = (paragraph.article, paragraph.paragraph)
    title = f"第{chinese_number(paragraph.paragraph)}款" if several else "本条内容"
    rules = links.book.standing.get(place, ())
    told = [
        section("law-gist", _gist(paragraph, links)),
        *(rule_section(rule, links) for rule in rules),
        _cited_elsewhere(place, rules, links),
    ]
    official = _official(place, links.book)
    body = blocks(told)
    if official:
        body = section("law-beside", blocks([official, section("law-encoded", body)]))
    return blocks([heading(2, title, f"p{paragraph.paragraph}"), body])


def _gist(paragraph: Paragraph, links: Links) -> str:
    items = [
        f"（{chinese_number(number)}）{escape(item)}\n{{ .req .req-0 #p{paragraph.paragraph}i{number} }}"
        for number, item in enumerate(paragraph.items, 1)
    ]
    reason = "" if paragraph.reason is None else escape(paragraph.reason)
    return blocks(
        [
            f"大意　{links.to(COVERAGE, badge(paragraph.coverage))}\n{{ .law-gist-head }}",
            escape(paragraph.gist),
            bullets(items),
            f"{reason}\n{{ .law-reason }}" if reason else "",
        ]
    )


def _official(place: tuple[int, int], book: SiteContext) -> str:
    """Writes the reader's own copy of the paragraph."""
    if book.text is None or place not in book.text.paragraphs:
        return ""
    items = [
        f"（{chinese_number(item)}）{escape(text)}\n{{ .req .req-0 }}"
        for (article, paragraph, item), text in book.text.items.items()
        if (article, paragraph) == place
    ]
    body = blocks(["官方文本\n{ .law-official-head }", escape(book.text.paragraphs[place]), bullets(items)])
    # A long paragraph scrolls by itself; the keyboard has to reach it.
    return section("law-official", body, attributes=' tabindex="0" role="region" aria-label="官方文本"')


def _cited_elsewhere(place: tuple[int, int], standing: tuple[Rule, ...], links: Links) -> str:
    elsewhere = [rule for rule in links.book.citing.get(place, ()) if rule not in standing]
    if not elsewhere:
        return ""
    lines = [f"{links.rule(rule)}（{links.article(links.book.article_of(rule))}）" for rule in elsewhere]
    return blocks([f"同时引用本{'款' if len(links.book.paragraphs[place[0]]) > 1 else '条'}的规则：", bullets(lines)])


def _linked_articles(article: int, rules: list[Rule], links: Links) -> str:
    """Lists the articles with which the rules of this one are linked, in both directions."""
    before = {links.book.article_of(other) for rule in rules for other in links.book.foundations[rule.id]}
    after = {links.book.article_of(other) for rule in rules for other in links.book.dependents.get(rule.id, ())}
    cited = {c.article for rule in rules for c in rule.citations if c.instrument == links.book.rulebook.instrument.id}
    rows = [
        (term, _article_list(found - {article}, links))
        for term, found in (
            ("本条的规则以其结论、状态或者定义为条件", before),
            ("以本条的规则为条件", after),
            ("本条的规则同时引用", cited),
        )
        if found - {article}
    ]
    if not rows:
        return ""
    return blocks([heading(2, "有关条文", "linked"), section("law-linked", table(("关系", "条文"), rows))])


def _article_list(articles: set[int], links: Links) -> str:
    named = [links.titled_article(other) for other in sorted(articles)]
    return "<br>".join(named)


def _how_to_read() -> Iterator[str]:
    yield f"一般要求：一律适用，不因个案的事实而产生。\n{{ #{GENERAL} }}"
    yield "解释：条文没有明文，规则按所列的理解适用。带这个标记的，点开即见所取的理解。"


def _how_to_compare() -> str:
    return (
        f"各条的页面不收录官方文本。把自己的一份放在一个目录里，用环境变量 `{_SOURCE}` 指明，"
        "再次生成时，官方文本就逐款列在规则旁边。\n{ .law-hint }"
    )


def _other_instruments(rules: tuple[Rule, ...], book: SiteContext) -> Page:
    path = article_path(OTHER_INSTRUMENTS)
    links = Links(path, book)
    return Page(path, article_label(OTHER_INSTRUMENTS), blocks(rule_section(r, links, 2) for r in rules))
