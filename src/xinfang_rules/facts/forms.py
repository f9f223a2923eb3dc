"""The JSON Schema of facts as a form shows them: every choice with what it says, and no text in English."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic.json_schema import JsonSchemaValue

_YES_NO: Final = ({"const": True, "title": "是"}, {"const": False, "title": "否"})
_UNKNOWN: Final = {"const": "unknown", "title": "未知"}


def as_form(group: JsonSchemaValue, title: str | None) -> None:
    """Turns the schema that pydantic wrote of a group of facts into that of a form, in its place."""
    group.pop("description", None)  # the docstring
    group.pop("title", None)
    if title is not None:
        group["title"] = title
    for field in group.get("properties", {}).values():
        field.pop("default", None)
        if "anyOf" in field:
            ways = _ways(field.pop("anyOf"))
            field.update({key: each for key, each in ways.items() if key not in field})


def _ways(branches: list[JsonSchemaValue]) -> JsonSchemaValue:
    """Writes the ways to state a fact: a choice among values, where all of them are told."""
    stated = [branch for branch in branches if branch.get("type") != "null"]
    if len(stated) == 1:
        return stated[0]
    titled = [_titled(branch) for branch in stated]
    choices = [list(_choices(branch)) for branch in titled]
    if not all(choices):
        return {"anyOf": titled}
    told = [choice for some in choices for choice in some]
    # Forms go by the type, and of several by the first: a text is chosen from a list, a truth value ticked or not.
    truth = any(isinstance(choice["const"], bool) for choice in told)
    return {"type": ["string", "boolean"] if truth else "string", "oneOf": told}


def _choices(branch: JsonSchemaValue) -> Iterator[Any]:
    if "const" in branch:
        yield branch
    elif branch.get("type") == "boolean":
        yield from _YES_NO
    else:
        yield from branch.get("oneOf", ())


def _titled(branch: JsonSchemaValue) -> JsonSchemaValue:
    """Says in Chinese what a way to state a fact is."""
    if branch.get("const") == "unknown":
        return dict(_UNKNOWN)
    match branch.get("type"):
        case "integer":
            return {"title": "数目", **branch}
        case "string" if branch.get("format") == "date":
            return {"title": "日期", **branch}
        case "array":
            return {"title": "全部列出", **branch, "uniqueItems": True}
        case "object" if "propertyNames" in branch:
            each = {"oneOf": [*_YES_NO, _UNKNOWN]}
            named = branch["propertyNames"]["oneOf"]
            members = {member["const"]: {"title": member["title"], **each} for member in named}
            return {"title": "逐项说明", "type": "object", "properties": members, "additionalProperties": False}
        case _:
            return branch
