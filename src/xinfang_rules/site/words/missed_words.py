"""What follows when a last day passes, in one line of text."""

from collections.abc import Iterable

from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.reading.consequences import consequences, lapse
from xinfang_rules.site.site_context import SiteContext


def missed_words(rule: Rule, book: SiteContext) -> tuple[str, ...]:
    """Says what follows at once when the norm of a rule is not kept, or has lapsed, each with its provisions."""
    if rule.norm is None:
        return ()
    following: Iterable[Rule] = lapse(rule, book)
    if rule.norm.kind is NormKind.OBLIGATION:
        following = (each.rule for each in consequences(rule, book) if not each.further)
    return tuple(f"{said_plainly(each, book)}（{_cited(each.citations, book)}）" for each in following)


def said_plainly(rule: Rule, book: SiteContext) -> str:
    """Writes what a rule gives, as plain text: who must or may do what, what is so, what it remarks."""
    if rule.norm is not None:
        return norm_words(rule.norm)
    if (question := book.edition.question(rule.question)) is not None:
        return f"{question.title}：{question.answers[rule.answer or '']}"
    return rule.note or rule.title


def _cited(citations: Iterable[Cited], book: SiteContext) -> str:
    return "、".join(dict.fromkeys(map(book.short_label, citations)))
