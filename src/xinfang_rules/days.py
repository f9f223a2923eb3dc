"""Days of the calendar, the same ones whatever stands in the place of `datetime.date`.

Tests that freeze the clock put a class of their own there for a while (freezegun does). What is made in that while, and
is kept after it, is made of the real class by this module.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, TypeAlias, cast


def _real() -> type[date]:
    # The last class before `object`; one that stands in its place is derived from it.
    return cast("type[date]", date.__mro__[-2])


# Not a name for the class itself: that would be replaced as any other is.
day_at: Final[Callable[[int], date]] = _real().fromordinal
"""Returns the day of an ordinal; `ValueError` if there is none."""

day_written: Final[Callable[[str], date]] = _real().fromisoformat
"""Returns the day of a text such as `2024-03-01`; `ValueError` if there is none."""


def plain_day(day: date) -> date:
    """Returns a day as one of the real class."""
    return day_at(day.toordinal())


def day_words(day: date) -> str:
    """Writes a day as Chinese documents do."""
    return f"{day.year}年{day.month}月{day.day}日"


class _AsDate:
    """Tells pydantic what the type is; it would compare it with whatever stands in the place of `datetime.date`."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core.core_schema import date_schema  # only where a model is made

        return date_schema()


Date: TypeAlias = Annotated[date, _AsDate]
"""A calendar day, as the type of a model's field."""
