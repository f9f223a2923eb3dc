"""What an interview knows, asks, and ends with: frozen, and written as JSON, so that a service can keep it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from xinfang_rules.errors import XinfangError
from xinfang_rules.frozen import frozen
from xinfang_rules.result import Choice, Need, Result
from xinfang_rules.result.presumed import PresumedFact
from xinfang_rules.result.result_parts import Day, ResultPart
from xinfang_rules.sources.deferred import DeferredModel

Value: TypeAlias = Annotated[
    StrictBool | StrictInt | StrictStr | Sequence[StrictStr] | Mapping[StrictStr, StrictBool | StrictStr] | None,
    AfterValidator(frozen),
]
"""An answer: what a case states of the fact, days as text, `unknown`, or an option; None of a day that has not come."""

MOST_ANSWERS = 500
"""More answers than there are facts; no interview gets so long."""


class AnswerError(XinfangError):
    """An answer is refused: it is none to the question, or cannot be so together with others. Nothing else changes.

    Attributes:
        conflicts: The questions answered before that it contradicts, in their order.
    """

    def __init__(self, message: str, chinese: str, conflicts: tuple[str, ...] = ()) -> None:
        self.conflicts = conflicts
        super().__init__(message, chinese)


class Answer(DeferredModel):
    """What was answered.

    Attributes:
        question: A fact, a question for several facts, or `ordinary`.
        value: The answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    value: Value


class Interview(DeferredModel):
    """How far an interview has come: all that it needs to go on.

    Attributes:
        role: From whose side the case is looked at.
        as_of: The day for which statuses are wanted.
        answers: What was answered, in order, each question once.
        at: The place in `answers` of the question that is asked again; None where the next one is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    as_of: Day
    answers: Annotated[tuple[Answer, ...], Field(max_length=MOST_ANSWERS)] = ()
    at: Annotated[int, Field(ge=0, strict=True)] | None = None


class AskedQuestion(ResultPart):
    """What is asked next.

    Attributes:
        name: What is asked: a fact, a question for several facts, or `ordinary`.
        number: Which question of the interview it is, from 1.
        topic: What it belongs to, in Chinese.
        ask: The question, in Chinese.
        meaning: What counts as which answer, in Chinese; may be empty.
        purpose: What it helps to find: titles of questions, and of norms, in Chinese.
        provisions: The provisions that the fact serves, such as `22.1.1`.
        kind: What is answered: `bool`, `enum`, `set`, `count`, `date`, or `option`. Any may be answered `unknown`.
        choices: What can be chosen.
        least: The smallest number, of a `count`.
        latest: The last day that can be answered, of a `date`; None where it may lie ahead.
        may_lack: Of a `date`: that it may not have come yet, which is answered by None.
        given: What was answered before, if it is asked again.
        again: Whether it is asked again.
        presumed: Of `ordinary`: what is presumed, as far as the answers and last days rest on it.
    """

    name: str
    number: int
    topic: str
    ask: str
    meaning: str = ""
    purpose: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    kind: str
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    latest: Day | None = None
    may_lack: bool = False
    given: Value = None
    again: bool = False
    presumed: tuple[PresumedFact, ...] = ()


class Settled(ResultPart):
    """How an interview ends.

    Attributes:
        complete: Whether every answer and the first last day were found; else what is missing was not known.
        result: The result of the case, under what was accepted as ordinary.
        presume: The sets of presumptions it was evaluated under.
        answers: The questions that were to be answered, by name.
        first: The rule of the norm whose last day comes first; None if none runs, or if it is not known.
        steps: The rules of what the role must not, must or may do, what is late or due first first.
        presumed: The presumed facts on which these rest.
        open: What was answered with `unknown` and would still change them.
    """

    complete: bool
    result: Result
    presume: tuple[str, ...]
    answers: tuple[str, ...]
    first: str | None
    steps: tuple[str, ...]
    presumed: tuple[PresumedFact, ...]
    open: tuple[Need, ...]
