"""Laws of conditions: for any names, conditions and knowledge, whatever the rules say."""

import pytest
from hypothesis import given, settings, strategies as st
from tests.program_helpers import printed_truths
from tests.world_helpers import Situation, World, situations, worlds

from xinfang_rules.engines.reference.propagate import ImpossibleError
from xinfang_rules.language.conditions import AllOf, AnyOf, Not
from xinfang_rules.language.scope import Kind
from xinfang_rules.language.truth import EITHER, FALSE, TRUE, negation

law = settings(max_examples=2 * settings().max_examples)


@law
@given(st.data())
def test_the_compiled_function_says_what_the_interpreter_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    several = data.draw(st.lists(world.shape.conditions(), min_size=1, max_size=4))
    truths = printed_truths(several, world.layout, world.values)
    assert truths == [world.truth(condition) for condition in several]


@law
@given(situations())
def test_truth_is_sound_and_on_complete_knowledge_single(situation: Situation) -> None:
    world, condition, complete = situation
    partial = world.truth(condition)
    assert partial in (TRUE, FALSE, EITHER)
    for values in complete:
        assert world.admits(values)
        settled = world.truth(condition, values)
        assert settled in (TRUE, FALSE)
        assert settled & partial


@law
@given(situations())
def test_learning_only_removes_truth_values(situation: Situation) -> None:
    world, condition, complete = situation
    for first, second in zip(complete[::2], complete[1::2], strict=True):
        between = list(first)  # what is known when only these two are still possible
        for slot, name in world.slots():
            if name.kind is Kind.CHOICE:
                between[slot] = first[slot] | second[slot]
            else:
                between[slot] = min(first[slot], second[slot])
                between[slot + 1] = max(first[slot], second[slot])
        assert world.truth(condition, between) | world.truth(condition) == world.truth(condition)


@law
@given(situations(), st.booleans())
def test_forcing_loses_no_completion_that_fits(situation: Situation, wanted: bool) -> None:
    world, condition, complete = situation
    fitting = [values for values in complete if world.truth(condition, values) == (TRUE if wanted else FALSE)]
    try:
        knowledge = world.forced(condition, wanted)
    except ImpossibleError:
        assert not fitting
        return
    narrowed = World(world.shape, world.layout, world.events, knowledge.values)
    assert all(map(narrowed.admits, fitting))
    for slot, name in world.slots():
        assert narrowed.possible(slot, name), "something is left of every value"
        if name.kind is Kind.CHOICE:
            assert knowledge.values[slot] | world.values[slot] == world.values[slot]
        else:
            assert knowledge.values[slot] >= world.values[slot]
            assert knowledge.values[slot + 1] <= world.values[slot + 1]


@law
@given(situations(), st.booleans())
def test_forcing_what_is_settled(situation: Situation, wanted: bool) -> None:
    """What is so already changes nothing; what cannot be is refused."""
    world, condition, complete = situation
    for values in (world.values, *complete):
        settled = world.truth(condition, values)
        if settled == (TRUE if wanted else FALSE):
            assert world.forced(condition, wanted, values).values == values
        elif settled != EITHER:
            with pytest.raises(ImpossibleError):
                world.forced(condition, wanted, values)


@law
@given(situations())
def test_negation_and_the_two_forms_of_a_negated_list(situation: Situation) -> None:
    world, condition, _ = situation
    assert world.truth(Not(condition)) == negation(world.truth(condition))
    assert world.truth(Not(Not(condition))) == world.truth(condition)
    match condition:
        case AllOf(parts):
            assert world.truth(Not(condition)) == world.truth(AnyOf(tuple(map(Not, parts))))
        case AnyOf(parts):
            assert world.truth(Not(condition)) == world.truth(AllOf(tuple(map(Not, parts))))
