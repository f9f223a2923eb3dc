"""The values that facts take: any may be stated, `unknown`, or absent; never null, never guessed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    StrictInt,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import enum_schema, no_info_before_validator_function

from xinfang_rules.days import Date, day_written, plain_day
from xinfang_rules.facts.day_bounds import ISO_DATE, BoundsError, DayBounds, bounds_stated
from xinfang_rules.frozen import FrozenDict

Unknown: TypeAlias = Literal["unknown"]
UNKNOWN: Unknown = "unknown"

YES_NO: Final = FrozenDict({"true": "是", "false": "否"})
"""What the values are called of what is true or false."""

T = TypeVar("T")

LARGEST_COUNT = 1_000_000
"""The largest number that a case may give of anything."""


class Term(StrEnum):
    """A closed enumeration whose members carry their Chinese label.

    A member equals its English name, which is what case files and rule files write.
    """

    label: str
    marks: frozenset[str]

    def __new__(cls, value: str, label: str, marks: Iterable[str] = ()) -> Self:
        """Makes a member that is its English name and carries its label, and what else is told of it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.marks = frozenset(marks)
        return member

    @classmethod
    def of(cls, name: str, values: Iterable[tuple[str, ...]], source: str, module: str) -> "type[Self]":
        """Makes an enumeration of data.

        Args:
            name: What it is called.
            values: The arguments of each member.
            source: What it lists and from where, as its docstring.
            module: The module that holds it under its name, if one does.
        """
        members = [(value[0].upper(), value) for value in values]
        made: type[Self] = cls(name, members, module=module, qualname=name)  # type: ignore[call-arg, arg-type, assignment]  # the functional form of `Enum`
        made.__doc__ = source
        return made

    @classmethod
    def foreign(cls, value: str, label: str, marks: Iterable[str] = ()) -> Self:
        """Makes a value that is no member: one of a rulebook's own, or of another version of this library."""
        made = str.__new__(cls, value)
        made._name_, made._value_, made.label, made.marks = value.upper(), value, label, frozenset(marks)
        return made

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        """Pickles a member by its value, and a value that is no member by all that is known of it."""
        if self._name_ in type(self).__members__:
            return type(self), (self._value_,)
        return type(self).foreign, (self._value_, self.label, self.marks)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Has no name to refer to: whatever takes a value of it shows all of them."""
        return enum_schema(cls, list(cls), sub_type="str")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describes the values as editors and forms show them."""
        return {"type": "string", "oneOf": [{"const": member.value, "title": member.label} for member in cls]}


TermT = TypeVar("TermT", bound=Term)


def _refuse_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("null_fact", "null is not a value: leave the key out, or write unknown")
    return value


def _read_date(value: object) -> object:
    _refuse_null(value)
    if value == UNKNOWN:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return plain_day(value)
    if isinstance(value, (DayBounds, Mapping)):
        try:
            return bounds_stated(value)
        except BoundsError as error:
            raise PydanticCustomError("day_bounds", "{reason}", {"reason": str(error)}) from None
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise PydanticCustomError("date_form", "write the day as YYYY-MM-DD, or unknown, or bounds")
    try:
        return day_written(value)
    except ValueError:
        raise PydanticCustomError("impossible_date", "there is no such day in the calendar") from None


def complete_or_partial(members: type[Term]) -> Callable[[object], object]:
    """Reads a set-valued fact: a list is the complete set, a mapping `{member: true}` leaves the others unknown."""

    def read(value: object) -> object:
        _refuse_null(value)
        if isinstance(value, (list, tuple, set, frozenset)):
            if not all(isinstance(member, str) for member in value):
                raise PydanticCustomError("set_member", "list the members by name")
            stated: dict[Any, bool] = dict.fromkeys(members, False)
            stated.update(dict.fromkeys(value, True))
            return stated
        return value

    return read


class _CheckedFirst:
    """Lets a function look at a value before its type does.

    It does what `BeforeValidator` does, but prepares each type once: most of the many facts share a few types.
    """

    def __init__(self, check: Callable[[object], object]) -> None:
        self._check = check
        self._prepared: dict[Any, CoreSchema] = {}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if source not in self._prepared:
            self._prepared[source] = no_info_before_validator_function(self._check, handler(source))
        # A copy, because pydantic notes a field's own title and description in what it gets.
        return {**self._prepared[source]}


Stated: TypeAlias = Annotated[T | Unknown | None, _CheckedFirst(_refuse_null)]
"""A value, `unknown`, or None where the case does not state the fact."""

Tri: TypeAlias = Stated[StrictBool]
"""True, false, `unknown`, or None where not stated."""

Count: TypeAlias = Stated[Annotated[StrictInt, Field(ge=0, le=LARGEST_COUNT)]]
"""A whole number from 0."""

CountFromOne: TypeAlias = Stated[Annotated[StrictInt, Field(ge=1, le=LARGEST_COUNT)]]
"""A whole number from 1."""

Members: TypeAlias = Annotated[Mapping[TermT, StrictBool | Unknown], AfterValidator(FrozenDict)]
"""What is known of each member of a set; the set is complete where every member is told."""

Day: TypeAlias = Annotated[Date | Unknown | DayBounds | None, _CheckedFirst(_read_date)]
"""A calendar day, ISO 8601 (`YYYY-MM-DD`), or bounds of one."""
