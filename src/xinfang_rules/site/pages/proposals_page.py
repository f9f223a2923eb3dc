"""The page of what a petition office proposes: when each proposal arises, and what must follow."""

from collections.abc import Iterator

from xinfang_rules.explain.norm_words import sentence
from xinfang_rules.explain.requirements import own_condition
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import PROPOSALS, SUPERVISION, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, escape
from xinfang_rules.site.parts.blocks import lines, small, table
from xinfang_rules.site.reading.consequences import after_doing
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.condition_words import requirements

_WORD = "建议"
"""What every proposal is called; it finds what else the same chapter says of them."""


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    proposing = [rule for rule in book.edition.rules if rule.norm and "proposal" in rule.norm.action.marks]
    body = _body(proposing, Links(PROPOSALS, book)) if proposing else "规则里没有应当提出建议的情形。"
    settings = book.pack.settings
    called = settings.entry.called.proposals if settings is not None else None
    yield Page(PROPOSALS, escape(called or _WORD), body, boost=2.0)


def _body(proposing: list[Rule], links: Links) -> str:
    parts = ["先看一览，再看每一项在什么情形下提出、由哪些事实引起。"]
    actions = [action for action in links.edition.actions if "proposal" in action.marks]
    found = {action: [rule for rule in proposing if rule.norm and rule.norm.action == action] for action in actions}
    overview = [
        [f"**{escape(action.label)}**", links.marked(rule), escape(rule.norm.bearer.label), links.cited(rule.citations)]
        for action, rules in found.items()
        for rule in rules
        if rule.norm is not None
    ]
    parts.append(table(["建议", "什么情形", "由谁提出", "条款"], overview, "xf-proposals"))
    for action, rules in found.items():
        if rules:
            parts.append(f"## {escape(action.label)}")
            parts.extend(block for rule in rules for block in _proposal(rule, links))
    parts.extend(_following(proposing, links))
    parts.append(f"逾期、推诿等还有什么后果，见{links.to(SUPERVISION, '责任与监督')}。")
    return blocks(parts)


def _proposal(rule: Rule, links: Links) -> Iterator[str]:
    yield f"### {escape(rule.title)}"
    yield f"{_said(rule, links)}依据：{links.cited(rule.citations)}。"
    yield requirements(own_condition(rule), links)
    for concept in links.edition.concepts:
        defining = [links.edition.rules[index] for index in concept.rules]
        if rule in links.book.readers.get(concept.name, ()) and defining:
            yield f"“{escape(concept.title)}”，指下列情形之一："
            yield bullets(f"{links.marked(each)}（{links.cited(each.citations)}）" for each in defining)
    beside = [
        other for other in links.edition.rules if other.norm and other is not rule and other.condition == rule.condition
    ]
    if beside:
        yield "同一情形下还有："
        yield bullets(f"{_said(other, links)}（{links.cited(other.citations)}）{links.mark(other)}" for other in beside)
    if rule.interpretive:
        yield f"{links.level(rule.id)}：{escape(rule.interpretive)}"


def _following(proposing: list[Rule], links: Links) -> Iterator[str]:
    after = dict.fromkeys(rule for proposal in proposing for rule in after_doing(proposal, links.book))
    chapters = {links.book.chapter_of(rule) for rule in proposing}
    known = {*proposing, *after}
    about = [
        rule
        for rule in links.edition.rules
        if rule.norm and rule not in known and _WORD in rule.title and links.book.chapter_of(rule) in chapters
    ]
    if after or about:
        yield "## 建议提出以后"
        rows = [
            [
                lines([_said(rule, links), small(escape(rule.interpretive or ""))]),
                links.marked(rule),
                links.cited(rule.citations),
            ]
            for rule in (*after, *about)
        ]
        yield table(["责任主体和事项", "情形", "条款"], rows, "xf-following")


def _said(rule: Rule, links: Links) -> str:
    return sentence(rule, links.edition, links.marking)
