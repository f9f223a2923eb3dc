"""What needs rest on: the decisive part of an edition, and completing anew after one fact has changed."""

from collections.abc import Iterator
from datetime import date

import pytest

from xinfang_rules import load
from xinfang_rules.engines.python.functions import narrow_of
from xinfang_rules.engines.registry import make_engine
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.decisions import decisions_of
from xinfang_rules.evaluation.edition_parts import decisive_part
from xinfang_rules.evaluation.encode import Encoder
from xinfang_rules.evaluation.evaluator import evaluator_for
from xinfang_rules.facts.case import FACTS
from xinfang_rules.language.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.rulebook.load import packs_directory
from xinfang_rules.scenarios.scenario import Scenario, read_all, scenario_files

BOOK = load("xinfang-2022")
EDITION = BOOK.latest
ADMISSIBILITY = Admissibility(EDITION, narrow_of(EDITION))
ENCODER = Encoder(EDITION)


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, ...]:
    return tuple(read_all(scenario_files(packs_directory() / "xinfang-2022"), BOOK))


def completed(scenarios: tuple[Scenario, ...]) -> Iterator[tuple[Values, date]]:
    """Yields the facts of every admissible scenario, completed."""
    for scenario in scenarios:
        values = ENCODER.encode(scenario.case, scenario.as_of.toordinal())
        try:
            ADMISSIBILITY.complete(values, scenario.as_of.toordinal())
        except InadmissibleError:
            continue
        yield values, scenario.as_of


def test_the_decisive_part_is_smaller_and_answers_alike(scenarios: tuple[Scenario, ...]) -> None:
    part = decisive_part(EDITION)
    units = [unit for stratum in part.strata for unit in stratum.condition_ids]
    assert 0 < len(units) < len(EDITION.conditions) / 2
    engine = make_engine("compiled", part)
    evaluator = evaluator_for(EDITION)
    seen = 0
    for scenario in scenarios:
        try:
            whole = evaluator.state(scenario.case, scenario.as_of)
        except InadmissibleError:
            continue
        today = scenario.as_of.toordinal()
        values = ENCODER.encode(scenario.case, today)
        ADMISSIBILITY.complete(values, today)
        state = engine.run(values, today)
        masks = [(state.values[question.slot], whole.values[question.slot]) for question in EDITION.questions]
        assert all(mine == other for mine, other in masks), scenario.title
        assert decisions_of(state) == decisions_of(whole), scenario.title
        assert [state.truths[unit] for unit in units] == [whole.truths[unit] for unit in units], scenario.title
        seen += 1
    assert seen > 100


def options(name: str, values: Values, today: int) -> Iterator[tuple[int, ...]]:
    """Yields what an open truth value or day may turn out to be."""
    slot = EDITION.layout[name]
    if EDITION.scope[name].boolean and values[slot] == EITHER:
        yield from ((TRUE,), (FALSE,))
    if name in FACTS.events and values[slot] < values[slot + 1]:
        yield from ((day, day) for day in (max(values[slot], today - 100), min(values[slot + 1], today), NEVER))


def test_completing_after_a_change_finds_what_completing_from_the_start_finds(scenarios: tuple[Scenario, ...]) -> None:
    refused = narrowed = 0
    names = dict.fromkeys(name for constraint in EDITION.constraints for name in constraint.facts)
    for values, as_of in completed(scenarios[::9]):
        today = as_of.toordinal()
        for name in names:
            slot = EDITION.layout[name]
            for option in options(name, values, today):
                outcomes: list[object] = []
                for changed in ((name,), None):
                    attempt = values.copy()
                    attempt[slot : slot + len(option)] = option
                    try:
                        derived = ADMISSIBILITY.complete(attempt, today, changed)
                    except InadmissibleError as error:
                        outcomes.append([violation.constraint.id for violation in error.violations])
                        refused += 1
                    else:
                        outcomes.append((attempt, derived))
                        narrowed += bool(derived)
                assert outcomes[0] == outcomes[1], (name, option)
    assert refused > 10
    assert narrowed > 10


def test_the_units_of_the_strata_follow_one_another() -> None:
    for edition in BOOK.editions:
        units = [unit for stratum in edition.strata for unit in stratum.condition_ids]
        assert units == list(range(len(edition.conditions)))
