"""Importing an official text: which instrument it is, whether it is what the rules quote, and where it is kept."""

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from xinfang_rules.arguments import StrPath, path_of
from xinfang_rules.dossier.acts_table import has_acts, load_acts
from xinfang_rules.errors import Diagnostic, Position, TextError, did_you_mean
from xinfang_rules.indicators.indicator_set import OtherInstrumentError, load_indicators
from xinfang_rules.rulebook.citations import Provisions, chinese_number
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.instruments import build_instruments
from xinfang_rules.rulebook.load import load, load_pack, shipped_overlays, shipped_packs
from xinfang_rules.rulebook.model import Instrument
from xinfang_rules.rulebook.pack import Problems
from xinfang_rules.rulebook.quotes import citations_of
from xinfang_rules.rulebook.shipped_overlays import bases_of
from xinfang_rules.rulebook.statutes import OfficialText, numbering, official_of, user_directory
from xinfang_rules.sources.document import SourceError
from xinfang_rules.texts.cutting import CutParagraph, CutText, cut
from xinfang_rules.texts.text_lines import read_lines

if TYPE_CHECKING:
    from xinfang_rules.result import Citation


_EDITION: Final = re.compile(r"\([^()]*\d{4}[^()]*\)\s*\Z")
"""What tells the editions of one instrument apart, at the end of a title."""


class ImportedText(NamedTuple):
    """What was imported.

    Attributes:
        instrument: The identifier of the instrument.
        title: Its title.
        articles: How many articles it has.
        paragraphs: How many paragraphs.
        items: How many items.
        quotes: How many quotations of the rules were held against it.
        left_out: The lines after the last article that are no part of it, such as what a page adds.
        stored: The file in which it is kept.
    """

    instrument: str
    title: str
    articles: int
    paragraphs: int
    items: int
    quotes: int
    left_out: tuple[str, ...]
    stored: Path


class _Known(NamedTuple):
    """An instrument that shipped rules quote, how these are loaded, and whether they account for all its articles."""

    instrument: Instrument
    pack: str
    overlays: tuple[str, ...] = ()
    whole: bool = True


def import_text(file: StrPath, *, instrument: str | None = None, directory: StrPath | None = None) -> ImportedText:
    """Reads the text of an instrument, cuts it, holds it against the rules, and stores it.

    Every article, paragraph and item has to be numbered as the rules number them, and every quotation of the rules has
    to stand in it. Nothing is stored otherwise.

    Args:
        file: A saved page (HTML), a Word document (.docx), Markdown, or plain text.
        instrument: Which instrument it is; if None, the one whose title stands above the first article.
        directory: Where it is stored; if None, the folder of this user.

    Raises:
        TextError: With every finding.
    """
    path = path_of(file, "file")
    try:
        text = cut(read_lines(path), str(path))
    except SourceError as error:
        raise TextError(error.diagnostics) from None
    if text.faults:
        raise TextError(text.faults)
    refused: list[list[Diagnostic]] = []
    for known in _meant(text, path, instrument):
        left_out = _left_out(text, known)
        data = {"title": known.instrument.title, "imported_from": path.name, "articles": text.as_data()}
        quoted = _quoted(known)
        official = official_of(data)
        odd = dict(_numbered_otherwise(known, official))
        found = [*odd.values(), *_misquoted([one for one in quoted if one.article not in odd], official)]
        if found:
            refused.append([_about(path, *each) for each in found])
            continue
        stored = _stored(user_directory() if directory is None else path_of(directory, "directory"), known, data, path)
        paragraphs: list[CutParagraph] = [each for one in text.articles.values() for each in one]
        items, title = sum(len(each.items) for each in paragraphs), known.instrument.title
        return ImportedText(
            known.instrument.id, title, len(text.articles), len(paragraphs), items, len(quoted), left_out, stored
        )
    raise TextError(sorted(refused, key=len)[0])


@lru_cache(maxsize=1)
def _known() -> dict[str, _Known]:
    found = {book.instrument.id: _Known(book.instrument, pack) for pack in shipped_packs() for book in [load(pack)]}
    for overlay in shipped_overlays():
        for base in bases_of(overlay)[-1:]:
            pack, _ = load_pack(base, overlays=[overlay])
            for name, instrument in build_instruments(pack, Problems()).items():
                whole = not (pack.instruments[name].entry.selected or instrument.partial)
                found.setdefault(name, _Known(instrument, base, (overlay,), whole))
    return found


def _meant(text: CutText, path: Path, instrument: str | None) -> list[_Known]:
    """Returns the instruments that the text may be, the editions of one title among them."""
    known = _known()
    if instrument is not None:
        if instrument in known:
            return [known[instrument]]
        message = f"the rules quote no instrument {instrument}{did_you_mean(instrument, known)}; they quote: "
        chinese = f"规则没有引用 {instrument}{did_you_mean(instrument, known, 'zh')}；所引用的有："
        raise TextError([_about(path, "unknown-instrument", message + ", ".join(known), chinese + "、".join(known))])
    titles = {_bare(line) for line in text.heading}
    found = [each for each in known.values() if _bare(each.instrument.title) in titles]
    if not found:
        named = [f"{name}（《{each.instrument.title}》）" for name, each in known.items()]
        message = "no line above the first article is the title of an instrument that the rules quote; "
        message += f"say which it is with --as: {', '.join(known)}"
        chinese = f"第一条以前没有一行是规则所引用的法规的名称；请用 --as 指明是哪一部：{'、'.join(named)}"
        raise TextError([_about(path, "unknown-instrument", message, chinese)])
    return found


