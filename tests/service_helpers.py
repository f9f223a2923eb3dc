"""A service to ask: in this process, or as one of its own."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from xinfang_rules.service import ServiceSettings, create_app
from xinfang_rules.service.service_errors import ServiceError

PENDING_BELOW: dict[str, Any] = {
    "organ": {"kind": "other"},
    "petition": {"request": "new", "category": "grievance", "intake": "direct", "petitioner_identified": True},
    "remedy": {"litigation_rights": False},
    "history": {
        "same_matter_pending": True,
        "raised_to_superior": True,
        "within_prescribed_period": True,
        "reexamination_concluded": False,
    },
    "timeline": {"received_on": "2024-02-24"},
}


class KeptLog:
    """Keeps decision lines; or refuses to, as a full disk would."""

    def __init__(self) -> None:
        self.lines: list[Mapping[str, Any]] = []
        self.full: ServiceError | None = None

    def write(self, told: Mapping[str, Any]) -> None:
        """Keeps a line."""
        if self.full is not None:
            raise self.full
        self.lines.append(dict(told))


@contextmanager
def in_this_process(log: KeptLog | None = None, **settings: Any) -> Iterator[TestClient]:
    """Serves in this process."""
    with TestClient(create_app(ServiceSettings(workers=0, **settings), log=log)) as client:
        yield client


class Served(NamedTuple):
    """A service in a process of its own."""

    process: "subprocess.Popen[bytes]"
    port: int

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 30) -> tuple[int, bytes]:
        """Asks it one thing, over a connection of its own."""
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request(method, path, sent, {} if sent is None else {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def workers(self) -> list[int]:
        """Lists the processes that evaluate."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]


@contextmanager
def served(*options: str, stdout: Any = subprocess.DEVNULL) -> Iterator[Served]:
    """Serves in a process of its own, until it can answer."""
    command = [sys.executable, "-m", "xinfang_rules", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline().decode()
            found = re.search(r":(\d+)/$", said.strip())
            assert found, said
            made = Served(process, int(found[1]))
            for _ in range(600):
                try:
                    if made.ask("GET", "/readyz", timeout=2)[0] == 200:
                        break
                except OSError:
                    time.sleep(0.1)
            yield made
        finally:
            process.kill()
