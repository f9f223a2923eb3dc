"""Batches: requests in as JSON Lines, answers out likewise, line by line, in order, while both streams are open.

No more is held than a few lines for each worker: a client that does not read on is not read from either.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from xinfang_rules.service.answering import ALWAYS, ID_HEADER, Answering, problem, too_large
from xinfang_rules.service.request_text import given_name
from xinfang_rules.service.service_errors import ServiceError

LINES_TYPE: Final = "application/x-ndjson"
_TAKEN: Final = frozenset({LINES_TYPE, "application/jsonl", "application/json-lines", "application/jsonlines"})
_TOGETHER: Final = 16
"""How many lines a worker is given at once: so many that the way to it costs little, so few that nobody waits long."""


class _Line(NamedTuple):
    """A line; one that is too long is not kept."""

    number: int
    text: bytes
    refused: ServiceError | None = None


class Batch(Response):
    """The answer to a batch."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self._answering = answering
        self._settings = answering.settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads and answers, until there is nothing more to read, or nobody reads on."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            name = given_name(headers.get(ID_HEADER))
            self._require_lines(headers.get("content-type", ""))
            self._answering.require_batch()
        except ServiceError as error:
            await problem(error)(scope, receive, send)
            return
        with self._answering.batch_turn():
            self._name = name
            await self._answer(receive, send)

    def _require_lines(self, kind: str) -> None:
        if kind.partition(";")[0].strip().lower() not in _TAKEN:
            raise ServiceError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                f"a batch is JSON Lines: content-type: {LINES_TYPE}",
                f"成批请求应为 JSON Lines，请求头写 content-type: {LINES_TYPE}",
            )

    async def _answer(self, receive: Receive, send: Send) -> None:
        answers: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(max(self._settings.workers, 1))
        reading = asyncio.create_task(self._read(receive, answers))
        try:
            kind = [(b"content-type", LINES_TYPE.encode()), *((n.encode(), v.encode()) for n, v in ALWAYS.items())]
            await self._send(send, {"type": "http.response.start", "status": 200, "headers": kind})
            while (task := await answers.get()) is not None:
                await self._send(send, {"type": "http.response.body", "body": await task, "more_body": True})
            await self._send(send, {"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):
            return  # nobody reads on: the connection is closed
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
            while not answers.empty():  # a worker is not interrupted for that; it is soon done
                left = answers.get_nowait()
                if left is not None:
                    await asyncio.wait([left])

    async def _send(self, send: Send, message: Message) -> None:
        async with asyncio.timeout(self._settings.patience):
            await send(message)

    async def _read(self, receive: Receive, answers: "asyncio.Queue[asyncio.Task[bytes] | None]") -> None:
        async for lines in self._groups(receive):
            await answers.put(asyncio.create_task(self._answered(lines)))
        await answers.put(None)

    async def _groups(self, receive: Receive) -> AsyncIterator[list[_Line]]:
        """Yields lines as they come, a few at a time, without waiting for more where some are there."""
        rest, number, skipping, more = b"", 0, False, True
        most = self._settings.largest_line
        while more:
            try:
                async with asyncio.timeout(self._settings.patience):
                    message = await receive()
            except TimeoutError:
                yield [_Line(number + 1, b"", _late())]
                return
            if message["type"] == "http.disconnect":
                return
            more = message.get("more_body", False)
            *whole, rest = (rest + message.get("body", b"")).split(b"\n")
            if not more and (rest.strip() or skipping):
                whole.append(rest)
                rest = b""
            found = []
            for text in whole:
                number += 1
                if skipping or len(text) > most:
                    found.append(_Line(number, b"", too_large(most)))
                elif text.strip():
                    found.append(_Line(number, text))
                skipping = False
            if len(rest) > most:
                rest, skipping = b"", True
            for start in range(0, len(found), _TOGETHER):
                yield found[start : start + _TOGETHER]

    async def _answered(self, lines: list[_Line]) -> bytes:
        """Answers a few lines. What one of them does to a worker, the others are spared: they are asked again."""
        written = b""
        asked = [line for line in lines if line.refused is None]
        answers: dict[int, tuple[bytes, dict[str, Any]]] = {}
        if asked:
            try:
                answers = await self._answering.workers.ask_lines([(line.number, line.text) for line in asked])
            except ServiceError as error:
                if len(asked) == 1:
                    lines = [line._replace(refused=error) if line in asked else line for line in lines]
                else:
                    return b"".join([await self._answered([line]) for line in lines])
        for line in lines:
            if line.refused is not None:
                content, told = _refusal(line.number, line.refused)
            else:
                content, told = answers[line.number]
            if self._name is not None:
                told = {**told, "batch": self._name}
            try:
                self._answering.tell(told)
            except ServiceError as error:
                content = _refusal(line.number, error)[0]
            written += content
        return written


def _refusal(number: int, error: ServiceError) -> tuple[bytes, dict[str, Any]]:
    content = {"line": number, "status": error.status.value, "problem": error.problem()}
    told = {"endpoint": "batch", "line": number, "code": error.code, "status": error.status.value}
    return json.dumps(content, ensure_ascii=False).encode() + b"\n", told


def _late() -> ServiceError:
    message, chinese = "no more lines came in time; the batch ends here", "后面的行没有在时限内传来，到此为止"
    return ServiceError(HTTPStatus.REQUEST_TIMEOUT, "patience", message, chinese)
