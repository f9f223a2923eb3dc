"""The whole rulebook on one page, for paper: chapter by chapter, article by article, each rule in full."""

from collections.abc import Iterator

from xinfang_rules.days import day_words
from xinfang_rules.explain.norm_words import sentence
from xinfang_rules.explain.outline import excepted, inline
from xinfang_rules.explain.requirements import own_condition, unconditional
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Edition, Paragraph, Rule
from xinfang_rules.site.links import OTHER_INSTRUMENTS, PRINT, Links, article_label
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, heading, section
from xinfang_rules.site.site_context import SiteContext


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page; it is no answer to a search."""
    links, instrument = Links(PRINT, book), book.rulebook.instrument
    laid = book.rulebook.identity.overlays
    overlays = f"，叠加{'、'.join(laid)}" if laid else ""
    parts = [
        f"{escape(instrument.issuer)}发布，自{day_words(instrument.in_force_from)}起施行。"
        f"本汇编按自{day_words(book.edition.since)}起的规则写出{escape(overlays)}。",
        "本汇编不是条文。每一款先写编者归纳的大意，再写由它得出的规则；引号里的是条文原文的片段。引用条文，以官方文本为准。",
    ]
    for number, (chapter, articles) in enumerate(book.chapters.items(), 1):
        written = [_article(article, links) for article in articles]
        title = heading(2, book.chapter_name(chapter), f"chapter-{number}")
        parts.append(section("xf-chapter", blocks([title, *written])))
    others = book.standing.get((OTHER_INSTRUMENTS, 1), ())
    if others:
        body = bullets(_rule(rule, links) for rule in others)
        parts.append(section("xf-chapter", blocks([heading(2, article_label(OTHER_INSTRUMENTS)), body])))
    yield Page(PRINT, f"《{escape(instrument.title)}》规则汇编", section("xf-print", blocks(parts)), searched=False)


def _article(article: int, links: Links) -> str:
    title = escape(links.book.rulebook.instrument.article_titles[article])
    paragraphs = links.book.paragraphs.get(article, ())
    written = (part for each in paragraphs for part in _paragraph(each, len(paragraphs) > 1, links))
    return blocks([heading(3, f"{links.article(article)}　{title}", f"article-{article}"), *written])


def _paragraph(paragraph: Paragraph, several: bool, links: Links) -> Iterator[str]:
    head = f"**第{chinese_number(paragraph.paragraph)}款**　" if several else ""
    yield f"{head}{escape(paragraph.gist)}"
    if paragraph.items:
        items = [f"（{chinese_number(number)}）{escape(item)}" for number, item in enumerate(paragraph.items, 1)]
        yield section("xf-items", bullets(items))
    rules = links.book.standing.get((paragraph.article, paragraph.paragraph), ())
    if rules:
        yield section("xf-rules", bullets(_rule(rule, links) for rule in rules))
    elif paragraph.reason:
        yield f"没有写成规则：{escape(paragraph.reason)}"


def _rule(rule: Rule, links: Links) -> str:
    quotes = "；".join(f"“{escape(citation.quote)}”" for citation in rule.citations)
    said = sentence(rule, links.edition, links.marking)
    parts = [f"**{escape(rule.title)}**", f"条件：{_when(rule, links.edition)}。{said}"]
    parts.append(f"依据：{links.cited(rule.citations)}，{quotes}。")
    if rule.interpretive:
        parts.append(f"{links.level(rule.id)}：{escape(rule.interpretive)}")
    if rule.not_modelled:
        parts.append(f"没有写入规则的：{escape(rule.not_modelled)}")
    return "<br>".join(parts)


def _when(rule: Rule, edition: Edition) -> str:
    condition = own_condition(rule)
    text = "一律适用" if unconditional(condition) else escape(inline(condition, edition))
    if rule.default:
        text += "，并且前面各种情形都不是"
    return text if rule.unless is None else f"{text}；{escape(excepted(rule, edition))}"
