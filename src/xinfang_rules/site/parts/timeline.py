"""The picture of a worked case: its periods one below the other, to scale, as a drawing that a narrow screen shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from xinfang_rules.days import day_words
from xinfang_rules.explain.norm_words import norm_words
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.site.reading.worked_example import Walk, WalkStep
from xinfang_rules.site.site_context import SiteContext

WIDTH = 360
_LINE_X = 84
_TEXT_X = 106
_TOP = 28
_DAY = 1.6
"""The height of a day."""
_LINE = 18
"""The height of a line beside a day."""
_GAP = 34
"""What is left free below the lines of a day, at the least."""
_LETTERS = 17
"""How many Chinese letters fit beside the line."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A day on the line: what is written beside it, and how long the way to it is."""

    day: str
    lines: tuple[str, ...]
    way: str
    days: int


def length_of(step: WalkStep) -> str:
    """Writes how long a period of a worked case is."""
    return "当日" if step.span.within is None else amount(step.span.within)


def moved_words(step: WalkStep) -> str:
    """Says that a last day was moved, where it was."""
    return f"遇法定休假日，顺延{step.moved}日" if step.moved > 0 else ""


def timeline(walk: Walk, book: SiteContext) -> str:
    """Draws a worked case as an SVG with a title and a description, inside a figure."""
    first = book.rulebook.facts[book.rulebook.governed_by].title
    marks = [_Mark(day_words(walk.received), (first,), "", 0), *(_mark(step, book) for step in walk.steps)]
    heights = [_TOP]
    for before, mark in pairwise(marks):
        least = _LINE * (len(before.lines) + 1) + _GAP
        heights.append(heights[-1] + max(least, round(mark.days * _DAY)))
    height = heights[-1] + _LINE * (len(marks[-1].lines) + 1) + _TOP
    title = f"《{book.rulebook.instrument.title}》的期限：从收到之日到最后一步"
    told = "；".join(f"{day_words(step.last_day)}前（含当日），{norm_words(step.norm)}" for step in walk.steps)
    description = f"{day_words(walk.received)}收到；{told}。同样的内容见旁边的表。"
    drawn = [
        f'<svg class="xf-timeline" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img"'
        ' aria-labelledby="xf-timeline-title xf-timeline-desc" xmlns="http://www.w3.org/2000/svg">',
        f'<title id="xf-timeline-title">{escape(title)}</title>',
        f'<desc id="xf-timeline-desc">{escape(description)}</desc>',
        f'<line class="xf-line" x1="{_LINE_X}" y1="{heights[0]}" x2="{_LINE_X}" y2="{heights[-1]}"/>',
    ]
    for number, mark in enumerate(marks):
        drawn.extend(_drawn(mark, heights[number], heights[number - 1] if number else None))
    return "\n".join(['<figure class="xf-figure">', *drawn, "</svg>", "</figure>"])


def _mark(step: WalkStep, book: SiteContext) -> _Mark:
    lines = [
        *_folded(norm_words(step.norm, bearer=False)),
        *_folded(step.norm.bearer.label),
        *dict.fromkeys(book.short_label(citation) for citation in step.norm.citations),
        *filter(None, [moved_words(step)]),
    ]
    return _Mark(day_words(step.last_day), tuple(lines), length_of(step), (step.last_day - step.start).days)


def _folded(text: str) -> Iterator[str]:
    yield from (text[start : start + _LETTERS] for start in range(0, len(text), _LETTERS))


def _drawn(mark: _Mark, at: int, before: int | None) -> Iterator[str]:
    if before is not None:
        middle = (at + before) // 2 + 5
        yield f'<text class="xf-way" x="{_LINE_X - 14}" y="{middle}" text-anchor="end">{mark.way}</text>'
    yield f'<circle class="xf-dot" cx="{_LINE_X}" cy="{at}" r="7"/>'
    yield f'<text class="xf-day" x="{_TEXT_X}" y="{at + 6}">{mark.day}</text>'
    for number, line in enumerate(mark.lines):
        kind = "xf-deed" if number == 0 else "xf-detail"
        yield f'<text class="{kind}" x="{_TEXT_X}" y="{at + 26 + _LINE * number}">{escape(line)}</text>'
