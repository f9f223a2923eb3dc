"""What every part of a result is, and the smallest parts: provisions, readings, remarks."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, StrictInt
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import model_field, with_default_schema

from xinfang_rules.days import Date
from xinfang_rules.facts.day_bounds import DayBounds, bounds_stated
from xinfang_rules.frozen import FrozenDict, frozen
from xinfang_rules.result.closed_lists import OR_NAME
from xinfang_rules.sources.deferred import DeferredModel

_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> object:
    """Refuses what pydantic would take for a day as well: seconds since 1970, moments."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("day", "Input should be a day, written as YYYY-MM-DD")


Day: TypeAlias = Annotated[Date, BeforeValidator(_day)]
"""A calendar day, in JSON as ISO 8601 writes it (`YYYY-MM-DD`)."""

Bounds: TypeAlias = Annotated[DayBounds, BeforeValidator(bounds_stated)]
"""Bounds of a day, as a case states them."""

Labelled: TypeAlias = Annotated[Mapping[str, str], AfterValidator(FrozenDict)]
"""Chinese labels by the value that each names."""


class ResultPart(DeferredModel):
    """Frozen. Keys that this version does not know are kept when it is read back, and written again as they were."""

    model_config = ConfigDict(extra="allow", frozen=True)

    __pydantic_extra__: dict[str, Annotated[Any, AfterValidator(frozen)]]


PartT = TypeVar("PartT", bound=ResultPart)


_NOTHING_MORE: Final[FrozenDict[str, Any]] = FrozenDict()


# What a frozen part is kept in, as pydantic itself declares it; `object.__setattr__` would look each up for every part.
_PUT_VALUES, _PUT_FIELDS, _PUT_EXTRA, _PUT_PRIVATE = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def assembled(part: type[PartT], values: dict[str, Any], fields: set[str]) -> PartT:
    """Makes a frozen part out of all its values, which are known to be right, without validating them again."""
    made = object.__new__(part)
    _PUT_VALUES(made, values)
    _PUT_FIELDS(made, fields)
    _PUT_EXTRA(made, _NOTHING_MORE)
    _PUT_PRIVATE(made, None)
    return made


def changed(part: PartT, **told: Any) -> PartT:
    """Returns a part with other values, which are known to be right; `model_copy` does the same with more care."""
    return assembled(type(part), {**part.__dict__, **told}, part.__pydantic_fields_set__)


def completed(part: PartT, **told: Any) -> PartT:
    """Fills in more values of a part that was just made and that nobody else holds, and returns it."""
    part.__dict__.update(told)
    return part


def maker(part: type[PartT]) -> Callable[..., PartT]:
    """Returns what makes a part out of those of its values that are not the usual ones, as `assembled` does."""
    usual = {name: field.default for name, field in part.model_fields.items()}
    fields = set(usual)

    def make(**told: Any) -> PartT:
        return assembled(part, {**usual, **told}, fields)

    return make


def reading_back(schema: CoreSchema, handler: GetCoreSchemaHandler, parts: Mapping[str, Any]) -> CoreSchema:
    """Has the schema of a model read computed fields, which JSON has, back into what it keeps beside its fields."""
    fields: Any = handler.resolve_ref_schema(schema)
    while fields["type"] != "model-fields":
        fields = fields["schema"]
    for name, kind in parts.items():
        read = with_default_schema(handler.generate_schema(kind), default=None)
        fields["fields"][name] = model_field(read, serialization_exclude=True)
    return schema


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
    article: StrictInt
    paragraph: StrictInt
    item: StrictInt | None = None
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


class Note(ResultPart):
    """A remark that is no norm: what the text leaves open here, and how it is read.

    Attributes:
        rule: The identifier of the rule, or None where the note is about the evaluation itself.
        text: The remark, in Chinese.
        citations: The provisions it concerns.
        kind: `conflict` where a rule was not applied because it cannot stand together with a provision of the
            instrument that governs, both of which are cited; None of any other remark.
    """

    rule: str | None = None
    text: str
    citations: tuple[Citation, ...] = ()
    kind: Annotated[Literal["conflict"], OR_NAME] | None = None
