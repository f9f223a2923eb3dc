"""The JSON Schema of a dossier, with what each kind of act states, for editors and forms."""

from typing import Any

from xinfang_rules.dossier.acts_file import ActEntry
from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.dossier_model import Dossier

_KINDS: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "label": {"type": "string"},
}


def dossier_schema(acts: ActsTable | None = None) -> dict[str, Any]:
    """Returns the JSON Schema of a dossier.

    Args:
        acts: The table of acts; that of the shipped pack if None.

    Raises:
        RulebookError: If the pack has none.
    """
    table = acts or load_acts()
    schema = Dossier.model_json_schema()
    common = schema["$defs"]["DossierAct"]["properties"]
    ways = [_act(name, entry, common, table) for name, entry in table.file.acts.items()]
    schema["$defs"]["DossierAct"] = {"title": "行为", "oneOf": ways}
    case = table.rulebook.case_model.model_json_schema()
    schema["$defs"].update({name: part for name, part in case["$defs"].items() if name not in schema["$defs"]})
    groups = {"type": "object", "properties": case["properties"], "additionalProperties": False}
    for owner in ("DossierOrgan", "DossierClaim"):
        schema["$defs"][owner]["properties"]["facts"] = groups
    schema["properties"]["matter"] = groups
    facts = table.rulebook.facts
    if "organ.kind" in facts:
        schema["$defs"]["DossierOrgan"]["properties"]["kind"] = {"enum": list(facts["organ.kind"].members)}
    schema["$defs"]["DossierOrgan"]["properties"]["level"] = {"enum": list(table.file.structure.levels)}
    return schema


def _act(name: str, entry: ActEntry, common: dict[str, Any], table: ActsTable) -> dict[str, Any]:
    properties = {key: common[key] for key in ("day", "received", "claims", "piece", "sure")}
    properties["act"] = {"const": name, "title": entry.title}
    required = ["act"]
    if entry.by == "organ":
        properties["by"] = common["by"]
        required.append("by")
    if entry.to:
        properties["to"] = common["to"]
        required.append("to")
    for key, titles in (("kind", entry.kind), ("outcome", entry.outcome)):
        if titles:
            one = [{"const": value, "title": title} for value, title in titles.items()]
            by_claim = {"type": "object", "additionalProperties": {"oneOf": one}, "title": "逐项诉求"}
            properties[key] = {"oneOf": [*one, by_claim]}
    for key, told in entry.fields.items():
        spec = table.rulebook.facts.get(told.of)
        if spec is not None and spec.members:
            kind: dict[str, Any] = {
                "oneOf": [{"const": value, "title": spec.member_labels[value]} for value in spec.members]
            }
        else:
            kind = dict(common["day"] if told.of == "day" else _KINDS[told.of])
        properties[key] = {**kind, "title": told.title}
    return {
        "title": entry.title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
