"""Immutable mappings and records."""

from dataclasses import FrozenInstanceError, dataclass
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform

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


@dataclass_transform(frozen_default=True)
class Record:
    """A frozen dataclass, whose methods are written here once.

    `dataclass` writes and compiles six methods for each class that it makes frozen. That takes half a millisecond, in
    every process that starts.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        dataclass(init=False, repr=False, eq=False)(cls)  # what is left are `fields` and `__match_args__`
        cls._defaults = {name: getattr(cls, name) for name in cls.__match_args__ if hasattr(cls, name)}

    def __init__(self, *values: Any, **named: Any) -> None:
        names = self.__match_args__
        if named or len(values) != len(names):
            values = self._completed(values, named)
        self.__dict__.update(zip(names, values, strict=False))
        self.__post_init__()

    def _completed(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """Returns the values of all fields, of which some are given by their names or left out."""
        names = self.__match_args__
        given = {**self._defaults, **dict(zip(names, values, strict=False)), **named}
        twice = not named.keys().isdisjoint(names[: len(values)])
        if twice or len(values) > len(names) or given.keys() != set(names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(names)}")
        return tuple(given[name] for name in names)

    def __post_init__(self) -> None:
        """Does nothing; a class may do something with its fields here, as in a dataclass."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"
