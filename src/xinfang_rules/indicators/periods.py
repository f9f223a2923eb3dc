"""The period of a report: a year, a quarter, a month, or the days between two, both included."""

import re
from calendar import monthrange
from datetime import date
from typing import Final, NamedTuple, Self

from xinfang_rules.arguments import day_of, wrong
from xinfang_rules.days import day_words, day_written
from xinfang_rules.errors import ArgumentError

_WRITTEN: Final = re.compile(r"([1-9]\d{3})(?:-?[Qq]([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)
_QUARTERS: Final = {"1": ("01", "03"), "2": ("04", "06"), "3": ("07", "09"), "4": ("10", "12")}


class Period(NamedTuple):
    """The days from one to another, both included.

    Attributes:
        first: The first day.
        last: The last day.
    """

    first: date
    last: date

    @classmethod
    def of(cls, value: object) -> Self:
        """Takes a period: `2024`, `2024Q1`, `2024-03`, or two days.

        Raises:
            ArgumentError: If it is none.
        """
        if isinstance(value, tuple) and len(value) == 2:
            first, last = (day_of(day, "period") for day in value)
            if first <= last:
                return cls(first, last)
        written = _WRITTEN.fullmatch(str(value)) if isinstance(value, str | int) else None
        if written is None:
            error = wrong(
                "period", "a year, a quarter, a month, or two days in order", value, '"2024", "2024Q1", "2024-03"'
            )
            raise ArgumentError(str(error), "期间写年、季度、月份，或者先后两日，例如 2024、2024Q1、2024-03")
        year, quarter, month = written[1], written[2], written[3]
        start, end = _QUARTERS[quarter] if quarter else (month, month) if month else ("01", "12")
        return cls(day_written(f"{year}-{start}-01"), day_written(f"{year}-{end}-{monthrange(int(year), int(end))[1]}"))

    @property
    def ordinals(self) -> tuple[int, int]:
        """Both days as ordinals."""
        return self.first.toordinal(), self.last.toordinal()

    @property
    def words(self) -> str:
        """How it is written in Chinese."""
        return f"{day_words(self.first)}至{day_words(self.last)}"
