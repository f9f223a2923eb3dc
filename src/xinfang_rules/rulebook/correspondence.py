"""Which provisions of a pack's instrument correspond to those of a later one, and how they differ: `compare.yaml`."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field

from xinfang_rules.errors import Diagnostic, RulebookError
from xinfang_rules.rulebook.apart import read_apart
from xinfang_rules.rulebook.citations import Provisions, chinese_number
from xinfang_rules.rulebook.files import COMPARE
from xinfang_rules.rulebook.load import load, packs_directory, shipped_packs
from xinfang_rules.rulebook.model import Instrument
from xinfang_rules.rulebook.overlay_entries import as_list
from xinfang_rules.sources.entry_base import Entry, Line, Provision
from xinfang_rules.sources.validation import Path as FilePlace, place_in

_Provisions = Annotated[list[Provision], BeforeValidator(as_list), Field(min_length=1)]


class PairEntry(Entry):
    """Provisions of the pack's instrument (`here`) and of the other (`there`); what only one has stands alone."""

    here: _Provisions = Field(default_factory=list)
    there: _Provisions = Field(default_factory=list)
    says: Line


class CompareFile(Entry):
    """The file of a pack."""

    other: Annotated[str, Field(alias="with")]
    pairs: Annotated[list[PairEntry], Field(min_length=1)]


class Provided(NamedTuple):
    """A provision as a page shows it: its numbers, how it is cited, and its gist."""

    numbers: tuple[int, ...]
    label: str
    gist: str


class Pair(NamedTuple):
    """Provisions that correspond, and how they differ, in Chinese."""

    here: tuple[Provided, ...]
    there: tuple[Provided, ...]
    says: str


class Correspondence(NamedTuple):
    """An instrument beside a later one.

    Attributes:
        here: The earlier instrument.
        there: The later one.
        pairs: What corresponds, in the order of the file.
    """

    here: Instrument
    there: Instrument
    pairs: tuple[Pair, ...]

    def missing(self) -> list[str]:
        """Lists the paragraphs that no pair names, as they are cited."""
        found: list[str] = []
        for which, instrument in (("here", self.here), ("there", self.there)):
            named = {one.numbers for pair in self.pairs for one in getattr(pair, which)}
            labelled = Provisions(instrument)
            for paragraph in instrument.paragraphs:
                place = (paragraph.article, paragraph.paragraph)
                if not any(place[: len(numbers)] == numbers[:2] for numbers in named):
                    found.append(labelled.label(*place, None))
        return found


def correspondences(instrument: str) -> list[Correspondence]:
    """Returns what shipped packs say of a shipped instrument beside others.

    Raises:
        RulebookError: If a file is wrong; it lists every finding.
    """
    found = (_correspondence(packs_directory() / name) for name in shipped_packs())
    return [each for each in found if each is not None and instrument in (each.here.id, each.there.id)]


@lru_cache(maxsize=8)
def _correspondence(place: Path) -> Correspondence | None:
    read = read_apart(place, COMPARE, CompareFile)
    if read is None:
        return None
    file, document = read
    if file.other not in shipped_packs():
        message = f"{file.other} is no shipped pack"
        raise RulebookError([Diagnostic(place_in(document, ("with",)), "unknown-instrument", message)])
    here, there = load(place.name).instrument, load(file.other).instrument
    found: list[Diagnostic] = []

    def report(path: FilePlace, code: str, message: str, *, key: bool = False) -> None:
        found.append(Diagnostic(place_in(document, path, key=key), code, message))

    def provided(which: str, index: int, instrument: Instrument, named: list[str]) -> tuple[Provided, ...]:
        labelled = Provisions(instrument)
        for number, at in enumerate(named):
            labelled.check(at, ("pairs", index, which, number), report, whole=True)
        return () if found else tuple(_provided(at, instrument, labelled) for at in named)

    pairs = tuple(
        Pair(provided("here", index, here, pair.here), provided("there", index, there, pair.there), pair.says)
        for index, pair in enumerate(file.pairs)
    )
    if found:
        raise RulebookError(found)
    return Correspondence(here, there, pairs)


def _provided(at: str, instrument: Instrument, labelled: Provisions) -> Provided:
    article, *rest = numbers = tuple(map(int, at.split(".")))
    paragraphs = [each for each in instrument.paragraphs if each.article == article]
    own = paragraphs[rest[0] - 1 if rest else 0]
    if not rest and len(paragraphs) > 1:
        return Provided(numbers, f"第{chinese_number(article)}条", instrument.article_titles[article])
    item = rest[1] if len(rest) > 1 else None
    label = labelled.label(article, own.paragraph, item).partition("》")[2]
    return Provided(numbers, label, own.gist if item is None else own.items[item - 1])
