"""What every part of a compact result is: it is written without what says nothing."""

from collections.abc import Sized
from typing import Any

from pydantic import GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from xinfang_rules.result.result_parts import ResultPart


def _says_something(value: object) -> bool:
    return not (value is None or value is False or (isinstance(value, Sized) and not len(value)))


class CompactPart(ResultPart):
    """Is written without what says nothing: a key that is left out is null, false or empty."""

    @model_serializer(mode="wrap")
    def _write_what_is_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields, written = type(self).model_fields, handler(self)
        return {
            name: value
            for name, value in written.items()
            if name not in fields or fields[name].is_required() or _says_something(value)
        }

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describes it alike whether it is read or written."""
        return handler({key: value for key, value in schema.items() if key != "serialization"})
