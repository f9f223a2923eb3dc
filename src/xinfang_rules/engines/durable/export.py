"""An edition as rulesets of durable-rules, with the table that says what its integers stand for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from xinfang_rules.engines.durable.dnf import Bound, Measure, Order, RuledOut, to_dnf
from xinfang_rules.engines.durable.rulesets import MARKER, SENTINEL, KeyNames, Ruleset, rulesets
from xinfang_rules.errors import InstrumentError
from xinfang_rules.language.scope import BOOLEAN_VALUES, Kind, Scope, member_name
from xinfang_rules.language.truth import NEVER, TRUE
from xinfang_rules.program.reach import unit_owners
from xinfang_rules.rulebook.model import Edition, Rulebook, Stratum

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
        lowered = to_dnf(
            [edition.conditions[unit] for unit in stratum.condition_ids], edition.layout, edition.layout.width
        )
        passes = tuple(rulesets(paths, names) for paths in lowered.passes)
        strata.append(StratumRulesets(stratum, lowered.parts, passes))
    return tuple(strata), names


def to_durable(rulebook: Rulebook, on: date | None = None) -> str:
    """Writes the conditions of an edition as rulesets of durable-rules, for people who run that library themselves.

    The JSON object holds, stratum by stratum and pass by pass, each ruleset (`rules`) and what its rules settle
    (`settles`); the rules of the rulebook that each condition belongs to (`conditions`); and what every key of a
    message stands for (`symbols`). No text of the rules is in the rulesets, only integers.

    Args:
        rulebook: The rulebook.
        on: A day on which the edition was in force; the newest edition if None.

    Raises:
        InstrumentError: If no edition was in force on that day.
        EngineError: If a condition is too large for durable-rules.
    """
    edition = rulebook.latest if on is None else rulebook.edition_on(on)
    if edition is None:
        raise InstrumentError(f"《{rulebook.identity.title}》 was not in force on {on}")
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
    units = stratum.stratum.condition_ids

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


def _symbol(reading: Measure, slots: Mapping[int, tuple[str, tuple[str, ...]]], width: int) -> dict[str, Any]:
    match reading:
        case RuledOut(slot, mask):
            name, values = slots.get(slot, (f"part{slot - width}", BOOLEAN_VALUES))
            out = [value for bit, value in enumerate(values) if mask >> bit & 1]
            return {"name": name, "holds": "1 when none of these is possible any more", "values": out}
        case Bound(slot):
            name, (side,) = slots[slot]
            return {"name": name, "holds": side}
        case Order(first, second):
            (name, (side,)), (other, (other_side,)) = slots[first], slots[second]
            return {
                "name": name,
                "holds": "0 before, 1 equal, 2 after",
                "side": side,
                "than": other,
                "than_side": other_side,
            }
        case _:
            assert_never(reading)
