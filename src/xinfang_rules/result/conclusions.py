"""The conclusions of an evaluation: decisions, norms, and what is still needed."""

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from xinfang_rules.facts.outputs import Action
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.closed_lists import AnyAction, AnyBearer, AnyDecisionStatus, AnyKind, AnyStatus
from xinfang_rules.result.result_parts import Bounds, Citation, Day, Labelled, Reading, ResultPart

PROPOSALS = frozenset(action for action in Action if "proposal" in action.marks)
"""The actions that are the three proposals (三项建议)."""


class Decision(ResultPart):
    """The answer to one question.

    Attributes:
        title: The question's title, in Chinese.
        status: Whether it is decided.
        answer: The answer, if decided.
        label: The answer in Chinese, if decided.
        candidates: The answers still possible, in the order of precedence of the question.
        alternatives: Answers whose own conditions hold too but which the decided answer displaces.
        labels: The Chinese label of each answer that is named here.
        citations: The provisions on which the answer rests.
        rules: The identifiers of the rules that give it.
        interpretive: The readings of the rules that give it.
        rests_on: Of a refusal: the readings without which it would not follow, its rules' own or those of what these
            read; of a question that does not arise: the reading by which it does not. Empty if there is none, and of
            any other answer.
    """

    title: str = ""
    status: AnyDecisionStatus
    answer: str | None = None
    label: str | None = None
    candidates: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    labels: Labelled = Field(default_factory=FrozenDict)
    citations: tuple[Citation, ...] = ()
    rules: tuple[str, ...] = ()
    interpretive: tuple[str, ...] = ()
    rests_on: tuple[Reading, ...] = ()


class ExpectedDays(ResultPart):
    """A last day that is expected, and by what.

    Attributes:
        earliest: The earliest last day expected.
        latest: The latest; often the same.
        basis: What the forecast rests on, in Chinese.
    """

    earliest: Day
    latest: Day
    basis: str


class Norm(ResultPart):
    """An obligation, a permission or a prohibition that applies, or that may apply while facts are unknown.

    Attributes:
        rule: The identifier of the rule that gives it.
        kind: A right is a permission of the petitioner.
        bearer: Who is bound or entitled.
        action: What is to be done, may be done, or is forbidden.
        label: The rule's title, in Chinese.
        applies: `yes`, or `unknown` while facts that decide it are unknown.
        general: Whether it holds for petitions in general, not because of anything in the case.
        promptly: Whether the law wants it promptly (及时) without a number of days.
        due: The last day, if it is certain. The last day itself is in time.
        due_earliest: The earliest last day still possible, where it is not certain.
        due_latest: The latest last day still possible, where it is not certain.
        status: The status on the day of evaluation; `unknown` while several are possible.
        candidates: The statuses still possible, if the status is unknown.
        days_left: Calendar days from the day of evaluation to the last day, while pending or open.
        days_late: Calendar days by which the last day was missed, if overdue or met late.
        done_on: The day on which it was done, if known.
        missing_notices: The years whose notices of holidays would make the last day certain, where it hangs on them.
        due_expected: The last day as it is expected then; a forecast. Certain are `due_earliest` and `due_latest`.
        citations: The provisions on which it rests.
        interpretive: The reading that its own rule takes where the text is silent.
        rests_on: Of a liability, or of a right or permission that has lapsed: the readings without which that would not
            follow, its own or those of what it follows from; empty if there is none, while it is unknown whether the
            norm applies, and of any other norm.
    """

    rule: str
    kind: AnyKind
    bearer: AnyBearer
    action: AnyAction
    label: str
    applies: Literal["yes", "unknown"]
    general: StrictBool = False
    promptly: StrictBool = False
    due: Day | None = None
    due_earliest: Day | None = None
    due_latest: Day | None = None
    status: AnyStatus
    candidates: tuple[AnyStatus, ...] = ()
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    done_on: Day | None = None
    missing_notices: tuple[StrictInt, ...] = ()
    due_expected: ExpectedDays | None = None
    citations: tuple[Citation, ...]
    interpretive: str | None = None
    rests_on: tuple[Reading, ...] = ()


class Choice(ResultPart):
    """A value that a case may give for a fact.

    Attributes:
        value: The value, as a case states it.
        label: What it means, in Chinese.
    """

    value: StrictBool | str
    label: str


class Need(ResultPart):
    """What can still change an answer, a last day or a status: a fact, or a notice of holidays that is not at hand.

    Attributes:
        fact: The fact's name in the case model; None if it is a notice.
        question: What to find out, in Chinese.
        decides: The questions whose candidates it would narrow.
        notice: The year whose notice is missing; None if it is a fact.
        norms: The rules of the norms of which less would be possible: fewer statuses, one of which is that it does not
            apply, or other bounds of the last day. Those that apply because of the case are looked at, and those that
            may apply while their period may run. Of a notice: those whose last day hangs on it.
        title: The fact's term, in Chinese; empty if it is a notice.
        kind: What a case states of the fact: `bool`, `enum` (one of the choices), `set` (any of the choices), `count`
            or `date`; None if it is a notice. Any fact may be stated as `unknown`, too.
        choices: The values to choose from, of a `bool`, `enum` or `set`.
        least: The smallest number, of a `count`.
        most: The largest.
        latest: The last day that can be stated as having happened, of a `date`: the day of evaluation. None if it is a
            day that somebody set, which may lie ahead.
        presumed: What the fact is presumed to be, as a case states it, if it is only to be confirmed; else None.
        known: Within which bounds the case knows the day already; None if it knows none.
    """

    fact: str | None
    question: str
    decides: tuple[str, ...]
    notice: StrictInt | None = None
    norms: tuple[str, ...] = ()
    title: str = ""
    kind: str | None = None
    choices: tuple[Choice, ...] = ()
    least: StrictInt | None = None
    most: StrictInt | None = None
    latest: Day | None = None
    presumed: StrictBool | StrictInt | str | tuple[str, ...] | None = None
    known: Bounds | None = None
