"""Quotes of the law, held against the official text, or against what the pack itself quotes."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from xinfang_rules.logic.parse import Path
from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.placed import Fragment, Pack, Placed
from xinfang_rules.rulebook.statutes import OfficialText


def check_quotes(pack: Pack, texts: Mapping[str, OfficialText]) -> None:
    """Reports quotes that the official text does not have, where it is at hand.

    Where it is not, what an overlay quotes of a shipped pack's instrument is held against the fragments that the pack
    itself quotes of the provision.
    """
    for placed, path, entry in _all_citations(pack):
        instrument = entry.within or placed.instrument
        text = texts.get(instrument)
        article, paragraph, item = _provision(entry)
        if text is not None:
            if not text.contains(entry.quote, article, paragraph, item):
                placed.report((*path, "quote"), "quote-mismatch", f"{entry.at} does not have these words")
        elif pack.shipped and instrument == pack.base and placed.document.source in pack.sources:
            fragments = [
                fragment
                for own, of_item, fragment in pack.fragments
                if own == (article, paragraph) and (item is None or of_item in (None, item))
            ]
            if not any(entry.quote in fragment for fragment in fragments):
                known = "、".join(f"“{fragment}”" for fragment in dict.fromkeys(fragments)) or "nothing"
                message = f"of {entry.at} the pack quotes {known}; for other words, give the official text (--statutes)"
                placed.report((*path, "quote"), "quote-mismatch", message)


def fragments_of(pack: Pack) -> tuple[Fragment, ...]:
    """Returns the fragments that a pack, still without overlays, quotes of its own instrument."""
    found: list[Fragment] = []
    for placed, _, entry in _all_citations(pack):
        if (entry.within or placed.instrument) == pack.base:
            article, paragraph, item = _provision(entry)
            found.append(((article, paragraph), item, entry.quote))
    return tuple(found)


def _provision(entry: CiteEntry) -> tuple[int, int, int | None]:
    numbers = [int(part) for part in entry.at.split(".")]
    return numbers[0], numbers[1] if len(numbers) > 1 else 1, numbers[2] if len(numbers) > 2 else None


def _all_citations(pack: Pack) -> Iterator[tuple[Placed[BaseModel], Path, CiteEntry]]:
    sections: list[Placed[BaseModel]] = [
        *pack.parameters.values(),  # type: ignore[list-item]  # Placed is read-only here, so it varies with its entry
        *pack.questions.values(),  # type: ignore[list-item]
        *pack.every_rule(),  # type: ignore[list-item]
        *pack.constraints.values(),  # type: ignore[list-item]
    ]
    for placed in sections:
        for index, entry in enumerate(getattr(placed.entry, "cite", None) or []):
            yield placed, ("cite", index), entry
