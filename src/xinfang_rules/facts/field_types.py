"""The types of the fields of a case: what its model takes for each kind of fact, and what it refuses."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, StrictBool, StrictInt
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_before_validator_function

from xinfang_rules.days import Date, day_written, plain_day
from xinfang_rules.facts.day_bounds import ISO_DATE, BoundsError, DayBounds, bounds_stated
from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN, Term, Unknown
from xinfang_rules.frozen import FrozenDict

T = TypeVar("T")
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
