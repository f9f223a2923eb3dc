"""Where the text is silent, and the reading taken; what is left out; what cannot be decided."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from xinfang_rules.analysis.gaps import Gap, find_gaps
from xinfang_rules.site.links import DISPUTED, GAPS, Links
from xinfang_rules.site.markdown import Page, blocks, escape, heading, section, table
from xinfang_rules.site.pages.coverage_page import paragraphs_covered
from xinfang_rules.site.site_context import SiteContext

_SETTINGS: Final = {
    "settings.counting": "期限的计算",
    "settings.governed_by": "适用哪一天的规定",
    "settings.roll_on": "最后一日的顺延",
}
_UNDECIDED: Final = ("not_decidable", "open")


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of gaps."""
    links = Links(GAPS, book)
    shown = {rule: outcomes[0].scenario.title for rule, outcomes in book.shown.items()}
    gaps = find_gaps(book.pack, book.rulebook, shown)
    rules = {rule.id: rule for rule in book.edition.rules}
    general = [gap for gap in gaps if gap.id not in rules]
    special = sorted((gap for gap in gaps if gap.id in rules), key=lambda gap: book.article_of(rules[gap.id]))
    parts = [
        f"条文没有明文之处，规则取一种理解，并写明理由；依据这种理解的结论，都标明是解释。共{len(gaps)}处，"
        f"其中另一种理解也站得住的{sum(gap.disputed for gap in gaps)}处，标明“{DISPUTED}”。",
        heading(2, "适用于全部规则", "general"),
        table(
            ("事项", "所取的理解和理由"),
            [(_marked(_SETTINGS.get(gap.id) or escape(gap.title), gap), escape(gap.reading)) for gap in general],
        ),
        heading(2, "逐条", "by-article"),
    ]
    for article, found in groupby(special, key=lambda gap: book.article_of(rules[gap.id])):
        parts.append(heading(3, links.titled_article(article), f"a{article}"))
        rows = [(_marked(links.rule(rules[gap.id]), gap), _reading(gap, links)) for gap in found]
        parts.append(section("law-gaps", table(("规则", "所取的理解和理由"), rows)))
    parts.extend(_resting(links))
    parts.extend(_left_out(links))
    parts.extend(paragraphs_covered(_UNDECIDED, "不能据以判断的条款", "undecided", links))
    yield Page(GAPS, "法条空白与解释", blocks(parts), boost=1.1)


def _marked(title: str, gap: Gap) -> str:
    return f"{title}<br>**{DISPUTED}**" if gap.disputed else title


def _resting(links: Links) -> Iterator[str]:
    rows = [
        (links.rule(rule), links.readings(links.book.may_rest[rule.id]), links.article(links.book.article_of(rule)))
        for rule in links.edition.rules
        if links.book.may_rest.get(rule.id)
    ]
    if rows:
        yield heading(2, "可能由解释得出的责任、期限已过和不利结论", "resting")
        yield (
            "下列结论在有的情形中由解释得出：没有所列的解释，就没有这一结论。具体案件由哪些解释得出，结果在同一行写明"
            "（“依解释”），只列该案确实依据的解释；同一结论另有条文依据的，不列。"
        )
        yield section("law-gaps", table(("规则", "可能依据的解释", "条文"), rows))


def _reading(gap: Gap, links: Links) -> str:
    outcomes = links.book.shown.get(gap.id)
    return escape(gap.reading) + (f"<br>场景：{links.scenario(outcomes[0].scenario)}" if outcomes else "")


def _left_out(links: Links) -> Iterator[str]:
    rows = [
        (links.rule(rule), escape(rule.not_modelled), links.article(links.book.article_of(rule)))
        for rule in links.edition.rules
        if rule.not_modelled is not None
    ]
    if rows:
        yield heading(2, "没有写入规则的", "left-out")
        yield section("law-gaps", table(("规则", "没有写入的内容和理由", "条文"), rows))
