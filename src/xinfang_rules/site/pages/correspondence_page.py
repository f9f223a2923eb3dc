"""An instrument beside an earlier or a later one, article by article: what corresponds, and how they differ."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from xinfang_rules.rulebook.correspondence import Correspondence, Pair, Provided, correspondences
from xinfang_rules.rulebook.model import Instrument
from xinfang_rules.site.links import COMPARED as PATH, Links
from xinfang_rules.site.markdown import Page, blocks, escape, heading, section, table
from xinfang_rules.site.site_context import SiteContext


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of comparisons; none where no shipped pack says what corresponds to this instrument."""
    links, instrument = Links(PATH, book), book.rulebook.instrument
    found = correspondences(instrument.id)
    if not found:
        return
    parts = [part for each in found for part in _compared(each, links)]
    title = "、".join(f"《{escape(_other(each, instrument).title)}》" for each in found)
    yield Page(PATH, f"与{title}逐条对照", section("xf-print", blocks(parts)), boost=1.0)


def _other(each: Correspondence, instrument: Instrument) -> Instrument:
    return each.there if each.here.id == instrument.id else each.here


def _compared(each: Correspondence, links: Links) -> Iterator[str]:
    here, there = each.here, each.there
    until = f"至{here.in_force_until}" if here.in_force_until else ""
    yield (
        f"左栏是《{escape(here.title)}》（{here.in_force_from}起施行{until}），中栏是《{escape(there.title)}》"
        f"（{there.in_force_from}起施行），右栏是两者的不同。各条写的是编者归纳的大意，不是条文；引用条文，以官方文本为准。"
        "哪一件适用哪一部，见指南“哪部法规管”。"
    )
    titles = f"《{escape(here.title)}》", f"《{escape(there.title)}》", "不同"
    both = [pair for pair in each.pairs if pair.here]
    for chapter, pairs in groupby(both, key=lambda pair: here.chapters[pair.here[0].numbers[0]]):
        yield heading(2, escape(chapter))
        yield section("law-gaps", table(titles, [_row(pair, each, links) for pair in pairs]))
    new = [pair for pair in each.pairs if not pair.here]
    if new:
        yield heading(2, f"《{escape(there.title)}》新增的", "new")
        rows = [(_provided(pair.there, there, links), escape(pair.says)) for pair in new]
        yield section("law-gaps", table((titles[1], "说的是什么"), rows))


def _row(pair: Pair, each: Correspondence, links: Links) -> tuple[str, str, str]:
    there = _provided(pair.there, each.there, links) if pair.there else "没有"
    return _provided(pair.here, each.here, links), there, escape(pair.says)


def _provided(provisions: Iterable[Provided], instrument: Instrument, links: Links) -> str:
    own = instrument.id == links.book.rulebook.instrument.id
    said = (
        f"**{links.article(one.numbers[0], one.label) if own else one.label}**　{escape(one.gist)}"
        for one in provisions
    )
    return "<br>".join(said)
