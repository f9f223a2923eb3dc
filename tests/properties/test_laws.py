"""Every property, over the whole shipped rulebook, on every engine; and over random rulebooks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import Phase, given, note, settings, strategies as st
from tests.properties.past import PAST, Past

from xinfang_rules import FACTS, Case, evaluate, load
from xinfang_rules.engines.registry import ENGINES
from xinfang_rules.evaluation.minimizer import case_yaml
from xinfang_rules.program.reach import facts_read
from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.testing import (
    PROPERTIES,
    DatedCase,
    Example,
    Property,
    PropertyViolation,
    engines_at_hand,
    sample_cases,
    sample_near_deadlines,
    sensible_day,
)
from xinfang_rules.testing.asserting import broken_by, told
from xinfang_rules.testing.strategies import cases, near_deadlines, rulebooks

BOOK = load("xinfang-2022")
AS_OF = date(2024, 9, 20)
OLDER, THEN = load("xinfang-2005"), date(2012, 9, 20)
EXAMPLES = settings().max_examples

# A property on agreement compares every engine that is installed with the one it is given. It is held twice, so that it
# is held where durable-rules is not installed, and is not thought to have been held on it there.
AGREEMENT = [prop for prop in PROPERTIES if "engines" in prop.name]
PAIRS = [
    (prop, engine) for prop in PROPERTIES for engine in ENGINES if prop not in AGREEMENT or engine != "interpreter"
]
held = pytest.mark.parametrize(
    "props",
    [pytest.param(PROPERTIES, id="every property"), pytest.param(AGREEMENT, id="agreement", marks=pytest.mark.durable)],
)

drawn = cases(BOOK, AS_OF).map(lambda case: DatedCase(case, AS_OF)) | near_deadlines(BOOK)
drawn_then = cases(OLDER, THEN).map(lambda case: DatedCase(case, THEN)) | near_deadlines(OLDER)
seeds = st.integers(0, 1_000)


def share(prop: Property, engine: str) -> int:
    """How many situations a property is held against: fewer where it is costly, or the engine only confirms another."""
    number = EXAMPLES // 8 if prop.costly else EXAMPLES
    return max(2, number if engine == "compiled" else number // 5)


def hold(prop: Property, example: Example) -> None:
    try:
        prop(example)
    except PropertyViolation:
        note(f"{prop}\nas of {example.as_of}, {example.engine}, seed {example.seed}:\n{case_yaml(example.case)}")
        raise


@pytest.mark.parametrize(("prop", "engine"), PAIRS, ids=lambda part: getattr(part, "name", part))
def test_a_property_holds_for_the_shipped_rulebook(prop: Property, engine: str) -> None:
    @settings(max_examples=share(prop, engine))
    @given(drawn, seeds)
    def holds(situation: DatedCase, seed: int) -> None:
        hold(prop, Example(BOOK, situation.case, situation.as_of, engine, seed))

    holds()


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda prop: prop.name)
def test_a_property_holds_for_the_regulation_of_2005(prop: Property) -> None:
    @settings(max_examples=share(prop, "compiled"))
    @given(drawn_then, seeds)
    def holds(situation: DatedCase, seed: int) -> None:
        hold(prop, Example(OLDER, situation.case, situation.as_of, "compiled", seed))

    holds()


@held
@pytest.mark.parametrize("past", PAST, ids=lambda past: past.name)
def test_what_once_broke_a_property_breaks_none(past: Past, props: Sequence[Property]) -> None:
    for prop in props:
        if past.pack is None or not prop.proved:
            prop(Example(past.rulebook(), past.case, past.as_of, seed=past.seed))


@held
def test_every_property_holds_for_random_rulebooks(props: Sequence[Property]) -> None:
    general = [prop for prop in props if not prop.proved]

    # What fails is made smaller by `told`, not by Hypothesis: reading a rulebook takes long.
    @settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate])
    @given(rulebooks(), seeds)
    def hold_all(book: Rulebook, seed: int) -> None:
        day = sensible_day(book)
        try:
            drawn = [*sample_cases(1, rulebook=book, as_of=day, known=facts_read(book.latest), seed=seed)]
        except ValueError:  # its constraints leave no case at all
            return
        for case, as_of in [*drawn, *sample_near_deadlines(1, rulebook=book, seed=seed)]:
            for prop in general:
                example = Example(book, case, as_of, seed=seed)
                broken = broken_by(prop, example)
                assert broken is None, told(prop, example, broken)

    hold_all()


@pytest.mark.durable
def test_every_engine_takes_part() -> None:
    assert engines_at_hand() == tuple(ENGINES)


# What is said of the shipped rulebook besides


def test_an_empty_case_decides_nothing_and_says_what_it_needs() -> None:
    result = Example(BOOK, Case(), AS_OF).result
    for question, decision in result.decisions.items():
        assert decision.status is DecisionStatus.UNDETERMINED, question
        assert any(question in need.decides for need in result.needs), question
    assert result.notes[0].rule is None  # it says that the governing instrument was chosen by the day of evaluation


def test_every_single_fact_can_stand_alone() -> None:
    dates = [name.partition(".")[2] for name, spec in FACTS.items() if spec.kind == "date"]
    timeline = {"timeline": dict.fromkeys(dates, "unknown")}
    for name, spec in FACTS.items():
        values: Mapping[str, Sequence[object]] = {
            "bool": (True, False),
            "enum": spec.members,
            "set": ([], list(spec.members)),
            "count": (spec.least, 7),
            "date": (),
        }
        for value in values[spec.kind]:
            result = evaluate({**timeline, spec.group: {spec.key: value}}, as_of=AS_OF, rulebook=BOOK)
            for decision in result.decisions.values():
                assert decision.candidates or decision.status is DecisionStatus.NOT_APPLICABLE, name


def test_every_property_says_what_it_says_under_its_own_name() -> None:
    assert len({prop.name for prop in PROPERTIES}) == len({prop.says for prop in PROPERTIES}) == len(PROPERTIES)
    for prop in PROPERTIES:
        assert prop.says.endswith("."), prop.name
        home: Callable[..., object] = prop.check
        assert home.__name__ == prop.name
