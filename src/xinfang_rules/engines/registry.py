"""The engines by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from xinfang_rules.engines.compiled import Compiled
from xinfang_rules.engines.protocol import Engine
from xinfang_rules.engines.reference.interpreter import Interpreter
from xinfang_rules.errors import XinfangError, did_you_mean
from xinfang_rules.rulebook.model import Edition


def _durable(edition: Edition) -> Engine:
    from xinfang_rules.engines.durable.driver import Durable  # seldom wanted, and long to import

    return Durable(edition)


ENGINES: Mapping[str, Callable[[Edition], Engine]] = MappingProxyType(
    {"compiled": Compiled, "interpreter": Interpreter, "durable": _durable}
)
"""How to make each engine for an edition."""


def make_engine(name: str, edition: Edition) -> Engine:
    """Makes an engine for an edition.

    Raises:
        XinfangError: If there is no engine of that name.
    """
    if name not in ENGINES:
        raise XinfangError(f"there is no engine {name}: {', '.join(ENGINES)}{did_you_mean(name, ENGINES)}")
    return ENGINES[name](edition)
