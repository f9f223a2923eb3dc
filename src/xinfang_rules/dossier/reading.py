"""From text to a dossier, read strictly; all that is wrong with one is told at once, with its place."""

from collections.abc import Mapping
from typing import Any, Final, Literal
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from xinfang_rules.dossier.acts_table import ActsTable, load_acts
from xinfang_rules.dossier.dossier_model import Dossier, DossierAct, DossierClaim, DossierOrgan
from xinfang_rules.dossier.read_errors import by_name, located, refusals
from xinfang_rules.dossier.read_faults import UNREAD, faults
from xinfang_rules.errors import CaseError, Diagnostic
from xinfang_rules.evaluation.case_reading import document_of
from xinfang_rules.facts.case_errors import Path, Place
from xinfang_rules.sources.document import MAX_FINDINGS, in_order, more

_PARTS: Final[Mapping[str, type[BaseModel]]] = {"organs": DossierOrgan, "claims": DossierClaim, "acts": DossierAct}


def read_dossier(
    text: str | bytes,
    *,
    format: Literal["json", "yaml"] | None = None,  # noqa: A002  # what it is called everywhere
    name: str = "dossier",
    acts: ActsTable | None = None,
) -> Dossier:
    """Reads the text of a dossier, and checks it against the table of acts.

    Args:
        text: The text, or its bytes in UTF-8.
        format: What it is; if None, text that starts with `{` or `[` is JSON and any other YAML.
        name: What messages call the text, before line and column.
        acts: The table of acts; that of the shipped pack if None.

    Raises:
        CaseError: If it is not well-formed, or no dossier; each finding has its line and column.
        ArgumentError: If something else than a text is given, or there is no such format.
    """
    document = document_of(text, format, str(name), "examine(dossier, ...)")
    return dossier_from_data(document.data, acts or load_acts(), lambda path, key: document.position(path, key=key))


def dossier_from_data(data: Any, table: ActsTable, place: Place = by_name) -> Dossier:
    """Validates plain data as a dossier, and checks it against the table of acts.

    Args:
        data: The data; a dossier is checked again.
        table: The table of acts.
        place: Says where a part of the data stands; by default, messages name the part.

    Raises:
        CaseError: If it is none.
    """
    if isinstance(data, Dossier) and _CHECKED.get((id(data), table.digest)) is data:
        return data
    try:
        dossier = data if isinstance(data, Dossier) else Dossier.model_validate(data)
    except ValidationError as error:
        raise CaseError(_everything(error, data, table, place)) from None
    found = list(faults(dossier, table, place))
    if found:
        raise CaseError(_few(found, place))
    _CHECKED[id(dossier), table.digest] = dossier
    return dossier


_CHECKED: Final[WeakValueDictionary[tuple[int, str], Dossier]] = WeakValueDictionary()
"""The dossiers that were held against a table, by its digest: nothing in them changes."""


def _everything(error: ValidationError, data: Any, table: ActsTable, place: Place) -> list[Diagnostic]:
    """Lists what pydantic refuses, and what is wrong besides with all that it can read."""
    refused = located(error, data)
    found = list(refusals(refused, Dossier, _PARTS, place, _choices(data, table)))
    if type(data) is dict:
        unread = {path[: 3 if path[0] in _PARTS else 1] for path in refused if path}
        try:
            readable = Dossier.model_validate(_readable(data, unread, table))
        except ValidationError:
            return _few(found, place)
        found.extend(faults(readable, table, place, unread))
    return _few(found, place)


def _choices(data: Any, table: ActsTable) -> dict[str, Mapping[str, str]]:
    """Returns what may stand where something is missing or cannot be read, with titles."""
    facts = table.rulebook.facts
    organs = data.get("organs") if type(data) is dict else None
    labels = {
        label: organ["title"]
        for label, organ in (organs.items() if type(organs) is dict else ())
        if type(organ) is dict and type(organ.get("title")) is str and label.isascii()
    }
    return {
        "act": {name: entry.title for name, entry in table.file.acts.items()},
        "kind": facts["organ.kind"].member_labels if "organ.kind" in facts else {},
        "label": labels,
    }


def _few(found: list[Diagnostic], place: Place) -> list[Diagnostic]:
    listed, left = in_order(found)[:MAX_FINDINGS], len(found) - MAX_FINDINGS
    return [*listed, more(left, place((), False).source)] if left > 0 else listed


def _readable(data: dict[Any, Any], unread: set[Path], table: ActsTable) -> dict[Any, Any]:
    """Returns the data without what could not be read, in the place of which stands what nothing is wrong with."""
    facts = table.rulebook.facts
    kind = facts["organ.kind"].members[0] if "organ.kind" in facts else "other"
    whole = {key: part for key, part in data.items() if (key,) not in unread}

    def kept(path: Path, part: Any, instead: dict[str, Any]) -> dict[Any, Any]:
        if path in unread or not isinstance(part, Mapping):
            return instead
        return instead | {key: value for key, value in part.items() if (*path, key) not in unread}

    organs, claims, acts = (whole.get(key, {}) for key in _PARTS)
    return {
        "dossier": "unread",
        **whole,
        "organs": {label: kept(("organs", label), part, {"kind": kind}) for label, part in organs.items()},
        "claims": {label: kept(("claims", label), part, {}) for label, part in claims.items()},
        "acts": [kept(("acts", number), part, {"act": UNREAD}) for number, part in enumerate(acts)],
    }
