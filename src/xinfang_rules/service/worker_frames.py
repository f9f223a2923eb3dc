"""What goes between a service and its workers: two lengths, a head as JSON, a body."""

import json
import struct
from collections.abc import Mapping
from typing import Any, Final

from xinfang_rules.service.answer_records import Reply

LENGTHS: Final = struct.Struct(">II")


def frame(head: Mapping[str, Any], body: bytes) -> bytes:
    """Writes a frame."""
    written = json.dumps(head, ensure_ascii=False).encode()
    return b"".join((LENGTHS.pack(len(written), len(body)), written, body))


def replied(status: int, reply: Reply) -> tuple[dict[str, Any], bytes]:
    """Returns an answer as a head and a body."""
    return {"status": status, "media": reply.media, "told": reply.told, "headers": reply.headers}, reply.content
