"""Lowered conditions as rulesets of durable-rules, inside the limits in which its network can be trusted.

A ruleset is a JSON object of rules; each rule is one conjunction over the keys of one flat message of integers. Keys
and rule names are made up here. Nothing that a rule file or a case file wrote is in either: only integers are, and a
symbol table says what they stand for.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any

from xinfang_rules.engines.durable.dnf import Clause, Comparator, Comparison, Measure, take
from xinfang_rules.errors import EngineError
from xinfang_rules.language.truth import Values

MARKER = "k"
"""The key that every message has."""

SENTINEL = "end"
"""The rule that fires last, for every message: it shows that the network has come to an end."""

MOST_RULES = 62
"""How many rules a ruleset may have beside the sentinel: the network's stack has 64 places."""

MOST_KEYS = 250
"""How many keys a message may have."""

_FIRST, _LAST = 1, 65_535  # priorities
_RESERVED = ("all", "any", "count", "pri", "cap", "dist", "run", "sid", "id", "$s", "$i", "m", MARKER, SENTINEL)
_OPERATORS: Mapping[Comparator, str] = MappingProxyType(
    {
        Comparator.LESS: "$lt",
        Comparator.AT_MOST: "$lte",
        Comparator.MORE: "$gt",
        Comparator.AT_LEAST: "$gte",
    }
)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One ruleset.

    Attributes:
        definition: What durable-rules is given.
        keys: The keys of its messages, each with the reading that it holds.
        meaning: For each rule, the condition that it settles and the outcome.
    """

    definition: Mapping[str, Any]
    keys: Mapping[str, Measure]
    meaning: Mapping[str, tuple[int, int]]

    def text(self) -> str:
        """Returns the definition as JSON, after checking that it is of the one shape that is safe.

        Raises:
            EngineError: If it is not.
        """
        check_definition(self.definition, self.keys)
        return json.dumps(self.definition, ensure_ascii=True, separators=(",", ":"))

    def message(self, values: Values) -> str:
        """Returns the message for an evaluation's values as JSON: integers under keys that were made up here."""
        parts = [f'"{MARKER}":1']
        for key, reading in self.keys.items():
            number = take(reading, values)
            if number is not None:
                parts.append(f'"{key}":{number:d}')
        return "{" + ",".join(parts) + "}"


class KeyNames:
    """Gives every reading a key of its own; durable-rules knows keys by a hash alone, so no two may share one."""

    def __init__(self) -> None:
        self._keys: dict[Measure, str] = {}
        self._hashes = {fnv_1a(name) for name in _RESERVED} | {fnv_1a("$" + name) for name in _RESERVED}
        self._fresh = (key for number in count() if fnv_1a(key := f"a{number}") not in self._hashes)

    def __getitem__(self, reading: Measure) -> str:
        if reading not in self._keys:
            key = self._keys[reading] = next(self._fresh)
            self._hashes.add(fnv_1a(key))
        return self._keys[reading]

    def items(self) -> Iterable[tuple[str, Measure]]:
        """Yields each key with its reading, in the order in which they were given."""
        return ((key, reading) for reading, key in self._keys.items())


def fnv_1a(text: str) -> int:
    """Returns the 32-bit FNV-1a hash by which durable-rules knows a name."""
    found = 0x811C9DC5
    for byte in text.encode("ascii"):
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found


def rulesets(paths: Sequence[Clause], names: KeyNames) -> tuple[Ruleset, ...]:
    """Packs paths into as few rulesets as their limits allow, in order.

    Args:
        paths: What is to be tried together.
        names: Gives readings their keys.

    Raises:
        EngineError: If one path alone reads more than a message can hold.
    """
    packed: list[Ruleset] = []
    group: list[Clause] = []
    keys: dict[str, Measure] = {}
    for path in paths:
        read = {names[comparison.reading]: comparison.reading for comparison in path.comparisons}
        if len(read) >= MOST_KEYS:
            raise EngineError(f"a condition reads {len(read)} values at once; durable-rules can take {MOST_KEYS - 1}")
        if group and (len(group) == MOST_RULES or len(keys | read) >= MOST_KEYS):
            packed.append(_ruleset(group, keys, names))
            group, keys = [], {}
        group.append(path)
        keys |= read
    if group:
        packed.append(_ruleset(group, keys, names))
    return tuple(packed)


def _ruleset(paths: Sequence[Clause], keys: Mapping[str, Measure], names: KeyNames) -> Ruleset:
    definition: dict[str, Any] = {}
    meaning: dict[str, tuple[int, int]] = {}
    for number, path in enumerate(paths):
        written = [{MARKER: 1}, *(_written(comparison, names) for comparison in path.comparisons)]
        definition[f"r{number}"] = {"all": [{"m": {"$and": written}}], "pri": _FIRST}
        meaning[f"r{number}"] = path.condition, path.outcome
    definition[SENTINEL] = {"all": [{"m": {"$and": [{MARKER: 1}]}}], "pri": _LAST}
    return Ruleset(definition, dict(keys), meaning)


def _written(comparison: Comparison, names: KeyNames) -> dict[str, Any]:
    compared = {names[comparison.reading]: comparison.constant}
    if comparison.comparator is Comparator.EQUAL:
        return compared
    return {_OPERATORS[comparison.comparator]: compared}


_RULE_NAME = re.compile(rf"r\d{{1,2}}|{SENTINEL}")
_LARGEST = 1 << 30


def check_definition(definition: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Checks that a ruleset is of the one shape that durable-rules takes safely; a malformed one can crash it.

    Raises:
        EngineError: If it is not.
    """
    known = {MARKER, *keys}
    if len(known) > MOST_KEYS or not 1 <= len(definition) <= MOST_RULES + 1 or SENTINEL not in definition:
        raise EngineError(f"a ruleset of {len(definition)} rules over {len(known)} keys is none that can be trusted")
    if len({fnv_1a(key) for key in known}) < len(known):
        raise EngineError("two keys of a ruleset have one hash")
    for name, rule in definition.items():
        expected = _LAST if name == SENTINEL else _FIRST
        match rule:
            case {"all": [{"m": {"$and": [*written]}}], "pri": int(pri)} if (
                _RULE_NAME.fullmatch(name) and pri == expected and set(rule) == {"all", "pri"} and written
            ):
                if not all(_is_comparison(part, known) for part in written):
                    raise EngineError(f"rule {name} of a ruleset compares what it may not")
            case _:
                raise EngineError(f"rule {name} of a ruleset is malformed")


def _is_comparison(part: object, keys: set[str]) -> bool:
    if not isinstance(part, dict) or len(part) != 1:
        return False
    ((name, value),) = part.items()
    if name in _OPERATORS.values():
        if not isinstance(value, dict) or len(value) != 1:
            return False
        ((name, value),) = value.items()
    return name in keys and type(value) is int and 0 <= value <= _LARGEST
