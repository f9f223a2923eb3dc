"""What a norm reads beside the condition of its rule: other conditions, days and counts.

In the records of a norm an integer is the index of a condition and a text names a fact, in whatever record it stands.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from xinfang_rules.rulebook.norm_spec import NormSpec, Parameter

PartT = TypeVar("PartT")


def norm_units(norm: NormSpec) -> Iterator[int]:
    """Yields the conditions of a norm, as indices into `Edition.conditions`."""
    parts = _parts((norm.met_when, norm.breached_when, norm.done, norm.period))
    yield from (part for part in parts if type(part) is int)


def norm_names(norm: NormSpec) -> Iterator[str]:
    """Yields the days and counts that a norm's last day and status read other than by a condition."""
    yield from (part for part in _parts((norm.period, norm.done)) if isinstance(part, str))


def period_names(norm: NormSpec) -> Iterator[str]:
    """Yields the days from which a norm's period runs, or on which it ends, and what moves its end."""
    yield from (part for part in _parts(norm.period) if isinstance(part, str))


def norm_parameters(norm: NormSpec) -> Iterator[str]:
    """Yields the numbers of the law by which a norm's period is counted."""
    yield from (part.name for part in _parts(norm.period) if isinstance(part, Parameter))


def replaced(part: PartT, by: Callable[[Any], Any]) -> PartT:
    """Returns a norm, or a part of one, with something else for what stands in its records.

    Args:
        part: The norm, or the part.
        by: Returns what stands there instead: of the index of a condition, of a name, of a number of the law.
    """
    if not isinstance(part, tuple) or isinstance(part, Parameter):
        made: PartT = by(part)
        return made
    parts = (replaced(each, by) for each in part)
    return part._make(parts) if hasattr(part, "_make") else type(part)(parts)


def _parts(part: object) -> Iterator[object]:
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple) and not isinstance(each, Parameter):
            waiting.extend(reversed(each))
        else:
            yield each
