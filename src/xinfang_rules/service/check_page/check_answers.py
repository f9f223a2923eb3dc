"""What the page asks while a file is typed in: its report, or what is wrong and where; a file opened or saved."""

import json
from collections.abc import Mapping
from datetime import date
from re import sub
from typing import Any, Final

from xinfang_rules._version import __version__
from xinfang_rules.arguments import today_in_china
from xinfang_rules.dossier import ActsTable, Dossier, DossierAct, DossierClaim, DossierOrgan, examine
from xinfang_rules.dossier.governing_tables import acts_of_all, governing_tables
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.dossier.report_sections import ReportLine, report_sections
from xinfang_rules.errors import DiagnosedError, Position, XinfangError
from xinfang_rules.evaluation.case_reading import document_of
from xinfang_rules.facts.case_errors import Place
from xinfang_rules.service.check_page.dossier_form import (
    day_keys,
    day_typed,
    dossier_of,
    first_days,
    form_of,
    places,
)
from xinfang_rules.service.check_page.dossier_text import dossier_text
from xinfang_rules.service.check_page.pasted_acts import pasted_acts
from xinfang_rules.sources.day_text import DayError

DEFAULT_READER: Final = "supervisor"
_NAME: Final = 200
_NAMED: Final = r"[A-Za-z][A-Za-z0-9_-]*（([^（）]+)）"
_NAMES: Final = r"（[A-Za-z][A-Za-z0-9_-]*）"
_PARTS: Final = ("organs", "claims", "acts")
_TITLED: Final = (("dossier", Dossier), ("organ", DossierOrgan), ("claim", DossierClaim), ("act", DossierAct))

Fault = dict[str, Any]
"""What is wrong: `part`, `row` (from 0, or None), `key`, `text`."""


class FormError(ValueError):
    """What was sent is no form; the message says why, in Chinese."""


def vocabulary(table: ActsTable | None = None) -> dict[str, Any]:
    """Returns what the page needs to lay out the form: acts, organs, claims, facts, readers and presumptions.

    Args:
        table: The table of acts, here as in all that follows; None if the day of each petition decides.
    """
    table = table or acts_of_all()
    book, file = table.rulebook, table.file
    facts, told = book.facts, {*file.facts, *(claim.fact for claim in file.claims.values())}
    presumptions = book.latest.presumptions.sets
    return {
        "version": __version__,
        "law": book.instrument.title,
        "today": today_in_china().isoformat(),
        "titles": {
            name: {key: field.title for key, field in model.model_fields.items() if field.title}
            for name, model in _TITLED
        },
        "acts": {
            name: {
                "title": entry.title,
                "by": entry.by == "organ",
                "to": entry.to,
                "kind": entry.kind,
                "outcome": entry.outcome,
                "fields": {key: _field(field.of, field.title, table) for key, field in entry.fields.items()},
            }
            for name, entry in file.acts.items()
        },
        "kinds": dict(facts["organ.kind"].member_labels),
        "levels": file.structure.levels,
        "categories": dict(facts["petition.category"].member_labels),
        "remedies": [*file.claims["remedy"].words],
        "facts": {
            name: {**_field(name, spec.title, table), "group": spec.group_title, "derived": name in told}
            for name, spec in facts.items()
        },
        "readers": {name: entry.title for name, entry in file.audiences.items()},
        "presumptions": {one.name: {"title": one.title, "not_for": one.not_for} for one in presumptions},
    }


def _field(of: str, title: str, table: ActsTable) -> dict[str, Any]:
    spec = table.rulebook.facts.get(of)
    if spec is None:
        return {"title": title, "of": of, "options": {}}
    kind = {"date": "day"}.get(spec.kind, spec.kind)
    return {"title": title, "of": kind, "options": dict(spec.member_labels)}


def reported(posted: Mapping[str, Any], table: ActsTable | None = None) -> dict[str, Any]:
    """Examines what is typed in.

    Args:
        posted: `form`, and if wanted `as_of` (today in China), `reader` and `presume`.
        table: See `vocabulary`.

    Returns:
        `faults`, what is wrong and where; `report`, its sections, None if anything is wrong; `days`, for each row of
        acts the first day that it can be, by which they sort.

    Raises:
        FormError: If it is no form.
    """
    form, words = _form(posted), table or acts_of_all()
    reader, presume = str(posted.get("reader") or DEFAULT_READER), posted.get("presume") or ()
    if not isinstance(presume, (list, tuple)) or not all(isinstance(name, str) for name in presume):
        raise FormError("presume 应为推定名称的列表")
    if reader not in words.file.audiences:
        raise FormError(f"reader 可填 {'、'.join(words.file.audiences)}")
    filled = dossier_of(form, day_keys(words))
    place = places(filled)
    days: list[str | None] = [None] * len(form.get("acts") or ())
    for row, day in zip(filled.rows, first_days(filled), strict=True):
        days[row] = day
    faults, sections = [], None
    try:
        as_of = _as_of(posted.get("as_of"))
    except DayError as error:
        as_of = today_in_china()
        faults.append(_fault("", None, "as_of", f"截至之日：{error}"))
    faults += [_fault(*place(found.path), found.reason) for found in filled.unread]
    unread = {found.path for found in filled.unread}
    try:
        dossier = _dossier(filled.data, as_of, table, lambda path, _: Position(json.dumps(path)))
        if not faults:
            book = None if table is None else table.rulebook
            options: dict[str, Any] = {"ask": True, "presume": presume, "reader": reader}
            report = examine(dossier, as_of=as_of, rulebook=book, acts=table, **options)
            sections = report_sections(report, words.file.audiences[reader])
    except DiagnosedError as error:
        told_of = ((tuple(json.loads(one.position.source)), one.text("zh")) for one in error.diagnostics)
        faults += [_fault(*place(path), _for_people(text)) for path, text in told_of if path not in unread]
    except XinfangError as error:
        faults.append(_fault("", None, "", error.text("zh")))
    told = None
    if sections is not None and not faults:
        told = [{"name": one.name, "title": one.title, "lines": [*map(_line, one.lines)]} for one in sections]
    return {"faults": faults, "report": told, "days": days}


