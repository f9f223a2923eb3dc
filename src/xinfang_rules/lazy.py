"""Lazy imports: names of a package that are imported at first use, and deprecated names, which warn."""

import warnings
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from xinfang_rules.once import MAKING

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def imported(
    namespace: dict[str, Any], name: str, homes: Mapping[str, str], moved: Mapping[str, str] = _NOTHING
) -> object:
    """Imports a name of a package; what a module's `__getattr__` returns.

    Args:
        namespace: The package's `globals()`, in which the name is kept.
        name: The name.
        homes: For each name the module below the package that defines it.
        moved: For each name of before the name of today, with its package; it is read with a `DeprecationWarning`.

    Raises:
        AttributeError: If the package has no such name.
    """
    package = namespace["__name__"]
    if name in moved:
        message = f"{package}.{name} is {moved[name]} now; the old name goes with 0.2.0"
        warnings.warn(message, DeprecationWarning, stacklevel=3)
        home, _, today = moved[name].rpartition(".")
        with MAKING:
            return getattr(import_module(home), today)
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    with MAKING:
        found: object = getattr(import_module(f"{package}.{homes[name]}"), name)
    namespace[name] = found
    return found
