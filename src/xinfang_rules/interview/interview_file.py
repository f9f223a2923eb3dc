"""The shape of `interview.yaml` of a pack: the roles from which interviews start, and facts that are asked together."""

from typing import Annotated, Final, TypeAlias

from pydantic import Field, StrictBool, StrictInt

from xinfang_rules.sources.entry_base import Entry, FactName, Line, QuestionId

NOT_YET: Final = "not_yet"
"""Of a day in `states`: it has not come."""
HAPPENED: Final = "happened"
"""Of a day in `states`: it has come; which it was is asked where that makes a difference."""
SOMETIME: Final = "sometime"
"""Of a day in `states`: it has come, and which it was is not asked."""
DAYS: Final = (NOT_YET, HAPPENED, SOMETIME)

Name: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
States: TypeAlias = dict[FactName, StrictBool | StrictInt | Annotated[str, Field(strict=True)]]
Names: TypeAlias = Annotated[tuple[Name, ...], Field(min_length=1)]


class RoleEntry(Entry):
    """From whose side a case is looked at.

    Attributes:
        role: Its name.
        title: Who that is, in Chinese.
        goal: What is to be found out, in Chinese.
        states: What is so because it is this role.
        answers: The questions that are to be answered.
        bearers: Whose duties and rights are looked at: the first last day of theirs is to be found.
        first: The question that comes first, of several facts.
        questions: The questions for several facts that may be asked.
    """

    role: Name
    title: Line
    goal: Line
    states: States
    answers: Annotated[tuple[QuestionId, ...], Field(min_length=1)]
    bearers: Names
    first: Name
    questions: tuple[Name, ...] = ()


class OptionEntry(Entry):
    """An answer to a question for several facts, and what it states; `unknown` leaves a fact open."""

    option: Name
    title: Line
    states: Annotated[States, Field(min_length=1)]


class QuestionEntry(Entry):
    """A question for several facts."""

    question: Name
    title: Line
    ask: Line
    options: Annotated[tuple[OptionEntry, ...], Field(min_length=2)]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that one of its options states, each once."""
        return tuple(dict.fromkeys(fact for option in self.options for fact in option.states))


class InterviewFile(Entry):
    """A file `interview.yaml`.

    Attributes:
        ordinary: The set or bundle of presumptions by which the rest is ordinary.
        roles: The roles.
        questions: The questions for several facts.
    """

    ordinary: Name
    roles: Annotated[tuple[RoleEntry, ...], Field(min_length=1)]
    questions: tuple[QuestionEntry, ...] = ()
