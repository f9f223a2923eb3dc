"""Kleene's three truth values, one for each row: where something is so, where it is not, and unknown elsewhere."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np


class Truths(NamedTuple):
    """A truth value a row.

    Attributes:
        yes: Where it is so: flags, or one flag for all rows.
        no: Where it is not.
    """

    yes: Any
    no: Any


SO: Final = Truths(np.True_, np.False_)
NOT_SO: Final = Truths(np.False_, np.True_)
UNKNOWN: Final = Truths(np.False_, np.False_)


def of(truth: bool | None) -> Truths:
    """Returns a truth value that is the same in every row."""
    return UNKNOWN if truth is None else SO if truth else NOT_SO


def all_of(truths: Iterable[Truths]) -> Truths:
    """Kleene's and."""
    found = SO
    for truth in truths:
        if truth is not SO:
            found = truth if found is SO else Truths(found.yes & truth.yes, found.no | truth.no)
    return found


def any_of(truths: Iterable[Truths]) -> Truths:
    """Kleene's or."""
    return negated(all_of(negated(truth) for truth in truths))


def negated(truth: Truths) -> Truths:
    """Kleene's not."""
    if truth is SO or truth is NOT_SO:
        return NOT_SO if truth is SO else SO
    return Truths(truth.no, truth.yes)
