"""From the data of a file to its entries; what pydantic finds wrong becomes diagnostics with a place."""

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from xinfang_rules.errors import Diagnostic, Position, did_you_mean, nearest, suggestion
from xinfang_rules.sources.document import Document, described, is_not, quoted, shown

Path: TypeAlias = tuple[str | int, ...]

ModelT = TypeVar("ModelT", bound=BaseModel)

_WANTED = {
    "model_type": ("a mapping", "一组键值"),
    "dict_type": ("a mapping", "一组键值"),
    "list_type": ("a list", "列表"),
    "string_type": ("a text", "文字"),
    "int_type": ("a whole number", "整数"),
    "bool_type": ("true or false", "true 或者 false"),
}

_BOUNDS = {"too_short": ("at least", "min_length", "至少"), "too_long": ("at most", "max_length", "至多")}

_CHINESE = {
    "string_pattern_mismatch": "此处应合于 {pattern}",
    "string_too_short": "此处至少应有{min_length}个字",
    "string_too_long": "此处至多可有{max_length}个字",
    "greater_than_equal": "此处不得小于{ge}",
    "less_than_equal": "此处不得大于{le}",
}
"""What pydantic says itself. What a model of ours says has its Chinese words in `zh` of the context of the error."""

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
    document: Document, model: type[ModelT], context: object = None, *, chinese: bool = False
) -> tuple[ModelT | None, list[Diagnostic]]:
    """Reads a document by the model of its kind of file, whose validators read the context.

    With `chinese`, what is wrong is told in Chinese too; of rule files it is not.

    Returns:
        The entries, or None if anything is wrong; and what is wrong.
    """
    try:
        return model.model_validate(document.data, context=context), []
    except ValidationError as error:
        found = [_diagnostic(document, model, detail) for detail in error.errors(include_url=False)]
        return None, found if chinese else [one._replace(chinese="") for one in found]


def _diagnostic(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Diagnostic:
    path: Path = detail["loc"]
    match detail["type"]:
        case "missing":
            place, key = place_in(document, path[:-1]), str(path[-1])
            return Diagnostic(place, "missing-key", f"{key} is missing here", f"此处缺少 {key}")
        case "extra_forbidden":
            key, allowed = str(path[-1]), _keys_at(model, path[:-1])
            english, chinese = (f": {', '.join(allowed)}", f"，可用的有 {'、'.join(allowed)}") if allowed else ("", "")
            message = f"{shown(key)} is no key of this section{english}{did_you_mean(key, allowed)}"
            chinese = f"此处没有{quoted(key)}这一键{chinese}{did_you_mean(key, allowed, 'zh')}"
            return Diagnostic(place_in(document, path, key=True), "unknown-key", message, chinese)
        case "enum" | "literal_error":
            (given, zh), allowed = _given(detail["input"]), _enumerated(detail)
            near = nearest(detail["input"], allowed) if isinstance(detail["input"], str) else None
            message = f"{given} is none of {', '.join(allowed)}{suggestion(near, 'en')}"
            chinese = f"此处应为 {'、'.join(allowed)} 之一，{is_not(zh)}{suggestion(near, 'zh')}"
            return Diagnostic(place_in(document, path), "unknown-value", message, chinese)
        case kind if kind.endswith(("_type", "_parsing")) or kind == "is_instance_of":
            return Diagnostic(place_in(document, path), "value-type", *_sentence(detail))
        case _ if path[-1:] == ("[key]",):
            return Diagnostic(place_in(document, path[:-1], key=True), "bad-form", *_sentence(detail))
        case _:
            return Diagnostic(place_in(document, path), "bad-form", *_sentence(detail))


def _sentence(detail: ErrorDetails) -> tuple[str, str]:
    given, context = detail["input"], detail.get("ctx", {})
    if detail["type"] in _WANTED:
        (wanted, chinese), (told, zh) = _WANTED[detail["type"]], _given(given)
        return f"{wanted} should stand here, not {told}", f"此处应为{chinese}，{is_not(zh)}"
    if detail["type"] in _BOUNDS:
        word, bound, chinese = _BOUNDS[detail["type"]]
        number = context.get(bound)
        english = f"this should have {word} {number} entr{'y' if number == 1 else 'ies'}, not {len(given)}"
        return english, f"此处{chinese}应有{number}项，不是{len(given)}项"
    said = detail["msg"].replace("Value error, ", "").replace("Input should be", "this should be")
    chinese = context.get("zh") or _CHINESE.get(detail["type"], "").format_map(context)
    if isinstance(given, str):
        return f"{said}, not {shown(given)}", chinese and f"{chinese}，不是{quoted(given)}"
    return said, chinese


def _given(given: object) -> tuple[str, str]:
    return ("nothing", "空") if given is None else described(given)


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
