"""The festival days of a year by the statute, and the days around them that a notice may turn."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from xinfang_rules.calendar.data import Around, CalendarData, DayOfYear, Festival, FestivalEdition
from xinfang_rules.once import MAKING


class Holiday(NamedTuple):
    """A festival in one year, with the days on which the statute gives days off, in order (ordinals).

    Attributes:
        festival: The festival.
        year: The year.
        days: Its days.
        reach: How many days after the last of them Mondays to Fridays may be off.
        joined: Whether another festival makes one holiday with it.
        lies_in: Whether it makes one holiday with another, and moves no days of its own.
    """

    festival: Festival
    year: int
    days: tuple[int, ...]
    reach: int
    joined: bool
    lies_in: bool

    def may_be_off(self) -> range:
        """Returns the days of which Mondays to Fridays may be off."""
        return range(self.days[0] - self.festival.off.before, self.days[-1] + self.reach + 1)

    def may_be_worked(self, worked_from: int) -> Iterable[int]:
        """Returns the days of which Saturdays and Sundays may be worked."""
        first, last, worked = self.days[0], self.days[-1], self.festival.worked
        return (*range(first - worked.before, first), *range(last + worked_from, last + worked.after + 1))


def ordinal_in(day: DayOfYear, year: int) -> int:
    """Returns the ordinal of a day of the year."""
    if not day.lunar and day.term is None:
        return date(year, day.month, day.day).toordinal() + day.offset
    with MAKING:
        # Imported here: it is wanted only for years without a notice.
        from borax.calendars.lunardate import LunarDate, TermUtils

    if day.term is not None:
        return int(TermUtils.day_start_from_term(year, day.term).toordinal()) + day.offset
    return int(LunarDate(year, day.month, day.day).to_solar_date().toordinal()) + day.offset


def holidays_of(data: CalendarData, year: int, *, fixed: bool = False) -> tuple[Holiday, ...]:
    """Returns the holidays of a year by the statute in force on each of their days, in the order of the festivals.

    Args:
        data: What working days are told by.
        year: A year up to the last one computed; with `fixed` any.
        fixed: Whether only those are wanted that come on the same day of the Gregorian calendar every year.
    """
    found: dict[str, list[int]] = {}
    for number, edition in enumerate(data.editions):
        until = data.editions[number + 1].since if number + 1 < len(data.editions) else date.max
        if edition.since.year <= year <= until.year:
            for name, ordinal in _days(edition, year, fixed=fixed):
                if edition.since.toordinal() <= ordinal < until.toordinal():
                    found.setdefault(name, []).append(ordinal)
    joined = data.joined
    mid_autumn = found.get(joined.where.festival)
    is_joined = mid_autumn is not None and falls(mid_autumn[0], joined.where, year) and joined.other in found
    return tuple(
        Holiday(
            festival,
            year,
            tuple(sorted(found[festival.name])),
            festival.off.after + (joined.off_after if is_joined and festival.name == joined.other else 0),
            joined=is_joined and festival.name == joined.other,
            lies_in=is_joined and festival.name == joined.where.festival,
        )
        for festival in data.festivals
        if festival.name in found
    )


def first_turned(data: CalendarData, year: int) -> int:
    """Returns the first day that the notice for a year may turn: it reaches back into the year before."""
    return min(h.days[0] - h.festival.worked.before for h in holidays_of(data, year, fixed=True))


def falls(day: int, around: Around, year: int) -> bool:
    """Says whether a day of a year lies within the days around which something depends on it."""
    return ordinal_in(around.first, year) <= day <= ordinal_in(around.last, year)


def _days(edition: FestivalEdition, year: int, *, fixed: bool) -> Iterable[tuple[str, int]]:
    for name, days in edition.days:
        for day in days:
            if not fixed or (not day.lunar and day.term is None):
                yield name, ordinal_in(day, year)
