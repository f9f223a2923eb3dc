"""Interviews to hold the browser's course against Python's: what was asked, what was answered, how it ended."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeAlias

from tests.interview_helpers import Witness, role_of
from xinfang_rules import UNKNOWN
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.interview import (
    AnswerError,
    AskedQuestion,
    Interview,
    InterviewGuide,
    Settled,
    answer,
    conclude,
    next_question,
    question_named,
    start,
)
from xinfang_rules.site.site_context import SiteContext

Course: TypeAlias = dict[str, Any]
"""The role, the day, what was answered to which question, and after each answer what was asked, or how it ended."""


def recorded(guide: InterviewGuide, role: str, on: date, say: Any, most: int = 40) -> Course:
    """Leads an interview as Python does and writes down its course.

    Args:
        guide: The guide.
        role: The role.
        on: The day.
        say: Answers a question: the question answered, and the answer.
        most: After how many answers it is ended.
    """
    state, given, asked = start(guide, role, as_of=on), list[Any](), list[Any]()
    while True:
        found = next_question(guide, state)
        asked.append(_told(found))
        if isinstance(found, Settled) or len(given) == most:
            break
        question, value = say(found, state)
        try:
            state = answer(guide, state, value, question)
            given.append([question, _plain(value), None])
        except AnswerError as error:
            given.append([question, _plain(value), sorted(error.conflicts)])
            state = answer(guide, state, found.name == "ordinary" or UNKNOWN, found.name)
            given.append([found.name, found.name == "ordinary" or UNKNOWN, None])
    return {"role": role, "on": on.toordinal(), "given": given, "asked": asked, "end": _end(conclude(guide, state))}


def _plain(value: Any) -> Any:
    if isinstance(value, FrozenDict | dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _told(found: AskedQuestion | Settled) -> Any:
    if isinstance(found, Settled):
        return None
    return [found.name, found.number, found.ask, list(found.purpose), [fact.fact for fact in found.presumed]]


def _end(done: Settled) -> Any:
    return {
        "complete": done.complete,
        "presume": list(done.presume),
        "first": done.first,
        "steps": list(done.steps),
        "presumed": [fact.fact for fact in done.presumed],
        "open": [need.fact for need in done.open],
    }


def answered_truly(book: SiteContext, guide: InterviewGuide, every: int = 1) -> Iterator[Course]:
    """Yields an interview for every so many scenarios, answered by its facts, in the role that it has or in any."""
    roles = [*guide.roles]
    for number, outcome in enumerate(book.outcomes[::every]):
        scenario = outcome.scenario
        case = scenario.case.model_dump(mode="json", exclude_unset=True)
        witness = Witness(case, scenario.as_of, guide)
        role = role_of(case) or roles[number % len(roles)]

        def say(asked: AskedQuestion, state: Interview, witness: Witness = witness) -> tuple[str, Any]:
            if asked.name != "ordinary":
                return asked.name, witness.says(asked)
            wrong = witness.denies(asked)
            if wrong is None:
                return asked.name, True
            return wrong, witness.says(question_named(guide, state, wrong))

        yield recorded(guide, role if role in guide.roles else roles[0], scenario.as_of, say)


def answered_at_random(
    guide: InterviewGuide, number: int, seed: int = 18, day: date = date(2024, 6, 3)
) -> Iterator[Course]:
    """Yields interviews in which somebody answers at random, comes back to answers, and doubts what is ordinary."""
    chance = random.Random(seed)
    roles = [*guide.roles]
    for place in range(number):
        on = day + timedelta(chance.choice((0, 0, 30, chance.randint(-700, 900))))

        def say(asked: AskedQuestion, state: Interview, on: date = on) -> tuple[str, Any]:
            if state.answers and chance.random() < 0.15:
                asked = question_named(guide, state, chance.choice(state.answers).question)
            elif asked.presumed and chance.random() < 0.3:
                asked = question_named(guide, state, chance.choice(asked.presumed).fact)
            return asked.name, drawn(asked, on, chance)

        yield recorded(guide, roles[place % len(roles)], on, say, chance.randint(1, 16))


def drawn(asked: AskedQuestion, on: date, chance: random.Random) -> Any:
    """Draws an answer to a question."""
    if asked.name == "ordinary":
        return chance.random() < 0.8
    if chance.random() < 0.12:
        return UNKNOWN

    def day() -> str:
        return (on - timedelta(chance.choice((0, 1, 10, 31, chance.randint(0, 150))))).isoformat()

    match asked.kind:
        case "bool":
            return chance.random() < 0.5
        case "count":
            return chance.randint(asked.least or 0, 40)
        case "date":
            if asked.may_lack and chance.random() < 0.3:
                return None
            if chance.random() < 0.2:
                first, last = sorted((day(), day()))
                bounds = {"not_before": first, "not_after": last}, {"not_after": last}
                return chance.choice([*bounds, {"not_before": first, "happened": True}])
            return {"happened": True} if chance.random() < 0.1 else day()
        case "set":
            return [each.value for each in asked.choices if chance.random() < 0.4]
    return chance.choice(asked.choices).value


def differences(courses: Iterable[Course], came: Iterable[Any]) -> list[Any]:
    """Lists the courses that the browser saw otherwise, with the first thing that differs."""
    found = []
    for course, seen in zip(courses, came, strict=True):
        for key in ("refused", "asked", "end"):
            wanted = [conflicts for *_, conflicts in course["given"]] if key == "refused" else course[key]
            if wanted != seen[key]:
                day = date.fromordinal(course["on"]).isoformat()
                found.append((course["role"], day, course["given"], key, wanted, seen[key]))
                break
    return found
