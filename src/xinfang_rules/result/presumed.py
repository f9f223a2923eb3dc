"""What follows only if presumed facts are so; apart from what is stated, so that neither is taken for the other.

Decisions and norms of a result say what follows from the facts that are stated, whatever is presumed besides; where a
presumption settles what these leave open, their status is the word `presumed`, and what it would be stands here.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, StrictBool, StrictInt, computed_field
from pydantic_core import CoreSchema

from xinfang_rules.errors import XinfangError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.result.closed_lists import AnyDecisionStatus, AnyStatus
from xinfang_rules.result.conclusions import Decision, ExpectedDays, Norm
from xinfang_rules.result.result_parts import (
    Citation,
    Day,
    Labelled,
    Note,
    Reading,
    ResultPart,
    assembled,
    reading_back,
)
from xinfang_rules.result.status_enums import DecisionStatus, NormStatus

if TYPE_CHECKING:
    from xinfang_rules.result.result import Result

MARK: Final = "（推定）"
"""What stands behind whatever is only presumed, in Chinese."""

Names = Annotated[Mapping[str, tuple[str, ...]], AfterValidator(FrozenDict)]
"""Presumed facts, by what rests on them."""


class PresumedFact(ResultPart):
    """A fact that is taken to be so because the case does not state it.

    Attributes:
        fact: Its name in the case model.
        value: What it is taken to be, as a case states it.
        text: The same as a sentence, in Chinese.
        ask: The question that would establish it, in Chinese.
        presumption: The set of presumptions that it belongs to.
        because: Why it may be presumed, in Chinese.
        citations: The provisions on which that rests.
        limit: Where the set must not be used, in Chinese; empty if nothing is said.
    """

    fact: str
    value: StrictBool | StrictInt | str | tuple[str, ...]
    text: str
    ask: str
    presumption: str
    because: str
    citations: tuple[Citation, ...] = ()
    limit: str = ""


class NotPresumed(ResultPart):
    """Something that was to be presumed, and was not.

    Attributes:
        presumption: The set.
        fact: The fact; None if it is the whole set, for want of a day.
        text: Why not, in Chinese.
    """

    presumption: str
    fact: str | None = None
    text: str


class PresumedDecision(ResultPart):
    """What the answer to a question would be; see `Decision`.

    Attributes:
        title: The question's title, in Chinese.
        status: `presumed`; or the decision's own status, such as `undetermined` where only fewer answers are left.
        would_be: The status that the decision would have if the presumed facts were so.
        answer: The answer, if it would be decided.
        label: The answer in Chinese, marked as presumed.
        candidates: The answers that would still be possible.
        alternatives: Answers whose own conditions would hold too.
        labels: The Chinese label of each answer that is named here.
        citations: The provisions on which the answer would rest.
        rules: The rules that would give it.
        interpretive: The readings of these.
        rests_on: Of a refusal: the readings on which it would rest.
    """

    title: str
    status: AnyDecisionStatus
    would_be: AnyDecisionStatus
    answer: str | None = None
    label: str | None = None
    candidates: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    labels: Labelled = Field(default_factory=FrozenDict)
    citations: tuple[Citation, ...] = ()
    rules: tuple[str, ...] = ()
    interpretive: tuple[str, ...] = ()
    rests_on: tuple[Reading, ...] = ()


class PresumedNorm(ResultPart):
    """How a norm would stand; see `Norm`.

    Attributes:
        label: The rule's title, in Chinese, marked as presumed.
        status: `presumed`; or the norm's own status, where that rests on no presumption but the last day does, or where
            the presumptions only leave fewer statuses.
        would_be: The status that it would have if the presumed facts were so.
        applies: Whether it would apply.
        candidates: The statuses that would still be possible.
        due: The last day, if that would be certain.
        due_earliest: The earliest last day that would still be possible.
        due_latest: The latest.
        days_left: Calendar days to the last day, while it would be pending or open.
        days_late: Calendar days by which the last day would have been missed.
        done_on: The day on which it was done, if known.
        missing_notices: The years whose notices of holidays would make the last day certain.
        due_expected: The last day as it would be expected then.
        rests_on: The readings on which it would rest.
    """

    label: str
    status: AnyStatus
    would_be: AnyStatus
    applies: Literal["yes", "no", "unknown"]
    candidates: tuple[AnyStatus, ...] = ()
    due: Day | None = None
    due_earliest: Day | None = None
    due_latest: Day | None = None
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    done_on: Day | None = None
    missing_notices: tuple[StrictInt, ...] = ()
    due_expected: ExpectedDays | None = None
    rests_on: tuple[Reading, ...] = ()


class Grounds(ResultPart):
    """The presumed facts on which each conclusion rests, none of which can be left out.

    Attributes:
        decisions: By the question.
        norms: By the rule of the norm: that it stands as it would.
        days: By the rule of the norm: that its last day is as it would be, where it rests on presumptions.
        notes: By the rule of the note.
    """

    decisions: Names
    norms: Names
    days: Names
    notes: Names


class Presumed(ResultPart):
    """What follows only if presumed facts are so.

    Attributes:
        sets: The sets of presumptions that were asked for, bundles by their sets, in the order of the rulebook.
        facts: The facts that were presumed.
        not_presumed: What was asked for and is not presumed, because of what the case states besides.
        decisions: What decisions would be that the stated facts leave open, by the question.
        norms: How norms would stand that they leave open, by the rule; `applies: "no"` of one that would not apply.
        notes: The remarks that there would be besides.
    """

    sets: tuple[str, ...]
    facts: tuple[PresumedFact, ...]
    not_presumed: tuple[NotPresumed, ...] = ()
    decisions: Annotated[Mapping[str, PresumedDecision], AfterValidator(FrozenDict)] = Field(default_factory=FrozenDict)
    norms: Annotated[Mapping[str, PresumedNorm], AfterValidator(FrozenDict)] = Field(default_factory=FrozenDict)
    notes: tuple[Note, ...] = ()

    @computed_field(  # type: ignore[prop-decorator]  # mypy knows no decorated property; pydantic documents this use
        description="The presumed facts on which each conclusion rests. Worked out when first asked for.", repr=False
    )
    @property
    def grounds(self) -> Grounds:
        """The presumed facts on which each conclusion rests. Worked out when first asked for.

        Raises:
            XinfangError: If the result was stored without them.
        """
        found: Grounds | None = self.__dict__.get("grounds")
        if found is None:
            work_out: Callable[[], Grounds] | None = self.__dict__.get("work_out")
            if work_out is None:
                raise XinfangError(
                    "this result was stored without what rests on which presumption; evaluate the case again",
                    "本结果存放时没有带上各项结论所依据的推定；请重新评估案件",
                )
            found = self.__dict__["grounds"] = work_out()
        return found

    def named(self, facts: Iterable[str]) -> tuple[PresumedFact, ...]:
        """Returns presumed facts by their names, in the order in which they are presumed."""
        wanted = frozenset(facts)
        return tuple(each for each in self.facts if each.fact in wanted)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Has the grounds read back, too, which are no field."""
        return reading_back(handler(source), handler, {"grounds": Grounds})


