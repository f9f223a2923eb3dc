"""Seeded sampling: cases without Hypothesis, so many of them, the same for the same seed."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from xinfang_rules.arguments import day_of
from xinfang_rules.rulebook.load import load, rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.testing.case_generator import CaseGenerator, edition_for, sensible_day, tape_length
from xinfang_rules.testing.dated_cases import DatedCase, situation, situation_length


def sample_cases(
    number: int,
    *,
    rulebook: Rulebook | None = None,
    as_of: date | None = None,
    seed: int = 0,
    where: Mapping[str, Any] | None = None,
    known: str | Collection[str] | None = None,
    complete: bool = False,
) -> Iterator[DatedCase]:
    """Makes admissible cases, each with the day for which to evaluate it; the same ones for the same seed.

    Args:
        number: How many.
        rulebook: Whose constraints hold; the shipped one if None.
        as_of: The day of evaluation; generated events lie on it or before. If None, a day on which every period that
            began when the rulebook came into force has run out.
        seed: What is drawn from.
        where: What certain facts are; see `xinfang_rules.testing.strategies.cases`.
        known: The facts that may be stated besides; all of them if None; a single text names one.
        complete: Whether every fact is to be known.

    Yields:
        The situations.

    Raises:
        ValueError: If `where` or `known` names no fact, or if no case is as `where` says.
    """
    book = load() if rulebook is None else rulebook_of(rulebook)
    day = sensible_day(book) if as_of is None else day_of(as_of)
    generator = CaseGenerator(edition_for(book, day), day, where=where, known=known)
    random = Random(seed)
    made = 0
    while made < number:
        case = generator.case(random.randbytes(tape_length(generator.edition)), complete=complete)
        if case is not None:
            made += 1
            yield DatedCase(case, day)


def sample_near_deadlines(number: int, *, rulebook: Rulebook | None = None, seed: int = 0) -> Iterator[DatedCase]:
    """Makes situations at the edge of a time limit; the same ones for the same seed.

    Args:
        number: How many.
        rulebook: Whose norms count; the shipped one if None.
        seed: What is drawn from.

    Yields:
        The situations; see `xinfang_rules.testing.strategies.near_deadlines`.
    """
    book = load() if rulebook is None else rulebook_of(rulebook)
    random, until = Random(seed), book.instrument.in_force_until
    for _ in range(number):
        yield situation(book.latest, random.randbytes(situation_length(book.latest)), until)
