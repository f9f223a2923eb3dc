"""What is answered of a dossier, and the documents that a case calls for."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from xinfang_rules.dossier import examine
from xinfang_rules.dossier.governing_tables import governing_tables
from xinfang_rules.dossier.reading import dossier_from_data
from xinfang_rules.papers import PaperError, documents_for, draw_up, html_document, load_documents, word_document
from xinfang_rules.rulebook.load import load
from xinfang_rules.service.answer_records import Answered, Reply
from xinfang_rules.service.asked import Asked, decided
from xinfang_rules.service.case_operations import SOURCES, answered
from xinfang_rules.service.request_models import CaseOptions, ExamineOptions, PaperOptions
from xinfang_rules.service.service_errors import ServiceError, fault

_MEDIA: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def answer_examine(asked: Asked) -> Answered:
    """Examines a dossier."""
    options, request = asked.options(ExamineOptions, "dossier")
    as_of, place, data = options.as_of, asked.text.place("dossier"), asked.data["dossier"]
    assert as_of is not None  # `Asked.options` gives one
    table = asked.rules.acts(options.rulebook, options.overlays)
    report = examine(
        governing_tables(data, as_of, place)[0] if table is None else dossier_from_data(data, table, place),
        as_of=as_of,
        rulebook=None if table is None else table.rulebook,
        acts=table,
        ask=options.ask,
        presume=options.presume,
        reader=options.reader,
    )
    told = {"parts": len(report.parts), "findings": len(report.findings)}
    answer = report.model_dump_json().encode()
    return asked.answered(options, request, answer, provenance=SOURCES.of_report(report), told=told)


def answer_documents(asked: Asked) -> Answered:
    """Lists the documents that a case calls for."""
    options, request = asked.options(CaseOptions, "case")
    found = decided(asked, options)
    specs = documents_for(found.case, found.result, found.book)
    listed = [{"document": spec.name, "title": spec.title} for spec in specs]
    answer = json.dumps({"documents": listed}, ensure_ascii=False).encode()
    return answered(asked, options, request, found, answer, {"documents": len(listed)})


def answer_paper(asked: Asked) -> Answered | Reply:
    """Draws up a document: as JSON, as a page, or as a Word file."""
    options, request = asked.options(PaperOptions, "case")
    found, name = decided(asked, options), str(asked.params["document"])
    try:
        paper = draw_up(name, found.case, found.result, rulebook=found.book, draft=options.draft)
        spec = load_documents(found.book or load(found.result.provenance.rulebook.id))[name]
        content = html_document(paper).encode() if options.form == "html" else b""
        content = word_document(paper, spec) if options.form == "docx" else content
    except PaperError as error:
        raise _lacking(error) from None
    told = {"document": name, "missing": len(paper.missing)}
    parts = {"lines": [line._asdict() for line in paper.lines], "missing": [one._asdict() for one in paper.missing]}
    answer = json.dumps({**paper._asdict(), **parts}, ensure_ascii=False).encode()
    made = answered(asked, options, {**request, "document": name}, found, answer, told)
    if options.form == "json":
        return made
    reply = made.reply(asked.params.get("name"))
    return Reply(content, _MEDIA[options.form], reply.told, {"answer-id": reply.told["id"]})


def _lacking(error: PaperError) -> ServiceError:
    """Returns the refusal of a document: which of what it has to say is not known, and what to find out."""
    findings = [fault("/case", "not-known", one.text(), f"{one.element}: not known") for one in error.missing]
    return ServiceError(HTTPStatus.UNPROCESSABLE_ENTITY, "document", str(error), error.text(), findings)
