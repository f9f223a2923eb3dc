"""Changes of plain data and of conditions, one at a time; nothing is changed in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xinfang_rules.analysis.raw_conditions import JOINERS, Data, named, nodes
from xinfang_rules.language.parse import Path

_MAX_SHOWN = 90
_SET_TESTS = ("includes", "includes_all")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A change of one part of an entry.

    Attributes:
        operator: What kind of change it is.
        path: Where the part stands in the entry.
        text: The change in one line, without the path.
        data: The changed entry.
    """

    operator: str
    path: Path
    text: str
    data: Data


def part_at(data: Any, path: Path) -> Any:
    """Returns the part of plain data at a path."""
    for step in path:
        data = data[step]
    return data


def with_part(data: Any, path: Path, part: object) -> Any:
    """Returns plain data with another part at a path."""
    if not path:
        return part
    copied = data.copy()
    copied[path[0]] = with_part(data[path[0]], path[1:], part)
    return copied


def without_part(data: Any, path: Path) -> Any:
    """Returns plain data without the part at a path."""
    inside = part_at(data, path[:-1]).copy()
    del inside[path[-1]]
    return with_part(data, path[:-1], inside)


def shown(data: object) -> str:
    """Writes data on one line, about as a rule file does, shortened if it is long."""
    text = _flow(data)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def _flow(data: object) -> str:
    match data:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in data.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, data)) + "]"
        case bool():
            return str(data).lower()
        case _:
            return str(data)


def condition_changes(entry: Data, path: Path, condition: Data) -> Iterator[Rewrite]:
    """Yields every change of a condition that stands at a path of an entry."""
    for place, node in nodes(condition, path):
        if named(node):
            yield from _changes_of_names(entry, place, node)
        for joiner, other in (JOINERS, JOINERS[::-1]):
            parts = node.get(joiner, [])
            if len(parts) > 1:
                yield Rewrite("all-any", place, f"{joiner} -> {other}", with_part(entry, place, {other: parts}))
                for index, part in enumerate(parts):
                    at = (*place, joiner, index)
                    yield Rewrite("drop-condition", at, f"drop {shown(part)}", without_part(entry, at))


def _changes_of_names(entry: Data, place: Path, node: Data) -> Iterator[Rewrite]:
    if len(node) > 1:  # names written together are joined by all
        parts = [{name: value} for name, value in node.items()]
        yield Rewrite("all-any", place, "all -> any", with_part(entry, place, {"any": parts}))
    for name, value in node.items():
        at = (*place, name)
        said = shown({name: value})
        if len(node) > 1:
            yield Rewrite("drop-condition", at, f"drop {said}", without_part(entry, at))
        yield Rewrite("negate-condition", at, f"negate {said}", with_part(entry, place, _negated(node, name)))
        for test, values in _lists(value):
            for index, one in enumerate(values):
                inner = (*at, *test, index)
                yield Rewrite("drop-value", inner, f"drop {one} of {said}", without_part(entry, inner))


def _negated(node: Data, name: str) -> Data:
    value = node[name]
    if isinstance(value, bool):
        return {**node, name: not value}
    if len(node) == 1:
        return {"not": node}
    return {"all": [{"not": {key: node[key]}} if key == name else {key: node[key]} for key in node]}


def _lists(value: object) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Yields the lists of several values that a name is tested against."""
    if isinstance(value, list) and len(value) > 1:
        yield (), value
    elif isinstance(value, dict):
        for test in _SET_TESTS:
            if isinstance(value.get(test), list) and len(value[test]) > 1:
                yield (test,), value[test]
