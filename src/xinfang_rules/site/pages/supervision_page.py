"""The page of supervision and liability: what follows when a period is missed or a duty breached, by whom."""

from collections.abc import Iterator
from itertools import groupby

from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.explain.outline import excepted
from xinfang_rules.explain.requirements import own_condition
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import SUPERVISION, Links, article_label
from xinfang_rules.site.markdown import Page, blocks, escape
from xinfang_rules.site.parts.blocks import lines, small, table
from xinfang_rules.site.parts.consequence_words import NO_CONSEQUENCE, nearest, said_plainly
from xinfang_rules.site.reading.consequences import Consequence, consequences
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.condition_words import in_cell
from xinfang_rules.site.words.period_rows import period_rows


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    following = {rule: found for rule in book.edition.rules if rule.norm and (found := consequences(rule, book))}
    body = _body(following, Links(SUPERVISION, book)) if following else "规则没有列出逾期或者违反职责的后果。"
    yield Page(SUPERVISION, "责任与监督", body, boost=2.0)


def _body(following: dict[Rule, tuple[Consequence, ...]], links: Links) -> str:
    resulting = dict.fromkeys(each.rule for found in following.values() for each in found)
    chapters = {links.book.chapter_of(rule) for rule in resulting}
    listed = [
        rule
        for rule in links.edition.rules
        if (rule.note or (rule.norm and rule.norm.kind is not NormKind.PROHIBITION))
        and links.book.chapter_of(rule) in chapters
    ]
    return blocks(
        [
            "本页列明监督和追究责任的主体，以及逾期、违反职责的后果。是否违反、由谁负责，由有权的机关、单位查明认定。",
            "## 监督和追究责任的主体",
            table(["责任主体", "事项", "条款"], _by_bearer(listed, links), "xf-bearers"),
            "## 逾期的后果",
            "包括逾期后履行的。",
            table(["逾期的事项", "后果", "进一步的后果"], _missed(links), "xf-missed"),
            "## 各种情形和后果",
            table(["情形", "条件", "责任主体和事项", "条款"], _by_article(listed, links), "xf-liability"),
        ]
    )


def _by_bearer(listed: list[Rule], links: Links) -> Iterator[list[str]]:
    for bearer in links.edition.bearers:
        mine = [rule for rule in listed if rule.norm and rule.norm.bearer == bearer]
        if mine:
            articles = sorted({links.book.article_of(rule) for rule in mine})
            yield [f"**{escape(bearer.label)}**", lines(_deeds(mine, links)), "、".join(map(links.article, articles))]


def _deeds(rules: list[Rule], links: Links) -> Iterator[str]:
    """Lists what rules demand, each deed once; marked where no rule demands it without a reading."""
    deeds = grouped((escape(norm_words(rule.norm, bearer=False)), rule) for rule in rules if rule.norm is not None)
    for deed, demanding in deeds.items():
        yield deed + (links.mark(demanding[0]) if all(rule.interpretive for rule in demanding) else "")


def _missed(links: Links) -> Iterator[list[str]]:
    for row in period_rows(links.book):
        if row.norm.kind is not NormKind.OBLIGATION:
            continue
        found = consequences(row.rule, links.book)
        yield [
            lines(
                [
                    f"**{links.rule(row.rule)}**{links.mark(row.rule)}",
                    small(f"{escape(row.norm.bearer.label)}，{'；'.join(row.lengths)}"),
                    small(links.cited(row.rule.citations)),
                ]
            ),
            lines(nearest(found, links)) or NO_CONSEQUENCE,
            lines(
                f"{links.rule(each.rule)}（{links.cited(each.rule.citations)}）{links.mark(each.rule)}"
                for each in found
                if each.further
            ),
        ]


def _by_article(listed: list[Rule], links: Links) -> Iterator[list[str]]:
    for article, rules in groupby(links.book.in_order(listed), key=links.book.article_of):
        title = links.book.rulebook.instrument.article_titles.get(article, "")
        yield [links.article(article, f"{article_label(article)}　{escape(title)}")]
        for rule in rules:
            condition = in_cell(own_condition(rule), links)
            unless = excepted(rule, links.edition, links.marking)
            when = f"{condition}；{unless}" if unless else condition
            yield [links.marked(rule), when, escape(said_plainly(rule, links.book)), links.cited(rule.citations)]
