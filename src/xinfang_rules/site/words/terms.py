"""The periods of a rulebook, one by one: who, what, how long, from when, what changes their last day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xinfang_rules.case import FACTS
from xinfang_rules.explain.phrases import date_noun
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import NormSpec, Period, Rule, Span
from xinfang_rules.site.links import Links
from xinfang_rules.site.parts.markdown import escape
from xinfang_rules.site.site_context import Book
from xinfang_rules.site.words.conditions import inline
from xinfang_rules.site.words.norms import VERBS, limits, timed_deed

ELSEWHERE = "其他规定"
"""The stage of a rule that cites no article of the instrument."""

NOT_COUNTED = "由指定的日期确定"
"""What stands for the start of a period that ends on a day that somebody sets."""


@dataclass(frozen=True, slots=True)
class Term:
    """A period.

    Attributes:
        rule: The rule that gives it.
        norm: Its norm.
        stage: The chapter in which it stands.
        lengths: How long it is, once for each way in which it can run.
        starts: From when each of these runs.
        changes: What lengthens it, is not counted, or moves its last day.
    """

    rule: Rule
    norm: NormSpec
    stage: str
    lengths: tuple[str, ...]
    starts: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def nature(self) -> str:
        """Whether it is a duty or a right, as the law says it."""
        return VERBS[self.norm.kind]


def stage_of(rule: Rule, book: Book) -> str:
    """Returns the chapter in which a rule stands."""
    return book.rulebook.instrument.chapters.get(book.article_of(rule), ELSEWHERE)


def by_stage(rules: Iterable[Rule], book: Book) -> dict[str, list[Rule]]:
    """Groups rules by the chapter in which they stand, in the order of the articles."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (book.article_of(rule), rule.index)):
        found.setdefault(stage_of(rule, book), []).append(rule)
    return found


def terms(book: Book, links: Links | None = None) -> tuple[Term, ...]:
    """Lists the periods, in the order of the articles.

    Args:
        book: What they belong to.
        links: The links of the page; None for plain text.
    """
    rules = sorted(book.edition.rules, key=lambda rule: (book.article_of(rule), rule.index))
    return tuple(
        _term(rule, rule.norm, rule.norm.period, book, links) for rule in rules if rule.norm and rule.norm.period
    )


def _term(rule: Rule, norm: NormSpec, period: Period, book: Book, links: Links | None) -> Term:
    stage = stage_of(rule, book)
    if period.set_day is not None:
        whose = FACTS[period.set_day].title
        return Term(rule, norm, stage, (f"至{whose}",), (NOT_COUNTED,), ())
    deed = timed_deed(norm)
    lengths = tuple(
        _case(span, book, links, several=len(period.spans) > 1) + _length(span, deed) for span in period.spans
    )
    starts = tuple(dict.fromkeys(date_noun(span.start, book.edition) for span in period.spans))
    changes = [change for span in period.spans for change in _changes(span, book, links)]
    if period.rolls_on:
        changes.append("最后一日为法定休假日的，顺延至下一个工作日")
    changes.extend(limits(norm, book) if links is None else map(escape, limits(norm, book)))
    return Term(rule, norm, stage, lengths, starts, tuple(changes))


def _length(span: Span, deed: str) -> str:
    if span.within is None:
        return "当日"
    return f"{deed}须在{amount(span.within)}内" if deed else amount(span.within)


def _case(span: Span, book: Book, links: Links | None, *, several: bool) -> str:
    if span.when is not None:
        return f"{inline(book.edition.units[span.when], book, links)}的，"
    return "其他情形，" if several else ""


def _changes(span: Span, book: Book, links: Links | None) -> Iterator[str]:
    units = book.edition.units
    if span.extend is not None:
        when = "" if span.extend.when is None else f"{inline(units[span.extend.when], book, links)}的，"
        by = ""
        if span.extend.granted_on is not None:
            by = f"，{date_noun(span.extend.granted_on, book.edition)}不得晚于原来的最后一日"
        yield f"{when}可以延长，至多{amount(span.extend.at_most)}{by}"
    if span.exclude is not None:
        when = "" if span.exclude.when is None else f"{inline(units[span.exclude.when], book, links)}的，"
        yield f"{when}{FACTS[span.exclude.days].title}不计算在内"
