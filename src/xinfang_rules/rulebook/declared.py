"""Whether a value is what a field is declared to hold: for reading back what was kept on disk, which may be anything.

`Annotated[int, range(…)]` and `Annotated[str, re.compile(…)]` narrow a number and a text. A plain `int` is a number
that rulebooks count with, from 0 to `NEVER`; a plain `str` is any text in which everything can be seen.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from xinfang_rules.days import day_at
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.language.truth import NEVER

Fits: TypeAlias = Callable[[Any], bool]

_NUMBERS: Final = range(NEVER + 1)


@cache
def fits(declared: Any) -> Fits:
    """Returns the test for values of a declared type.

    Raises:
        TypeError: If the type is none that a rulebook is made of.
    """
    origin, inner = get_origin(declared), get_args(declared)
    if origin is Annotated:
        return _narrowed(*inner)
    if origin in (Union, UnionType):
        if all(isinstance(part, type) and part is not int and not issubclass(part, date) for part in inner):
            kinds = frozenset(inner)
            return lambda value: type(value) in kinds
        tests = tuple(map(fits, inner))
        return lambda value: any(test(value) for test in tests)
    if origin is Literal:
        return lambda value: type(value) is str and value in inner
    if origin is tuple and inner[-1] is not ...:
        parts = tuple(map(fits, inner))
        return lambda value: (
            type(value) is tuple
            and len(value) == len(parts)
            and all(test(part) for test, part in zip(parts, value, strict=True))
        )
    if origin in (tuple, frozenset):
        test = fits(inner[0])
        return lambda value: type(value) is origin and all(map(test, value))
    if origin is Mapping:
        key, held = map(fits, inner)
        return lambda value: type(value) is FrozenDict and all(map(key, value)) and all(map(held, value.values()))
    if declared is int:
        return lambda value: type(value) is int and value in _NUMBERS
    if not isinstance(declared, type) or declared is object:
        raise TypeError(f"no rulebook is made of {declared}")
    kind = type(day_at(1)) if issubclass(declared, date) else declared
    return lambda value: type(value) is kind


def _narrowed(declared: Any, limit: Any, *_: Any) -> Fits:
    if isinstance(limit, range):
        return lambda value: type(value) is int and value in limit
    if isinstance(limit, re.Pattern):
        return lambda value: type(value) is str and limit.fullmatch(value) is not None
    return fits(declared)


def fields_fit(kind: type, names: Iterable[str], known: Mapping[str, type]) -> Callable[[list[Any]], bool]:
    """Returns the test for the values of a record's fields, in the order of their names.

    Args:
        kind: The record.
        names: The names of the fields.
        known: The types that the record's module has under these names for the type checker alone.
    """
    declared = get_type_hints(kind, localns=dict(known), include_extras=True)
    tests = tuple(fits(declared[name]) for name in names)
    return lambda parts: all(test(part) for test, part in zip(tests, parts, strict=True))
