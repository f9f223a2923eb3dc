"""Editions that differ in numbers alone, written once: of each but one stands only what is otherwise in it."""

from collections.abc import Callable, Iterator
from typing import Any

from xinfang_rules.engines.javascript.printed_module import print_module
from xinfang_rules.rulebook.editions import Editions
from xinfang_rules.rulebook.model import Edition


def edition_entries(
    editions: Editions, entry: Callable[[Edition], tuple[dict[str, Any], str]]
) -> tuple[list[dict[str, Any]], str]:
    """Writes editions, oldest first.

    Args:
        editions: The editions.
        entry: Writes one of them in full, as data and as functions.

    Returns:
        For the newest of those in which the same rules are in force, what `entry` gives. For every other of them since
        when it holds, which edition it is `like`, and what `differs` there: paths, each with what stands at its end.
        And the module of the functions of all of them.
    """
    entries: list[dict[str, Any]] = []
    sources: list[list[str]] = []
    for run in editions.runs():
        whole, source = entry(editions[run[-1]])
        sources.append([])
        for index in run[:-1]:
            other, printed = entry(editions[index])
            found = [[list(path), value] for path, value in _differences(whole, other, ())]
            entries.append({"since": editions.days[index].toordinal(), "like": run[-1], "differs": found})
            sources[-1].append(printed)
        entries.append(whole)
        sources[-1].append(source)
    return entries, print_module(sources)


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
