"""A walker: finds the conditions in the data of an entry, as a rule file writes them."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel

from xinfang_rules.language.parse import Path

Data: TypeAlias = dict[str, Any]
"""An entry as plain data."""

JOINERS = ("all", "any")

_CONDITIONS = frozenset({"when", "unless", "arises_when", "never", "given", "then", "met_when", "breached_when"})
"""The keys of entries under which a condition stands."""


def entry_data(entry: BaseModel) -> Data:
    """Returns an entry as the plain data that would be read as the same entry."""
    return entry.model_dump(mode="json", by_alias=True, exclude_unset=True)


def conditions(data: object, path: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Yields every condition of an entry's data with the path that leads to it."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _CONDITIONS and isinstance(value, dict):
                yield (*path, key), value
            else:
                yield from conditions(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from conditions(value, (*path, index))


def nodes(condition: Data, path: Path) -> Iterator[tuple[Path, Data]]:
    """Yields a condition and every condition inside it, the outer one first, with the path that leads to each."""
    yield path, condition
    for inner_path, inner in inside(condition, path):
        yield from nodes(inner, inner_path)


def inside(condition: Data, path: Path) -> Iterator[tuple[Path, Data]]:
    """Yields the conditions that a condition joins; none for one that only names things."""
    for joiner in JOINERS:
        for index, part in enumerate(condition.get(joiner, ())):
            yield (*path, joiner, index), part
    if "not" in condition:
        yield (*path, "not"), condition["not"]


def named(condition: Data) -> bool:
    """Tells whether a condition names what it asks of, rather than joining others."""
    return not condition.keys() & {*JOINERS, "not"}
