"""Norms without a period as Python source: one function settles all those of a stratum.

Their status follows from two truth values by a table. The source is made of integers only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from xinfang_rules.evaluation.state import active
from xinfang_rules.evaluation.statuses import NOT_APPLICABLE, tested_statuses
from xinfang_rules.logic.generate import run_source
from xinfang_rules.logic.truth import EITHER, FALSE, NEVER, TRUE, Values
from xinfang_rules.vocabulary.outputs import NormKind

Settling: TypeAlias = Callable[[list[int], Values, Callable[[int], object]], object]
"""Takes the truths and the values, writes statuses into the values, and notes every norm that applies or may apply."""


class Tested(NamedTuple):
    """A norm without a period.

    Attributes:
        rule: The index of its rule.
        unit: The unit of its rule.
        kind: Its kind.
        slot: Where its status lies in the values.
        test: The unit that says whether it is met or breached, if there is one.
        day: Where the day lies that must have come besides, if there is one.
    """

    rule: int
    unit: int
    kind: NormKind
    slot: int
    test: int | None
    day: int | None


def settling(norms: Sequence[Tested]) -> Settling:
    """Makes the function that settles some norms."""
    lines = [line for norm in norms for line in _lines(norm)]
    function: Settling = run_source("\n    ".join(["def settle(t, v, note):", *lines, "return"]), "settle")
    return function


def _lines(norm: Tested) -> Iterator[str]:
    """Writes how one norm is settled. Most rules do not hold, and the values say already that theirs do not apply."""
    truths = (0, TRUE, FALSE, EITHER)
    yield f"if t[{norm.unit}] & {TRUE}:"
    if norm.test is None and norm.day is None:
        status = f"{tuple(_statuses(norm, held, TRUE) for held in truths)}[t[{norm.unit}]]"
    else:
        met = TRUE if norm.test is None else f"t[{norm.test}]"
        if norm.day is not None:
            yield f"    came = (v[{norm.day}] < {NEVER}) | (v[{norm.day + 1}] == {NEVER}) << 1"
            met = f"({met} & came & {TRUE} | ({met} | came) & {FALSE})"
        table = tuple(_statuses(norm, held, tested) for held in truths for tested in truths)
        status = f"{table}[t[{norm.unit}] << 2 | {met}]"
    yield f"    v[{norm.slot}] = status = {status}"
    yield f"    note({active(norm.rule, 0)} | status)"


def _statuses(norm: Tested, held: int, met: int) -> int:
    tested = norm.test is not None or norm.day is not None
    return tested_statuses(norm.kind, tested, met) | (NOT_APPLICABLE if held & FALSE else 0)
