"""What follows where a norm is not kept, in words: who must or may do what, by which provision, on which reading."""

from collections.abc import Iterable, Iterator
from typing import Final

from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.explain.outline import inline
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import Links
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.parts.blocks import small
from xinfang_rules.site.reading.consequences import Consequence, consequences, lapse
from xinfang_rules.site.site_context import SiteContext

NO_CONSEQUENCE: Final = "规则没有列出逾期的后果"


def nearest(found: tuple[Consequence, ...], links: Links) -> Iterator[str]:
    """Yields what follows at once, each linked to its rule, with its provision and the mark of a reading."""
    for each in found:
        if not each.further:
            rule = each.rule
            own = [citation for citation in rule.citations if citation.article == links.book.article_of(rule)]
            label = escape(said_plainly(rule, links.book))
            said = f"{links.rule(rule, label)}（{links.cited(own)}）{links.mark(rule)}"
            besides = each.also and small(f"，须{inline(each.also, links.edition, links.marking)}")
            yield said + (besides or "")


def missed_words(rule: Rule, book: SiteContext) -> tuple[str, ...]:
    """Says, as text, what follows at once when the norm of a rule is not kept, or has lapsed, with its provisions."""
    if rule.norm is None:
        return ()
    following: Iterable[Rule] = lapse(rule, book)
    if rule.norm.kind is NormKind.OBLIGATION:
        following = (each.rule for each in consequences(rule, book) if not each.further)
    cited = ((each, "、".join(dict.fromkeys(map(book.short_label, each.citations)))) for each in following)
    return tuple(f"{said_plainly(each, book)}（{labels}）" for each, labels in cited)


def said_plainly(rule: Rule, book: SiteContext) -> str:
    """Writes what a rule gives, as plain text: who must or may do what, what is so, what it remarks."""
    if rule.norm is not None:
        return norm_words(rule.norm)
    if (question := book.edition.question(rule.question)) is not None:
        return f"{question.title}：{question.answers[rule.answer or '']}"
    return rule.note or rule.title
