"""What holds of every interview, whoever is asked and in whatever order."""

from datetime import date
from typing import Any

from hypothesis import given, settings, strategies as st

from tests.interview_helpers import GUIDE
from xinfang_rules import UNKNOWN, Result, evaluate
from xinfang_rules.interview import (
    AnswerError,
    AskedQuestion,
    Interview,
    Settled,
    answer,
    back,
    case_data,
    conclude,
    next_question,
    start,
)
from xinfang_rules.interview.interview_case import presumed_by
from xinfang_rules.result.presumed import shown_result

DAY = date(2024, 6, 3)
BOOK = GUIDE.rulebook
ROLES = st.sampled_from([*GUIDE.roles])
DAYS = st.dates(date(2024, 1, 2), DAY).map(date.isoformat)


def answers_to(asked: AskedQuestion) -> st.SearchStrategy[Any]:
    """Draws an answer to a question, by somebody who knows nothing of the others."""
    unknown: st.SearchStrategy[Any] = st.just(UNKNOWN)
    if asked.name == "ordinary":
        return st.booleans()
    match asked.kind:
        case "bool":
            return st.booleans() | unknown
        case "count":
            return st.integers(asked.least or 0, 40) | unknown
        case "date":
            within = st.tuples(DAYS, DAYS).map(lambda days: {"not_before": min(days), "not_after": max(days)})
            return DAYS | within | unknown | (st.none() if asked.may_lack else unknown)
        case "set":
            return st.lists(st.sampled_from([each.value for each in asked.choices]), unique=True) | unknown
    return st.sampled_from([each.value for each in asked.choices]) | unknown


def told(asked: AskedQuestion | Settled) -> str | None:
    return asked.name if isinstance(asked, AskedQuestion) else None


@st.composite
def interviews(draw: st.DrawFn, most: int = 12) -> Interview:
    """Draws an interview in which somebody answered at random, and what was refused was answered anew."""
    state = start(GUIDE, draw(ROLES), as_of=DAY)
    for _ in range(draw(st.integers(0, most))):
        asked = next_question(GUIDE, state)
        if isinstance(asked, Settled):
            break
        try:
            state = answer(GUIDE, state, draw(answers_to(asked)))
        except AnswerError:
            state = answer(GUIDE, state, asked.name == "ordinary" or UNKNOWN)
    return state


def same(one: Settled, other: Settled) -> bool:
    return one.result.same_outcome(other.result) and one.model_copy(update={"result": None}) == other.model_copy(
        update={"result": None}
    )


@settings(max_examples=20)
@given(interviews(), st.data())
def test_the_order_of_the_answers_makes_no_difference_to_the_end(state: Interview, data: st.DataObject) -> None:
    shuffled = start(GUIDE, state.role, as_of=DAY)
    for each in data.draw(st.permutations(state.answers)):
        shuffled = answer(GUIDE, shuffled, each.value, each.question)
        if data.draw(st.booleans()):
            assert answer(GUIDE, back(shuffled), each.value) == shuffled
    assert case_data(GUIDE, shuffled) == case_data(GUIDE, state)
    assert same(conclude(GUIDE, shuffled), conclude(GUIDE, state))


@settings(max_examples=20)
@given(interviews())
def test_the_end_is_what_the_same_facts_and_presumptions_evaluate_to(state: Interview) -> None:
    done = conclude(GUIDE, state)
    # The case is put together here once more, by what a case file means: what is not stated of a day has not come.
    case: dict[str, Any] = {"timeline": dict.fromkeys((name.partition(".")[2] for name in BOOK.facts.dates), UNKNOWN)}
    facts: dict[str, Any] = dict(GUIDE.roles[state.role].states)
    for each in state.answers:
        options = GUIDE.questions[each.question].options if each.question in GUIDE.questions else ()
        facts.update(next((option.states for option in options if option.option == each.value), {}))
    for each in state.answers:
        if each.question in BOOK.facts and not (each.value == UNKNOWN and each.question in facts):
            facts[each.question] = each.value
    words: dict[Any, Any] = {"not_yet": None, "happened": {"happened": True}, "sometime": {"happened": True}}
    for name, value in facts.items():
        group, _, key = name.partition(".")
        is_day = BOOK.facts[name].kind == "date" and isinstance(value, str)
        case.setdefault(group, {})[key] = words.get(value, value) if is_day else value
    for held in case.values():
        for key in [key for key, value in held.items() if value is None]:
            del held[key]
    direct = evaluate(case, as_of=DAY, rulebook=BOOK, presume=done.presume)
    assert direct.same_outcome(done.result)
    assert direct.presumed == done.result.presumed


