"""The registry of engines, by name. Each is imported when it is first wanted."""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from xinfang_rules.errors import XinfangError, did_you_mean
from xinfang_rules.once import MAKING

if TYPE_CHECKING:
    from xinfang_rules.engines.protocol import Engine, MakeCounter, MakeEngine
    from xinfang_rules.rulebook.model import Edition


def _compiled(edition: "Edition", norms: Container[str] | None, counter: "MakeCounter") -> "Engine":
    from xinfang_rules.engines.python.engine import Printed

    return Printed(edition, norms, counter)


def _interpreter(edition: "Edition", norms: Container[str] | None, counter: "MakeCounter") -> "Engine":
    from xinfang_rules.engines.reference.interpreter import Interpreter

    return Interpreter(edition, norms, counter)


def _durable(edition: "Edition", norms: Container[str] | None, counter: "MakeCounter") -> "Engine":
    from xinfang_rules.engines.durable.driver import Durable

    return Durable(edition, norms, counter)


ENGINES: "Mapping[str, MakeEngine]" = MappingProxyType(
    {"compiled": _compiled, "interpreter": _interpreter, "durable": _durable}
)
"""How to make each engine."""


def make_engine(
    name: str, edition: "Edition", norms: Container[str] | None = None, counter: "MakeCounter | None" = None
) -> "Engine":
    """Makes an engine for an edition.

    Args:
        name: The name of the engine.
        edition: The edition.
        norms: The rules whose norms are wanted; all of them if None.
        counter: Makes what counts working days; the calendar of the edition if None.

    Raises:
        XinfangError: If there is no engine of that name, or it is not installed.
    """
    if name not in ENGINES:
        raise XinfangError(f"there is no engine {name}: {', '.join(ENGINES)}{did_you_mean(name, ENGINES)}")
    with MAKING:
        from xinfang_rules.calendar import working_calendar

        return ENGINES[name](edition, norms, counter or (lambda: working_calendar(edition.calendar)))
