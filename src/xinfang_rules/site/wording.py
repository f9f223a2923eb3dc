"""Conditions, norms and periods as legal Chinese. The words of the law come from rules and facts; these join them."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final, TypeAlias

from xinfang_rules.case import FACTS
from xinfang_rules.logic.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not
from xinfang_rules.rulebook.citing import chinese_number
from xinfang_rules.rulebook.model import Edition, NormSpec, Parameter, Rule, Span
from xinfang_rules.site.book import Book
from xinfang_rules.site.leaves import UNIT_WORDS as UNIT_WORDS  # what amounts are written with, for others too
from xinfang_rules.site.leaves import date_noun, leaf_words
from xinfang_rules.site.links import Links
from xinfang_rules.site.markdown import escape
from xinfang_rules.vocabulary.outputs import NormKind

VERBS: Final = {NormKind.OBLIGATION: "应当", NormKind.PERMISSION: "可以", NormKind.PROHIBITION: "不得"}

_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single requirement: an atom that holds, or that does not."""

    atom: Atom
    wanted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Requirements of which every one, or some one, is met."""

    every: bool
    parts: tuple["Requirement", ...]


Requirement: TypeAlias = Leaf | Group

_NOTHING: Final = Group(True, ())
_NEVER: Final = Group(False, ())


def normal(condition: Condition, *, wanted: bool = True) -> Requirement:
    """Moves negation to the leaves and folds groups in groups of the same kind."""
    match condition:
        case Not(part):
            return normal(part, wanted=not wanted)
        case AllOf(parts) | AnyOf(parts):
            every = isinstance(condition, AllOf) is wanted
            folded = tuple(_folded([normal(part, wanted=wanted) for part in parts], every))
            if Group(not every, ()) in folded:
                return Group(not every, ())
            return folded[0] if len(folded) == 1 else Group(every, folded)
        case _:
            return Leaf(condition, wanted)


def _folded(parts: list[Requirement], every: bool) -> Iterator[Requirement]:
    seen: set[Requirement] = set()
    for part in parts:
        for inner in part.parts if isinstance(part, Group) and part.every is every else (part,):
            if inner not in seen:
                seen.add(inner)
                yield inner


def own_condition(rule: Rule) -> Condition:
    """Returns a rule's condition without the exception that the text words as one."""
    if rule.unless is None:
        return rule.condition
    if isinstance(rule.condition, AllOf):
        parts = rule.condition.parts[:-1]
        return parts[0] if len(parts) == 1 else AllOf(parts)
    return ALWAYS


def unconditional(condition: Condition) -> bool:
    """Tells whether a condition asks for nothing."""
    return normal(condition) == _NOTHING


def requirements(
    condition: Condition, book: Book, links: Links, *, wanted: bool = True, frame: str = "{}：", alone: str = ""
) -> str:
    """Writes a condition as a list of requirements, nested as it is, each with links to what it reads.

    Args:
        condition: The condition.
        book: What it belongs to.
        links: The links of the page on which it will stand.
        wanted: False for when the condition does not hold.
        frame: What stands around the words that say how many of the requirements must be met.
        alone: What stands over a single requirement.

    Returns:
        Markdown: a line that says how many of the requirements must be met, then the list; for a single requirement
        the list alone. Empty where nothing is required.
    """
    required = normal(condition, wanted=wanted)
    if required == _NOTHING:
        return ""
    if required == _NEVER:
        return _item("没有案件能够具备的条件。", 0)
    if isinstance(required, Leaf):
        single = _item(f"{leaf_words(required.atom, book.edition, links, wanted=required.wanted)}。", 0)
        return f"{alone}\n{{ .req-head }}\n\n{single}" if alone else single
    lines = list(_listed(required, book, links, 0))
    text, depth = lines[-1]
    lines[-1] = (f"{text.removesuffix('；')}。", depth)
    items = "\n".join(_item(text, depth, f".req-{min(depth, 3)}") for text, depth in lines)
    return f"{frame.format(_heading(required))}\n{{ .req-head }}\n\n{items}"


def _item(text: str, depth: int, numbered: str = "") -> str:
    """Writes an item that carries its own number; the attributes stand on a line of their own, or would be text."""
    indent = "    " * depth
    return f"{indent}- {text}\n{indent}  {{ .req{f' {numbered}' if numbered else ''} }}"


