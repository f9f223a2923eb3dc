"""What is known of each fact, and the facts of a rulebook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import once

FactKind: TypeAlias = Literal["bool", "enum", "set", "count", "date"]

FRAMES: Final[Mapping[FactKind, tuple[str, str]]] = {
    "enum": ("{}为{}", "{}不是{}"),
    "set": ("{}包括“{}”", "{}不包括“{}”"),
}
"""What a fact of a kind says, and denies, unless it has sentences of its own: its title, then a value."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact (案件事实) as rules, questions and documentation need to know it.

    Attributes:
        name: The dotted name, such as `petition.category`.
        group: The part before the dot.
        key: The part after the dot.
        kind: What values it takes, besides `unknown`.
        title: The Chinese term.
        ask: The question, in Chinese, that would establish it.
        meaning: What counts as true, or what each value means; empty where the title says it all.
        at: The provisions it serves, such as `22.1.1`.
        whose: For a date, the organ (or the petitioner) whose act it records; otherwise empty.
        members: For an enumeration or a set, the values in the order of their declaration; otherwise empty.
        member_labels: The Chinese label of each member.
        least: For a count, the smallest value; otherwise 0.
        group_title: The Chinese title of the group.
        origin: For a date, that it is unknown where it is left out; any other date left out has not happened.
        set_day: For a date, that somebody set it as a last day, so that it may lie in the future.
        negated: What is so when the fact is not, in Chinese: for a truth value, when it is false, empty where the
            negated title says it; for a count, when it is 0; for an enumeration or a set, with `{}` for a value.
        says: For an enumeration or a set, what is so, with `{}` for a value; for a count, what is so unless it is 0.
        any_member: For a set, what is so when it has any member; empty where nothing shorter than a list says it.
        instrument: The identifier of the instrument whose provisions `at` names.
        type: For an enumeration or a set, the name of the class of its values.
        in_force_from: The first day on which rules may read it; None for every day.
        in_force_until: The last such day; None if there is none.
    """

    name: str
    group: str
    key: str
    kind: FactKind
    title: str
    ask: str
    meaning: str
    at: tuple[str, ...]
    whose: str
    members: tuple[str, ...]
    member_labels: Mapping[str, str] = field(hash=False)
    least: int
    group_title: str
    origin: bool
    set_day: bool
    negated: str = ""
    says: str = ""
    any_member: str = ""
    instrument: str = ""
    type: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None

    def __post_init__(self) -> None:
        """Shields the labels from change."""
        object.__setattr__(self, "member_labels", FrozenDict(self.member_labels))

    def in_force(self, day: date) -> bool:
        """Tells whether rules may read it on a day."""
        started = self.in_force_from is None or self.in_force_from <= day
        return started and (self.in_force_until is None or day <= self.in_force_until)


class Facts(FrozenDict[str, FactSpec]):
    """Facts by their dotted names, group by group, in the order of their declaration."""

    @classmethod
    def of(cls, specs: Iterable[FactSpec]) -> "Facts":
        """Takes facts in any order: those of a group are put together, where the first of them stands."""
        groups: dict[str, list[FactSpec]] = {}
        for spec in specs:
            groups.setdefault(spec.group, []).append(spec)
        return cls({spec.name: spec for group in groups.values() for spec in group})

    @once
    def groups(self) -> Mapping[str, tuple[FactSpec, ...]]:
        """The facts of each group."""
        found: dict[str, list[FactSpec]] = {}
        for spec in self.values():
            found.setdefault(spec.group, []).append(spec)
        return FrozenDict({name: tuple(specs) for name, specs in found.items()})

    @once
    def dates(self) -> tuple[str, ...]:
        """The facts that are days."""
        return tuple(name for name, spec in self.items() if spec.kind == "date")

    @once
    def events(self) -> frozenset[str]:
        """The days that record what happened; one after the day of evaluation has not happened yet."""
        return frozenset(name for name in self.dates if not self[name].set_day)

    @once
    def key(self) -> tuple[FactSpec, ...]:
        """Everything that is said of them, for telling one vocabulary from another."""
        return tuple(self.values())
