"""The addresses of the page: its files, and what it asks while somebody types."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request, Response

if TYPE_CHECKING:
    from xinfang_rules.service.answering import Answering

_KINDS: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript", "yaml": "application/yaml"}
_FILES: Final = ("check.css", "check.js", "check_form.js", "check_report.js", "example.yaml")
_ASKED: Final = ("report", "open", "paste", "save")
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
)
"""What goes with the page: nothing is loaded from elsewhere, nothing framed, nothing kept."""


def check_router() -> APIRouter:
    """Makes the routes of the page. They keep no state, and are no part of what the service describes of itself."""
    router = APIRouter(prefix="/check", include_in_schema=False)
    for name in ("check.html", *_FILES):
        _file(router, name)
    _answered(router, "form", "GET")
    for name in _ASKED:
        _answered(router, name, "POST")
    return router


def _file(router: APIRouter, name: str) -> None:
    content = files(__package__).joinpath(name).read_bytes()
    kind = f"{_KINDS[name.rpartition('.')[2]]}; charset=utf-8"

    async def file() -> Response:
        return Response(content, media_type=kind, headers=dict(HEADERS))

    router.add_api_route("" if name == "check.html" else f"/{name}", file)


def _answered(router: APIRouter, name: str, method: str) -> None:
    async def answered(request: Request) -> Response:
        answering: Answering = request.app.state.answering
        return await answering.answered(request, f"check.{name}", logged=name == "report")

    router.add_api_route(f"/{name}", answered, methods=[method])
