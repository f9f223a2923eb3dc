"""The shape of a scenario file. What is not told of a case is unknown; what is not expected is not looked at."""

from typing import Annotated, Any, Literal, Self, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from xinfang_rules.result.status_enums import DecisionStatus
from xinfang_rules.rulebook.overlay_entries import Bases
from xinfang_rules.sources.entry_base import Entry, IsoDate, Text

ABSENT = "absent"
"""The status of a norm that does not apply."""

T = TypeVar("T")

CitedProvision: TypeAlias = Annotated[
    str, Field(strict=True, pattern=r"^([a-z][a-z0-9-]*:)?[1-9][0-9]{0,3}(\.[1-9][0-9]{0,3}){0,2}$")
]
Listed: TypeAlias = Annotated[list[T], Field(min_length=1)]
ExpectedNames: TypeAlias = Annotated[dict[str, T], Field(min_length=1)]


class DecisionExpectation(Entry):
    """What is expected of a decision. In short form, a text: the answer, or the status if there is none.

    `candidates` and `alternatives` are compared as sets.
    """

    status: DecisionStatus | None = None
    answer: Text = ""
    candidates: list[Text] = Field(default_factory=list)
    alternatives: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is expected of this decision")
        return self


class NormExpectation(Entry):
    """What is expected of a norm. In short form, a text: the status, or `absent`.

    `null` for a day or a number of days says that there is none. `missing_notices` are the years whose notices of
    holidays would make the last day certain.
    """

    applies: Literal["yes", "unknown"] = "yes"
    status: Text = ""
    candidates: list[Text] = Field(default_factory=list)
    due: IsoDate | None = None
    due_earliest: IsoDate | None = None
    due_latest: IsoDate | None = None
    days_left: StrictInt | None = None
    days_late: StrictInt | None = None
    done_on: IsoDate | None = None
    missing_notices: list[StrictInt] = Field(default_factory=list)

    @property
    def absent(self) -> bool:
        """Whether the norm is expected not to apply."""
        return self.status == ABSENT

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is expected of this norm")
        if self.absent and len(self.model_fields_set) > 1:
            raise ValueError("of a norm that is absent nothing else can be expected")
        return self


def _as_answer(value: object) -> object:
    return {"answer": value} if isinstance(value, str) else value


def _as_status(value: object) -> object:
    return {"status": value} if isinstance(value, str) else value


class PresumedExpectation(Entry):
    """What is expected to follow only from presumptions.

    Attributes:
        decisions: By question, what the decision would be. What needs no presumption is not among these.
        norms: By rule, how the norm would stand; `absent` of one that would not apply.
        grounds: By question or by the rule of a norm, the presumed facts on which it rests: these and no others.
        not_presumed: Facts, or whole sets, that are asked to be presumed and are not: these and no others.
        facts: The facts that are presumed: these and no others.
        limited: By each set of which a fact is presumed and that must not be used everywhere, the readers of dossiers
            for whom it is refused: these and no others.
    """

    decisions: ExpectedNames[Annotated[DecisionExpectation, BeforeValidator(_as_answer)]] = Field(default_factory=dict)
    norms: ExpectedNames[Annotated[NormExpectation, BeforeValidator(_as_status)]] = Field(default_factory=dict)
    grounds: ExpectedNames[Listed[Text]] = Field(default_factory=dict)
    not_presumed: list[Text] = Field(default_factory=list)
    facts: list[Text] = Field(default_factory=list)
    limited: dict[Text, list[Text]] = Field(default_factory=dict)


class Expectations(Entry):
    """What is expected of a result.

    Attributes:
        decisions: By question.
        cites: By question or by the rule of a norm, the provisions that the decision or norm cites, at least these; of
            another instrument than the rulebook's own as `instrument:provision`.
        norms: By rule.
        proposals: The actions of the three proposals that surely apply: these and no others.
        needs: Facts that are among the needs.
        applies: Rules that certainly hold.
        does_not_apply: Rules that certainly do not hold.
        notes: Rules whose note appears.
        presumed: What follows only from presumptions, where the scenario presumes.
        refused: The constraints that the case breaks: these and no others. Then nothing else can be expected.
    """

    decisions: ExpectedNames[Annotated[DecisionExpectation, BeforeValidator(_as_answer)]] = Field(default_factory=dict)
    cites: ExpectedNames[Listed[CitedProvision]] = Field(default_factory=dict)
    norms: ExpectedNames[Annotated[NormExpectation, BeforeValidator(_as_status)]] = Field(default_factory=dict)
    proposals: list[Text] = Field(default_factory=list)
    needs: Listed[Text] = Field(default_factory=list)
    applies: Listed[Text] = Field(default_factory=list)
    does_not_apply: Listed[Text] = Field(default_factory=list)
    notes: Listed[Text] = Field(default_factory=list)
    presumed: PresumedExpectation | None = None
    refused: Listed[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is expected here")
        if self.refused and len(self.model_fields_set) > 1:
            raise ValueError("a case that is refused has no result: nothing but refused can be expected")
        return self


def _one_line(title: str) -> str:
    if len(title.splitlines()) != 1 or title != title.strip():
        raise ValueError("a title is one line, without space around it")
    return title


class ScenarioEntry(Entry):
    """A worked case. With `given: false`, nothing of what its file gives belongs to it.

    `presume` names the presumptions under which it is decided; what follows only from them is expected under
    `expect: presumed:`, everything else is expected of what is stated.
    """

    scenario: Annotated[Text, AfterValidator(_one_line)]
    as_of: IsoDate
    presume: Listed[Text] = Field(default_factory=list)
    given: Literal[False] | None = None
    case: dict[str, Any]
    expect: Expectations

    @model_validator(mode="after")
    def _presume_something(self) -> Self:
        if self.expect.presumed is not None and not self.presume:
            raise ValueError("nothing is presumed here: presume names no presumptions")
        return self


class ScenarioFile(Entry):
    """A scenario file; `given` are the facts of its cases, see `xinfang_rules.scenarios.given`.

    `over`, in a file of an overlay, names the bases over which its scenarios are run, if not over all.
    """

    over: Bases | None = None
    given: Annotated[dict[str, Any], Field(min_length=1)] | None = None
    scenarios: Listed[ScenarioEntry]
