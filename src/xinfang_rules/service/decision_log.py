"""The decision log: one line of JSON for each answer, without anything of a case, and never one too few."""

import json
import os
import select
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol

from xinfang_rules.service.service_errors import ServiceError


class DecisionLog(Protocol):
    """Where decision lines go."""

    def write(self, told: Mapping[str, Any]) -> None:
        """Writes a line.

        Raises:
            ServiceError: If it cannot be written; the answer must not go out then.
        """


class LineLog:
    """Writes each line at once.

    Args:
        descriptor: A file that is open for appending, or a pipe. A pipe that nobody reads on is not waited for.
    """

    def __init__(self, descriptor: int) -> None:
        self._to = descriptor
        self._poll = None
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode) and hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(descriptor, select.POLLOUT)

    def write(self, told: Mapping[str, Any]) -> None:
        """Writes a line; see `DecisionLog.write`."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": now, **told}, ensure_ascii=False).encode() + b"\n"
        try:
            if self._poll is not None and not any(event & select.POLLOUT for _, event in self._poll.poll(0)):
                raise BlockingIOError  # whoever reads the log has stopped to
            if os.write(self._to, line) != len(line):
                raise OSError
        except OSError:
            message = "the decision line cannot be written, and no answer goes out without one"
            chinese = "决定日志写不进去；没有记下的，不予答复"
            raise ServiceError(HTTPStatus.SERVICE_UNAVAILABLE, "log", message, chinese) from None
