"""What every part of a compact result is: it is written without what says nothing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from xinfang_rules.result.result_parts import ResultPart


@lru_cache(maxsize=64)
def _needless(part: type[ResultPart]) -> frozenset[str]:
    return frozenset(name for name, field in part.model_fields.items() if not field.is_required())


def said(part: type[ResultPart], values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what is written of the values of a part: of those that are usual, what says something."""
    needless = _needless(part)
    # Of what is falsy, a number says something.
    return {
        name: value
        for name, value in values.items()
        if value or name not in needless or (value is not False and isinstance(value, int))
    }


class CompactPart(ResultPart):
    """Is written without what says nothing: a key that is left out is null, false or empty."""

    @model_serializer(mode="wrap")
    def _write_what_is_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return said(type(self), handler(self))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describes it alike whether it is read or written."""
        return handler({key: value for key, value in schema.items() if key != "serialization"})
