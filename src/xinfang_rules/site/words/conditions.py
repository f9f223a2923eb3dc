"""Conditions as legal Chinese. The words of the law come from rules and facts; these join them."""

from collections.abc import Iterator
from typing import Final

from xinfang_rules.explain.phrases import any_member
from xinfang_rules.language.conditions import Among, Condition
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.site.links import Links
from xinfang_rules.site.parts.markdown import escape
from xinfang_rules.site.reading.requirements import NEVER, NOTHING, Group, Leaf, Requirement, normal
from xinfang_rules.site.site_context import Book
from xinfang_rules.site.words.leaves import leaf_words, name_link

_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DEEPEST: Final = 3
"""The last level that is numbered, as in laws."""
_INDENT: Final = "　"
_BRACKETS: Final = 2
"""How many levels one line can show: those below would need brackets in brackets."""


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
    if required == NOTHING:
        return ""
    if required == NEVER:
        return _item("没有案件能够具备的条件。", 0)
    if single_words := _alone(required, book.edition, links):
        single = _item(f"{single_words}。", 0)
        return f"{alone}\n{{ .req-head }}\n\n{single}" if alone else single
    assert isinstance(required, Group)
    lines = list(_listed(required, book, links, 0))
    text, depth = lines[-1]
    lines[-1] = (f"{text.removesuffix('；')}。", depth)
    items = "\n".join(_item(text, depth, f".req-{min(depth, 3)}") for text, depth in lines)
    return f"{frame.format(_heading(required))}\n{{ .req-head }}\n\n{items}"


def _item(text: str, depth: int, numbered: str = "") -> str:
    """Writes an item that carries its own number; the attributes stand on a line of their own, or would be text."""
    indent = "    " * depth
    return f"{indent}- {text}\n{indent}  {{ .req{f' {numbered}' if numbered else ''} }}"


def _alone(required: Requirement, edition: Edition, links: Links | None) -> str:
    """Writes what one phrase can say: a single requirement, or that a set has any member; empty for all else."""
    if isinstance(required, Leaf):
        return leaf_words(required.atom, edition, links, wanted=required.wanted)
    if said := _whole_set(required):
        first = required.parts[0]
        assert isinstance(first, Leaf)
        assert isinstance(first.atom, Among)
        return name_link(first.atom.name, said if links is None else escape(said), edition, links)
    return ""


def _whole_set(group: Group) -> str:
    leaves = [part for part in group.parts if isinstance(part, Leaf) and part.wanted]
    if group.every or len(leaves) != len(group.parts):
        return ""
    return any_member([leaf.atom for leaf in leaves])


def _heading(group: Group) -> str:
    return "同时具备下列条件" if group.every else "具备下列条件之一"


def _listed(group: Group, book: Book, links: Links | None, depth: int) -> Iterator[tuple[str, int]]:
    for number, part in enumerate(group.parts, 1):
        start = _number(number, depth)
        if alone := _alone(part, book.edition, links):
            yield f"{start}{alone}；", depth
        elif depth == _DEEPEST:
            yield f"{start}{_inline(part, book.edition, links, outer=True)}；", depth
        elif isinstance(part, Group):
            yield f"{start}{_heading(part)}：", depth
            yield from _listed(part, book, links, depth + 1)


def _number(number: int, depth: int) -> str:
    """Numbers as laws do: （一）, then 1．, then （1）, then ①; what lies deeper is written in one line."""
    match depth:
        case 0:
            return f"（{chinese_number(number)}）"
        case 1:
            return f"{number}．"  # full-width: an ASCII stop would start a list of its own
        case 2:
            return f"（{number}）"
        case _:
            return _CIRCLED[number - 1] if number <= len(_CIRCLED) else f"（{number}）"


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
    if alone := _alone(required, edition, links):
        return alone
    assert isinstance(required, Group)
    if not required.parts:
        return "任何情形" if required.every else "没有案件能够具备的条件"
    parts = [_inline(part, edition, links, outer=False) for part in required.parts]
    joined = "，并且".join(parts) if required.every else "，或者".join(parts)
    return joined if outer else f"（{joined}）"


def in_cell(condition: Condition, book: Book, links: Links | None = None) -> str:
    """Writes a condition for a cell of a table: in one line, or as numbered lines where it would need nested brackets.

    Args:
        condition: The condition.
        book: What it belongs to.
        links: The links of the page; None for plain text.
    """
    required = normal(condition)
    if isinstance(required, Leaf) or _levels(required) <= _BRACKETS:
        return _inline(required, book.edition, links, outer=True)
    lines = [f"{_INDENT * depth}{text}" for text, depth in _listed(required, book, links, 0)]
    lines[-1] = lines[-1].removesuffix("；")
    return "<br>".join([f"{_heading(required)}：", *lines])


def _levels(required: Requirement) -> int:
    return 0 if isinstance(required, Leaf) or _whole_set(required) else 1 + max(map(_levels, required.parts), default=0)
