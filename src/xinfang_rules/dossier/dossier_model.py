"""A dossier (卷宗): what the file on the desk says, act by act; organs, claims, and what is told once stands once."""

from datetime import date
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictStr,
    ValidationError,
    model_serializer,
)

from xinfang_rules.arguments import day_of, wrong
from xinfang_rules.dossier.read_errors import by_name, located, refusals
from xinfang_rules.errors import CaseError
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.field_types import Day as FactDay
from xinfang_rules.sources.entry_base import IsoDate, as_tuple

Label: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=40)]
"""A name of this file for an organ, a claim or a piece: opaque, and no name of a person."""

Title: TypeAlias = Annotated[StrictStr, Field(min_length=1, max_length=60)]
"""What reports call something: no name of a person."""

Groups: TypeAlias = dict[str, Any]
"""Facts as a case file states them, group by group."""


_Several: TypeAlias = Annotated[tuple[Label, ...], Field(min_length=1)]
Labels: TypeAlias = Annotated[_Several, BeforeValidator(as_tuple, json_schema_input_type=Label | _Several)]
"""One label, or several."""

_ByClaim: TypeAlias = Annotated[dict[Label, StrictStr], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_serializer(mode="wrap")
    def _as_read(self, told: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out lists of nothing, which cannot be read again: nobody is to take one for something that is said."""
        fields = type(self).model_fields
        return {key: value for key, value in told(self).items() if value not in ((), []) or fields[key].is_required()}


class DossierOrgan(_Part):
    """An organ, 机关、单位.

    Attributes:
        title: What reports call it; its label if left out.
        kind: The value of `organ.kind`.
        level: Its level, one of those of `acts.yaml`.
        local: The value of `organ.local`.
        superior: The organs directly above it, by their labels.
        successor: The organ that took over from it, if it was divided, merged or abolished.
        complete_to: The day up to which its record in this file is complete; else that of the dossier.
        facts: Facts that hold of every matter at this organ, such as findings on its conduct.
    """

    title: Title | None = Field(default=None, title="名称")
    kind: StrictStr = Field(title="机关类别")
    level: StrictStr | None = Field(default=None, title="级别")
    local: StrictBool | None = Field(default=None, title="是否地方机关、单位")
    superior: Labels = Field(default=(), title="直接上级")
    successor: Label | None = Field(default=None, title="承继的机关、单位")
    complete_to: IsoDate | None = Field(default=None, title="记录完整到哪一天")
    facts: Groups = Field(default={}, title="事实")


class DossierClaim(_Part):
    """One claim, 诉求.

    Attributes:
        title: What reports call it; its label if left out.
        competent: The organs competent to handle it, by their labels; unknown if left out.
        category: The value of `petition.category`.
        remedy: The group `remedy`, or a word of `acts.yaml` for all of it.
        facts: Whatever else is known of this claim.
    """

    title: Title | None = Field(default=None, title="名称")
    competent: Labels = Field(default=(), title="有权处理的机关、单位")
    category: StrictStr | None = Field(default=None, title="信访事项类别")
    remedy: StrictStr | Groups | None = Field(default=None, title="其他途径")
    facts: Groups = Field(default={}, title="事实")


class DossierAct(BaseModel):
    """One act of the record, 行为. What else it may state, its kind says in `acts.yaml`.

    Attributes:
        day: When it was done: a day, bounds of one, or `unknown`.
        act: Its kind.
        by: By which organ; left out where the petitioner does it.
        to: To which organ.
        received: When it reached its addressee, if that is another day; `unknown`, or `same_day`.
        claims: The claims that it is about; all if left out.
        piece: The piece that it belongs to, or the pieces for which it is done at once; otherwise what the organ has
            accepted of one petitioner and not answered, or holds.
        kind: Which kind of it, for all its claims or claim by claim; unknown if left out.
        outcome: Which outcome; likewise.
        sure: False of what may not have happened.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, DayBounds | Any]  # bounds are written as in all other places

    day: FactDay = Field(default="unknown", title="日期")
    act: StrictStr = Field(title="行为")
    by: Label | None = Field(default=None, title="由谁作出")
    to: Label | None = Field(default=None, title="对谁作出")
    received: FactDay | Literal["same_day"] = Field(default=None, title="到达日期")
    claims: Labels | None = Field(default=None, title="涉及的诉求")
    piece: Labels | None = Field(default=None, title="属于哪一件")
    kind: StrictStr | _ByClaim | None = Field(default=None, title="种类")
    outcome: StrictStr | _ByClaim | None = Field(default=None, title="结果")
    sure: StrictBool = Field(default=True, title="是否确实发生")


class Dossier(_Part):
    """A dossier, 卷宗.

    Attributes:
        dossier: The caller's own reference: no name and no number of a person.
        complete_to: The day up to which the record is complete: an act that is not in it has not been done. Partial if
            left out. An organ may say otherwise.
        records: The acts that this record has a place for; all if left out. `issue.received` is when an opinion issued
            was received.
        organs: The organs, by their labels.
        claims: The claims, by their labels.
        matter: Facts that hold whichever organ has the matter.
        never_presume: Sets of presumptions that must not be made here, whoever asks for them.
        acts: The acts, in order.
    """

    dossier: Annotated[str, Field(strict=True, max_length=64, pattern=r"^[A-Za-z0-9._:/-]+$", title="卷宗编号")]
    complete_to: IsoDate | None = Field(default=None, title="记录完整到哪一天")
    records: tuple[StrictStr, ...] | None = Field(default=None, title="记录有哪些栏目")
    organs: dict[Label, DossierOrgan] = Field(title="机关、单位")
    claims: dict[Label, DossierClaim] = Field(title="诉求")
    matter: Groups = Field(default={}, title="事项的事实")
    never_presume: tuple[StrictStr, ...] = Field(default=(), title="不得采用的推定")
    acts: tuple[DossierAct, ...] = Field(title="行为")

    def with_act(self, act: DossierAct | None = None, /, **stated: Any) -> Self:
        """Returns the dossier with one more act at its end.

        Args:
            act: The act; otherwise what it states is given by keywords: `with_act(day=…, act="accept", by="town")`.
            **stated: See `DossierAct`.

        Raises:
            CaseError: If these are no act. Whether the dossier has what it names is checked when it is examined.
            ArgumentError: If `act` is none.
        """
        try:
            further = DossierAct.model_validate(stated) if act is None else act
        except ValidationError as error:
            found = located(error, stated)
            raise CaseError(refusals(found, DossierAct, {}, lambda path, key: by_name(path or ("act",), key))) from None
        if not isinstance(further, DossierAct):
            raise wrong("act", "an act (DossierAct)", act, "with_act(day=..., act=..., by=...)")
        return self.model_copy(update={"acts": (*self.acts, further)})

    def complete_until(self, day: date) -> Self:
        """Returns the dossier with its record said to be complete up to a day.

        Raises:
            ArgumentError: If it is no day.
        """
        return self.model_copy(update={"complete_to": day_of(day, "day")})
