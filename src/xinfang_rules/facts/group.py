"""What a group of facts is, and a case of such groups."""

from typing import Any, ClassVar

from pydantic import ConfigDict, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from xinfang_rules.facts.forms import as_form
from xinfang_rules.facts.specs import Facts
from xinfang_rules.sources.deferred import DeferredModel


class FactGroup(DeferredModel):
    """A group of facts. Frozen; an unknown key is refused; what is not stated is left out when written."""

    facts: ClassVar[Facts] = Facts()
    """Of the model of a case: every fact that it may state."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=False)

    def stated(self) -> dict[str, Any]:
        """Returns what is stated, as it is held."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    @model_serializer(mode="wrap")
    def _write_stated_only(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {name: value for name, value in written.items() if value is not None}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describes the group as a form shows it, and alike whether it is read or written."""
        described = handler({key: value for key, value in schema.items() if key != "serialization"})
        as_form(handler.resolve_ref_schema(described), cls.model_config.get("title"))
        return described
