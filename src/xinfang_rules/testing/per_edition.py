"""A cache by edition: what is worked out once is kept as long as the edition lives."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from xinfang_rules.rulebook.model import Edition

ValueT = TypeVar("ValueT")


def per_edition(function: Callable[[Edition], ValueT]) -> Callable[[Edition], ValueT]:
    """Makes a function of an edition remember what it returned; the value must not refer to the edition."""
    known: WeakKeyDictionary[Edition, ValueT] = WeakKeyDictionary()

    @wraps(function)
    def remembering(edition: Edition) -> ValueT:
        if edition not in known:
            known[edition] = function(edition)
        return known[edition]

    return remembering
