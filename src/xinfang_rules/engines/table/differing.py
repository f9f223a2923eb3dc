"""What two editions can decide differently, told before any case is seen: whatever has not the same nodes in both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from xinfang_rules.engines.table.inlining import inlined
from xinfang_rules.language.scope import BOOLEAN_VALUES
from xinfang_rules.program.graph import Graph, Op
from xinfang_rules.program.lower import lower
from xinfang_rules.rulebook.edition_cache import remembered
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.rulebook.names import DUE, STATUS

_COMMUTATIVE: Final = frozenset({Op.AND, Op.OR, Op.ADD, Op.MIN, Op.MAX, Op.EQUAL})

_Shared: TypeAlias = dict[Any, int]
"""The numbers of nodes, of whichever graph: equal nodes have one number."""


@dataclass(frozen=True)
class Differing:
    """What two editions can decide differently.

    Attributes:
        names: Questions and statuses, by their names of the scope.
        dues: Rules of norms, by what is known of their last days.
    """

    names: tuple[str, ...]
    dues: tuple[str, ...]


@remembered
def differing(old: Edition, new: Edition) -> Differing:
    """Finds what two editions can decide differently.

    What is left out comes out the same in every case. What is listed may still do so: two ways to say the same have
    different nodes.
    """
    shared: _Shared = {}
    one, other = (_nodes(edition, old, shared) for edition in (old, new))
    conditions = [[constraint.condition for constraint in edition.constraints] for edition in (old, new)]
    # What is not stated follows from the constraints: where they are others, anything may come out differently.
    all_may = old.facts != new.facts or conditions[0] != conditions[1]
    found = [name for name in dict.fromkeys((*one, *other)) if all_may or one.get(name) != other.get(name)]
    return Differing(
        tuple(name for name in found if not name.startswith(DUE)),
        tuple(name.removeprefix(DUE) for name in found if name.startswith(DUE)),
    )


def _nodes(edition: Edition, first: Edition, shared: _Shared) -> Mapping[str, Any]:
    """Returns the nodes of whatever an edition tells, known in full and in part, by name."""
    slots = {slot: name for name, slot in edition.layout.items()}
    values = {name: BOOLEAN_VALUES if "[" in name else edition.scope[name].values for name in edition.layout}
    calendar = 0 if edition.calendar == first.calendar else 1
    named = [question.name for question in edition.questions]
    named += [name for name in edition.scope if name.startswith(STATUS)]
    found: dict[str, list[Any]] = {name: [values[name]] for name in named}
    found |= {name: [] for name in edition.scope if name.startswith(DUE)}
    for two_valued in (True, False):
        program = lower(edition, two_valued=two_valued)
        flat = inlined(program)
        number = _numbered(program.graph, slots, values, calendar, shared)
        for name, parts in found.items():
            if name.startswith(DUE):
                slot = edition.layout[name]
                parts.append([number[node] for node in (*flat.dues[slot], *flat.done[slot])])
            else:
                parts.append([number[node] for node in flat.bits[edition.layout[name]]])
    return found


def _numbered(
    graph: Graph, slots: Mapping[int, str], values: Mapping[str, tuple[str, ...]], calendar: int, shared: _Shared
) -> list[int]:
    """Returns for each node of a graph its number among those of all graphs."""
    found: list[int] = []
    for op, operands, data in graph.nodes:
        below = [found[one] for one in operands]
        told: tuple[Any, ...] = data
        if op in _COMMUTATIVE:
            below.sort()
        if op in (Op.IN, Op.LOW, Op.HIGH):
            name = slots[data[0]]
            told = (name, values[name], *data[1:])
        elif op in (Op.FIRST, Op.LAST):
            told = (calendar, *data)
        found.append(shared.setdefault((op, tuple(below), told), len(shared)))
    return found
