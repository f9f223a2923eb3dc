"""The data of the deadline calculator: periods, from what they run, how long, by what, what follows if missed."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from xinfang_rules.calendar import WorkingCalendar, working_calendar
from xinfang_rules.calendar.festivals import holidays_of
from xinfang_rules.explain.norm_words import PeriodRun, norm_words, runs, start_words, timed_deed
from xinfang_rules.explain.outline import inline
from xinfang_rules.explain.phrases import DATE, date_noun
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.amounts import amount
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.load import load_pack, pack_place
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter, Period, Span, Unit
from xinfang_rules.site.links import OTHER_INSTRUMENTS, anchor, article_path
from xinfang_rules.site.parts.consequence_words import said_plainly
from xinfang_rules.site.reading.consequences import consequences, lapse
from xinfang_rules.site.site_context import SiteContext, Surroundings
from xinfang_rules.site.try_it.form_data import address_of, steps, working_days_told
from xinfang_rules.site.try_it.nodes import stated

_WHOLE = "最长"
"""What a period is called that ends another one, which began later."""


def data(book: SiteContext, around: Surroundings) -> dict[str, Any]:
    """Makes the data, and by their names those of other rulebooks, which the calculator asks for where it needs them.

    Raises:
        RulebookError: If anything is wrong with an overlay.
    """
    urls = around.directory_urls
    found: dict[str, Any] = {}
    beside: list[dict[str, Any]] = []
    for folder, other in around.further.items():
        told = found[folder] = periods_told(other, folder=f"{folder}/", directory_urls=urls)
        beside.append({**{key: told[key] for key in ("title", "year", "since", "until")}, "data": folder})
    laid = []
    rules = [rule.id for rule in book.edition.rules]
    for name in around.offered:
        over = SiteContext(*load_pack(pack_place(book.rulebook.instrument.id), overlays=[name]), (), None)
        found[name] = periods_told(over, beside=rules, directory_urls=urls)
        laid.append({"title": over.rulebook.identity.laid[-1].title, "data": name})
    told = periods_told(book, directory_urls=urls)
    return {**found, "deadlines": {**told, "days": days_told(book), "further": beside, "offered": laid}}


def periods_told(
    book: SiteContext, *, folder: str = "", beside: Iterable[str] = (), directory_urls: bool = True
) -> dict[str, Any]:
    """Writes the periods of a rulebook, those of each edition of which some are otherwise.

    Args:
        book: The rulebook. Its scenarios are not looked at.
        folder: Where its pages stand, with a slash at its end; empty for those of the site itself.
        beside: The rules that are left out, since they are told elsewhere.
        directory_urls: Whether a page's address ends with a slash.
    """
    rulebook, told = book.rulebook, frozenset(beside)
    editions: list[dict[str, Any]] = []
    for edition in rulebook.editions:
        entry = _Writer(book, edition, folder, directory_urls=directory_urls).entry(told)
        if not editions or {**editions[-1], "since": 0} != {**entry, "since": 0}:
            editions.append(entry)
    until = rulebook.instrument.in_force_until
    settings = book.pack.settings
    governing = None if settings is None else settings.entry.governed_by
    return {
        "title": rulebook.identity.title,
        "year": rulebook.instrument.in_force_from.year,
        "since": rulebook.instrument.in_force_from.toordinal(),
        "until": None if until is None else until.toordinal(),
        "governedBy": rulebook.governed_by,
        "digest": rulebook.identity.digest,
        "governing": None if governing is None else governing.interpretive,
        "editions": editions,
    }


def days_told(book: SiteContext) -> dict[str, Any]:
    """Writes the working days, the days of each festival by the statute, and the years that have a notice."""
    calendar = working_calendar(book.edition.calendar)
    return {
        **working_days_told(calendar),
        "festivals": list(_festivals(calendar)),
        "noticed": sorted(calendar.noticed),
    }


def _festivals(calendar: WorkingCalendar) -> Iterator[tuple[str, list[int]]]:
    first, last = calendar.coverage
    found: dict[str, list[int]] = {}
    for year in range(first.year, last.year + 1):
        for holiday in holidays_of(calendar.data, year):
            found.setdefault(holiday.festival.title, []).extend(holiday.days)
    for title, days in found.items():
        yield title, steps(first.toordinal(), sorted(days))


def event_words(spec: FactSpec) -> str:
    """Says what happened on the day that a fact tells: in the words of its meaning, where it begins with them."""
    said = re.split("[，；。：]", spec.meaning)[0]
    if said.endswith("之日") and "填" not in said:
        return said.removesuffix("之日")
    deed, whose = spec.title.removesuffix(DATE), spec.whose
    named = any(deed.startswith(whose[place:]) for place in range(len(whose) - 1))
    return deed if named or "或者" in whose else f"{whose}{deed}"


class _Writer:
    def __init__(self, book: SiteContext, edition: Edition, folder: str, *, directory_urls: bool) -> None:
        self._book = book
        self._edition = edition
        self._folder = folder
        self._directory_urls = directory_urls

    def entry(self, beside: frozenset[str]) -> dict[str, Any]:
        norms = [
            (rule, rule.norm, rule.norm.period)
            for rule in self._book.in_order(self._edition.rules)
            if rule.norm and rule.norm.period and rule.norm.period.set_day is None and rule.id not in beside
        ]
        starts = dict.fromkeys(name for _, _, period in norms for way in period.ways for name in way.starts)
        order = [name for name in dict.fromkeys((*self._edition.facts, *starts)) if name in starts]
        return {
            "since": self._edition.since.toordinal(),
            "events": {name: self._event(name) for name in order},
            "norms": [self._norm(*norm) for norm in norms],
        }

    def _event(self, name: str) -> dict[str, Any]:
        spec = self._edition.facts.get(name)
        if spec is None:
            return {"title": date_noun(name, self._edition)}
        title = event_words(spec)
        hint = spec.meaning.partition("。")[0].removeprefix(f"{title}之日").lstrip("，；")
        return stated({"title": title, "hint": hint or None})

    def _norm(self, rule: Rule, norm: NormSpec, period: Period) -> dict[str, Any]:
        found = runs(period, self._edition)
        ways = [self._way(span, run) for span, run in zip(period.spans, found, strict=True)]
        limits = [self._limit(limit) for limit in period.limits]
        told = stated(
            {
                "id": rule.id,
                "title": rule.title,
                "deed": norm_words(norm),
                "timed": timed_deed(norm, self._edition) or None,
                "right": norm.kind is NormKind.PERMISSION,
                "at": self._address(rule),
                "cites": self._cites(rule.citations),
                "reading": rule.interpretive,
                "disputed": rule.id in self._book.disputed,
                "rollsOn": period.rolls_on,
                "ways": [*ways, *limits],
            }
        )
        return {**told, "missed": list(self._missed(rule, norm))}

    def _way(self, span: Span, run: PeriodRun) -> dict[str, Any]:
        said = {change.kind: change.text for change in run.changes}
        days = None if span.exclude is None else self._edition.facts[span.exclude.days].title
        return stated(
            {
                **self._length(span.within),
                "case": run.case or None,
                "from": list(span.starts),
                "start": run.start,
                "extend": span.extend and {"atMost": span.extend.at_most.value, "text": said["延长"]},
                "exclude": span.exclude and {"title": days, "text": said["扣除"]},
                "pause": span.pause and {"text": said["中止"]},
                "longest": said.get(_WHOLE),
            }
        )

    def _limit(self, limit: Span) -> dict[str, Any]:
        case = "" if limit.when is None else inline(self._edition.conditions[limit.when], self._edition)
        return {
            **self._length(limit.within),
            "case": f"{_WHOLE}{f'（{case}）' if case else ''}",
            "from": list(limit.starts),
            "start": start_words(limit, self._edition),
        }

    @staticmethod
    def _length(within: Parameter | None) -> dict[str, Any]:
        """Writes a length as `lastDay` of the browser reads it, and in words."""
        if within is None:
            return {}
        counted = {"months": within.months} if within.months else {"days": within.value}
        return {**counted, **stated({"working": within.unit is Unit.WORKING_DAY}), "length": amount(within)}

    def _missed(self, rule: Rule, norm: NormSpec) -> Iterator[dict[str, Any]]:
        """Yields what follows if the last day passes: of a duty, what others must or may do; of a right, what is so."""
        if norm.kind is not NormKind.OBLIGATION:
            yield from map(self._following, lapse(rule, self._book))
            return
        for each in consequences(rule, self._book):
            also = None if each.also is None else inline(each.also, self._edition)
            yield self._following(each.rule, further=each.further, also=also)

    def _following(self, rule: Rule, *, further: bool = False, also: str | None = None) -> dict[str, Any]:
        told = {
            "text": said_plainly(rule, self._book),
            "also": also,
            "further": further,
            "reading": rule.interpretive,
            "disputed": rule.id in self._book.disputed,
            "at": self._address(rule),
        }
        return {**stated(told), "cites": self._cites(rule.citations)}

    def _cites(self, citations: Iterable[Cited]) -> list[list[str]]:
        own = self._book.rulebook.instrument.id
        found: dict[str, list[str]] = {}
        for each in citations:
            label, place = self._book.short_label(each), (article_path(each.article), f"p{each.paragraph or 1}")
            found[label] = [label, self._at(*place)] if each.instrument == own else [label]
        return list(found.values())

    def _address(self, rule: Rule) -> str | None:
        article = self._book.article_of(rule)
        return None if article == OTHER_INSTRUMENTS else self._at(article_path(article), anchor(rule.id))

    def _at(self, page: str, fragment: str) -> str:
        return self._folder + address_of(page, fragment, directory_urls=self._directory_urls)
