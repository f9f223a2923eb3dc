"""What a norm demands, of whom and by when: periods, and the numbers of the law that they count."""

from enum import StrEnum
from typing import NamedTuple

from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.language.scope import Named
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.cited import Cited


class Unit(StrEnum):
    """What a parameter counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    PERSON = "person"
    ORGAN = "organ"


class Parameter(NamedTuple):
    """A number of the law, as it stands in one edition."""

    name: Named
    title: str
    unit: Unit
    value: int
    citations: tuple[Cited, ...]


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


class Span(NamedTuple):
    """How one period runs. `when` and the other conditions are indices into `Edition.conditions`.

    `within` is None for a period that ends on the day on which it starts.
    """

    when: int | None
    start: Named
    within: Parameter | None
    extend: Extend | None
    exclude: Exclude | None


class Period(NamedTuple):
    """The first span whose condition holds; or, instead, a day that somebody set."""

    spans: tuple[Span, ...]
    set_day: Named | None
    rolls_on: bool


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