def check_presuming(presumed: object, asked: tuple[str, ...]) -> None:
    """Checks that what a result presumes goes with what was asked for: without either, it would pass for another.

    Args:
        presumed: The part that says what follows only if presumed facts are so; None if there is none.
        asked: The presumptions that were asked for, as the provenance tells.

    Raises:
        ValueError: If it has the one and not the other.
    """
    if asked and presumed is None:
        raise ValueError(f"provenance.presume is {', '.join(asked)}, but there is no part presumed")
    if presumed is not None and not asked:
        raise ValueError("there is a part presumed, but provenance.presume is empty")


def grounds_words(facts: Iterable[PresumedFact]) -> str:
    """Says which facts are presumed, and what to do if they are not so; empty if none are."""
    said = "；".join(each.text for each in facts)
    return f"推定：{said}；如不符合，请说明。" if said else ""


def presumed_decision(stated: Decision, full: Decision) -> PresumedDecision | None:
    """Returns what a decision would be; None if the presumptions make no difference.

    Args:
        stated: The decision that follows from the stated facts.
        full: The decision that follows if the presumed ones are so.
    """
    if all(getattr(stated, name) == getattr(full, name) for name in ("status", "answer", "candidates")):
        return None
    # What is settled by what is stated stays as it is: it turns over only where rules contradict one another.
    presumed = stated.status is DecisionStatus.UNDETERMINED is not full.status
    return PresumedDecision.model_construct(
        **{name: getattr(full, name) for name in Decision.model_fields if name in PresumedDecision.model_fields}
        | {
            "status": DecisionStatus.PRESUMED if presumed else stated.status,
            "would_be": full.status,
            "label": None if full.label is None else full.label + MARK,
        }
    )


