"""Editions that differ in numbers alone, written once: of each but one stands only what is otherwise in it."""

from collections.abc import Callable, Iterator
from typing import Any

from xinfang_rules.rulebook.editions import Editions
from xinfang_rules.rulebook.model import Edition


def edition_entries(editions: Editions, entry: Callable[[Edition], dict[str, Any]]) -> list[dict[str, Any]]:
    """Writes editions, oldest first.

    Args:
        editions: The editions.
        entry: Writes one of them in full.

    Returns:
        For the newest of those in which the same rules are in force, what `entry` gives. For every other of them since
        when it holds, which edition it is `like`, and what `differs` there: paths, each with what stands at its end.
    """
    entries: list[dict[str, Any]] = []
    for run in editions.runs():
        whole = entry(editions[run[-1]])
        for index in run[:-1]:
            found = [[list(path), value] for path, value in _differences(whole, entry(editions[index]), ())]
            entries.append({"since": editions.days[index].toordinal(), "like": run[-1], "differs": found})
        entries.append(whole)
    return entries


def _differences(old: Any, new: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yields the smallest parts that are otherwise, each with its path."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for key in old:
            yield from _differences(old[key], new[key], (*path, key))
    elif isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differences(before, after, (*path, index))
    elif old != new:
        yield path, new
