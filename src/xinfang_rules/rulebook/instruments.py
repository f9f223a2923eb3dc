"""The instrument of a pack: every paragraph accounted for, and held against the official text where it is at hand."""

import unicodedata
from collections.abc import Mapping

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.model import Edition, Instrument, Paragraph
from xinfang_rules.rulebook.pack import Pack, Problems
from xinfang_rules.rulebook.statutes import OfficialText, numbering


def build_instruments(pack: Pack, problems: Problems) -> dict[str, Instrument]:
    """Builds every instrument of the pack; articles not numbered 1, 2, 3 … and titles given twice are reported."""
    built: dict[str, Instrument] = {}
    titled: dict[str, str] = {}
    for name, placed in pack.instruments.items():
        articles = pack.articles.get(name, [])
        paragraphs: list[Paragraph] = []
        for expected, article in enumerate(articles, 1):
            if article.entry.article != expected:
                article.report(("article",), "numbering", f"article {expected} should stand here")
            for number, paragraph in enumerate(article.entry.paragraphs, 1):
                if paragraph.coverage not in ("encoded", "open") and paragraph.reason is None:
                    article.report(("paragraphs", number - 1), "coverage", "a reason is missing here")
                paragraphs.append(
                    Paragraph(
                        article=article.entry.article,
                        paragraph=number,
                        gist=paragraph.gist,
                        coverage=paragraph.coverage,
                        reason=paragraph.reason,
                        items=tuple(paragraph.items),
                    )
                )
        if not articles:
            placed.report((), "numbering", "the instrument has no articles")
        entry = placed.entry
        before = titled.setdefault(_bare(entry.title), name)
        if set(entry.title) & set("《》"):
            placed.report(("title",), "bad-form", "a title stands without 《》, which citations put around it")
        elif before != name:
            placed.report(("title",), "duplicate-id", f"this is what {before} is called; nobody could tell them apart")
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
        )
    return built


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


def check_coverage(pack: Pack, edition: Edition, instrument: Instrument) -> None:
    """Reports paragraphs whose stated coverage is not what the rules do.

    A paragraph that is `open` may be cited: part of it is encoded, part is not yet.
    """
    cited = citing_rules(edition, instrument.id)
    for article in pack.articles.get(instrument.id, []):
        for index, paragraph in enumerate(article.entry.paragraphs):
            rules = cited.get((article.entry.article, index + 1))
            path = ("paragraphs", index, "coverage")
            if paragraph.coverage == "encoded" and not rules:
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
        for place in sorted(ours.keys() | theirs.keys()):
            if ours.get(place) != theirs.get(place):
                article, paragraph = place
                message = (
                    f"{article}.{paragraph}: the official text has {_items(theirs, place)}, this {_items(ours, place)}"
                )
                pack.instruments[name].report((), "numbering", message)


def _items(counts: Mapping[tuple[int, int], int], place: tuple[int, int]) -> str:
    return f"{counts[place]} items" if place in counts else "no such paragraph"
