"""What provisions are called in headings and lists."""

from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Paragraph
from xinfang_rules.site.links import article_label
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.site_context import SiteContext


def article_name(article: int, book: SiteContext) -> str:
    """Returns an article's number and title; the number alone where it has none."""
    title = book.rulebook.instrument.article_titles.get(article)
    return article_label(article) if title is None else f"{article_label(article)}　{escape(title)}"


def chapter_name(chapter: str, book: SiteContext) -> str:
    """Returns a chapter's number, in the order in which the articles name them, and its title."""
    number = list(dict.fromkeys(book.rulebook.instrument.chapters.values())).index(chapter) + 1
    return f"第{chinese_number(number)}章　{escape(chapter)}"


def paragraph_name(paragraph: Paragraph, book: SiteContext) -> str:
    """Returns a paragraph as the law is cited; an article of a single paragraph is cited without it."""
    article = article_label(paragraph.article)
    several = len(book.paragraphs[paragraph.article]) > 1
    return f"{article}第{chinese_number(paragraph.paragraph)}款" if several else article
