"""The index of rules: by identifier, by fact, by organ, by kind."""

from collections.abc import Iterable, Iterator

from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import RULES, Links, anchor
from xinfang_rules.site.markdown import Page, blocks, code, escape, heading, section, table
from xinfang_rules.site.parts.rule_section import kind_label, rule_kind
from xinfang_rules.site.site_context import SiteContext

_KINDS = ("obligation", "permission", "prohibition", "decision", "definition", "note")


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of the index."""
    links = Links(RULES, book)
    rules = book.edition.rules
    by_id = [
        (links.rule(rule, code(rule.id)), escape(rule.title), links.article(book.article_of(rule)))
        for rule in sorted(rules, key=lambda rule: rule.id)
    ]
    parts = [
        f"共{len(rules)}条规则。每条规则写在它首先引用的条文之下。",
        heading(2, "按性质", "by-kind"),
        _by_kind(rules),
        heading(2, "按主体", "by-bearer"),
        *_by_bearer(rules, links),
        heading(2, "按事实", "by-fact"),
        section("law-index", table(("事实", "以它为条件的规则"), _by_fact(links))),
        heading(2, "按编号", "by-id"),
        section("law-index law-end", table(("编号", "规则", "条文"), by_id)),
    ]
    yield Page(RULES, "规则索引", blocks(parts), boost=0.6)


def _by_kind(rules: Iterable[Rule]) -> str:
    found = grouped((rule_kind(rule), rule) for rule in rules)
    rows = [(kind_label(found[kind][0]), str(len(found[kind]))) for kind in _KINDS if kind in found]
    return table(("性质", "条数"), rows)


def _by_bearer(rules: Iterable[Rule], links: Links) -> Iterator[str]:
    for bearer in links.edition.bearers:
        own = [rule for rule in rules if rule.norm is not None and rule.norm.bearer == bearer]
        if own:
            yield heading(3, escape(bearer.label), f"bearer-{anchor(bearer.value)}")
            yield _listing(own, links)
    without = [rule for rule in rules if rule.norm is None]
    if without:
        yield heading(3, "结论、定义和说明", "bearer-none")
        yield _listing(without, links)


def _listing(rules: Iterable[Rule], links: Links) -> str:
    rows = [(kind_label(r), links.rule(r), links.article(links.book.article_of(r))) for r in rules]
    return section("law-index law-ends", table(("性质", "规则", "条文"), rows))


def _by_fact(links: Links) -> Iterator[tuple[str, str]]:
    for spec in links.edition.facts.values():
        rules = links.book.readers.get(spec.name, ())
        if rules:
            yield links.fact(spec.name, escape(spec.title)), "<br>".join(map(links.rule, rules))
