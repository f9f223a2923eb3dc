"""The addresses of the page: its files, and what it asks while somebody types."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse

from xinfang_rules.errors import DiagnosedError
from xinfang_rules.facts.plain_case import CASE_LIMIT
from xinfang_rules.service.check_page import check_answers
from xinfang_rules.service.check_page.check_answers import FormError
from xinfang_rules.sources.reader import parse

_KINDS: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".yaml": "application/yaml"}
_FILES: Final = ("check.css", "check.js", "check_form.js", "check_report.js", "example.yaml")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with every answer: nothing is loaded from elsewhere, nothing framed, nothing kept."""


def check_router() -> APIRouter:
    """Makes the routes of the page; `app.include_router(check_router())` mounts them. They keep no state."""
    router = APIRouter(prefix="/check", include_in_schema=False)
    place = files(__package__)

    def static(path: str, name: str) -> None:
        content = place.joinpath(name).read_bytes()
        kind = _KINDS[name[name.rindex(".") :]]

        @router.get(path, name=name)
        def _() -> Response:
            return Response(content, media_type=f"{kind}; charset=utf-8", headers=HEADERS)

    def answering(path: str, answer: Callable[[Any], Any]) -> None:
        @router.post(path, name=path)
        async def _(request: Request) -> Response:
            return await run_in_threadpool(_answered, await request.body(), answer)

    static("", "check.html")
    for name in _FILES:
        static(f"/{name}", name)

    @router.get("/form.json")
    def _() -> Response:
        return JSONResponse(check_answers.vocabulary(), headers=HEADERS)

    @router.post("/open")
    async def _(request: Request, name: str = "dossier") -> Response:
        body = await request.body()
        return JSONResponse(await run_in_threadpool(check_answers.opened, body, name[:200]), headers=HEADERS)

    answering("/report", check_answers.reported)
    answering("/paste", check_answers.pasted)
    answering("/save", check_answers.saved)
    return router


def _answered(body: bytes, answer: Callable[[Any], Any]) -> Response:
    try:
        told = answer(parse(body, "form", form="json", limit=CASE_LIMIT).data)
    except DiagnosedError as error:
        return JSONResponse({"message": error.text("zh")}, 422, headers=HEADERS)
    except FormError as error:
        return JSONResponse({"message": str(error)}, 422, headers=HEADERS)
    if isinstance(told, str):
        return PlainTextResponse(told, headers=HEADERS)
    return JSONResponse(told, headers=HEADERS)
