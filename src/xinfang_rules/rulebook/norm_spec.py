"""What a norm demands, of whom and by when: periods, and the numbers of the law that they count."""

from enum import StrEnum
from typing import Final, NamedTuple

from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.language.scope import Named
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.cited import Cited


class Unit(StrEnum):
    """What a parameter counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    PERSON = "person"
    ORGAN = "organ"


_MONTHS_OF_A_YEAR: Final = 12
_MONTHS, _DAYS = 4_800, 146_097  # of 400 years, after which the calendar is the same again
_UNEVEN: Final = 4
"""By no more days do some months differ from as many of average length."""

PERIOD_UNITS: Final = (Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR)
"""The units that a period may be counted in."""


class Parameter(NamedTuple):
    """A number of the law, as it stands in one edition."""

    name: Named
    title: str
    unit: Unit
    value: int
    citations: tuple[Cited, ...]

    @property
    def months(self) -> int:
        """How many months it counts; 0 where it counts anything else. A year is twelve of them."""
        return self.value * (_MONTHS_OF_A_YEAR if self.unit is Unit.YEAR else self.unit is Unit.MONTH)

    @property
    def fewest_days(self) -> int:
        """No more calendar days than it counts, by a few; of working days, these themselves."""
        return self.months * _DAYS // _MONTHS - _UNEVEN if self.months else self.value

    @property
    def most_days(self) -> int:
        """No fewer calendar days than it counts, by a few; of working days, these themselves."""
        return self.months * _DAYS // _MONTHS + _UNEVEN if self.months else self.value


class Extend(NamedTuple):
    """Days added by a decision: as many as a fact says, at most so many, if granted by the unextended last day."""

    days: Named
    at_most: Parameter
    when: int | None
    granted_on: Named | None


class Exclude(NamedTuple):
    """Days that do not count: as many as a fact says."""

    days: Named
    when: int | None


class Pause(NamedTuple):
    """An obstacle during which a period does not run: the days from one to another, both counted in, do not count."""

    start: Named
    until: Named
    when: int | None


class Span(NamedTuple):
    """How one period runs. `when` and the other conditions are indices into `Edition.conditions`.

    It runs from the latest of the days `starts` that have come. `within` is None for a period that ends on the day on
    which it starts.
    """

    when: int | None
    starts: tuple[Named, ...]
    within: Parameter | None
    extend: Extend | None = None
    exclude: Exclude | None = None
    pause: Pause | None = None


class Period(NamedTuple):
    """The first span whose condition holds, but no longer than any limit that runs; or, instead, a day that was set."""

    spans: tuple[Span, ...]
    set_day: Named | None
    rolls_on: bool
    limits: tuple[Span, ...] = ()

    @property
    def ways(self) -> tuple[Span, ...]:
        """All that may give the last day: the spans, then the limits."""
        return self.spans + self.limits


class Done(NamedTuple):
    """The fact that shows that a norm was met or a right exercised."""

    day: Named
    when: int | None


class NormSpec(NamedTuple):
    """What a norm demands, of whom, by when, and how that is seen."""

    kind: NormKind
    bearer: Bearer
    action: Action
    promptly: bool
    period: Period | None
    done: Done | None
    met_when: int | None
    breached_when: int | None
