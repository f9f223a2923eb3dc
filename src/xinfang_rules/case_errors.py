"""From plain data to a case; what is wrong with it, in one line a finding."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.case import FACTS, Case
from xinfang_rules.errors import CaseError, Diagnostic, Position, did_you_mean
from xinfang_rules.sources.document import Document, shown

CASE_CODES: Mapping[str, str] = {
    "unknown-key": "a key that the case model does not have",
    "unknown-value": "a value outside the fact's closed list",
    "value-type": "a value of the wrong type",
    "impossible-date": "a day that is not in the calendar",
    "null": "null, which is neither a value nor unknown",
    "bad-form": "a value that is not of the form wanted here",
    "contradiction": "facts that cannot be true together",
}
"""The closed list of what can be wrong with a case."""

Path = tuple[str | int, ...]


def read_case(data: Any, position: Callable[[Path, bool], Position] | None = None) -> Case:
    """Validates plain data as a case.

    Args:
        data: What a case file says.
        position: Says where a part of the data stands (of its key, if the flag is set); without it, messages name
            the part.

    Raises:
        CaseError: If it is no case; every finding is listed.
    """
    place = position or _by_name
    if not isinstance(data, Mapping):
        found = Diagnostic(place((), False), "value-type", "a case is a mapping of groups of facts, such as petition")
        raise CaseError([found])
    try:
        return Case.model_validate(data)
    except ValidationError as error:
        findings: dict[Path, Diagnostic] = {}
        for detail in error.errors(include_url=False):
            path = _path(detail["loc"])
            findings.setdefault(path, _diagnostic(path, detail, place))
        raise CaseError(findings.values()) from None


def case_from_document(document: Document, path: Path = ()) -> Case:
    """Validates a part of a document as a case, with the places of what is wrong.

    Raises:
        CaseError: If it is no case.
    """
    data: Any = document.data
    for step in path:
        data = data[step]
    return read_case(data, lambda at, key: document.position((*path, *at), key=key))


def _by_name(path: Path, _: bool) -> Position:
    return Position(".".join(map(str, path)) or "case")


def _path(location: Path) -> Path:
    """Takes the branches of unions out of a location: what is left leads to the value."""
    if len(location) > 2 and f"{location[0]}.{location[1]}" in FACTS:
        spec = FACTS[f"{location[0]}.{location[1]}"]
        member = [step for step in location[2:] if step in spec.members]
        return (*location[:2], *member[:1])
    return location[:2]


def _diagnostic(path: Path, detail: ErrorDetails, place: Callable[[Path, bool], Position]) -> Diagnostic:
    name = ".".join(str(step) for step in path[:2])
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Diagnostic(place(path, True), "unknown-key", _unknown_key(path))
    if kind in ("null_fact", "null_case_id"):
        return Diagnostic(place(path, False), "null", f"{name}: {detail['msg']}")
    if kind == "impossible_date":
        return Diagnostic(place(path, False), "impossible-date", f"{name}: {_given(detail)} is no day of the calendar")
    if name in FACTS:
        return _wrong_fact(name, path, detail, place)
    if kind.endswith("_type"):
        wanted = "a text" if path == ("case_id",) else "a mapping of facts"
        return Diagnostic(place(path, False), "value-type", f"{name} is {wanted}, not {_given(detail)}")
    said = "an opaque reference of at most 64 ASCII letters, digits and . _ : / -"
    return Diagnostic(place(path, False), "bad-form", f"{name} is {said}, not {_given(detail)}")


def _wrong_fact(name: str, path: Path, detail: ErrorDetails, place: Callable[[Path, bool], Position]) -> Diagnostic:
    spec = FACTS[name]
    given = detail["input"]
    match spec.kind:
        case "enum" | "set" if isinstance(given, str) or detail["loc"][-1:] == ("[key]",):
            wrong = str(given)
            allowed = [*spec.members, "unknown"]
            hint = did_you_mean(wrong, allowed)
            message = f"{name}: {shown(wrong)} is none of {', '.join(allowed)}{hint}"
            return Diagnostic(place(path, False), "unknown-value", message)
        case "enum":
            wanted = f"one of {', '.join(spec.members)}, or unknown"
        case "set":
            wanted = f"a list or a mapping of {', '.join(spec.members)}, or unknown"
        case "bool":
            wanted = "true, false or unknown"
        case "count":
            wanted = f"a whole number from {spec.least}, or unknown"
        case "date":
            wanted = "a day as YYYY-MM-DD, or unknown"
    return Diagnostic(place(path, False), "value-type", f"{name} is {wanted}, not {_given(detail)}")


def _unknown_key(path: Path) -> str:
    key = str(path[-1])
    if len(path) == 1:
        allowed = list(Case.model_fields)
        elsewhere = [name for name in FACTS if name.endswith("." + key)]
    else:
        group = str(path[0])
        allowed = [spec.key for spec in FACTS.values() if spec.group == group]
        elsewhere = [name for name in FACTS if name.endswith("." + key) and not name.startswith(group + ".")]
    hint = f" (did you mean {elsewhere[0]}?)" if elsewhere else did_you_mean(key, allowed)
    listing = ", ".join(allowed) if len(allowed) <= 12 or not hint else f"{len(allowed)} facts are known here"
    where = f"{path[0]} has" if len(path) > 1 else "a case has"
    return f"{where} no key {shown(key)}: {listing}{hint}"


def _given(detail: ErrorDetails) -> str:
    given = detail["input"]
    if isinstance(given, str):
        return shown(given)
    text = repr(given)
    return text if len(text) <= 40 else f"a {type(given).__name__}"