@settings(max_examples=20)
@given(interviews(), st.integers(1, 4))
def test_going_back_and_giving_the_same_answers_changes_nothing(state: Interview, steps: int) -> None:
    again = state
    for _ in range(steps):
        again = back(again)
    assert again.answers == state.answers
    if not state.answers:
        assert again == state
        return
    asked = next_question(GUIDE, again)
    assert isinstance(asked, AskedQuestion)
    place = max(0, len(state.answers) - steps)
    assert (asked.name, asked.given) == (state.answers[place].question, state.answers[place].value)
    assert answer(GUIDE, again, asked.given) == state


@settings(max_examples=20)
@given(ROLES, st.data())
def test_it_always_ends_and_asks_nothing_twice(role: str, data: st.DataObject) -> None:
    state, seen = start(GUIDE, role, as_of=DAY), list[str]()
    while isinstance(asked := next_question(GUIDE, state), AskedQuestion):
        assert asked.name not in seen
        seen.append(asked.name)
        assert asked.number == len(seen)
        try:
            state = answer(GUIDE, state, data.draw(answers_to(asked)))
        except AnswerError:
            state = answer(GUIDE, state, asked.name == "ordinary" or UNKNOWN)
    assert isinstance(asked, Settled)
    assert same(asked, conclude(GUIDE, state))


def goal(result: Result, role: str) -> tuple[object, ...]:
    """Returns what the role wants to know: the answers still possible, and how the norms of its bearers stand."""
    shown = shown_result(result)
    entry = GUIDE.roles[role]
    norms = [
        (norm.rule, norm.applies, norm.due, norm.due_earliest, norm.due_latest, norm.status, norm.candidates)
        for norm in shown.norms
        if norm.bearer.value in entry.bearers
    ]
    decided = [(shown.decisions[name].answer, shown.decisions[name].candidates) for name in entry.answers]
    return (*decided, *norms)


def _days(state: Interview) -> list[str]:
    told = [
        day for each in state.answers for day in (each.value.values() if isinstance(each.value, dict) else [each.value])
    ]
    return [day for day in told if isinstance(day, str) and day[:2] == "20"]


@settings(max_examples=20)
@given(interviews(8))
def test_whatever_is_asked_is_open_and_some_answer_brings_the_goal_nearer(state: Interview) -> None:
    asked = next_question(GUIDE, state)
    if isinstance(asked, Settled) or asked.name == "ordinary":
        return
    assert asked.name not in [each.question for each in state.answers]
    assert asked.purpose
    presume = presumed_by(GUIDE, state, tentatively=True)
    now = goal(evaluate(case_data(GUIDE, state), as_of=DAY, rulebook=BOOK, presume=presume), state.role)
    match asked.kind:
        case "bool":
            tried: list[Any] = [True, False]
        case "count":
            tried = [*range(asked.least or 0, 61)]
        case "date":
            tried = [*([None] if asked.may_lack else []), "2024-06-03", "2024-06-01", "2024-05-02", "2024-03-20"]
            tried += ["2024-02-01", "2022-05-01", *_days(state)]  # a day may do no more than bound another
        case "set":
            tried = [[], *([each.value] for each in asked.choices)]
        case _:
            tried = [each.value for each in asked.choices]
    for value in tried:
        try:
            changed = answer(GUIDE, state, value)
        except AnswerError:
            continue
        result = evaluate(case_data(GUIDE, changed), as_of=DAY, rulebook=BOOK, presume=presume)
        if goal(result, state.role) != now:
            return
    raise AssertionError(f"no answer to {asked.name} makes a difference")


@settings(max_examples=20)
@given(interviews())
def test_what_was_answered_with_unknown_is_nowhere_stated_or_presumed(state: Interview) -> None:
    unknown = {each.question for each in state.answers if each.value == UNKNOWN}
    done, case = conclude(GUIDE, state), case_data(GUIDE, state)
    for name in unknown & {*BOOK.facts}:
        group, _, key = name.partition(".")
        assert case.get(group, {}).get(key, UNKNOWN) in (UNKNOWN, {"happened": True})  # an option may say that it came
    presumed = set() if done.result.presumed is None else {fact.fact for fact in done.result.presumed.facts}
    assert not presumed & unknown
