"""Pieces that the working pages share, above all tables that a narrow screen can show."""

from collections.abc import Iterable, Sequence

from xinfang_rules.explain.norm_words import sentence
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import Links

NOTHING = "—"
"""What stands in a cell that has nothing to say."""


def row_of(rule: Rule, links: Links) -> list[str]:
    """Writes a row for a rule: what it gives, the rule, its provisions."""
    said = sentence(rule, links.edition, links.marking)
    return [said, links.marked(rule), links.cited(rule.citations)]


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
    body = [_row(heads, row) for row in rows]
    return box("table", [box("thead", [head]), box("tbody", body)], f"xf-table {kind}".strip())


def _row(heads: Sequence[str], row: Sequence[str]) -> str:
    if len(row) == 1:
        return box("tr", [element("th", row[0], attributes=f' colspan="{len(heads)}" scope="rowgroup"')], "xf-group")
    cells = (
        element("td", text or NOTHING, "" if text else "xf-none", attributes=f' data-label="{head}"')
        for head, text in zip(heads, row, strict=True)
    )
    return box("tr", cells)


def lines(parts: Iterable[str]) -> str:
    """Joins what stands one under the other in a cell."""
    return "<br>".join(part for part in parts if part)


def small(text: str) -> str:
    """Writes what explains another line of a cell."""
    return f'<span class="xf-small">{text}</span>'
