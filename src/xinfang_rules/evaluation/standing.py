"""What is still possible for a norm, and of which norms it is worth finding out more."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from xinfang_rules.engines.outcome import ALL_STATUSES, Due, Outcome, unpack_rule
from xinfang_rules.engines.reference.statuses import (
    EXERCISED,
    LAPSED,
    MET,
    MET_LATE,
    NOT_APPLICABLE,
    NOT_OPEN,
    NOT_STARTED,
    OPEN,
    OVERDUE,
    PENDING,
    test_of,
)
from xinfang_rules.language.conditions import names
from xinfang_rules.language.truth import EITHER, NEVER
from xinfang_rules.program.reach import base, behind
from xinfang_rules.result.status_enums import NormKind
from xinfang_rules.rulebook.model import Edition, Rule
from xinfang_rules.rulebook.names import STATUS, norm_named
from xinfang_rules.rulebook.norm_spec import NormSpec
from xinfang_rules.rulebook.reads import norm_names, norm_units

LATE_UNTIL: Final[Mapping[NormKind, Mapping[int, Literal["done", "today"]]]] = {
    NormKind.OBLIGATION: {MET_LATE: "done", OVERDUE: "today"},
    NormKind.PERMISSION: {LAPSED: "done"},
    NormKind.PROHIBITION: {},
}
"""By the statuses of a norm that missed its last day: up to which day it is late."""


class Standing(NamedTuple):
    """What is possible for a norm.

    Attributes:
        statuses: The mask of its statuses.
        earliest: The earliest last day, an ordinal; `NEVER` while none runs.
        latest: The latest; `NEVER` where none is known, or where it may be that none runs.
    """

    statuses: int
    earliest: int
    latest: int

    @property
    def open(self) -> int:
        """How much is open: the statuses but one, and the last day."""
        return self.statuses.bit_count() - 1 + (self.earliest != self.latest)

    def narrows(self, other: "Standing", *, bounds: bool) -> bool:
        """Says whether less is possible than in another standing of the same norm.

        Args:
            other: The other standing.
            bounds: Whether it is less that the last day lies between other days, though it is not certain yet.
        """
        fewer = self.statuses & other.statuses != other.statuses
        return fewer or (self[1:] != other[1:] and (bounds or self.earliest == self.latest))


def standing(rule: Rule, state: Outcome) -> Standing:
    """Returns what an evaluation leaves possible for the norm of a rule."""
    return standing_of(state.values[state.edition.layout[STATUS + rule.id]], state.dues.get(rule.index))


def standing_of(statuses: int, due: Due | None) -> Standing:
    """Returns what a mask of statuses and last days, if any, leave possible."""
    if due is None or not due.may_run or not statuses & ~NOT_APPLICABLE:
        return Standing(statuses, NEVER, NEVER)
    return Standing(statuses, due.low, NEVER if due.may_wait else due.high)


class Watched:
    """An open norm, of which it is asked over and over how it stands when some fact is another.

    Attributes:
        rule: Its rule.
        reads: The facts on which it rests.
    """

    def __init__(self, rule: Rule, norm: NormSpec, edition: Edition) -> None:
        self.rule = rule
        self._edition = edition
        self._units = [
            rule.condition_id,
            *(edition.rules[other].condition_id for other in rule.defeated_by),
            *norm_units(norm),
        ]
        self._names = tuple(norm_names(norm))
        self.reads = frozenset(map(base, behind(edition, [STATUS + rule.id]).facts))

    def kept_open_by(self, state: Outcome) -> frozenset[str]:
        """Names the facts behind its conditions, days and numbers that an evaluation leaves open."""
        units = [unit for unit in self._units if state.truth(unit) == EITHER]
        ranges = ((name, state.edition.layout[name]) for name in self._names)
        open_names = [name for name, slot in ranges if state.values[slot] != state.values[slot + 1]]
        return frozenset(map(base, behind(self._edition, open_names, units).facts))


def read_norms(edition: Edition) -> frozenset[str]:
    """Names the rules whose norms' last days or statuses something in an edition reads."""
    read = {
        name for stratum in edition.strata for unit in stratum.condition_ids for name in names(edition.conditions[unit])
    }
    specs = (rule.norm for stratum in edition.strata for rule in stratum.norms)
    read.update(name for norm in specs if norm is not None for name in norm_names(norm))
    return frozenset(rule for name in read if (rule := norm_named(name)) is not None)


def ever_open(edition: Edition) -> tuple[Rule, ...]:
    """Lists the rules whose norms `open_norms` may list: what has neither a last day nor a test stands as it stands."""
    return tuple(
        rule
        for rule in edition.rules
        if rule.norm is not None
        and not rule.general
        and (rule.norm.period is not None or rule.norm.done is not None or test_of(rule.norm) is not None)
    )


def open_norms(state: Outcome) -> tuple[Rule, ...]:
    """Lists the rules of whose norms it is worth finding out more.

    They are those that apply because of the case and whose status, or last day ahead, is open; and those that may apply
    and whose period may have begun, unless they were surely done in time. What merely may apply has no last day that
    could be missed; what holds for petitions in general is no finding about the case.
    """
    rules, dues = state.edition.rules, state.dues
    found: list[Rule] = []
    for each in sorted(state.active):
        index, statuses = unpack_rule(each), each & ALL_STATUSES
        settled = statuses & NOT_APPLICABLE or not statuses & (statuses - 1)
        if settled and index not in dues:
            continue  # without a period nothing else can be open; most are such
        rule = rules[index]
        if not rule.general and _is_open(rule, statuses, state):
            found.append(rule)
    return tuple(found)


def _is_open(rule: Rule, statuses: int, state: Outcome) -> bool:
    if not statuses & NOT_APPLICABLE:
        return statuses.bit_count() > 1 or (waits(statuses) and standing(rule, state).open > 0)
    due = state.dues.get(rule.index)
    return due is not None and due.may_run and statuses & ~NOT_APPLICABLE not in (MET, EXERCISED)


def waits(statuses: int) -> bool:
    """Says whether a norm that has a period, with these statuses, may still be ahead: it is neither done nor missed."""
    return statuses & (NOT_STARTED | PENDING | NOT_OPEN | OPEN) != 0
