"""Quotes of the law, held against the official text, or against what the pack itself quotes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from xinfang_rules.language.parse import Path
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.conflicts import provision
from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.rulebook.placed import Fragment, Pack, Placed
from xinfang_rules.rulebook.statutes import OfficialText, squeezed

_NEGATED: Final = re.compile(
    r"(?:[不未勿](?:[得予再能应可准许宜必须会曾]|应当|可以)?|非|无|莫|没有|(?:[不未][得准许]|禁止)[^，。；：]{0,40})\Z"
)
"""What turns what follows it into its opposite; what is forbidden is so to the end of its clause."""


def check_quotes(pack: Pack, texts: Mapping[str, OfficialText]) -> None:
    """Reports quotes that the official text does not have, where it is at hand.

    Where it is not, what an overlay quotes of a shipped pack's instrument is held against the fragments that the pack
    itself quotes of the provision. What an overlay quotes may not leave out the negation before it.
    """
    for placed, path, entry in citations_of(pack):
        instrument = entry.within or placed.instrument
        text = texts.get(instrument)
        article, paragraph, item = numbers_of(entry.at)
        of_overlay = placed.document.source in pack.sources
        fragments = _fragments(pack, article, paragraph, item) if of_overlay and instrument == pack.base else ()
        if text is not None:
            words = text.words(article, paragraph, item)
            if not text.has(entry.quote, article, paragraph, item):
                placed.report((*path, "quote"), "quote-mismatch", f"{entry.at} does not have these words")
                continue
        elif of_overlay and pack.shipped and instrument == pack.base:
            words = ()
            if not any(entry.quote in fragment for fragment in fragments):
                known = "、".join(f"“{fragment}”" for fragment in fragments) or "nothing"
                message = f"of {entry.at} the pack quotes {known}; for other words, give the official text (--statutes)"
                placed.report((*path, "quote"), "quote-mismatch", message)
                continue
        else:
            continue
        words = (*words, *map(squeezed, fragments))
        if of_overlay and all(negated(squeezed(entry.quote), part) for part in words):
            message = f"{entry.at} has these words only after a negation, which belongs to the quote"
            placed.report((*path, "quote"), "quote-mismatch", message)


def negated(quote: str, words: str) -> bool:
    """Tells whether a quote begins after a negation wherever words have it, which is so too if they do not."""
    pieces = words.split(quote)
    return all(_NEGATED.search(quote.join(pieces[:end])) for end in range(1, len(pieces)))


def fragments_of(pack: Pack) -> tuple[Fragment, ...]:
    """Returns the fragments that a pack, still without overlays, quotes of its own instrument."""
    found: list[Fragment] = []
    for placed, _, entry in citations_of(pack):
        if (entry.within or placed.instrument) == pack.base:
            article, paragraph, item = numbers_of(entry.at)
            found.append(((article, paragraph), item, entry.quote))
    return tuple(found)


def _fragments(pack: Pack, article: int, paragraph: int, item: int | None) -> tuple[str, ...]:
    """Returns what the pack itself quotes of a provision, or of the paragraph of an item."""
    return tuple(
        dict.fromkeys(
            fragment
            for own, of_item, fragment in pack.fragments
            if own == (article, paragraph) and (item is None or of_item in (None, item))
        )
    )


def citations_of(pack: Pack) -> Iterator[tuple[Placed[Any], Path, CiteEntry]]:
    """Yields every citation of a pack: whose it is, where it stands there, and itself."""
    sections: list[Placed[Any]] = [
        *pack.parameters.values(),
        *pack.questions.values(),
        *pack.every_rule(),
        *pack.constraints.values(),
        *pack.presumptions.values(),
        *pack.never_presumed.values(),
        *{id(placed): placed for placed in pack.counting.values()}.values(),
    ]
    for placed in sections:
        for index, entry in enumerate(getattr(placed.entry, "cite", None) or []):
            yield placed, ("cite", index), entry
        for index, conflict in enumerate(getattr(placed.entry, "conflicts", ())):
            yield placed, ("conflicts", index), provision(conflict)
