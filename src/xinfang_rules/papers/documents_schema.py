"""The JSON Schema of a file of documents, with the rules, the facts and the questions of a rulebook."""

from collections.abc import Iterable
from typing import Any, Final

from xinfang_rules.papers.document_file import PLACES, RESERVED, DocumentsFile
from xinfang_rules.papers.documents import values_asked
from xinfang_rules.rulebook.load import load, rulebook_of
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.schemas import schema_of_file

_TEXT: Final = (
    "占位写作 {种类:名称}：blank 留空填写；organ、superior 机关、单位和上一级的名称；day、fact 事实；"
    "answer、ground、law 结论及其依据；title、law、note 规则；due 最后一日"
)


def documents_schema(rulebook: Rulebook | None = None) -> dict[str, Any]:
    """Returns the JSON Schema (2020-12) of a file of documents (文书), for who writes one.

    Args:
        rulebook: The rulebook whose rules, facts and questions documents name; the shipped one of the Regulation if
            None.
    """
    book = load() if rulebook is None else rulebook_of(rulebook)
    schema = schema_of_file(DocumentsFile, "文书文件")
    parts = schema["$defs"]
    document, element = parts["DocumentEntry"]["properties"], parts["ElementEntry"]["properties"]
    norms = {rule.id: rule.title for rule in book.latest.rules if rule.norm is not None}
    document["for_norms"]["items"] = _one_of(norms.items())
    document["of"] |= {"const": book.instrument.id}
    element["element"]["not"] = {"enum": list(RESERVED)}
    element["text"] |= {"pattern": rf"^([^{{}}]|\{{({'|'.join(PLACES)}):[^{{}}]+\}})+$", "description": _TEXT}
    parts["Condition"] = _condition(book)
    document["when"] = element["when"] = {"$ref": "#/$defs/Condition"}
    return schema


def _condition(book: Rulebook) -> dict[str, Any]:
    names = {}
    for name, (title, values) in values_asked(book.latest).items():
        one = _one_of(values.items())
        names[name] = {"title": title, "anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    return {"title": "条件", "type": "object", "properties": names, "additionalProperties": False}


def _one_of(values: Iterable[tuple[object, str]]) -> dict[str, Any]:
    return {"oneOf": [{"const": value, "title": title} for value, title in values]}
