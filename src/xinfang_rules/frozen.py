"""Immutable mappings."""

from typing import Any, NoReturn, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


def frozen(data: Any) -> Any:
    """Returns JSON data with its mappings and lists in forms that cannot be changed."""
    if isinstance(data, dict):
        return FrozenDict({key: frozen(value) for key, value in data.items()})
    return tuple(frozen(value) for value in data) if isinstance(data, list | tuple) else data


class FrozenDict(dict[KeyT, ValueT]):
    """A dict that refuses to be changed. Unlike a `MappingProxyType`, it can be copied, pickled and written as JSON."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping cannot be changed; make another with dict(…)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none because it can be changed
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles by the constructor, since what is rebuilt item by item would have to be changed."""
        return type(self), (dict(self),)
