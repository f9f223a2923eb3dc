"""What goes in: the facts of one case."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, cast

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from xinfang_rules.case_errors import read_named
from xinfang_rules.errors import CaseError, Diagnostic, Position
from xinfang_rules.vocabulary.conduct import Order, OrganConduct
from xinfang_rules.vocabulary.fact import FactGroup
from xinfang_rules.vocabulary.handling import Handling
from xinfang_rules.vocabulary.parties import Organ, Petition
from xinfang_rules.vocabulary.paths import Accusation, History, Remedy
from xinfang_rules.vocabulary.specs import FactSpec, derive_specs
from xinfang_rules.vocabulary.timeline import Timeline

__all__ = ["FACTS", "Case", "FactSpec"]

_CaseReference = Annotated[str, Field(strict=True, max_length=64, pattern=r"^[A-Za-z0-9._:/-]+$")]


def _group(kind: type[FactGroup]) -> Any:
    # A group in which nothing is stated never changes, so all cases share one.
    return Field(default=kind(), title=kind.model_config.get("title"))


class Case(FactGroup, title="信访案件的事实"):
    """The facts of one case, 案件事实, and nothing else.

    Every fact is optional, and what is not stated is unknown; an absent date of the timeline, though, means that the
    thing has not happened (see `Timeline`). No personal data has a place here: unknown keys are refused, and
    `case_id` is an opaque reference of the caller's own system, of ASCII letters, digits and `. _ : / -`, which must
    not be a name, a telephone number or an identity number.
    """

    case_id: _CaseReference | None = Field(
        default=None,
        title="案件编号",
        description="调用方自己的案件编号，只作对照，不参与任何判断；不得使用姓名、电话号码、证件号码",
    )
    organ: Organ = _group(Organ)
    petition: Petition = _group(Petition)
    remedy: Remedy = _group(Remedy)
    history: History = _group(History)
    accusation: Accusation = _group(Accusation)
    handling: Handling = _group(Handling)
    timeline: Timeline = _group(Timeline)
    organ_conduct: OrganConduct = _group(OrganConduct)
    order: Order = _group(Order)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Makes a case of facts by their dotted names.

        Args:
            facts: The value of each fact, such as `{"petition.category": "grievance"}`; `case_id` too.

        Raises:
            CaseError: If a name is none, or a value is wrong; at most 50 findings are listed.
        """
        return read_named(cls, facts, {})

    def with_facts(self, facts: Mapping[str, Any]) -> Self:
        """Returns a case in which some facts are as given, and all others as they are.

        Args:
            facts: The new value of each fact, by its dotted name; see `from_facts`.

        Raises:
            CaseError: If a name is none, or a value is wrong; at most 50 findings are listed.
        """
        self.require_validated()
        return read_named(type(self), facts, self.model_dump())

    # pydantic copies and constructs without validation. Such a case is marked, beside the fields so that it takes no
    # part in equality or JSON, and refused where it would be evaluated.

    @classmethod
    def model_construct(  # type: ignore[override]  # pydantic's plugin for mypy writes its own signature here
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> Self:
        """Makes a case without validation, which is not evaluated; see `from_facts`."""
        return cast("Self", super().model_construct(_fields_set, **values))._marked()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copies the case; with `update` without validation, so that it is not evaluated; see `with_facts`."""
        copied = super().model_copy(update=update, deep=deep)
        return copied if update is None else copied._marked()

    def copy(self, **how: Any) -> Self:
        """Does what pydantic keeps for programs of its first version; the copy is not evaluated."""
        return super().copy(**how)._marked()

    def _marked(self) -> Self:
        self.__dict__["_unvalidated"] = True
        return self

    def require_validated(self) -> None:
        """Refuses a case that was made or changed without validation.

        Raises:
            CaseError: If it was.
        """
        if "_unvalidated" in self.__dict__:
            raise CaseError([_UNVALIDATED])

    @model_validator(mode="before")
    @classmethod
    def _validate_groups_again(cls, data: Any) -> Any:
        """Takes ready-made groups apart: whether they were validated, they do not say."""
        if type(data) is dict and any(isinstance(part, FactGroup) for part in data.values()):
            return {name: part.stated() if isinstance(part, FactGroup) else part for name, part in data.items()}
        return data

    @field_validator("case_id", mode="before")
    @classmethod
    def _refuse_null_reference(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null_case_id", "null is not a reference: leave the key out")
        return value

    @model_serializer(mode="wrap")
    def _write_stated_only(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {name: value for name, value in written.items() if value is not None and value != {}}


_UNVALIDATED = Diagnostic(
    Position("case"),
    "unvalidated",
    "this case was made by model_copy(update=...) or model_construct, without validation; write "
    'case.with_facts({"petition.category": "grievance"}) or Case.from_facts({...})',
    "这个案件由 model_copy(update=...) 或者 model_construct 生成，未经校验；请改用 case.with_facts({...}) 或者 "
    "Case.from_facts({...})",
)

FACTS: Mapping[str, FactSpec] = derive_specs(Case)
"""Every fact of the case model by its dotted name, in the order of declaration."""

EVENTS = frozenset(spec.name for spec in FACTS.values() if spec.kind == "date" and not spec.set_day)
"""The dates that record what happened; one after the day of evaluation has not happened yet."""
