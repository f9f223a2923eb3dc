"""The functions of shipped editions as they were printed when this library was built."""

from collections.abc import Mapping
from functools import lru_cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any, Final

from xinfang_rules.calendar.counting import add_months
from xinfang_rules.calendar.working_days import LAST_ORDINAL
from xinfang_rules.engines.outcome import Due
from xinfang_rules.engines.python.moving_day import MovingDay
from xinfang_rules.errors import CalendarError
from xinfang_rules.frozen import FrozenDict
from xinfang_rules.rulebook.linked import LINKED, linked_as
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.tuple_getter import picker

BEYOND: Final = LAST_ORDINAL + 1  # as in `graph`


def _months_after(start: Any, months: int) -> Any:
    if isinstance(start, MovingDay):
        return start.counting(("months", months), lambda day: _day_after(day, months))
    return _day_after(start, months)


@lru_cache(maxsize=16_384)
def _day_after(start: int, months: int) -> int:
    try:
        return add_months(start, months)
    except CalendarError:
        return BEYOND


GIVEN: Final[Mapping[str, Any]] = FrozenDict(
    {"picker": picker, "row": partial(tuple.__new__, Due), "months": _months_after}
)
"""What printed functions may use besides literals."""


def linked_function(edition: Edition, name: str) -> Any:
    """Returns a function of an edition; None if it has none of that name that was printed before."""
    known = linked_as(edition)
    if known is None:
        return None
    module = _module(known.pack)
    if getattr(module, "DIGEST", None) != known.digest:  # one of the two was not written to its end, or put there later
        return None
    make = getattr(module, f"{name}_{known.name}", None)
    return None if make is None else make(**GIVEN)


@lru_cache(maxsize=8)
def _module(pack: str) -> ModuleType | None:
    path = LINKED / f"{pack.replace('-', '_')}.py"
    spec = spec_from_file_location(f"xinfang_rules._linked.{path.stem}", path)
    if not path.is_file() or spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