def _left_out(text: CutText, known: _Known) -> tuple[str, ...]:
    """Takes away what follows the last paragraph of the last article, and returns it."""
    last = max(text.articles)
    expected = sum(paragraph.article == last for paragraph in known.instrument.paragraphs)
    paragraphs = text.articles[last]
    left = paragraphs[expected:] if expected else []
    text.articles[last] = paragraphs[: len(paragraphs) - len(left)]
    return tuple(paragraph.text for paragraph in left)


@lru_cache(maxsize=32)
def _quoted(known: _Known) -> list[Cited]:
    """Returns every citation of the instrument, by rules, acts and indicators."""
    pack, book = load_pack(known.pack, overlays=known.overlays)
    provisions, name = Provisions(known.instrument), known.instrument.id
    found: list[Cited | Citation | None] = [
        provisions.resolve(entry, path, placed.report)
        for placed, path, entry in citations_of(pack)
        if (entry.within or placed.instrument) == name
    ]
    if has_acts(known.pack):
        found += [one for citations in load_acts(known.pack).citations.values() for one in citations]
    with suppress(OtherInstrumentError):
        indicators = load_indicators(rulebook=book)
        found += [one for each in indicators.variants.values() for one in each.citations]
        found += indicators.section_citations
    return [
        Cited(**{key: getattr(one, key) for key in Cited._fields}) for one in found if one and one.instrument == name
    ]


_Finding: TypeAlias = tuple[str, str, str]
"""What is wrong: its code, the words, and the Chinese words."""


def _numbered_otherwise(known: _Known, text: OfficialText) -> Iterator[tuple[int, _Finding]]:
    """Yields the articles whose paragraphs or items are numbered otherwise; their quotations would all be missed."""
    ours = {(one.article, one.paragraph): len(one.items) for one in known.instrument.paragraphs}
    theirs = numbering(text)
    for article in sorted({article for article, _ in ours}):
        here, there = (sorted(p for a, p in counts if a == article) for counts in (ours, theirs))
        there = [paragraph for paragraph in there if paragraph in here] if known.instrument.partial else there
        label = f"第{chinese_number(article)}条"
        if here != there:
            message = f"article {article} should have {len(here)} paragraphs, and has {len(there)}"
            yield article, ("numbering", message, f"{label}应为 {len(here)} 款，这里是 {len(there)} 款")
            continue
        for paragraph in here:
            items, found = ours[article, paragraph], theirs[article, paragraph]
            if items != found:
                message = f"{article}.{paragraph} should have {items} items, and has {found}"
                chinese = f"{label}第{chinese_number(paragraph)}款应为 {items} 项，这里是 {found} 项"
                yield article, ("numbering", message, chinese)
    more = {article for article, _ in theirs} - {article for article, _ in ours}
    for article in sorted(more if known.whole else ()):
        yield article, ("numbering", f"there should be no article {article}", f"不应有第{chinese_number(article)}条")


def _misquoted(quoted: list[Cited], text: OfficialText) -> Iterator[_Finding]:
    for one in sorted(set(quoted), key=lambda cited: (cited.article, cited.paragraph, cited.item or 0)):
        if not text.has(one.quote, one.article, one.paragraph, one.item):
            said = f"{one.label} does not have the words “{one.quote}”, which the rules quote"
            yield "quote-mismatch", said, f"{one.label}没有规则所引的“{one.quote}”"


def _stored(directory: Path, known: _Known, data: dict[str, Any], source: Path) -> Path:
    """Writes a text; what was there before stays until the new one is whole."""
    place = directory / f"{known.instrument.id}.json"
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    unfinished = place.with_name(f".{place.name}.{sha256(content).hexdigest()[:8]}")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(place)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        message, chinese = f"{place} cannot be written: {error.strerror}", f"{place} 不能写入：{error.strerror}"
        raise TextError([_about(source, "unwritable", message, chinese)]) from None
    return place


def _bare(title: str) -> str:
    """Returns a title without what editions and pages add to it or leave out."""
    title = _EDITION.sub("", unicodedata.normalize("NFKC", title))
    return "".join(c for c in title if c.isalnum()).removeprefix("中华人民共和国")


def _about(path: Path, code: str, message: str, chinese: str) -> Diagnostic:
    return Diagnostic(Position(str(path)), code, message, chinese)


def stored_texts(directory: Path | None = None) -> Iterator[tuple[Instrument, Path | None]]:
    """Yields each instrument that the rules quote, with the file in which its text is kept; None if there is none."""
    for name, known in _known().items():
        place = (directory or user_directory()) / f"{name}.json"
        yield known.instrument, place if place.is_file() else None
