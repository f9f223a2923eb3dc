"""Taking several items out of a list or a mapping at once."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any


def picker(places: Iterable[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Makes a function that returns the items at some places; always as a tuple, which `itemgetter` does not."""
    listed = tuple(places)
    if len(listed) > 1:
        return itemgetter(*listed)
    return lambda items: tuple([items[place] for place in listed])
