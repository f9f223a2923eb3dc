"""What is known of each fact, and the facts of a rulebook."""

from collections.abc import Iterable, Mapping
from datetime import date
from re import compile as pattern
from typing import Annotated, Any, Final, Literal, TypeAlias

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.frozen_record import Record
from xinfang_rules.once import once

FactKind: TypeAlias = Literal["bool", "enum", "set", "count", "date"]

_Name: TypeAlias = Annotated[str, pattern(r"[A-Za-z0-9_.-]*")]
"""A name, of whatever: nothing that could be anything else where it is written."""

FRAMES: Final[Mapping[FactKind, tuple[str, str]]] = {
    "enum": ("{}为{}", "{}不是{}"),
    "set": ("{}包括“{}”", "{}不包括“{}”"),
}
"""What a fact of a kind says, and denies, unless it has sentences of its own: its title, then a value."""


def class_name(name: str) -> str:
    """Returns what the class of a group, or of the values of a fact, is called unless it is told."""
    return "".join(part.capitalize() for part in name.replace(".", "_").split("_"))


class FactSpec(Record):
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
        conduct: Whether it tells how the petitioner behaved, so that no answer may rest on it.
        personal: Whether it tells who the petitioners are, so that no answer may rest on it.
        in_force_from: The first day on which rules may read it; None for every day.
        in_force_until: The last such day; None if there is none.
    """

    name: _Name
    group: _Name
    key: _Name
    kind: FactKind
    title: str
    ask: str
    meaning: str
    at: tuple[_Name, ...]
    whose: str
    members: tuple[_Name, ...]
    member_labels: Mapping[_Name, str]
    least: int
    group_title: str
    origin: bool
    set_day: bool
    negated: str = ""
    says: str = ""
    any_member: str = ""
    instrument: _Name = ""
    type: _Name = ""
    conduct: bool = False
    personal: bool = False
    in_force_from: date | None = None
    in_force_until: date | None = None

    def __post_init__(self) -> None:
        """Shields the labels from change."""
        object.__setattr__(self, "member_labels", FrozenDict(self.member_labels))

    def in_force(self, day: date) -> bool:
        """Tells whether rules may read it on a day."""
        started = self.in_force_from is None or self.in_force_from <= day
        return started and (self.in_force_until is None or day <= self.in_force_until)

    def in_force_words(self) -> str:
        """Says on which days rules may read it; an empty text if on every day."""
        bounds = (("from", self.in_force_from), ("until", self.in_force_until))
        return " ".join(f"{word} {day}" for word, day in bounds if day is not None)


class Facts(FrozenDict[str, FactSpec]):
    """Facts by their dotted names, group by group, in the order of their declaration.

    Attributes:
        title: What a case of these facts is, in Chinese.
        beside: The shared facts that a case may state besides, although nothing here reads them: those of others.
    """

    title: str = "案件的事实"
    beside: Mapping[str, FactSpec] = FrozenDict()

    @classmethod
    def of(cls, specs: Iterable[FactSpec], title: str, beside: Iterable[FactSpec] = ()) -> "Facts":
        """Takes facts in any order: those of a group are put together, where the first of them stands."""
        groups: dict[str, list[FactSpec]] = {}
        for spec in specs:
            groups.setdefault(spec.group, []).append(spec)
        made = cls({spec.name: spec for group in groups.values() for spec in group})
        made.title = title
        made.beside = FrozenDict({spec.name: spec for spec in beside})
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles by what it is made of."""
        return Facts.of, (tuple(self.values()), self.title, tuple(self.beside.values()))

    @once
    def sayable(self) -> "Facts":
        """All facts that a case may state: these, and those beside."""
        return Facts.of((*self.values(), *self.beside.values()), self.title) if self.beside else self

    def not_on(self, day: date) -> Mapping[str, FactSpec]:
        """Returns those that rules may not read on a day."""
        return {name: spec for name, spec in self._dated.items() if not spec.in_force(day)}

    @once
    def _dated(self) -> Mapping[str, FactSpec]:
        return {name: spec for name, spec in self.items() if spec.in_force_from or spec.in_force_until}

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
    def protected(self) -> frozenset[str]:
        """The facts on which no answer may rest: how petitioners behaved, and who they are."""
        return frozenset(name for name, spec in self.items() if spec.conduct or spec.personal)

    @once
    def events(self) -> frozenset[str]:
        """The days that record what happened; one after the day of evaluation has not happened yet."""
        return frozenset(name for name in self.dates if not self[name].set_day)