def _heading(group: Group) -> str:
    return "同时具备下列条件" if group.every else "具备下列条件之一"


def _listed(group: Group, book: Book, links: Links, depth: int) -> Iterator[tuple[str, int]]:
    for number, part in enumerate(group.parts, 1):
        start = _number(number, depth)
        if isinstance(part, Leaf):
            yield f"{start}{leaf_words(part.atom, book.edition, links, wanted=part.wanted)}；", depth
        else:
            yield f"{start}{_heading(part)}：", depth
            yield from _listed(part, book, links, depth + 1)


def _number(number: int, depth: int) -> str:
    """Numbers as laws do: （一）, then 1．, then （1）, then ①, and letters below."""
    match depth:
        case 0:
            return f"（{chinese_number(number)}）"
        case 1:
            return f"{number}．"  # full-width: an ASCII stop would start a list of its own
        case 3 if number <= len(_CIRCLED):
            return _CIRCLED[number - 1]
        case 4 if number <= len(ascii_lowercase):
            return f"{ascii_lowercase[number - 1]}．"
        case _:
            return f"（{number}）"


def inline(
    condition: Condition, book: Book, links: Links | None = None, *, wanted: bool = True, enclosed: bool = False
) -> str:
    """Writes a condition in one line, for sentences and table cells.

    Args:
        condition: The condition.
        book: What it belongs to.
        links: The links of the page; None for plain text.
        wanted: False for when the condition does not hold.
        enclosed: Whether several requirements stand in brackets, because something else is joined to them.
    """
    return _inline(normal(condition, wanted=wanted), book.edition, links, outer=not enclosed)


def _inline(required: Requirement, edition: Edition, links: Links | None, *, outer: bool) -> str:
    if isinstance(required, Leaf):
        return leaf_words(required.atom, edition, links, wanted=required.wanted)
    if not required.parts:
        return "任何情形" if required.every else "没有案件能够具备的条件"
    parts = [_inline(part, edition, links, outer=False) for part in required.parts]
    joined = "，并且".join(parts) if required.every else "，或者".join(parts)
    return joined if outer else f"（{joined}）"


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
        return f"即为“{links.fact(concept.name, escape(concept.title))}”。"
    return f"说明：{escape(rule.note or rule.title)}"


def _norm_sentence(rule: Rule, norm: NormSpec, book: Book) -> str:
    bearer, verb = escape(norm.bearer.label), VERBS[norm.kind]
    if norm.kind is NormKind.PROHIBITION:
        # The action of a prohibition may be lawful in itself and forbidden only beyond a measure: the title says it.
        title = escape(rule.title)
        if title.startswith(verb):
            return f"**{bearer}{verb}**{title.removeprefix(verb)}。"
        if title.startswith(f"{bearer}{verb}"):
            return f"**{bearer}{verb}**{title.removeprefix(f'{bearer}{verb}')}。"
        return f"**{bearer}**：{title}。" if verb in title else f"**{bearer}{verb}**：{title}。"
    action = norm.action.label
    promptly = "及时" if norm.promptly and "及时" not in action else ""
    text = f"**{bearer}{verb}**{promptly}{escape(action)}"
    return f"{text}，期限：{escape(period_words(norm, book))}。" if norm.period is not None else f"{text}。"


def amount(parameter: Parameter) -> str:
    """Writes a parameter's value with its unit."""
    return f"{parameter.value}{UNIT_WORDS[parameter.unit]}"


def period_words(norm: NormSpec, book: Book) -> str:
    """Writes how long a norm's period is, from when it runs, what lengthens it and what is not counted.

    Plain text without a final stop; empty where the norm has neither a period nor 及时.
    """
    if norm.period is None:
        return "及时" if norm.promptly else ""
    if norm.period.set_day is not None:
        return f"最后一日为{date_noun(norm.period.set_day, book.edition)}"
    spans = norm.period.spans
    parts = [span_words(span, book, alternative=len(spans) > 1) for span in spans]
    if norm.period.rolls_on:
        parts.append("最后一日遇休息日顺延")
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
        f"{case}{start.removesuffix('之日')}当日"
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
