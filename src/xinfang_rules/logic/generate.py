"""Conditions as Python source: one function for many conditions, two expressions for each.

For each condition one expression says whether it may be true, another whether it may be false. Every expression is
made of integers and slot numbers only: nothing that a rule file or a case file wrote reaches the source.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, assert_never

from xinfang_rules.logic.conditions import (
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
from xinfang_rules.logic.truth import NEVER, UNBOUNDED, Values

Compiled = Callable[[Values], Sequence[int]]

SATISFIED, SETTLED, FORCED, BROKEN = 0, 1, 2, 3
"""What `propagation_source` says of a constraint: nothing follows, nothing further does, something does, or broken."""


class _Source:
    """Writes expressions and remembers how often each slot is read."""

    def __init__(self, layout: Mapping[str, int]) -> None:
        self._layout = layout
        self.reads: Counter[int] = Counter()

    def slot(self, name: str, offset: int = 0) -> str:
        index = self._layout[name] + offset
        self.reads[index] += 1
        return f"v{index}"

    def function(self, results: Sequence[str], name: str) -> str:
        """Writes a function that returns the results, every slot it reads taken out of the values once."""
        lines = [f"def {name}(v):"]
        lines.extend(f"    v{index} = v[{index}]" for index in sorted(self.reads))
        lines.append("    return (")
        lines.extend(f"        {result}," for result in results)
        lines.append("    )")
        return "\n".join(lines) + "\n"

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
                return f"{self.slot(name)} & {allowed if wanted else domain ^ allowed}"
            case CountBetween(name, least, most):
                low, high = self.slot(name), self.slot(name, 1)
                if wanted:
                    return f"{high} >= {least}" if most == UNBOUNDED else f"({high} >= {least} and {low} <= {most})"
                return f"{low} < {least}" if most == UNBOUNDED else f"({low} < {least} or {high} > {most})"
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

    def truth(self, condition: Condition) -> str:
        """Writes the expression for the truth value of a condition."""
        match condition:
            case Among(name, allowed=1, domain=3):  # a mask of two values, the first of which makes it true
                return self.slot(name)
            case _:
                may_be_true, may_be_false = self.may(condition, True), self.may(condition, False)
                return f"(3 if {may_be_false} else 1) if {may_be_true} else 2"

    def follows(self, constraint: Condition) -> str:
        """Writes the expression for what follows from a constraint that is neither broken nor true already."""
        match constraint:
            case AnyOf(parts) if len(parts) > 1:
                return self._at_most_one(self.may(part, True) for part in parts)
            case Not(AllOf(parts)) if len(parts) > 1:
                return self._at_most_one(self.may(part, False) for part in parts)
            case InSequence():
                return f"({FORCED} if {self._narrows(constraint)} else {SETTLED})"
            case AllOf(parts) if all(isinstance(part, InSequence) for part in parts):
                narrows = " or ".join(self._narrows(part) for part in parts if isinstance(part, InSequence))
                return f"({FORCED} if {narrows or 0} else {SETTLED})"
            case _:
                return f"{FORCED}"

    def _narrows(self, order: InSequence) -> str:
        earlier_low, earlier_high = self.slot(order.earlier), self.slot(order.earlier, 1)
        later_low, later_high = self.slot(order.later), self.slot(order.later, 1)
        return f"{earlier_high} > {later_high} or {earlier_low} > {later_low}"

    @staticmethod
    def _at_most_one(possible: Iterable[str]) -> str:
        count = " + ".join(f"(1 if {part} else 0)" for part in possible)
        return f"({SATISFIED} if {count} > 1 else {FORCED})"

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


def function_source(conditions: Sequence[Condition], layout: Mapping[str, int], name: str) -> str:
    """Writes the source of a function from values to one truth value for each condition."""
    source = _Source(layout)
    results = [source.truth(condition) for condition in conditions]
    return source.function(results, name)


def propagation_source(constraints: Sequence[Condition], layout: Mapping[str, int], name: str) -> str:
    """Writes the source of a function that says of each constraint what follows from it.

    Nothing does (`SATISFIED`) where it is true already, or where two of its alternatives are still possible. Days that
    are put in order are `SETTLED` where they are known as narrowly as their order makes them.
    """
    source = _Source(layout)
    results: list[str] = []
    for constraint in constraints:
        may_hold, may_fail = source.may(constraint, True), source.may(constraint, False)
        result = f"{source.follows(constraint)} if {may_fail} else {SATISFIED}"
        results.append(f"({result}) if {may_hold} else {BROKEN}")
    return source.function(results, name)


def compile_function(source: str, name: str) -> Compiled:
    """Turns source that `function_source` or `propagation_source` wrote into the function."""
    function: Compiled = run_source(source, name)
    return function


def run_source(source: str, name: str) -> Any:
    """Executes source, which may use nothing but literals, and returns what it defines under a name."""
    namespace: dict[str, Any] = {"__builtins__": {}}
    exec(compile(source, f"<xinfang_rules {name}>", "exec"), namespace)
    return namespace[name]
