"""Encoding: from a case to what is known, one slot or two for each fact."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import getitem
from typing import TYPE_CHECKING, Any, NamedTuple

from xinfang_rules.days import day_at
from xinfang_rules.engines.reference.interpret import truth
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.specs import FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN, YES_NO
from xinfang_rules.language.conditions import Among, Condition, Not
from xinfang_rules.language.scope import Kind, Layout, member_name
from xinfang_rules.language.truth import EARLIEST, FALSE, NEVER, TRUE, UNBOUNDED, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.tuple_getter import picker

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case


class Encoder:
    """Writes the facts of a case into values laid out for one edition."""

    def __init__(self, edition: Edition) -> None:
        layout = edition.layout
        self._template = _nothing_known(edition)
        self._slots = layout
        self._undated = tuple(
            (day, given, edition.facts[day].group, edition.facts[day].key, layout[day])
            for undated in (constraint.undated for constraint in edition.constraints)
            if undated is not None
            for given in (_surely(undated.given, layout),)
            for day in undated.days
        )
        self._groups = tuple(_group(name, specs, layout) for name, specs in edition.facts.groups.items())
        closed = edition.facts.not_on(edition.since)
        self._plain = {name: _plain(spec, layout) for name, spec in edition.facts.items() if name not in closed}

    def encode(self, case: "Case", today: int) -> Values:
        """Returns what a case says, as of the ordinal of a day."""
        values = self._template.copy()
        groups = case.__dict__
        for name, choices, masks, slots, sets, ranges in self._groups:
            stated = groups[name].__dict__
            values[slots] = map(getitem, masks, choices(stated))
            for key, members in sets:
                if isinstance(held := stated[key], dict):
                    for member, told in held.items():
                        values[members[member]] = _TRUTHS[told]
            for key, slot, unknown, event in ranges:
                value = stated[key]
                if value is None:
                    continue
                if isinstance(value, date):
                    value = value.toordinal()
                    if event and value > today:
                        value = NEVER
                elif value == UNKNOWN:
                    values[slot], values[slot + 1] = unknown
                    continue
                elif isinstance(value, DayBounds):
                    values[slot], values[slot + 1] = value.within(EARLIEST, NEVER, today if event else None)
                    continue
                values[slot] = values[slot + 1] = value
        for _, given, group, key, slot in self._undated:
            left_out = values[slot] == NEVER and groups[group].__dict__[key] is None
            if left_out and given(values):
                values[slot] = EARLIEST
        return values

    def encode_named(self, facts: Mapping[str, Any], today: int) -> Values | None:
        """Returns what facts by their dotted names say, as of the ordinal of a day; see `encode`.

        None unless each is plainly one, as a case would hold it.
        """
        values, reading = self._template.copy(), self._plain.get
        for name, value in facts.items():
            reader = reading(name)
            if reader is None:
                return None
            kind, slot, known, unknown = reader
            of = type(value)
            if kind == "choice":
                mask = known.get(value) if of is str or of is bool else None
                if mask is None:
                    return None
                values[slot] = mask
            elif kind in ("date", "event") and of is date:
                day = value.toordinal()
                values[slot] = values[slot + 1] = NEVER if kind == "event" and day > today else day
            elif kind in ("date", "event") and of is DayBounds:
                values[slot], values[slot + 1] = value.within(EARLIEST, NEVER, today if kind == "event" else None)
            elif kind == "set" and of is list and all(type(each) is str and each in known for each in value):
                for member, place in known.items():
                    values[place] = TRUE if member in value else FALSE
            elif kind == "count" and of is int and unknown[0] <= value <= LARGEST_COUNT:
                values[slot] = values[slot + 1] = value
            elif kind != "set" and of is str and value == UNKNOWN:
                values[slot], values[slot + 1] = unknown
            else:
                return None
        for name, given, _, _, slot in self._undated:
            if values[slot] == NEVER and name not in facts and given(values):
                values[slot] = EARLIEST
        return values

    def may_have_come(self, case: "Case", day: str, today: int) -> bool:
        """Tells whether a day that a case leaves out is unknown, because of what the case states besides."""
        slot = self._slots[day]
        return any(slot == left_out for *_, left_out in self._undated) and self.encode(case, today)[slot] < NEVER


_UNKNOWN = UNKNOWN, "未知"
_TRUTHS: Mapping[Any, int] = {True: TRUE, False: FALSE, UNKNOWN: TRUE | FALSE, None: TRUE | FALSE}


def _surely(condition: Condition, layout: Layout) -> Callable[[Values], bool]:
    """Returns what tells whether a condition surely holds: of a choice, by what else it may be."""
    match condition:
        case Among(name, allowed, domain):
            among, others = layout[name], domain ^ allowed
            return lambda values: not values[among] & others
        case Not(Among(name, allowed)):
            among, excluded = layout[name], allowed
            return lambda values: not values[among] & excluded
    return lambda values: truth(condition, values, layout) == TRUE


class _Group(NamedTuple):
    """How the facts of one group are read.

    Attributes:
        name: The group.
        choices: Takes the values of all facts with a closed list of values.
        masks: For each of them the mask of each value.
        slots: Their slots, which follow one another.
        sets: The key of each set, and the slots of its members.
        ranges: For each count and date its key, its slot, its bounds if unknown, and whether it records an event.
    """

    name: str
    choices: Callable[[Any], tuple[Any, ...]]
    masks: tuple[Mapping[Any, int], ...]
    slots: slice
    sets: tuple[tuple[str, Mapping[str, int]], ...]
    ranges: tuple[tuple[str, int, tuple[int, int], bool], ...]


def _group(name: str, specs: Sequence[FactSpec], layout: Layout) -> _Group:
    choices = [spec for spec in specs if spec.kind in ("bool", "enum")]
    first = layout[choices[0].name] if choices else 0
    return _Group(
        name,
        picker(spec.key for spec in choices),
        tuple(_masks(spec) for spec in choices),
        slice(first, first + len(choices)),
        tuple(
            (spec.key, {member: layout[member_name(spec.name, member)] for member in spec.members})
            for spec in specs
            if spec.kind == "set"
        ),
        tuple(
            (spec.key, layout[spec.name], _bounds(spec), spec.name in layout.events)
            for spec in specs
            if spec.kind in ("count", "date")
        ),
    )


class _Plain(NamedTuple):
    """How a fact is read that is plainly one; see `Encoder.encode_named`.

    Attributes:
        kind: `choice`, `set`, `count`, `date`, or `event` of a date that records one.
        slot: Its slot, or the first of its slots.
        known: Of a choice the mask of each value, of a set the slot of each member.
        unknown: The bounds of a count or date, if unknown.
    """

    kind: str
    slot: int
    known: Mapping[Any, int]
    unknown: tuple[int, int]


def _plain(spec: FactSpec, layout: Layout) -> _Plain:
    if spec.kind == "set":
        slots = {member: layout[member_name(spec.name, member)] for member in spec.members}
        return _Plain(spec.kind, min(slots.values()), slots, (0, 0))
    if spec.kind in ("count", "date"):
        kind = "event" if spec.name in layout.events else spec.kind
        return _Plain(kind, layout[spec.name], {}, _bounds(spec))
    return _Plain("choice", layout[spec.name], _masks(spec), (0, 0))


def _masks(spec: FactSpec) -> Mapping[Any, int]:
    if spec.kind == "bool":
        return _TRUTHS
    everything = (1 << len(spec.members)) - 1
    return {UNKNOWN: everything, None: everything, **{member: 1 << bit for bit, member in enumerate(spec.members)}}


def _bounds(spec: FactSpec) -> tuple[int, int]:
    return (spec.least, UNBOUNDED) if spec.kind == "count" else (EARLIEST, NEVER)


def _nothing_known(edition: Edition) -> Values:
    """Lays out the values of an empty case: facts unknown, dates not happened, nothing derived settled."""
    facts, layout = edition.facts, edition.layout
    values = [0] * layout.width
    for name in edition.scope.values():
        if name.kind is Kind.MEMBERS:
            for member in name.values:
                values[layout[member_name(name.name, member)]] = TRUE | FALSE
        elif name.kind is Kind.CHOICE:
            # A status that is never written stays at its first value, which says that the norm does not apply.
            values[layout[name.name]] = 1 if name.name.startswith(STATUS) else name.domain
        elif name.kind is Kind.COUNT:
            values[layout[name.name]], values[layout[name.name] + 1] = name.least, UNBOUNDED
        else:
            spec = facts.get(name.name)
            earliest = EARLIEST if spec is not None and spec.origin else NEVER
            values[layout[name.name]], values[layout[name.name] + 1] = earliest, NEVER
    return values


def shown(name: str, values: Values, edition: Edition) -> tuple[str, str]:
    """Writes what is known of a fact for messages: as a case file would, and in Chinese."""
    base, _, member = name.partition("[")
    entry = edition.scope[base]
    slot = edition.layout[name]
    match entry.kind:
        case Kind.COUNT:
            low, high = values[slot], values[slot + 1]
            return (str(low), str(low)) if low == high else (f"at least {low}", f"不少于{low}")
        case Kind.DATE:
            low, high = values[slot], values[slot + 1]
            if low == NEVER:
                return "has not happened", "尚未发生"
            day = day_at(low).isoformat()
            return (day, day) if low == high else _UNKNOWN
        case _:
            labels = edition.facts[base].member_labels
            named = ("true", "false") if member else entry.values
            possible = [value for bit, value in enumerate(named) if values[slot] >> bit & 1]
            return (possible[0], labels.get(possible[0]) or YES_NO[possible[0]]) if len(possible) == 1 else _UNKNOWN
