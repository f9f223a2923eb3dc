"""An instrument beside an earlier or a later one, article by article: what corresponds, and how they differ."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from xinfang_rules.days import day_words
from xinfang_rules.explain.norm_words import measures, norm_words, with_bearer
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.correspondence import Correspondence, Pair, Provided, correspondences
from xinfang_rules.rulebook.load import load
from xinfang_rules.rulebook.model import Edition, Instrument, Rule
from xinfang_rules.rulebook.norm_spec import NormSpec
from xinfang_rules.site.links import COMPARED as PATH, Links
from xinfang_rules.site.markdown import Page, blocks, escape, folded, heading, section
from xinfang_rules.site.parts.blocks import lines, small, table
from xinfang_rules.site.site_context import SiteContext

_SAME = "相同"
"""What `compare.yaml` says where nothing differs in substance."""

_DIFFERING = ("旧条", "新条")
"""How it begins to tell what one side has and the other has not."""


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of comparisons; none where no shipped pack says what corresponds to this instrument."""
    links, instrument = Links(PATH, book), book.rulebook.instrument
    found = correspondences(instrument.id)
    if not found:
        return
    parts = [part for each in found for part in _compared(each, links)]
    title = "、".join(f"《{escape(_other(each, instrument).title)}》" for each in found)
    yield Page(PATH, f"与{title}逐条对照", section("xf-print", blocks(parts)), boost=1.0)


def counterparts(article: int, links: Links) -> str:
    """Lists, folded, what of the other instrument corresponds to the provisions of an article."""
    own = links.book.rulebook.instrument
    found = []
    for each in correspondences(own.id):
        mine, others = ("here", "there") if each.here.id == own.id else ("there", "here")
        other = _other(each, own)
        pairs = [pair for pair in each.pairs if any(p.numbers[0] == article for p in getattr(pair, mine))]
        rows = [
            [
                lines(one.label for one in getattr(pair, mine)),
                lines(links.article_of_any(other.id, one.numbers[0], one.label) for one in getattr(pair, others)),
                f"{escape(pair.says)}　{links.to(PATH, '并列对照', _anchor(pair))}",
            ]
            for pair in pairs
        ]
        if rows:
            title = f"《{escape(other.title)}》（{other.in_force_from.year}年）的对应条文"
            found.append(folded("law-folded law-compared", title, table(["本条", "对应的条文", "不同"], rows)))
    return blocks(found)


def _other(each: Correspondence, instrument: Instrument) -> Instrument:
    return each.there if each.here.id == instrument.id else each.here


def _compared(each: Correspondence, links: Links) -> Iterator[str]:
    here, there = each.here, each.there
    until = f"至{day_words(here.in_force_until)}" if here.in_force_until else ""
    yield (
        f"左栏是《{escape(here.title)}》（{day_words(here.in_force_from)}起施行{until}），中栏是《{escape(there.title)}》"
        f"（{day_words(there.in_force_from)}起施行），右栏是两者的不同。各条先写编者归纳的大意，再列义务、权利、禁止和期限；"
        "一方的期限为另一方所没有的，加方框。引用条文，以官方文本为准。"
        "哪一件适用哪一部，见指南“哪部法规管”。"
    )
    titles = f"《{escape(here.title)}》", f"《{escape(there.title)}》", "不同"
    both = [pair for pair in each.pairs if pair.here]
    for chapter, pairs in groupby(both, key=lambda pair: here.chapters[pair.here[0].numbers[0]]):
        yield heading(2, escape(chapter))
        yield table(titles, [_row(pair, each, links) for pair in pairs], "xf-compared")
    new = [pair for pair in each.pairs if not pair.here]
    if new:
        yield heading(2, f"《{escape(there.title)}》新增的", "new")
        yield table(titles, [_row(pair, each, links) for pair in new], "xf-compared")


def _row(pair: Pair, each: Correspondence, links: Links) -> list[str]:
    sides = [(pair.here, each.here), (pair.there, each.there)]
    periods = [{words for one in found for _, words in _norms(instrument.id, one)} for found, instrument in sides]
    cells = [
        lines(_provided(one, instrument, periods[1 - side], links) for one in found) or "没有"
        for side, (found, instrument) in enumerate(sides)
    ]
    differing = any(word in pair.says for word in _DIFFERING)
    mark = "不同" if _SAME not in pair.says else "部分不同" if differing else "相同"
    return [
        f'<span id="{_anchor(pair)}"></span>{cells[0]}',
        cells[1],
        f"**{mark}**" + ("" if pair.says == _SAME else f"　{escape(pair.says)}"),
    ]


def _anchor(pair: Pair) -> str:
    return "pair-" + "-".join(".".join(map(str, one.numbers)) for one in (*pair.here, *pair.there)).replace(".", "_")


def _provided(one: Provided, instrument: Instrument, others: Iterable[str], links: Links) -> str:
    """Writes a provision: its gist, then who owes what by when; a period that the other side has not is framed."""
    told = [f"**{links.article_of_any(instrument.id, one.numbers[0], one.label)}**　{escape(one.gist)}"]
    for said, period in _norms(instrument.id, one):
        framed = period and (f"**{period}**{{ .xf-differs }}" if period not in others else period)
        told.append(small(f"{escape(said)}{'：' if period else ''}{framed}"))
    return lines(told)


def _norms(instrument: str, one: Provided) -> list[tuple[str, str]]:
    """Lists what the rules that cite a provision first demand, permit or forbid, each with its period."""
    edition = _edition(instrument)
    found: dict[str, str] = {}
    for rule in edition.rules:
        first = rule.citations[0]
        at = (first.article, first.paragraph, first.item)
        if rule.norm is not None and at[: len(one.numbers)] == one.numbers:
            forbidden = rule.norm.kind is NormKind.PROHIBITION
            said = with_bearer(rule) if forbidden else norm_words(rule.norm)
            found.setdefault(said, _period(rule, rule.norm, edition))
    return list(found.items())


def _period(rule: Rule, norm: NormSpec, edition: Edition) -> str:
    if norm.period is None:
        return "及时" if norm.promptly else measures(rule, edition).strip("（）")
    spans = [amount(span.within) if span.within is not None else "当日" for span in norm.period.spans]
    return "或者".join(dict.fromkeys(spans))


@lru_cache(maxsize=4)
def _edition(instrument: str) -> Edition:
    return load(instrument).latest
