"""What comes out of an evaluation: decisions, norms with due dates and status, and what is still needed."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Protocol, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    computed_field,
)
from pydantic_core import CoreSchema
from pydantic_core.core_schema import model_field, with_default_schema

from xinfang_rules.days import Date
from xinfang_rules.errors import XinfangError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.vocabulary.outputs import Action, Bearer, DecisionStatus, NormKind, NormStatus

PROPOSALS = frozenset({Action.PROPOSE_IMPROVEMENT, Action.PROPOSE_POLICY, Action.PROPOSE_ACCOUNTABILITY})
"""The actions that are the three proposals (三项建议)."""


class ResultPart(BaseModel):
    """Frozen; refuses unknown keys when read back."""

    model_config = ConfigDict(extra="forbid", frozen=True)


PartT = TypeVar("PartT", bound=ResultPart)


class Citation(ResultPart):
    """A provision, down to the item, with a fragment of its text.

    Attributes:
        instrument: The instrument's identifier.
        article: Article (条).
        paragraph: Paragraph (款).
        item: Item (项), if the citation goes that far.
        label: The provision as the law is cited in Chinese.
        quote: A fragment of the provision's own words, at most 40 characters.
    """

    instrument: str
    article: int
    paragraph: int
    item: int | None = None
    label: str
    quote: str


class Reading(ResultPart):
    """A reading taken where the text is silent, on which a conclusion rests.

    Attributes:
        of: What takes it: a rule, a question, a constraint, or `settings.roll_on`.
        text: The reading, in Chinese.
    """

    of: str
    text: str


class Decision(ResultPart):
    """The answer to one question.

    Attributes:
        status: Whether it is decided.
        answer: The answer, if decided.
        label: The answer in Chinese, if decided.
        candidates: The answers still possible, in the order of precedence of the question.
        alternatives: Answers whose own conditions hold too but which the decided answer displaces.
        citations: The provisions on which the answer rests.
        rules: The identifiers of the rules that give it.
        interpretive: The readings of the rules that give it.
        rests_on: Of a refusal: the readings without which it would not follow, its rules' own or those of what these
            read; of a question that does not arise: the reading by which it does not. Empty if there is none, and of
            any other answer.
    """

    status: DecisionStatus
    answer: str | None = None
    label: str | None = None
    candidates: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
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

    earliest: Date
    latest: Date
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
    kind: NormKind
    bearer: Bearer
    action: Action
    label: str
    applies: Literal["yes", "unknown"]
    general: bool = False
    promptly: bool = False
    due: Date | None = None
    due_earliest: Date | None = None
    due_latest: Date | None = None
    status: NormStatus
    candidates: tuple[NormStatus, ...] = ()
    days_left: int | None = None
    days_late: int | None = None
    done_on: Date | None = None
    missing_notices: tuple[int, ...] = ()
    due_expected: ExpectedDays | None = None
    citations: tuple[Citation, ...]
    interpretive: str | None = None
    rests_on: tuple[Reading, ...] = ()


class Need(ResultPart):
    """What can still change an answer: a fact of the case, or a notice of holidays that is not at hand.

    Attributes:
        fact: The fact's name in the case model; None if it is a notice.
        question: What to find out, in Chinese.
        decides: The questions whose candidates it would narrow.
        notice: The year whose notice is missing; None if it is a fact.
        norms: The rules whose last day hangs on the notice.
    """

    fact: str | None
    question: str
    decides: tuple[str, ...]
    notice: int | None = None
    norms: tuple[str, ...] = ()


class Note(ResultPart):
    """A remark that is no norm: what the text leaves open here, and how it is read.

    Attributes:
        rule: The identifier of the rule, or None where the note is about the evaluation itself.
        text: The remark, in Chinese.
        citations: The provisions it concerns.
    """

    rule: str | None = None
    text: str
    citations: tuple[Citation, ...] = ()


class CalendarRef(ResultPart):
    """What the working days were told by that a result rests on.

    Attributes:
        festivals: The statute on festival days in force on the day of evaluation, as it is cited.
        package: The package that holds the yearly notices, with its version.
        notices_through: The last year up to which every notice is at hand.
        added: The notices beside those of the package, as they are cited.
        missing_notices: The years whose notices would make some last day certain.
    """

    festivals: str
    package: str
    notices_through: int
    added: tuple[str, ...] = ()
    missing_notices: tuple[int, ...] = ()


class InstrumentRef(ResultPart):
    """The instrument that governs.

    Attributes:
        id: The rulebook's identifier.
        title: The instrument's title.
        overlays: The identifiers of the overlays laid over it, in order.
    """

    id: str
    title: str
    overlays: tuple[str, ...] = ()


_NEEDS = (
    "What can still change an answer or a last day: facts, most decisive first, then missing notices of holidays. "
    "Worked out when first asked for."
)


class Inquiry(Protocol):
    """What a fresh result can still ask of the evaluation it came from."""

    def needs(self) -> tuple[Need, ...]:
        """Returns what can still change an answer or a last day: facts, most decisive first, then missing notices."""

    def explain(self, result: "Result", about: str | None, why_not: str | None) -> str:
        """Returns the explanation of the result as text."""

    def packed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Returns the values of the result for a pickle; parts may be JSON, and norms rows of values."""


