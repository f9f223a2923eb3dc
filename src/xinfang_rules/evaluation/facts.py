"""From a case to what is known: one slot or two for each fact."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xinfang_rules.case import FACTS, Case
from xinfang_rules.logic.scope import Kind, Layout, Scope, member_name
from xinfang_rules.logic.truth import EARLIEST, FALSE, NEVER, TRUE, UNBOUNDED, Values
from xinfang_rules.rulebook.names import STATUS
from xinfang_rules.vocabulary.fact import UNKNOWN
from xinfang_rules.vocabulary.specs import FactSpec

EVENTS = frozenset(spec.name for spec in FACTS.values() if spec.kind == "date" and not spec.set_day)
"""The dates that record what happened; one after the day of evaluation has not happened yet."""


class Encoder:
    """Writes the facts of a case into values laid out for one edition."""

    def __init__(self, scope: Scope, layout: Layout) -> None:
        self._template = _nothing_known(scope, layout)
        self._tables: dict[str, dict[str, tuple[str, int, Any]]] = {}
        for spec in FACTS.values():
            self._tables.setdefault(spec.group, {})[spec.key] = _reading(spec, layout)

    def encode(self, case: Case, today: int) -> Values:
        """Returns what a case says, as of the ordinal of a day."""
        values = self._template.copy()
        for group, readings in self._tables.items():
            model = getattr(case, group)
            stated = model.__dict__
            for key in model.model_fields_set:
                kind, slot, table = readings[key]
                value = stated[key]
                if kind == "choice":
                    values[slot] = table[value]
                elif kind == "set":
                    if value != UNKNOWN:
                        for member, held in value.items():
                            values[table[member]] = _TRUTHS[held]
                elif value == UNKNOWN:
                    values[slot], values[slot + 1] = table
                elif kind == "count":
                    values[slot] = values[slot + 1] = value
                else:
                    day = value.toordinal()
                    if kind == "event" and day > today:
                        day = NEVER
                    values[slot] = values[slot + 1] = day
        return values


_TRUTHS: Mapping[Any, int] = {True: TRUE, False: FALSE, UNKNOWN: TRUE | FALSE}


def _reading(spec: FactSpec, layout: Layout) -> tuple[str, int, Any]:
    """Prepares how one fact is written: the way, the first slot, and a table of values."""
    match spec.kind:
        case "bool":
            return "choice", layout[spec.name], _TRUTHS
        case "enum":
            table = {member: 1 << bit for bit, member in enumerate(spec.members)}
            return "choice", layout[spec.name], {**table, UNKNOWN: (1 << len(spec.members)) - 1}
        case "set":
            return "set", 0, {member: layout[member_name(spec.name, member)] for member in spec.members}
        case "count":
            return "count", layout[spec.name], (spec.least, UNBOUNDED)
        case "date":
            return "day" if spec.set_day else "event", layout[spec.name], (EARLIEST, NEVER)


def _nothing_known(scope: Scope, layout: Layout) -> Values:
    """Lays out the values of an empty case: facts unknown, dates not happened, nothing derived settled."""
    values = [0] * layout.width
    for name in scope.values():
        if name.kind is Kind.MEMBERS:
            for member in name.values:
                values[layout[member_name(name.name, member)]] = TRUE | FALSE
        elif name.kind is Kind.CHOICE:
            # A status that is never written stays at its first value, which says that the norm does not apply.
            values[layout[name.name]] = 1 if name.name.startswith(STATUS) else name.domain
        elif name.kind is Kind.COUNT:
            values[layout[name.name]], values[layout[name.name] + 1] = FACTS[name.name].least, UNBOUNDED
        else:
            spec = FACTS.get(name.name)
            earliest = EARLIEST if spec is not None and spec.origin else NEVER
            values[layout[name.name]], values[layout[name.name] + 1] = earliest, NEVER
    return values


def shown(name: str, values: Values, scope: Scope, layout: Layout) -> str:
    """Writes what is known of a fact as a case file would, for messages."""
    base, _, member = name.partition("[")
    entry = scope[base]
    slot = layout[name]
    match entry.kind:
        case Kind.COUNT:
            low, high = values[slot], values[slot + 1]
            return str(low) if low == high else f"at least {low}"
        case Kind.DATE:
            low, high = values[slot], values[slot + 1]
            if low == NEVER:
                return "has not happened"
            return date.fromordinal(low).isoformat() if low == high else UNKNOWN
        case _:
            named = ("true", "false") if member else entry.values
            possible = [value for bit, value in enumerate(named) if values[slot] >> bit & 1]
            return possible[0] if len(possible) == 1 else UNKNOWN
