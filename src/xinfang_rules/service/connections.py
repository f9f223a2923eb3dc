"""Connections that cannot stop the service: bounded in number, and let go when they stay silent."""

import asyncio
import gc
from collections.abc import Iterable
from socket import socket
from typing import Any, cast

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from xinfang_rules.service.service_settings import ServiceSettings
from xinfang_rules.service.worker_channel import read_little


class _Together:
    """A transport that sends what is written in one go at once: the head of an answer together with its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Sends data, after all that is written before the loop goes on."""
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(data)

    def close(self) -> None:
        """Closes it when everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class BoundedConnection(H11Protocol):
    """A connection of which is known since when it is silent.

    Attributes:
        silent_since: Since when it has sent no whole head of a request; None while a request is answered.
        most: How many connections are kept.
    """

    most: int
    silent_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        """Takes a connection; where there are too many, the one goes that has been silent for longest."""
        read_little(transport)
        super().connection_made(cast("asyncio.Transport", _Together(transport, self.loop)))
        self.silent_since = self.loop.time()
        if len(self.connections) > self.most:
            min(_silent(self.connections), key=lambda each: each.silent_since or 0.0, default=self).let_go()

    def data_received(self, data: bytes) -> None:
        """Takes what came."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self.silent_since = None

    def on_response_complete(self) -> None:
        """Is silent from now on, until the next request."""
        self.silent_since = self.loop.time()
        super().on_response_complete()

    def let_go(self) -> None:
        """Closes the connection; what a client has not read that long it will not read."""
        if self.transport is not None:
            self.transport.abort()


class PatientServer(Server):
    """Lets go of connections that stay silent for too long.

    Args:
        config: How it serves; its connections are bounded.
        patience: For how many seconds a connection may stay silent.
    """

    def __init__(self, config: Config, patience: float) -> None:
        super().__init__(config)
        self._patience = patience

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Starts; what is there then stays, and is not looked through again and again for what can go."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def on_tick(self, counter: int) -> bool:
        """Looks through the connections once a second."""
        if counter % 10 == 0:
            before = asyncio.get_running_loop().time() - self._patience
            for each in _silent(self.server_state.connections):
                if (each.silent_since or before) < before:
                    each.let_go()
        return await super().on_tick(counter)


def bounded(settings: ServiceSettings) -> type[BoundedConnection]:
    """Returns the class of the connections of a service."""
    return type("Connection", (BoundedConnection,), {"most": settings.connections})


def _silent(connections: Iterable[object]) -> list[BoundedConnection]:
    return [each for each in connections if isinstance(each, BoundedConnection) and each.silent_since is not None]
