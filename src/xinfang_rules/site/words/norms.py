"""What rules give, as legal Chinese: who must, may or must not do what, how long they have, what the answer is."""

from typing import Final

from xinfang_rules.case import FACTS
from xinfang_rules.explain.phrases import DATE, date_noun
from xinfang_rules.language.conditions import CountBetween, atoms
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.model import NormSpec, Parameter, Rule, Span
from xinfang_rules.site.links import Links
from xinfang_rules.site.parts.markdown import escape
from xinfang_rules.site.site_context import Book
from xinfang_rules.site.words.conditions import inline
from xinfang_rules.vocabulary.outputs import NormKind

_CASE: Final = "的，"
"""How the circumstances end with which a title begins."""
_ABOUT: Final = "对"
"""How a title starts that first says what the deed is about."""
_COMMA: Final = "，"
_SHORTEST: Final = 4
"""How much of the end of a bearer's name, at the least, a title must hold to name it."""
_GENERIC: Final = "的机关、单位"
"""An end of the names of many bearers, which names none of them."""
_AND_UNIT: Final = "、单位"
VERBS: Final = {NormKind.OBLIGATION: "应当", NormKind.PERMISSION: "可以", NormKind.PROHIBITION: "不得"}


def sentence(rule: Rule, book: Book, links: Links) -> str:
    """Writes what a rule gives in one sentence: who must do what by when, what the answer is, what something is."""
    if rule.norm is not None:
        return _norm_sentence(rule, rule.norm, book)
    if rule.question is not None:
        question = next(q for q in book.edition.questions if q.name == rule.question)
        answer = escape(question.answers[rule.answer or ""])
        return f"“{links.question(question.name, escape(question.title))}”的结论为：**{answer}**。"
    if rule.concept is not None:
        concept = next(c for c in book.edition.concepts if c.name == rule.concept)
        return f"属于“{links.fact(concept.name, escape(concept.title))}”。"
    return f"说明：{escape(rule.note or rule.title)}"


def _norm_sentence(rule: Rule, norm: NormSpec, book: Book) -> str:
    bearer, verb = escape(norm.bearer.label), VERBS[norm.kind]
    if norm.kind is NormKind.PROHIBITION:
        # The action of a prohibition may be lawful in itself and forbidden only beyond a measure: the title says it.
        return f"{escape(with_bearer(rule) + measures(rule, book)).replace(bearer, f'**{bearer}**', 1)}。"
    action = norm.action.label
    promptly = "及时" if norm.promptly and "及时" not in action else ""
    text = f"**{bearer}{verb}**{promptly}{escape(action)}"
    if norm.period is None:
        return f"{text}。"
    joint = "，" if timed_deed(norm) else "，期限："
    return "；".join([f"{text}{joint}{escape(period_words(norm, book))}", *map(escape, limits(norm, book))]) + "。"


def with_bearer(rule: Rule) -> str:
    """Writes a norm's title as a sentence that says who acts, with 应当, 可以 or 不得, without a final stop.

    The bearer stands before the deed, after the circumstances or the matter with which many titles begin (…的，or
    对…，). A title that names the bearer itself, in full or by its end, is a sentence already if it has the verb.
    """
    norm, title = rule.norm, rule.title
    assert norm is not None
    who, verb = norm.bearer.label, VERBS[norm.kind]
    case, mark, deed = title.rpartition(_CASE)
    if not mark and title.startswith(_ABOUT) and _COMMA in title:
        case, mark, deed = title.partition(_COMMA)
    named = _named(who, deed)
    if named and verb in deed:
        return title
    if named:
        before, _, after = deed.partition(named)
        return f"{case}{mark}{before}{named}{verb}{after}"
    return f"{case}{mark}{who}{'' if verb in deed else verb}{deed}"


