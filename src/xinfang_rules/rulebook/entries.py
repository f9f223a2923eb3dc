"""The shape of rules, and of what they are written with: questions, concepts, numbers, constraints, presumptions.

Conditions are read by `xinfang_rules.language.parse`, which knows the names; here they are any data.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    StrictBool,
    StrictInt,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import with_info_wrap_validator_function

from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.renaming import RenamedKind
from xinfang_rules.rulebook.norm_spec import Unit
from xinfang_rules.rulebook.overlay_entries import ConflictEntry, as_list
from xinfang_rules.sources.entry_base import (
    ConceptId,
    Entry,
    IsoDate,
    Line,
    ParameterId,
    Provision,
    QuestionId,
    RuleId,
    Text,
)

ConditionData: TypeAlias = Annotated[
    Any,
    Field(json_schema_extra={"$ref": "#/$defs/Condition"}),
]


_NAMED = {
    "type": "object",
    "properties": {"remark": {"type": "string"}},
    "required": ["remark"],
    "additionalProperties": False,
}
_PARTS = [{"type": "string", "minLength": 1}, _NAMED]

Remark: TypeAlias = Annotated[
    Text, WithJsonSchema({"anyOf": [*_PARTS, {"type": "array", "minItems": 1, "items": {"anyOf": _PARTS}}]})
]
"""A text; a file may also give it as `{remark: NAME}` or as a list of parts, see `xinfang_rules.rulebook.remarks`."""


class RemarkEntry(Entry):
    """A text that several entries say in the same words, with a name."""

    remark: ConceptId
    text: Text


class _Declared:
    """Takes the terms that the pack has where an entry is read, which are told by the context; else the shared ones."""

    def __init__(self, section: str) -> None:
        self._section = section

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any, shared: ValidatorFunctionWrapHandler, info: ValidationInfo[Any]) -> Any:
            if isinstance(value, source) or info.context is None:
                return value if isinstance(value, source) else shared(value)
            terms = getattr(info.context, self._section)
            if not isinstance(value, str) or value not in terms:
                expected = ", ".join(f"'{name}'" for name in terms)
                raise PydanticCustomError("enum", "Input should be {expected}", {"expected": expected})
            return terms[value]

        return with_info_wrap_validator_function(read, handler(source))


BearerName: TypeAlias = Annotated[Bearer, _Declared("bearers")]
ActionName: TypeAlias = Annotated[Action, _Declared("actions")]


class CiteEntry(Entry):
    """A provision and a fragment of its own words."""

    at: Provision
    quote: Annotated[Line, Field(min_length=2)]
    within: Annotated[str | None, Field(alias="in")] = None


Cites: TypeAlias = Annotated[list[CiteEntry], BeforeValidator(as_list), Field(min_length=1)]


Starts: TypeAlias = Annotated[list[Text], BeforeValidator(as_list), Field(min_length=1)]
"""The day from which a period runs, or several, of which the latest that has come counts."""


class ExtendEntry(Entry):
    """Days added by a decision."""

    by: Text
    at_most: Text
    when: ConditionData
    granted_on: Text | None = None


class ExcludeEntry(Entry):
    """Days that do not count."""

    days: Text
    when: ConditionData = None


class PauseEntry(Entry):
    """An obstacle during which a period does not run: from the day on which it arose to that on which it ended."""

    start: Annotated[Text, Field(alias="from")]
    until: Text
    when: ConditionData = None


class LimitEntry(Entry):
    """A last day that a period does not pass."""

    when: ConditionData = None
    start: Annotated[Starts, Field(alias="from")]
    within: Text


class SpanEntry(Entry):
    """One way in which a period runs: from a day, or the latest of several that have come."""

    when: ConditionData = None
    start: Annotated[Starts, Field(alias="from")]
    within: Text | None = None
    same_day: StrictBool = False
    extend: ExtendEntry | None = None
    exclude: ExcludeEntry | None = None
    pause: PauseEntry | None = None


class PeriodEntry(Entry):
    """A period: one span, or the first of several that fits, within outer limits; or a day that somebody set."""

    start: Annotated[Starts | None, Field(alias="from")] = None
    within: Text | None = None
    same_day: StrictBool = False
    extend: ExtendEntry | None = None
    exclude: ExcludeEntry | None = None
    pause: PauseEntry | None = None
    first: Annotated[list[SpanEntry], Field(min_length=2)] | None = None
    no_later_than: list[LimitEntry] = Field(default_factory=list)
    due: Text | None = None


class DoneEntry(Entry):
    """The date that shows that it was done, where a further condition belongs to it."""

    day: Annotated[str, Field(alias="on", strict=True)]
    when: ConditionData = None


def as_done(value: object) -> object:
    """Takes a fact alone for the date that shows that it was done."""
    return {"on": value} if isinstance(value, str) else value


class NormEntry(Entry):
    """An obligation, a permission or a prohibition."""

    bearer: BearerName
    action: ActionName
    promptly: StrictBool = False
    period: PeriodEntry | None = None
    done: Annotated[DoneEntry | None, BeforeValidator(as_done)] = None
    met_when: ConditionData = None
    breached_when: ConditionData = None


class RuleEntry(Entry):
    """A rule: one of decides, defines, obliges, permits, forbids, note.

    `conflicts`, of an overlay's rule, names provisions of bases: over these it is not applied, but told. With
    `disputed`, its reading chooses between views that can both be held, and does not only fill in a gap.
    """

    id: RuleId
    title: Line
    cite: Cites
    when: ConditionData = None
    unless: ConditionData = None
    otherwise: StrictBool = False
    decides: Annotated[dict[str, str] | None, Field(min_length=1, max_length=1)] = None
    defines: ConceptId | None = None
    obliges: NormEntry | None = None
    permits: NormEntry | None = None
    forbids: NormEntry | None = None
    note: Text | None = None
    exception_to: Annotated[list[RuleId], BeforeValidator(as_list)] = Field(default_factory=list)
    interpretive: Remark | None = None
    interpretive_when: Literal[False] | ConditionData = None
    disputed: StrictBool = False
    not_modelled: Remark | None = None
    general: StrictBool = False
    conflicts: Annotated[list[ConflictEntry], BeforeValidator(as_list)] = Field(default_factory=list)
    in_force_from: IsoDate | None = None
    in_force_until: IsoDate | None = None


class QuestionEntry(Entry):
    """A question, its answers and the order among them."""

    question: QuestionId
    title: Line
    answers: Annotated[dict[QuestionId, Line], Field(min_length=1)]
    arises_when: ConditionData = None
    cite: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)
    interpretive: Remark | None = None
    disputed: StrictBool = False
    precedence: list[list[Text]] = Field(default_factory=list)
    exhaustive: StrictBool = False


class ConceptEntry(Entry):
    """A name for what one or more rules define."""

    concept: ConceptId
    title: Line


class ValueEntry(Entry):
    """A value of a parameter from a day on."""

    since: Annotated[IsoDate, Field(alias="from")]
    value: Annotated[StrictInt, Field(ge=0, le=100_000)]


class ParameterEntry(Entry):
    """A number of the law. An overlay may give the name and new values alone; the rest is then kept."""

    parameter: ParameterId
    title: Line | None = None
    unit: Unit | None = None
    cite: Cites | None = None
    values: Annotated[list[ValueEntry], Field(min_length=1)]
    because: Line | None = None


class ConstraintEntry(Entry):
    """What no admissible case can be. One of `never`, `sequence`, or `given` with `then`.

    With `dates_left_out: unknown`, a day that `then` says has come is unknown, instead of not come, in a case that
    states `given` and leaves the day out.
    """

    constraint: RuleId
    title: Line
    because: Line
    cite: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)
    never: ConditionData = None
    given: ConditionData = None
    then: ConditionData = None
    sequence: Annotated[list[Text] | None, Field(min_length=2)] = None
    dates_left_out: Literal["unknown"] | None = None
    interpretive: Remark | None = None


PresumedValue: TypeAlias = StrictBool | StrictInt | Text | list[Text]
"""What a presumption takes a fact to be, as a case states it: a set by its members."""


class PresumptionEntry(Entry):
    """A named set of facts that may be presumed where a case does not state them.

    `facts` may name all truth values of a group at once, as `group.*`. `only_if_dated` names days: without each of
    them stated, and come, the set presumes nothing. With `bundles` it may be asked for by a name that sets share.
    `limit` says where it must not be used, `not_for` for which readers of a dossier it is refused. `says` words each of
    its facts, `{}` being the title of the fact, where the words of the facts would say more than is presumed.
    `unless_late` names facts that are not presumed where a duty was, or may have been, missed: its rules.
    """

    presumption: QuestionId
    title: Line
    because: Text
    cite: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)
    facts: Annotated[dict[Text, PresumedValue], Field(min_length=1)]
    only_if_dated: list[Text] = Field(default_factory=list)
    unless_late: dict[Text, Annotated[list[Text], BeforeValidator(as_list)]] = Field(default_factory=dict)
    limit: Text = ""
    not_for: list[QuestionId] = Field(default_factory=list)
    says: Annotated[Line, Field(pattern=r"\{\}")] | None = None
    bundles: list[QuestionId] = Field(default_factory=list)


class NeverPresumedEntry(Entry):
    """A fact that no set may presume."""

    fact: Text
    because: Text
    cite: Annotated[list[CiteEntry], BeforeValidator(as_list)] = Field(default_factory=list)


class RenameEntry(Entry):
    """A name that was changed: of a fact, a rule and so on, of a value with its fact, of an answer with its question.

    The old one is read until that version of the library.
    """

    kind: RenamedKind
    old: Text
    new: Text
    until: Annotated[str, Field(strict=True, pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    of: Text | None = None
