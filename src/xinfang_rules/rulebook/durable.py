"""An edition as rulesets of durable-rules, with the table that says what its integers stand for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from xinfang_rules.logic.lowering import Bound, Order, Reading, RuledOut, lower
from xinfang_rules.logic.rulesets import MARKER, SENTINEL, KeyNames, Ruleset, rulesets
from xinfang_rules.logic.scope import BOOLEAN_VALUES, Kind, Scope, member_name
from xinfang_rules.logic.truth import NEVER, TRUE
from xinfang_rules.rulebook.model import Edition, Stratum
from xinfang_rules.rulebook.owners import unit_owners

_SIDES = {Kind.COUNT: ("least", "most"), Kind.DATE: ("earliest", "latest")}


@dataclass(frozen=True, slots=True)
class StratumRulesets:
    """The rulesets of one stratum.

    Attributes:
        stratum: The stratum.
        parts: How many conditions were cut out of others; they are numbered after those of the stratum.
        passes: The rulesets in the order in which they must run; a later pass reads what an earlier one settles.
    """

    stratum: Stratum
    parts: int
    passes: tuple[tuple[Ruleset, ...], ...]


def edition_rulesets(edition: Edition) -> tuple[tuple[StratumRulesets, ...], KeyNames]:
    """Lowers an edition.

    Returns:
        The rulesets of each stratum; and the keys, which all of them share.

    Raises:
        EngineError: If a condition is too large for durable-rules.
    """
    names = KeyNames()
    strata: list[StratumRulesets] = []
    for stratum in edition.strata:
        lowered = lower([edition.units[unit] for unit in stratum.units], edition.layout, edition.layout.width)
        passes = tuple(rulesets(paths, names) for paths in lowered.passes)
        strata.append(StratumRulesets(stratum, lowered.parts, passes))
    return tuple(strata), names


def to_durable(edition: Edition) -> str:
    """Writes an edition for durable-rules; see `Rulebook.to_durable`.

    Raises:
        EngineError: If a condition is too large for durable-rules.
    """
    strata, names = edition_rulesets(edition)
    slots, width = _slots(edition.scope, edition.layout), edition.layout.width
    whole = {
        "format": 1,
        "rulebook": edition.rulebook.id,
        "overlays": edition.rulebook.overlays,
        "since": edition.since.isoformat(),
        "marker": MARKER,
        "sentinel": SENTINEL,
        "never": NEVER,
        "strata": [_stratum(stratum) for stratum in strata],
        "conditions": {f"c{unit}": owners for unit, owners in sorted(unit_owners(edition).items())},
        "symbols": {key: _symbol(reading, slots, width) for key, reading in names.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _stratum(stratum: StratumRulesets) -> dict[str, Any]:
    units = stratum.stratum.units

    def named(condition: int) -> str:
        return f"c{units[condition]}" if condition < len(units) else f"part{condition - len(units)}"

    return {
        "passes": [
            [
                {
                    "rules": ruleset.definition,
                    "settles": {
                        rule: {named(condition): outcome == TRUE}
                        for rule, (condition, outcome) in ruleset.meaning.items()
                    },
                }
                for ruleset in some
            ]
            for some in stratum.passes
        ]
    }


def _slots(scope: Scope, layout: Mapping[str, int]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Says of each slot what it holds: the name, and the values or the side of its bound."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for name in scope.values():
        match name.kind:
            case Kind.CHOICE:
                found[layout[name.name]] = (name.name, name.values)
            case Kind.MEMBERS:
                members = (member_name(name.name, member) for member in name.values)
                found.update({layout[member]: (member, BOOLEAN_VALUES) for member in members})
            case Kind.COUNT | Kind.DATE:
                for offset, side in enumerate(_SIDES[name.kind]):
                    found[layout[name.name] + offset] = (name.name, (side,))
            case _:
                assert_never(name.kind)
    return found


def _symbol(reading: Reading, slots: Mapping[int, tuple[str, tuple[str, ...]]], width: int) -> dict[str, Any]:
    match reading:
        case RuledOut(slot, mask):
            name, values = slots.get(slot, (f"part{slot - width}", BOOLEAN_VALUES))
            out = [value for bit, value in enumerate(values) if mask >> bit & 1]
            return {"name": name, "holds": "1 when none of these is possible any more", "values": out}
        case Bound(slot):
            name, (side,) = slots[slot]
            return {"name": name, "holds": side}
        case Order(first, second, came):
            (name, (side,)), (other, (other_side,)) = slots[first], slots[second]
            return {
                "name": name,
                "holds": "0 before, 1 equal, 2 after",
                "side": side + (" that is a day" if came else ""),
                "than": other,
                "than_side": other_side,
            }
        case _:
            assert_never(reading)
