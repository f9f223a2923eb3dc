"""Conditions on pages: as a list, in a cell of a table, or as a sentence."""

from typing import Final

from xinfang_rules.explain.outline import IMPOSSIBLE, alone_words, heading, in_line, outline
from xinfang_rules.explain.requirements import NEVER, NOTHING, Group, Leaf, Requirement, normal
from xinfang_rules.language.conditions import Condition
from xinfang_rules.site.links import Links

_INDENT: Final = "　"
_SENTENCE: Final = 2
"""At which level the numbers of a sentence begin: （1）, then ①."""
_BRACKETS: Final = 2
"""How many levels one line can show: those below would need brackets in brackets."""


def requirements(condition: Condition, links: Links, *, frame: str = "{}：", alone: str = "") -> str:
    """Writes a condition as a list of requirements, nested as it is, each with links to what it reads.

    Args:
        condition: The condition.
        links: The links of the page on which it will stand.
        frame: What stands around the words that say how many of the requirements must be met.
        alone: What stands over a single requirement.

    Returns:
        Markdown: a line that says how many of the requirements must be met, then the list; for a single requirement
        the list alone. Empty where nothing is required.
    """
    required = normal(condition)
    if required == NOTHING:
        return ""
    if required == NEVER:
        return _item(f"{IMPOSSIBLE}。", 0)
    if said := alone_words(required, links.edition, links.marking):
        single = _item(f"{said}。", 0)
        return f"{alone}\n{{ .req-head }}\n\n{single}" if alone else single
    assert isinstance(required, Group)
    *lines, (last, text) = outline(required, links.edition, links.marking)
    lines.append((last, f"{text.removesuffix('；')}。"))
    items = "\n".join(_item(text, depth, f".req-{min(depth, 3)}") for depth, text in lines)
    return f"{frame.format(heading(required))}\n{{ .req-head }}\n\n{items}"


def _item(text: str, depth: int, numbered: str = "") -> str:
    """Writes an item that carries its own number; the attributes stand on a line of their own, or would be text."""
    indent = "    " * depth
    return f"{indent}- {text}\n{indent}  {{ .req{f' {numbered}' if numbered else ''} }}"


def in_cell(condition: Condition, links: Links) -> str:
    """Writes a condition for a cell: in one line, or as numbered lines where it would need nested brackets."""
    required = normal(condition)
    if not isinstance(required, Group) or _levels(required, links) <= _BRACKETS:
        return in_line(required, links.edition, links.marking)
    lines = [f"{_INDENT * depth}{text}" for depth, text in outline(required, links.edition, links.marking)]
    lines[-1] = lines[-1].removesuffix("；")
    return "<br>".join([f"{heading(required)}：", *lines])


def in_sentence(condition: Condition, links: Links) -> str:
    """Writes a condition as a part of a sentence, numbered （1） and ① where it would need nested brackets."""
    required = normal(condition)
    if not isinstance(required, Group) or _levels(required, links) <= _BRACKETS:
        return in_line(required, links.edition, links.marking)
    parts = "".join(text for _, text in outline(required, links.edition, links.marking, _SENTENCE))
    return f"{heading(required)}：{parts.removesuffix('；')}"


def _levels(required: Requirement, links: Links) -> int:
    if isinstance(required, Leaf) or alone_words(required, links.edition):
        return 0
    return 1 + max((_levels(part, links) for part in required.parts), default=0)
