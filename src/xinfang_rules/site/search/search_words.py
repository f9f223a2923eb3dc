"""What readers type, and where it leads: `search.yaml` of a pack and of the overlays laid over it.

    synonyms:                      # each means the same; whichever is typed, all are looked for
      - [逾期, 超期, 过期]
    counted:                       # the same after a number: 60天 is 60日
      - [日, 天]
    filler: [怎么办, 如何]          # says nothing of what is looked for
    leads:                         # what is typed, and the pages that answer it, the best first
      - {words: [匿名], to: ["23.2", petitioners]}
    silent: [撤回]                  # stands nowhere in the instrument, which is said to whoever looks for it
    suggestions:                   # shown before anything is typed, and where nothing is found
      - {title: 各项期限, to: periods}

A page is named by a provision (`34`, `"23.2"`) or by its path without ending (`periods`, `process/disposition`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from xinfang_rules.errors import Diagnostic, RulebookError, did_you_mean
from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.citations import chinese_number
from xinfang_rules.rulebook.files import SEARCH
from xinfang_rules.rulebook.model import Instrument
from xinfang_rules.site.links import article_path
from xinfang_rules.sources.document import Document, shown
from xinfang_rules.sources.entry_base import Entry


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Word = Annotated[str, Field(min_length=1, pattern=r"^\S+$")]
Target = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
Same = Annotated[list[Word], Field(min_length=2)]


class LeadEntry(Entry):
    """Words that lead to pages, the best page first."""

    words: Annotated[list[Word], Field(min_length=1)]
    to: Annotated[list[Target], Field(min_length=1)]


class SuggestionEntry(Entry):
    """A way into the site for whoever found nothing."""

    title: Annotated[str, Field(min_length=1)]
    to: Target


class SearchFile(Entry):
    """A file `search.yaml`."""

    synonyms: list[Same] = Field(default_factory=list)
    counted: list[Same] = Field(default_factory=list)
    filler: list[Word] = Field(default_factory=list)
    leads: list[LeadEntry] = Field(default_factory=list)
    silent: list[Word] = Field(default_factory=list)
    suggestions: list[SuggestionEntry] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word leads: a page by its path, and a heading on it."""

    path: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What all files say together; the words of overlays come after those of the pack.

    Attributes:
        synonyms: Groups of words of one meaning.
        counted: Groups of words of one meaning after a number.
        filler: Words that say nothing of what is looked for.
        leads: Words with the places that answer them, the best first.
        silent: Words that the instrument does not have, with the sentence that says so.
        suggestions: Titles of ways into the site, with their places.
    """

    synonyms: tuple[tuple[str, ...], ...] = ()
    counted: tuple[tuple[str, ...], ...] = ()
    filler: tuple[str, ...] = ()
    leads: tuple[tuple[tuple[str, ...], tuple[Place, ...]], ...] = ()
    silent: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[tuple[str, Place], ...] = ()

    def as_data(self, urls: Mapping[str, str], within: Mapping[str, str]) -> dict[str, Any]:
        """Returns what the browser searches with.

        Args:
            urls: The addresses of pages.
            within: The address of what is searched, by the address of each anchor in it.
        """
        to = {place: address(place, urls) for _, places in self.leads for place in places}
        return {
            "synonyms": self.synonyms,
            "counted": self.counted,
            "filler": self.filler,
            "leads": [
                {"words": words, "to": [within.get(to[place], to[place]) for place in places]}
                for words, places in self.leads
            ],
            "silent": self.silent,
            "suggestions": [{"title": title, "to": address(place, urls)} for title, place in self.suggestions],
        }


def address(place: Place, urls: Mapping[str, str]) -> str:
    """Returns the address of a place, from the root of the site."""
    return urls[place.path] + (f"#{place.fragment}" if place.fragment else "")


def read_search_words(layers: Collection[Path], instrument: Instrument, pages: Collection[str]) -> SearchWords:
    """Reads the search words of a pack and its overlays.

    Args:
        layers: The directories or files of rules, the pack first; only directories have search words.
        instrument: Whose articles have pages.
        pages: The paths of the generated pages.

    Raises:
        RulebookError: If anything is wrong with a file; it lists every finding.
    """
    read, problems = list[SearchFile](), list[Diagnostic]()
    places: dict[str, Place] = {}
    for layer in layers:
        try:
            found = read_apart(layer, SEARCH, SearchFile)
        except RulebookError as error:
            problems += error.diagnostics
            continue
        if found is not None:
            read.append(found[0])
            problems += _misled(*found, instrument, pages, places)
    if problems:
        raise RulebookError(problems)
    return SearchWords(
        synonyms=tuple(tuple(group) for file in read for group in file.synonyms),
        counted=tuple(tuple(group) for file in read for group in file.counted),
        filler=tuple(word for file in read for word in file.filler),
        leads=(
            *((tuple(e.words), tuple(places[to] for to in e.to)) for file in read for e in file.leads),
            *_provisions(instrument, pages),
        ),
        silent=tuple((word, f"《{instrument.title}》的条文里没有“{word}”。") for file in read for word in file.silent),
        suggestions=tuple((entry.title, places[entry.to]) for file in read for entry in file.suggestions),
    )


def _provisions(instrument: Instrument, pages: Collection[str]) -> Iterator[tuple[tuple[str, ...], tuple[Place, ...]]]:
    """Leads whoever types a paragraph (19.3, 第十九条第三款) to its place on the page of its article."""
    for each in instrument.paragraphs:
        path, number = article_path(each.article), each.paragraph
        if path in pages:
            words = (f"{each.article}.{number}", f"第{chinese_number(each.article)}条第{chinese_number(number)}款")
            yield words, (Place(path, f"p{number}"),)


def _misled(
    file: SearchFile, document: Document, instrument: Instrument, pages: Collection[str], places: dict[str, Place]
) -> Iterator[Diagnostic]:
    """Finds the place of every target; reports the targets that have none."""
    targets: list[tuple[str, tuple[str | int, ...]]] = [
        (to, ("leads", index, "to", number))
        for index, lead in enumerate(file.leads)
        for number, to in enumerate(lead.to)
    ]
    targets += [(entry.to, ("suggestions", index, "to")) for index, entry in enumerate(file.suggestions)]
    for to, path in targets:
        place = _place(to, instrument, pages)
        if place is not None:
            places[to] = place
        elif to[:1].isdigit():
            message = f"{instrument.id} has no provision {shown(to)}; write an article (34) or a paragraph (23.2)"
            yield Diagnostic(document.position(path), "unknown-provision", message)
        else:
            named = sorted(page.removesuffix(".md") for page in pages)
            message = f"there is no page {shown(to)}{did_you_mean(to, named)}"
            yield Diagnostic(document.position(path), "unknown-value", message)


def _place(to: str, instrument: Instrument, pages: Collection[str]) -> Place | None:
    if not to[:1].isdigit():
        return Place(f"{to}.md") if f"{to}.md" in pages else None
    article, _, paragraph = to.partition(".")
    for each in instrument.paragraphs:
        if str(each.article) == article and paragraph in ("", str(each.paragraph)):
            return Place(article_path(each.article), f"p{paragraph}" if paragraph else "")
    return None