class Result(ResultPart):
    """The outcome of one evaluation. Everything in it follows from the case, the rulebook and the day.

    Attributes:
        as_of: The day for which the statuses hold.
        case_id: The case's own reference, if it has one.
        instrument: What governs.
        decisions: The decision for each question, by the question's name.
        norms: What applies, and what may apply while facts are unknown, in the order of the rulebook.
        notes: Remarks.
        calendar: What tells the working days, where some last day was counted by them; None if none was.
    """

    as_of: Date
    case_id: str | None = None
    instrument: InstrumentRef
    decisions: Annotated[Mapping[str, Decision], AfterValidator(FrozenDict)]
    norms: tuple[Norm, ...]
    notes: tuple[Note, ...] = ()
    calendar: CalendarRef | None = None

    @computed_field(description=_NEEDS, repr=False)  # type: ignore[prop-decorator]  # mypy knows no decorated property; pydantic documents this use
    @property
    def needs(self) -> tuple[Need, ...]:
        """What can still change an answer or a last day: facts, most decisive first, then missing notices of holidays.

        Worked out when first asked for.

        Raises:
            XinfangError: If the result was stored without them and the evaluation it came from is out of reach.
        """
        # Not a `cached_property`: in Python 3.11 that holds a lock, which a process forked meanwhile never gets.
        found: tuple[Need, ...] | None = self.__dict__.get("needs")
        if found is None:
            if self._inquiry is None:
                raise XinfangError(
                    "this result was stored without its needs; evaluate the case again to learn them",
                    "本结果存放时没有带上还需查明的事实（needs）；请重新评估案件",
                )
            found = self.__dict__["needs"] = self._inquiry.needs()
        return found

    @property
    def proposals(self) -> tuple[Norm, ...]:
        """The three proposals (三项建议) among the norms."""
        return tuple(norm for norm in self.norms if norm.action in PROPOSALS)

    def explain(self, about: str | None = None, *, why_not: str | None = None) -> str:
        """Says why, in Chinese: the answer, the citation, and the facts that made it so.

        Args:
            about: A question (`disposition`) or a norm's rule; None for the whole result.
            why_not: With a question, an answer that was not given: what stood against it, and what would have to be
                different.

        Raises:
            XinfangError: If there is no such question, rule or answer, or if the evaluation it came from is out of
                reach: the result was read back from JSON, or unpickled where its rulebook is not at hand.
        """
        inquiry = self._inquiry
        if inquiry is None:
            raise XinfangError(
                "this result was read back from storage; evaluate the case again to explain it",
                "本结果是从存放处读回的；要说明理由，请重新评估案件",
            )
        return inquiry.explain(self, about, why_not)

    # The evaluation stands beside the fields, so that it takes no part in equality and JSON.

    @property
    def _inquiry(self) -> Inquiry | None:
        return self.__dict__.get("inquiry")

    def attach(self, inquiry: Inquiry) -> Self:
        """Gives the result the evaluation it came from. For engines; a case-management system has no use for it."""
        self.__dict__["inquiry"] = inquiry
        return self

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Copies the result alone: nothing that it holds can be changed."""
        return self.__copy__()

    def __getstate__(self) -> dict[Any, Any]:
        """Pickles the needs only if they have been asked for, and otherwise what they can be worked out from."""
        state = super().__getstate__()
        values = state["__dict__"]
        return {**state, "__dict__": values if self._inquiry is None else self._inquiry.packed(values)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        values = state["__dict__"]
        unpacked = {
            "instrument": _unpacked(InstrumentRef, values["instrument"]),
            "decisions": FrozenDict({name: _unpacked(Decision, part) for name, part in values["decisions"].items()}),
            "norms": tuple([_norm(part) for part in values["norms"]]),
        }
        super().__setstate__({**state, "__dict__": {**values, **unpacked}})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Has needs read back, too, which are no field, as they are worked out only when asked for."""
        schema = handler(source)
        fields: Any = handler.resolve_ref_schema(schema)
        while fields["type"] != "model-fields":
            fields = fields["schema"]
        needs = with_default_schema(handler.generate_schema(tuple[Need, ...]), default=None)
        fields["fields"]["needs"] = model_field(needs, serialization_exclude=True)
        return schema


def assembled(part: type[PartT], values: dict[str, Any], fields: set[str]) -> PartT:
    """Makes a frozen part out of all its values, which are known to be right, without validating them again."""
    made, put = part.__new__(part), object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", fields)
    put(made, "__pydantic_extra__", None)
    put(made, "__pydantic_private__", None)
    return made


_NORM_FIELDS = set(Norm.model_fields)


@lru_cache(maxsize=8_192)
def _read(part: type[PartT], written: bytes) -> PartT:
    """Reads a part from its JSON; what many results have in common is read once."""
    read = part.model_validate_json(written)
    return assembled(part, read.__dict__, set(part.model_fields))  # what is a default is not written


def _unpacked(part: type[PartT], packed: Any) -> Any:
    return _read(part, packed) if isinstance(packed, bytes) else packed


def _norm(packed: Norm | bytes | dict[str, Any]) -> Any:
    if isinstance(packed, dict):
        citations = tuple([_read(Citation, each) for each in packed["citations"]])
        return assembled(Norm, {**packed, "citations": citations}, _NORM_FIELDS)
    return _unpacked(Norm, packed)
