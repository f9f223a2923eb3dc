"""The addresses of the service, and what its description (OpenAPI 3.1) says of them."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from xinfang_rules.service import request_models as asked

if TYPE_CHECKING:
    from xinfang_rules.service.answering import Answering


class _AsItIs(APIRoute):
    """Hands requests over as they come: FastAPI describes them, and does not read them.

    It would read the body a second time, and more loosely: a key that stands twice, for example.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = self.operation_id or self.name

        async def handle(request: Request) -> Response:
            answering: Answering = request.app.state.answering
            return await answering.answered(request, endpoint, request.path_params)

        return handle


def _taking(model: type[BaseModel] | None) -> Callable[..., Response]:
    """Returns what FastAPI reads the parts of a request from; it is not called."""

    def described(body: Any) -> Response:
        raise AssertionError("`_AsItIs` answers")

    described.__annotations__["body"] = model
    return described if model is not None else lambda: described(None)


def api_router() -> APIRouter:
    """Returns the addresses below /v1 that answer."""
    router = APIRouter(prefix="/v1", route_class=_AsItIs)

    for name, model in (("evaluate", asked.EvaluateRequest), ("examine", asked.ExamineRequest)):
        router.add_api_route(f"/{name}", _taking(model), methods=["POST"], operation_id=name)
    router.add_api_route("/rulebooks", _taking(None), operation_id="rulebooks")
    return router


def plain_router() -> APIRouter:
    """Returns the addresses that say how the service is."""
    router = APIRouter()

    @router.get("/healthz", operation_id="health")
    async def health(request: Request) -> JSONResponse:
        """Says that the service runs."""
        return JSONResponse({"status": "ok"})

    return router
