"""Rendering single requirements in legal Chinese: as statements of what must be so, or must not be, and as questions.

The words of the law come from rules and facts; these join them. Names in a phrase can be linked to where they are
defined; whoever links also says how other text is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from xinfang_rules.days import day_at, day_words
from xinfang_rules.explain.naming import titled, value_label
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.language.conditions import Among, Atom, Compared, CountBetween, DateOrder, Happened, InSequence
from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import NEVER, UNBOUNDED
from xinfang_rules.result.status_enums import NormStatus
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.rulebook.norm_spec import NormSpec

DATE: Final = "日期"
"""How the title of the day of an act ends."""

ORDERS: Final = {
    DateOrder.BEFORE: "早于",
    DateOrder.ON_OR_BEFORE: "不晚于",
    DateOrder.AFTER: "晚于",
    DateOrder.ON_OR_AFTER: "不早于",
}
"""How one day lies to another."""
_NOT: Final = "不"
_ALSO: Final = "，也"
"""What joins several denials."""
_NONE: Final = "none"
"""The value of a fact that says that there is no such way."""
_FEW: Final = 2
"""How many values are named rather than denying the others."""
_BARE: Final = "{}"
"""The frame of a fact whose values are statements themselves."""
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
_CHOICE: Final = "还是"
"""A question with this word cannot be answered with yes or no."""
_IS: Final = "是"
_VERBS: Final = ("属于", "由", "采用", "应当", "可以")
"""How a sentence starts that has no subject of its own."""
_PREDICATES: Final = ("清楚", "明确", "合理", "充分", "成立", "属实")
"""What can be said of something by one word at the end of a title."""


@dataclass(frozen=True, slots=True)
class Marking:
    """How the parts of a text are written: a label of a name, all other text, and what is stressed of it."""

    link: Callable[[str, str], str]
    text: Callable[[str], str]
    strong: Callable[[str], str]


PLAIN: Final = Marking(lambda _, label: label, lambda text: text, lambda text: text)


class _Mood(NamedTuple):
    """The words by which a requirement is stated, denied or asked for: that an act is done, that a day is set."""

    done: str
    there: str
    be: str
    whether: str


_STATED: Final = _Mood("已经", "已有", "为", "")
_DENIED: Final = _Mood("尚未", "尚无", "不是", "")
_ASKED: Final = _Mood("是否已经", "是否已有", "是否为", "是否")


def phrase(atom: Atom, edition: Edition, *, wanted: bool, marking: Marking = PLAIN) -> str:
    """Writes a leaf of a condition as the requirement it is.

    Args:
        atom: The leaf.
        edition: The edition.
        wanted: Whether it is required to hold, or not to.
        marking: How names and text are written; as plain text if not given.
    """
    return _phrase(atom, edition, _STATED if wanted else _DENIED, marking)


def question(atom: Atom, edition: Edition, *, wanted: bool, marking: Marking = PLAIN) -> tuple[str, bool]:
    """Turns a leaf of a condition into a question that is answered with yes or no.

    Args:
        atom: The leaf.
        edition: The edition.
        wanted: Whether it is required to hold, or not to.
        marking: How names and text are written; as plain text if not given.

    Returns:
        The question, and whether the requirement is met by yes.
    """
    text, yes = _asked(atom, edition, marking)
    return f"{text}？", yes is wanted


def _phrase(atom: Atom, edition: Edition, mood: _Mood, marking: Marking) -> str:
    link = marking.link
    match atom:
        case Among(name):
            return _among(atom, edition, mood, marking)
        case CountBetween(name):
            return link(name, _count(atom, edition, mood))
        case Happened(name):
            return link(name, _happened(name, edition, mood))
        case Compared(name, order, other):
            first, second = (link(each, date_noun(each, edition)) for each in (name, other))
            text = f"{first}{mood.whether}{ORDERS[order]}{second}"
            return f"不具备“{text}”" if mood is _DENIED else text
        case InSequence(earlier, later):
            first, then = (link(each, date_noun(each, edition)) for each in (earlier, later))
            if mood is _DENIED:
                return f"{then}没有{first}，或者早于{first}"
            return f"{then}{mood.whether}以{first}为前提，并且不早于{first}"


def _asked(atom: Atom, edition: Edition, marking: Marking) -> tuple[str, bool]:
    """Asks for a leaf; the truth is what yes says of it."""
    if isinstance(atom, Among):
        name, (base, _, member) = atom.name, atom.name.partition("[")
        if member:
            spec = edition.facts[base]
            label = marking.text(f"“{spec.member_labels[member[:-1]]}”")
            return f"{marking.link(name, spec.title)}是否包括{label}", "true" in atom.chosen
        if edition.scope[name].boolean:
            return marking.link(name, _whether(name, edition)), "true" in atom.chosen
        if name in edition.facts:
            text, yes = _asked_value(atom, edition)
            return marking.link(name, text), yes
        if name.startswith(STATUS):
            return marking.link(name, f"是否属于“{phrase(atom, edition, wanted=True)}”的情形"), True
    return _phrase(atom, edition, _ASKED, marking), True


def _asked_value(atom: Among, edition: Edition) -> tuple[str, bool]:
    """Asks whether a fact has one of some values, by the sentences that say so and deny it.

    What is denied itself is asked for by its opposite: 是否不属于 would be answered with a double negation.
    """
    said, head = phrase(atom, edition, wanted=True), edition.facts[atom.name].says.partition(_BARE)[0]
    if said.startswith(_NOT):
        opposite = phrase(atom, edition, wanted=False) if _ALSO in said else said.removeprefix(_NOT)
        return f"是否{opposite}", False
    if head.endswith(_IS):
        return f"{head.removesuffix(_IS)}是否为{said.removeprefix(head)}", True
    if head and not head.startswith(_VERBS):
        return f"{head}是否{said.removeprefix(head)}", True
    return f"是否{said}", True


def _whether(name: str, edition: Edition) -> str:
    """Asks for a truth as its fact asks for it where that is a question of yes or no, else by its title.

    A title is asked before its predicate where that stands last, else as a whole.
    """
    if name not in edition.facts:
        return f"是否属于“{titled(name, edition)}”"
    spec = edition.facts[name]
    if _CHOICE not in spec.ask:
        return spec.ask.rstrip("？?")
    for predicate in _PREDICATES:
        if spec.title.endswith(predicate) and spec.title != predicate:
            return f"{spec.title.removesuffix(predicate)}是否{predicate}"
    return f"是否属于“{spec.title}”的情形"


def date_noun(name: str, edition: Edition) -> str:
    """Names a day as the law does: 受理之日; what is no day of an act keeps its title."""
    title = titled(name, edition)
    return f"{title.removesuffix(DATE)}之日" if name in edition.facts and title.endswith(DATE) else title


def value_words(spec: FactSpec, value: str) -> str:
    """Writes that a fact has one of its values: 应当通过劳动争议仲裁解决."""
    return _values(spec, [value])


def stated_words(spec: FactSpec, value: bool | int | str | tuple[str, ...]) -> str:
    """Writes that a fact is as a case states it; of a set, which of its members there are."""
    match value:
        case True:
            return spec.title
        case False:
            return spec.negated or negated(spec.title)
        case int():
            return f"{spec.title}为{value}"
        case str():
            return value_words(spec, value)
    return f"{spec.title}：{'、'.join(spec.member_labels[member] for member in value) or '没有'}"


def presumed_words(says: str | None, spec: FactSpec, value: bool | int | str | tuple[str, ...]) -> str:
    """Writes that a fact is presumed: as its set words that, `{}` being its title, or in the words of the fact."""
    return stated_words(spec, value) if says is None else says.replace("{}", spec.title)


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


def _among(atom: Among, edition: Edition, mood: _Mood, marking: Marking) -> str:
    name, wanted = atom.name, mood is not _DENIED
    base, _, member = name.partition("[")
    spec = edition.facts.get(base)
    if member or edition.scope[base].boolean:
        holds = wanted is ("true" in atom.chosen)
        return marking.link(name, _truth(name, spec, edition, holds=holds))
    if spec is not None:
        return marking.link(name, _values(spec, atom.chosen) if wanted else _other_values(spec, atom.chosen))
    title = titled(name, edition)
    if name.startswith(STATUS):
        if said := _status(atom, edition, wanted=wanted):
            return marking.link(name, said)
        about = f"{marking.link(name, title)}的状态"
    else:
        about = f"{marking.link(name, f'“{title}”')}的结论"
    labels = [value_label(name, value, edition).partition("（")[0] for value in atom.chosen]
    if not wanted:
        labels = [f"“{label}”" if label.startswith(_NOT) else label for label in labels]
    return f"{about}{mood.be}{marking.text(_listed(labels))}"


def _truth(name: str, spec: FactSpec | None, edition: Edition, *, holds: bool) -> str:
    if spec is not None and spec.kind == "set":
        label = spec.member_labels[name.partition("[")[2].removesuffix("]")]
        return (spec.says if holds else spec.negated).format(label)
    title = titled(name, edition)
    return title if holds else (spec.negated if spec is not None else "") or negated(title)


def _values(spec: FactSpec, chosen: Sequence[str]) -> str:
    labels = [spec.member_labels[value] for value in chosen]
    others = [value for value in spec.members if value not in chosen]
    if any(_denies(spec, value) for value in chosen):
        return _denial(spec, others) if len(labels) > 1 and others else labels[0]
    if spec.says == _BARE:
        return "或者".join(labels)
    if len(others) == 1 and _denies(spec, others[0]):
        return spec.member_labels[others[0]].removeprefix(_NOT)  # every way there is: 应当通过仲裁解决
    return spec.says.format(_listed(labels))


def _other_values(spec: FactSpec, chosen: Sequence[str]) -> str:
    others = [value for value in spec.members if value not in chosen]
    if len(others) <= _FEW or any(_denies(spec, value) for value in chosen):
        return _values(spec, others)
    return _denial(spec, chosen)


def _denial(spec: FactSpec, denied: Sequence[str]) -> str:
    labels = [spec.member_labels[value] for value in denied]
    if spec.says == _BARE:
        return _ALSO.join(f"{_NOT}{label}" for label in labels)
    return spec.negated.format(_listed(labels))


def _denies(spec: FactSpec, value: str) -> bool:
    """Tells whether a value says that none of the others is so, and stands as a sentence by itself."""
    return value == _NONE or (spec.says == _BARE and spec.member_labels[value].startswith(_NOT))


def _status(atom: Among, edition: Edition, *, wanted: bool) -> str:
    """Tells a status in words where it is better told than named; empty for any other.

    A duty that no fact shows done says of its status only that its rule applies. A duty without a period that is
    still to be done has not been done; one with a period may have time left.
    """
    rule = edition.rule(atom.name.removeprefix(STATUS))
    norm = rule.norm
    if norm is None:
        return ""
    who, deed = norm.bearer.label, norm.action.label
    match atom.chosen:
        case (NormStatus.OWED,):
            return f"{'属于' if wanted else '不属于'}“{rule.title}”的情形"
        case (NormStatus.BREACHED,):
            return f"{'违反' if wanted else '没有违反'}“{rule.title}”"
        case (NormStatus.OVERDUE, NormStatus.MET_LATE) if norm.done is not None:
            who, deed = _doing(norm, edition)
            return f"{who}未按期{deed}" if wanted else f"{who}{deed}没有逾期"
        case (NormStatus.PENDING,) if wanted and norm.period is None:
            return f"{who}没有{deed}"
        case (NormStatus.OPEN,) if wanted:
            return f"{who}{deed}的期限未过，尚未{deed}"
        case (NormStatus.LAPSED,) if wanted:
            return f"{who}{deed}的期限已过，没有{deed}"
        case (NormStatus.EXERCISED,) if wanted:
            return f"{who}已经按照规定{deed}"
    return ""


def _doing(norm: NormSpec, edition: Edition) -> tuple[str, str]:
    """Returns whose deed fulfils a norm, and the deed, as the day of it is named."""
    assert norm.done is not None
    spec = edition.facts[norm.done.day]
    return spec.whose, spec.title.removesuffix(DATE)


def _listed(labels: list[str]) -> str:
    """Joins alternatives; where one of them is a list itself, each stands in quotes."""
    if len(labels) == 1:
        return labels[0]
    if any(mark in label for label in labels for mark in _JOINED):
        labels = [label if label.startswith("“") else f"“{label}”" for label in labels]
    return f"{'、'.join(labels[:-1])}或者{labels[-1]}"


def _count(atom: CountBetween, edition: Edition, mood: _Mood) -> str:
    if edition.scope[atom.name].kind is Kind.DATE:
        return _written_day(atom, edition, mood)
    spec, wanted = edition.facts.get(atom.name), mood is not _DENIED
    whole = not atom.parameters and (atom.least, atom.most) in {(1, UNBOUNDED), (0, 0)}
    if spec is not None and spec.says and whole:
        return mood.whether + (spec.says if wanted is bool(atom.least) else spec.negated)
    return titled(atom.name, edition) + mood.whether + _bounds(atom, edition, wanted=wanted)


def _written_day(atom: CountBetween, edition: Edition, mood: _Mood) -> str:
    order, day = ("不晚于", atom.most) if atom.most < NEVER - 1 else ("不早于", atom.least)
    text = f"{date_noun(atom.name, edition)}{mood.whether}{order}{day_words(day_at(day))}"
    return f"不具备“{text}”" if mood is _DENIED else text


def _bounds(atom: CountBetween, edition: Edition, *, wanted: bool) -> str:
    parameters = [edition.parameters[name] for name in atom.parameters if name in edition.parameters]
    amounts = {parameter.value: amount(parameter) for parameter in parameters}
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


def _happened(name: str, edition: Edition, mood: _Mood) -> str:
    title = titled(name, edition)
    spec = edition.facts.get(name)
    if spec is None or not title.endswith(DATE):
        return f"{mood.there}{title}"
    return f"{spec.whose}{mood.done}{title.removesuffix(DATE)}"


def any_member(atoms: Sequence[Atom], edition: Edition) -> str:
    """Returns a shorter sentence for some atoms of which one must hold; empty where there is none.

    Args:
        atoms: The alternatives: where they are all the members of a set, the set may have a sentence for that.
        edition: The edition.
    """
    names = [atom.name for atom in atoms if isinstance(atom, Among) and atom.chosen == ("true",)]
    spec = edition.facts.get(names[0].partition("[")[0]) if len(names) == len(atoms) and names else None
    if spec is None or not spec.any_member or set(names) != {f"{spec.name}[{member}]" for member in spec.members}:
        return ""
    return spec.any_member
