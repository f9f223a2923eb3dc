"""From the answers of an interview to the case that they state, and what is presumed besides."""

from collections.abc import Mapping
from typing import Any, Final

from xinfang_rules.evaluation.case_reading import case_from_data
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.interview.interview_file import HAPPENED, NOT_YET, SOMETIME
from xinfang_rules.interview.interview_guide import ORDINARY, InterviewGuide
from xinfang_rules.interview.interview_state import Interview, Value

_DAYS: Final[Mapping[str, Value]] = {NOT_YET: None, HAPPENED: {"happened": True}, SOMETIME: {"happened": True}}


def told_by(guide: InterviewGuide, state: Interview) -> dict[str, dict[str, Value]]:
    """Returns what is stated of each fact, by the question that states it; by an empty name, what the role does.

    Of days it is told as options write it that they have or have not come (see `interview_file.DAYS`).
    """
    told: dict[str, dict[str, Value]] = {fact: {"": value} for fact, value in guide.roles[state.role].states.items()}
    for given in state.answers:
        question = guide.questions.get(given.question)
        if question is not None:
            option = next((one for one in question.options if one.option == given.value), None)
            states = option.states if option else dict.fromkeys(question.facts, UNKNOWN)
            for fact, value in states.items():
                told.setdefault(fact, {})[given.question] = value
        elif given.question != ORDINARY:
            told.setdefault(given.question, {})[given.question] = NOT_YET if given.value is None else given.value
    return told


def stated_by(guide: InterviewGuide, state: Interview) -> dict[str, Value]:
    """Returns what the role and the answers state, by fact: what says most of it."""
    return {fact: max(told.values(), key=_said) for fact, told in told_by(guide, state).items()}


def clashes(guide: InterviewGuide, state: Interview) -> dict[str, tuple[str, ...]]:
    """Names the facts of which two different things are stated, each with the questions that do."""
    found = {}
    for fact, told in told_by(guide, state).items():
        known = {value for value in told.values() if value != UNKNOWN}
        if len(known) > 1 and (NOT_YET in known or len(known - {SOMETIME, HAPPENED}) > 1):
            found[fact] = tuple(told)
    return found


def _said(value: Value) -> int:
    """Says how much a value says: nothing, that a day has come, or what the fact is."""
    return 0 if value == UNKNOWN else (SOMETIME, HAPPENED).index(str(value)) + 1 if value in (SOMETIME, HAPPENED) else 3


def case_data(guide: InterviewGuide, state: Interview) -> dict[str, Any]:
    """Returns the case that an interview states, as a case file writes it: what was not asked is unknown, days too."""
    facts = guide.rulebook.facts
    stated = {**dict.fromkeys(facts.dates, UNKNOWN), **stated_by(guide, state)}
    case: dict[str, Any] = {}
    for name, spec in facts.items():
        value = stated.get(name)
        if spec.kind == "date" and isinstance(value, str):
            value = _DAYS.get(value, value)
        if value is not None and (value != UNKNOWN or (spec.kind == "date" and not spec.origin)):
            case.setdefault(spec.group, {})[spec.key] = value
    return case


def case_of(guide: InterviewGuide, state: Interview) -> Case:
    """Returns the case that an interview states.

    Raises:
        CaseError: If an answer is no value of its fact.
    """
    return case_from_data(case_data(guide, state), guide.rulebook.case_model)


def presumed_by(guide: InterviewGuide, state: Interview, *, tentatively: bool = False) -> tuple[str, ...]:
    """Names the sets of presumptions that are accepted: none of which a fact was answered with `unknown`.

    Args:
        guide: The guide.
        state: The interview.
        tentatively: Whether the rest counts as ordinary while that has not been asked.
    """
    given = {answer.question: answer.value for answer in state.answers}
    if given.get(ORDINARY, tentatively) is not True:
        return ()
    sets = guide.rulebook.latest.presumptions.named(guide.ordinary)
    return tuple(one.name for one in sets if not any(given.get(fact) == UNKNOWN for fact in one.facts))
