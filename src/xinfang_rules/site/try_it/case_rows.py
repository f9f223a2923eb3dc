"""Cases as rows of numbers, and the scenarios that a reader can start from."""

from collections.abc import Iterator, Mapping
from typing import Any

from xinfang_rules.evaluation.case_reading import adopted
from xinfang_rules.evaluation.governing import deciding_day
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.language.truth import EARLIEST, EITHER, FALSE, NEVER, TRUE
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.scenarios.scenario import Scenario
from xinfang_rules.site.site_context import SiteContext
from xinfang_rules.site.try_it.nodes import stated

UNKNOWN_DAY = 0
"""Stands for a day of which the case says that it is unknown; a day that it leaves out is left out here."""

_TRUTHS: Mapping[Any, int] = {True: TRUE, False: FALSE, UNKNOWN: EITHER}


def case_row(case: Case, facts: Facts) -> list[Any]:
    """Writes what a case states of some facts: the number of a fact among them, what is stated of it, and so on.

    Truth values and enumerations are masks, sets a mask for each member, dates ordinals, bounds of a day the first and
    the last ordinal and whether it surely happened. What says no more than that a fact is unknown is left out where
    leaving it out means the same.
    """
    row: list[Any] = []
    for index, spec in enumerate(facts.values()):
        value = getattr(getattr(case, spec.group), spec.key)
        written = None if value is None else _written(spec, value)
        if written is not None:
            row += [index, written]
    return row


def _written(spec: FactSpec, value: Any) -> Any:
    if value == UNKNOWN:
        return UNKNOWN_DAY if spec.kind == "date" else None
    match spec.kind:
        case "bool":
            return _TRUTHS[value]
        case "enum":
            return 1 << spec.members.index(value)
        case "set":
            return [_TRUTHS[value.get(member, UNKNOWN)] for member in spec.members]
        case "count":
            return value
        case "date" if isinstance(value, DayBounds):
            surely = DayBounds(value.not_before, value.not_after)
            return [*surely.within(EARLIEST, NEVER, None), int(value.happened is True)]
        case "date":
            return value.toordinal()


def scenario_entries(book: SiteContext) -> Iterator[dict[str, Any]]:
    """Yields the scenarios that show something of a question: what each is told as, its day, its facts, its outcome."""
    for outcome in book.outcomes:
        scenario = outcome.scenario
        edition = book.rulebook.edition_on(deciding_day(scenario.case, book.rulebook.governed_by) or scenario.as_of)
        shows = {} if edition is None else dict(_shown(scenario, edition))
        if edition is not None and shows:
            yield stated(
                {
                    "title": scenario.title,
                    "on": scenario.as_of.toordinal(),
                    "facts": case_row(adopted(scenario.case, edition.case_model), book.rulebook.facts),
                    "shows": shows,
                }
            )


def _shown(scenario: Scenario, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yields the questions of which a scenario shows something, with the answer or status expected, if any is."""
    expect = scenario.expect
    for question in edition.questions:
        expected = expect.decisions.get(question.name)
        if expected is not None:
            yield question.name, expected.answer or (expected.status.value if expected.status is not None else "")
        elif question.name in expect.cites:
            yield question.name, ""
