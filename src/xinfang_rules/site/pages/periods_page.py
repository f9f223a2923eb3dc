"""The page of the periods: all of them in one table, and a case worked from receipt to its last remedy."""

from collections.abc import Iterator
from itertools import groupby

from xinfang_rules.days import day_words
from xinfang_rules.explain.norm_words import norm_words, start_words
from xinfang_rules.explain.phrases import date_noun
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import DEADLINES, PERIODS, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, section
from xinfang_rules.site.pages.downloads_page import PERIODS_CSV
from xinfang_rules.site.parts.blocks import box, lines, row_of, small, table
from xinfang_rules.site.parts.timeline import length_of, moved_words, timeline
from xinfang_rules.site.reading.worked_example import Walk, WalkStep, longest_walk, other_beginnings
from xinfang_rules.site.relations import dated_beside
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.period_rows import PeriodRow, period_rows
from xinfang_rules.site.words.scenario_words import value_said


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    links = Links(PERIODS, book)
    listed = period_rows(book, links.marking)
    body = section("xf-wide", blocks(_parts(listed, links))) if listed else "规则里没有期限。"
    yield Page(PERIODS, "期限一览", body, boost=2.0)


def _parts(listed: tuple[PeriodRow, ...], links: Links) -> list[str]:
    # A further rulebook of a site has no calculator of its own: that of the site counts by it, too.
    counted = "" if links.book.further else f"某一日起算的最后一日，在{links.to(DEADLINES, '查期限')}一页计算。"
    return [
        f"{counted}下表列明每项期限的责任主体、事项、长度和起算日。“事项”栏小字链接至规则全文，最后一栏链接至条文。"
        f"需要在 Excel 中排序、筛选的，可以{links.to(PERIODS_CSV, '下载本表')}。",
        table(["责任主体", "事项", "期限", "起算日", "延长、扣除", "条款"], _rows(listed, links), "xf-periods"),
        "## 期限怎样计算",
        bullets(counting(links.book)),
        *_worked(links),
        *_promptly(links),
        *_undated(links),
    ]


def _rows(listed: tuple[PeriodRow, ...], links: Links) -> Iterator[list[str]]:
    for chapter, rows in groupby(listed, key=lambda row: row.chapter):
        yield [escape(chapter)]
        for row in rows:
            yield [
                escape(row.norm.bearer.label),
                lines([f"{row.nature}**{escape(row.norm.action.label)}**", small(links.marked(row.rule))]),
                f"**{row.lengths[0]}**" if len(row.lengths) == 1 else lines(row.lengths),
                lines(row.starts),
                lines(row.changes),
                links.cited(row.rule.citations),
            ]


def counting(book: SiteContext) -> Iterator[str]:
    """Yields how days are counted, one sentence or more for each reading."""
    settings = book.pack.settings
    if settings is not None:
        for reading in (settings.entry.counting, settings.entry.roll_on):
            if reading is not None and reading.interpretive:
                yield escape(reading.interpretive)
    yield "最后一日当日履行的，不属于逾期。"


def _worked(links: Links) -> Iterator[str]:
    walk = longest_walk(links.book)
    if walk is None:
        return
    yield "## 全程期限示例"
    yield (
        "下面的日期按规则逐步算出：每一步均在最后一日履行，履行当日开始下一步，不延长、不扣除。"
        f"{_assumed(walk, links.book)}"
        f"所用的事实取自场景“{links.scenario(walk.scenario)}”，缺少的由其他场景补足："
    )
    yield box("details", ["<summary>这件事的事实</summary>", "", bullets(_facts(walk, links)), ""], "xf-facts")
    heads = ["责任主体和事项", "期限", "最后一日", "条款"]
    picture = timeline(walk, links.book)
    yield box("div", [picture, "", table(heads, _steps(walk.steps, links), "xf-steps-table")], "xf-worked")
    others = other_beginnings(walk, links.book)
    if others:
        yield "### 其他起点的期限"
        yield "同一天收到，而收到的机关、单位不同，或者属于转送、交办的，第一步的期限也不同："
        yield table(heads, _steps(others, links), "xf-steps-table xf-beginnings")


def _assumed(walk: Walk, book: SiteContext) -> str:
    """Says which days no period yields, so that nothing but the example puts them where they are."""
    if not walk.assumed:
        return ""
    named = "、".join(escape(date_noun(name, book.edition)) for name in walk.assumed)
    return f"{named}没有自己的期限，这里一律取前一步做完的当天；这是为了算这个例子，条文没有这样规定。"


def _facts(walk: Walk, links: Links) -> Iterator[str]:
    for group, told in walk.facts.items():
        for key, value in told.items():
            spec = links.edition.facts[f"{group}.{key}"]
            yield f"{links.fact(spec.name, escape(spec.title))}：{escape(value_said(value, spec.member_labels))}"


def _steps(steps: tuple[WalkStep, ...], links: Links) -> Iterator[list[str]]:
    for step in steps:
        deed = escape(norm_words(step.norm, bearer=False))
        start = f"自{start_words(step.span, links.edition)}（{day_words(step.start)}）起"
        yield [
            lines([escape(step.norm.bearer.label), links.marked(step.rule, deed)]),
            lines([f"**{length_of(step)}**", small(escape(start)), small(moved_words(step)) if step.moved > 0 else ""]),
            f"**{day_words(step.last_day)}**",
            links.cited(step.norm.citations),
        ]


def _promptly(links: Links) -> Iterator[str]:
    rules = [rule for rule in links.edition.rules if rule.norm and rule.norm.promptly]
    if rules:
        yield "## 只要求“及时”，没有规定日数的"
        yield "这些义务没有最后一日，对这些义务，本库不作逾期判断。"
        yield _by_chapter(rules, links)


def _undated(links: Links) -> Iterator[str]:
    """Lists the duties whose doing has its day in the case, although nothing says how soon it must be done."""
    rules = [
        rule
        for rule in links.edition.rules
        if rule.norm
        and rule.norm.kind is NormKind.OBLIGATION
        and rule.norm.done
        and not rule.norm.promptly
        and rule.norm.period is None
        and dated_beside(rule, links.edition) is None
    ]
    if rules:
        yield "## 没有规定期限的"
        yield "这些义务，规则没有列出期限，也没有“及时”的要求；是否履行以相应的日期为准，对这些义务，本库不作逾期判断。"
        yield _by_chapter(rules, links)


def _by_chapter(rules: list[Rule], links: Links) -> str:
    rows = []
    for chapter, standing in links.book.by_chapter(rules).items():
        rows += [[escape(chapter)], *(row_of(rule, links) for rule in standing)]
    return table(["责任主体和事项", "情形", "条款"], rows, "xf-following")
