"""The instrument of a pack: every paragraph accounted for, and held against the official text where it is at hand."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.citations import numbers_of
from xinfang_rules.rulebook.instrument_entries import ArticleEntry
from xinfang_rules.rulebook.model import Edition, Instrument, Paragraph
from xinfang_rules.rulebook.pack import Pack, Placed, Problems
from xinfang_rules.rulebook.statutes import OfficialText, numbering


def build_instruments(pack: Pack, problems: Problems) -> dict[str, Instrument]:
    """Builds every instrument of the pack; articles not numbered 1, 2, 3 … and titles given twice are reported.

    Where only some articles are accounted for, or not the whole text was at hand, numbers rise, and that is all.
    """
    built: dict[str, Instrument] = {}
    titled: dict[str, str] = {}
    for name, placed in pack.instruments.items():
        articles, entry = pack.articles.get(name, []), placed.entry
        partial = entry.text == "partial"
        paragraphs: list[Paragraph] = []
        before = 0
        for article in articles:
            number = article.entry.article
            if number <= before if partial or entry.selected else number != before + 1:
                wanted = "a later article" if partial or entry.selected else f"article {before + 1}"
                article.report(("article",), "numbering", f"{wanted} should stand here")
            before = max(before, number) if partial or entry.selected else before + 1
            paragraphs.extend(_paragraphs(article, partial=partial))
        if not articles:
            placed.report((), "numbering", "the instrument has no articles")
        known = titled.setdefault(_bare(entry.title), name)
        if set(entry.title) & set("《》"):
            placed.report(("title",), "bad-form", "a title stands without 《》, which citations put around it")
        elif known != name:
            placed.report(("title",), "duplicate-id", f"this is what {known} is called; nobody could tell them apart")
        if entry.in_force_until is not None and entry.in_force_until < entry.in_force_from:
            message = f"this day is before {entry.in_force_from}, on which the instrument comes into force"
            placed.report(("in_force_until",), "bad-form", message)
        built[name] = Instrument(
            id=entry.id,
            title=entry.title,
            issuer=entry.issuer,
            in_force_from=entry.in_force_from,
            in_force_until=entry.in_force_until,
            article_titles=FrozenDict({a.entry.article: a.entry.title for a in articles}),
            chapters=FrozenDict({a.entry.article: a.entry.chapter for a in articles}),
            paragraphs=tuple(paragraphs),
            partial=partial,
        )
    return built


def _paragraphs(article: Placed[ArticleEntry], *, partial: bool) -> Iterator[Paragraph]:
    """Yields the paragraphs of an article, numbered one after the other where they do not say which they are."""
    before = 0
    for index, (number, paragraph) in enumerate(article.entry.numbered()):
        if paragraph.paragraph is not None and not partial:
            message = "the paragraphs of a whole text follow one another; only one of text: partial says which it is"
            article.report(("paragraphs", index, "paragraph"), "numbering", message)
        elif number <= before:
            message = f"a paragraph after {before} should stand here"
            article.report(("paragraphs", index, "paragraph"), "numbering", message)
        before = number
        if paragraph.coverage not in ("encoded", "open") and paragraph.reason is None:
            article.report(("paragraphs", index), "coverage", "a reason is missing here")
        yield Paragraph(
            article=article.entry.article,
            paragraph=number,
            gist=paragraph.gist,
            coverage=paragraph.coverage,
            reason=paragraph.reason,
            items=tuple(paragraph.items),
        )


def _bare(title: str) -> str:
    """Returns a title without what does not tell it from another: blanks, brackets, full or half width."""
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def citing_rules(edition: Edition, instrument: str) -> dict[tuple[int, int], list[str]]:
    """Returns, for each paragraph that is cited, the rules and questions that cite it."""
    cited: dict[tuple[int, int], list[str]] = {}
    for name, citations in [
        *((rule.id, rule.citations) for rule in edition.rules),
        *((question.name, question.citations) for question in edition.questions),
    ]:
        for citation in citations:
            if citation.instrument == instrument:
                names = cited.setdefault((citation.article, citation.paragraph), [])
                if name not in names:
                    names.append(name)
    return cited


def check_coverage(pack: Pack, edition: Edition, instruments: Iterable[Instrument]) -> None:
    """Reports paragraphs whose stated coverage is not what the rules do.

    A paragraph that is `open` may be cited: part of it is encoded, part is not yet. What rules of other days cite
    counts too, and what files cite that are laid over other bases.
    """
    elsewhere = set(pack.cited_elsewhere)
    for rule in pack.every_rule():
        elsewhere.update((cite.within or rule.instrument, *numbers_of(cite.at)[:2]) for cite in rule.entry.cite)
    for instrument in instruments:
        cited = citing_rules(edition, instrument.id)
        for article in pack.articles.get(instrument.id, []):
            own = [each for each in instrument.paragraphs if each.article == article.entry.article]
            for index, paragraph in enumerate(own):
                rules = cited.get((paragraph.article, paragraph.paragraph))
                place = (instrument.id, paragraph.article, paragraph.paragraph)
                path = ("paragraphs", index, "coverage")
                if paragraph.coverage == "encoded" and not rules and place not in elsewhere:
                    article.report(path, "coverage", "no rule cites this paragraph")
                elif rules and paragraph.coverage == "not_decidable":
                    article.report(path, "coverage", f"{', '.join(rules[:3])} decides by this paragraph")


def check_numbering(pack: Pack, instruments: Mapping[str, Instrument], texts: Mapping[str, OfficialText]) -> None:
    """Reports paragraphs and items that the official text numbers otherwise, where it is at hand."""
    for name, instrument in instruments.items():
        text = texts.get(name)
        if text is None:
            continue
        ours = {(p.article, p.paragraph): len(p.items) for p in instrument.paragraphs}
        theirs = numbering(text)
        entry = pack.instruments[name].entry
        if entry.text == "partial":
            theirs = {place: count for place, count in theirs.items() if place in ours}
        elif entry.selected:
            theirs = {place: count for place, count in theirs.items() if place[0] in instrument.chapters}
        for place in sorted(ours.keys() | theirs.keys()):
            if ours.get(place) != theirs.get(place):
                article, paragraph = place
                message = (
                    f"{article}.{paragraph}: the official text has {_items(theirs, place)}, this {_items(ours, place)}"
                )
                pack.instruments[name].report((), "numbering", message)


def _items(counts: Mapping[tuple[int, int], int], place: tuple[int, int]) -> str:
    return f"{counts[place]} items" if place in counts else "no such paragraph"
