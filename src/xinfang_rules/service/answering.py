"""From a request over HTTP to its answer: the body within its limits, worked out by a worker, told in the log."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from xinfang_rules.service.decision_log import DecisionLog
from xinfang_rules.service.request_text import given_name
from xinfang_rules.service.service_errors import PROBLEM_TYPE, ServiceError
from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.short_requests import ShortRequests
from xinfang_rules.service.worker_frames import replied
from xinfang_rules.service.worker_pool import Workers

ID_HEADER: Final = "x-request-id"
"""By this header a caller gives an answer its identifier."""
_RETRY: Final = "2"
"""Seconds after which to try again where too many wait."""
ALWAYS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class Answering:
    """Answers requests, each with a line in the log."""

    def __init__(self, settings: ServiceSettings, workers: Workers, log: DecisionLog | None) -> None:
        self.settings = settings
        self.workers = workers
        self._log = log
        self.short = ShortRequests(settings)
        self._batches = 0

    @contextmanager
    def batch_turn(self) -> Iterator[None]:
        """Counts a batch while it runs."""
        self._batches += 1
        try:
            yield
        finally:
            self._batches -= 1

    def require_batch(self) -> None:
        """Does nothing where another batch may run.

        Raises:
            ServiceError: Where none may.
        """
        if self._batches >= self.settings.batches:
            message, chinese = "too many batches run; try again later", "正在处理的成批请求太多，请稍后再试"
            raise ServiceError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", message, chinese)

    async def answered(
        self, request: Request, endpoint: str, params: Mapping[str, Any] | None = None, *, logged: bool = True
    ) -> Response:
        """Answers a request by one of `operations.OPERATIONS`, given what its address says besides.

        Its body is read if its method has one.
        """
        began = time.monotonic()
        told: dict[str, Any] = {"endpoint": endpoint}
        try:
            name = given_name(request.headers.get(ID_HEADER))
            body = await self.body(request) if request.method == "POST" else b""
            reply = None if self.workers.idle else self.short.answer(endpoint, body, name)
            if reply is not None:
                head, content = replied(HTTPStatus.OK, reply)
            else:
                head, content = await self.workers.ask(endpoint, body, {**(params or {}), "name": name})
            status, headers = head["status"], {**ALWAYS, **head["headers"]}
            told |= head["told"]
            answer = Response(content, status, headers, head["media"])
        except ServiceError as error:
            told["code"] = error.code
            answer = problem(error)
        if logged:
            told |= {"status": answer.status_code, "ms": round((time.monotonic() - began) * 1000, 2)}
            try:
                self.tell(told)
            except ServiceError as error:
                return problem(error)
        return answer

    def tell(self, told: Mapping[str, Any]) -> None:
        """Writes a line of the log, if there is one; see `DecisionLog.write`."""
        if self._log is not None:
            self._log.write(told)

    async def body(self, request: Request) -> bytes:
        """Reads the body of a request.

        Raises:
            ServiceError: If it is no JSON by its head, is too large, or does not come.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise ServiceError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "the body is JSON: content-type: application/json",
                "请求体应为 JSON，请求头写 content-type: application/json",
            )
        most = self.settings.largest_body
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            raise too_large(most)
        parts, size = [], 0
        try:
            async with asyncio.timeout(self.settings.patience):
                async for part in request.stream():
                    size += len(part)
                    if size > most:
                        raise too_large(most)
                    parts.append(part)
        except (TimeoutError, ClientDisconnect):
            message, chinese = "the body did not come in time", "请求体没有在时限内传完"
            raise ServiceError(HTTPStatus.REQUEST_TIMEOUT, "patience", message, chinese) from None
        return b"".join(parts)


def problem(error: ServiceError) -> Response:
    """Returns what is wrong as a response."""
    retry = {"retry-after": _RETRY} if error.code in ("busy", "log") else {}
    close = {"connection": "close"} if error.code in ("too-large", "patience") else {}
    return Response(error.content(), error.status.value, {**ALWAYS, **retry, **close}, PROBLEM_TYPE)


def too_large(most: int) -> ServiceError:
    """Returns the refusal of what has too many bytes."""
    message, chinese = f"a body has at most {most} bytes", f"请求体最多 {most} 字节"
    return ServiceError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", message, chinese)
