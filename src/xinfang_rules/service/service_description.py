"""The description of the service (OpenAPI 3.1), as FastAPI makes it, with what it cannot know put right."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from xinfang_rules.service.answer_models import BatchLine
from xinfang_rules.service.field_titles import titled


def description_of(app: FastAPI) -> dict[str, Any]:
    """Returns the description; it is made once."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=_ABOUT,
            routes=app.routes,
            tags=[
                {"name": "answers", "description": "案件、卷宗进，答复出。"},
                {"name": "rules", "description": "有哪些规则，案件可以写什么。"},
                {"name": "operation", "description": "服务本身的状态。"},
            ],
        )
        schemas = described["components"]["schemas"]
        line = BatchLine.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        schemas |= {**line.pop("$defs"), "BatchLine": line}
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        titled(schemas)
        result = schemas.get("Result", {})
        result["required"] = [name for name in result.get("required", ()) if name != "needs"]  # told if asked for
        app.openapi_schema = _put_right(described)
    return app.openapi_schema


def _put_right(part: Any) -> Any:
    """Writes choices, and the pattern of keys, as generators of clients know them.

    Choices become enumerations, and their titles go into the description; of keys it is said apart that no other key is
    taken.
    """
    if isinstance(part, list):
        return [_put_right(each) for each in part]
    if not isinstance(part, dict):
        return part
    choices = part.get("oneOf") or ()
    values = [each.get("const") for each in choices if set(each) <= {"const", "title"}]
    if not values or len(values) < len(choices):
        told = {key: _put_right(each) for key, each in part.items()}
        if "patternProperties" in told:
            ((pattern, value),) = told.pop("patternProperties").items()
            told |= {"propertyNames": {"pattern": pattern}, "additionalProperties": value}
        return told
    titles = "；".join(f"{str(each['const']).lower()}：{each['title']}" for each in choices if "title" in each)
    rest = {key: each for key, each in part.items() if key != "oneOf"}
    rest["description"] = "。".join(text for text in (part.get("description"), titles) if text)
    named = [value for value in values if isinstance(value, str)]
    if len(named) == len(values):
        return rest | {"type": "string", "enum": named}
    whole = {"type": "boolean"} if {True, False} <= {*values} else {"type": "boolean", "const": True}
    return rest | {"anyOf": [whole, {"type": "string", "enum": named}]}


_ABOUT = """\
案件、卷宗以 JSON 送来，答复以 JSON 送回；服务不存任何内容，也不识别用户，由前面的反向代理决定谁可以使用。

- **每个答复**都有编号（`id`，可以用请求头 `x-request-id` 指定）、摘要（`digest`）和所依据的规则（`provenance`）。
  请求写明 `record: true` 的，答复连同请求就是一份完整的记录，可以存放，以后用 `/v1/replay` 重放。
- **错误**只有一种格式（RFC 9457，`application/problem+json`）；
  `findings` 逐处说明：哪一处、什么问题、可以填什么、是否想写别的。
- **未知不是“否”**：没有查明的事实不要填。
"""
