"""A rulebook as data for the browser: the facts and their words, the calendar, the editions, the scenarios."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

from xinfang_rules.calendar import WorkingCalendar, working_calendar
from xinfang_rules.calendar.working_days import is_weekday
from xinfang_rules.engines.javascript.printed_module import print_module, printable
from xinfang_rules.explain.naming import DECISION_LABELS, STATUS_LABELS, meaning_of
from xinfang_rules.explain.phrases import value_words
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.language.truth import EITHER, TRUE
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.editions import Editions
from xinfang_rules.rulebook.model import STATUSES, Edition, Rule, Rulebook
from xinfang_rules.site.links import FACTS as FACTS_PAGE, anchor, article_path
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it.case_rows import scenario_entries
from xinfang_rules.site.try_it.edition_data import edition_entry
from xinfang_rules.site.try_it.nodes import stated

PROGRAM: Final = "try/program.js"
"""What the rules come to, printed as functions: a module among those of the widget."""


class Deciding(NamedTuple):
    """Data with the functions that decide by them, of another rulebook than that of the site.

    Attributes:
        data: The data.
        program: The module of the functions, as it would stand beside those of the site's rulebook.
    """

    data: Any
    program: str


def can_be_tried(book: SiteContext) -> bool:
    """Tells whether the form takes a rulebook: not where a fact or a question has too many values for the browser."""
    editions = book.rulebook.editions
    return all(printable(editions[run[-1]]) for run in editions.runs())


class _Citations:
    """The table of citations: each stands in it once, with the address of its paragraph."""

    def __init__(self, instrument: str, folder: str, *, directory_urls: bool) -> None:
        self._instrument = instrument
        self._folder = folder
        self._directory_urls = directory_urls
        self._places: dict[Cited, int] = {}

    def places(self, citations: Iterable[Cited]) -> list[int]:
        return [self._places.setdefault(citation, len(self._places)) for citation in citations]

    def address(self, page: str, fragment: str) -> str:
        return self._folder + address_of(page, fragment, directory_urls=self._directory_urls)

    @property
    def rows(self) -> list[list[str]]:
        return [
            [c.label, c.quote, self.address(article_path(c.article), f"p{c.paragraph or 1}")]
            if c.instrument == self._instrument
            else [c.label, c.quote]
            for c in self._places
        ]


def address_of(page: str, fragment: str, *, directory_urls: bool) -> str:
    """Returns where a part of a page stands, from the root of the site."""
    return f"{page.removesuffix('.md')}{'/' if directory_urls else '.html'}#{fragment}"


def exported(book: SiteContext, folder: str = "", *, directory_urls: bool) -> tuple[dict[str, Any], str]:
    """Returns everything that the browser decides by: data that can be written as JSON, and a module of functions.

    Args:
        book: What the site is generated from.
        folder: Where its pages stand in the site, with a slash at the end.
        directory_urls: Whether a page's address ends with a slash (`use_directory_urls` of MkDocs).
    """
    rulebook = book.rulebook
    citations = _Citations(rulebook.instrument.id, folder, directory_urls=directory_urls)

    def address(rule: Rule) -> str:
        return citations.address(article_path(book.article_of(rule)), anchor(rule.id))

    editions, program = edition_entries(
        rulebook.editions, lambda edition: edition_entry(edition, citations.places, address)
    )
    until = rulebook.instrument.in_force_until
    data = {
        "instrument": rulebook.identity.title,
        "until": None if until is None else until.toordinal(),
        "governedBy": list(rulebook.facts).index(rulebook.governed_by),
        "facts": [
            _fact(spec, citations.address(FACTS_PAGE, anchor(spec.name)), rulebook) for spec in rulebook.facts.values()
        ],
        "statuses": {kind.value: statuses for kind, statuses in STATUSES.items()},
        "labels": STATUS_LABELS,
        "outcomes": DECISION_LABELS,
        "calendar": working_days_told(working_calendar(rulebook.latest.calendar)),
        "citations": citations.rows,
        "disputed": sorted(book.disputed),
        "editions": editions,
        "scenarios": list(scenario_entries(book)),
    }
    return data, program


def _fact(spec: FactSpec, address: str, rulebook: Rulebook) -> dict[str, Any]:
    return stated(
        {
            "name": spec.name,
            "kind": spec.kind,
            "title": spec.title,
            "group": spec.group_title,
            "ask": spec.ask,
            # How a case file writes a set is no matter of the controls, which ask for each member.
            "meaning": None if spec.kind == "set" else meaning_of(spec, rulebook.facts) or None,
            "at": address,
            "members": [[member, spec.member_labels[member]] for member in spec.members],
            "says": [value_words(spec, member) for member in spec.members] if spec.kind == "enum" else [],
            "least": spec.least or None,
            "origin": spec.origin,
            "setDay": spec.set_day,
        }
    )


def working_days_told(calendar: WorkingCalendar) -> dict[str, Any]:
    """Writes the working days of all years whose festival days are known.

    `different` are the days that are certainly otherwise than Monday to Friday worked, `open` those that a notice may
    turn; each is told by how far it lies after the one before it, the first by how far after the first day.
    """
    first, last = (day.toordinal() for day in calendar.coverage)
    truths = [(day, calendar.truth(day)) for day in range(first, last + 1)]
    different = [day for day, truth in truths if truth != EITHER and (truth == TRUE) is not is_weekday(day)]
    unsettled = [day for day, truth in truths if truth == EITHER]
    return {"first": first, "last": last, "different": steps(first, different), "open": steps(first, unsettled)}


def steps(first: int, days: list[int]) -> list[int]:
    """Tells days by how far each lies after the one before it, the first by how far after a first day."""
    return [day - before for before, day in pairwise([first, *days])]


def edition_entries(
    editions: Editions, entry: Callable[[Edition], tuple[dict[str, Any], str]]
) -> tuple[list[dict[str, Any]], str]:
    """Writes editions, oldest first.

    Returns:
        For the newest of those in which the same rules are in force, what `entry` gives. For every other of them since
        when it holds, which edition it is `like`, and what `differs` there: paths, each with what stands at its end.
        And the module of the functions of all of them.
    """
    entries: list[dict[str, Any]] = []
    sources: list[list[str]] = []
    for run in editions.runs():
        whole, source = entry(editions[run[-1]])
        sources.append([])
        for index in run[:-1]:
            other, printed = entry(editions[index])
            found = [[list(path), value] for path, value in _differences(whole, other, ())]
            entries.append({"since": editions.days[index].toordinal(), "like": run[-1], "differs": found})
            sources[-1].append(printed)
        entries.append(whole)
        sources[-1].append(source)
    return entries, print_module(sources)


def _differences(old: Any, new: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yields the smallest parts that are otherwise, each with its path."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from _differences(old[key], new[key], (*path, key))
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differences(before, after, (*path, index))
    elif old != new:
        yield path, new
