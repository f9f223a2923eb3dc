"""Single requirements and names in Chinese, each linked to where it is defined."""

from typing import Final

from xinfang_rules.case import FACTS, FactSpec
from xinfang_rules.explain.words import titled, value_label
from xinfang_rules.logic.conditions import (
    Among,
    Atom,
    Compared,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
)
from xinfang_rules.logic.truth import UNBOUNDED
from xinfang_rules.rulebook.model import Edition, Unit
from xinfang_rules.rulebook.names import STATUS, norm_named
from xinfang_rules.site.links import OTHER_INSTRUMENTS, Links
from xinfang_rules.site.parts.markdown import escape
from xinfang_rules.vocabulary.outputs import NormStatus

_ORDERS: Final = {
    DateOrder.BEFORE: "早于",
    DateOrder.ON_OR_BEFORE: "不晚于",
    DateOrder.AFTER: "晚于",
    DateOrder.ON_OR_AFTER: "不早于",
}
UNIT_WORDS: Final = {Unit.DAY: "日", Unit.WORKING_DAY: "个工作日", Unit.PERSON: "人", Unit.ORGAN: "个"}
DATE: Final = "日期"
"""How the title of the day of an act ends."""

# A title that is one predicate is negated as Chinese does; any other is quoted whole.
_NEGATED_STARTS: Final = (
    ("已有", "尚无"),
    ("已经", "尚未"),
    ("已", "尚未"),
    ("能够", "不能"),
    ("属于", "不属于"),
    ("涉及", "不涉及"),
    ("符合", "不符合"),
    ("有共同", "没有共同"),
    ("仍然以", "不再以"),
)
_JOINED: Final = ("或者", "并且", "，")
_VERBAL: Final = ("属于", "不属于", "符合", "不符合", "缺乏", "申请")
"""How a label starts that says something by itself: after these, 为 would be a second verb."""
_WHOLE: Final = ("不应当", "不可以")
"""How a label starts that says what its title says, denied: it stands alone."""


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


def date_noun(name: str, edition: Edition) -> str:
    """Names a day as the law does: 受理之日; what is no day of an act keeps its title."""
    title = titled(name, edition)
    return f"{title.removesuffix(DATE)}之日" if name in FACTS and title.endswith(DATE) else title


def negated(title: str) -> str:
    """Negates the title of a true-or-false fact or concept that has no words of its own for that."""
    if not any(mark in title for mark in _JOINED):
        for start, instead in _NEGATED_STARTS:
            if title.startswith(start):
                return instead + title.removeprefix(start)
        before, found, after = title.partition("已经")
        if found and "、" not in title:
            return f"{before}尚未{after}"
    return f"不属于“{title}”的情形"


def _denied(name: str, title: str) -> str:
    """Says that a fact or concept is not so, in its own words where it has some."""
    spec = FACTS.get(name)
    return (spec.negated if spec is not None else "") or negated(title)


def leaf_words(atom: Atom, edition: Edition, links: Links | None, *, wanted: bool) -> str:
    """Writes a leaf of a condition as the requirement it is, as Markdown.

    Args:
        atom: The leaf.
        edition: The edition.
        links: The links of the page; None for plain text.
        wanted: Whether it is required to hold, or not to.
    """

    def link(name: str, label: str) -> str:
        return name_link(name, escape(label) if links is not None else label, edition, links)

    match atom:
        case Among(name):
            return _among(atom, edition, links, wanted=wanted)
        case CountBetween(name):
            return link(name, titled(name, edition)) + _bounds(atom, edition, wanted=wanted)
        case Happened(name):
            return link(name, _happened(name, edition, wanted=wanted))
        case Compared(name, order, other):
            text = f"{link(name, date_noun(name, edition))}{_ORDERS[order]}{link(other, date_noun(other, edition))}"
            return text if wanted else f"不具备“{text}”"
        case InSequence(earlier, later):
            first, then = (link(name, date_noun(name, edition)) for name in (earlier, later))
            return f"{then}以{first}为前提，并且不早于{first}" if wanted else f"{then}没有{first}，或者早于{first}"


