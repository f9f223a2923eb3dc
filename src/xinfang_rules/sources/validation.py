"""From the data of a file to its entries; what pydantic finds wrong becomes diagnostics with a place."""

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.errors import Diagnostic, Position, did_you_mean
from xinfang_rules.sources.document import Document, shown

Path: TypeAlias = tuple[str | int, ...]

ModelT = TypeVar("ModelT", bound=BaseModel)

_WANTED = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
}

_BOUNDS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}

_AS_WRITTEN = {"True": "true", "False": "false", "None": "null"}


def place_in(document: Document, path: Path, *, key: bool = False) -> Position:
    """Returns where a part of an entry stands in its file, in which a list of one may be written without the list."""
    data, written = document.data, list[str | int]()
    for step in path:
        if isinstance(data, list):
            inside = isinstance(step, int) and step < len(data)
            data = data[step] if isinstance(step, int) and inside else None
        elif isinstance(step, int):
            continue
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
        written.append(step)
    return document.position(tuple(written), key=key)


def read_entries(
    document: Document, model: type[ModelT], context: object = None
) -> tuple[ModelT | None, list[Diagnostic]]:
    """Reads a document by the model of its kind of file.

    Returns:
        The entries, or None if anything is wrong; and what is wrong.
    """
    try:
        return model.model_validate(document.data, context=context), []
    except ValidationError as error:
        return None, [_diagnostic(document, model, detail) for detail in error.errors(include_url=False)]


def _diagnostic(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Diagnostic:
    path: Path = detail["loc"]
    match detail["type"]:
        case "missing":
            key = str(path[-1])
            return Diagnostic(place_in(document, path[:-1]), "missing-key", f"{key} is missing here")
        case "extra_forbidden":
            key, allowed = str(path[-1]), _keys_at(model, path[:-1])
            listing = f": {', '.join(allowed)}" if allowed else ""
            message = f"{shown(key)} is no key of this section{listing}{did_you_mean(key, allowed)}"
            return Diagnostic(place_in(document, path, key=True), "unknown-key", message)
        case "enum" | "literal_error":
            given, allowed = detail["input"], _enumerated(detail)
            hint = did_you_mean(given, allowed) if isinstance(given, str) else ""
            message = f"{_kind(given)} is none of {', '.join(allowed)}{hint}"
            return Diagnostic(place_in(document, path), "unknown-value", message)
        case kind if kind.endswith(("_type", "_parsing")) or kind == "is_instance_of":
            return Diagnostic(place_in(document, path), "value-type", _sentence(detail))
        case _ if path[-1:] == ("[key]",):
            return Diagnostic(place_in(document, path[:-1], key=True), "bad-form", _sentence(detail))
        case _:
            return Diagnostic(place_in(document, path), "bad-form", _sentence(detail))


def _sentence(detail: ErrorDetails) -> str:
    given = detail["input"]
    if detail["type"] in _WANTED:
        return f"{_WANTED[detail['type']]} should stand here, not {_kind(given)}"
    if detail["type"] in _BOUNDS:
        word, bound = _BOUNDS[detail["type"]]
        number = detail.get("ctx", {}).get(bound)
        return f"this should have {word} {number} entr{'y' if number == 1 else 'ies'}, not {len(given)}"
    said = detail["msg"].replace("Value error, ", "").replace("Input should be", "this should be")
    return f"{said}, not {shown(given)}" if isinstance(given, str) else said


def _kind(given: object) -> str:
    match given:
        case None:
            return "nothing"
        case bool():
            return str(given).lower()
        case str():
            return shown(given)
        case int() | float():
            return str(given)
        case list():
            return "a list"
        case _:
            return "a mapping"


def _enumerated(detail: ErrorDetails) -> list[str]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    parts = [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]
    return [_AS_WRITTEN.get(part, part) for part in parts]


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Lists the keys of the model that reads the part of a file at a path."""
    named = False
    for step in path:
        if isinstance(step, int) or named:
            named = False
            continue
        field = next(
            (f for name, f in model.model_fields.items() if step in (name, f.alias)),
            None,
        )
        inner = None if field is None else _model_in(field.annotation)
        if field is None or inner is None:
            return []
        model = inner
        named = get_origin(field.annotation) is dict  # the next step is a name that the file chose, no key of a model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
