"""Lazy imports: names of a package that are imported at first use, and deprecated names, which warn."""

import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from xinfang_rules.frozen import FrozenDict
from xinfang_rules.once import MAKING


def imported(
    namespace: dict[str, Any], name: str, homes: Mapping[str, str], moved: Mapping[str, str] = FrozenDict()
) -> object:
    """Imports a name of a package; what a module's `__getattr__` returns.

    Args:
        namespace: The package's `globals()`, in which the name is kept.
        name: The name.
        homes: For each module below the package the names that it defines, with spaces between.
        moved: For each name of before the name of today, with its package; it is read with a `DeprecationWarning`.

    Raises:
        AttributeError: If the package has no such name.
    """
    package = namespace["__name__"]
    if name in moved:
        message = f"{package}.{name} is {moved[name]} now; the old name goes with 0.2.0"
        warnings.warn(message, DeprecationWarning, stacklevel=3)
        place, _, today = moved[name].rpartition(".")
        with MAKING:
            return getattr(import_module(place), today)
    home = next((home for home, names in homes.items() if name in names.split()), None)
    if home is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    with MAKING:
        found: object = getattr(import_module(f"{package}.{home}"), name)
    namespace[name] = found
    return found
