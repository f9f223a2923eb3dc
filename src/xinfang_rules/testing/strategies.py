"""Hypothesis strategies: cases, timelines, situations at the edge of a time limit, and whole rulebooks.

Everything is made from a string of bytes that Hypothesis draws and, when a test fails, makes smaller. Cases are
admissible by construction: no draw is thrown away. Needs the package `hypothesis`.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

try:
    from hypothesis import assume, strategies as st
except ModuleNotFoundError as missing:
    message = "strategies need Hypothesis: pip install 'xinfang-rules[testing]'"
    raise ModuleNotFoundError(message, name=missing.name) from None

from xinfang_rules.arguments import day_of
from xinfang_rules.facts.case import Case
from xinfang_rules.program.reach import facts_read
from xinfang_rules.rulebook.load import load, rulebook_of
from xinfang_rules.rulebook.model import Edition, Rulebook
from xinfang_rules.testing.case_generator import (
    CaseGenerator,
    days_back,
    edition_for,
    forgetting,
    sensible_day,
    tape_length,
)
from xinfang_rules.testing.dated_cases import DatedCase, situation, situation_length
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

__all__ = [
    "cases",
    "cases_of",
    "complete_cases",
    "days_back",
    "forgetting",
    "near_deadlines",
    "presumptions",
    "rulebooks",
    "timelines",
]


def cases(
    rulebook: Rulebook | Edition | None = None,
    as_of: date | None = None,
    *,
    where: Mapping[str, Any] | None = None,
    known: str | Collection[str] | None = None,
) -> st.SearchStrategy[Case]:
    """Generates admissible cases in which any part of the facts is known.

    Half of them are led towards some rule, so that the later stages of the procedure are reached too.

    Args:
        rulebook: Whose constraints hold; the shipped one if None.
        as_of: The day of evaluation; generated events lie on it or before. If None, a day on which every period that
            began when the rulebook came into force has run out (`sensible_day`).
        where: What certain facts are, by dotted name: a value as a case file would write it, `"unknown"`, None for a
            date that has not happened, or a list of values of which one is chosen. For a set, a list is the set.
        known: The facts that may be stated besides; all of them if None; a single text names one.

    Raises:
        ValueError: If `where` or `known` names no fact, or if no case is as `where` says.
    """
    return _made(rulebook, as_of, where, known, complete=False)


def complete_cases(
    rulebook: Rulebook | Edition | None = None, as_of: date | None = None, *, where: Mapping[str, Any] | None = None
) -> st.SearchStrategy[Case]:
    """Generates admissible cases in which every fact is known.

    Args:
        rulebook: See `cases`.
        as_of: See `cases`.
        where: See `cases`.
    """
    return _made(rulebook, as_of, where, None, complete=True)


def cases_of(rulebook: Rulebook | Edition, as_of: date | None = None) -> st.SearchStrategy[Case]:
    """Generates cases in which only facts are stated that the rulebook reads; for small rulebooks.

    Args:
        rulebook: See `cases`.
        as_of: See `cases`.
    """
    day = _day(rulebook, as_of)
    return cases(rulebook, day, known=facts_read(edition_for(rulebook, day)))


def timelines(
    rulebook: Rulebook | Edition | None = None, as_of: date | None = None, *, where: Mapping[str, Any] | None = None
) -> st.SearchStrategy[Case]:
    """Generates cases that tell the whole record of days, each date known or known not to have happened.

    Besides the days they state only what `where` says.

    Args:
        rulebook: See `cases`.
        as_of: See `cases`.
        where: See `cases`.
    """
    book = _book(rulebook)
    return _made(book, as_of, where, edition_for(book, _day(book, as_of)).facts.dates, complete=True)


def near_deadlines(
    rulebook: Rulebook | Edition | None = None, as_of: date | None = None
) -> st.SearchStrategy[DatedCase]:
    """Generates situations at the edge of a time limit, each a case and the day for which to evaluate it.

    The last day of some norm falls on a holiday, a make-up workday, a leap day, the end of a month or next to one;
    the day of evaluation, and the day on which the thing was done if it was, are the last day or next to it.

    Args:
        rulebook: See `cases`.
        as_of: The day that decides which edition is meant; see `cases`.
    """
    book = _book(rulebook)
    edition = edition_for(book, _day(book, as_of))
    return _situations(edition, book.instrument.in_force_until if isinstance(book, Rulebook) else None)


def presumptions(
    rulebook: Rulebook | Edition | None = None, as_of: date | None = None
) -> st.SearchStrategy[tuple[str, ...]]:
    """Generates what `evaluate` takes to presume: names of sets of presumptions, or of bundles; none, some or all.

    Args:
        rulebook: Whose they are; the shipped one if None.
        as_of: The day that decides which edition is meant; see `cases`.
    """
    book = _book(rulebook)
    names = edition_for(book, _day(book, as_of)).presumptions.names
    return st.lists(st.sampled_from(names), unique=True).map(tuple) if names else st.just(())


def rulebooks() -> st.SearchStrategy[Rulebook]:
    """Generates small rulebooks, written as rule files and read by `load`.

    They have concepts, questions with an order among the answers, exceptions, norms with periods, numbers and
    constraints; their conditions nest, and read facts of every kind, counts, dates, and one another. They say nothing
    about any property. Use `cases_of` for cases.
    """
    return _rulebooks()


def _tapes(length: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=length, max_size=length)


def _book(rulebook: Rulebook | Edition | None) -> Rulebook | Edition:
    if rulebook is None:
        return load()
    return rulebook if isinstance(rulebook, Edition) else rulebook_of(rulebook)


def _day(rulebook: Rulebook | Edition, as_of: date | None) -> date:
    return sensible_day(rulebook) if as_of is None else day_of(as_of)


def _made(
    rulebook: Rulebook | Edition | None,
    as_of: date | None,
    where: Mapping[str, Any] | None,
    known: str | Collection[str] | None,
    *,
    complete: bool,
) -> st.SearchStrategy[Case]:
    book = _book(rulebook)
    day = _day(book, as_of)
    return _cases(CaseGenerator(edition_for(book, day), day, where=where, known=known), complete=complete)


# Composite strategies, so that Hypothesis shows what was made and not what it was made from.


@st.composite
def _cases(draw: st.DrawFn, generator: CaseGenerator, *, complete: bool) -> Case:
    case = generator.case(draw(_tapes(tape_length(generator.edition))), complete=complete)
    assume(case is not None)
    assert case is not None
    return case


@st.composite
def _situations(draw: st.DrawFn, edition: Edition, until: date | None) -> DatedCase:
    return situation(edition, draw(_tapes(situation_length(edition))), until)


@st.composite
def _rulebooks(draw: st.DrawFn) -> Rulebook:
    return random_rulebook(draw(_tapes(PACK_LENGTH)))
