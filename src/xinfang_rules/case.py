"""What goes in: the facts of one case."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer
from pydantic_core import PydanticCustomError

from xinfang_rules.vocabulary.conduct import Order, OrganConduct
from xinfang_rules.vocabulary.fact import FactGroup
from xinfang_rules.vocabulary.handling import Handling
from xinfang_rules.vocabulary.parties import Organ, Petition
from xinfang_rules.vocabulary.paths import Accusation, History, Remedy
from xinfang_rules.vocabulary.specs import FactSpec, derive_specs
from xinfang_rules.vocabulary.timeline import Timeline

__all__ = ["FACTS", "Case", "FactSpec"]

_CaseReference = Annotated[str, Field(strict=True, max_length=64, pattern=r"^[A-Za-z0-9._:/-]+$")]


class Case(FactGroup):
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
    # A group in which nothing is stated never changes, so all cases share one.
    organ: Organ = Field(default=Organ(), title="本机关")
    petition: Petition = Field(default=Petition(), title="信访事项")
    remedy: Remedy = Field(default=Remedy(), title="法定途径")
    history: History = Field(default=History(), title="历史")
    accusation: Accusation = Field(default=Accusation(), title="检举控告")
    handling: Handling = Field(default=Handling(), title="办理")
    timeline: Timeline = Field(default=Timeline(), title="时间")
    organ_conduct: OrganConduct = Field(default=OrganConduct(), title="机关、单位及其工作人员的行为")
    order: Order = Field(default=Order(), title="信访秩序")

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


FACTS: Mapping[str, FactSpec] = derive_specs(Case)
"""Every fact of the case model by its dotted name, in the order of declaration."""
