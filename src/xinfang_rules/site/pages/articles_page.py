"""A page for every article, and the index of articles by chapter."""

from collections.abc import Iterator
from itertools import groupby

from xinfang_rules.explain.norm_words import measures, period_words
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Paragraph, Rule
from xinfang_rules.site.links import (
    ARTICLE_INDEX,
    COVERAGE,
    DISPUTED,
    GENERAL,
    OTHER_INSTRUMENTS,
    READING,
    Links,
    article_label,
    article_path,
)
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, folded, heading, section, table
from xinfang_rules.site.pages.correspondence_page import counterparts
from xinfang_rules.site.pages.coverage_page import badge, coverage_of
from xinfang_rules.site.pages.superiors_page import pointer
from xinfang_rules.site.parts.blocks import table as duties_table
from xinfang_rules.site.parts.rule_section import rule_section
from xinfang_rules.site.site_context import SiteContext

_SEVERAL = 3
"""From how many duties, rights and prohibitions on an article begins with a list of them."""
_HOW_TO_READ = (
    f"一般要求：一律适用，不因个案的事实而产生。\n{{ #{GENERAL} }}",
    f"{READING}：条文没有明文，规则按所列的理解适用。带这个标记的，点开即见所取的理解。",
    f"{DISPUTED}：同上，而另一种理解也站得住；规则取了一种，并写明另一种或者为什么不取。",
    "可能依解释：这一责任、期限已过或者不利结论，在有的案件里由其他规则所取的解释得出。",
)


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the index, then every article."""
    yield _index(book)
    for article in book.paragraphs:
        yield _article(article, book)
    others = book.standing.get((OTHER_INSTRUMENTS, 1), ())
    if others:
        links = Links(article_path(OTHER_INSTRUMENTS), book)
        sections = blocks(rule_section(rule, links, 2) for rule in others)
        yield Page(links.origin, article_label(OTHER_INSTRUMENTS), sections)


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
    parts.append(bullets(_HOW_TO_READ))
    if book.text is None:
        parts.append(
            "各条的页面不收录官方文本。把自己的一份放在一个目录里，用环境变量 `XINFANG_STATUTES` 指明，"
            "再次生成时，官方文本就逐款列在规则旁边。\n{ .law-hint }"
        )
    return Page(ARTICLE_INDEX, "条文", blocks(parts), boost=1.5)


def _index_row(article: int, links: Links) -> tuple[str, ...]:
    title = escape(links.book.rulebook.instrument.article_titles[article])
    coverage, rules = badge(coverage_of(links.book.paragraphs[article])), len(links.book.rules_of(article))
    return (links.article(article), links.article(article, title), coverage, f"{rules or '—'}")


# One article


def _article(article: int, book: SiteContext) -> Page:
    links = Links(article_path(article), book)
    paragraphs = book.paragraphs[article]
    rules = book.rules_of(article)
    chapter = book.chapter_name(book.rulebook.instrument.chapters[article])
    text = book.published
    official = "" if text is None else f"　官方文本见[{escape(text.by)}]({text.address})。"
    around, told = _around(article, links), dict[str, Rule]()
    several = len(paragraphs) > 1
    parts = [
        f"{chapter}{official}\n{{ .law-chapter }}",
        around,
        section("law-gist", blocks(_gist(paragraph, several, links) for paragraph in paragraphs)),
        pointer(article, links),
        _overview(rules, links),
    ]
    parts.extend(_paragraph(paragraph, several, told, links) for paragraph in paragraphs)
    parts += [counterparts(article, links), _linked_articles(article, rules, links), around]
    return Page(article_path(article), book.article_name(article), blocks(parts), boost=2.0)


def _around(article: int, links: Links) -> str:
    places = []
    if article - 1 in links.book.paragraphs:
        places.append(f"← {links.titled_article(article - 1)}")
    if article + 1 in links.book.paragraphs:
        places.append(f"{links.titled_article(article + 1)} →")
    return f"{'　｜　'.join(places)}\n{{ .law-around }}" if places else ""


def _overview(rules: list[Rule], links: Links) -> str:
    """Lists the periods and limits of an article that says several things: for whom, for what, how long."""
    if len(rules) < _SEVERAL:
        return ""
    rows = [
        (links.marked(rule), escape(rule.norm.bearer.label), escape(period))
        for rule in rules
        if rule.norm is not None
        for period in [period_words(rule.norm, links.edition) or measures(rule, links.edition).strip("（）")]
        if period
    ]
    return duties_table(("事项", "责任主体", "期限、限度"), rows, "law-duties") if rows else ""


def _paragraph(paragraph: Paragraph, several: bool, told: dict[str, Rule], links: Links) -> str:
    place = (paragraph.article, paragraph.paragraph)
    rules = links.book.standing.get(place, ())
    terms = [rule_section(rule, links, told=told) for rule in rules if rule.concept is not None]
    others = [rule for rule in rules if rule.concept is None]
    body = blocks(
        [
            # Who owes what stands before what is decided.
            *(rule_section(rule, links, told=told) for rule in sorted(others, key=lambda rule: rule.norm is None)),
            folded("law-folded", f"规则所用的概念（{len(terms)}项）", blocks(terms)) if terms else "",
            _cited_elsewhere(place, rules, links),
        ]
    )
    official = _official(place, links.book)
    if official:
        body = section("law-beside", blocks([official, section("law-encoded", body)]))
    if not body:
        return ""
    return blocks([heading(2, _paragraph_title(paragraph, several), f"p{paragraph.paragraph}"), body])


def _paragraph_title(paragraph: Paragraph, several: bool) -> str:
    return f"第{chinese_number(paragraph.paragraph)}款" if several else "本条内容"


def _gist(paragraph: Paragraph, several: bool, links: Links) -> str:
    number, place = paragraph.paragraph, (paragraph.article, paragraph.paragraph)
    items = [
        f"（{chinese_number(item)}）{escape(text)}\n{{ .req .req-0 #p{number}i{item} }}"
        for item, text in enumerate(paragraph.items, 1)
    ]
    reason = "" if paragraph.reason is None else f"　{escape(paragraph.reason)}"
    # Whether more is said of it below.
    told = links.book.citing.get(place) or links.book.standing.get(place) or _official(place, links.book)
    title = _paragraph_title(paragraph, several) if several else "大意"
    head = links.to(article_path(paragraph.article), title, f"p{number}") if told and several else f"**{title}**"
    anchored = "" if told else f"\n{{ #p{number} }}"
    coverage = links.to(COVERAGE, badge(paragraph.coverage))
    return blocks(
        [
            f"{head}　{escape(paragraph.gist)}{anchored}",
            bullets(items),
            "" if told and not reason else f"{coverage}{reason}\n{{ .law-reason }}",
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
    label = f"官方文本，第{chinese_number(place[1])}款"
    return section("law-official", body, attributes=f' tabindex="0" role="region" aria-label="{label}"')


def _cited_elsewhere(place: tuple[int, int], standing: tuple[Rule, ...], links: Links) -> str:
    elsewhere = [rule for rule in links.book.citing.get(place, ()) if rule not in standing]
    if not elsewhere:
        return ""
    listed = "；".join(f"{links.rule(rule)}（{links.article(links.book.article_of(rule))}）" for rule in elsewhere)
    which = "款" if len(links.book.paragraphs[place[0]]) > 1 else "条"
    return f"同时引用本{which}的规则：{listed}。\n{{ .law-elsewhere }}"


def _linked_articles(article: int, rules: list[Rule], links: Links) -> str:
    """Lists the articles with which the rules of this one are linked, in both directions."""
    before = {links.book.article_of(other) for rule in rules for other in links.book.foundations[rule.id]}
    after = {links.book.article_of(other) for rule in rules for other in links.book.dependents.get(rule.id, ())}
    cited = {c.article for rule in rules for c in rule.citations if c.instrument == links.book.rulebook.instrument.id}
    rows = [
        (term, "<br>".join(map(links.titled_article, sorted(found - {article}))))
        for term, found in (
            ("本条的规则以其结论、状态或者定义为条件", before),
            ("以本条的规则为条件", after),
            ("本条的规则同时引用", cited),
        )
        if found - {article}
    ]
    if not rows:
        return ""
    body = blocks([heading(2, "有关条文", "linked"), section("law-linked", table(("关系", "条文"), rows))])
    return section("law-around-rules", body)
