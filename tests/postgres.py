"""A PostgreSQL server of a test's own: in a temporary folder, on a socket there, as a user who is not root."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_DEBIANS = Path("/usr/lib/postgresql")
_PATIENCE = 30  # seconds for a start, which takes one
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "10",
    "shared_buffers": "16MB",
}


@cache
def programs() -> Path | None:
    """Returns the folder of a server's programs, or None."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(_DEBIANS.glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").is_file() and (place / "postgres").is_file()), None)


def at_hand() -> bool:
    """Tells whether there are a server and a client for it."""
    return programs() is not None and find_spec("psycopg") is not None


@contextmanager
def server() -> Iterator[str]:
    """Starts a server; gives what libpq connects to it by."""
    place = programs()
    assert place is not None
    user = "nobody" if os.geteuid() == 0 else None  # the server does not run as root
    with tempfile.TemporaryDirectory(prefix="xf-pg-", ignore_cleanup_errors=True) as name:
        if user is not None:
            shutil.chown(name, user)
        data = Path(name) / "data"
        environment = {"PATH": os.environ["PATH"], "HOME": name, "LC_ALL": "C.UTF-8"}
        run = {"user": user, "env": environment, "cwd": name, "stdin": subprocess.DEVNULL}
        initdb = [place / "initdb", "--pgdata", data, "--auth", "trust", "--username", "test", "--no-sync"]
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, **run)  # type: ignore[call-overload]  # of these options
        assert made.returncode == 0, made.stderr
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        command = [place / "postgres", "-D", data, "-k", name, *settings]
        with (Path(name) / "log").open("w") as log:
            started = subprocess.Popen(command, stdout=log, stderr=log, **run)  # type: ignore[call-overload]  # of these options
            try:
                _wait(place / "pg_isready", name, started)
                yield f"host={name} user=test dbname=postgres"
            finally:
                started.terminate()
                started.wait(30)


def _wait(ready: Path, host: str, started: "subprocess.Popen[bytes]") -> None:
    """Waits until a server answers."""
    until = time.monotonic() + _PATIENCE
    while subprocess.run([ready, "--quiet", "--host", host], check=False).returncode:
        assert started.poll() is None, "the server has ended"
        assert time.monotonic() < until, "the server does not answer"
        time.sleep(0.1)
