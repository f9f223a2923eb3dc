"""A case taken from data without its model, for whoever only evaluates it: pydantic is long to import."""

import re
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from xinfang_rules.days import day_written
from xinfang_rules.facts.day_bounds import ISO_DATE, bounds_stated
from xinfang_rules.facts.specs import Facts, FactSpec
from xinfang_rules.facts.values import LARGEST_COUNT, UNKNOWN
from xinfang_rules.personal_numbers import personal_number

if TYPE_CHECKING:
    from xinfang_rules.facts.case import Case

CASE_LIMIT: Final = 16 * 2**20
"""How many bytes of text are read at most; a complete case has a few thousand, a file may hold many cases."""

_REFERENCE: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}")


def plain_case(facts: Facts, data: Any) -> "Case | None":
    """Takes data, as a reader of JSON or YAML gives it, as a case that has the attributes of a model and nothing else.

    Returns:
        None unless all of it is certain: then the model is asked, which knows old names, and says what is wrong.
    """
    if type(data) is not dict:
        return None
    groups: dict[str, dict[str, Any]] = {
        group: dict.fromkeys(spec.key for spec in specs) for group, specs in facts.groups.items()
    }
    reference = data.get("case_id")
    if "case_id" in data and (type(reference) is not str or not _REFERENCE.fullmatch(reference)):
        return None
    if reference is not None and personal_number(reference, opaque=True) is not None:
        return None
    for group, stated in data.items():
        if group == "case_id":
            continue
        if group not in groups or type(stated) is not dict:
            return None
        for key, value in stated.items():
            spec = facts.get(f"{group}.{key}")
            taken = None if spec is None else _taken(spec, value)
            if taken is None:
                return None
            groups[group][key] = taken
    made = SimpleNamespace(case_id=reference, **{group: SimpleNamespace(**held) for group, held in groups.items()})
    return cast("Case", made)


def _taken(spec: FactSpec, value: Any) -> Any:
    """Returns a value as a case holds it; None if it is none that is certain."""
    kind = type(value)
    if kind is str and value == UNKNOWN:
        return value
    match spec.kind:
        case "bool" if kind is bool:
            return value
        case "enum" if kind is str and value in spec.members:
            return value
        case "count" if kind is int and spec.least <= value <= LARGEST_COUNT:
            return value
        case "date" if kind is dict or (kind is str and ISO_DATE.fullmatch(value)):
            with suppress(ValueError):  # it is no day, or these are no bounds of one
                return bounds_stated(value) if kind is dict else day_written(value)
        case "set" if kind is list and all(type(each) is str and each in spec.members for each in value):
            return {member: member in value for member in spec.members}
        case "set" if kind is dict and value.keys() <= set(spec.members):
            certain = all(type(told) is bool or (type(told) is str and told == UNKNOWN) for told in value.values())
            return value if certain else None
    return None
