"""What is told of the rules themselves: which there are, their facts and questions, and the schemas of what goes in."""

import json
from http import HTTPStatus
from typing import Any

from xinfang_rules.dossier import DossierReport, dossier_schema, load_acts
from xinfang_rules.errors import XinfangError
from xinfang_rules.rulebook.load import load, shipped_overlays
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.schemas import schema_of
from xinfang_rules.rulebook.shipped_overlays import bases_of, described
from xinfang_rules.service.answer_records import Reply
from xinfang_rules.service.asked import Asked
from xinfang_rules.service.service_errors import ServiceError, unknown_name

SCHEMAS = ("case", "result", "compact", "dossier", "report")


def answer_rulebooks(asked: Asked) -> Reply:
    """Lists the rulebooks and the overlays that can be chosen."""
    rules = asked.rules
    books = [_head(load(place)) for place in rules.packs.values()]
    return _json({"rulebooks": books, "overlays": [_overlay(name) for name in rules.overlays]})


def answer_rulebook(asked: Asked) -> Reply:
    """Tells of one rulebook what can be asked of it."""
    book = _book(asked)
    sets = book.latest.presumptions
    told = _head(book) | {
        "issuer": book.instrument.issuer,
        "editions": [edition.since.isoformat() for edition in book.editions],
        "overlays": [{"id": each.id, "title": each.title, "digest": each.digest} for each in book.identity.laid],
        "presumptions": [
            {"name": each.name, "title": each.title, "because": each.because, "limit": each.limit} for each in sets.sets
        ],
        "bundles": [name for name in sets.names if name not in {each.name for each in sets.sets}],
        "roles": _roles(asked),
    }
    return _json(told)


def answer_facts(asked: Asked) -> Reply:
    """Lists the facts that a case may state."""
    facts = [
        {
            "name": spec.name,
            "kind": spec.kind,
            "title": spec.title,
            "group": spec.group_title,
            "ask": spec.ask,
            "meaning": spec.meaning,
            "provisions": spec.at,
            "members": dict(spec.member_labels),
        }
        for spec in _book(asked).facts.values()
    ]
    return _json({"facts": facts})


def answer_questions(asked: Asked) -> Reply:
    """Lists the questions that a rulebook answers."""
    questions = _book(asked).questions.values()
    told = [{"name": each.name, "title": each.title, "answers": dict(each.answers)} for each in questions]
    return _json({"questions": told})


def answer_schema(asked: Asked) -> Reply:
    """Returns a JSON Schema."""
    what, name = str(asked.params["what"]), asked.params.get("rulebook")
    if what not in SCHEMAS:
        raise _nowhere(unknown_name("", "schema", "这样的模式：", what, SCHEMAS))
    if what == "report":
        return _json(DossierReport.model_json_schema(mode="serialization"))
    book = asked.rules.rulebook(name, ())
    if what == "dossier":
        return _json(dossier_schema(asked.rules.acts(name, ()) or load_acts()))
    return _json(schema_of(what, book))


def _book(asked: Asked) -> Rulebook:
    name = str(asked.params["rulebook"])
    if name not in asked.rules.packs:
        raise _nowhere(unknown_name("", "rulebook", "规则书", name, tuple(asked.rules.packs)))
    book = asked.rules.rulebook(name, asked.params.get("overlays"))
    assert book is not None  # one was named
    return book


def _nowhere(error: ServiceError) -> ServiceError:
    """Returns the same of an address: there is nothing."""
    return ServiceError(HTTPStatus.NOT_FOUND, "address", error.text("en"), error.text("zh"), error.findings)


def _roles(asked: Asked) -> list[dict[str, str]]:
    try:
        guide = asked.rules.guide(str(asked.params["rulebook"]), ())
    except XinfangError:  # not every rulebook has interviews
        return []
    return [{"role": role.role, "title": role.title, "goal": role.goal} for role in guide.roles.values()]


def _head(book: Rulebook) -> dict[str, Any]:
    identity, instrument = book.identity, book.instrument
    until = instrument.in_force_until
    return {
        "id": identity.id,
        "title": identity.title,
        "in_force_from": instrument.in_force_from.isoformat(),
        "in_force_until": None if until is None else until.isoformat(),
        "digest": identity.digest,
        "vocabulary": identity.vocabulary,
    }


def _overlay(name: str) -> dict[str, Any]:
    if name not in shipped_overlays():
        return {"id": name, "title": "", "place": None, "over": []}
    entry = described(name)
    return {"id": name, "title": entry.title, "place": entry.place, "over": bases_of(name)}


def _json(data: object) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode())
