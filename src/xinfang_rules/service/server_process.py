"""Serving: a process that does nothing else."""

import sys
from contextlib import suppress
from socket import IPPROTO_TCP, AddressFamily, SocketKind, socket

from uvicorn import Config

from xinfang_rules.service.connections import PatientServer, bounded
from xinfang_rules.service.decision_log import LineLog
from xinfang_rules.service.service_app import create_app
from xinfang_rules.service.service_settings import ServiceSettings

_GRACE = 10
"""Seconds in which what is being answered may be finished when the service is to end."""
_OTHER_FILES = 200
"""How many files may be open that are no connections."""


def serve(settings: ServiceSettings, listening: socket, log: int, *, root_path: str = "") -> int:
    """Serves until the process is told to end.

    Args:
        settings: What is offered, and the limits.
        listening: The socket on which it listens.
        log: The descriptor to which decision lines go.
        root_path: Below which path a reverse proxy shows it.

    Returns:
        The exit code of the process.
    """
    _allow_files(settings.connections + _OTHER_FILES)
    config = Config(
        create_app(settings, log=LineLog(log)),
        http=bounded(settings),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,  # no logger is touched; what is wrong with the server itself goes to standard error
        access_log=False,
        proxy_headers=False,
        server_header=False,
        root_path=root_path,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE,
    )
    server = PatientServer(config, settings.patience)
    server.run(sockets=[listening])
    return 0 if server.started else 1


def listen(host: str, port: int) -> socket:
    """Opens a socket.

    Raises:
        OSError: If that address cannot be had.
    """
    family = AddressFamily.AF_INET6 if ":" in host else AddressFamily.AF_INET
    listening = socket(family, SocketKind.SOCK_STREAM, IPPROTO_TCP)  # else asyncio does not turn Nagle's delay off
    if sys.platform != "win32":  # there it would let another program listen on the same port
        from socket import SO_REUSEADDR, SOL_SOCKET

        listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(2_048)
    return listening


def _allow_files(number: int) -> None:
    """Asks the system for so many open files, which each connection is one of."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
