"""Hypothesis strategies for cases: always admissible, with any part of the facts known.

Facts are stated one after the other, each drawn from what the constraints still leave possible, so that no draw is
thrown away. Needs the package `hypothesis`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from hypothesis import strategies as st

from xinfang_rules.case import FACTS, Case
from xinfang_rules.evaluation.admissibility import Admissibility, InadmissibleError
from xinfang_rules.evaluation.facts import EVENTS, Encoder
from xinfang_rules.logic.scope import member_name
from xinfang_rules.logic.truth import NEVER, TRUE, Values
from xinfang_rules.rulebook.model import Edition
from xinfang_rules.vocabulary.fact import UNKNOWN
from xinfang_rules.vocabulary.specs import FactSpec


def days_back(edition: Edition) -> int:
    """Returns how far before the day of evaluation generated events lie: further than all periods together."""
    return 2 * sum(parameter.value for parameter in edition.parameters.values())


def _telling_counts(edition: Edition) -> set[int]:
    """Lists the numbers around every parameter, where outcomes change."""
    return {0, 1} | {parameter.value + step for parameter in edition.parameters.values() for step in (-1, 0, 1)}


def cases(edition: Edition, as_of: date, *, known: Sequence[str] | None = None) -> st.SearchStrategy[Case]:
    """Generates admissible cases in which any part of the facts is known.

    Args:
        edition: Whose constraints hold.
        as_of: The day of evaluation; generated events lie on it or before.
        known: The facts that may be stated; all of them if None.
    """
    stated = st.lists(st.sampled_from(list(known or FACTS)), unique=True, max_size=len(known or FACTS))
    return stated.flatmap(lambda names: _stating(edition, as_of, names))


def complete_cases(edition: Edition, as_of: date) -> st.SearchStrategy[Case]:
    """Generates admissible cases in which every fact is known.

    Args:
        edition: Whose constraints hold.
        as_of: The day of evaluation; generated events lie on it or before.
    """
    return st.permutations(list(FACTS)).flatmap(lambda names: _stating(edition, as_of, names))


@st.composite
def _stating(draw: st.DrawFn, edition: Edition, as_of: date, names: Sequence[str]) -> Case:
    today = as_of.toordinal()
    admissibility = Admissibility(edition)
    everything = {spec.key: UNKNOWN for spec in FACTS.values() if spec.group == "timeline"}
    values = Encoder(edition.scope, edition.layout).encode(Case.model_validate({"timeline": everything}), today)
    admissibility.complete(values, today)
    data: dict[str, dict[str, Any]] = {"timeline": dict(everything)}
    for name in names:
        spec = FACTS[name]
        stated = _state(draw, spec, values, edition, today, admissibility)
        group = data.setdefault(spec.group, {})
        if stated is None:
            group.pop(spec.key, None)
        else:
            group[spec.key] = stated
    return Case.model_validate({group: facts for group, facts in data.items() if facts})


def _state(
    draw: st.DrawFn, spec: FactSpec, values: Values, edition: Edition, today: int, admissibility: Admissibility
) -> Any:
    """States one fact: draws a value that is still possible, and narrows the values by it and what follows."""
    layout = edition.layout

    def settle(slot: int, options: list[tuple[int, ...]]) -> tuple[int, ...]:
        order = draw(st.permutations(options))
        for option in order:
            attempt = values.copy()
            attempt[slot : slot + len(option)] = option
            try:
                admissibility.complete(attempt, today)
            except InadmissibleError:
                continue
            values[:] = attempt
            return option
        raise AssertionError(f"the constraints leave {spec.name} no value at all")

    match spec.kind:
        case "set":
            chosen = {}
            for member in spec.members:
                slot = layout[member_name(spec.name, member)]
                chosen[member] = settle(slot, _bits(values[slot])) == (TRUE,)
            return chosen
        case "bool":
            slot = layout[spec.name]
            return settle(slot, _bits(values[slot])) == (TRUE,)
        case "enum":
            slot = layout[spec.name]
            (bit,) = settle(slot, _bits(values[slot]))
            return spec.members[bit.bit_length() - 1]
        case "count":
            slot = layout[spec.name]
            low, high = values[slot], values[slot + 1]
            numbers = sorted({low, *(n for n in _telling_counts(edition) if low <= n <= high)})
            return settle(slot, [(n, n) for n in numbers])[0]
        case "date":
            slot = layout[spec.name]
            first = today - days_back(edition)
            day = _draw_day(draw, spec, max(values[slot], first), values[slot + 1], today, partial(settle, slot))
            return None if day == NEVER and not spec.origin else _written(day)


def _written(day: int) -> Any:
    return UNKNOWN if day == NEVER else date.fromordinal(day)


def _draw_day(
    draw: st.DrawFn,
    spec: FactSpec,
    low: int,
    high: int,
    today: int,
    settle: Callable[[list[tuple[int, ...]]], tuple[int, ...]],
) -> int:
    """Draws a day between the bounds, near today, or that it has not happened."""
    last = min(high, today if spec.name in EVENTS else 2 * today - low)
    options: list[tuple[int, ...]] = []
    if low <= last:
        day = draw(st.integers(low, last))
        options.append((day, day))
        options.extend((edge, edge) for edge in (low, last) if edge != day)
    if high == NEVER and not spec.origin:
        options.append((NEVER, NEVER))
    return settle(options)[0]


def _bits(mask: int) -> list[tuple[int, ...]]:
    return [(1 << bit,) for bit in range(mask.bit_length()) if mask >> bit & 1]


def forgetting(case: Case, names: Sequence[str]) -> Case:
    """Returns a case that says less: the named facts become unknown.

    Args:
        case: A case.
        names: Facts by dotted name.
    """
    data = case.model_dump()
    for name in names:
        spec = FACTS[name]
        data.setdefault(spec.group, {})[spec.key] = UNKNOWN
    return Case.model_validate(data)
