"""Rendering conditions in legal Chinese, in one line or as numbered lines."""

from collections.abc import Iterator
from typing import Final

from xinfang_rules.explain.phrases import PLAIN, Marking, any_member, phrase
from xinfang_rules.explain.requirements import NEVER, Group, Leaf, Requirement, normal
from xinfang_rules.language.conditions import Among, Condition
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.model import Edition, Rule

IMPOSSIBLE: Final = "没有案件能够具备的条件"
"""What is said where no case meets a condition."""
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DEEPEST: Final = 3
"""The last level that is numbered, as in laws."""


def inline(condition: Condition, edition: Edition, marking: Marking = PLAIN) -> str:
    """Writes a condition in one line, for sentences and table cells."""
    return in_line(normal(condition), edition, marking)


def in_line(required: Requirement, edition: Edition, marking: Marking, *, enclosed: bool = False) -> str:
    """Writes requirements in one line.

    Args:
        required: The requirements.
        edition: The edition.
        marking: How names and text are written.
        enclosed: Whether several requirements stand in brackets, because something else is joined to them.
    """
    if alone := alone_words(required, edition, marking):
        return alone
    assert isinstance(required, Group)
    if not required.parts:
        return IMPOSSIBLE if required == NEVER else "任何情形"
    parts = [in_line(part, edition, marking, enclosed=True) for part in required.parts]
    joined = ("，并且" if required.every else "，或者").join(parts)
    return f"（{joined}）" if enclosed else joined


def outline(required: Group, edition: Edition, marking: Marking, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yields the requirements of a group line by line, numbered as in laws, each with its depth.

    Lines end with a semicolon, the headings of groups in the group with a colon.
    """
    for number, part in enumerate(required.parts, 1):
        start = _number(number, depth)
        if alone := alone_words(part, edition, marking):
            yield depth, f"{start}{alone}；"
        elif depth == _DEEPEST:
            yield depth, f"{start}{in_line(part, edition, marking)}；"
        elif isinstance(part, Group):
            yield depth, f"{start}{heading(part)}："
            yield from outline(part, edition, marking, depth + 1)


def alone_words(required: Requirement, edition: Edition, marking: Marking = PLAIN) -> str:
    """Writes what one phrase can say: a single requirement, or that a set has any member; empty for all else."""
    if isinstance(required, Leaf):
        return phrase(required.atom, edition, wanted=required.wanted, marking=marking)
    leaves = [part.atom for part in required.parts if isinstance(part, Leaf) and part.wanted]
    said = "" if required.every or len(leaves) != len(required.parts) else any_member(leaves, edition)
    return marking.link(leaves[0].name, said) if said and isinstance(leaves[0], Among) else ""


def heading(group: Group) -> str:
    """Says how many of the requirements of a group must be met."""
    return "同时具备下列条件" if group.every else "具备下列条件之一"


def excepted(rule: Rule, edition: Edition, marking: Marking = PLAIN) -> str:
    """Writes the exception that the text words as one, to be joined to the condition; empty if there is none."""
    return "" if rule.unless is None else f"但{inline(rule.unless, edition, marking)}的除外"


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
