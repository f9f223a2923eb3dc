"""Takes what a program hands over down to plain data, without trusting any object to behave."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from xinfang_rules.days import day_at
from xinfang_rules.facts.day_bounds import DayBounds
from xinfang_rules.facts.group import FactGroup

_LISTS = (list, tuple, set, frozenset)


class Foreign:
    """Stands for a value that is no plain data, so that nothing runs its code."""

    __slots__ = ("was",)

    def __init__(self, was: object) -> None:
        self.was = was


def plain(value: Any, depth: int) -> Any:
    """Returns a copy of exact built-in types: mappings, lists, texts, numbers, truth values, None and days.

    Args:
        value: Anything. A group of facts, and bounds of a day, count as the mapping of what they state.
        depth: How many levels of mappings and lists are kept; what lies deeper becomes `Foreign`.

    Returns:
        The copy. Keys that are no text, and all other values, become `Foreign`; half of a surrogate pair, which is no
        character, becomes an escape.

    Raises:
        Exception: Whatever a mapping of the program's own raises while it is read.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, Foreign):
        return value
    if issubclass(kind, int):
        return int.__index__(value)
    if issubclass(kind, str):
        return str.__str__(value).encode(errors="backslashreplace").decode()
    if issubclass(kind, date) and not issubclass(kind, datetime):
        return day_at(date.toordinal(value))
    if depth and issubclass(kind, (FactGroup, DayBounds)):
        return plain(value.stated(), depth)
    if depth and issubclass(kind, Mapping):
        return {_key(key): plain(part, depth - 1) for key, part in _items(value)}
    if depth and issubclass(kind, _LISTS):
        return [plain(part, depth - 1) for part in value]
    return Foreign(value)


def _items(mapping: Mapping[Any, Any]) -> Iterable[tuple[Any, Any]]:
    # A dictionary is read as one, whatever its class makes of it.
    return dict.items(mapping) if isinstance(mapping, dict) else mapping.items()


def _key(key: Any) -> Any:
    return plain(key, 0) if issubclass(type(key), (str, Foreign)) else Foreign(key)
