"""From what rule files say of working days to what they are told by; each notice is held against the statute."""

from collections.abc import Iterable, Iterator
from datetime import date

from xinfang_rules.calendar.data import (
    Around,
    CalendarData,
    DayOfYear,
    Exchange,
    Festival,
    FestivalEdition,
    Forecast,
    HolidayRun,
    Joined,
    Notice,
    Reach,
    Single,
    Source,
)
from xinfang_rules.calendar.festivals import first_turned, holidays_of
from xinfang_rules.days import day_at
from xinfang_rules.errors import did_you_mean
from xinfang_rules.rulebook.calendar_entries import (
    AroundEntry,
    CalendarEntry,
    DayEntry,
    DaysEntry,
    FestivalEditionEntry,
    ForecastEntry,
    NoticeEntry,
    ReachEntry,
    SourceEntry,
)
from xinfang_rules.rulebook.pack import Pack, Placed

_MOST_DAYS = 31
"""No run of days off or worked in a notice is longer."""

_MOST_DAYS_OFF = 50
"""No notice gives more days off, weekends among them; those since 1999 give about half as many."""


def link_calendar(pack: Pack) -> CalendarData | None:
    """Returns what working days are told by; None if nothing tells the festivals. What is wrong is reported."""
    placed = pack.calendar
    if placed is None:
        return None
    entry = placed.entry
    _check_names(placed)
    data = CalendarData(
        festivals=tuple(
            Festival(festival.festival, festival.title, _reach(festival.off), _reach(festival.worked))
            for festival in entry.festivals
        ),
        worked_from=entry.worked_from,
        joined=Joined(_around(entry.joined), entry.joined.other, entry.joined.off_after),
        computed_through=entry.computed_through,
        ask=entry.ask,
        editions=tuple(sorted(map(_edition, entry.editions), key=lambda edition: edition.since)),
        forecast=_forecast(entry.forecast),
        notices=(),
    )
    first = data.editions[0].since.year
    for notice in pack.notices:
        _check_notice(notice, data, first)
    return data._replace(notices=tuple(_notice(notice.entry) for notice in pack.notices))


def _check_names(placed: Placed[CalendarEntry]) -> None:
    entry = placed.entry
    names = [festival.festival for festival in entry.festivals]
    forecast = entry.forecast
    used: list[tuple[tuple[str | int, ...], str]] = [
        *((("editions", number, "days", name), name) for number, e in enumerate(entry.editions) for name in e.days),
        *((("forecast", "runs", number, "festival"), run.festival) for number, run in enumerate(forecast.runs)),
        (("joined", "festival"), entry.joined.festival),
        (("joined", "with"), entry.joined.other),
        (("forecast", "not_covered", "festival"), forecast.not_covered.festival),
        (("forecast", "exchange", "further", "festival"), forecast.exchange.further.festival),
        (("forecast", "exchange", "further", "of"), forecast.exchange.further.of),
    ]
    for path, name in used:
        if name not in names:
            message = f"{name} is no festival of this calendar: {', '.join(names)}{did_you_mean(name, names)}"
            placed.report(path, "unknown-value", message, key=path[-1] == name)


def _check_notice(placed: Placed[NoticeEntry], data: CalendarData, first: int) -> None:
    """Reports days that a notice for its year cannot give, and days of the statute that a whole notice leaves out."""
    notice = placed.entry
    if not first < notice.year <= data.computed_through:
        placed.report(("year",), "notice", f"a notice is for a year from {first + 1} to {data.computed_through}")
        return
    earliest, latest = day_at(first_turned(data, notice.year)), date(notice.year, 12, 31)
    off: set[date] = set()
    for section, entries in (("off", notice.off), ("worked", notice.worked)):
        for number, entry in enumerate(entries):
            if not earliest <= entry.first <= entry.last <= latest or (entry.last - entry.first).days > _MOST_DAYS:
                message = f"these are no days that a notice for {notice.year} gives: {earliest} to {latest}, in order"
                placed.report((section, number), "notice", message)
                return
            for day in _days([entry]):
                if section == "off":
                    off.add(day)
                elif day in off:
                    placed.report((section, number), "notice", f"{day} stands among the days off too")
                elif day.isoweekday() < 6:
                    message = f"{day} is a Monday to Friday, worked anyhow: only Saturdays and Sundays are listed"
                    placed.report((section, number), "notice", message)
    if len(off) > _MOST_DAYS_OFF:
        placed.report(("off",), "notice", f"{len(off)} days off in a year, more than {_MOST_DAYS_OFF}", key=True)
    if notice.only_these_days:
        return
    given = [(holiday, day) for holiday in holidays_of(data, notice.year) for day in map(day_at, holiday.days)]
    left_out = [f"{holiday.festival.title} {day}" for holiday, day in given if day not in off]
    if left_out:
        message = (
            f"days of the statute are not among the days off: {', '.join(left_out)}; "
            "for single days that are otherwise write `only_these_days: true`"
        )
        placed.report((), "notice", message)


def _days(entries: Iterable[DaysEntry]) -> Iterator[date]:
    for entry in entries:
        for ordinal in range(entry.first.toordinal(), entry.last.toordinal() + 1):
            yield day_at(ordinal)


def _notice(entry: NoticeEntry) -> Notice:
    off, worked = tuple(_days(entry.off)), tuple(_days(entry.worked))
    return Notice(entry.year, entry.document, not entry.only_these_days, off, worked)


def _edition(entry: FestivalEditionEntry) -> FestivalEdition:
    days = tuple((name, tuple(map(_day, days))) for name, days in entry.days.items())
    return FestivalEdition(entry.since, _source(entry.source), days)


def _day(entry: DayEntry) -> DayOfYear:
    month = entry.month or entry.lunar_month or 0
    return DayOfYear(month, entry.day or 0, entry.lunar_month is not None, entry.term, entry.offset)


def _source(entry: SourceEntry) -> Source:
    return Source(entry.document, entry.at, entry.issued, entry.quote)


def _reach(entry: ReachEntry) -> Reach:
    return Reach(entry.before, entry.after)


def _around(entry: AroundEntry) -> Around:
    return Around(entry.festival, _day(entry.first), _day(entry.last))


def _forecast(entry: ForecastEntry) -> Forecast:
    exchange = entry.exchange
    return Forecast(
        since=entry.since,
        source=_source(entry.source),
        label=entry.label,
        single=tuple(
            Single(single.weekday, tuple(single.off), tuple(single.worked))
            for single in sorted(entry.single, key=lambda single: single.weekday)
        ),
        runs=tuple(HolidayRun(run.festival, run.days, run.joined, run.anywhere) for run in entry.runs),
        not_covered=_around(entry.not_covered),
        exchange=Exchange(
            before=exchange.before,
            after=exchange.after,
            longest_work=exchange.longest_work,
            further=_around(exchange.further),
            of=exchange.further.of,
            further_before=exchange.further.before,
        ),
    )