def _named(who: str, deed: str) -> str:
    """Returns what of a bearer's name names it in a deed: its end, or the organ alone; empty if nothing does."""
    ends = [who[start:] for start in range(len(who) - _SHORTEST + 1)]
    organ = who.removesuffix(_AND_UNIT)
    telling = [end for end in ends if not _GENERIC.endswith(end)] + ([organ] if organ != who else [])
    return next((name for name in telling if name in deed), "")


def measures(rule: Rule, book: Book) -> str:
    """Writes, in brackets, the numbers that tell when a norm is breached; empty where its title names them."""
    told = [each for each in _measures(rule.norm, book) if amount(each) not in rule.title]
    return f"（{'，'.join(f'{each.title}：{amount(each)}' for each in told)}）" if told else ""


def _measures(norm: NormSpec | None, book: Book) -> list[Parameter]:
    if norm is None or norm.breached_when is None:
        return []
    found = dict.fromkeys(
        name
        for atom in atoms(book.edition.units[norm.breached_when])
        if isinstance(atom, CountBetween)
        for name in atom.parameters
    )
    return [book.edition.parameters[name] for name in found if name in book.edition.parameters]


def limits(norm: NormSpec, book: Book) -> tuple[str, ...]:
    """Lists the prohibitions that set a number to what a norm permits: the same deed of the same bearer."""
    if norm.kind is not NormKind.PERMISSION:
        return ()
    return tuple(
        f"{other.title}{measures(other, book)}"
        for other in book.edition.rules
        if other.norm is not None
        and other.norm.kind is NormKind.PROHIBITION
        and (other.norm.bearer, other.norm.action) == (norm.bearer, norm.action)
        and _measures(other.norm, book)
    )


def timed_deed(norm: NormSpec) -> str:
    """Returns the deed that must fall into the period of a permission, where it is not what is permitted itself.

    The period of a permission to prolong something, for example, is the time for deciding, not what may be added.
    """
    if norm.kind is not NormKind.PERMISSION or norm.period is None or norm.done is None:
        return ""
    deed = FACTS[norm.done.day].title.removesuffix(DATE)
    return "" if deed == norm.action.label else deed


def period_words(norm: NormSpec, book: Book) -> str:
    """Writes how long a norm's period is, from when it runs, what lengthens it and what is not counted.

    Plain text without a final stop; empty where the norm has neither a period nor 及时.
    """
    if norm.period is None:
        return "及时" if norm.promptly else ""
    if norm.period.set_day is not None:
        return f"最后一日为{date_noun(norm.period.set_day, book.edition)}"
    spans, deed = norm.period.spans, timed_deed(norm)
    parts = [span_words(span, book, alternative=len(spans) > 1) for span in spans]
    if deed:
        parts = [f"{deed}须在{part.removeprefix('自')}" for part in parts]
    if norm.period.rolls_on:
        parts.append("最后一日为法定休假日的，顺延")
    return "；".join(parts)


def span_words(span: Span, book: Book, *, alternative: bool) -> str:
    """Writes one way in which a period runs; `alternative` if it is one of several."""
    edition = book.edition
    case = ""
    if span.when is not None:
        case = f"{inline(edition.units[span.when], book)}的，"
    elif alternative:
        case = "其他情形，"
    start = date_noun(span.start, edition)
    text = (
        f"{case}按{start.removesuffix('之日')}当日计"
        if span.within is None
        else f"{case}自{start}起{amount(span.within)}内"
    )
    if span.extend is not None:
        extend = span.extend
        when = "" if extend.when is None else f"{inline(edition.units[extend.when], book)}的，"
        text += f"；{when}可以延长，延长不超过{amount(extend.at_most)}"
        if extend.granted_on is not None:
            text += f"（{date_noun(extend.granted_on, edition)}不晚于原期限的最后一日）"
    if span.exclude is not None:
        when = "" if span.exclude.when is None else f"{inline(edition.units[span.exclude.when], book)}的，"
        text += f"；{when}{FACTS[span.exclude.days].title}不计入期限"
    return text
