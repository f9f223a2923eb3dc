"""Pieces that the working pages share: citations as links, and tables that a narrow screen can show."""

import html
from collections.abc import Iterable, Sequence

from xinfang_rules.explain.norm_words import sentence
from xinfang_rules.result import Citation
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import GAPS, Links, article_path
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.site_context import SiteContext

_NO_MARKUP = str.maketrans({character: f"&#{ord(character)};" for character in "()[]*_`{}|\\"})

NOTHING = "—"
"""What stands in a cell that has nothing to say."""


def links_from(path: str, book: SiteContext) -> Links:
    """Returns the links of a page."""
    return Links(path, book.rulebook.instrument.id, book.edition)


def short_label(citation: Citation, book: SiteContext) -> str:
    """Returns a provision in words; the instrument that the pages are about is not named again."""
    return citation.label.removeprefix(f"《{book.rulebook.instrument.title}》")


def cited(citations: Iterable[Citation], book: SiteContext, links: Links) -> str:
    """Writes provisions, each once and linked to its article."""
    written: dict[str, str] = {}
    for citation in citations:
        label = escape(short_label(citation, book))
        known = citation.instrument == links.instrument
        place = article_path(citation.article)
        written[label] = links.to(place, label, f"p{citation.paragraph}") if known else label
    return f'<span class="xf-cite">{"、".join(written.values())}</span>' if written else ""


def rule_link(rule: Rule, book: SiteContext, links: Links, label: str | None = None) -> str:
    """Writes a rule's title, linked to the rule."""
    return links.rule(rule.id, book.article_of(rule), label or escape(rule.title))


def readings_named(names: Iterable[str], book: SiteContext, links: Links) -> str:
    """Names what takes readings, each linked to where its reading stands, one in a line."""
    rules = {rule.id: rule for rule in book.edition.rules}
    titles = {question.name: question.title for question in book.edition.questions}
    titles |= {constraint.id: constraint.title for constraint in book.edition.constraints}
    return "<br>".join(
        rule_link(rules[name], book, links)
        if name in rules
        else links.to(GAPS, escape(titles.get(name, "最后一日的顺延")), "general")
        for name in names
    )


def mark(rule: Rule, book: SiteContext, links: Links) -> str:
    """Marks a rule that takes a reading: a small tag, linked to where the reading stands; empty for any other rule.

    A liability, or a right that can lapse, that may rest on the readings of others alone is marked as such.
    """
    if rule.interpretive is None:
        if not book.may_rest.get(rule.id):
            return ""
        linked = links.rule(rule.id, book.article_of(rule), "可能依解释")
        return f" {linked}{{ .xf-reading }}"
    told = html.escape(" ".join(rule.interpretive.split())).translate(_NO_MARKUP)
    linked = links.rule(rule.id, book.article_of(rule), "解释")
    return f' {linked[:-1]} "{told}"){{ .xf-reading }}'


def marked(rule: Rule, book: SiteContext, links: Links, label: str | None = None) -> str:
    """Writes a rule's title, linked to the rule, with the mark of a reading where it takes one."""
    return rule_link(rule, book, links, label) + mark(rule, book, links)


def row_of(rule: Rule, book: SiteContext, links: Links) -> list[str]:
    """Writes a row for a rule: what it gives, the rule, its provisions."""
    said = sentence(rule, links.edition, links.marking)
    return [said, marked(rule, book, links), cited(rule.citations, book, links)]


def element(tag: str, inner: str, kind: str = "", *, attributes: str = "") -> str:
    """Writes an element of one line whose text is Markdown."""
    name = f' class="{kind}"' if kind else ""
    return f'<{tag}{name}{attributes} markdown="span">{inner}</{tag}>'


def box(tag: str, inner: Iterable[str], kind: str = "", *, attributes: str = "") -> str:
    """Writes an element that holds other elements."""
    name = f' class="{kind}"' if kind else ""
    return "\n".join([f'<{tag}{name}{attributes} markdown="block">', *inner, f"</{tag}>"])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Writes a table. Each cell carries its heading, so that a narrow screen can show a row as a card.

    Args:
        heads: The headings.
        rows: The cells of each row, in Markdown; a row of a single cell is a heading for the rows below it.
        kind: A class that sets the widths of the columns.
    """
    head = box("tr", [element("th", head, attributes=' scope="col"') for head in heads])
    body = [_group(row[0], len(heads)) if len(row) == 1 else _row(heads, row) for row in rows]
    return box("table", [box("thead", [head]), box("tbody", body)], f"xf-table {kind}".strip())


def _group(text: str, width: int) -> str:
    return box("tr", [element("th", text, attributes=f' colspan="{width}" scope="rowgroup"')], "xf-group")


def _row(heads: Sequence[str], row: Sequence[str]) -> str:
    return box("tr", [_cell(head, cell) for head, cell in zip(heads, row, strict=True)])


def _cell(head: str, text: str) -> str:
    return element("td", text or NOTHING, "" if text else "xf-none", attributes=f' data-label="{head}"')


def lines(parts: Iterable[str]) -> str:
    """Joins what stands one under the other in a cell."""
    return "<br>".join(part for part in parts if part)


def small(text: str) -> str:
    """Writes what explains another line of a cell."""
    return f'<span class="xf-small">{text}</span>'
