"""Caching what is made of an edition once. The edition keeps it, so that both go together, and nothing else does."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from xinfang_rules.once import MAKING

T = TypeVar("T")


class HasCache(Protocol):
    """An edition."""

    @property
    def cache(self) -> dict[Any, Any]:
        """What was made of it, by what made it."""


EditionT = TypeVar("EditionT", bound=HasCache)


def per_edition(make: Callable[[EditionT], T]) -> Callable[[EditionT], T]:
    """Has what a function makes of an edition made once; threads that ask at the same time get the same."""

    @wraps(make)
    def made(edition: EditionT) -> T:
        cache = edition.cache
        if make not in cache:
            with MAKING:
                if make not in cache:
                    cache[make] = make(edition)
        value: T = cache[make]
        return value

    return made