def _among(atom: Among, edition: Edition, links: Links | None, *, wanted: bool) -> str:
    name, title = atom.name, titled(atom.name, edition)

    def link(label: str) -> str:
        return name_link(name, escape(label) if links is not None else label, edition, links)

    base, _, member = name.partition("[")
    truth = bool(member) or edition.scope[base].boolean
    if truth:
        holds = wanted is ("true" in atom.chosen)
        if member:
            return link(title if holds else title.replace("包括", "不包括", 1))
        return link(title if holds else _denied(name, title))
    if name.startswith(STATUS) and (said := _plain_status(atom, edition, wanted=wanted)):
        before, after = said
        return f"{before}{link(title)}{after}"
    positive = wanted
    chosen: tuple[str, ...] = atom.chosen
    if not wanted:
        values = edition.scope[base].values
        rest = [value for bit, value in enumerate(values) if (atom.domain ^ atom.allowed) >> bit & 1]
        denying = any(_plain_label(name, value, edition).startswith("不") for value in chosen)
        if len(rest) == 1 or (name in FACTS and denying):
            positive, chosen = True, tuple(rest)
    labels = [_plain_label(name, value, edition) for value in chosen]
    if not positive:
        labels = [f"“{label}”" if label.startswith("不") else label for label in labels]
    listed = _listed(labels)
    if links is not None:
        listed = escape(listed)
    if name in FACTS:
        if positive and len(labels) == 1 and labels[0].startswith(_WHOLE):
            return link(labels[0])
        verb = "不是" if not positive else "：" if any(label.startswith(_VERBAL) for label in labels) else "为"
        return f"{link(title)}{verb}{listed}"
    about = f"{link(title)}的状态" if name.startswith(STATUS) else f"{link(f'“{title}”')}的结论"
    return f"{about}{'为' if positive else '不是'}{listed}"


def _plain_status(atom: Among, edition: Edition, *, wanted: bool) -> tuple[str, str] | None:
    """Returns the words before and after a norm for a status that is better told than named; None for any other.

    A duty that no fact shows done says of its status only that its rule applies. A duty without a period that is
    still to be done has not been done; one with a period may have time left.
    """
    norm = edition.rule(atom.name.removeprefix(STATUS)).norm
    match atom.chosen:
        case (NormStatus.OWED,):
            return "属于" if wanted else "不属于", "的情形"
        case (NormStatus.PENDING,) if wanted and norm is not None and norm.period is None:
            return "没有履行", ""
        case (NormStatus.BREACHED,):
            return "违反" if wanted else "没有违反", ""
    return None


def _listed(labels: list[str]) -> str:
    """Joins alternatives; where one of them is a list itself, each stands in quotes."""
    if len(labels) == 1:
        return labels[0]
    if any(mark in label for label in labels for mark in _JOINED):
        labels = [label if label.startswith("“") else f"“{label}”" for label in labels]
    return f"{'、'.join(labels[:-1])}或者{labels[-1]}"


def _plain_label(name: str, value: str, edition: Edition) -> str:
    """Returns the label of a value without the remark in brackets that some have."""
    label = value_label(name, value, edition)
    return label if name in FACTS else label.partition("（")[0]


def _bounds(atom: CountBetween, edition: Edition, *, wanted: bool) -> str:
    parameters = [edition.parameters[name] for name in atom.parameters if name in edition.parameters]
    amounts = {parameter.value: f"{parameter.value}{UNIT_WORDS[parameter.unit]}" for parameter in parameters}
    bounds: list[str] = []
    if atom.least:
        if atom.least == 1 and not parameters:
            bounds.append("不为零" if wanted else "为零")
        elif atom.least not in amounts and atom.least - 1 in amounts:
            bounds.append(f"{'超过' if wanted else '不超过'}{amounts[atom.least - 1]}")
        else:
            bounds.append(f"{'不少于' if wanted else '少于'}{amounts.get(atom.least, atom.least)}")
    if atom.most < UNBOUNDED:
        if atom.most == 0 and not parameters:
            bounds.append("为零" if wanted else "不为零")
        elif atom.most not in amounts and atom.most + 1 in amounts:
            bounds.append(f"{'少于' if wanted else '不少于'}{amounts[atom.most + 1]}")
        else:
            bounds.append(f"{'不超过' if wanted else '超过'}{amounts.get(atom.most, atom.most)}")
    return ("，并且" if wanted else "，或者").join(bounds)


def _happened(name: str, edition: Edition, *, wanted: bool) -> str:
    title = titled(name, edition)
    spec: FactSpec | None = FACTS.get(name)
    if spec is None or not title.endswith(DATE):
        return f"{'已有' if wanted else '尚无'}{title}"
    return f"{spec.whose}{'已经' if wanted else '尚未'}{title.removesuffix(DATE)}"
