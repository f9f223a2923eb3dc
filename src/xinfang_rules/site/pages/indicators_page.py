"""Indicators: how each is counted, who counts so, what is a reading; the several ways side by side."""

from collections.abc import Iterator

from xinfang_rules.errors import RulebookError
from xinfang_rules.indicators.indicator_set import IndicatorSet, Variant, load_indicators
from xinfang_rules.indicators.indicator_words import condition_words, last_day_reading, title_of
from xinfang_rules.site.links import INDICATORS as PATH, Links, anchor
from xinfang_rules.site.markdown import (
    Page,
    admonition,
    blocks,
    bullets,
    code,
    definitions,
    escape,
    heading,
    section,
    table,
)
from xinfang_rules.site.site_context import SiteContext

_MIND = (
    "法规没有规定指标的算法：引用的条文是指标所看的义务、权利，不是指标本身的依据。来源是某一程序的，不是官方口径。",
    "用于考核、通报、公布的，要写明采用哪一种口径、期间和件数；只有比率没有件数的，无从核对。",
    "指标说的是机关、单位的办理情况，不给信访人打分；不得为了指标劝阻信访人提出、请求复查复核或者评价。",
)


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the one page of indicators; none where the rulebook has not what they are counted from."""
    links = Links(PATH, book)
    try:
        known = load_indicators(rulebook=book.rulebook)
    except RulebookError:
        return
    parts = [
        "各项指标怎样算：分子、分母、按哪一日归期、哪些不计在内、依据是什么。同一个名称有几种算法的并列，第一种是不另外指定时采用的。"
        "怎样由登记表算出，见指南“指标与报告”。",
        admonition("warning", "口径要写明", bullets(_MIND)),
        *(part for name in known.names for part in _indicator(known.chosen([f"{name}.*"]), known, links)),
        *_columns(known),
    ]
    yield Page(PATH, "指标的口径", blocks(parts), boost=1.1)


def _indicator(variants: tuple[Variant, ...], known: IndicatorSet, links: Links) -> Iterator[str]:
    first = variants[0]
    yield heading(2, escape(first.title), anchor(first.indicator))
    yield escape(f"{first.meaning}。") + (" 只看件数。" if first.is_count else "")
    for variant in variants:
        if len(variants) > 1:
            yield heading(3, escape(variant.subtitle), anchor(variant.key))
        source = variant.source
        yield f"{code(variant.key)}\n{{ .law-tags }}"
        yield definitions(
            [
                ("分子", condition_words(variant.numerator, known, links.marking)),
                ("分母", condition_words(variant.denominator, known, links.marking)),
                ("按哪一日归期", escape(title_of(variant.cohort, known))),
                ("不计在内的", escape(variant.left_out)),
                ("条文", links.cited(variant.citations)),
                ("来源", "" if source is None else escape(f"{source.title}。 {source.note or ''}")),
                ("解释", escape(variant.interpretive or "")),
                ("期限最后一日的解释", escape(last_day_reading(variant, known) or "")),
            ]
        )


def _columns(known: IndicatorSet) -> Iterator[str]:
    yield heading(2, "登记表的栏目", "columns")
    yield "指标用到、而案件事实没有的栏目。表里没有的，各件都是未知。列名把点换成两个下划线。"
    rows = [
        (
            code(name),
            escape(spec.title),
            escape("、".join(spec.member_labels.values()) or {"bool": "是、否", "date": "日期"}[spec.kind]),
            escape(spec.meaning),
        )
        for name, spec in known.columns.items()
    ]
    rows += [(code(name), escape(title), "文字，只用来分组", "") for name, title in known.texts.items()]
    yield section("law-gaps", table(("名称", "栏目", "可填的内容", "说明"), rows))
