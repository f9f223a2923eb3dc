"""Cutting the lines of an instrument into its articles, paragraphs and items, as the law numbers them.

A line is a paragraph (款), unless it begins with `第…条`, which opens an article, or with `（一）`, which is an item
(项) of the paragraph before it. What stands before the first article, or between the heading of a chapter and the
article after it, is no text of an article.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from xinfang_rules.errors import Diagnostic, Position
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.texts.text_lines import TextLine

_NUMBER: Final = "([零〇一二三四五六七八九十百]+|[0-9]+)"
_ARTICLE: Final = re.compile(rf"第{_NUMBER} ?条(?P<apart>[ :：]+|(?=【)|\Z)?(?![第规的所之中至到以及和或与、，；。])")
"""An article begins so, and is told from a line that speaks of one; careless copies leave out the blank."""
_CHAPTER: Final = re.compile(rf"第{_NUMBER}[编章节](?: |\Z)")
_HEADING: Final = re.compile(r"【[^】]*】\s*")
_ITEM: Final = re.compile("[（(]([零〇一二三四五六七八九十]+)[）)] ?")
_SUBITEM: Final = re.compile(r"(?:[0-9]+[.．、]|[（(][0-9]+[）)]|[①-⑳])")
_ENDED: Final = tuple("。；：！？.;:!?”’）)】》")
"""How a line ends that the next one does not go on with."""

_VALUES: Final = {chinese_number(number): number for number in range(1, 1000)}


@dataclass(slots=True)
class CutParagraph:
    """A paragraph: what it says, and its items."""

    line: int
    text: str
    items: list[str] = field(default_factory=list)

    def extend(self, text: str) -> None:
        """Adds to the last item, or to the paragraph while it has none."""
        if self.items:
            self.items[-1] += text
        else:
            self.text += text

    def ended(self) -> bool:
        """Tells whether what was said last has come to an end."""
        said = self.items[-1] if self.items else self.text
        return not said or said.endswith(_ENDED)


@dataclass(slots=True)
class CutText:
    """An instrument cut into articles.

    Attributes:
        heading: The lines before the first article.
        articles: The paragraphs of each article, by its number.
        faults: What could not be cut.
    """

    heading: list[str] = field(default_factory=list)
    articles: dict[int, list[CutParagraph]] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def as_data(self) -> list[dict[str, Any]]:
        """Returns the articles as official texts are stored, see `xinfang_rules.rulebook.statutes`."""
        return [
            {
                "article": article,
                "paragraphs": [
                    {
                        "paragraph": number,
                        "text": paragraph.text,
                        "items": [{"item": item, "text": text} for item, text in enumerate(paragraph.items, 1)],
                    }
                    for number, paragraph in enumerate(paragraphs, 1)
                ],
            }
            for article, paragraphs in self.articles.items()
        ]


def cut(lines: Iterable[TextLine], source: str) -> CutText:
    """Cuts a text; what does not follow in order, an article or an item, is a fault."""
    found = CutText()
    paragraphs: list[CutParagraph] | None = None
    for line in lines:
        head = _ARTICLE.match(line.text)
        number = None if head is None else _number(head[1])
        last = max(found.articles, default=0)
        if head is not None and number == last + 1:
            paragraphs = found.articles[number] = []
            rest = _HEADING.sub("", line.text[head.end() :].strip(), count=1)
            if rest:
                paragraphs.append(CutParagraph(line.number, rest))
        elif head is not None and head["apart"] is not None:
            message = f"{head[0].strip()} stands where article {last + 1} would follow"
            chinese = f"此处应为第{chinese_number(last + 1)}条，却是{head[0].strip()}"
            found.faults.append(Diagnostic(Position(source, line.number, 1), "article-order", message, chinese))
            return found
        elif _CHAPTER.match(line.text) and (paragraphs is None or not paragraphs or paragraphs[-1].ended()):
            paragraphs = None
        elif paragraphs is None:
            if not found.articles:
                found.heading.append(line.text)
        else:
            _add(paragraphs, line, source, found.faults)
    if not found.articles:
        message = "there is no article here: no line begins with 第一条"
        chinese = "没有找到条文：没有以“第一条”开头的一行（Word 自动编号的，请先转为文字）"
        found.faults.append(Diagnostic(Position(source), "no-articles", message, chinese))
    return found


def _add(paragraphs: list[CutParagraph], line: TextLine, source: str, faults: list[Diagnostic]) -> None:
    item = _ITEM.match(line.text)
    if not paragraphs:
        paragraphs.append(CutParagraph(line.number, line.text))
    elif _SUBITEM.match(line.text) or not (item or paragraphs[-1].ended()):
        paragraphs[-1].extend(line.text)
    elif item is None:
        paragraphs.append(CutParagraph(line.number, line.text))
    else:
        number = _number(item[1])
        while len(paragraphs) > 1 and not paragraphs[-1].items and number == len(paragraphs[-2].items) + 1 > 1:
            paragraphs[-2].extend(paragraphs.pop().text)  # what stands between two items goes with the first
        items = paragraphs[-1].items
        if number != len(items) + 1:
            message = f"item {item[0].strip()} stands where item {len(items) + 1} would follow"
            chinese = f"此处应为第{chinese_number(len(items) + 1)}项，却是{item[0].strip()}"
            faults.append(Diagnostic(Position(source, line.number, 1), "item-order", message, chinese))
        items.append(line.text[item.end() :])


def _number(written: str) -> int | None:
    """Reads a number as articles and items are numbered; None if it is written in no way that they are."""
    return int(written) if written.isdecimal() and written.isascii() else _VALUES.get(written.replace("〇", "零"))
