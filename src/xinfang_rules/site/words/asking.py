"""Requirements as questions that are answered with yes or no, in Chinese."""

from typing import Final

from xinfang_rules.case import FACTS
from xinfang_rules.explain.naming import titled, value_label
from xinfang_rules.explain.phrases import DATE, ORDERS, date_noun, phrase
from xinfang_rules.language.conditions import (
    Among,
    Compared,
    CountBetween,
    Happened,
    InSequence,
)
from xinfang_rules.language.truth import UNBOUNDED
from xinfang_rules.rulebook.amounts import UNIT_WORDS
from xinfang_rules.rulebook.names import DUE, STATUS
from xinfang_rules.site.links import Links
from xinfang_rules.site.parts.markdown import escape
from xinfang_rules.site.reading.requirements import Leaf
from xinfang_rules.site.site_context import Book
from xinfang_rules.site.words.leaves import name_link

_CHOICE: Final = "还是"
"""A question with this word cannot be answered with yes or no."""
_MARKS: Final = "？?"
_NOT: Final = "不"
_ALSO: Final = "，也"
"""What joins several denials."""
_IS: Final = "是"
_VERBS: Final = ("属于", "由", "采用", "应当", "可以")
"""How a sentence starts that has no subject of its own."""
_PREDICATES: Final = ("清楚", "明确", "合理", "充分", "成立", "属实")
"""What can be said of something by one word at the end of a title."""


def question(leaf: Leaf, book: Book, links: Links) -> tuple[str, bool]:
    """Turns a requirement into a question.

    Returns:
        The question in Markdown, and whether it is met by yes.
    """
    atom, edition = leaf.atom, book.edition

    def link(name: str, label: str) -> str:
        return name_link(name, escape(label), edition, links)

    match atom:
        case Among(name):
            text, yes = _choice(atom, book, links)
            return f"{text}？", yes is leaf.wanted
        case CountBetween(name):
            text = f"{link(name, titled(name, edition))}是否{_bounds(atom, book)}"
        case Happened(name):
            text = link(name, _happened(name, book))
        case Compared(name, order, other):
            first, second = link(name, date_noun(name, edition)), link(other, date_noun(other, edition))
            text = f"{first}是否{ORDERS[order]}{second}"
        case InSequence(earlier, later):
            first, second = link(earlier, date_noun(earlier, edition)), link(later, date_noun(later, edition))
            text = f"{second}是否以{first}为前提，并且不早于它"
    return f"{text}？", leaf.wanted


def _choice(atom: Among, book: Book, links: Links) -> tuple[str, bool]:
    """Asks which value a name has; the truth is what yes says of the leaf."""
    name, edition = atom.name, book.edition
    base, _, member = name.partition("[")
    if member:
        spec = FACTS[base]
        label = escape(f"“{spec.member_labels[member[:-1]]}”")
        return f"{links.fact(base, escape(spec.title))}是否包括{label}", "true" in atom.chosen
    if edition.scope[name].boolean:
        return name_link(name, escape(_truth(name, book)), edition, links), "true" in atom.chosen
    if name in FACTS:
        text, yes = _value(name, phrase(atom, edition, wanted=True), phrase(atom, edition, wanted=False))
        return name_link(name, escape(text), edition, links), yes
    if name.startswith((STATUS, DUE)):
        said = phrase(atom, edition, wanted=True)
        return name_link(name, escape(f"是否属于“{said}”的情形"), edition, links), True
    labels = "或者".join(f"“{value_label(name, value, edition)}”" for value in atom.chosen)
    title = f"“{titled(name, edition)}”的结论"
    return f"{name_link(name, escape(title), edition, links)}是否为{escape(labels)}", True


def _value(name: str, said: str, denied: str) -> tuple[str, bool]:
    """Asks whether a fact has one of some values, by the sentences that say so and deny it.

    What is denied itself is asked for by its opposite: 是否不属于 would be answered with a double negation.
    """
    head = FACTS[name].says.partition("{}")[0]
    if said.startswith(_NOT):
        opposite = denied if _ALSO in said else said.removeprefix(_NOT)
        return f"是否{opposite}", False
    if head.endswith(_IS):
        subject = head.removesuffix(_IS)
        return f"{subject}是否为{said.removeprefix(head)}", True
    if head and not head.startswith(_VERBS):
        return f"{head}是否{said.removeprefix(head)}", True
    return f"是否{said}", True


def _truth(name: str, book: Book) -> str:
    """Asks for a truth as its fact asks for it, where that is a question of yes or no."""
    if name not in FACTS:
        return f"是否属于“{titled(name, book.edition)}”"
    spec = FACTS[name]
    return _whether(spec.title) if _CHOICE in spec.ask else spec.ask.rstrip(_MARKS)


def _whether(title: str) -> str:
    """Turns a statement into a question: before its predicate where that stands last, else around the whole."""
    for predicate in _PREDICATES:
        if title.endswith(predicate) and title != predicate:
            return f"{title.removesuffix(predicate)}是否{predicate}"
    return f"是否属于“{title}”的情形"


def _happened(name: str, book: Book) -> str:
    """Asks whether a day has come: of the day of an act, whether it has been done."""
    title = titled(name, book.edition)
    if name not in FACTS or not title.endswith(DATE):
        return f"是否已有{title}"
    return f"{FACTS[name].whose}是否已经{title.removesuffix(DATE)}"


def _bounds(atom: CountBetween, book: Book) -> str:
    units = [UNIT_WORDS[book.edition.parameters[name].unit] for name in atom.parameters]
    unit = units[0] if units else ""
    bounds = [f"不少于{atom.least}{unit}"] if atom.least else []
    bounds += [f"不超过{atom.most}{unit}"] if atom.most < UNBOUNDED else []
    return "并且".join(bounds)