_STANDING: Final = attrgetter("applies", "status", "candidates", "due", "due_earliest", "due_latest")
_OF_NORM: Final = tuple(name for name in PresumedNorm.model_fields if name in Norm.model_fields)
_NORM_FIELDS: Final = set(PresumedNorm.model_fields)


def presumed_norm(stated: Norm, full: Norm | None) -> PresumedNorm | None:
    """Returns how a norm would stand; None if the presumptions make no difference.

    Args:
        stated: The norm that follows from the stated facts.
        full: The norm that follows if the presumed ones are so; None if it does not apply then.
    """
    if full is None:
        return _ruled_out(stated.label)
    if stated is full or _STANDING(stated) == _STANDING(full):
        return None
    was_open = stated.status is NormStatus.UNKNOWN or stated.applies == "unknown"
    same = (stated.applies, stated.status) == (full.applies, full.status)
    presumed = was_open and not same and full.status is not NormStatus.UNKNOWN
    told = full.__dict__
    values = {name: told[name] for name in _OF_NORM} | {
        "label": stated.label + MARK,
        "status": NormStatus.PRESUMED if presumed else stated.status,
        "would_be": full.status,
    }
    return assembled(PresumedNorm, values, _NORM_FIELDS)


@lru_cache(maxsize=1_024)
def _ruled_out(label: str) -> PresumedNorm:
    return PresumedNorm(
        label=label + MARK, status=NormStatus.PRESUMED, would_be=NormStatus.NOT_APPLICABLE, applies="no"
    )


def shown_decision(decision: Decision, presumed: PresumedDecision | None) -> Decision:
    """Returns a decision as readers see it: what it would be, its answer or its title marked as presumed."""
    if presumed is None:
        return decision
    title = decision.title if presumed.answer else decision.title + MARK
    values = {name: getattr(presumed, name) for name in PresumedDecision.model_fields if name in Decision.model_fields}
    return decision.model_copy(update={**values, "title": title, "status": presumed.would_be})


def shown_norm(norm: Norm, presumed: PresumedNorm | None) -> Norm | None:
    """Returns a norm as readers see it: how it would stand, its label marked; None if it would not apply."""
    if presumed is None:
        return norm
    if presumed.applies == "no":
        return None
    values = {name: getattr(presumed, name) for name in _OF_NORM}
    return norm.model_copy(update={**values, "status": presumed.would_be})


def shown_result(result: "Result") -> "Result":
    """Returns a result as readers see it; one without presumptions as it is.

    It is for pages and texts alone, which say what each mark rests on: as data, nothing in it tells what is presumed.
    Norms that would not apply are left out.
    """
    presumed = result.presumed
    if presumed is None:
        return result
    norms = (shown_norm(norm, presumed.norms.get(norm.rule)) for norm in result.norms)
    decisions = {name: shown_decision(found, presumed.decisions.get(name)) for name, found in result.decisions.items()}
    return result.model_copy(
        update={
            "decisions": FrozenDict(decisions),
            "norms": tuple(norm for norm in norms if norm is not None),
            "notes": (*result.notes, *presumed.notes),
        }
    )
