"""Linking admissibility constraints: each becomes one condition that every case satisfies."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from xinfang_rules.facts.specs import Facts
from xinfang_rules.language.conditions import AllOf, AnyOf, Condition, Happened, InSequence, Not, names
from xinfang_rules.language.parse import Path, Report, parse_condition
from xinfang_rules.language.scope import Kind, Name, no_name
from xinfang_rules.rulebook.cited import Cited
from xinfang_rules.rulebook.entries import ConstraintEntry
from xinfang_rules.rulebook.model import Constraint, Undated
from xinfang_rules.rulebook.pack import Placed

ParameterValue = Callable[[str, Report, Path], int | None]


def link_constraint(
    placed: Placed[ConstraintEntry],
    scope: Mapping[str, Name],
    value: ParameterValue,
    citations: tuple[Cited, ...],
    known: Facts,
) -> Constraint | None:
    """Links one constraint; reports what is wrong and returns None then."""
    entry = placed.entry
    condition = _condition(placed, scope, value)
    if condition is None:
        return None
    facts = names(condition)
    derived = [name for name in facts if name.partition("[")[0] not in known]
    if derived:
        placed.report((), "constraint-form", f"a constraint reads facts only, not {', '.join(derived)}")
        return None
    undated = _undated(placed, condition)
    return Constraint(
        entry.constraint, entry.title, entry.because, condition, facts, citations, undated, entry.interpretive
    )


def _undated(placed: Placed[ConstraintEntry], condition: Condition) -> Undated | None:
    if placed.entry.dates_left_out is None:
        return None
    match condition:
        case AnyOf((Not(given), then)) if placed.entry.given is not None:
            parts = then.parts if isinstance(then, AllOf) else (then,)
            days = tuple(part.name for part in parts if isinstance(part, Happened))
            if days:
                return Undated(given, days)
    message = "dates_left_out is for given and then, where then says that a day has come ({happened: true})"
    placed.report(("dates_left_out",), "constraint-form", message, key=True)
    return None


def _condition(placed: Placed[ConstraintEntry], scope: Mapping[str, Name], value: ParameterValue) -> Condition | None:
    entry = placed.entry

    def parsed(data: object, key: str) -> Condition | None:
        return parse_condition(data, (key,), scope, lambda name, path: value(name, placed.report, path), placed.report)

    match (entry.never is not None, entry.given is not None, entry.then is not None, entry.sequence is not None):
        case (True, False, False, False):
            never = parsed(entry.never, "never")
            return None if never is None else Not(never)
        case (False, True, True, False):
            given, then = parsed(entry.given, "given"), parsed(entry.then, "then")
            return None if given is None or then is None else AnyOf((Not(given), then))
        case (False, False, False, True):
            return _sequence(placed, scope, entry.sequence or [])
        case _:
            placed.report((), "constraint-form", "a constraint has never, or given and then, or sequence")
            return None


def _sequence(placed: Placed[ConstraintEntry], scope: Mapping[str, Name], dates: list[str]) -> Condition | None:
    found = [scope.get(name) for name in dates]
    wrong = [index for index, name in enumerate(found) if name is None or name.kind is not Kind.DATE]
    known = [name.name for name in scope.values() if name.kind is Kind.DATE] if wrong else ()
    for index in wrong:
        placed.report(("sequence", index), "unknown-date", no_name(dates[index], "date", scope, known))
    if wrong:
        return None
    steps = tuple(InSequence(first, second) for first, second in pairwise(dates))
    return steps[0] if len(steps) == 1 else AllOf(steps)
