"""Reading back what is worked out when asked for: parts of a result that JSON has and that are no fields."""

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import model_field, with_default_schema


def reading_back(schema: CoreSchema, handler: GetCoreSchemaHandler, parts: Mapping[str, Any]) -> CoreSchema:
    """Has the schema of a model read computed fields back, into what the model keeps beside its fields."""
    fields: Any = handler.resolve_ref_schema(schema)
    while fields["type"] != "model-fields":
        fields = fields["schema"]
    for name, kind in parts.items():
        read = with_default_schema(handler.generate_schema(kind), default=None)
        fields["fields"][name] = model_field(read, serialization_exclude=True)
    return schema
