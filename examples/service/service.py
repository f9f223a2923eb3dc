"""A service that decides petitions over HTTP, with the standard library alone: a WSGI application.

    python examples/service/service.py 8000
    curl -d @case.json 'http://127.0.0.1:8000/evaluate?as_of=2024-03-01'

POST /evaluate?as_of=YYYY-MM-DD   a case in, the result out; `as_of` is today in China if left out
POST /explain/QUESTION            the same, answered in words
GET  /schema/case, /schema/result JSON Schema of both
GET  /health                      which rulebook answers

A case that cannot be read, or contradicts itself, gives 422 with one finding for each fact concerned.
"""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server
from zoneinfo import ZoneInfo

from xinfang_rules import Case, CaseError, InstrumentError, Result, Rulebook, XinfangError, __version__, evaluate, load

LARGEST_BODY = 100_000  # bytes; a complete case has a few thousand
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
        case "POST", ["explain", question]:
            return HTTPStatus.OK, "text/plain", explained(decided(rulebook, environ), question)
        case "GET", ["schema", "case"]:
            return HTTPStatus.OK, "application/json", json.dumps(Case.model_json_schema(), ensure_ascii=False)
        case "GET", ["schema", "result"]:
            schema = Result.model_json_schema(mode="serialization")
            return HTTPStatus.OK, "application/json", json.dumps(schema, ensure_ascii=False)
        case "GET", ["health"]:
            told = {"rulebook": rulebook.identity.id, "title": rulebook.identity.title, "version": __version__}
            return HTTPStatus.OK, "application/json", json.dumps(told, ensure_ascii=False)
    raise RefusedError(HTTPStatus.NOT_FOUND, [{"message": "there is nothing at this address"}])


def decided(rulebook: Rulebook, environ: Environ) -> Result:
    """Reads the case of a request and decides it."""
    case, as_of = read_body(environ), read_day(environ)
    try:
        return evaluate(case, as_of=as_of, rulebook=rulebook)
    except CaseError as error:
        findings = [
            {"fact": found.position.source, "code": found.code, "message": found.message} for found in error.diagnostics
        ]
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, findings) from None
    except InstrumentError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, [{"code": "instrument", "message": str(error)}]) from None


def explained(result: Result, question: str) -> str:
    """Says why the answer to a question is what it is."""
    try:
        return result.explain(question)
    except XinfangError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, [{"message": str(error)}]) from None


def read_body(environ: Environ) -> dict[str, Any]:
    """Reads the case, without reading more than a case can be."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if not 0 <= length <= LARGEST_BODY:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, [{"message": f"at most {LARGEST_BODY} bytes are read"}])
    try:
        case = json.loads(environ["wsgi.input"].read(length))
    except (ValueError, RecursionError):
        case = None
    if not isinstance(case, dict):
        raise RefusedError(HTTPStatus.BAD_REQUEST, [{"message": "the body is not a case in JSON"}])
    return case


def read_day(environ: Environ) -> date:
    """Reads the day of evaluation."""
    given = parse_qs(environ.get("QUERY_STRING", "")).get("as_of")
    if given is None:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(given[-1])
    except ValueError:
        raise RefusedError(HTTPStatus.BAD_REQUEST, [{"message": "as_of is a day, YYYY-MM-DD"}]) from None


def main() -> None:
    """Serves on this machine alone. In production a WSGI server such as Gunicorn or waitress stands here."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("127.0.0.1", port, application(load())) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
