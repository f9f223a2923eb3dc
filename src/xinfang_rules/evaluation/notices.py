"""What a result says of working days: what tells them, which notices are missing, and what is expected of these."""

from bisect import bisect_right
from typing import TYPE_CHECKING

from xinfang_rules.calendar import working_calendar
from xinfang_rules.calendar.forecast import ForecastCalendar
from xinfang_rules.days import day_at
from xinfang_rules.engines.outcome import Due, Outcome
from xinfang_rules.engines.reference.deadlines import DeadlineCounter, LastDays
from xinfang_rules.evaluation.making import MODELS, Making
from xinfang_rules.language.truth import NEVER
from xinfang_rules.once import once
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.norm_spec import Period, Unit

if TYPE_CHECKING:
    from xinfang_rules.result import CalendarRef, ExpectedDays


def counts_working_days(period: Period) -> bool:
    """Says whether the last day of a period hangs on which days are worked."""
    return period.set_day is None and (
        period.rolls_on or any(span.within is not None and span.within.unit is Unit.WORKING_DAY for span in period.ways)
    )


class WorkingDaysTold:
    """Says for one edition what its results rest on."""

    def __init__(self, edition: Edition, making: Making = MODELS) -> None:
        self._edition = edition
        self._part = making.part
        self._data = edition.calendar
        specs = ((rule.index, rule.norm) for rule in edition.rules if rule.norm is not None)
        dated = [(rule, norm.period) for rule, norm in specs if norm.period is not None]
        self._counting = frozenset(rule for rule, period in dated if counts_working_days(period))
        # A period of no days that rolls on ends on its first day, unless a notice turns that day itself.
        self._of_no_days = frozenset(
            rule
            for rule, period in dated
            if period.rolls_on and any(span.within is None or not span.within.value for span in period.ways)
        )
        norms = (rule.index for stratum in edition.strata for rule in stratum.norms)
        self._order = {rule: place for place, rule in enumerate(norms)}
        self._forecasts: dict[int, LastDays] = {}
        self._since = [told.since.toordinal() for told in edition.calendar.editions]
        self._references: dict[tuple[int, tuple[int, ...]], CalendarRef] = {}  # by the statute's edition, and the years

    def counts_none(self, state: Outcome) -> bool:
        """Says whether an evaluation counted no working days."""
        counted = self._counting.intersection(state.dues)
        return not counted or not any(state.dues[rule].may_run for rule in counted)

    def reference(self, state: Outcome) -> "CalendarRef":
        """Names what tells the working days of an evaluation."""
        certain = all(due.open_after == NEVER for due in state.dues.values())
        missing = () if certain else tuple(self.missing_by_year(state))
        place = max(bisect_right(self._since, state.today) - 1, 0), missing
        if place not in self._references:
            festivals = self._data.editions[place[0]].source.document
            values = {"festivals": festivals, "missing_notices": missing}
            self._references[place] = self._part("CalendarRef")(values)
        return self._references[place]

    def missing_by_year(self, state: Outcome) -> dict[int, tuple[str, ...]]:
        """Returns the rules of an evaluation whose last day hangs on a missing notice, by the year of the notice."""
        found: dict[int, list[str]] = {}
        for rule, due in sorted(state.dues.items(), key=lambda found: self._order[found[0]]):
            if due.open_after < NEVER:
                for year in self.missing(rule, due):
                    found.setdefault(year, []).append(self._edition.rules[rule].id)
        return {year: tuple(rules) for year, rules in sorted(found.items())}

    def missing(self, rule: int, due: Due) -> tuple[int, ...]:
        """Lists the years whose notices would settle the days on which the last day of a rule hangs."""
        last = due.low if due.high == NEVER else due.high
        return working_calendar(self._data).missing_notices(due.open_after - (rule in self._of_no_days), last)

    def expected(self, rule: int, state: Outcome) -> "ExpectedDays | None":
        """Counts the last day of a norm as it is expected; None where nothing is.

        Args:
            rule: The index of its rule.
            state: The evaluation.
        """
        norm = self._edition.rules[rule].norm
        if norm is None or norm.period is None:
            return None
        if rule not in self._forecasts:
            self._forecasts[rule] = self._forecast.last_days(norm.period, self._edition.layout)
        known, found = state.dues[rule], self._forecasts[rule](state)
        if found.high == NEVER or found[:2] == known[:2]:
            return None
        first, last = day_at(found.low), day_at(found.high)
        values = {"earliest": first, "latest": last, "basis": self._data.forecast.label}
        made: ExpectedDays = self._part("ExpectedDays")(values)
        return made

    @once
    def _forecast(self) -> DeadlineCounter:
        return DeadlineCounter(lambda: ForecastCalendar(working_calendar(self._data)))
