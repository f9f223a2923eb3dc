"""What follows where a norm is not kept, in words: who must or may do what, by which provision, on which reading."""

from collections.abc import Iterator
from typing import Final

from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.explain.outline import inline
from xinfang_rules.rulebook.model import Rule
from xinfang_rules.site.links import Links
from xinfang_rules.site.markdown import escape
from xinfang_rules.site.parts.blocks import small
from xinfang_rules.site.reading.consequences import Consequence

NO_CONSEQUENCE: Final = "规则没有列出逾期的后果"


def nearest(found: tuple[Consequence, ...], links: Links) -> Iterator[str]:
    """Yields what follows at once, each linked to its rule, with its provision and the mark of a reading."""
    for each in found:
        if not each.further:
            rule = each.rule
            own = [citation for citation in rule.citations if citation.article == links.book.article_of(rule)]
            said = f"{links.rule(rule, said_of(rule))}（{links.cited(own)}）{links.mark(rule)}"
            besides = each.also and small(f"，须{inline(each.also, links.edition, links.marking)}")
            yield said + (besides or "")


def said_of(rule: Rule) -> str:
    """Writes who must or may do what, or what a rule remarks."""
    if rule.norm is None:
        return escape(rule.note or "")
    return escape(norm_words(rule.norm))
