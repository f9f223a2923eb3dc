"""Lazy attributes: what is made once, at first use, and what a process that is forked meanwhile finds of it."""

import os
from collections.abc import Callable
from threading import RLock
from typing import Any, Final, Generic, TypeVar, overload

T = TypeVar("T")

MAKING: Final = RLock()
"""Held while something is made or imported at first use. A fork waits for it: in the child nobody would go on with what
another thread of its parent was making, or give back that thread's locks, the import system's among them."""

_PATIENCE: Final = 10.0
"""Seconds that a fork waits: a program of others does not stand still because a file that is read does not answer."""

_held: list[bool] = []
"""Whether a fork that is going on got the lock; one for each, the last one last."""


def _before_fork() -> None:
    _held.append(MAKING.acquire(timeout=_PATIENCE))


def _after_fork_in_parent() -> None:
    if _held and _held.pop():
        MAKING.release()


def _after_fork_in_child() -> None:
    # Whoever held it: in the child there is one thread, and it makes nothing yet.
    _held.clear()
    MAKING._at_fork_reinit()  # type: ignore[attr-defined]  # what `threading` itself calls for its locks


if hasattr(os, "register_at_fork"):  # not on Windows, which does not fork
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)


class once(Generic[T]):  # noqa: N801  # written like `property`
    """A property that is worked out when first asked for; see `MAKING`.

    A `functools.cached_property` holds a lock of its own in Python 3.11, for which a child would wait forever.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> "once[T]": ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...

    def __get__(self, owner: object | None, kind: type) -> "once[T] | T":
        if owner is None:
            return self
        with MAKING:
            made = vars(owner)
            if self._name not in made:
                made[self._name] = self._make(owner)
            value: T = made[self._name]
            return value