def opened(posted: Mapping[str, Any], table: ActsTable | None = None) -> dict[str, Any]:
    """Opens a file.

    Args:
        posted: Its `text`, and its `name`.
        table: See `vocabulary`.

    Returns:
        `form`; None, with `faults`, if it is not well-formed, or has not the shape of a dossier. `comments` tells
        whether it has comments, which are not kept.

    Raises:
        FormError: If there is no text.
    """
    text, name = _text(posted), str(posted.get("name") or "dossier")[:_NAME]
    try:
        form = "json" if name.lower().endswith(".json") else None
        document = document_of(text, form, name, "the data of a dossier")  # type: ignore[arg-type]  # mypy widens it
        found = form_of(document.data, day_keys(table or acts_of_all()))
        if found is None:  # who reads it says what is wrong with it
            _dossier(document.data, today_in_china(), table, lambda path, key: document.position(path, key=key))
    except DiagnosedError as error:
        return {"form": None, "faults": [found.line("zh") for found in error.diagnostics]}
    commented = not document.text.lstrip().startswith(("{", "[")) and "#" in document.text
    return {"form": found, "faults": [], "comments": commented}


def saved(posted: Mapping[str, Any], table: ActsTable | None = None) -> str:
    """Writes what is typed in as the text of a file, whether it can be examined or not.

    Args:
        posted: `form`, and `format`, `yaml` or `json`.
        table: See `vocabulary`.

    Raises:
        FormError: If it is no form.
    """
    filled = dossier_of(_form(posted), day_keys(table or acts_of_all()))
    return dossier_text(filled.data, "json" if posted.get("format") == "json" else "yaml")


def pasted(posted: Mapping[str, Any], table: ActsTable | None = None) -> dict[str, Any]:
    """Reads rows of a spreadsheet; see `pasted_acts`.

    Args:
        posted: `form` and `text`.
        table: See `vocabulary`.

    Raises:
        FormError: If it is no form.
    """
    return pasted_acts(_text(posted), _form(posted), table or acts_of_all())


def _text(posted: Mapping[str, Any]) -> str:
    text = posted.get("text")
    if not isinstance(text, str):
        raise FormError("text 应为文字")
    return text


def _dossier(data: Any, as_of: date, table: ActsTable | None, place: Place) -> Dossier:
    return governing_tables(data, as_of, place)[0] if table is None else dossier_from_data(data, table, place)


def _form(posted: Mapping[str, Any]) -> Mapping[str, Any]:
    form = posted.get("form") if isinstance(posted, Mapping) else None
    if not isinstance(form, Mapping):
        raise FormError("没有 form（卷宗）这一项")
    for part in _PARTS:
        entries = form.get(part) or []
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise FormError(f"{part} 应为列表，每一项是一组键值")
    labels = [entry.get("label") for part in _PARTS[:2] for entry in form.get(part) or []]
    if not all(isinstance(label, str) for label in labels):
        raise FormError("机关、单位和诉求都须有代号（label）")
    for part in _PARTS[:2]:
        named = [entry["label"] for entry in form.get(part) or []]
        if len({*named}) < len(named):
            raise FormError(f"{part} 有两项代号相同")
    return form


def _as_of(typed: Any) -> date:
    if typed in (None, ""):
        return today_in_china()
    read = day_typed(str(typed))
    try:
        return date.fromisoformat(read)
    except (TypeError, ValueError):
        raise DayError("须写明是哪一天") from None


def _for_people(text: str) -> str:
    """Takes out the names by which a file writes what the page shows by its title."""
    return sub(_NAMES, "", sub(_NAMED, r"\1", text))


def _fault(part: str, row: int | None, key: str, text: str) -> Fault:
    return {"part": part, "row": row, "key": key, "text": text}


def _line(line: ReportLine) -> dict[str, Any]:
    return {**line._asdict(), "below": [*map(_line, line.below)]}
