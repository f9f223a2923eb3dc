"""A service that decides petitions over HTTP, with the standard library alone: a WSGI application.

    python examples/service/service.py 8000
    curl -d @case.json 'http://127.0.0.1:8000/evaluate?as_of=2024-03-01'

POST /evaluate?as_of=YYYY-MM-DD   a case in, the result out; `as_of` is today in China if left out
POST /compact?as_of=YYYY-MM-DD    the same in a few kilobytes: what the case brings about
POST /explain/QUESTION            the same, answered in words
GET  /schema/case, /schema/result, /schema/compact   JSON Schema of each
GET  /health                      which rulebook answers

A case that cannot be read, or contradicts itself, gives 422 with one finding for each fault: its code, the facts and
the constraint concerned, line and column where the text is at fault, and what is wrong in Chinese and English.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from xinfang_rules import (
    CalendarError,
    Case,
    CaseError,
    CompactResult,
    Diagnostic,
    InstrumentError,
    Result,
    Rulebook,
    XinfangError,
    __version__,
    evaluate,
    load,
    read_case,
)

LARGEST_BODY = 100_000  # bytes; a complete case has a few thousand
PATIENCE = 10  # seconds that a connection may stay silent
Environ = dict[str, Any]
Answer = tuple[HTTPStatus, str, str]


class RefusedError(Exception):
    """A request that cannot be answered: its status, and what is wrong with it."""

    def __init__(self, status: HTTPStatus, findings: list[dict[str, Any]]) -> None:
        self.status = status
        self.findings = findings
        super().__init__(status.phrase)


def application(rulebook: Rulebook) -> Callable[[Environ, Callable[..., Any]], Iterable[bytes]]:
    """Makes the application. The rulebook is immutable, so that one serves all threads."""

    def respond(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        try:
            status, kind, text = answer(rulebook, environ)
        except RefusedError as error:
            text = json.dumps({"errors": error.findings}, ensure_ascii=False)
            status, kind = error.status, "application/json"
        body = text.encode()
        headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body)))]
        start(f"{status.value} {status.phrase}", headers)
        return [body]

    return respond


def answer(rulebook: Rulebook, environ: Environ) -> Answer:
    """Answers one request."""
    match environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"):
        case "POST", ["evaluate"]:
            return HTTPStatus.OK, "application/json", decided(rulebook, environ).model_dump_json()
        case "POST", ["compact"]:
            return HTTPStatus.OK, "application/json", decided(rulebook, environ).compact().model_dump_json()
        case "POST", ["explain", question]:
            return HTTPStatus.OK, "text/plain", explained(decided(rulebook, environ), question)
        case "GET", ["schema", "case"]:
            return HTTPStatus.OK, "application/json", json.dumps(Case.model_json_schema(), ensure_ascii=False)
        case "GET", ["schema", "result" | "compact" as which]:
            model = Result if which == "result" else CompactResult
            schema = model.model_json_schema(mode="serialization")
            return HTTPStatus.OK, "application/json", json.dumps(schema, ensure_ascii=False)
        case "GET", ["health"]:
            book = rulebook.identity
            told = {"rulebook": book.id, "title": book.title, "digest": book.digest, "version": __version__}
            return HTTPStatus.OK, "application/json", json.dumps(told, ensure_ascii=False)
    raise RefusedError(HTTPStatus.NOT_FOUND, [{"message": "there is nothing at this address"}])


def decided(rulebook: Rulebook, environ: Environ) -> Result:
    """Reads the case of a request and decides it."""
    body, as_of = read_body(environ), read_day(environ)
    try:
        return evaluate(read_case(body, format="json", name="body"), as_of=as_of, rulebook=rulebook)
    except CaseError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, [told(found) for found in error.diagnostics]) from None
    except (InstrumentError, CalendarError) as error:
        code = "instrument" if isinstance(error, InstrumentError) else "calendar"
        finding = {"code": code, "message": error.text("zh"), "message_en": error.text("en")}
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, [finding]) from None


def told(found: Diagnostic) -> dict[str, Any]:
    """Returns a finding as fields, for a form that marks the facts concerned."""
    return {
        "code": found.code,
        "facts": found.facts,
        "constraint": found.constraint,
        "line": found.position.line or None,
        "column": found.position.column or None,
        "message": found.text("zh"),
        "message_en": found.text("en"),
    }


def explained(result: Result, question: str) -> str:
    """Says why the answer to a question is what it is."""
    try:
        return result.explain(question)
    except XinfangError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, [{"message": str(error)}]) from None


def read_body(environ: Environ) -> bytes:
    """Reads the body, without reading more than a case can be, or waiting for ever."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if not 0 <= length <= LARGEST_BODY:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [{"message": f"at most {LARGEST_BODY} bytes are read"}])
    try:
        body: bytes = environ["wsgi.input"].read(length)
    except OSError:
        raise RefusedError(HTTPStatus.REQUEST_TIMEOUT, [{"message": "the body did not come"}]) from None
    return body


def read_day(environ: Environ) -> date:
    """Reads the day of evaluation; without one, it is this moment, which `evaluate` takes as the day in China."""
    given = parse_qs(environ.get("QUERY_STRING", "")).get("as_of")
    if given is None:
        return datetime.now(UTC)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given[-1], re.ASCII):
            return date.fromisoformat(given[-1])
    except ValueError:
        pass
    raise RefusedError(HTTPStatus.BAD_REQUEST, [{"message": "as_of is a day, YYYY-MM-DD"}])


class Handler(WSGIRequestHandler):
    """Lets go of a connection that stays silent."""

    timeout = PATIENCE


class Server(ThreadingMixIn, WSGIServer):
    """Answers each connection in a thread of its own, so that none waits for another."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tells errors of this program, not that a client went away or stayed silent."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main() -> None:
    """Serves on this machine alone. In production a WSGI server such as Gunicorn or waitress stands here."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("127.0.0.1", port, application(load()), Server, Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
