"""Minimising cases: one says as little as possible while something stays so, and what is left is shown."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import yaml

from xinfang_rules.errors import XinfangError
from xinfang_rules.facts.case import Case
from xinfang_rules.facts.values import UNKNOWN
from xinfang_rules.minimal_subset import minimal_subset

_Data = dict[str, dict[str, Any]]


def minimize(case: Case, so: Callable[[Case], bool]) -> Case:
    """Returns a case that says less, for which something is still so.

    Facts are left out in ever smaller groups, as long as what is left is still admissible and still so. A date of the
    record of days that is left out has not happened; where it has to be possible, it becomes unknown.

    Args:
        case: The case.
        so: What has to stay so.
    """
    for blank in (None, UNKNOWN):
        case = _minimized(case, so, blank)
    return case


def _minimized(case: Case, so: Callable[[Case], bool], blank: str | None) -> Case:
    names = _stated(case, blank)
    left = minimal_subset(names, lambda kept: _is(_only(case, names, kept, blank), so))
    return _only(case, names, left, blank)


def case_yaml(case: Case) -> str:
    """Writes a case as a case file."""
    text: str = yaml.safe_dump(
        case.model_dump(mode="json"), allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    )
    return text


def _is(case: Case, so: Callable[[Case], bool]) -> bool:
    try:
        return so(case)
    except XinfangError:  # there is no such case, or it cannot be evaluated
        return False


def _stated(case: Case, blank: str | None) -> list[str]:
    data: _Data = case.model_dump()
    names = [f"{group}.{key}" for group, facts in data.items() if isinstance(facts, dict) for key in facts]
    if blank is None:
        return names
    return [name for name in names if data[case.facts[name].group][case.facts[name].key] != UNKNOWN]


def _only(case: Case, names: Sequence[str], kept: Collection[str], blank: str | None) -> Case:
    """Returns a case in which, of some facts, only those kept are stated."""
    data: _Data = case.model_dump()
    for name in names:
        if name in kept:
            continue
        spec = case.facts[name]
        if blank is None:
            data[spec.group].pop(spec.key)
        else:
            data[spec.group][spec.key] = blank
    return type(case).model_validate(data)
