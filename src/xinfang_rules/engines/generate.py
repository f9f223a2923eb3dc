"""Conditions as Python source: one function for many conditions, two expressions for each.

For each condition one expression says whether it may be true, another whether it may be false. Every expression is
made of integers and slot numbers only, which `:d` makes sure of: nothing that a rule file or a case file wrote reaches
the source.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, assert_never

from xinfang_rules.language.conditions import (
    AllOf,
    Among,
    AnyOf,
    Compared,
    Condition,
    CountBetween,
    DateOrder,
    Happened,
    InSequence,
    Not,
)
from xinfang_rules.language.truth import EITHER, NEVER, TRUE, UNBOUNDED, Values

Settle: TypeAlias = Callable[[Values, list[int]], object]
"""Takes the values and the truths, all of them `FALSE` so far, and writes what may be true into the truths."""

_READ = re.compile(r"\bv(\d+)\b")
_OFTEN = 8
"""A slot that is read as often as this is taken out of the values once."""

_DEEPEST = 12
"""Tests nest no deeper; Python itself takes 100 levels."""


class _Shown(NamedTuple):
    """A condition on its way into the source.

    Attributes:
        unit: Its number.
        requirements: The expressions that are all truthy when it may be true.
        fails: The expression that is truthy when it may be false.
    """

    unit: int
    requirements: tuple[str, ...]
    fails: str


class _Source:
    """Writes expressions."""

    def __init__(self, layout: Mapping[str, int]) -> None:
        self._layout = layout

    def slot(self, name: str, offset: int = 0) -> str:
        return f"v{self._layout[name] + offset:d}"

    def shown(self, unit: int, condition: Condition) -> _Shown:
        requirements = dict.fromkeys(self._requirements(condition, True))
        return _Shown(unit, tuple(requirements), self.may(condition, False))

    def _requirements(self, condition: Condition, wanted: bool) -> Iterator[str]:
        match condition:
            case Not(part):
                yield from self._requirements(part, not wanted)
            case AllOf(parts) if wanted:
                for part in parts:
                    yield from self._requirements(part, True)
            case AnyOf(parts) if not wanted:
                for part in parts:
                    yield from self._requirements(part, False)
            case _:
                yield self.may(condition, wanted)

    def may(self, condition: Condition, wanted: bool) -> str:
        """Writes the expression that is truthy when the condition may be `wanted`."""
        match condition:
            case AllOf(parts):
                return self._joined(parts, wanted, conjunction=wanted)
            case AnyOf(parts):
                return self._joined(parts, wanted, conjunction=not wanted)
            case Not(part):
                return self.may(part, not wanted)
            case Among(name, allowed, domain):
                return f"{self.slot(name)} & {allowed if wanted else domain ^ allowed:d}"
            case CountBetween(name, least, most):
                low, high = self.slot(name), self.slot(name, 1)
                if wanted:
                    return (
                        f"{high} >= {least:d}" if most == UNBOUNDED else f"({high} >= {least:d} and {low} <= {most:d})"
                    )
                return f"{low} < {least:d}" if most == UNBOUNDED else f"({low} < {least:d} or {high} > {most:d})"
            case Happened(name):
                return f"{self.slot(name)} < {NEVER}" if wanted else f"{self.slot(name, 1)} == {NEVER}"
            case Compared(name, order, other):
                return self._compared(name, order, other, wanted)
            case InSequence(earlier, later):
                if wanted:
                    return f"{self.slot(earlier)} <= {self.slot(later, 1)}"
                return f"{self.slot(earlier, 1)} > {self.slot(later)}"
            case _:
                assert_never(condition)

    def _joined(self, parts: Sequence[Condition], wanted: bool, *, conjunction: bool) -> str:
        if not parts:
            return "1" if conjunction else "0"
        written = [self.may(part, wanted) for part in parts]
        if len(written) == 1:
            return written[0]
        return "(" + (" and " if conjunction else " or ").join(written) + ")"

    def _compared(self, name: str, order: DateOrder, other: str, wanted: bool) -> str:
        low, high = self.slot(name), self.slot(name, 1)
        other_low, other_high = self.slot(other), self.slot(other, 1)
        match order, wanted:
            case DateOrder.BEFORE, True:
                return f"{low} < {other_high}"
            case DateOrder.BEFORE, False:
                return f"{high} >= {other_low}"
            case DateOrder.ON_OR_BEFORE, True:
                return f"({low} < {NEVER} and {low} <= {other_high})"
            case DateOrder.ON_OR_BEFORE, False:
                return f"({high} == {NEVER} or {high} > {other_low})"
            case DateOrder.AFTER, True:
                return f"({low} < {NEVER} > {other_low} and {high} > {other_low})"
            case DateOrder.AFTER, False:
                return f"({high} == {NEVER} or {low} <= {other_high})"
            case DateOrder.ON_OR_AFTER, True:
                return f"({low} < {NEVER} > {other_low} and {high} >= {other_low})"
            case DateOrder.ON_OR_AFTER, False:
                return f"({high} == {NEVER} or {other_high} == {NEVER} or {low} < {other_high})"
            case _:  # the eight rows above are all there are
                raise AssertionError(order)


def conditions_source(conditions: Mapping[int, Condition], layout: Mapping[str, int], name: str) -> str:
    """Writes the source of a function that settles conditions, each under its number; see `Settle`.

    What several conditions require is tested once for all of them: most conditions fail with their first requirement,
    and many share it.
    """
    source = _Source(layout)
    lines: list[str] = []
    shown: list[_Shown] = []
    for unit, condition in conditions.items():
        if isinstance(condition, Among) and (condition.allowed, condition.domain) == (TRUE, EITHER):
            lines.append(f"    t[{unit:d}] = {source.slot(condition.name)}")
        else:
            shown.append(source.shown(unit, condition))
    lines.extend(_together(shown, 1))
    return _function(f"def {name}(v, t):", [*lines, "    return"])


def _together(shown: Sequence[_Shown], depth: int) -> Iterator[str]:
    """Writes conditions, those first that have most in common."""
    indent = "    " * depth
    sharing: dict[str, list[_Shown]] = {}
    for one in shown:
        for requirement in one.requirements if depth < _DEEPEST else ():
            sharing.setdefault(requirement, []).append(one)
    left = {one.unit: one for one in shown}
    for requirement, some in sorted(sharing.items(), key=lambda entry: -len(entry[1])):
        group = [left[one.unit] for one in some if one.unit in left]
        if len(group) < 2:
            continue
        for one in group:
            del left[one.unit]
        yield f"{indent}if {requirement}:"
        rest = (one._replace(requirements=tuple(r for r in one.requirements if r != requirement)) for one in group)
        yield from _together(list(rest), depth + 1)
    for one in left.values():
        if one.requirements:
            yield f"{indent}if {' and '.join(one.requirements)}:"
        yield f"{indent}{'    ' if one.requirements else ''}t[{one.unit:d}] = {EITHER} if {one.fails} else {TRUE}"


def _function(head: str, lines: Sequence[str]) -> str:
    """Puts a function together: slots read often become variables, the others are read where they stand."""
    body = "\n".join(lines)
    reads = Counter(_READ.findall(body))
    often = {slot for slot, times in reads.items() if times >= _OFTEN}
    body = _READ.sub(lambda read: read[0] if read[1] in often else f"v[{read[1]}]", body)
    return "\n".join([head, *(f"    v{slot} = v[{slot}]" for slot in sorted(often, key=int)), body, ""])


def run_source(source: str, name: str) -> Any:
    """Executes source, which may use nothing but literals, and returns what it defines under a name."""
    namespace: dict[str, Any] = {"__builtins__": {}}
    exec(compile(source, f"<xinfang_rules {name}>", "exec"), namespace)
    return namespace[name]
