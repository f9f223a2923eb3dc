"""Whoever is interviewed knows the case and answers truthfully."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xinfang_rules import UNKNOWN
from xinfang_rules.interview import (
    AskedQuestion,
    Interview,
    InterviewGuide,
    Settled,
    answer,
    load_interview,
    next_question,
    question_named,
    start,
)
from xinfang_rules.interview.interview_file import NOT_YET, OptionEntry

GUIDE: InterviewGuide = load_interview()


class Witness:
    """Knows a case: what it states, what has not come, and of the rest that it is unknown.

    Args:
        case: The case, as a case file writes it.
        as_of: The day; what is dated later has not come yet.
        guide: Of which rulebook the interview is.
    """

    def __init__(self, case: Mapping[str, Any], as_of: date, guide: InterviewGuide = GUIDE) -> None:
        self.as_of, self.guide = as_of, guide
        self._case = case

    def knows(self, fact: str) -> Any:
        """Returns what the fact is; None of a day that has not come."""
        group, _, key = fact.partition(".")
        spec = self.guide.rulebook.facts[fact]
        value = self._case.get(group, {}).get(key, UNKNOWN if spec.kind != "date" or spec.origin else None)
        if isinstance(value, date):
            value = value.isoformat()
        late = isinstance(value, str) and spec.kind == "date" and value != UNKNOWN and not spec.set_day
        if (fact, value) == ("petition.competence", "same_level") and self.knows("organ.kind") != "petition_office":
            return "elsewhere"  # what the fact means: it is not for the organ or those below it
        return None if late and value > self.as_of.isoformat() else value

    def says(self, asked: AskedQuestion) -> Any:
        """Answers a question; of several facts by the option that holds in every part, and says most."""
        if asked.kind != "option":
            return self.knows(asked.name)
        options = self.guide.questions[asked.name].options
        held = [option for option in options if self._is(option)]
        return max(held, key=lambda option: len(option.states)).option if held else UNKNOWN

    def denies(self, asked: AskedQuestion) -> str | None:
        """Names a fact that is not as it is to be presumed; None if there is none."""
        for presumed in asked.presumed:
            if self.knows(presumed.fact) not in (UNKNOWN, presumed.value):
                return presumed.fact
        return None

    def _is(self, option: OptionEntry) -> bool:
        for fact, value in option.states.items():
            known, day = self.knows(fact), self.guide.rulebook.facts[fact].kind == "date"
            if day and (known == UNKNOWN or (known is None) is not (value == NOT_YET)):
                return False
            if not day and known != value:
                return False
        return True


def interviewed(role: str, witness: Witness) -> tuple[Interview, Settled, list[AskedQuestion]]:
    """Leads an interview to its end; what is not as presumed is corrected, which counts as a question."""
    guide = witness.guide
    state, asked = start(guide, role, as_of=witness.as_of), list[AskedQuestion]()
    while True:
        found = next_question(guide, state)
        if isinstance(found, Settled):
            return state, found, asked
        if found.name == "ordinary":
            wrong = witness.denies(found)
            if wrong is not None:
                found = question_named(guide, state, wrong)
        asked.append(found)
        assert len(asked) <= len(guide.rulebook.facts), "it never ends"
        state = answer(guide, state, True if found.name == "ordinary" else witness.says(found), found.name)


def role_of(case: Mapping[str, Any]) -> str | None:
    """Returns the role of whoever received the petition; None if the case does not tell."""
    petition, kind = case.get("petition", {}), case.get("organ", {}).get("kind")
    if petition.get("request") != "new" or kind is None:
        return None
    return str(kind)
