"""Mutation operators: the law is changed one place at a time, which a scenario should notice.

A mutant is a pack of which one entry reads otherwise. Each operator makes one kind of change; what it makes of a pack
is always the same, in the same order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from xinfang_rules.analysis.mutation.rewriting import Rewrite, condition_changes, shown, with_part, without_part
from xinfang_rules.analysis.raw_conditions import Data, conditions, entry_data, named
from xinfang_rules.errors import Position
from xinfang_rules.rulebook.pack import Pack, Placed
from xinfang_rules.rulebook.vocabulary import terms_of

OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "parameter-value": "a parameter one more or one less",
        "day-unit": "calendar days become working days, and the other way about; months become days, and years months",
        "all-any": "`all` becomes `any`, and the other way about",
        "drop-condition": "one condition of several, or the only one of a rule, is dropped",
        "negate-condition": "a condition becomes its contrary",
        "drop-value": "one value of a list of values is dropped",
        "drop-unless": "an `unless` is dropped",
        "drop-exception": "an `exception_to` is dropped",
        "drop-precedence": "a line of the order among answers is dropped",
        "swap-precedence": "two neighbouring lines of the order among answers change places",
        "norm-kind": "an obligation, a permission or a prohibition becomes another of these",
        "move-citation": "a citation moves to the neighbouring item, paragraph or article",
        "drop-constraint": "a constraint is dropped",
        "drop-presumed": "a fact of a set of presumptions is dropped, or the set leaves what it is asked for with",
        "add-presumed": "a fact of the next set, or one that is never presumed, is added to a set of presumptions",
        "presumed-value": "a presumed fact becomes its contrary",
        "drop-limit": "where a set of presumptions must not be used, or what of it then, is dropped",
    }
)
"""Every operator, and what it does."""

SECTIONS = ("parameters", "questions", "rules", "constraints", "presumptions")

_LIMITS = ("limit", "not_for", "only_if_dated", "unless_late")

_KIND_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "obliges": frozenset({"bearer", "action", "promptly", "period", "done", "met_when"}),
        "permits": frozenset({"bearer", "action", "period", "done"}),
        "forbids": frozenset({"bearer", "action", "breached_when"}),
    }
)
"""The kinds of norms, with the fields that each can have."""

_OTHER_UNIT: Mapping[str, str] = MappingProxyType(
    {"day": "working_day", "working_day": "day", "month": "day", "year": "month"}
)

_Items: TypeAlias = Mapping[tuple[int, int], int]
"""How many items each paragraph has."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A pack of which one entry reads otherwise.

    Attributes:
        operator: The operator that made the change.
        section: The section of the entry, such as `rules`.
        entry: The name of the entry.
        change: The change in one line.
        position: Where it stands.
        data: The changed entry as plain data; None if the entry is dropped.
    """

    operator: str
    section: str
    entry: str
    change: str
    position: Position
    data: Data | None

    @property
    def id(self) -> str:
        """What names the mutant in a list of known ones; it changes when the part of the law that it changes does."""
        return f"{self.section}/{self.entry} {self.operator} {self.change}"


def mutants(pack: Pack, *, own: bool = False) -> tuple[Mutant, ...]:
    """Lists every mutant of a pack, in the order of the pack; with `own`, of what overlays give."""
    items = {
        name: {
            (article.entry.article, number): len(paragraph.items)
            for article in articles
            for number, paragraph in article.entry.numbered()
        }
        for name, articles in pack.articles.items()
    }
    found: list[Mutant] = []
    for section in SECTIONS:
        entries: dict[str, Placed[Any]] = getattr(pack, section)
        for name, placed in entries.items():
            if own and placed.document.source not in pack.sources:
                continue
            changes = _changes(section, placed, items)
            if section == "presumptions":
                changes = chain(changes, _of_presumption(entry_data(placed.entry), _others(pack, name)))
            for change in changes:
                path = ".".join(map(str, change.path))
                # What stands at a name is shown by the name; what stands in a list has no key.
                position = placed.place(change.path, key=True)
                text = f"{path}: {change.text}"
                found.append(Mutant(change.operator, section, name, text, position, change.data))
            if section == "constraints":
                position = placed.position()
                found.append(Mutant("drop-constraint", section, name, "drop the constraint", position, None))
    return tuple(found)


def mutated(pack: Pack, mutant: Mutant) -> Pack | None:
    """Returns the pack with a mutant's change, its findings empty; None if the changed entry is none.

    Every pack made from the same one shares its list of findings: link one before making the next.
    """
    pack.problems.found.clear()
    entries: dict[str, Placed[BaseModel]] = getattr(pack, mutant.section)
    changed: Any
    if mutant.data is None:
        changed = {name: placed for name, placed in entries.items() if name != mutant.entry}
    else:
        before = entries[mutant.entry]
        try:
            entry = type(before.entry).model_validate(mutant.data, context=terms_of(pack))
        except ValidationError:
            return None
        changed = {**entries, mutant.entry: replace(before, entry=entry)}
    return replace(pack, **{mutant.section: changed})


def _changes(section: str, placed: Placed[Any], items: Mapping[str, _Items]) -> Iterator[Rewrite]:
    data = entry_data(placed.entry)
    if section == "parameters":
        yield from _of_parameter(data)
    elif section == "questions":
        yield from _of_precedence(data)
    elif section == "rules":
        yield from _of_rule(data)
    for path, condition in conditions(data):
        yield from condition_changes(data, path, condition)
    yield from _of_citations(data, placed.instrument, items)


def _of_parameter(data: Data) -> Iterator[Rewrite]:
    for index, value in enumerate(data["values"]):
        number = value["value"]
        path = ("values", index, "value")
        for other in (number + 1, number - 1):
            if other >= 0:
                yield Rewrite("parameter-value", path, f"{number} -> {other}", with_part(data, path, other))
    unit = data["unit"]
    if unit in _OTHER_UNIT:
        other_unit = _OTHER_UNIT[unit]
        yield Rewrite("day-unit", ("unit",), f"{unit} -> {other_unit}", with_part(data, ("unit",), other_unit))


def _of_precedence(data: Data) -> Iterator[Rewrite]:
    lines: list[list[str]] = data.get("precedence", [])
    for index, line in enumerate(lines):
        path = ("precedence", index)
        yield Rewrite("drop-precedence", path, f"drop {shown(line)}", without_part(data, path))
    for index, (line, following) in enumerate(pairwise(lines)):
        swapped = [*lines[:index], following, line, *lines[index + 2 :]]
        text = f"swap {shown(line)} and {shown(following)}"
        yield Rewrite("swap-precedence", ("precedence", index), text, {**data, "precedence": swapped})


def _of_rule(data: Data) -> Iterator[Rewrite]:
    when = data.get("when")
    if when is not None and len(when) == 1 and (named(when) or "not" in when):
        yield Rewrite("drop-condition", ("when",), f"drop {shown(when)}", without_part(data, ("when",)))
    if data.get("unless") is not None:
        yield Rewrite("drop-unless", ("unless",), f"drop {shown(data['unless'])}", without_part(data, ("unless",)))
    for index, other in enumerate(data.get("exception_to", ())):
        path = ("exception_to", index)
        yield Rewrite("drop-exception", path, f"drop {other}", without_part(data, path))
    for kind in _KIND_FIELDS:
        if data.get(kind) is None:
            continue
        for other, fields in _KIND_FIELDS.items():
            if other != kind:
                norm = {field: value for field, value in data[kind].items() if field in fields}
                changed = {**without_part(data, (kind,)), other: norm}
                yield Rewrite("norm-kind", (kind,), f"{kind} -> {other}", changed)


def _others(pack: Pack, name: str) -> dict[str, Any]:
    """Returns the first fact of the next set of presumptions, and the first that is never presumed, with values."""
    names = list(pack.presumptions)
    following = pack.presumptions[names[(names.index(name) + 1) % len(names)]].entry.facts
    never = [placed.entry.fact for placed in pack.never_presumed.values()]
    return {**dict(list(following.items())[:1]), **dict.fromkeys(never[:1], False)}


def _of_presumption(data: Data, others: Mapping[str, Any]) -> Iterator[Rewrite]:
    facts: Data = data["facts"]
    for name, value in facts.items():
        if len(facts) > 1:
            yield Rewrite("drop-presumed", ("facts", name), f"drop {name}", without_part(data, ("facts", name)))
        if isinstance(value, bool):
            changed = with_part(data, ("facts", name), not value)
            yield Rewrite("presumed-value", ("facts", name), f"{value} -> {not value}".lower(), changed)
    for place, bundle in enumerate(data.get("bundles", ())):
        path = ("bundles", place)
        yield Rewrite("drop-presumed", path, f"drop {bundle}", without_part(data, path))
    for name, value in others.items():
        if name not in facts:
            added = {**data, "facts": {**facts, name: value}}
            yield Rewrite("add-presumed", ("facts",), f"add {shown({name: value})}", added)
    for key in _LIMITS:
        if data.get(key):
            yield Rewrite("drop-limit", (key,), f"drop {key}", without_part(data, (key,)))
        if isinstance(data.get(key), list) and len(data[key]) > 1:
            for place, one in enumerate(data[key]):
                yield Rewrite("drop-limit", (key, place), f"drop {one}", without_part(data, (key, place)))


def _of_citations(data: Data, home: str, items: Mapping[str, _Items]) -> Iterator[Rewrite]:
    for index, cite in enumerate(data.get("cite") or ()):
        path = ("cite", index, "at")
        other = _neighbour(cite["at"], items.get(cite.get("in") or home, {}))
        if other is not None:
            yield Rewrite("move-citation", path, f"{cite['at']} -> {other}", with_part(data, path, other))


def _neighbour(at: str, items: _Items) -> str | None:
    """Returns the next item, paragraph or article, whichever the provision can have; before it if none follows."""
    article, *inside = (int(number) for number in at.split("."))
    paragraph, item = [*inside, *(1, 0)[len(inside) :]][:2]
    if item:
        for other in (item + 1, item - 1):
            if 0 < other <= items.get((article, paragraph), 0):
                return f"{article}.{paragraph}.{other}"
    for other in (paragraph + 1, paragraph - 1):
        if (article, other) in items:
            return f"{article}.{other}"
    for other in (article + 1, article - 1):
        if (other, 1) in items:
            return f"{other}.1" if (other, 2) in items else str(other)
    return None
