"""Minimising by delta debugging: what can be left out while something stays so is left out."""

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

T = TypeVar("T")


def minimal_subset(
    items: Sequence[T], good: Callable[[Sequence[T]], bool], stop: Callable[[], bool] = lambda: False
) -> list[T]:
    """Leaves out items, in ever smaller groups, while what is left is good.

    Args:
        items: The items, which are good together; the first are left out first.
        good: Whether some of them, in their order, are good.
        stop: Whether to be content with what is left so far; never if not given.

    Returns:
        What is left: good, and without any one of them no longer so unless `stop` said to stop.
    """
    search = minimising(items, stop)
    try:
        fewer = next(search)
        while True:
            fewer = search.send(good(fewer))
    except StopIteration as found:
        left: list[T] = found.value
        return left


def minimising(items: Sequence[T], stop: Callable[[], bool] = lambda: False) -> Generator[list[T], bool, list[T]]:
    """Does as `minimal_subset`; it yields what is to be tried and is sent whether that is good."""
    left = list(items)
    group = max(1, len(left) // 2)
    while group:
        start, before = 0, len(left)
        while start < len(left) and not stop():
            fewer = left[:start] + left[start + group :]
            if (yield fewer):
                left = fewer
            else:
                start += group
        if len(left) == before or stop():
            group //= 2
    return left
