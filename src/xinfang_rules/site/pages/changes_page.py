"""What holds from which day: editions, dated numbers, dated rules, and what overlays change."""

from collections.abc import Iterator
from datetime import date

from xinfang_rules.days import day_words
from xinfang_rules.rulebook.amounts import UNIT_WORDS, with_amounts
from xinfang_rules.rulebook.change_words import KINDS
from xinfang_rules.rulebook.entries import CiteEntry, ParameterEntry, RuleEntry
from xinfang_rules.rulebook.norm_spec import Unit
from xinfang_rules.rulebook.pack import Placed, in_force
from xinfang_rules.site.links import CHANGES, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, code, escape, heading, section, table
from xinfang_rules.site.site_context import SiteContext

NUMBERS = "期限、人数标准"
"""What parameters are called."""


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of changes."""
    links = Links(CHANGES, book)
    parts = [*_overlays(links), *_editions(links), *_by_article(links)]
    yield Page(CHANGES, "变更记录", blocks(parts))


# Editions


def _editions(links: Links) -> Iterator[str]:
    instrument = links.book.rulebook.instrument
    until = "" if instrument.in_force_until is None else f"，至{day_words(instrument.in_force_until)}止"
    yield heading(2, "施行和版本", "editions")
    yield f"《{escape(instrument.title)}》自{day_words(instrument.in_force_from)}起施行{until}。"
    rows = []
    days = links.book.rulebook.editions.days
    for before, since in zip((None, *days), days, strict=False):
        changed = [] if before is None else list(_changed(before, since, links))
        count = sum(in_force(placed.entry, since) for placed in links.book.pack.every_rule())
        rows.append((f"{day_words(since)}起", f"{count}条", "<br>".join(changed) or "首版"))
    yield section("law-index", table(("版本", "规则", "变更"), rows))


def _changed(before: date, since: date, links: Links) -> Iterator[str]:
    for placed in links.book.pack.parameters.values():
        entry = placed.entry
        if any(before < value.since <= since for value in entry.values):
            yield f"{escape(entry.title or entry.parameter)}：{_history(entry, since)}"
    for rule in links.book.pack.every_rule():
        start, end = rule.entry.in_force_from, rule.entry.in_force_until
        if start is not None and before < start <= since:
            yield f"起效：{_rule(rule, links)}"
        if end is not None and before <= end < since:
            yield f"失效：{_rule(rule, links)}"


def _rule(placed: Placed[RuleEntry], links: Links) -> str:
    """Names a rule; it is linked if it is in force in the edition that the pages describe."""
    current = {rule.id: rule for rule in links.edition.rules}.get(placed.entry.id)
    title = escape(with_amounts(placed.entry.title, links.edition.parameters.get))
    return title if current is None else links.rule(current)


def _history(entry: ParameterEntry, until: date = date.max) -> str:
    """Writes the values of a parameter, oldest first; with `until`, that which comes then, and the one before it."""
    unit = UNIT_WORDS[entry.unit or Unit.DAY]
    values = sorted((value for value in entry.values if value.since <= until), key=lambda value: value.since)
    values = values if until == date.max else values[-2:]
    return "，".join(f"{day_words(value.since)}起{value.value}{unit}" for value in values)


# By article


def _by_article(links: Links) -> Iterator[str]:
    rows: dict[int, list[tuple[str, str, str]]] = {}
    for placed in links.book.pack.parameters.values():
        for article in _articles(placed.entry.cite, placed.instrument, links.book):
            rows.setdefault(article, []).append((NUMBERS, escape(placed.entry.title or ""), _history(placed.entry)))
    for rule in links.book.pack.every_rule():
        start, end = rule.entry.in_force_from, rule.entry.in_force_until
        if start is None and end is None:
            continue
        dates = [f"{day_words(start)}起"] if start is not None else []
        dates += [f"至{day_words(end)}止"] if end is not None else []
        for article in _articles(rule.entry.cite, rule.instrument, links.book):
            rows.setdefault(article, []).append(("规则", _rule(rule, links), "，".join(dates)))
    if not rows:
        return
    yield heading(2, "按条文", "by-article")
    cells = [(links.titled_article(article), *row) for article in sorted(rows) for row in rows[article]]
    yield section("law-index", table(("条文", "类别", "名称", "何时起"), cells))


def _articles(cites: list[CiteEntry] | None, home: str, book: SiteContext) -> list[int]:
    own = book.rulebook.instrument.id
    return sorted({int(cite.at.partition(".")[0]) for cite in cites or () if (cite.within or home) == own})


# Overlays


def _overlays(links: Links) -> Iterator[str]:
    if links.book.base is None:
        return
    yield heading(2, "叠加的规则", "overlays")
    titles = "、".join(f"“{escape(laid.reference.title)}”" for laid in links.book.pack.overlays)
    yield f"本站的规则是《{escape(links.book.rulebook.instrument.title)}》叠加{titles}之后的规则。对原规则的改动："
    rows = [
        (
            escape(laid.reference.title),
            KINDS[change.kind],
            code(change.what),
            escape(change.text),
            escape(change.because or "—"),
        )
        for laid in links.book.pack.overlays
        for change in laid.reference.changes
    ]
    if rows:
        yield section("law-index", table(("补充规则", "改动", "对象", "内容", "理由"), rows))
    else:
        yield bullets(["没有改动。"])
    before, after = links.book.base.rules, links.book.pack.rules
    added = [(code(name), _rule(placed, links)) for name, placed in after.items() if name not in before]
    if added:
        yield "另外增加的规则："
        yield section("law-index", table(("编号", "规则"), added))
