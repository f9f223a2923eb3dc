"""The closed lists of a result as they are read back: another version of this library may know more of them."""

from typing import Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function, str_schema, union_schema

from xinfang_rules.facts.outputs import Action, Bearer
from xinfang_rules.result.status_enums import DecisionStatus, NormKind, NormStatus

_NAMES: Final = str_schema(pattern=r"^(local\.)?[a-z][a-z0-9_]{0,79}$", strict=True)
_REFUSAL: Final[Any] = {
    "custom_error_type": "term",
    "custom_error_message": "Input should be a name in small letters, digits and underscores",
}


class _OrForeign:
    """Takes the members of an enumeration, and any other name as a value that is none of them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def foreign(value: str) -> Any:
            return source.foreign(value, value)  # its label, where the result tells one, is put in by the result

        other = no_info_after_validator_function(foreign, _NAMES)
        return union_schema([handler(source), other], mode="left_to_right", **_REFUSAL)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Lists what this version writes; what it reads may be more."""
        described = handler(schema)
        return described["anyOf"][0] if handler.mode == "serialization" else described


_OR_FOREIGN: Final = _OrForeign()


class _OrName(_OrForeign):
    """Does the same for a list of texts, where a foreign one is a text like the others."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return union_schema([handler(source), _NAMES], mode="left_to_right", **_REFUSAL)


OR_NAME: Final = _OrName()

AnyBearer: TypeAlias = Annotated[Bearer, _OR_FOREIGN]
AnyAction: TypeAlias = Annotated[Action, _OR_FOREIGN]
AnyKind: TypeAlias = Annotated[NormKind, _OR_FOREIGN]
AnyStatus: TypeAlias = Annotated[NormStatus, _OR_FOREIGN]
AnyDecisionStatus: TypeAlias = Annotated[DecisionStatus, _OR_FOREIGN]
