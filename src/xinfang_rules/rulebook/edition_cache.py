"""Caching what is made of an edition once. The edition keeps it, so that both go together, and nothing else does."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from xinfang_rules.once import MAKING

if TYPE_CHECKING:
    from xinfang_rules.rulebook.model import Edition

P = ParamSpec("P")
T = TypeVar("T")


def per_edition(make: "Callable[[Edition], T]") -> "Callable[[Edition], T]":
    """Has what a function makes of an edition made once; threads that ask at the same time get the same."""

    @wraps(make)
    def made(edition: "Edition") -> T:
        cache = edition.cache
        if make not in cache:
            with MAKING:
                if make not in cache:
                    cache[make] = make(edition)
        value: T = cache[make]
        return value

    return made


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Does as `per_edition` for what a function makes of names and, as its last argument, an edition."""

    @per_edition
    def memory(_: "Edition") -> dict[tuple[Any, ...], T]:
        return {}

    @wraps(make)
    def made(*args: P.args, **none: P.kwargs) -> T:
        *names, edition = cast("tuple[Any, ...]", args)
        known, key = memory(edition), tuple(names)
        if key not in known:
            with MAKING:
                if key not in known:
                    known[key] = make(*args, **none)
        return known[key]

    return made
