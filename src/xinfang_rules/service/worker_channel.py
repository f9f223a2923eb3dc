"""The way to a worker and back: what goes in and out of its process, without a step that is not needed."""

import asyncio
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_frames import LENGTHS, frame


def read_little(transport: object) -> None:
    """Has asyncio read as much as comes at once, not up to 256 KB: to have so much ready costs more than to read."""
    with suppress(AttributeError):  # another loop than asyncio's
        transport.max_size = 65_536  # type: ignore[attr-defined]  # of its transports, undocumented


class Worker(asyncio.SubprocessProtocol):
    """A process that answers one request at a time.

    Attributes:
        ended: Is done when the process has ended.
    """

    def __init__(self) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held = bytearray()
        self._answer: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None

    @classmethod
    async def started(cls, settings: ServiceSettings) -> "Worker":
        """Starts a process, and waits until it has read the rules.

        Raises:
            OSError: If it cannot be started, or ends.
        """
        command = (sys.executable, "-m", "xinfang_rules.service.worker_process")
        _, worker = await asyncio.get_running_loop().subprocess_exec(cls, *command, stderr=None)
        await worker.ask({}, json.dumps(asdict(settings)).encode())
        return worker

    async def ask(self, head: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Sends a frame, and waits for the one that comes back.

        Raises:
            ConnectionError: If the process ends.
        """
        if self.ended.done():
            raise ConnectionResetError
        self._answer = asyncio.get_running_loop().create_future()
        self._in.write(frame(head, body))
        return await self._answer

    def end(self) -> None:
        """Ends the process, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the process, now that it runs."""
        assert isinstance(transport, asyncio.SubprocessTransport)
        stdin = transport.get_pipe_transport(0)
        read_little(transport.get_pipe_transport(1))
        assert isinstance(stdin, asyncio.WriteTransport)
        self._process, self._in = transport, stdin

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Takes what the process writes."""
        self._held += data
        if len(self._held) < LENGTHS.size:
            return
        head, body = LENGTHS.unpack_from(self._held)
        start, end = LENGTHS.size + head, LENGTHS.size + head + body
        if len(self._held) >= end:
            written = bytes(self._held)
            self._held.clear()
            if self._answer is not None and not self._answer.done():  # else nobody waits for it any more
                self._answer.set_result((json.loads(written[LENGTHS.size : start]), written[start:end]))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Tells whoever waits for an answer that none comes."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())

    def process_exited(self) -> None:
        """Lets the pipes go."""
        if not self.ended.done():
            self.ended.set_result(None)
        self._process.close()
