"""Provisions as the law is cited in Chinese, resolved against the instrument."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from xinfang_rules.errors import did_you_mean
from xinfang_rules.language.parse import Path, Report
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.model import Instrument, Paragraph
from xinfang_rules.rulebook.placed import Placed

MAX_QUOTE: Final = 40

PARTIAL: Final = "（文本不全）"
"""What a label says of an instrument of which not the whole text was at hand."""

_DIGITS: Final = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Writes a number from 1 to 999 in Chinese, as articles are numbered."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += _DIGITS[0]
    return text + (_DIGITS[ones] if ones else "")


def together(labels: Iterable[str]) -> str:
    """Joins labels; an instrument is named once for those of it that follow each other."""
    return _together(tuple(labels))


@lru_cache(maxsize=1024)
def _together(labels: tuple[str, ...]) -> str:
    said, of = list[str](), ""
    for label in dict.fromkeys(labels):
        title, closed, place = label.rpartition("》")
        said.append(place if closed and title == of else label)
        of = title
    return "、".join(said)


def numbers_of(provision: str) -> tuple[int, int, int | None]:
    """Returns article, paragraph and item of a provision; an article alone is its first paragraph."""
    numbers = [int(part) for part in provision.split(".")]
    return numbers[0], numbers[1] if len(numbers) > 1 else 1, numbers[2] if len(numbers) > 2 else None


class Provisions:
    """The provisions of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._articles: dict[int, list[Paragraph]] = {}
        for paragraph in instrument.paragraphs:
            self._articles.setdefault(paragraph.article, []).append(paragraph)

    def label(self, article: int, paragraph: int, item: int | None) -> str:
        """Returns the provision in words; an article of a single paragraph is cited without the paragraph.

        Of a text that is not whole, this is said.
        """
        text = f"《{self.instrument.title}》第{chinese_number(article)}条"
        if len(self._articles[article]) > 1 or paragraph > 1:
            text += f"第{chinese_number(paragraph)}款"
        if item is not None:
            text += f"第{chinese_number(item)}项"
        return text + PARTIAL if self.instrument.partial else text

    def resolve(self, entry: CiteEntry, path: Path, report: Report) -> Cited | None:
        """Turns a citation into what results carry; reports one that cites nothing."""
        found = self._find(entry.at, (*path, "at"), report)
        if len(entry.quote) > MAX_QUOTE:
            message = f"the quote has {len(entry.quote)} characters; at most {MAX_QUOTE} are quoted"
            report((*path, "quote"), "quote-too-long", message)
            return None
        return None if found is None else Cited(self.instrument.id, *found, self.label(*found), entry.quote)

    def check(self, at: str, path: Path, report: Report, *, whole: bool = False) -> None:
        """Reports a provision that there is not; with `whole`, an article of several paragraphs is one."""
        if not (whole and at.isdecimal() and int(at) in self._articles):
            self._find(at, path, report)

    def _find(self, at: str, path: Path, report: Report) -> tuple[int, int, int | None] | None:
        article, number, item = numbers_of(at)
        paragraphs = self._articles.get(article)
        if paragraphs is None:
            known = _runs(sorted(self._articles)) or "no articles"
            report(path, "unknown-provision", f"{self.instrument.id} has {known}")
            return None
        if at.isdecimal() and len(paragraphs) > 1:
            choices = ", ".join(f"{article}.{p.paragraph}" for p in paragraphs)
            report(path, "unknown-provision", f"article {article} has several paragraphs; cite one of {choices}")
            return None
        paragraph = next((known for known in paragraphs if known.paragraph == number), None)
        if paragraph is None:
            report(path, "unknown-provision", f"article {article} has {_known(paragraphs)}")
            return None
        items = len(paragraph.items)
        if item is not None and item > items:
            report(path, "unknown-provision", f"paragraph {article}.{number} has {_count(items, 'item')}")
            return None
        return article, number, item


def cited_by(
    placed: Placed[Any], key: str, entries: Iterable[CiteEntry], provisions: Mapping[str, Provisions]
) -> tuple[Cited, ...]:
    """Turns the citations under a key of an entry into what results carry; reports those that cite nothing."""
    found: list[Cited] = []
    for index, entry in enumerate(entries):
        at, instrument = (key, index), entry.within or placed.instrument
        if not instrument:
            placed.report((*at, "at"), "unknown-instrument", "say of which of the overlay's instruments (in: …)")
        elif instrument not in provisions:
            hint = did_you_mean(instrument, provisions)
            placed.report((*at, "in"), "unknown-instrument", f"{instrument} is no instrument of this pack{hint}")
        elif (citation := provisions[instrument].resolve(entry, at, placed.report)) is not None:
            found.append(citation)
    return tuple(found)


def _runs(articles: list[int]) -> str:
    """Names articles in words: those that follow one another by the first and the last."""
    runs: list[list[int]] = []
    for article in articles:
        if runs and article == runs[-1][-1] + 1:
            runs[-1].append(article)
        else:
            runs.append([article])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{'articles' if len(articles) > 1 else 'article'} {said}" if said else ""


def _known(paragraphs: list[Paragraph]) -> str:
    """Names the paragraphs that are known of an article: how many, or, where some are not at hand, which."""
    numbers = [paragraph.paragraph for paragraph in paragraphs]
    if numbers == [*range(1, len(numbers) + 1)]:
        return _count(len(numbers), "paragraph")
    return f"paragraph {', '.join(map(str, numbers))}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
