"""The JSON Schema of a mapping, with the acts, facts and rules of a pack, for editors."""

from typing import Any

from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.schema import dossier_schema
from xinfang_rules.registers.mapping_file import MappingFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def mapping_schema(acts: ActsTable | None = None) -> dict[str, Any]:
    """Returns the JSON Schema of a mapping.

    Args:
        acts: The table of acts that it is about; that of the shipped pack if None.

    Raises:
        RulebookError: If the pack has none.
    """
    table = acts or load_acts()
    book = table.rulebook
    schema = MappingFile.model_json_schema(by_alias=True)
    defs, dossier = schema["$defs"], dossier_schema(table)
    for name in ("DossierOrgan", "DossierClaim"):
        defs[name] = dossier["$defs"][name]
    defs.update({name: part for name, part in dossier["$defs"].items() if name not in defs})
    schema["properties"]["matter"] = dossier["properties"]["matter"]
    defs["SlotEntry"]["properties"]["act"] = {
        "oneOf": [{"const": name, "title": entry.title} for name, entry in table.file.acts.items()]
    }
    give = defs["GiveEntry"]["properties"]
    give["fact"] = {"oneOf": [{"const": name, "title": spec.title} for name, spec in book.facts.items()]}
    give["check"] = {"enum": [rule.id for rule in book.latest.rules if rule.norm is not None]}
    presumptions = [{"const": one.name, "title": one.title} for one in book.latest.presumptions.sets]
    give["bars"] = {"oneOf": presumptions}
    schema["properties"]["never_presume"]["propertyNames"] = {"enum": [one["const"] for one in presumptions]}
    defs["GiveEntry"]["oneOf"] = [{"required": [key]} for key in ("set", "fact", "check", "bars")]
    either = [(defs["ColumnEntry"]["properties"], key) for key in ("gives", "also", "choose")]
    either.append((defs["WhenEntry"]["properties"], "is"))
    for properties, key in (*either, *((schema["properties"], key) for key in ("assumed", "empty"))):
        several = properties[key]
        properties[key] = {"anyOf": [several["items"], several]}
    return {"$schema": _DIALECT, **schema, "title": "登记表的对应表"}
