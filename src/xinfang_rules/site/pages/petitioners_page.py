"""The page for petitioners' advisers: by stage, what may be asked, what is owed and by when, and what is forbidden."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from xinfang_rules.explain.concepts import names_behind
from xinfang_rules.explain.norm_words import measures, period_words, with_bearer
from xinfang_rules.explain.outline import excepted
from xinfang_rules.explain.requirements import own_condition, unconditional
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.instrument_entries import DutiesEntry
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.site.grouping import grouped
from xinfang_rules.site.links import DEADLINES, PERIODS, PETITIONERS, SUPERIORS, SUPERVISION, Links
from xinfang_rules.site.markdown import Page, blocks, bullets, escape, folded
from xinfang_rules.site.pages.superiors_page import TITLE as SUPERIORS_TITLE
from xinfang_rules.site.parts.blocks import lines, small, table
from xinfang_rules.site.parts.consequence_words import NO_CONSEQUENCE, nearest, said_plainly
from xinfang_rules.site.parts.flow import questions
from xinfang_rules.site.reading.consequences import consequences
from xinfang_rules.site.reading.superiors import read_superiors
from xinfang_rules.site.relations import dated_beside
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.words.condition_words import in_cell

ANY_TIME = "没有另定期限"
Row = Callable[[Rule, Links], list[str]]


def pages(book: SiteContext) -> Iterator[Page]:
    """Writes the page."""
    links, who = Links(PETITIONERS, book), "、".join(_persons(book)) or "当事人"
    parts = [
        f"供{who}及其代理律师查阅：先列{who}最常遇到的几种情况，再按章列出全部权利、义务和禁止的行为。"
        f"全部期限见{links.to(PERIODS, '期限一览')}，机关、单位的责任见{links.to(SUPERVISION, '责任与监督')}。",
        *_dated_rights(links),
        *_unanswered(links),
        *_refused(links),
        *_breached(links),
        *_protections(links),
        *_stages(links),
        *_first(links),
    ]
    yield Page(PETITIONERS, f"{who}的权利与义务", blocks(parts), boost=2.0)


def _persons(book: SiteContext) -> list[str]:
    return [bearer.label for bearer in book.edition.bearers if "petitioner" in bearer.marks]


def _is_own(rule: Rule) -> bool:
    return rule.norm is not None and "petitioner" in rule.norm.bearer.marks


def owed(rule: Rule, book: SiteContext) -> bool:
    """Tells whether a norm is a duty towards the petitioner.

    The law does not name to whom a duty is owed. Counted are duties with a last day, those that share the day of one,
    duties that are done when the petitioner has received something, and those whose words name the petitioner. A duty
    that depends on which organ passed the matter on and does not name the petitioner is owed to that organ.
    """
    norm = rule.norm
    if norm is None or norm.kind is not NormKind.OBLIGATION or not _of_others(rule, book):
        return False
    persons = _persons(book)
    received = norm.done is not None and book.edition.facts[norm.done.day].whose in persons
    said = [rule.title, norm.action.label, *(citation.quote for citation in rule.citations)]
    if received or any(person in text for text in said for person in persons):
        return True
    return not _rests_on(_duties(book).senders, rule, book) and (
        norm.period is not None or dated_beside(rule, book.edition) is not None
    )


def _of_others(rule: Rule, book: SiteContext) -> bool:
    """Tells whether a norm says what others do and does not answer a breach; what does stands on its own page."""
    norm = rule.norm
    missed = any(name.startswith(STATUS) for name in names_behind(rule.condition, book.edition))
    return (
        norm is not None
        and norm.kind is not NormKind.PROHIBITION
        and "petitioner" not in norm.bearer.marks
        and not missed
        and not _rests_on(_duties(book).breaches, rule, book)
    )


def _duties(book: SiteContext) -> DutiesEntry:
    return DutiesEntry() if book.pack.settings is None else book.pack.settings.entry.duties


def _rests_on(listed: list[str], rule: Rule, book: SiteContext) -> bool:
    """Tells whether a rule reads one of the facts, or of the groups of facts, that are listed."""
    read = [name.partition("[")[0] for name in names_behind(rule.condition, book.edition)]
    return any(name in listed or name.partition(".")[0] in listed for name in read)


def _first(links: Links) -> Iterator[str]:
    """Points to the questions that tell how a petition stands."""
    if not links.edition.questions:
        return
    yield "## 先判断所处的阶段"
    yield bullets(
        f"{links.question(question.name, escape(question.title))}：{'；'.join(map(escape, question.answers.values()))}"
        for question in questions(links.book)
    )


def _stages(links: Links) -> Iterator[str]:
    """Lists, folded by chapter, everything that the law gives, demands and forbids."""
    mine = tuple(rule for rule in links.edition.rules if _is_own(rule) or _of_others(rule, links.book) or rule.note)
    if mine:
        yield "## 按章列出的权利、义务和禁止的行为"
    for stage, rules in links.book.by_chapter(mine).items():
        body = blocks(_stage(rules, links))
        if body:
            yield folded("xf-stage", escape(stage), body)


def _stage(rules: Iterable[Rule], links: Links) -> Iterator[str]:
    own = {kind: [r for r in rules if _is_own(r) and r.norm and r.norm.kind is kind] for kind in NormKind}
    yield from _section("权利", ["权利", "条件", "期限", "条款"], own[NormKind.PERMISSION], _right, links)
    due = [rule for rule in rules if owed(rule, links.book)]
    yield from _section("机关、单位的义务", ["责任主体和事项", "条件", "期限", "条款"], due, _due, links)
    # In short: the duties that have no last day and do not speak of the petitioner, and what organs may do.
    others = [rule for rule in rules if _of_others(rule, links.book) and rule not in due]
    if others:
        yield "### 机关、单位的其他义务和权限"
        yield bullets(
            f"{links.marked(rule, escape(with_bearer(rule)))}（{links.cited(rule.citations)}）" for rule in others
        )
    yield from _section("义务", ["义务", "条件", "条款"], own[NormKind.OBLIGATION], _duty, links)
    yield from _section("不得有的行为", ["禁止的行为", "条件", "条款"], own[NormKind.PROHIBITION], _duty, links)
    # What the text leaves open and what does not change, for which there is no norm.
    remarks = [rule for rule in rules if rule.note]
    if remarks:
        yield "### 说明"
        yield bullets(
            f"{escape(rule.note or '')}（{links.rule(rule, '规则')}，{links.cited(rule.citations)}）"
            for rule in remarks
        )


def _section(title: str, heads: list[str], rules: list[Rule], row: Row, links: Links) -> Iterator[str]:
    if rules:
        yield f"### {title}"
        yield table(heads, [row(rule, links) for rule in rules], f"xf-owed-{len(heads)}")


def _protections(links: Links) -> Iterator[str]:
    """Lists what everybody but the petitioner is forbidden."""
    rules = [
        rule
        for rule in links.book.in_order(links.edition.rules)
        if rule.norm and rule.norm.kind is NormKind.PROHIBITION and not _is_own(rule)
    ]
    if rules:
        yield "## 机关、单位及其工作人员不得有的行为"
        yield "违反的后果见下面“违反职责的处理”。"
        yield table(["主体和禁止的行为", "条件", "条款"], [_forbidden(rule, links) for rule in rules], "xf-owed-3")


def _forbidden(rule: Rule, links: Links) -> list[str]:
    assert rule.norm is not None
    label, measure = rule.norm.bearer.label, escape(measures(rule, links.edition))
    who = "" if rule.title.startswith(label) else f"**{escape(label)}**"
    return [lines([who, links.marked(rule) + measure]), _when(rule, links), links.cited(rule.citations)]


def _right(rule: Rule, links: Links) -> list[str]:
    return _timed(rule, f"**{links.rule(rule)}**{links.mark(rule)}", links)


def _due(rule: Rule, links: Links) -> list[str]:
    assert rule.norm is not None
    return _timed(rule, lines([f"**{escape(rule.norm.bearer.label)}**", links.marked(rule)]), links)


def _timed(rule: Rule, title: str, links: Links) -> list[str]:
    assert rule.norm is not None
    other = dated_beside(rule, links.edition)
    beside = ANY_TIME if other is None else f"同“{links.rule(other)}”的期限"
    period = escape(period_words(rule.norm, links.edition)) or beside
    return [title, _when(rule, links), period, links.cited(rule.citations)]


def _duty(rule: Rule, links: Links) -> list[str]:
    return [links.marked(rule) + escape(measures(rule, links.edition)), _when(rule, links), links.cited(rule.citations)]


def _when(rule: Rule, links: Links) -> str:
    condition = own_condition(rule)
    text = "一律适用" if unconditional(condition) else in_cell(condition, links)
    return "；".join(filter(None, [text, excepted(rule, links.edition, links.marking)]))


def _unanswered(links: Links) -> Iterator[str]:
    rows = [
        [
            lines(
                [
                    f"**{links.rule(rule)}**{links.mark(rule)}",
                    small(f"{escape(rule.norm.bearer.label)}，{escape(period_words(rule.norm, links.edition))}"),
                    small(links.cited(rule.citations)),
                ]
            ),
            lines(nearest(consequences(rule, links.book), links)) or NO_CONSEQUENCE,
        ]
        for rule in links.edition.rules
        if owed(rule, links.book) and rule.norm and rule.norm.period
    ]
    if not rows:
        return
    yield "## 到期没有答复、没有办结的处理"
    yield "逾期以后由谁处理、依据哪一条，列在右栏。"
    yield table(["逾期的事项", "处理的主体和事项"], rows, "xf-unanswered")
    queries = [
        rule
        for rule in links.edition.rules
        if _is_own(rule)
        and rule.norm
        and rule.norm.kind is NormKind.PERMISSION
        and rule.norm.period is None
        and (rule.general or unconditional(rule.condition))
    ]
    if queries:
        yield "可以向右栏所列的机关、单位反映，规则没有列出另外的程序和期限。随时可以："
        yield bullets(f"{links.rule(rule)}（{links.cited(rule.citations)}）" for rule in queries)


def _breached(links: Links) -> Iterator[str]:
    """Lists who must step in where an organ does wrong otherwise than by missing a period."""
    rules = [
        rule
        for rule in links.book.in_order(links.edition.rules)
        if rule.norm and not _is_own(rule) and _rests_on(_duties(links.book).breaches, rule, links.book)
    ]
    if rules:
        yield "## 违反职责的处理"
        whole = links.to(SUPERVISION, "责任与监督")
        yield f"没有逾期，但有下列情形的，由有权的机关、单位查明认定。完整的条件见{whole}。"
        yield table(["情形", "责任主体和事项", "条款"], _answered(rules, links), "xf-owed-3")


def _answered(rules: list[Rule], links: Links) -> Iterator[list[str]]:
    for article, standing in groupby(rules, key=links.book.article_of):
        yield [links.titled_article(article)]
        for rule in standing:
            yield [links.marked(rule), escape(said_plainly(rule, links.book)), links.cited(rule.citations)]


def _dated_rights(links: Links) -> Iterator[str]:
    """Lists the rights that have a last day: until when, from which day, and what tells whether they are still open."""
    rights = [rule for rule in links.edition.rules if _is_own(rule) and rule.norm and rule.norm.period]
    if not rights:
        return
    yield "## 收到答复以后能做什么"
    yield "有期限的权利如下。起算日尚未到来的，该项权利尚不能行使，期限也不会届满。"
    yield table(["权利", "条件", "期限", "条款"], [_right(rule, links) for rule in rights], "xf-owed-4")
    told = dict.fromkeys(
        question
        for rule in rights
        for reader in links.book.readers.get(f"{STATUS}{rule.id}", ())
        for question in [links.edition.question(reader.question)]
        if question is not None
    )
    where = (
        [f"目前走到哪一步，见{'、'.join(links.question(q.name, f'“{escape(q.title)}”') for q in told)}"] if told else []
    )
    if not links.book.further:
        where.append(f"最后一日，可以在{links.to(DEADLINES, '查期限')}按收到的日期数")
    where += [f"向谁提出，见{links.to(SUPERIORS, SUPERIORS_TITLE)}"] if read_superiors(links.book.place) else []
    if where:
        yield f"{'；'.join(where)}。"


def _refused(links: Links) -> Iterator[str]:
    """Lists, for each answer by which a petition is refused, on which grounds alone, and what else is said of it."""
    refusing = (
        (question.answers[rule.answer], rule)
        for rule in links.edition.rules
        for question in [links.edition.question(rule.question)]
        if question is not None and rule.answer in question.grave
    )
    for label, grounds in grouped(refusing).items():
        about = [rule for rule in links.edition.rules if (rule.norm or rule.note) and label in rule.title]
        if about:
            yield f"## {escape(label)}的，怎么办"
            yield "规则只在下列情形得出这一结论："
            rows = [[links.marked(rule), _when(rule, links), links.cited(rule.citations)] for rule in grounds]
            yield table(["情形", "条件", "条款"], rows, "xf-owed-3")
            yield "没有上述情形的，以及有关的其他规定："
            yield table(["情形", "责任主体和事项", "条款"], _answered(about, links), "xf-owed-3")
