"""The ASGI application of the service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from xinfang_rules._version import __version__
from xinfang_rules.service.answering import Answering, problem
from xinfang_rules.service.check_page.check_router import check_router
from xinfang_rules.service.decision_log import DecisionLog
from xinfang_rules.service.service_description import description_of
from xinfang_rules.service.service_errors import ServiceError, defect
from xinfang_rules.service.service_routes import ADDRESSES, api_router, plain_router
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_pool import OwnProcess, WorkerPool


def create_app(settings: ServiceSettings | None = None, *, log: DecisionLog | None = None) -> FastAPI:
    """Makes the application; its lifespan starts and ends the workers.

    Args:
        settings: What it offers, and its limits; the usual ones if None.
        log: Where the line for each answer goes; nowhere if None, as in a service that has a log of its own.

    Returns:
        An ASGI application.
    """
    settings = settings or ServiceSettings()
    answering = Answering(settings, (WorkerPool if settings.workers else OwnProcess)(settings), log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.gather(answering.workers.start(), asyncio.to_thread(answering.short.start))
        try:
            yield
        finally:
            await answering.workers.stop()

    app = FastAPI(
        title="《信访工作条例》规则服务",
        summary="案件、卷宗进，决定、义务、期限及其依据出。",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.answering = answering
    app.add_middleware(_Straight, answering=answering)
    app.openapi = lambda: description_of(app)  # type: ignore[method-assign]  # as FastAPI documents it
    app.include_router(plain_router())
    app.include_router(api_router())
    app.include_router(check_router())
    app.add_exception_handler(ServiceError, _refused)
    app.add_exception_handler(HTTPException, _no_such_address)
    app.add_exception_handler(Exception, _broken)
    return app


class _Straight:
    """Hands requests to what answers them, where their address alone says what is asked: FastAPI describes it."""

    def __init__(self, app: ASGIApp, answering: Answering) -> None:
        self._app = app
        self._answering = answering
        self._names = {f"/v1{each.path}": each.name for each in ADDRESSES if "{" not in each.path}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or hands on."""
        app = self._app
        if scope["type"] == "http" and scope["method"] == "POST":
            name = self._names.get(scope["path"].removeprefix(scope.get("root_path", "")))
            if name is not None:
                app = await self._answering.answered(Request(scope, receive), name)
        await app(scope, receive, send)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return problem(error)


async def _no_such_address(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        message, chinese = f"{request.method} is not for this address", f"此地址不能用 {request.method}"
        answer = problem(ServiceError(status, "method", message, chinese))
        answer.headers.update(error.headers or {})
        return answer
    return problem(
        ServiceError(
            status, "address", "there is nothing at this address; / lists what there is", "没有这个地址；/ 列有全部地址"
        )
    )


async def _broken(request: Request, error: Exception) -> Response:
    return problem(defect())
