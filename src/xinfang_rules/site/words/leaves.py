"""Single requirements in Chinese, each linked to where its names are defined."""

from xinfang_rules.explain.phrases import PLAIN, Marking, phrase
from xinfang_rules.language.conditions import Atom
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import norm_named
from xinfang_rules.site.links import OTHER_INSTRUMENTS, Links
from xinfang_rules.site.parts.markdown import escape


def name_link(name: str, label: str, edition: Edition, links: Links | None) -> str:
    """Links a label to where its name is defined: a fact or concept, a question, the rule of a norm.

    Args:
        name: A name of the edition, a member of a set included.
        label: The label, as Markdown.
        edition: The edition.
        links: The links of the page; None for the label alone.
    """
    if links is None:
        return label
    base = name.partition("[")[0]
    if any(question.name == base for question in edition.questions):
        return links.question(base, label)
    if (rule_id := norm_named(base)) is not None:
        rule = edition.rule(rule_id)
        articles = (c.article for c in rule.citations if c.instrument == links.instrument)
        return links.rule(rule.id, next(articles, OTHER_INSTRUMENTS), label)
    return links.fact(base, label)


def leaf_words(atom: Atom, edition: Edition, links: Links | None, *, wanted: bool) -> str:
    """Writes a leaf of a condition as the requirement it is, as Markdown.

    Args:
        atom: The leaf.
        edition: The edition.
        links: The links of the page; None for plain text.
        wanted: Whether it is required to hold, or not to.
    """
    marking = PLAIN
    if links is not None:
        marking = Marking(lambda name, label: name_link(name, escape(label), edition, links), escape)
    return phrase(atom, edition, wanted=wanted, marking=marking)
